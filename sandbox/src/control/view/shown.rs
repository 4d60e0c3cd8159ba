//! Bots, users, chats and messages as the web chat gets them.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::world::{Bot, Chat, ChatKey, Entry, Json, User, World};

/// A message; made under the world's lock without a copy of the message, and written without the lock.
#[derive(Debug, Serialize)]
pub(super) struct Message {
    chat: String,
    id: i64,
    author: Author,
    message: Arc<Json>,
    keyboard: Option<Arc<Value>>,
    reactions: Vec<Reaction>,
    votes: Option<BTreeMap<i64, Vec<usize>>>,
    /// What an invoice asks of whoever pays it, which its message does not tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    order: Option<Value>,
}

#[derive(Debug, Serialize)]
struct Author {
    id: i64,
    bot: bool,
    name: String,
}

#[derive(Debug, Serialize)]
struct Reaction {
    from: i64,
    reaction: Value,
}

pub(super) fn message(world: &World, key: ChatKey, entry: &Entry) -> Message {
    let id = entry.author.id();
    let reaction = |(from, reaction): &(i64, Value)| Reaction { from: *from, reaction: reaction.clone() };
    let poll = entry.json.get("poll").and_then(|poll| poll.get("id")).and_then(Value::as_str);
    Message {
        chat: write_key(key),
        id: entry.id,
        author: Author { id, bot: world.bots.contains_key(&id), name: world.name(id) },
        message: Arc::clone(&entry.json),
        keyboard: entry.keyboard.clone(),
        reactions: entry.reactions.iter().map(reaction).collect(),
        votes: poll.map(|poll| {
            let votes = world.things.polls.votes(poll);
            votes.map(|(voter, options)| (voter, options.to_vec())).collect()
        }),
        order: entry.json.get("invoice").and_then(|_| order(world, key, entry.id)),
    }
}

fn order(world: &World, key: ChatKey, message_id: i64) -> Option<Value> {
    let invoice = world.invoice_in(key, message_id)?;
    Some(json!({"needs": invoice.needs, "flexible": invoice.flexible, "max_tip": invoice.max_tip}))
}

/// A message for one member alone, and the number of the message after which it came; 0 for none.
#[derive(Debug, Serialize)]
pub(super) struct Whisper {
    message: Message,
    after: i64,
}

/// What was said in a chat to one member alone.
pub(super) fn whispers(world: &World, key: ChatKey, chat: &Chat) -> Vec<Whisper> {
    let whispers = world.ephemeral.in_chat(key).map(|entry| {
        let before = chat.entries.partition_point(|other| other.sequence < entry.sequence);
        let after = before.checked_sub(1).and_then(|at| chat.entries.get(at)).map_or(0, |entry| entry.id);
        Whisper { message: message(world, key, entry), after }
    });
    whispers.collect()
}

/// How the web chat names a chat.
pub(super) fn write_key(key: ChatKey) -> String {
    match key {
        ChatKey::Private { bot, user } => format!("{bot}/{user}"),
        ChatKey::Between { low, high } => format!("{low}+{high}"),
        ChatKey::Shared(id) => id.to_string(),
    }
}

pub(super) fn read_key(text: &str) -> Option<ChatKey> {
    if let Some((bot, user)) = text.split_once('/') {
        return Some(ChatKey::Private { bot: bot.parse().ok()?, user: user.parse().ok()? });
    }
    if let Some((low, high)) = text.split_once('+') {
        return Some(ChatKey::between(low.parse().ok()?, high.parse().ok()?));
    }
    text.parse().ok().map(ChatKey::Shared)
}

/// A user, with the bot that is connected to the account.
pub(super) fn user(world: &World, user: &User) -> Value {
    let connected = world.business.of_user(user.id).map(|connection| connection.bot);
    json!({"id": user.id, "user": user.to_json(), "business_bot": connected})
}

pub(super) fn bot(bot: &Bot, default: i64) -> Value {
    let text = |what: &str| bot.texts.get(&(what.to_owned(), String::new())).map_or("", String::as_str);
    json!({
        "id": bot.id,
        "token": bot.token,
        "user": bot.to_me(),
        "default": bot.id == default,
        "launched": bot.launched > 0,
        "commands": default_commands(bot),
        "description": text("description"),
        "webhook": bot.webhook.as_ref().map_or("", |webhook| webhook.url.as_str()),
    })
}

pub(super) fn chat(world: &World, key: ChatKey) -> Option<Value> {
    let chat = world.chats.get(&key)?;
    let (title, bot, user) = match key {
        ChatKey::Private { bot, user } => (world.name(bot), Some(bot), Some(user)),
        ChatKey::Between { low, high } => {
            (format!("{} and {}", world.name(low), world.name(high)), None, None)
        }
        ChatKey::Shared(_) => (chat.title.clone(), None, None),
    };
    Some(json!({
        "key": write_key(key),
        "kind": chat.kind.name(),
        "title": title,
        "username": chat.username,
        "description": chat.description,
        "id": key.id(),
        "bot": bot,
        "user": user,
        "blocked": is_blocked(world, key),
        "members": members(chat),
        "pinned": chat.pinned,
        "last": chat.entries.back().map(|entry| message(world, key, entry)),
        "upgraded_to": chat.upgraded_to,
        "direct_chat": chat.direct_chat(),
        "direct_channel": chat.direct_channel(),
        "direct_open": chat.settings.direct.open,
        "keyboards": keyboards(world, key),
        "commands": commands(world, key),
        "menu_button": bot.zip(user).map(|(bot, user)| world.menu_button_for(bot, user)),
    }))
}

fn is_blocked(world: &World, key: ChatKey) -> bool {
    let ChatKey::Private { bot, user } = key else { return false };
    world.users.get(&user).is_some_and(|user| user.blocked.contains(&bot))
}

fn members(chat: &Chat) -> Vec<Value> {
    let present = chat.members.iter().filter(|(_, member)| member.role.is_present());
    present
        .map(|(id, member)| {
            let mut shown = json!({"id": id, "status": member.role.status()});
            if let Some(title) = &member.custom_title {
                shown["title"] = title.as_str().into();
            }
            shown
        })
        .collect()
}

/// The commands that a bot offers where nothing narrower is set.
fn default_commands(bot: &Bot) -> Value {
    bot.commands.get(&("default".to_owned(), String::new())).cloned().unwrap_or_else(|| json!([]))
}

/// The commands that users see in a chat, by user and bot, where they are not the bot's default ones.
fn commands(world: &World, key: ChatKey) -> Map<String, Value> {
    let bots: Vec<&Bot> = world.listeners(key).iter().filter_map(|bot| world.bots.get(bot)).collect();
    let mut all = Map::new();
    // Most bots have no others, and most groups many members.
    if bots
        .iter()
        .all(|bot| bot.commands.keys().all(|(scope, language)| scope == "default" && language.is_empty()))
    {
        return all;
    }
    for user in world.readers(key) {
        let special: Map<String, Value> = bots
            .iter()
            .map(|bot| (bot, world.commands_for(bot.id, user, key)))
            .filter(|(bot, commands)| *commands != default_commands(bot))
            .map(|(bot, commands)| (bot.id.to_string(), commands))
            .collect();
        if !special.is_empty() {
            all.insert(user.to_string(), special.into());
        }
    }
    all
}

/// The reply keyboard or the forced reply that stands for each user.
fn keyboards(world: &World, key: ChatKey) -> Map<String, Value> {
    let standing = world.keyboards.in_chat(key);
    standing.map(|(user, standing)| (user.to_string(), Value::clone(&standing.markup))).collect()
}
