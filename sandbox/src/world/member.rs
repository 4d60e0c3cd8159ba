//! Who is in a chat, and what they may do there.

use serde_json::{Value, json};

use super::{Author, ChatKey, Draft, Json, Kind, Member, Role, World};

/// The rights of an administrator that the Bot API always names.
pub(crate) const ADMIN_RIGHTS: [&str; 15] = [
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_send_welcome_messages",
    "can_post_messages",
    "can_edit_messages",
    "can_pin_messages",
    "can_manage_topics",
];

/// What a member may do unless it was taken away.
pub(crate) const PERMISSIONS: [&str; 16] = [
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_react_to_messages",
    "can_edit_tag",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
];

impl World {
    /// The `ChatMember` object of somebody in a chat.
    pub(crate) fn member_json(&self, key: ChatKey, id: i64) -> Value {
        let absent = Member::new(Role::Left);
        let chat = self.chats.get(&key);
        let member = chat.and_then(|chat| chat.members.get(&id)).unwrap_or(&absent);
        let mut json = json!({"user": self.user_json(id), "status": member.role.status()});
        match member.role {
            Role::Creator => json["is_anonymous"] = false.into(),
            Role::Administrator => {
                json["can_be_edited"] = false.into();
                json["is_anonymous"] = false.into();
                for right in ADMIN_RIGHTS {
                    json[right] = member.rights.get(right).copied().unwrap_or(true).into();
                }
            }
            Role::Restricted => {
                json["is_member"] = true.into();
                for right in PERMISSIONS {
                    json[right] = member.rights.get(right).copied().unwrap_or(false).into();
                }
                json["until_date"] = member.until.into();
            }
            Role::Kicked => json["until_date"] = member.until.into(),
            Role::Member | Role::Left => {}
        }
        if let (Some(title), true) = (&member.custom_title, member.role.is_admin()) {
            json["custom_title"] = title.as_str().into();
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
        let before = self.member_json(key, id);
        change(self.chats.get_mut(&key)?.member(id));
        let after = self.member_json(key, id);
        if before == after {
            return None;
        }
        let update = json!({
            "chat": self.chat_json(key),
            "from": self.user_json(by),
            "date": self.now(),
            "old_chat_member": before,
            "new_chat_member": after,
        });
        let line = format!(
            "{} is now {} (was {}) in {}",
            self.name(id),
            after["status"].as_str().unwrap_or_default(),
            before["status"].as_str().unwrap_or_default(),
            self.chats.get(&key).map_or("", |chat| chat.title.as_str()),
        );
        self.journal.write(line);
        if let Some(bot) = self.bots.get_mut(&id) {
            return bot.updates.push("my_chat_member", &update);
        }
        self.announce(key, "chat_member", &update)
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
        self.announce(key, "my_chat_member", &update)
    }

    /// Posts what happened in a chat; bots hear of it, whoever did it.
    pub(crate) fn service(&mut self, key: ChatKey, by: i64, name: &str, value: Value) -> Option<i64> {
        let author = if self.bots.contains_key(&by) { Author::Bot(by) } else { Author::User(by) };
        let author = match self.chats.get(&key).map(|chat| chat.kind) {
            Some(Kind::Channel) => Author::Channel(by),
            _ => author,
        };
        let draft =
            Draft { content: Json::from_iter([(name.to_owned(), value)]), service: true, ..Draft::default() };
        self.post(key, author, draft).1
    }
}
