//! Who may delete which message.

use crate::server::Refusal;
use crate::world::{Author, ChatKey, Entry, Kind, World};

/// Bots delete nothing that is older, in seconds.
const OLDEST: i64 = 48 * 60 * 60;
/// What remains of how a chat came about.
const FOREVER: [&str; 4] =
    ["supergroup_chat_created", "channel_chat_created", "forum_topic_created", "migrate_from_chat_id"];
/// A thrown dice cannot be taken back at once in a private chat, in seconds.
const DICE: i64 = 24 * 60 * 60;

impl World {
    /// Whether a bot or a person may delete a message.
    pub(crate) fn may_delete(&self, key: ChatKey, by: i64, entry: &Entry) -> Result<(), Refusal> {
        let refuse = |why: &str| Err(Refusal::bad(format!("message can't be deleted{why}")));
        let date = entry.json.get("date").and_then(serde_json::Value::as_i64).unwrap_or_default();
        let age = self.now().saturating_sub(date);
        let kind = self.chats.get(&key).map_or(Kind::Private, |chat| chat.kind);
        let bot = self.bots.contains_key(&by);
        if FOREVER.iter().any(|name| entry.json.contains_key(*name)) {
            return refuse("");
        }
        if kind == Kind::Private {
            let fresh_dice = entry.json.contains_key("dice") && age < DICE;
            return if bot && (age > OLDEST || fresh_dice) { refuse(" for everyone") } else { Ok(()) };
        }
        if bot && age > OLDEST {
            return refuse(if kind == Kind::Group { " for everyone" } else { "" });
        }
        let own = match entry.author {
            Author::Channel(author) => author == by && self.is_admin_with(key, by, "can_post_messages"),
            Author::User(author) | Author::Bot(author) => author == by,
        };
        let admin = match kind {
            // In a small group every administrator may.
            Kind::Group => self.is_admin_with(key, by, "can_manage_chat"),
            _ => self.is_admin_with(key, by, "can_delete_messages"),
        };
        if own || admin { Ok(()) } else { refuse("") }
    }
}
