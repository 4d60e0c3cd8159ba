//! Reactions to messages: who may react with what, and who hears of it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::super::{ChatKey, Happened, Kind, World};

/// The emoji that can be reacted with, without the marks that only tell how they are drawn.
const EMOJI: &str = "❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤\u{200d}🔥 🌚 🌭 💯 🤣 ⚡ 🍌 🏆 \
                     💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨\u{200d}💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 \
                     💊 🙊 😎 👾 🤷\u{200d}♂ 🤷 🤷\u{200d}♀ 😡";
/// How many reactions a Premium user may have on one message.
const PREMIUM: usize = 3;

/// What chats allow, where they do not allow everything.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Reactions {
    #[serde(with = "super::super::pairs")]
    available: BTreeMap<ChatKey, Vec<Value>>,
}

impl Reactions {
    /// The `ReactionType` objects that a chat allows; nothing where it allows all emoji.
    pub(crate) fn available(&self, key: ChatKey) -> Option<&Vec<Value>> {
        self.available.get(&key)
    }

    /// Allows these reactions alone, or all emoji again.
    pub(crate) fn allow(&mut self, key: ChatKey, only: Option<Vec<Value>>) {
        match only {
            Some(only) => self.available.insert(key, only),
            None => self.available.remove(&key),
        };
    }
}

/// The emoji, without the mark that only tells how it is drawn.
fn bare(emoji: &str) -> String {
    emoji.replace('\u{fe0f}', "")
}

fn same(one: &Value, other: &Value) -> bool {
    match (one["emoji"].as_str(), other["emoji"].as_str()) {
        (Some(one), Some(other)) => bare(one) == bare(other),
        _ => one["type"] == other["type"] && one["custom_emoji_id"] == other["custom_emoji_id"],
    }
}

