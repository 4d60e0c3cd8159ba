//! What the server and the handles of the test kit share.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::sync::watch;

use super::{Refusal, Room, Token};
use crate::faults::{FaultHit, Table};
use crate::world::{Bot, Feed, Happened, KEPT_BYTES, World};

/// A recorded request and its answer.
#[derive(Debug, Clone)]
pub(crate) struct Recorded {
    pub(crate) bot: i64,
    pub(crate) method: String,
    pub(crate) params: Value,
    /// The whole answer as it went out.
    pub(crate) answer: String,
    pub(crate) at: Instant,
    pub(crate) simulated: bool,
    /// The fault that happened to it.
    pub(crate) fault: Option<FaultHit>,
}

/// How much of everything a sandbox takes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bounds {
    /// The size beyond which a request is refused, in bytes.
    pub(crate) body_limit: usize,
    /// What all bodies that are being handled may take together, in bytes.
    pub(crate) room: usize,
    /// How long a client may take for the head of a request, and for its body.
    pub(crate) patience: Duration,
    /// How many calls the log remembers.
    pub(crate) kept_calls: usize,
}

impl Recorded {
    /// About how many bytes it takes.
    fn bytes(&self) -> usize {
        weight(&self.params) + self.answer.len()
    }
}

/// About how many bytes a value takes.
fn weight(value: &Value) -> usize {
    let inside = match value {
        Value::String(text) => text.len(),
        Value::Array(list) => list.iter().map(weight).sum(),
        Value::Object(object) => object.iter().map(|(name, value)| name.len() + weight(value)).sum(),
        _ => 0,
    };
    inside + size_of::<Value>()
}

/// The last calls: bounded in number and in bytes, the oldest go first.
#[derive(Debug, Default)]
struct CallLog {
    calls: VecDeque<(Arc<Recorded>, usize)>,
    bytes: usize,
}

impl CallLog {
    fn keep(&mut self, call: Arc<Recorded>, bytes: usize, most: usize) {
        self.bytes += bytes;
        self.calls.push_back((call, bytes));
        while self.calls.len() > most || (self.bytes > KEPT_BYTES && self.calls.len() > 1) {
            let Some((_, bytes)) = self.calls.pop_front() else { break };
            self.bytes -= bytes;
        }
    }
}

/// The world, its lock, and the ways to be told that it changed.
#[derive(Debug)]
pub(crate) struct Core {
    world: Mutex<World>,
    changed: watch::Sender<u64>,
    stop: watch::Sender<bool>,
    calls: Mutex<CallLog>,
    /// The world's, so that a call is reported without the world's lock.
    pub(crate) feed: Feed,
    kept_calls: usize,
    pub(crate) faults: Table,
    /// The bot that users talk to unless another is named.
    pub(crate) default_bot: i64,
    /// The size beyond which a request is refused, in bytes.
    pub(crate) body_limit: usize,
    /// How long a client may take for the head of a request, and for its body.
    pub(crate) patience: Duration,
    /// What all bodies that are being handled may take together.
    pub(crate) room: Arc<Room>,
}

impl Core {
    pub(crate) fn new(mut world: World, default_bot: i64, bounds: Bounds) -> Self {
        let Bounds { body_limit, room, patience, kept_calls } = bounds;
        let faults = Table::default();
        world.attend(&faults);
        Self {
            faults,
            feed: world.feed.clone(),
            world: Mutex::new(world),
            changed: watch::Sender::new(0),
            stop: watch::Sender::new(false),
            calls: Mutex::new(CallLog::default()),
            kept_calls,
            default_bot,
            body_limit,
            patience,
            room: Arc::new(Room::new(room)),
        }
    }

    /// The world, to look at.
    pub(crate) fn look(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the world and wakes whoever waits for a change.
    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut World) -> T) -> T {
        let result = change(&mut self.look());
        self.changed.send_modify(|version| *version = version.wrapping_add(1));
        result
    }

    /// Is told of every change from now on.
    pub(crate) fn watch(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    /// Is told when the sandbox stops.
    pub(crate) fn stopped(&self) -> watch::Receiver<bool> {
        self.stop.subscribe()
    }

    pub(crate) fn stop(&self) {
        self.stop.send_replace(true);
    }

    /// The bot of a token: made when its number is new, refused when its secret is another.
    pub(crate) fn bot(&self, token: &Token) -> Result<i64, Refusal> {
        let mut world = self.look();
        let now = world.now_in_milliseconds();
        let bot = world.bot(token.id, || {
            Bot::new(
                token.id,
                &token.text,
                &format!("Bot {}", token.id),
                &format!("sandbox_{}_bot", token.id),
            )
        });
        if bot.token != token.text {
            return Err(Refusal::new(401, "Unauthorized"));
        }
        let first_call = bot.launched == 0;
        bot.check_session(now)?;
        if first_call {
            self.feed.push(Happened::Bot(token.id));
        }
        Ok(token.id)
    }

    /// Reports something beside changes of the world.
    pub(crate) fn report(&self, happened: Happened) {
        self.feed.push(happened);
        self.changed.send_modify(|version| *version = version.wrapping_add(1));
    }

    pub(crate) fn record(&self, call: Recorded) {
        let micros = u64::try_from(call.at.elapsed().as_micros()).unwrap_or(u64::MAX);
        let bytes = call.bytes();
        let call = Arc::new(call);
        self.feed.push(Happened::Call { call: Arc::clone(&call), micros, bytes });
        let mut calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        calls.keep(call, bytes, self.kept_calls);
        drop(calls);
        self.changed.send_modify(|version| *version = version.wrapping_add(1));
    }

    /// The first kept call of a sort.
    pub(crate) fn find_call(&self, wanted: impl Fn(&Recorded) -> bool) -> Option<Recorded> {
        self.calls
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .calls
            .iter()
            .map(|(call, _)| call)
            .find(|call| wanted(call))
            .map(|call| Recorded::clone(call))
    }

    pub(crate) fn calls(&self) -> Vec<Recorded> {
        self.calls
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .calls
            .iter()
            .map(|(call, _)| Recorded::clone(call))
            .collect()
    }
}
