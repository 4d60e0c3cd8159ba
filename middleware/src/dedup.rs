//! An update that came already is not handled again.
//!
//! Delivery is at least once: an update comes again where its answer got lost, where the process ended before it was
//! confirmed, or where a webhook's answer took too long. This layer remembers the numbers of the latest updates of each
//! bot. What it remembers, it answers as done.
//!
//! An update is remembered only when its handling succeeded: one that failed, or that nobody took, may come again. One
//! that comes while the first of its number is still being handled waits for it, and is handled itself should the first
//! fail. Events that are no update go through.
//!
//! # Example
//! ```
//! use chappe::prelude::*;
//! use chappe_middleware::dedup::DedupLayer;
//! use tower::ServiceBuilder;
//!
//! async fn order() -> &'static str { "Your tea is on its way." }
//!
//! let router: Router = Router::new().command("tea", order);
//! let service = ServiceBuilder::new().layer(DedupLayer::new()).service(router);
//! ```
//!
//! In memory, what was handled is forgotten with the process. [`DedupLayer::stored`] keeps it in a
//! [store](crate::store), for what a crash brings again and for several instances behind one webhook.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use chappe::{BoxError, Ctx, Outcome, Result};
use tower_layer::Layer;
use tower_service::Service;

use crate::keyed_lock::KeyedLock;
use crate::recent::Recent;
use crate::store::{ErasedStore, Expect, Store, StoreError};

/// How many updates are remembered, unless it is said otherwise.
pub const DEFAULT_CAPACITY: usize = 10_000;

/// How long a store remembers an update.
const DAY: Duration = Duration::from_secs(86_400);

/// Answers an update that was handled already as done.
///
/// Each service that it makes has a memory of its own, which the clones of the service share. So it stands around the
/// whole bot: what runs both by polling and by webhook are clones of one service.
#[derive(Clone)]
#[must_use = "a layer does nothing until it wraps a service"]
pub struct DedupLayer {
    memory: Memory,
}

/// Where it is to be known which updates were handled.
#[derive(Clone)]
enum Memory {
    /// The latest so many, in the process.
    Recent(usize),
    Stored(Stored),
}

/// Known in a store, for a time.
#[derive(Clone)]
struct Stored {
    store: Arc<dyn ErasedStore>,
    time: Duration,
}

impl DedupLayer {
    /// A layer that remembers the latest [`DEFAULT_CAPACITY`] updates, in memory.
    pub fn new() -> Self {
        Self { memory: Memory::Recent(DEFAULT_CAPACITY) }
    }

    /// Remembers so many of the latest updates, in memory; with none, only what is being handled is known.
    pub fn capacity(self, updates: usize) -> Self {
        Self { memory: Memory::Recent(updates) }
    }

    /// A layer that remembers updates in a store, for a day: as long as Telegram keeps what was not delivered.
    ///
    /// A store that fails does not keep an update from being handled: it is handled, perhaps once more, and the failure
    /// is logged. Two instances that handle one update at the same time do not know of each other.
    ///
    /// # Example
    /// ```
    /// use chappe_middleware::dedup::DedupLayer;
    /// use chappe_middleware::store::MemoryStore;
    ///
    /// let layer = DedupLayer::stored(MemoryStore::new());
    /// ```
    pub fn stored(store: impl Store) -> Self {
        Self { memory: Memory::Stored(Stored { store: Arc::new(store), time: DAY }) }
    }
}

impl Default for DedupLayer {
    fn default() -> Self {
        Self::new()
    }
}

impl<S> Layer<S> for DedupLayer {
    type Service = Dedup<S>;

    fn layer(&self, inner: S) -> Self::Service {
        let seen = match &self.memory {
            Memory::Recent(capacity) => Seen::Recent(Mutex::new(Recent::new(*capacity))),
            Memory::Stored(stored) => Seen::Stored(stored.clone()),
        };
        Dedup { inner, shared: Arc::new(Shared { running: KeyedLock::default(), seen }) }
    }
}

/// The service that [`DedupLayer`] makes.
#[derive(Clone, Debug)]
pub struct Dedup<S> {
    inner: S,
    shared: Arc<Shared>,
}

impl<S> Service<Ctx> for Dedup<S>
where
    S: Service<Ctx, Response = Outcome> + Clone + Send + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send,
{
    type Response = Outcome;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Outcome>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<()>> {
        self.inner.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, ctx: Ctx) -> Self::Future {
        // The one that was polled ready goes into the future; its clone has to be polled again.
        let clone = self.inner.clone();
        let mut ready = std::mem::replace(&mut self.inner, clone);
        let Some(key) = key(&ctx) else {
            return Box::pin(async move { ready.call(ctx).await.map_err(Into::into) });
        };
        let shared = Arc::clone(&self.shared);
        Box::pin(async move {
            let _turn = shared.running.lock(Arc::clone(&key)).await;
            if shared.seen.has(&key).await {
                tracing::debug!(update = &*key, "the update was handled already");
                return Ok(Outcome::Done);
            }
            let outcome = ready.call(ctx).await.map_err(Into::into)?;
            if outcome.is_done() {
                shared.seen.add(key).await;
            }
            Ok(outcome)
        })
    }
}

/// An update of a bot.
fn key(ctx: &Ctx) -> Option<Arc<str>> {
    let update = ctx.update()?.update_id;
    Some(format!("{}:{update}", ctx.bot().id()).into())
}

/// What the clones of a service share.
#[derive(Debug)]
struct Shared {
    running: KeyedLock,
    seen: Seen,
}

/// Where it is known which updates were handled.
#[derive(Debug)]
enum Seen {
    Recent(Mutex<Recent<Arc<str>, ()>>),
    Stored(Stored),
}

impl Seen {
    async fn has(&self, key: &Arc<str>) -> bool {
        match self {
            Self::Recent(recent) => recent.lock().unwrap_or_else(PoisonError::into_inner).get(key).is_some(),
            Self::Stored(stored) => {
                let found = stored.store.load(&stored_key(key)).await;
                found.map_err(|error| warn(&error)).is_ok_and(|entry| entry.is_some())
            }
        }
    }

    async fn add(&self, key: Arc<str>) {
        match self {
            Self::Recent(recent) => recent.lock().unwrap_or_else(PoisonError::into_inner).insert(key, ()),
            Self::Stored(stored) => {
                let time = Some(stored.time);
                let saved = stored.store.save(&stored_key(&key), Bytes::new(), time, Expect::Any).await;
                let _ = saved.map_err(|error| warn(&error));
            }
        }
    }
}

fn stored_key(key: &str) -> String {
    format!("dedup:{key}")
}

fn warn(error: &StoreError) {
    tracing::warn!(%error, "it is not known whether updates were handled already");
}

impl fmt::Debug for Stored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stored").field("time", &self.time).finish_non_exhaustive()
    }
}

impl fmt::Debug for DedupLayer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.memory {
            Memory::Recent(capacity) => f.debug_tuple("DedupLayer").field(capacity).finish(),
            Memory::Stored(stored) => f.debug_tuple("DedupLayer").field(stored).finish(),
        }
    }
}

#[cfg(test)]
mod tests;
