//! The way of one event through a router.

use std::fmt;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use futures_util::FutureExt as _;

use super::Inner;
use super::index::Candidates;
use super::route::{Endpoint, OutcomeFuture};
use crate::ctx::States;
use crate::filter::Finds;
use crate::middleware::Next;
use crate::{Ctx, HandlerError, HandlerPanic, Outcome, Result};

/// The future of a [`Router`](super::Router).
#[must_use = "futures do nothing unless polled"]
pub struct RouterFuture {
    router: Arc<Inner>,
    candidates: Candidates,
    stage: Stage,
    /// Kept for the error handler, where there is one.
    ctx: Option<Ctx>,
    /// The states around the router, where it has its own; who gets the event next has them again.
    outer: Option<States>,
}

enum Stage {
    /// The event is to be given to the next route.
    Routing(Option<Ctx>),
    /// A route has it.
    Running(OutcomeFuture),
    /// The error handler has it; its errors are final.
    Failing(OutcomeFuture),
}

impl RouterFuture {
    pub(super) fn new(router: Arc<Inner>, ctx: Ctx, outer: Option<States>) -> Self {
        let kept = router.on_error.is_some().then(|| ctx.clone());
        let candidates = Candidates::default();
        Self { router, candidates, stage: Stage::Routing(Some(ctx)), ctx: kept, outer }
    }

    /// The way of the preflight's probe, which is down every route.
    pub(super) fn preflight(router: Arc<Inner>, probing: OutcomeFuture) -> Self {
        let mut candidates = Candidates::default();
        candidates.end();
        Self { router, candidates, stage: Stage::Running(probing), ctx: None, outer: None }
    }

    /// Gives the event to the next route that takes it.
    fn route(&mut self, ctx: Ctx) -> Result<OutcomeFuture, Result<Outcome>> {
        while let Some(number) = self.router.index().advance(&ctx, &mut self.candidates) {
            let mut found = Finds::default();
            match self.router.routes[number].filter.find(&ctx, &mut found) {
                Ok(false) => continue,
                Ok(true) => ctx.set_found(found),
                Err(error) => return Err(Err(error)),
            }
            if let Endpoint::Service(service) | Endpoint::Router(_, service) =
                &self.router.routes[number].endpoint
            {
                return Ok(service.call(ctx));
            }
            let router = Arc::clone(&self.router);
            return Ok(match &router.routes[number].endpoint {
                Endpoint::Service(service) | Endpoint::Router(_, service) => service.call(ctx),
                Endpoint::Middleware(function) => function.call(ctx, self.rest()),
                Endpoint::Fork(service) => fork(service.call(ctx.clone()), self.rest().run(ctx)),
            });
        }
        match &self.router.fallback {
            Some(fallback) => {
                self.candidates.end();
                Ok(fallback.call(ctx))
            }
            None => Err(Ok(Outcome::Pass(ctx))),
        }
    }

    /// The routes after the present one, as what a middleware runs next.
    fn rest(&mut self) -> Next {
        let router = Arc::clone(&self.router);
        let candidates = std::mem::take(&mut self.candidates);
        // The rest has its turn there and nowhere else.
        self.candidates.end();
        Next::new(move |ctx| {
            Box::pin(Self { router, candidates, stage: Stage::Routing(Some(ctx)), ctx: None, outer: None })
        })
    }
}

/// A panic as an error, so that error handlers get it like any other. What panicked is not used again.
fn caught<R>(run: impl FnOnce() -> R) -> Result<R, HandlerPanic> {
    catch_unwind(AssertUnwindSafe(run)).map_err(|payload| HandlerPanic::new(&*payload))
}

/// Runs a service beside the rest, and answers what the rest answers. A panic beside ends only what is beside.
fn fork(
    beside: OutcomeFuture,
    rest: impl Future<Output = Result<Outcome>> + Send + 'static,
) -> OutcomeFuture {
    Box::pin(async {
        let beside = AssertUnwindSafe(beside).catch_unwind();
        let (beside, rest) = futures_util::future::join(beside, rest).await;
        // Whether what runs beside passes is its own affair: the event goes where the rest gives it.
        let _ = beside.map_err(|payload| HandlerPanic::new(&*payload))??;
        rest
    })
}

impl Future for RouterFuture {
    type Output = Result<Outcome>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        loop {
            let result = match &mut this.stage {
                Stage::Routing(ctx) => {
                    let ctx = ctx.take().expect("a stage that routes is left at once, and so has its event");
                    match caught(|| this.route(ctx)) {
                        Ok(Ok(future)) => {
                            this.stage = Stage::Running(future);
                            continue;
                        }
                        Ok(Err(result)) => result,
                        Err(panic) => Err(panic.into()),
                    }
                }
                Stage::Running(future) => match caught(|| future.as_mut().poll(cx)) {
                    Ok(Poll::Pending) => return Poll::Pending,
                    Ok(Poll::Ready(Ok(Outcome::Pass(ctx)))) if !this.candidates.ended() => {
                        this.stage = Stage::Routing(Some(ctx));
                        continue;
                    }
                    Ok(Poll::Ready(result)) => result,
                    Err(panic) => Err(panic.into()),
                },
                Stage::Failing(future) => ready!(future.as_mut().poll(cx)),
            };
            let (error, ctx, handler) = match (result, this.ctx.take(), &this.router.on_error) {
                (Err(error), Some(ctx), Some(handler)) => (error, ctx, handler),
                (Ok(Outcome::Pass(mut ctx)), ..) => {
                    if let Some(outer) = this.outer.take() {
                        ctx.leave(outer);
                    }
                    return Poll::Ready(Ok(Outcome::Pass(ctx)));
                }
                (result, ..) => return Poll::Ready(result),
            };
            let handler = Arc::clone(handler);
            let handling = HandlerError::new(error).handle(ctx, move |ctx| handler.call(ctx));
            this.stage = Stage::Failing(Box::pin(handling));
        }
    }
}

impl fmt::Debug for RouterFuture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RouterFuture")
    }
}
