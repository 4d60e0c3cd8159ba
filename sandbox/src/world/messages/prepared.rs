//! What bots have prepared for users: messages and buttons that Web Apps offer, and the message of an opened app.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::world::{ChatKey, Offer, World};

/// How many things are kept.
const KEPT: usize = 1_000;
/// How long they are good, in milliseconds.
const DAY: i64 = 86_400_000;

/// Something that a bot has prepared for a user.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Prepared {
    pub(crate) bot: i64,
    pub(crate) user: i64,
    pub(crate) until: i64,
    pub(crate) what: Offered,
}

/// What it is.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum Offered {
    /// A message that a Web App, opened in this chat, can still send there.
    Reply(ChatKey),
    /// A message that the user can send to these sorts of chats.
    Message { offer: Box<Offer>, allowed: Vec<String> },
    /// A button that asks the user for something.
    Button(Value),
}

/// Everything that is prepared, by its identifier.
pub(crate) type PreparedThings = BTreeMap<String, Prepared>;

impl World {
    /// The number by which the server of a Web App, opened for a user, can send one message into the chat.
    pub(crate) fn web_app_query(&mut self, bot: i64, user: i64, key: ChatKey) -> u64 {
        let id = self.ids.callback();
        self.prepare(id.to_string(), bot, user, Offered::Reply(key));
        id
    }

    /// Keeps a message or a button for a user; gives its identifier and until when it is good.
    pub(crate) fn save_prepared(&mut self, bot: i64, user: i64, what: Offered) -> (String, i64) {
        let id = format!("prepared{}", self.ids.other());
        let until = self.prepare(id.clone(), bot, user, what);
        (id, until.div_euclid(1000))
    }

    fn prepare(&mut self, id: String, bot: i64, user: i64, what: Offered) -> i64 {
        let until = self.now_in_milliseconds() + DAY;
        if self.prepared.len() >= KEPT {
            let oldest = self.prepared.iter().min_by_key(|(_, one)| one.until).map(|(id, _)| id.clone());
            oldest.and_then(|id| self.prepared.remove(&id));
        }
        self.prepared.insert(id, Prepared { bot, user, until, what });
        until
    }

    /// What is prepared under an identifier, if it is still good.
    pub(crate) fn prepared(&self, id: &str) -> Option<&Prepared> {
        self.prepared.get(id).filter(|one| one.until >= self.now_in_milliseconds())
    }

    /// What is prepared for a user and still good, the latest last.
    pub(crate) fn prepared_for(&self, user: i64) -> impl Iterator<Item = (&str, &Prepared)> + '_ {
        let now = self.now_in_milliseconds();
        let good = self.prepared.iter().filter(move |(_, one)| one.user == user && one.until >= now);
        good.map(|(id, one)| (id.as_str(), one))
    }
}
