//! Who is in a chat, and what they may do there.

use serde_json::{Value, json};

use super::rights::{ADMIN_RIGHTS, PERMISSIONS, is_right_in};
use crate::world::{Author, ChatKey, Draft, Happened, Json, Kind, Member, Role, World};

impl World {
    /// The `ChatMember` object of somebody in a chat.
    pub(crate) fn member_json(&self, key: ChatKey, id: i64) -> Value {
        self.member_as_seen(key, id, None)
    }

    /// The same, as somebody sees it who may be able to edit the member.
    pub(crate) fn member_as_seen(&self, key: ChatKey, id: i64, viewer: Option<i64>) -> Value {
        let absent = Member::new(if let ChatKey::Private { .. } = key { Role::Member } else { Role::Left });
        let chat = self.chats.get(&key);
        let member = chat.and_then(|chat| chat.members.get(&id)).unwrap_or(&absent);
        let kind = chat.map_or(Kind::Group, |chat| chat.kind);
        // A basic group forgets whom it threw out.
        let role = if kind == Kind::Group && member.role == Role::Kicked { Role::Left } else { member.role };
        let mut json = json!({"user": self.user_json(id), "status": role.status()});
        let right = |name: &str| member.rights.get(name).copied();
        match role {
            Role::Creator => json["is_anonymous"] = right("is_anonymous").unwrap_or(false).into(),
            Role::Administrator => {
                json["can_be_edited"] = viewer.is_some_and(|viewer| self.can_edit(key, viewer, id)).into();
                json["is_anonymous"] = right("is_anonymous").unwrap_or(false).into();
                for name in ADMIN_RIGHTS.into_iter().filter(|name| is_right_in(kind, name)) {
                    json[name] = right(name).unwrap_or(true).into();
                }
            }
            Role::Restricted => {
                json["is_member"] = (!member.away).into();
                for name in PERMISSIONS {
                    json[name] = right(name).unwrap_or(false).into();
                }
                json["until_date"] = member.until.into();
            }
            Role::Kicked => json["until_date"] = member.until.into(),
            Role::Member if member.until > 0 => json["until_date"] = member.until.into(),
            Role::Member | Role::Left => {}
        }
        if let (Some(title), true) = (&member.custom_title, member.role.is_admin()) {
            json["custom_title"] = title.as_str().into();
        }
        if let (Some(tag), Role::Member | Role::Restricted) = (&member.tag, member.role) {
            json["tag"] = tag.as_str().into();
        }
        json
    }

    /// Changes somebody's part in a chat and tells the bots there.
    pub(crate) fn change_member(
        &mut self,
        key: ChatKey,
        by: i64,
        id: i64,
        change: impl FnOnce(&mut Member),
    ) -> Option<i64> {
        self.change_member_by(key, by, id, Json::new(), change)
    }

    /// The same, with how it came about: a link, a request.
    pub(crate) fn change_member_by(
        &mut self,
        key: ChatKey,
        by: i64,
        id: i64,
        how: Json,
        change: impl FnOnce(&mut Member),
    ) -> Option<i64> {
        let before = self.member_json(key, id);
        change(self.chats.get_mut(&key)?.member(id));
        let after = self.member_json(key, id);
        if before == after {
            return None;
        }
        let line = format!(
            "{} is now {} (was {}) in {}",
            self.name(id),
            after["status"].as_str().unwrap_or_default(),
            before["status"].as_str().unwrap_or_default(),
            self.chats.get(&key).map_or("", |chat| chat.title.as_str()),
        );
        self.journal.write(line);
        self.feed.push(Happened::Chat(key));
        self.follow_channel(key);
        let mut update = json!({
            "chat": self.chat_json(key),
            "from": self.user_json(by),
            "date": self.now(),
            "old_chat_member": before,
            "new_chat_member": after,
        });
        if let Some(update) = update.as_object_mut() {
            update.extend(how);
        }
        self.tell_of_member(key, id, update)
    }

    /// The bot itself is told, and every other that is an administrator, each as it sees the member.
    fn tell_of_member(&mut self, key: ChatKey, id: i64, mut update: Value) -> Option<i64> {
        let chat = self.chats.get(&key);
        let mut bots = self.listeners(key);
        bots.retain(|bot| *bot == id || chat.is_some_and(|chat| chat.role(*bot).is_admin()));
        if self.bots.contains_key(&id) && !bots.contains(&id) {
            bots.push(id);
        }
        let mut first = None;
        for bot in bots {
            if update["new_chat_member"].get("can_be_edited").is_some() {
                update["new_chat_member"]["can_be_edited"] = self.can_edit(key, bot, id).into();
            }
            let kind = if bot == id { "my_chat_member" } else { "chat_member" };
            let told = self.bots.get_mut(&bot).and_then(|bot| bot.updates.push(kind, &update));
            first = first.or(told);
        }
        first
    }

    /// Blocks the bot of a private chat, or lets it in again, and tells it.
    pub(crate) fn set_blocked(&mut self, key: ChatKey, blocked: bool) -> Option<i64> {
        let ChatKey::Private { bot, user } = key else { return None };
        let person = self.users.get_mut(&user)?;
        let changed = if blocked { person.blocked.insert(bot) } else { person.blocked.remove(&bot) };
        if !changed {
            return None;
        }
        let (before, after) = if blocked { ("member", "kicked") } else { ("kicked", "member") };
        let me = self.user_json(bot);
        let member = |status: &str| {
            let mut member = json!({"user": me, "status": status});
            if status == "kicked" {
                member["until_date"] = 0.into();
            }
            member
        };
        let update = json!({
            "chat": self.chat_json(key),
            "from": self.user_json(user),
            "date": self.now(),
            "old_chat_member": member(before),
            "new_chat_member": member(after),
        });
        let verb = if blocked { "blocks" } else { "unblocks" };
        let line = format!("{} {verb} {}", self.name(user), self.name(bot));
        self.journal.write(line);
        self.feed.push(Happened::Chat(key));
        self.announce(key, "my_chat_member", &update)
    }

    /// Posts what happened in a chat; bots hear of it, whoever did it.
    pub(crate) fn service(&mut self, key: ChatKey, by: i64, name: &str, value: Value) -> Option<i64> {
        let author = if self.bots.contains_key(&by) { self.speaker(key, by) } else { Author::User(by) };
        let author = match self.chats.get(&key).map(|chat| chat.kind) {
            Some(Kind::Channel) => Author::Channel(by),
            _ => author,
        };
        let draft =
            Draft { content: Json::from_iter([(name.to_owned(), value)]), service: true, ..Draft::default() };
        let update = self.post(key, author, draft).1;
        // What happened is mostly a change of the chat: its title, its pins.
        self.feed.push(Happened::Chat(key));
        update
    }
}
