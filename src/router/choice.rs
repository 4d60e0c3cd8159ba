//! One of several routers, chosen by the event.

use super::route::ErasedService;
use super::{OutcomeFuture, Router};
use crate::{Ctx, Outcome, Result};

/// Several routers of which a function chooses one; an event for which it chooses none passes.
pub(super) struct Choice<F> {
    pub(super) choose: F,
    pub(super) routers: Vec<Router>,
}

impl<F> ErasedService for Choice<F>
where
    F: Fn(&Ctx) -> Result<Option<usize>> + Send + Sync,
{
    fn call(&self, ctx: Ctx) -> OutcomeFuture {
        if ctx.is_probe() {
            let ways: Vec<OutcomeFuture> =
                self.routers.iter().map(|router| ErasedService::call(router, ctx.fork_probe())).collect();
            return Box::pin(async {
                for way in ways {
                    let _ = way.await;
                }
                Ok(Outcome::Done)
            });
        }
        match (self.choose)(&ctx).map(|number| number.and_then(|number| self.routers.get(number))) {
            Ok(Some(router)) => ErasedService::call(router, ctx),
            Ok(None) => Box::pin(std::future::ready(Ok(Outcome::Pass(ctx)))),
            Err(error) => Box::pin(std::future::ready(Err(error))),
        }
    }
}
