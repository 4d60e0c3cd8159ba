//! Events as they happen, for a browser's `EventSource`.
//!
//! A reader takes as much as it can carry, a batch at a time. One that falls too far behind is told to look at the
//! world again, so that a slow reader costs no memory.

use std::convert::Infallible;
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderValue, Response, header};
use bytes::Bytes;
use futures_util::stream;
use serde_json::{Value, json};
use tokio::sync::watch;

use super::super::record::Names;
use super::super::route::Call;
use super::{log, shown};
use crate::kit::Sandbox;
use crate::world::{ChatKey, FeedItem, Happened, World};

/// How many events are written at once.
const BATCH: usize = 100;

/// How often a quiet stream shows that it is alive.
const ALIVE: Duration = Duration::from_secs(15);

/// Where one reader is.
struct Reader {
    sandbox: Sandbox,
    seq: u64,
    /// Whether it saw another start of the sandbox, or saw what is forgotten by now.
    lost: bool,
    changed: watch::Receiver<u64>,
    stopped: watch::Receiver<bool>,
}

/// The answer that never ends.
pub(super) fn stream(call: &Call) -> Response<Body> {
    let core = call.sandbox.core();
    let last = core.feed.last();
    let after = call.args.int("after").and_then(|after| u64::try_from(after).ok());
    let reader = Reader {
        sandbox: call.sandbox.clone(),
        seq: after.unwrap_or(last),
        lost: call.args.find_text("boot").is_some_and(|boot| !boot.is_empty() && boot != core.feed.boot()),
        changed: core.watch(),
        stopped: core.stopped(),
    };
    // Sent at once, so that the browser knows that it is connected.
    let hello = stream::iter([Ok(Bytes::from_static(b": events\n\n"))]);
    let events = stream::unfold(reader, |mut reader| async move {
        let text = reader.next().await?;
        Some((Ok::<_, Infallible>(Bytes::from(text)), reader))
    });
    let mut response = Response::new(Body::from_stream(futures_util::StreamExt::chain(hello, events)));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

impl Reader {
    /// What to write next; nothing once the sandbox stops.
    async fn next(&mut self) -> Option<String> {
        loop {
            self.changed.mark_unchanged();
            if let Some(text) = self.look() {
                return Some(text);
            }
            tokio::select! {
                changed = self.changed.changed() => changed.ok()?,
                () = tokio::time::sleep(ALIVE) => return Some(": alive\n\n".into()),
                _ = self.stopped.wait_for(|stopped| *stopped) => return None,
            }
        }
    }

    fn look(&mut self) -> Option<String> {
        let core = self.sandbox.core();
        let items = if self.lost { None } else { core.feed.after(self.seq, BATCH) };
        self.lost = false;
        let Some(items) = items else {
            self.seq = core.feed.last();
            return Some(write(self.seq, &json!({"type": "reset"})));
        };
        self.seq = items.last()?.seq;
        let names = log::names(&self.sandbox, &items);
        let world = core.look();
        let events: Vec<(u64, Shown)> = (0..items.len())
            .filter_map(|place| Some((items[place].seq, show(&world, core.default_bot, &items, place)?)))
            .collect();
        drop(world);
        let mut text = String::new();
        for (seq, event) in &events {
            text.push_str(&write(*seq, &event.to_json(names.as_ref())));
        }
        if events.is_empty() {
            // So that a reader who comes again need not hear of those that were passed over.
            text = format!("id: {}\n\n", self.seq);
        }
        Some(text)
    }
}

/// An event with all that it needs of the world.
enum Shown {
    Message(&'static str, shown::Message),
    Json(Value),
    /// Written from the event itself.
    Item(FeedItem),
}

fn show(world: &World, default: i64, items: &[FeedItem], place: usize) -> Option<Shown> {
    let item = items.get(place)?;
    let message = |kind, key, entry| Shown::Message(kind, shown::message(world, key, entry));
    Some(match &item.what {
        Happened::Message(key, entry) => message("message", *key, entry),
        Happened::Edited(key, entry) | Happened::Repainted(key, entry) => message("edited", *key, entry),
        Happened::Reacted(key, entry) => message("reacted", *key, entry),
        Happened::Deleted(key, entry) => {
            Shown::Json(json!({"type": "deleted", "chat": shown::write_key(*key), "id": entry.id}))
        }
        // A chat is shown as it is now: once in a batch is enough.
        Happened::Chat(key) if comes_again(items, place, *key) => return None,
        Happened::Chat(key) => Shown::Json(json!({"type": "chat", "chat": shown::chat(world, *key)?})),
        Happened::User(id) => {
            Shown::Json(json!({"type": "user", "user": shown::user(world, world.users.get(id)?)}))
        }
        Happened::Bot(id) => {
            Shown::Json(json!({"type": "bot", "bot": shown::bot(world.bots.get(id)?, default)}))
        }
        Happened::Action { key, from, action } => Shown::Json(
            json!({"type": "action", "chat": shown::write_key(*key), "from": from, "action": action}),
        ),
        Happened::Answer { query, user, answer } => {
            Shown::Json(json!({"type": "answer", "query": query, "user": user, "answer": **answer}))
        }
        Happened::Call { .. } | Happened::Update { .. } | Happened::Act(_) => Shown::Item(item.clone()),
    })
}

fn comes_again(items: &[FeedItem], place: usize, key: ChatKey) -> bool {
    let later = items.get(place + 1..).unwrap_or_default();
    later.iter().any(|item| matches!(item.what, Happened::Chat(other) if other == key))
}

impl Shown {
    fn to_json(&self, names: Option<&Names>) -> Value {
        match self {
            Shown::Message(kind, message) => json!({"type": kind, "message": message}),
            Shown::Json(value) => value.clone(),
            Shown::Item(item) => {
                let shown = log::item(item, names).unwrap_or_default();
                let kind = shown["kind"].clone();
                let mut event = json!({"type": kind});
                if let Some(kind) = kind.as_str() {
                    event[kind] = shown;
                }
                event
            }
        }
    }
}

fn write(seq: u64, event: &Value) -> String {
    format!("id: {seq}\ndata: {event}\n\n")
}
