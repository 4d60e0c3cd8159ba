//! Where the numbers come from: the same in every run.

use serde::{Deserialize, Serialize};

use super::Kind;

/// The counters of a world.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Ids {
    user: i64,
    chat: i64,
    callback: u64,
    file: u64,
    between: i64,
    sequence: u64,
    other: u64,
}

impl Default for Ids {
    fn default() -> Self {
        Self { user: 1000, chat: 0, callback: 0, file: 0, between: 0, sequence: 0, other: 0 }
    }
}

impl Ids {
    pub(crate) fn user(&mut self) -> i64 {
        self.user += 1;
        self.user
    }

    /// Basic groups have small negative numbers, supergroups and channels begin with -100.
    pub(crate) fn chat(&mut self, kind: Kind) -> i64 {
        self.chat += 1;
        match kind {
            Kind::Group => -(4_000_000 + self.chat),
            _ => -(1_002_000_000_000 + self.chat),
        }
    }

    pub(crate) fn callback(&mut self) -> u64 {
        self.callback += 1;
        4_294_967_296_000_000 + self.callback
    }

    /// For messages in chats of two users.
    pub(crate) fn between(&mut self) -> i64 {
        self.between += 1;
        self.between
    }

    pub(crate) fn file(&mut self) -> u64 {
        self.file += 1;
        self.file
    }

    /// The order of messages over all chats.
    pub(crate) fn sequence(&mut self) -> u64 {
        self.sequence += 1;
        self.sequence
    }

    /// For polls, albums and whatever else needs a number of its own.
    pub(crate) fn other(&mut self) -> u64 {
        self.other += 1;
        5_000_000_000_000_000 + self.other
    }
}
