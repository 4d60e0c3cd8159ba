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

use std::collections::{HashSet, VecDeque};
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use chappe::{BoxError, Ctx, Outcome, Result};
use tower_layer::Layer;
use tower_service::Service;

use crate::keyed_lock::KeyedLock;

/// How many updates are remembered, unless it is said otherwise.
pub const DEFAULT_CAPACITY: usize = 10_000;

/// Answers an update that was handled already as done.
///
/// Each service that it makes has a memory of its own, which the clones of the service share. So it stands around the
/// whole bot: what runs both by polling and by webhook are clones of one service.
#[derive(Clone, Debug)]
#[must_use = "a layer does nothing until it wraps a service"]
pub struct DedupLayer {
    capacity: usize,
}

impl DedupLayer {
    /// A layer that remembers the latest [`DEFAULT_CAPACITY`] updates, in memory.
    pub fn new() -> Self {
        Self { capacity: DEFAULT_CAPACITY }
    }

    /// Remembers so many of the latest updates; with none, only what is being handled is known.
    pub fn capacity(mut self, updates: usize) -> Self {
        self.capacity = updates;
        self
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
        let seen = Seen::Recent(Mutex::new(Recent::new(self.capacity)));
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
            if shared.seen.has(&key) {
                tracing::debug!(update = &*key, "the update was handled already");
                return Ok(Outcome::Done);
            }
            let outcome = ready.call(ctx).await.map_err(Into::into)?;
            if outcome.is_done() {
                shared.seen.add(key);
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
    /// In memory.
    Recent(Mutex<Recent>),
}

impl Seen {
    fn has(&self, key: &Arc<str>) -> bool {
        match self {
            Self::Recent(recent) => recent.lock().unwrap_or_else(PoisonError::into_inner).keys.contains(key),
        }
    }

    fn add(&self, key: Arc<str>) {
        match self {
            Self::Recent(recent) => recent.lock().unwrap_or_else(PoisonError::into_inner).add(key),
        }
    }
}

/// The latest updates.
#[derive(Debug)]
struct Recent {
    keys: HashSet<Arc<str>>,
    /// The same, the oldest first.
    order: VecDeque<Arc<str>>,
    capacity: usize,
}

impl Recent {
    fn new(capacity: usize) -> Self {
        Self { keys: HashSet::new(), order: VecDeque::new(), capacity }
    }

    fn add(&mut self, key: Arc<str>) {
        if self.keys.insert(Arc::clone(&key)) {
            self.order.push_back(key);
        }
        while self.order.len() > self.capacity {
            if let Some(oldest) = self.order.pop_front() {
                self.keys.remove(&oldest);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use chappe::Bot;
    use chappe::prelude::*;
    use chappe::types::Update;
    use tokio::sync::Semaphore;
    use tower::{Layer as _, ServiceExt as _};

    use super::*;
    use crate::testing::{Notes, bot, numbered, text};

    fn event(id: i64, words: &str) -> Ctx {
        numbered(id, "message", &text(words))
    }

    /// A router that notes what it handles, and fails or passes where the text says so.
    fn router(notes: &Notes) -> Router {
        let notes = notes.clone();
        Router::new().any(move |ctx: Ctx| {
            let words = ctx.text().unwrap_or_default().to_owned();
            notes.add(&words);
            std::future::ready(match &*words {
                "fail" => Err("failed"),
                "pass" => Ok(Outcome::Pass(ctx)),
                _ => Ok(Outcome::Done),
            })
        })
    }

    async fn run(service: &Dedup<Router>, ctx: Ctx) -> Result<Outcome> {
        service.clone().oneshot(ctx).await
    }

    #[tokio::test]
    async fn an_update_that_was_handled_is_not_handled_again() -> Result {
        let notes = Notes::default();
        let service = DedupLayer::new().layer(router(&notes));
        for id in [1, 2, 1, 2, 3] {
            assert!(run(&service, event(id, &id.to_string())).await?.is_done());
        }
        assert_eq!(notes.take(), ["1", "2", "3"]);
        Ok(())
    }

    #[tokio::test]
    async fn an_update_that_failed_is_handled_when_it_comes_again() -> Result {
        let notes = Notes::default();
        let service = DedupLayer::new().layer(router(&notes));
        assert!(run(&service, event(1, "fail")).await.is_err());
        assert!(run(&service, event(1, "well")).await?.is_done());
        assert!(run(&service, event(1, "again")).await?.is_done());
        assert_eq!(notes.take(), ["fail", "well"]);
        Ok(())
    }

    #[tokio::test]
    async fn an_update_that_passed_passes_when_it_comes_again() -> Result {
        let notes = Notes::default();
        let service = DedupLayer::new().layer(router(&notes));
        for _ in 0..2 {
            assert!(matches!(run(&service, event(1, "pass")).await?, Outcome::Pass(_)));
        }
        Ok(())
    }

    #[tokio::test]
    async fn updates_of_two_bots_have_numbers_of_their_own() -> Result {
        let notes = Notes::default();
        let service = DedupLayer::new().layer(router(&notes));
        for token in ["42:TEST", "43:TEST", "42:TEST"] {
            let ctx = Ctx::new(
                Bot::new(token)?,
                Update::from_json(&event(1, token).update().map_or_else(String::new, Update::to_json))?,
            );
            let _ = run(&service, ctx).await?;
        }
        assert_eq!(notes.take(), ["42:TEST", "43:TEST"]);
        Ok(())
    }

    #[tokio::test]
    async fn the_oldest_is_forgotten_where_there_is_no_room() -> Result {
        let notes = Notes::default();
        let service = DedupLayer::new().capacity(2).layer(router(&notes));
        for id in [1, 2, 3, 2, 3, 1, 3, 2] {
            let _ = run(&service, event(id, &id.to_string())).await?;
        }
        assert_eq!(notes.take(), ["1", "2", "3", "1", "2"]);
        let Seen::Recent(recent) = &service.shared.seen;
        let recent = recent.lock().expect("nothing panicked");
        assert_eq!((recent.keys.len(), recent.order.len()), (2, 2));
        Ok(())
    }

    #[tokio::test]
    async fn an_event_without_an_update_goes_through_every_time() -> Result {
        let notes = Notes::default();
        let service = DedupLayer::new().layer(Router::new().any(notes.handler("error")));
        for _ in 0..2 {
            let _ = run(&service, Ctx::from_error(bot(), None, "late")).await?;
        }
        assert_eq!(notes.take(), ["error", "error"]);
        Ok(())
    }

    /// A router whose handler waits at a gate, and fails so many times first.
    fn gated(notes: &Notes, gate: &Arc<Semaphore>, failures: usize) -> Router {
        let (notes, gate) = (notes.clone(), Arc::clone(gate));
        let calls = Arc::new(AtomicUsize::new(0));
        Router::new().any(move || {
            let (notes, gate, calls) = (notes.clone(), Arc::clone(&gate), Arc::clone(&calls));
            async move {
                notes.add("begun");
                gate.acquire().await?.forget();
                if calls.fetch_add(1, Ordering::SeqCst) < failures {
                    Err(BoxError::from("failed"))
                } else {
                    Ok(())
                }
            }
        })
    }

    /// Runs what can run until all wait for something.
    async fn settle() {
        for _ in 0..20 {
            tokio::task::yield_now().await;
        }
    }

    #[tokio::test]
    async fn a_duplicate_waits_for_the_first_and_is_done_with_it() -> Result {
        let (notes, gate) = (Notes::default(), Arc::new(Semaphore::new(0)));
        let service = DedupLayer::new().layer(gated(&notes, &gate, 0));
        let calls: Vec<_> = (0..5).map(|_| tokio::spawn(service.clone().oneshot(event(1, "x")))).collect();
        settle().await;
        assert_eq!(notes.take(), ["begun"]);
        assert!(calls.iter().all(|call| !call.is_finished()));
        gate.add_permits(1);
        for call in calls {
            assert!(call.await??.is_done());
        }
        assert!(notes.take().is_empty());
        Ok(())
    }

    #[tokio::test]
    async fn a_duplicate_is_handled_itself_where_the_first_fails() -> Result {
        let (notes, gate) = (Notes::default(), Arc::new(Semaphore::new(5)));
        let service = DedupLayer::new().layer(gated(&notes, &gate, 2));
        let calls: Vec<_> = (0..5).map(|_| tokio::spawn(service.clone().oneshot(event(1, "x")))).collect();
        let mut failed = 0;
        for call in calls {
            failed += usize::from(call.await?.is_err());
        }
        assert_eq!((failed, notes.take().len()), (2, 3));
        Ok(())
    }

    #[tokio::test]
    async fn a_duplicate_has_its_turn_where_the_first_is_given_up() -> Result {
        let (notes, gate) = (Notes::default(), Arc::new(Semaphore::new(0)));
        let service = DedupLayer::new().layer(gated(&notes, &gate, 0));
        let first = tokio::spawn(service.clone().oneshot(event(1, "x")));
        settle().await;
        let [second, third] = [(); 2].map(|()| tokio::spawn(service.clone().oneshot(event(1, "x"))));
        settle().await;
        // One that waits, and the one that is waited for.
        third.abort();
        first.abort();
        assert!(third.await.is_err() && first.await.is_err());
        gate.add_permits(1);
        assert!(second.await??.is_done());
        assert_eq!(notes.take(), ["begun", "begun"]);
        Ok(())
    }

    #[tokio::test]
    async fn other_updates_do_not_wait() -> Result {
        let (notes, gate) = (Notes::default(), Arc::new(Semaphore::new(0)));
        let service = DedupLayer::new().layer(gated(&notes, &gate, 0));
        let calls: Vec<_> = (0..3).map(|id| tokio::spawn(service.clone().oneshot(event(id, "x")))).collect();
        settle().await;
        assert_eq!(notes.take().len(), 3);
        gate.add_permits(3);
        for call in calls {
            assert!(call.await??.is_done());
        }
        Ok(())
    }

    #[tokio::test]
    async fn the_preflight_goes_through_every_time() {
        let mut service = DedupLayer::new().layer(Router::new().any(async || {}));
        for _ in 0..2 {
            assert_eq!(chappe::preflight::run(&bot(), &mut service).await.handlers, 1);
        }
    }
}
