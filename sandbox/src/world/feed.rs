//! What happens, numbered, for those who follow it live: the web chat and its inspector.
//!
//! The last events are kept, as cheap handles of what they are about; they are written as JSON only for who reads them.

use std::collections::VecDeque;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use serde_json::Value;

use super::{ChatKey, Entry, Json, SetUp};
use crate::faults::FaultHit;
use crate::server::Recorded;

/// How many events are kept; who is further behind starts again from the world as it is.
const KEPT: usize = 10_000;

/// How many bytes calls and updates among them may take together; the oldest go first here too.
pub(crate) const KEPT_BYTES: usize = 64 * 1024 * 1024;

/// What happened.
#[derive(Debug, Clone)]
pub(crate) enum Happened {
    /// A message came, as it was then.
    Message(ChatKey, Entry),
    /// Somebody changed a message.
    Edited(ChatKey, Entry),
    /// A message changed by itself, as a poll does when somebody votes.
    Repainted(ChatKey, Entry),
    /// The reactions to a message changed.
    Reacted(ChatKey, Entry),
    /// A message went; this is how it was.
    Deleted(ChatKey, Entry),
    /// A chat is new, or its title, members, pins or keyboards changed.
    Chat(ChatKey),
    /// A user is new or another.
    User(i64),
    /// A bot is new, or its commands or names changed.
    Bot(i64),
    /// Somebody is typing, or the like.
    Action { key: ChatKey, from: i64, action: String },
    /// A bot answered a pressed button.
    Answer { query: String, user: i64, answer: Arc<Value> },
    /// A bot called a method.
    Call { call: Arc<Recorded>, micros: u64, bytes: usize },
    /// An update was queued for a bot, in these words, or a fault happened to it on the way.
    Update { bot: i64, raw: Arc<str>, fault: Option<FaultHit> },
    /// Somebody directed a user by hand.
    Act(Arc<Act>),
}

impl Happened {
    /// About how many bytes it keeps alive beside what the world itself remembers.
    fn bytes(&self) -> usize {
        match self {
            Happened::Call { bytes, .. } => *bytes,
            Happened::Update { raw, .. } => raw.len(),
            _ => 0,
        }
    }
}

/// What a user was made to do.
#[derive(Debug)]
pub(crate) struct Act {
    /// Nobody where it is about the sandbox itself.
    pub(crate) user: Option<i64>,
    /// The name of the operation, such as `send`.
    pub(crate) verb: &'static str,
    pub(crate) args: Json,
    /// The file that was sent along.
    pub(crate) file: Option<ActFile>,
    /// How the group was set up before, where the act changes that.
    pub(crate) before: Option<SetUp>,
    /// What came of it, once that is known; nothing for what was refused.
    pub(crate) outcome: OnceLock<Option<Value>>,
}

/// A file that was sent along with an act.
#[derive(Debug)]
pub(crate) enum ActFile {
    /// All of it, where it is small.
    Whole(Bytes),
    /// How large it is, and whether it is a picture.
    Large { size: usize, picture: bool },
}

/// A numbered event.
#[derive(Debug, Clone)]
pub(crate) struct FeedItem {
    pub(crate) seq: u64,
    /// When, in milliseconds since 1970 on the sandbox's clock.
    pub(crate) at: i64,
    pub(crate) what: Happened,
}

/// The events of one sandbox since it started; a cheap handle, and no part of what is saved.
#[derive(Debug, Clone, Default)]
pub(crate) struct Feed(Arc<Mutex<Ring>>);

#[derive(Debug)]
struct Ring {
    boot: String,
    last: u64,
    /// By how many milliseconds the sandbox's clock is ahead.
    ahead: i64,
    items: VecDeque<FeedItem>,
    bytes: usize,
}

impl Default for Ring {
    fn default() -> Self {
        // The hasher's keys are random, which is all that is asked of the name of a start.
        let boot = format!("{:016x}", RandomState::new().build_hasher().finish());
        Self { boot, last: 0, ahead: 0, items: VecDeque::new(), bytes: 0 }
    }
}

impl Feed {
    pub(crate) fn push(&self, what: Happened) {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let now = i64::try_from(since.as_millis()).unwrap_or(i64::MAX);
        let mut ring = self.ring();
        ring.last += 1;
        let item = FeedItem { seq: ring.last, at: now.saturating_add(ring.ahead), what };
        ring.bytes += item.what.bytes();
        ring.items.push_back(item);
        while ring.items.len() > KEPT || (ring.bytes > KEPT_BYTES && ring.items.len() > 1) {
            let Some(old) = ring.items.pop_front() else { break };
            ring.bytes -= old.what.bytes();
        }
    }

