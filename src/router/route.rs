//! One route: what it takes, and where it leads.

use std::fmt;
use std::future::Future;
use std::panic::Location;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use tower::ServiceExt as _;
use tower_service::Service;

use crate::command::CommandPattern;
use crate::extract::Needs;
use crate::filter::{Filter, Pattern, UpdateKinds};
use crate::middleware::{MiddlewareFn, Next};
use crate::{BoxError, Ctx, Outcome, Result};

/// The future of a service on the incoming side.
pub type OutcomeFuture = Pin<Box<dyn Future<Output = Result<Outcome>> + Send>>;

#[derive(Clone)]
pub(super) struct Route {
    pub(super) filter: Filter,
    pub(super) key: Key,
    pub(super) endpoint: Endpoint,
    /// Where it was registered, for reports.
    pub(super) place: &'static Location<'static>,
}

/// By what a route can be looked up instead of being asked.
#[derive(Clone)]
pub(super) enum Key {
    Command(CommandPattern),
    Text(Pattern),
    Callback(Pattern),
    None,
}

/// Where a route leads.
#[derive(Clone)]
pub(super) enum Endpoint {
    /// A handler or any other service.
    Service(Arc<dyn ErasedService>),
    /// A router, or several, in whatever layers, and the kinds of updates that their routes take.
    Router(UpdateKinds, Arc<dyn ErasedService>),
    /// A function around the rest of the router.
    Middleware(Arc<dyn ErasedMiddleware>),
    /// A service that runs beside the rest of the router.
    Fork(Arc<dyn ErasedService>),
}

/// A service that is made ready and called in one step, shared by its callers.
pub(super) trait ErasedService: Send + Sync {
    fn call(&self, ctx: Ctx) -> OutcomeFuture;
}

/// A service that is cloned for each call, as tower's clonable services are made for.
struct Cloned<S>(S);

impl<S> ErasedService for Cloned<S>
where
    S: Service<Ctx, Response = Outcome> + Clone + Send + Sync + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send + 'static,
{
    fn call(&self, ctx: Ctx) -> OutcomeFuture {
        let ready = self.0.clone().oneshot(ctx);
        Box::pin(async { ready.await.map_err(Into::into) })
    }
}

/// A handler, which is always ready.
struct Handled<H, T>(H, std::marker::PhantomData<fn() -> T>);

impl<H: crate::Handler<T>, T: 'static> ErasedService for Handled<H, T> {
    fn call(&self, ctx: Ctx) -> OutcomeFuture {
        if ctx.is_probe() {
            return self.0.clone().into_service().call(ctx);
        }
        Box::pin(self.0.clone().call(ctx))
    }
}

pub(super) fn handler<H: crate::Handler<T>, T: 'static>(handler: H) -> Arc<dyn ErasedService> {
    Arc::new(Handled(handler, std::marker::PhantomData))
}

pub(super) fn service<S>(service: S) -> Arc<dyn ErasedService>
where
    S: Service<Ctx, Response = Outcome> + Clone + Send + Sync + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send + 'static,
{
    Arc::new(Cloned(service))
}

/// A middleware function, erased.
pub(super) trait ErasedMiddleware: Send + Sync {
    fn call(&self, ctx: Ctx, next: Next) -> OutcomeFuture;

    /// Tells the preflight what the function needs and declares.
    fn probe(&self, ctx: &Ctx);
}

struct Function<F, T>(F, std::marker::PhantomData<fn() -> T>);

impl<F: MiddlewareFn<T>, T: 'static> ErasedMiddleware for Function<F, T> {
    fn call(&self, ctx: Ctx, next: Next) -> OutcomeFuture {
        Box::pin(self.0.clone().call(ctx, next))
    }

    fn probe(&self, ctx: &Ctx) {
        if let Some(probe) = ctx.probe() {
            let mut needs = Needs::default();
            F::needs(&mut needs);
            probe.middleware(F::name(), &needs, || self.0.declare(ctx));
        }
    }
}

pub(super) fn middleware<F: MiddlewareFn<T>, T: 'static>(function: F) -> Arc<dyn ErasedMiddleware> {
    Arc::new(Function(function, std::marker::PhantomData))
}

impl Route {
    /// The kinds of updates that can end here.
    pub(super) fn kinds(&self) -> UpdateKinds {
        match &self.endpoint {
            Endpoint::Router(kinds, _) => self.filter.kinds() & *kinds,
            // What runs around the routes asks for nothing of its own.
            Endpoint::Middleware(_) => UpdateKinds::NONE,
            Endpoint::Service(_) | Endpoint::Fork(_) => self.filter.kinds(),
        }
    }
}

/// A route's service, as a [`route_layer`](super::Router::route_layer) sees it: cheap to clone, always ready.
#[derive(Clone)]
pub struct RouteService(pub(super) Arc<dyn ErasedService>);

impl Service<Ctx> for RouteService {
    type Response = Outcome;
    type Error = BoxError;
    type Future = OutcomeFuture;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, ctx: Ctx) -> Self::Future {
        self.0.call(ctx)
    }
}

impl fmt::Debug for RouteService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RouteService")
    }
}
