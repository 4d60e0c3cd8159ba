//! Pressed buttons that wait for the bot's answer.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// How many pressed buttons are remembered.
const KEPT: usize = 1_000;

/// A pressed button.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Callback {
    pub(crate) bot: i64,
    pub(crate) user: i64,
    /// The parameters of the bot's answer, once it came.
    pub(crate) answer: Option<Value>,
}

/// The pressed buttons, by the number of the query.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Callbacks {
    pressed: BTreeMap<u64, Callback>,
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

    pub(crate) fn get_mut(&mut self, id: u64) -> Option<&mut Callback> {
        self.pressed.get_mut(&id)
    }
}
