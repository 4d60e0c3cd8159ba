//! One bot's queue: kept until confirmed, read by one poller at a time or by the deliveries of a webhook.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use tokio::sync::watch;

use super::kind::{KINDS, OPT_IN, lifetime};
use super::lane::Lane;
use super::waiting::{Held, Until, Waiting};
use crate::faults::{Table, UpdateEffect};
use crate::world::{Clock, Feed, Happened};

/// More waiting updates than this cost the oldest one.
const KEPT: usize = 100_000;
/// Where the numbering of a fresh bot begins: recognisable, and the same in every run.
const FIRST_ID: i64 = 100_000_001;
/// An offset further beyond the last update than this is of another numbering, and confirms nothing.
const FUTURE: i64 = 10;

/// What a poller is told when it looks.
#[derive(Debug, PartialEq)]
pub(crate) enum Poll {
    /// The updates as the text of a JSON array.
    Ready(String),
    /// Nothing yet; something that is held back comes at that time.
    Empty(Option<i64>),
    /// Somebody else polls now.
    Superseded,
    /// A webhook was set meanwhile.
    Webhook,
}

/// The updates of one bot.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Queue {
    /// By the order in which they are delivered, which is nearly always that of their identifiers.
    #[serde(with = "crate::world::pairs")]
    waiting: BTreeMap<u64, Waiting>,
    held: Vec<Held>,
    /// The place of the next update in the order.
    places: u64,
    next_id: i64,
    confirmed: i64,
    /// Whether the identifiers grow along the order.
    sorted: bool,
    allowed: Option<Vec<String>>,
    poller: u64,
    webhook_turns: u64,
    #[serde(skip)]
    changed: watch::Sender<u64>,
    #[serde(skip)]
    bot: i64,
    #[serde(skip)]
    clock: Clock,
    #[serde(skip)]
    faults: Table,
    #[serde(skip)]
    feed: Feed,
}

impl Queue {
    pub(crate) fn new() -> Self {
        Self {
            waiting: BTreeMap::new(),
            held: Vec::new(),
            places: 0,
            next_id: FIRST_ID,
            confirmed: 0,
            sorted: true,
            allowed: None,
            poller: 0,
            webhook_turns: 0,
            changed: watch::Sender::new(0),
            bot: 0,
            clock: Clock::default(),
            faults: Table::default(),
            feed: Feed::default(),
        }
    }

    /// Follows the clock and the faults of the sandbox that it is in, and tells its feed of every update.
    pub(crate) fn attend(&mut self, bot: i64, clock: &Clock, faults: &Table, feed: &Feed) {
        self.bot = bot;
        self.clock = clock.clone();
        self.faults = faults.clone();
        self.feed = feed.clone();
    }

    /// How many updates the bot has not confirmed, those held back among them.
    pub(crate) fn len(&self) -> usize {
        self.waiting.len() + self.held.len()
    }

    /// The highest confirmed identifier, 0 when there is none.
    pub(crate) fn confirmed(&self) -> i64 {
        self.confirmed
    }

    pub(crate) fn allowed(&self) -> Option<&[String]> {
        self.allowed.as_deref()
    }

    /// Remembers which kinds the bot wants from now on; a list without any known one means the default again.
    pub(crate) fn set_allowed(&mut self, mut kinds: Vec<String>) {
        kinds.retain(|kind| KINDS.contains(&kind.as_str()));
        self.allowed = if kinds.is_empty() { None } else { Some(kinds) };
    }

    pub(crate) fn wants(&self, kind: &str) -> bool {
        match &self.allowed {
            None => !OPT_IN.contains(&kind),
            Some(kinds) => kinds.iter().any(|k| k == kind),
        }
    }