impl World {
    /// Why somebody may not react so to a message, in Telegram's word.
    fn may_not_react(&self, who: i64, key: ChatKey, message_id: i64, new: &[Value]) -> Option<&'static str> {
        let bot = self.bots.contains_key(&who);
        let premium = self.users.get(&who).is_some_and(|user| user.premium);
        let paid = |reaction: &&Value| reaction["type"] == "paid";
        let most = if premium { PREMIUM } else { 1 };
        if new.iter().filter(|reaction| !paid(reaction)).count() > most || new.iter().filter(paid).count() > 1
        {
            return Some("REACTIONS_TOO_MANY");
        }
        let here = |reaction: &Value| {
            let entry = self.entry(key, message_id);
            let all = entry.into_iter().flat_map(|entry| &entry.reactions);
            all.filter_map(|(_, list)| list.as_array()).flatten().any(|there| same(there, reaction))
        };
        let allowed = |reaction: &Value| match self.things.reactions.available(key) {
            Some(only) => only.iter().any(|one| same(one, reaction)),
            None => reaction["type"] == "emoji",
        };
        let fits = |reaction: &Value| match reaction["type"].as_str() {
            Some("emoji") => {
                let emoji = bare(reaction["emoji"].as_str().unwrap_or_default());
                EMOJI.split_whitespace().any(|known| known == emoji) && allowed(reaction)
            }
            Some("custom_emoji") => here(reaction) || allowed(reaction) || premium,
            Some("paid") => !bot,
            _ => false,
        };
        (!new.iter().all(fits)).then_some("REACTION_INVALID")
    }

    /// Reacts to a message in place of what somebody reacted with before; gives the update that bots got of it.
    pub(crate) fn react(
        &mut self,
        who: i64,
        key: ChatKey,
        message_id: i64,
        new: Vec<Value>,
    ) -> Result<Option<i64>, &'static str> {
        if let Some(word) = self.may_not_react(who, key, message_id, &new) {
            return Err(word);
        }
        Ok(self.set_reactions(who, key, message_id, new))
    }

    /// The same without asking whether it may be, as an administrator takes reactions away.
    pub(crate) fn set_reactions(
        &mut self,
        who: i64,
        key: ChatKey,
        message_id: i64,
        new: Vec<Value>,
    ) -> Option<i64> {
        let entry = self.chats.get_mut(&key)?.entry_mut(message_id)?;
        let place = entry.reactions.iter().position(|(whose, _)| *whose == who);
        let old = place.map_or_else(|| json!([]), |place| entry.reactions.remove(place).1);
        let shown: Vec<&str> = new.iter().map(shown).collect();
        let shown = if shown.is_empty() { "nothing".to_owned() } else { shown.join(" ") };
        let new = Value::Array(new);
        if old == new {
            if let Some(place) = place {
                entry.reactions.insert(place, (who, old));
            }
            return None;
        }
        if new.as_array().is_some_and(|new| !new.is_empty()) {
            entry.reactions.push((who, new.clone()));
        }
        let entry = entry.clone();
        let line = format!("{} reacts to message {message_id} with {shown}", self.name(who));
        self.journal.write(line);
        self.feed.push(Happened::Reacted(key, entry.clone()));
        if self.bots.contains_key(&who) {
            return None;
        }
        let channel = self.chats.get(&key).is_some_and(|chat| chat.kind == Kind::Channel);
        let mut update = json!({"chat": self.chat_json(key), "message_id": message_id, "date": self.now()});
        if channel {
            update["reactions"] = counts(entry.reactions.iter().map(|(_, list)| list));
            return self.tell_admins(key, "message_reaction_count", &update);
        }
        // An administrator who hides behind the group hides here too.
        let member = self.chats.get(&key).and_then(|chat| chat.members.get(&who));
        let hidden =
            member.is_some_and(|it| it.role.is_admin() && it.rights.get("is_anonymous") == Some(&true));
        if hidden {
            update["actor_chat"] = self.chat_json(key);
        } else {
            update["user"] = self.user_json(who).unwrap_or_default();
        }
        update["old_reaction"] = old;
        update["new_reaction"] = new;
        self.tell_admins(key, "message_reaction", &update)
    }

    /// Hands an update to the bots that are administrators of a chat, or alone with a user.
    fn tell_admins(&mut self, key: ChatKey, kind: &str, update: &Value) -> Option<i64> {
        let mut first = None;
        for bot in self.listeners(key) {
            let shared = matches!(key, ChatKey::Shared(_));
            let admin = self.chats.get(&key).is_some_and(|chat| chat.role(bot).is_admin());
            if let Some(bot) = self.bots.get_mut(&bot).filter(|_| admin || !shared) {
                let id = bot.updates.push(kind, update);
                first = first.or(id);
            }
        }
        first
    }
}

/// What people see of a reaction.
fn shown(reaction: &Value) -> &str {
    let emoji = reaction["emoji"].as_str().or_else(|| reaction["custom_emoji_id"].as_str());
    emoji.unwrap_or("a paid reaction")
}

/// How often each reaction was given, as `ReactionCount` objects.
fn counts<'a>(lists: impl Iterator<Item = &'a Value>) -> Value {
    let mut counts: Vec<(&Value, u64)> = Vec::new();
    for reaction in lists.filter_map(Value::as_array).flatten() {
        match counts.iter_mut().find(|(known, _)| same(known, reaction)) {
            Some((_, count)) => *count += 1,
            None => counts.push((reaction, 1)),
        }
    }
    counts.into_iter().map(|(reaction, count)| json!({"type": reaction, "total_count": count})).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_seventy_three_emoji_to_react_with() {
        assert_eq!(EMOJI.split_whitespace().count(), 73);
        assert!(EMOJI.split_whitespace().all(|emoji| bare(emoji) == emoji));
    }

    #[test]
    fn equal_reactions_are_counted_together() {
        let thumb = json!([{"type": "emoji", "emoji": "👍"}]);
        let both = json!([{"type": "emoji", "emoji": "👍"}, {"type": "paid"}]);
        let counted = counts([&thumb, &both].into_iter());
        assert_eq!((&counted[0]["total_count"], &counted[1]["total_count"]), (&json!(2), &json!(1)));
    }
}
