//! What bots are doing just now: chat actions, and messages that grow while they are written.

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{ChatKey, Happened, Json, World};

/// How long an action is shown, in milliseconds.
const ACTION: i64 = 5_000;
/// How long a growing message is shown, in milliseconds.
const GROWING: i64 = 30_000;
/// How many sights a user who never looks keeps.
const KEPT: usize = 100;

/// A message that grows: what it says so far.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Growing {
    pub(crate) id: i64,
    pub(crate) content: Json,
    pub(crate) can_stop: bool,
    pub(crate) keep_on_stop: bool,
    pub(crate) thread: Option<i64>,
    pub(crate) until: i64,
}

/// Something that a user saw a bot do and has not been asked about.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum Sight {
    Action(String),
    Growing(Json),
}

/// Who is doing what, by chat and by whom.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Doing {
    #[serde(with = "super::pairs")]
    actions: BTreeMap<(ChatKey, i64), (String, i64)>,
    #[serde(with = "super::pairs")]
    growing: BTreeMap<(ChatKey, i64), Growing>,
    seen: BTreeMap<i64, VecDeque<Sight>>,
}

impl Doing {
    /// Whoever says something does nothing else any more.
    pub(super) fn done(&mut self, key: ChatKey, from: i64) {
        if !self.actions.is_empty() {
            self.actions.remove(&(key, from));
        }
        if !self.growing.is_empty() {
            self.growing.remove(&(key, from));
        }
    }

    /// The first sight of a sort that a user was not asked about.
    pub(crate) fn take<T>(&mut self, user: i64, sort: impl Fn(&Sight) -> Option<T>) -> Option<T> {
        let seen = self.seen.get_mut(&user)?;
        let place = seen.iter().position(|sight| sort(sight).is_some())?;
        seen.remove(place).and_then(|sight| sort(&sight))
    }
}

impl World {
    /// Somebody does something in a chat for a while, or does it no more.
    pub(crate) fn does(&mut self, key: ChatKey, from: i64, action: &str) {
        let line = format!("{} is doing: {action} ({})", self.name(from), key.id());
        self.journal.write(line);
        if action == "cancel" {
            self.doing.actions.remove(&(key, from));
        } else {
            let until = self.now_in_milliseconds() + ACTION;
            self.doing.actions.insert((key, from), (action.to_owned(), until));
            self.saw(key, from, &Sight::Action(action.to_owned()));
        }
        self.feed.push(Happened::Action { key, from, action: action.to_owned() });
    }

    /// A message grows, or is begun anew under another number.
    pub(crate) fn grows(&mut self, key: ChatKey, from: i64, mut growing: Growing) {
        growing.until = self.now_in_milliseconds() + GROWING;
        self.saw(key, from, &Sight::Growing(growing.content.clone()));
        self.doing.growing.insert((key, from), growing);
        self.feed.push(Happened::Action { key, from, action: "typing".into() });
    }

    fn saw(&mut self, key: ChatKey, from: i64, sight: &Sight) {
        for reader in self.readers(key).into_iter().filter(|reader| *reader != from) {
            let seen = self.doing.seen.entry(reader).or_default();
            seen.push_back(sight.clone());
            if seen.len() > KEPT {
                seen.pop_front();
            }
        }
    }

    /// What somebody else is doing in a chat at this moment.
    pub(crate) fn action_in(&self, key: ChatKey, reader: i64) -> Option<&str> {
        let now = self.now_in_milliseconds();
        let actions = self.doing.actions.range((key, i64::MIN)..=(key, i64::MAX));
        let mut shown = actions.filter(|((_, from), (_, until))| *from != reader && *until > now);
        shown.next_back().map(|(_, (action, _))| action.as_str())
    }

    /// The message that grows in a chat at this moment.
    pub(crate) fn growing_in(&self, key: ChatKey, from: i64) -> Option<&Growing> {
        let now = self.now_in_milliseconds();
        self.doing.growing.get(&(key, from)).filter(|growing| growing.until > now)
    }

    /// The user has a bot stop what it writes; gives the update.
    pub(crate) fn stop_growing(&mut self, key: ChatKey, bot: i64) -> Option<i64> {
        let growing = self.growing_in(key, bot).filter(|growing| growing.can_stop)?.clone();
        if !growing.keep_on_stop {
            self.doing.growing.remove(&(key, bot));
        }
        let mut update = json!({"chat": self.chat_json(key), "draft_id": growing.id});
        if let Some(thread) = growing.thread {
            update["message_thread_id"] = Value::from(thread);
        }
        self.bots.get_mut(&bot)?.updates.push("stopped_message_generation", &update)
    }
}
