//! Who takes part in a recording, and how they are made.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::Value;

use super::before::{bot_role, made, members, set_up};
use super::groups;
use super::literal::text;
use super::names::Names;
use super::steps::Step;
use crate::world::{Bot, Chat, ChatKey, Kind, Role, User, World};

/// The parts of a recording.
#[derive(Debug)]
pub(super) struct Cast<'a> {
    world: &'a World,
    names: &'a Names,
    steps: &'a [Step],
    /// Those who act, or whom a bot writes to.
    active: BTreeSet<i64>,
    /// The groups that are there from the beginning, with their members then.
    groups: Vec<(i64, Vec<i64>)>,
    bots: BTreeSet<i64>,
}

impl<'a> Cast<'a> {
    pub(super) fn of(steps: &'a [Step], world: &'a World, names: &'a Names) -> Self {
        let mut cast =
            Self { world, names, steps, active: BTreeSet::new(), groups: Vec::new(), bots: BTreeSet::new() };
        let mut groups = BTreeSet::new();
        for step in steps {
            match step {
                Step::Act { act, .. } => {
                    cast.active.extend(act.user);
                    let lists =
                        ["members", "users"].into_iter().filter_map(|name| act.args.get(name)?.as_array());
                    let ones = ["member", "chat", "to"].into_iter().filter_map(|name| act.args.get(name));
                    let ids = lists.flatten().chain(ones).filter_map(Value::as_i64);
                    cast.active.extend(ids.filter(|id| world.users.contains_key(id)));
                    let int = |name: &str| act.args.get(name).and_then(Value::as_i64);
                    groups.extend(int("group"));
                    groups.extend(
                        ["chat", "to", "channel", "discussion"]
                            .into_iter()
                            .filter_map(int)
                            .filter(|id| *id < 0),
                    );
                    cast.bots.extend(int("bot"));
                }
                Step::Said(key, entry) | Step::Edited(key, entry) | Step::Deleted(key, entry) => {
                    if world.bots.contains_key(&entry.author.id()) {
                        cast.bots.insert(entry.author.id());
                    }
                    match key {
                        ChatKey::Private { user, .. } => _ = cast.active.insert(*user),
                        ChatKey::Shared(id) => _ = groups.insert(*id),
                        ChatKey::Between { .. } => {}
                    }
                }
                Step::Answered { .. } => {}
            }
        }
        cast.bots.remove(&names.default_bot);
        // A channel's direct messages come with the channel.
        let parent = |id: &i64| world.chats.get(&ChatKey::Shared(*id))?.direct_channel();
        let parents: Vec<i64> = groups.iter().filter_map(parent).collect();
        groups.extend(parents);
        // What came into being in the recording is not there from the beginning.
        for id in made(steps) {
            groups.remove(&id);
            cast.bots.remove(&id);
        }
        cast.groups = groups.iter().rev().map(|id| (*id, members(*id, steps, world))).collect();
        cast
    }

    /// Those of the active users who read a chat; where none is active, one who reads it.
    pub(super) fn readers(&self, world: &World, key: ChatKey) -> Vec<i64> {
        let mut readers = world.readers(key);
        if let ChatKey::Shared(id) = key
            && readers.is_empty()
        {
            // A group that became another has no members left, but had them then.
            readers =
                self.groups.iter().find(|(group, _)| *group == id).map_or_else(Vec::new, |(_, m)| m.clone());
        }
        readers.retain(|id| self.active.contains(id));
        readers
    }

    /// The lines that make everybody and everything.
    pub(super) fn write(&self) -> String {
        let mut lines = vec![self.sandbox()];
        for id in &self.bots {
            if let Some(bot) = self.world.bots.get(id) {
                let variable = self.names.bots.get(id).map_or("bot", String::as_str);
                let (name, username) = (text(&bot.first_name), text(&bot.username));
                lines.push(format!("let {variable} = sandbox.add_bot({name}, {username});"));
            }
        }
        lines.push("// Your bot: it connects to that address with that token.".into());
        lines.push("tokio::spawn(run_my_bot(sandbox.api_url(), sandbox.token()));".into());
        for id in &self.bots {
            let variable = self.names.bots.get(id).map_or("bot", String::as_str);
            lines
                .push(format!("tokio::spawn(run_my_bot(sandbox.api_url(), {variable}.token().to_owned()));"));
        }
        let mut users: BTreeSet<i64> = self.active.clone();
        users.extend(self.groups.iter().flat_map(|(_, members)| members));
        let mut met = BTreeSet::new();
        for id in &users {
            if let Some(user) = self.world.users.get(id) {
                let again = !met.insert(user.first_name.as_str());
                lines.push(format!("let {} = {};", self.names.user(*id), make_user(user, again)));
            }
        }
        lines.extend(self.groups.iter().flat_map(|(id, members)| self.group(*id, members)));
        lines.extend(self.groups.iter().filter_map(|(id, _)| self.discussion(*id)));
        lines.iter().fold(String::new(), |mut text, line| {
            // Writing to a string does not fail.
            let _ = writeln!(text, "    {line}");
            text
        })
    }

