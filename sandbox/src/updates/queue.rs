//! One bot's queue: kept until confirmed, read by one poller at a time.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::sync::watch;

use super::OPT_IN;

/// More waiting updates than this cost the oldest one, as they would on Telegram after a day.
const KEPT: usize = 100_000;
/// Where the numbering of a fresh bot begins: recognisable, and the same in every run.
const FIRST_ID: i64 = 100_000_001;

#[derive(Debug, Serialize, Deserialize)]
struct Waiting {
    id: i64,
    raw: String,
    /// Put in by hand, perhaps with an old number: it is handed out once before an offset can drop it.
    unseen: bool,
}

/// What a poller is told when it looks.
#[derive(Debug, PartialEq)]
pub(crate) enum Poll {
    /// The updates as the text of a JSON array.
    Ready(String),
    /// Nothing yet.
    Empty,
    /// Somebody else polls now.
    Superseded,
    /// A webhook was set meanwhile.
    Webhook,
}

/// The updates of one bot.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Queue {
    waiting: VecDeque<Waiting>,
    next_id: i64,
    confirmed: i64,
    allowed: Option<Vec<String>>,
    poller: u64,
    webhook_turns: u64,
    #[serde(skip)]
    changed: watch::Sender<u64>,
}

impl Queue {
    pub(crate) fn new() -> Self {
        Self {
            waiting: VecDeque::new(),
            next_id: FIRST_ID,
            confirmed: 0,
            allowed: None,
            poller: 0,
            webhook_turns: 0,
            changed: watch::Sender::new(0),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.waiting.len()
    }

    /// The highest confirmed identifier, 0 when there is none.
    pub(crate) fn confirmed(&self) -> i64 {
        self.confirmed
    }

    pub(crate) fn allowed(&self) -> Option<&[String]> {
        self.allowed.as_deref()
    }

    /// Remembers which kinds the bot wants; an empty list means the default again.
    pub(crate) fn set_allowed(&mut self, kinds: Vec<String>) {
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
        let kind = Value::from(kind);
        Some(self.keep(id, format!(r#"{{"update_id":{id},{kind}:{content}}}"#), false))
    }

    /// Adds an update exactly as it is, with an identifier where it has none.
    pub(crate) fn push_whole(&mut self, mut update: serde_json::Map<String, Value>) -> i64 {
        let id = match update.get("update_id").and_then(Value::as_i64) {
            Some(id) => id,
            None if update.contains_key("update_id") => self.next_id,
            None => {
                let id = self.next_id;
                let mut whole = serde_json::Map::new();
                whole.insert("update_id".into(), id.into());
                whole.append(&mut update);
                update = whole;
                id
            }
        };
        self.keep(id, Value::Object(update).to_string(), true)
    }

    /// Adds text that is spliced into the answer as it is.
    pub(crate) fn push_raw(&mut self, raw: &str) -> i64 {
        let id = serde_json::from_str::<Value>(raw)
            .ok()
            .and_then(|update| update.get("update_id").and_then(Value::as_i64))
            .unwrap_or(self.next_id);
        self.keep(id, raw.to_owned(), true)
    }

    fn keep(&mut self, id: i64, raw: String, unseen: bool) -> i64 {
        self.next_id = self.next_id.max(id.saturating_add(1));
        self.waiting.push_back(Waiting { id, raw, unseen });
        if self.waiting.len() > KEPT {
            self.waiting.pop_front();
        }
        self.wake();
        id
    }

    fn wake(&self) {
        self.changed.send_modify(|version| *version = version.wrapping_add(1));
    }

    /// Forgets everything below a positive offset, or all but the last few for a negative one.
    pub(crate) fn confirm(&mut self, offset: i64) {
        let before = self.confirmed;
        if offset > 0 {
            self.waiting.retain(|update| update.id >= offset || update.unseen);
            self.confirmed = self.confirmed.max((offset - 1).min(self.next_id - 1));
        } else if offset < 0 {
            let keep = usize::try_from(offset.unsigned_abs()).unwrap_or(usize::MAX);
            while self.waiting.len() > keep {
                if let Some(gone) = self.waiting.pop_front() {
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
        self.waiting.clear();
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

    /// The update that a webhook gets next.
    pub(crate) fn first(&self) -> Option<(i64, &str)> {
        self.waiting.front().map(|update| (update.id, update.raw.as_str()))
    }

    /// A webhook took the first update.
    pub(crate) fn taken(&mut self, id: i64) {
        if self.waiting.front().is_some_and(|update| update.id == id) {
            self.waiting.pop_front();
            self.confirmed = self.confirmed.max(id);
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
        if self.waiting.is_empty() {
            return Poll::Empty;
        }
        let batch: Vec<&str> = self
            .waiting
            .iter_mut()
            .take(limit)
            .map(|update| {
                update.unseen = false;
                update.raw.as_str()
            })
            .collect();
        Poll::Ready(format!("[{}]", batch.join(",")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn ids(queue: &Queue, limit: usize) -> Vec<i64> {
        queue.waiting.iter().take(limit).map(|update| update.id).collect()
    }

    #[test]
    fn updates_stay_until_an_offset_confirms_them() {
        let mut queue = Queue::new();
        let first = queue.push("message", &json!({})).unwrap();
        queue.push("message", &json!({})).unwrap();
        assert_eq!(ids(&queue, 9), [first, first + 1]);
        queue.confirm(first + 1);
        assert_eq!(ids(&queue, 9), [first + 1]);
        assert_eq!(queue.confirmed(), first);
    }

    #[test]
    fn a_negative_offset_keeps_the_last() {
        let mut queue = Queue::new();
        let first = queue.push("message", &json!({})).unwrap();
        queue.push("message", &json!({})).unwrap();
        queue.push("message", &json!({})).unwrap();
        queue.confirm(-1);
        assert_eq!(ids(&queue, 9), [first + 2]);
        assert_eq!(queue.confirmed(), first + 1);
    }

    #[test]
    fn reactions_come_only_when_asked_for() {
        let mut queue = Queue::new();
        assert_eq!(queue.push("message_reaction", &json!({})), None);
        queue.set_allowed(vec!["message_reaction".into()]);
        assert!(queue.push("message_reaction", &json!({})).is_some());
        assert_eq!(queue.push("message", &json!({})), None);
    }

    #[test]
    fn a_second_poller_ends_the_first() {
        let mut queue = Queue::new();
        let (first, _) = queue.take_over();
        let (second, _) = queue.take_over();
        assert_eq!(queue.poll(first, 0, 100), Poll::Superseded);
        assert_eq!(queue.poll(second, 0, 100), Poll::Empty);
    }

    #[test]
    fn a_pushed_update_keeps_its_identifier() {
        let mut queue = Queue::new();
        let body = json!({"update_id": 7, "future": {}});
        assert_eq!(queue.push_whole(body.as_object().unwrap().clone()), 7);
        assert_eq!(queue.push_raw("{broken"), FIRST_ID);
    }
}
