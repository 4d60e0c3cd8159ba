//! One update in the hands of a service: when it may have it, what becomes of panics, and what the log says.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::task::Poll;

use futures_util::{FutureExt as _, TryFuture, TryFutureExt};
use tower_service::Service;

use crate::{BoxError, Ctx, HandlerError, HandlerPanic, Outcome};

/// Waits until a service is ready. One that panics over it is broken for good.
pub(crate) async fn ready<S>(service: &mut S) -> Result<(), BoxError>
where
    S: Service<Ctx>,
    S::Error: Into<BoxError>,
{
    poll_fn(|cx| match catch_unwind(AssertUnwindSafe(|| service.poll_ready(cx))) {
        Ok(ready) => ready.map_err(Into::into),
        Err(payload) => Poll::Ready(Err(HandlerPanic::new(&*payload).into())),
    })
    .await
}

/// Gives a service, which is ready, an event. It may do its work, and so panic, when it is called already.
pub(crate) fn call<S: Service<Ctx>>(service: &mut S, ctx: Ctx) -> Result<S::Future, HandlerPanic> {
    catch_unwind(AssertUnwindSafe(|| service.call(ctx))).map_err(|payload| HandlerPanic::new(&*payload))
}

/// Waits for what a service makes of an event. A panic is an error.
pub(crate) async fn finish<F>(called: Result<F, HandlerPanic>) -> Result<Outcome, BoxError>
where
    F: TryFuture<Ok = Outcome>,
    F::Error: Into<BoxError>,
{
    match AssertUnwindSafe(TryFutureExt::into_future(called?)).catch_unwind().await {
        Ok(result) => result.map_err(Into::into),
        Err(payload) => Err(HandlerPanic::new(&*payload).into()),
    }
}

/// Writes down what became of an update.
pub(crate) fn log(id: i64, result: Result<Outcome, BoxError>) {
    match result {
        Ok(Outcome::Done) => tracing::trace!(update_id = id, "handled"),
        Ok(Outcome::Pass(_)) => tracing::debug!(update_id = id, "no route took the update"),
        Err(error) => {
            tracing::error!(update_id = id, error = %HandlerError::new(error).chain(), "the update failed");
        }
    }
}
