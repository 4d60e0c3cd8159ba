//! What somebody may do in a chat: an administrator's rights, a member's permissions.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::world::{Chat, ChatKey, Kind, Role, World};

/// The rights of an administrator, beside being anonymous.
pub(crate) const ADMIN_RIGHTS: [&str; 17] = [
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
    "can_manage_direct_messages",
    "can_pin_messages",
    "can_manage_tags",
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

/// The permissions to send one medium each.
const MEDIA: [&str; 6] = [
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
];

/// Whether administrators of such a chat can have the right.
pub(crate) fn is_right_in(kind: Kind, right: &str) -> bool {
    match right {
        "can_post_messages" | "can_edit_messages" | "can_manage_direct_messages" => kind == Kind::Channel,
        "can_pin_messages" | "can_manage_tags" => kind != Kind::Channel,
        "can_manage_topics" => kind == Kind::Supergroup,
        _ => true,
    }
}

/// Names every permission, with what others imply.
///
/// Unless they are independent, a permission to send something carries those of what it takes.
pub(crate) fn permissions(given: &Map<String, Value>, independent: bool) -> BTreeMap<String, bool> {
    let on = |name: &str| given.get(name).and_then(Value::as_bool);
    let set = |name: &str| on(name).unwrap_or(false);
    let mut all: BTreeMap<String, bool> =
        PERMISSIONS.iter().map(|name| ((*name).to_owned(), set(name))).collect();
    let mut imply = |names: &[&str]| {
        for name in names {
            all.insert((*name).to_owned(), true);
        }
    };
    if set("can_send_media_messages") {
        imply(&MEDIA);
        imply(&["can_send_messages"]);
    }
    if !independent {
        if set("can_send_other_messages") || set("can_add_web_page_previews") {
            imply(&MEDIA);
            imply(&["can_send_messages"]);
        }
        if set("can_send_polls") {
            imply(&["can_send_messages"]);
        }
    }
    let copy = |from: &str, to: &str, all: &mut BTreeMap<String, bool>| {
        let value = all.get(from).copied().unwrap_or(false);
        if on(to).is_none() {
            all.insert(to.to_owned(), value);
        }
    };
    copy("can_send_messages", "can_react_to_messages", &mut all);
    copy("can_pin_messages", "can_manage_topics", &mut all);
    all
}

/// What takes which permission, by the field of the message, with Telegram's word for it.
const NEEDS: [(&str, &str, &str); 20] = [
    ("text", "can_send_messages", "text messages"),
    ("photo", "can_send_photos", "photos"),
    ("live_photo", "can_send_photos", "photos"),
    ("animation", "can_send_other_messages", "animations"),
    ("video", "can_send_videos", "videos"),
    ("video_note", "can_send_video_notes", "video notes"),
    ("voice", "can_send_voice_notes", "voice notes"),
    ("audio", "can_send_audios", "music"),
    ("document", "can_send_documents", "documents"),
    ("sticker", "can_send_other_messages", "stickers"),
    ("dice", "can_send_other_messages", "dice"),
    ("game", "can_send_other_messages", "games"),
    ("poll", "can_send_polls", "polls"),
    ("checklist", "can_send_messages", "checklists"),
    ("venue", "can_send_messages", "venues"),
    ("location", "can_send_messages", "locations"),
    ("contact", "can_send_messages", "contacts"),
    ("invoice", "can_send_messages", "invoice messages"),
    ("story", "can_send_messages", "stories"),
    ("paid_media", "can_send_photos", "paid media"),
];

impl Chat {
    /// Whether somebody has a right or a permission here.
    pub(crate) fn may(&self, id: i64, right: &str) -> bool {
        let Some(member) = self.members.get(&id) else { return false };
        let everybody = || {
            PERMISSIONS.contains(&right)
                && self.permissions.as_ref().is_none_or(|all| all.get(right) != Some(&Value::Bool(false)))
        };
        match member.role {
            Role::Creator => right != "is_anonymous" || member.rights.get(right) == Some(&true),
            Role::Administrator if right == "is_anonymous" => member.rights.get(right) == Some(&true),
            // Nobody takes an administrator's word away.
            Role::Administrator if right.starts_with("can_send_") && PERMISSIONS.contains(&right) => true,
            Role::Administrator => {
                is_right_in(self.kind, right) && member.rights.get(right).copied().unwrap_or(true)
            }
            Role::Member => everybody(),
            Role::Restricted => {
                !member.away && everybody() && member.rights.get(right).copied().unwrap_or(false)
            }
            Role::Left | Role::Kicked => false,
        }
    }
}

impl World {
    pub(crate) fn may(&self, key: ChatKey, id: i64, right: &str) -> bool {
        match key {
            ChatKey::Private { .. } | ChatKey::Between { .. } => true,
            ChatKey::Shared(_) => self.chats.get(&key).is_some_and(|chat| chat.may(id, right)),
        }
    }

    /// Why somebody may not send that content, in Telegram's words.
    pub(crate) fn may_not_send(&self, key: ChatKey, id: i64, content: &Map<String, Value>) -> Option<String> {
        let ChatKey::Shared(_) = key else { return None };
        let chat = self.chats.get(&key)?;
        let member = chat.members.get(&id)?;
        let free = chat.permissions.is_none() && member.role == Role::Member;
        if free || member.role.is_admin() || chat.kind == Kind::Channel {
            return None;
        }
        // An animation comes with the same file as a document.
        let animated = content.contains_key("animation");
        NEEDS
            .iter()
            .filter(|(field, ..)| content.contains_key(*field) && !(animated && *field == "document"))
            .find(|(_, right, _)| !chat.may(id, right))
            .map(|(_, _, word)| format!("not enough rights to send {word} to the chat"))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn on(given: &Value, independent: bool) -> Vec<String> {
        let all = permissions(given.as_object().unwrap(), independent);
        all.into_iter().filter(|(_, on)| *on).map(|(name, _)| name).collect()
    }

    #[test]
    fn a_poll_takes_text_unless_permissions_are_independent() {
        let polls = json!({"can_send_polls": true});
        assert_eq!(on(&polls, false), ["can_react_to_messages", "can_send_messages", "can_send_polls"]);
        assert_eq!(on(&polls, true), ["can_send_polls"]);
    }

    #[test]
    fn stickers_take_every_medium() {
        let all = permissions(json!({"can_send_other_messages": true}).as_object().unwrap(), false);
        assert!(MEDIA.iter().all(|name| all[*name]));
        assert!(!all["can_send_polls"]);
    }
}