    /// The lines that make a group, let bots into it and tie it to its channel.
    fn group(&self, id: i64, members: &[i64]) -> Vec<String> {
        let Some(chat) = self.world.chats.get(&ChatKey::Shared(id)) else { return Vec::new() };
        if let Some(channel) = chat.direct_channel() {
            return vec![self.open_direct(id, channel, chat)];
        }
        let name = self.names.group(id);
        let mut lines = vec![self.make_group(id, chat, members)];
        for bot in self.bots.iter().filter(|bot| self.role(**bot, id, chat).is_present()) {
            let bot = self.names.bots.get(bot).map_or("bot", String::as_str);
            lines.push(format!("{name}.add_bot(&{bot}).await?;"));
        }
        let description = set_up(id, self.names.default_bot, self.steps, chat).description;
        let owner = members.iter().find(|member| chat.role(**member) == Role::Creator);
        if let (Some(description), Some(owner)) = (description, owner) {
            let owner = self.names.user(*owner);
            lines.push(format!("{owner}.describe(&{name}, {}).await?;", text(&description)));
        }
        lines
    }

    /// The line that gives a channel its discussion group, where both take part.
    fn discussion(&self, id: i64) -> Option<String> {
        let chat = self.world.chats.get(&ChatKey::Shared(id)).filter(|chat| chat.kind == Kind::Channel)?;
        let linked = set_up(id, self.names.default_bot, self.steps, chat).settings.linked?;
        self.groups.iter().find(|(group, _)| *group == linked)?;
        let (channel, group) = (self.names.group(id), self.names.group(linked));
        Some(format!("let {channel} = {channel}.discussion(&{group});"))
    }

    fn sandbox(&self) -> String {
        let usual = Bot::new(0, "", crate::kit::NAME, crate::kit::USERNAME);
        match self.world.bots.get(&self.names.default_bot) {
            Some(bot) if (&bot.first_name, &bot.username) != (&usual.first_name, &usual.username) => format!(
                "let sandbox = chappe_sandbox::Sandbox::builder().bot({}, {}).start().await?;",
                text(&bot.first_name),
                text(&bot.username)
            ),
            _ => "let sandbox = chappe_sandbox::Sandbox::start().await?;".into(),
        }
    }

    /// What a bot was in a group at the beginning.
    fn role(&self, bot: i64, group: i64, chat: &Chat) -> Role {
        bot_role(bot, self.names.default_bot, group, self.steps, chat.role(bot))
    }

    /// The line by which the owner of a channel opens its direct messages.
    fn open_direct(&self, id: i64, channel: i64, chat: &Chat) -> String {
        let owner = chat.members.iter().find(|(_, member)| member.role == Role::Creator);
        let owner = self.names.user(owner.map_or(0, |(id, _)| *id));
        let (direct, channel) = (self.names.group(id), self.names.group(channel));
        let stars = chat.settings.direct.stars;
        format!("let {direct} = {owner}.set_direct_messages(&{channel}, Some({stars})).await?;")
    }

    fn make_group(&self, id: i64, chat: &Chat, members: &[i64]) -> String {
        let kind = match chat.kind {
            Kind::Supergroup => "supergroup",
            Kind::Channel => "channel",
            Kind::Group | Kind::Private => "group",
        };
        let members: Vec<String> = members.iter().map(|id| format!("&{}", self.names.user(*id))).collect();
        let set_up = set_up(id, self.names.default_bot, self.steps, chat);
        let mut made = format!("sandbox.{kind}({}, &[{}])", text(&set_up.title), members.join(", "));
        made.push_str(&groups::set_up(&set_up));
        if chat.kind != Kind::Channel && self.role(self.names.default_bot, id, chat) == Role::Administrator {
            made.push_str(".bot_admin(true)");
        }
        format!("let {} = {made};", self.names.group(id))
    }
}

/// Makes a user with all that is not as usual.
fn make_user(user: &User, again: bool) -> String {
    let usual = User::new(user.id, &user.first_name);
    let mut parts = String::new();
    if let Some(last_name) = &user.last_name {
        parts.push_str(&format!(".last_name({})", text(last_name)));
    }
    if user.username != usual.username {
        parts.push_str(&format!(".username({})", text(user.username.as_deref().unwrap_or_default())));
    }
    if user.language != usual.language {
        parts.push_str(&format!(".language({})", text(user.language.as_deref().unwrap_or_default())));
    }
    if user.premium {
        parts.push_str(".premium()");
    }
    let name = text(&user.first_name);
    if parts.is_empty() && !again {
        format!("sandbox.user({name})")
    } else {
        format!("sandbox.user_with({name}){parts}.create()")
    }
}
