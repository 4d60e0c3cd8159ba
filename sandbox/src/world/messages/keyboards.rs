//! Reply keyboards: which one stands for whom in which chat, as the apps do it.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::world::{Author, ChatKey, Entry, World, button_label};

/// A reply keyboard, or a wish for a reply, that a user has before him.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Standing {
    /// The message that brought it.
    pub(crate) message_id: i64,
    /// The order of that message over all chats.
    pub(crate) sequence: u64,
    pub(crate) bot: i64,
    pub(crate) markup: Arc<Value>,
    /// Whether an answer to the message is still wished.
    pub(crate) wants_reply: bool,
}

impl Standing {
    /// Whether it is a keyboard with buttons, and not a wish for a reply alone.
    pub(crate) fn has_buttons(&self) -> bool {
        self.markup.get("keyboard").is_some()
    }

    /// Every button, row by row.
    pub(crate) fn buttons(&self) -> impl Iterator<Item = &Value> + '_ {
        let rows = self.markup.get("keyboard").and_then(Value::as_array);
        rows.into_iter().flatten().filter_map(Value::as_array).flatten()
    }

    /// The button in a row and column, both from 0.
    pub(crate) fn button_at(&self, row: usize, column: usize) -> Option<&Value> {
        self.markup.get("keyboard")?.get(row)?.get(column)
    }

    /// The button of that label.
    pub(crate) fn button(&self, label: &str) -> Option<&Value> {
        self.buttons().find(|button| button_label(button) == label)
    }
}

/// The keyboards of all users, by chat and user.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Keyboards {
    #[serde(with = "crate::world::pairs")]
    standing: BTreeMap<(ChatKey, i64), Standing>,
}

impl Keyboards {
    /// What stands for a user in a chat.
    pub(crate) fn get(&self, key: ChatKey, user: i64) -> Option<&Standing> {
        self.standing.get(&(key, user))
    }

    /// Everything that stands for a user.
    pub(crate) fn of_user(&self, user: i64) -> impl Iterator<Item = (ChatKey, &Standing)> + '_ {
        self.standing.iter().filter(move |((_, who), _)| *who == user).map(|((key, _), one)| (*key, one))
    }

    /// What stands in a chat, by user.
    pub(crate) fn in_chat(&self, key: ChatKey) -> impl Iterator<Item = (i64, &Standing)> + '_ {
        self.standing.range((key, i64::MIN)..=(key, i64::MAX)).map(|((_, user), standing)| (*user, standing))
    }

    /// A button was pressed: a keyboard for one time is gone. Gives whether it was one.
    pub(crate) fn used(&mut self, key: ChatKey, user: i64) -> bool {
        let once = self.get(key, user).is_some_and(|one| one.markup["one_time_keyboard"] == true);
        if once {
            self.standing.remove(&(key, user));
        }
        once
    }

    /// The user wrote, or closed the reply: none is wished any more. Gives whether one was.
    pub(crate) fn replied(&mut self, key: ChatKey, user: i64) -> bool {
        let Some(standing) = self.standing.get_mut(&(key, user)) else { return false };
        let wished = std::mem::take(&mut standing.wants_reply);
        if !standing.has_buttons() {
            self.standing.remove(&(key, user));
        }
        wished
    }

    /// A message is gone, and with it the keyboard that it brought.
    pub(crate) fn forget(&mut self, key: ChatKey, message_id: i64) {
        let gone: Vec<i64> = self
            .in_chat(key)
            .filter(|(_, standing)| standing.message_id == message_id)
            .map(|(user, _)| user)
            .collect();
        for user in gone {
            self.standing.remove(&(key, user));
        }
    }
}

impl World {
    /// Puts a bot's keyboard before those whom it is for, or takes theirs away.
    pub(crate) fn put_keyboard(&mut self, key: ChatKey, entry: &Entry) {
        let (Some(markup), Author::Bot(bot)) = (&entry.keyboard, entry.author) else { return };
        let flag = |name: &str| markup.get(name).and_then(Value::as_bool).unwrap_or(false);
        let selective = flag("selective");
        let mut meant = self.readers_of(key, entry);
        meant.retain(|user| !selective || self.is_for(*user, entry));
        for user in meant {
            if flag("remove_keyboard") {
                self.keyboards.standing.remove(&(key, user));
            } else {
                let standing = Standing {
                    message_id: entry.id,
                    sequence: entry.sequence,
                    bot,
                    markup: Arc::clone(markup),
                    wants_reply: flag("force_reply"),
                };
                self.keyboards.standing.insert((key, user), standing);
            }
        }
    }

    /// Whether a message names a user or replies to his: whom a selective keyboard is for.
    fn is_for(&self, user: i64, entry: &Entry) -> bool {
        let json = &entry.json;
        let replied = json.get("reply_to_message").and_then(|message| message.get("from"));
        if replied.and_then(|from| from.get("id")).and_then(Value::as_i64) == Some(user) {
            return true;
        }
        let username = self.users.get(&user).and_then(|user| user.username.as_deref());
        let text = entry.words();
        let entities =
            json.get("entities").or_else(|| json.get("caption_entities")).and_then(Value::as_array);
        entities.into_iter().flatten().any(|entity| match entity["type"].as_str() {
            Some("text_mention") => entity["user"]["id"].as_i64() == Some(user),
            Some("mention") => {
                let (from, length) = (entity["offset"].as_u64(), entity["length"].as_u64());
                let mentioned = crate::text::slice(text, from.unwrap_or(0), length.unwrap_or(0));
                username.is_some_and(|name| {
                    mentioned.strip_prefix('@').is_some_and(|mentioned| mentioned.eq_ignore_ascii_case(name))
                })
            }
            _ => false,
        })
    }
}