    /// Adds an update of a kind if the bot wants that kind.
    pub(crate) fn push(&mut self, kind: &str, content: &Value) -> Option<i64> {
        if !self.wants(kind) {
            return None;
        }
        let id = self.next_id;
        let name = Value::from(kind);
        let raw = format!(r#"{{"update_id":{id},{name}:{content}}}"#);
        Some(self.keep(id, raw, false, kind, content))
    }

    /// Adds an update exactly as it is, with an identifier where it has none.
    pub(crate) fn push_whole(&mut self, mut update: Map<String, Value>) -> i64 {
        let id = match update.get("update_id").and_then(Value::as_i64) {
            Some(id) => id,
            None if update.contains_key("update_id") => self.next_id,
            None => {
                let id = self.next_id;
                let mut whole = Map::new();
                whole.insert("update_id".into(), id.into());
                whole.append(&mut update);
                update = whole;
                id
            }
        };
        let content = update.iter().find(|(name, _)| *name != "update_id");
        let (kind, content) = content.map_or(("", &Value::Null), |(kind, content)| (kind, content));
        let raw = serde_json::to_string(&update).unwrap_or_default();
        self.keep(id, raw, true, kind, content)
    }

    /// Adds text that is spliced into the answer as it is.
    pub(crate) fn push_raw(&mut self, raw: &str) -> i64 {
        let id = serde_json::from_str::<Value>(raw)
            .ok()
            .and_then(|update| update.get("update_id").and_then(Value::as_i64))
            .unwrap_or(self.next_id);
        self.keep(id, raw.to_owned(), true, "", &Value::Null)
    }

    fn keep(&mut self, id: i64, raw: String, unseen: bool, kind: &str, content: &Value) -> i64 {
        self.next_id = self.next_id.max(id.saturating_add(1));
        let raw: Arc<str> = raw.into();
        let fault = self.faults.update(kind, self.bot, || Lane::about(kind, content));
        let (effect, fault) = (fault.map(|(effect, _)| effect), fault.map(|(_, hit)| hit));
        self.feed.push(Happened::Update { bot: self.bot, raw: Arc::clone(&raw), fault });
        let now = self.clock.now();
        let expires = now.saturating_add(lifetime(kind));
        let waiting = Waiting { id, raw, lane: Lane::of(kind, content), expires, unseen, taken: false };
        let before = self.held.len();
        match effect {
            None => self.insert(waiting),
            Some(UpdateEffect::Drop) => {}
            Some(UpdateEffect::Duplicate) => {
                self.insert(waiting.clone());
                self.insert(waiting);
            }
            Some(UpdateEffect::Delay { milliseconds }) => {
                let until = Until::Time(now.saturating_add(milliseconds));
                self.held.push(Held { until, waiting });
            }
            Some(UpdateEffect::Reorder) => self.held.push(Held { until: Until::Next, waiting }),
        }
        if effect != Some(UpdateEffect::Drop) {
            self.release(before, |until| until == Until::Next);
        }
        self.wake();
        id
    }

    fn insert(&mut self, waiting: Waiting) {
        let last = self.waiting.last_key_value().map_or(i64::MIN, |(_, last)| last.id);
        self.sorted &= last <= waiting.id && !waiting.unseen;
        self.waiting.insert(self.places, waiting);
        self.places += 1;
        if self.waiting.len() > KEPT {
            self.waiting.pop_first();
        }
    }

    /// Lets go of those of the first few held back that have waited long enough.
    fn release(&mut self, among: usize, over: impl Fn(Until) -> bool) {
        let mut released = Vec::new();
        let mut index = 0;
        self.held.retain_mut(|held| {
            index += 1;
            let go = index <= among && over(held.until);
            if go {
                // Its number may be confirmed by now, though nobody has seen it.
                released.push(Waiting { unseen: true, ..held.waiting.clone() });
            }
            !go
        });
        for waiting in released {
            self.insert(waiting);
        }
    }

    /// Does what the clock says: lets go of what was held back, drops what is too old.
    pub(crate) fn settle(&mut self) {
        let now = self.clock.now();
        if !self.held.is_empty() {
            self.release(usize::MAX, |until| matches!(until, Until::Time(at) if at <= now));
        }
        // Few lifetimes are short, so that looking at the first ones finds nearly all that are over.
        let over: Vec<u64> = self
            .waiting
            .iter()
            .take(1000)
            .filter(|(_, w)| w.expires <= now)
            .map(|(place, _)| *place)
            .collect();
        for place in over {
            self.waiting.remove(&place);
        }
        while self.waiting.first_key_value().is_some_and(|(_, waiting)| waiting.expires <= now) {
            self.waiting.pop_first();
        }
    }

    /// When the next one that is held back comes.
    pub(crate) fn next_release(&self) -> Option<i64> {
        let times = self.held.iter().filter_map(|held| match held.until {
            Until::Time(at) => Some(at),
            Until::Next => None,
        });
        times.min()
    }

    fn wake(&self) {
        self.changed.send_modify(|version| *version = version.wrapping_add(1));
    }

    /// Forgets everything below a positive offset, or all but the last few for a negative one.
    pub(crate) fn confirm(&mut self, offset: i64) {
        let before = self.confirmed;
        if offset > self.next_id.saturating_add(FUTURE) {
            return;
        }
        if offset > 0 && self.sorted {
            while self.waiting.first_key_value().is_some_and(|(_, first)| first.id < offset) {
                self.waiting.pop_first();
            }
        } else if offset > 0 {
            self.waiting.retain(|_, update| update.id >= offset || update.unseen);
            self.sorted = self.waiting.is_empty();
        }
        if offset > 0 {
            self.confirmed = self.confirmed.max((offset - 1).min(self.next_id - 1));
        } else if offset < 0 {
            let keep = usize::try_from(offset.unsigned_abs()).unwrap_or(usize::MAX);
            while self.waiting.len() > keep {
                if let Some((_, gone)) = self.waiting.pop_first() {
                    self.confirmed = self.confirmed.max(gone.id);
                }
            }
        }
        if self.confirmed != before {
            self.wake();
        }
    }

    /// Drops what waits, as `drop_pending_updates` asks.
    pub(crate) fn clear(&mut self) {
        self.waiting.retain(|_, update| update.taken);
        self.held.clear();
        self.confirm(self.next_id);
    }

    /// A new poller takes over; whoever polled before is told so.
    pub(crate) fn take_over(&mut self) -> (u64, watch::Receiver<u64>) {
        self.poller += 1;
        self.wake();
        (self.poller, self.changed.subscribe())
    }

    /// A webhook was set: who polls or delivers now has to stop.
    pub(crate) fn webhook_set(&mut self) {
        self.webhook_turns += 1;
        self.wake();
    }

    /// The webhook is gone: who delivers now has to stop.
    pub(crate) fn webhook_gone(&self) {
        self.wake();
    }

    pub(crate) fn webhook_turns(&self) -> u64 {
        self.webhook_turns
    }

    /// Is told of every new update and every change of the webhook.
    pub(crate) fn watch(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    /// The updates from a place on, for a webhook: their places and lanes.
    pub(super) fn places_from(&self, place: u64) -> impl Iterator<Item = (u64, Lane)> + '_ {
        self.waiting.range(place..).filter(|(_, update)| !update.taken).map(|(place, w)| (*place, w.lane))
    }

    /// The update at a place, unless it was dropped or taken meanwhile.
    pub(super) fn at_place(&self, place: u64) -> Option<&Waiting> {
        self.waiting.get(&place).filter(|update| !update.taken)
    }

    /// A webhook took an update; what it answered is still to be carried out.
    pub(super) fn take(&mut self, place: u64) {
        if let Some(update) = self.waiting.get_mut(&place) {
            update.taken = true;
            self.confirmed = self.confirmed.max(update.id);
        }
    }

    /// What a webhook answered to an update is carried out.
    pub(super) fn finish(&mut self, place: u64) {
        if self.waiting.get(&place).is_some_and(|update| update.taken) {
            self.waiting.remove(&place);
            self.wake();
        }
    }

    /// What the poller of that number gets now.
    pub(crate) fn poll(&mut self, poller: u64, webhook_turns: u64, limit: usize) -> Poll {
        if self.webhook_turns != webhook_turns {
            return Poll::Webhook;
        }
        if self.poller != poller {
            return Poll::Superseded;
        }
        self.settle();
        let mut batch = String::from("[");
        for (_, update) in self.waiting.iter_mut().filter(|(_, update)| !update.taken).take(limit) {
            update.unseen = false;
            if batch.len() > 1 {
                batch.push(',');
            }
            batch.push_str(&update.raw);
        }
        if batch.len() == 1 {
            return Poll::Empty(self.next_release());
        }
        batch.push(']');
        Poll::Ready(batch)
    }
}

#[cfg(test)]
mod tests;