    /// Follows the sandbox's clock.
    pub(crate) fn set_ahead(&self, ahead: i64) {
        self.ring().ahead = ahead;
    }

    /// Tells one start of a sandbox from another.
    pub(crate) fn boot(&self) -> String {
        self.ring().boot.clone()
    }

    /// The number of the last event.
    pub(crate) fn last(&self) -> u64 {
        self.ring().last
    }

    /// The events after one, at most so many; `None` where some of them are forgotten, or that one never was.
    pub(crate) fn after(&self, seq: u64, most: usize) -> Option<Vec<FeedItem>> {
        let ring = self.ring();
        if seq > ring.last {
            return None;
        }
        let missing = usize::try_from(ring.last - seq).ok()?;
        let from = ring.items.len().checked_sub(missing)?;
        Some(ring.items.iter().skip(from).take(most).cloned().collect())
    }

    /// The events after one until another, as far as they are remembered.
    pub(crate) fn between(&self, after: u64, until: u64) -> Vec<FeedItem> {
        let ring = self.ring();
        ring.items.iter().filter(|item| item.seq > after && item.seq <= until).cloned().collect()
    }

    /// The last events before one that are of a sort, at most so many, oldest first; and whether there are more.
    pub(crate) fn before(
        &self,
        seq: u64,
        most: usize,
        sort: impl Fn(&Happened) -> bool,
    ) -> (Vec<FeedItem>, bool) {
        let ring = self.ring();
        let mut found = ring.items.iter().rev().filter(|item| item.seq < seq && sort(&item.what));
        let mut items: Vec<FeedItem> = found.by_ref().take(most).cloned().collect();
        items.reverse();
        (items, found.next().is_some())
    }

    fn ring(&self) -> MutexGuard<'_, Ring> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(items: Option<Vec<FeedItem>>) -> Option<Vec<u64>> {
        items.map(|items| items.iter().map(|item| item.seq).collect())
    }

    #[test]
    fn a_reader_goes_on_where_it_was() {
        let feed = Feed::default();
        for user in 0..5 {
            feed.push(Happened::User(user));
        }
        assert_eq!(numbers(feed.after(0, 2)), Some(vec![1, 2]));
        assert_eq!(numbers(feed.after(2, 9)), Some(vec![3, 4, 5]));
        assert_eq!(numbers(feed.after(5, 9)), Some(vec![]));
        assert_eq!(numbers(feed.after(6, 9)), None, "an event that never was");
    }

    #[test]
    fn who_is_too_far_behind_is_told_so() {
        let feed = Feed::default();
        for user in 0..=KEPT {
            feed.push(Happened::User(i64::try_from(user).unwrap()));
        }
        assert_eq!(numbers(feed.after(0, 1)), None);
        assert_eq!(numbers(feed.after(1, 1)), Some(vec![2]));
    }

    #[test]
    fn a_few_large_events_take_no_more_than_many_small_ones() {
        let feed = Feed::default();
        let raw: Arc<str> = "x".repeat(KEPT_BYTES / 4).into();
        for bot in 0..9 {
            feed.push(Happened::Update { bot, raw: Arc::clone(&raw), fault: None });
        }
        assert_eq!(numbers(feed.after(5, 9)), Some(vec![6, 7, 8, 9]));
        assert_eq!(numbers(feed.after(4, 9)), None);
    }

    #[test]
    fn the_last_of_a_sort_are_found_from_the_end() {
        let feed = Feed::default();
        for number in 0..6 {
            feed.push(if number % 2 == 0 { Happened::User(number) } else { Happened::Bot(number) });
        }
        let (items, more) = feed.before(u64::MAX, 2, |what| matches!(what, Happened::Bot(_)));
        assert_eq!((numbers(Some(items)), more), (Some(vec![4, 6]), true));
        let (items, more) = feed.before(4, 9, |what| matches!(what, Happened::Bot(_)));
        assert_eq!((numbers(Some(items)), more), (Some(vec![2]), false));
    }

    #[test]
    fn starts_have_names_of_their_own() {
        assert_ne!(Feed::default().boot(), Feed::default().boot());
    }
}
