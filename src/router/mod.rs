//! Many handlers as one service.

mod choice;
mod future;
mod index;
mod preflight;
mod register;
mod route;

use std::fmt;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};

use tower_service::Service;

pub use future::RouterFuture;
pub use route::{OutcomeFuture, RouteService};

use crate::ctx::RouterStates;
use crate::filter::UpdateKinds;
use crate::types::UpdateType;
use crate::{BoxError, Ctx, Outcome, Result};
use index::Index;
use route::{ErasedService, Route};

/// Many handlers as one [`Service`]: the first route that takes an event has it.
///
/// Routes are asked in the order in which they were registered; those that can be looked up (commands, texts,
/// expressions, button data) are not asked but found. A handler that passes leaves the event to the next route.
///
/// A router is a service like any other: wrap it in layers with tower's `ServiceBuilder`, [`nest`](Self::nest) it in
/// another, or run it as it is. Clones are cheap.
///
/// # Example
/// ```
/// use chappe::prelude::*;
///
/// async fn start() -> &'static str { "Send me two numbers: /add 2 3" }
/// async fn add(Args((a, b)): Args<(i64, i64)>) -> String { (a + b).to_string() }
/// async fn on_photo(ctx: Ctx) -> Result { ctx.react("👍").await?; Ok(()) }
/// async fn help() -> &'static str { "I know /add" }
///
/// let router: Router = Router::new()
///     .command("start", start)
///     .command("add", add)
///     .on(chappe::filter::photo() & chappe::filter::private(), on_photo)
///     .fallback(help);
/// ```
#[derive(Clone)]
#[must_use = "a router does nothing until it is run"]
pub struct Router(Arc<Inner>);

#[derive(Default)]
pub(crate) struct Inner {
    routes: Vec<Route>,
    fallback: Option<Arc<dyn ErasedService>>,
    on_error: Option<Arc<dyn ErasedService>>,
    states: RouterStates,
    /// Made when the first event comes.
    index: OnceLock<Index>,
}

impl Inner {
    fn index(&self) -> &Index {
        self.index.get_or_init(|| Index::build(&self.routes))
    }
}

impl Clone for Inner {
    fn clone(&self) -> Self {
        Self {
            routes: self.routes.clone(),
            fallback: self.fallback.clone(),
            on_error: self.on_error.clone(),
            states: self.states.clone(),
            index: OnceLock::new(),
        }
    }
}

impl Default for Router {
    fn default() -> Self {
        Self::new()
    }
}

impl Router {
    /// A router without routes: it passes everything.
    pub fn new() -> Self {
        Self(Arc::default())
    }

    /// The kinds of updates that the routes take, for `allowed_updates`.
    ///
    /// Kinds that Telegram sends only on request (`chat_member`, `message_reaction`, `message_reaction_count`) are
    /// among them where a route names them; a route for everything does not.
    ///
    /// # Example
    /// ```
    /// use chappe::prelude::*;
    ///
    /// async fn liked() {}
    /// async fn start() {}
    ///
    /// let router: Router = Router::new().command("start", start).reaction("👍", liked);
    /// let kinds = router.allowed_updates();
    /// assert_eq!(kinds, [UpdateType::Message, UpdateType::ChannelPost, UpdateType::MessageReaction]);
    /// ```
    pub fn allowed_updates(&self) -> Vec<UpdateType> {
        self.kinds().requested().iter().cloned().collect()
    }

    /// The kinds of updates that can end here; all where a route takes everything.
    fn kinds(&self) -> UpdateKinds {
        let routes = self.0.routes.iter().map(Route::kinds);
        let fallback = self.0.fallback.iter().map(|_| UpdateKinds::ALL);
        routes.chain(fallback).fold(UpdateKinds::NONE, |all, kinds| all | kinds)
    }
}

impl Router {
    fn run(&self, mut ctx: Ctx) -> RouterFuture {
        let outer = ctx.enter(&self.0.states);
        if ctx.is_probe() {
            return RouterFuture::preflight(Arc::clone(&self.0), self.preflight(ctx));
        }
        RouterFuture::new(Arc::clone(&self.0), ctx, outer)
    }
}

impl Service<Ctx> for Router {
    type Response = Outcome;
    type Error = BoxError;
    type Future = RouterFuture;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, ctx: Ctx) -> Self::Future {
        self.run(ctx)
    }
}

impl ErasedService for Router {
    fn call(&self, ctx: Ctx) -> OutcomeFuture {
        Box::pin(self.run(ctx))
    }
}

impl fmt::Debug for Router {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Router").field("routes", &self.0.routes.len()).finish_non_exhaustive()
    }
}
