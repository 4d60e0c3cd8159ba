//! Many handlers as one service.

mod future;
mod index;
mod register;
mod route;

use std::fmt;
use std::panic::Location;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};

use tower_service::Service;

pub use future::RouterFuture;
pub use route::{OutcomeFuture, RouteService};

use crate::filter::UpdateKinds;
use crate::types::UpdateType;
use crate::{BoxError, Ctx, Outcome, Result};
use index::{Candidates, Index};
use route::{Endpoint, ErasedService, Key, Route};

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
    /// What puts the state in.
    states: Vec<Arc<dyn Fn(&Ctx) + Send + Sync>>,
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
        self.kinds().iter().cloned().collect()
    }

    pub(crate) fn kinds(&self) -> UpdateKinds {
        let routes = self.0.routes.iter().map(Route::kinds);
        let fallback = self.0.fallback.iter().map(|_| UpdateKinds::default_set());
        routes.chain(fallback).fold(UpdateKinds::NONE, |all, kinds| all | kinds)
    }

    /// Sends the preflight's probe down every route.
    fn preflight(&self, ctx: &Ctx) -> OutcomeFuture {
        if let Some(probe) = ctx.probe() {
            let suspicious = self.suspicious();
            let kinds = self.kinds();
            probe.report(|report| {
                report.suspicious.extend(suspicious);
                // The outermost router is reached first, and knows those within.
                report.kinds.get_or_insert(kinds);
            });
        }
        let routes = self.0.clone();
        let ctx = ctx.clone();
        Box::pin(async move {
            for route in &routes.routes {
                match &route.endpoint {
                    Endpoint::Service(service) | Endpoint::Router(_, service) | Endpoint::Fork(service) => {
                        let _ = service.call(ctx.fork_probe()).await;
                    }
                    Endpoint::Middleware(function) => {
                        if let Some(probe) = ctx.probe() {
                            probe.middleware(function.name(), &[], &ctx);
                        }
                    }
                }
            }
            if let Some(fallback) = &routes.fallback {
                let _ = fallback.call(ctx.fork_probe()).await;
            }
            if let Some(on_error) = &routes.on_error {
                let ctx = ctx.fork_probe();
                ctx.declare::<crate::HandlerError>();
                let _ = on_error.call(ctx).await;
            }
            Ok(Outcome::Done)
        })
    }

    /// Routes that cannot be what was meant.
    fn suspicious(&self) -> Vec<String> {
        let mut out = Vec::new();
        let mut seen: std::collections::HashMap<&str, &Location<'_>> = std::collections::HashMap::new();
        for route in &self.0.routes {
            if route.filter.kinds().is_empty() {
                out.push(format!(
                    "the route at {} takes no kind of update: its filters exclude each other",
                    route.place
                ));
            }
            let Key::Command(pattern) = &route.key else { continue };
            for name in pattern.names.iter().filter(|_| pattern.is_plain()) {
                if let Some(first) = seen.insert(name, route.place) {
                    out.push(format!(
                        "/{name} is routed twice, at {first} and at {}: the first has it",
                        route.place
                    ));
                }
            }
        }
        out
    }
}

impl Service<Ctx> for Router {
    type Response = Outcome;
    type Error = BoxError;
    type Future = OutcomeFuture;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, ctx: Ctx) -> Self::Future {
        for state in &self.0.states {
            state(&ctx);
        }
        if ctx.is_probe() {
            return self.preflight(&ctx);
        }
        Box::pin(RouterFuture::new(Arc::clone(&self.0), ctx, Candidates::default()))
    }
}

impl fmt::Debug for Router {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Router").field("routes", &self.0.routes.len()).finish_non_exhaustive()
    }
}
