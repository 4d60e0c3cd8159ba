//! What a user has not looked at yet.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use crate::world::{ChatKey, Entry};

/// A user who never looks forgets the oldest beyond this many.
const KEPT: usize = 1_000;

/// What a bot did to a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum What {
    Sent,
    Edited,
    Deleted,
}

/// One thing that a user saw a bot do, with the message as it was then.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Event {
    pub(crate) what: What,
    pub(crate) key: ChatKey,
    pub(crate) entry: Entry,
}

/// The unseen events of a user, oldest first.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Inbox {
    events: VecDeque<Event>,
}

impl Inbox {
    pub(crate) fn push(&mut self, event: Event) {
        self.events.push_back(event);
        if self.events.len() > KEPT {
            self.events.pop_front();
        }
    }

    /// The oldest event.
    pub(crate) fn pop(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    /// The oldest event of a kind, in one chat or in any, by one bot or by any; others stay.
    pub(crate) fn take(&mut self, what: What, key: Option<ChatKey>, bot: Option<i64>) -> Option<Event> {
        let index = self.events.iter().position(|event| {
            event.what == what
                && key.is_none_or(|key| key == event.key)
                && bot.is_none_or(|bot| bot == event.entry.bot())
        })?;
        self.events.remove(index)
    }
}
