//! Pressed buttons that wait for the bot's answer, and answers that the app still has.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::world::{ChatKey, Entry, Json, World};

/// How many pressed buttons are remembered.
const KEPT: usize = 1_000;
/// How long a bot may take to answer, in milliseconds of the sandbox's clock.
const PATIENCE: i64 = 60_000;

/// What was pressed: who pressed which button of which message.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Pressed {
    pub(crate) user: i64,
    pub(crate) key: ChatKey,
    pub(crate) message_id: i64,
    pub(crate) data: String,
}

/// A pressed button.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Callback {
    pub(crate) bot: i64,
    pub(crate) user: i64,
    pub(crate) pressed: Pressed,
    /// When, in milliseconds.
    pub(crate) at: i64,
    /// The parameters of the bot's answer, once it came.
    pub(crate) answer: Option<Value>,
}

/// The pressed buttons, by the number of the query.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Callbacks {
    pressed: BTreeMap<u64, Callback>,
    /// Until when the app shows an answer again without asking the bot, and of which query.
    #[serde(with = "crate::world::pairs")]
    cached: BTreeMap<Pressed, (i64, u64)>,
}

impl Callbacks {
    pub(crate) fn press(&mut self, id: u64, callback: Callback) {
        self.pressed.insert(id, callback);
        if self.pressed.len() > KEPT {
            self.pressed.pop_first();
        }
    }

    pub(crate) fn get(&self, id: u64) -> Option<&Callback> {
        self.pressed.get(&id)
    }

    /// The query that this bot can still answer.
    pub(crate) fn open(&mut self, id: u64, bot: i64, now: i64) -> Option<&mut Callback> {
        let open = |callback: &&mut Callback| {
            callback.bot == bot && callback.answer.is_none() && now - callback.at <= PATIENCE
        };
        self.pressed.get_mut(&id).filter(open)
    }

    /// Keeps an answer for as long as the bot said.
    pub(crate) fn cache(&mut self, id: u64, until: i64) {
        if let Some(callback) = self.pressed.get(&id) {
            self.cached.insert(callback.pressed.clone(), (until, id));
            if self.cached.len() > KEPT {
                self.cached.pop_first();
            }
        }
    }

    /// The query whose answer the app still has.
    fn cached(&mut self, pressed: &Pressed, now: i64) -> Option<u64> {
        self.cached.retain(|_, (until, _)| *until > now);
        let (_, id) = self.cached.get(pressed)?;
        self.pressed.contains_key(id).then_some(*id)
    }
}

impl World {
    /// Presses an inline button that asks the bot; gives the query and the update.
    ///
    /// `what` is the field of the query, `data` or `game_short_name`. Where the app still has the answer, the bot is
    /// not asked.
    pub(crate) fn press(
        &mut self,
        user: i64,
        key: ChatKey,
        entry: &Entry,
        (what, value): (&str, &str),
    ) -> (u64, Option<i64>) {
        let now = self.now_in_milliseconds();
        let pressed = Pressed { user, key, message_id: entry.id, data: value.to_owned() };
        if let Some(id) = self.callbacks.cached(&pressed, now) {
            return (id, None);
        }
        let id = self.ids.callback();
        let bot = entry.bot();
        self.callbacks.press(id, Callback { bot, user, pressed, at: now, answer: None });
        let mut query = json!({"id": id.to_string(), "from": self.user_json(user)});
        match self.inline.id_of(key, entry.id) {
            Some(inline_message_id) => query["inline_message_id"] = inline_message_id.into(),
            None => query["message"] = self.pressed_message(key, entry, bot),
        }
        query["chat_instance"] = chat_instance(key).into();
        query[what] = value.into();
        (id, self.bots.get_mut(&bot).and_then(|bot| bot.updates.push("callback_query", &query)))
    }

    /// The message of a pressed button as its bot sees it: one that is forgotten is inaccessible.
    fn pressed_message(&self, key: ChatKey, entry: &Entry, bot: i64) -> Value {
        let Some(now) = self.entry(key, entry.id) else {
            return json!({"chat": self.chat_json(key), "message_id": entry.id, "date": 0});
        };
        let connection = [key.id(), key.other(key.id()).unwrap_or_default()]
            .into_iter()
            .filter(|_| matches!(key, ChatKey::Between { .. }))
            .find_map(|user| self.business.of_user(user).filter(|connection| connection.bot == bot));
        match connection {
            Some(connection) => self.business_view(key, now, connection),
            None => Value::Object(Json::clone(&now.json)),
        }
    }
}

/// The number that stands for a chat in queries: the same for every message of it, and no chat's identifier.
fn chat_instance(key: ChatKey) -> String {
    let (one, other) = match key {
        ChatKey::Private { bot, user } => (bot, user),
        ChatKey::Between { low, high } => (low, high),
        ChatKey::Shared(id) => (id, 0),
    };
    let mix =
        |seed: u64, part: i64| (seed ^ part.unsigned_abs()).wrapping_mul(0x0100_0000_01b3).rotate_left(23);
    let mixed = mix(mix(0xcbf2_9ce4_8422_2325, one), other);
    i64::from_ne_bytes(mixed.to_ne_bytes()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_chat_has_its_own_instance() {
        let chats = [
            ChatKey::Private { bot: 1, user: 2 },
            ChatKey::Private { bot: 1, user: 3 },
            ChatKey::between(2, 3),
            ChatKey::Shared(-5),
        ];
        let instances: std::collections::BTreeSet<String> = chats.map(chat_instance).into();
        assert_eq!(instances.len(), chats.len());
    }
}
