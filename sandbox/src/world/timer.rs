//! What happens at a time of its own: kept by the world, done by the sandbox's clock.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use super::{ChatKey, Due, World};

/// Something that happens by itself. One variant a kind, plain data; [`World::fire`] does it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Timer {
    /// Something in a message changes: a poll closes, a live location ends.
    Thing(Due),
    /// Somebody's ban, restriction or paid membership ends.
    Free { chat: ChatKey, member: i64 },
    /// A message goes by itself.
    Vanish { chat: ChatKey, message: i64 },
}

/// When something happens, and its place among those of the same time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct TimerId {
    at: i64,
    number: u64,
}

/// Everything that is still to happen, by its time.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Timers {
    #[serde(with = "super::pairs")]
    waiting: BTreeMap<TimerId, Timer>,
    numbers: u64,
    #[serde(skip)]
    changed: watch::Sender<()>,
}

impl Timers {
    /// Has something happen at a time, in milliseconds since 1970; at once if that has passed.
    pub(crate) fn schedule(&mut self, at: i64, timer: Timer) -> TimerId {
        self.numbers += 1;
        let id = TimerId { at, number: self.numbers };
        self.waiting.insert(id, timer);
        if self.waiting.first_key_value().is_some_and(|(first, _)| *first == id) {
            self.changed.send_replace(());
        }
        id
    }

    /// When the next thing happens.
    pub(crate) fn next(&self) -> Option<i64> {
        self.waiting.first_key_value().map(|(id, _)| id.at)
    }

    /// What is due by a time; the earliest first.
    fn take(&mut self, until: i64) -> Option<(i64, Timer)> {
        let first = self.waiting.first_entry().filter(|first| first.key().at <= until)?;
        let (id, timer) = first.remove_entry();
        Some((id.at, timer))
    }

    /// Is told when something is scheduled before all else.
    pub(crate) fn watch(&self) -> watch::Receiver<()> {
        self.changed.subscribe()
    }
}

impl World {
    /// Does what is due, in order.
    pub(crate) fn run_due(&mut self) {
        while let Some((_, timer)) = self.timers.take(self.now_in_milliseconds()) {
            self.fire(timer);
        }
    }

    /// Puts the clock ahead; what happens meanwhile happens at its own time.
    pub(crate) fn advance(&mut self, milliseconds: i64) {
        let target = self.now_in_milliseconds().saturating_add(milliseconds);
        while let Some((at, timer)) = self.timers.take(target) {
            self.clock.step(at.saturating_sub(self.now_in_milliseconds()));
            self.fire(timer);
        }
        self.clock.step(target.saturating_sub(self.now_in_milliseconds()));
        self.feed.set_ahead(self.clock.ahead());
    }

    // A later kind may bring text with it.
    #[allow(clippy::needless_pass_by_value)]
    fn fire(&mut self, timer: Timer) {
        match timer {
            Timer::Thing(due) => self.do_due(due),
            Timer::Free { chat, member } => self.free(chat, member),
            Timer::Vanish { chat, message } => {
                self.delete(chat, message);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::ChatKey;

    fn poll(message: i64) -> Timer {
        Timer::Thing(Due::Live(ChatKey::Shared(-1), message))
    }

    #[test]
    fn the_earliest_comes_first_and_those_of_one_time_in_order() {
        let mut timers = Timers::default();
        timers.schedule(20, poll(1));
        timers.schedule(10, poll(2));
        timers.schedule(20, poll(3));
        assert_eq!(timers.next(), Some(10));
        assert_eq!(timers.take(9), None);
        let order: Vec<_> = std::iter::from_fn(|| timers.take(20)).collect();
        assert_eq!(order, [(10, poll(2)), (20, poll(1)), (20, poll(3))]);
        assert_eq!(timers.next(), None);
    }

    #[test]
    fn timers_are_saved() {
        let mut timers = Timers::default();
        timers.schedule(10, poll(1));
        let saved = serde_json::to_string(&timers).unwrap();
        let mut loaded: Timers = serde_json::from_str(&saved).unwrap();
        assert_eq!(loaded.take(10), Some((10, poll(1))));
    }
}
