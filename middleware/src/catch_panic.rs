//! A panic becomes an error, for the layers around to deal with.
//!
//! A [`Router`](chappe::Router) does so for its routes by itself, and every source of updates for its service, so that
//! a panic never costs more than its own update. This layer is for what is between: around other services and layers,
//! where a layer further out, such as an error handler or a retry, shall see the panic.
//!
//! # Example
//! ```
//! use chappe::prelude::*;
//! use chappe_middleware::catch_panic::CatchPanicLayer;
//! use tower::ServiceBuilder;
//!
//! async fn careless() {
//!     panic!("oh");
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result {
//! let service = ServiceBuilder::new().layer(CatchPanicLayer::new()).service(careless.into_service());
//! # use chappe::Handler as _;
//! # use tower::ServiceExt as _;
//! # let update = chappe::types::Update::from_json(r#"{"update_id":1}"#)?;
//! # let ctx = Ctx::new(Bot::new("42:TEST")?, update);
//! let error = service.oneshot(ctx).await.unwrap_err();
//! assert_eq!(error.to_string(), "a handler panicked: oh");
//! # Ok(())
//! # }
//! ```

use std::any::Any;
use std::fmt;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll};

use chappe::{BoxError, Ctx, HandlerPanic, Outcome, Result};
use pin_project_lite::pin_project;
use tower_layer::Layer;
use tower_service::Service;

/// What a panic carries.
pub type Payload = Box<dyn Any + Send>;

/// Makes an error, [`HandlerPanic`], of a panic in the service within, or what a function makes of it.
#[derive(Clone, Copy)]
#[must_use = "a layer does nothing until it wraps a service"]
pub struct CatchPanicLayer<F = fn(Payload) -> Result<Outcome>> {
    respond: F,
}

impl CatchPanicLayer {
    /// A layer that makes a [`HandlerPanic`] of every panic.
    pub fn new() -> Self {
        Self { respond: |payload| Err(HandlerPanic::new(&*payload).into()) }
    }
}

impl Default for CatchPanicLayer {
    fn default() -> Self {
        Self::new()
    }
}

impl<F> CatchPanicLayer<F>
where
    F: Fn(Payload) -> Result<Outcome> + Clone,
{
    /// A layer that answers what a function makes of the panic.
    ///
    /// A service that panics while it becomes ready has no event to answer: that is a [`HandlerPanic`] in any case.
    ///
    /// # Example
    /// ```
    /// use chappe::{HandlerPanic, Outcome};
    /// use chappe_middleware::catch_panic::CatchPanicLayer;
    ///
    /// let layer = CatchPanicLayer::custom(|panic| {
    ///     eprintln!("never mind: {}", HandlerPanic::new(&*panic).message);
    ///     Ok(Outcome::Done)
    /// });
    /// ```
    pub fn custom(respond: F) -> Self {
        Self { respond }
    }
}

impl<S, F: Clone> Layer<S> for CatchPanicLayer<F> {
    type Service = CatchPanic<S, F>;

    fn layer(&self, inner: S) -> Self::Service {
        CatchPanic { inner, respond: self.respond.clone() }
    }
}

/// The service that [`CatchPanicLayer`] makes.
#[derive(Clone)]
pub struct CatchPanic<S, F = fn(Payload) -> Result<Outcome>> {
    inner: S,
    respond: F,
}

impl<S, F> Service<Ctx> for CatchPanic<S, F>
where
    S: Service<Ctx, Response = Outcome>,
    S::Error: Into<BoxError>,
    F: Fn(Payload) -> Result<Outcome> + Clone,
{
    type Response = Outcome;
    type Error = BoxError;
    type Future = ResponseFuture<S::Future, F>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<()>> {
        match catch_unwind(AssertUnwindSafe(|| self.inner.poll_ready(cx))) {
            Ok(ready) => ready.map_err(Into::into),
            Err(payload) => Poll::Ready(Err(HandlerPanic::new(&*payload).into())),
        }
    }

    fn call(&mut self, ctx: Ctx) -> Self::Future {
        let kind = match catch_unwind(AssertUnwindSafe(|| self.inner.call(ctx))) {
            Ok(future) => Kind::Running { future },
            Err(payload) => Kind::Panicked { payload: Some(payload) },
        };
        ResponseFuture { kind, respond: self.respond.clone() }
    }
}

pin_project! {
    /// The future of [`CatchPanic`].
    #[must_use = "futures do nothing unless polled"]
    pub struct ResponseFuture<Fut, F> {
        #[pin]
        kind: Kind<Fut>,
        respond: F,
    }
}

pin_project! {
    #[project = KindProjection]
    enum Kind<Fut> {
        Running { #[pin] future: Fut },
        Panicked { payload: Option<Payload> },
    }
}

impl<Fut, F, E> Future for ResponseFuture<Fut, F>
where
    Fut: Future<Output = Result<Outcome, E>>,
    E: Into<BoxError>,
    F: Fn(Payload) -> Result<Outcome>,
{
    type Output = Result<Outcome>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let payload = match this.kind.project() {
            // What panicked is not used again: the future is over.
            KindProjection::Running { future } => match catch_unwind(AssertUnwindSafe(|| future.poll(cx))) {
                Ok(poll) => return poll.map_err(Into::into),
                Err(payload) => payload,
            },
            KindProjection::Panicked { payload } => {
                payload.take().expect("a future is not polled after it is ready")
            }
        };
        Poll::Ready((this.respond)(payload))
    }
}

impl<F> fmt::Debug for CatchPanicLayer<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CatchPanicLayer")
    }
}

impl<S: fmt::Debug, F> fmt::Debug for CatchPanic<S, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CatchPanic").field("inner", &self.inner).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use chappe::Handler as _;
    use chappe::prelude::*;
    use tower::{Layer as _, ServiceExt as _};

    use super::*;
    use crate::testing::ctx;

    /// Panics where it is told to.
    #[derive(Clone)]
    enum Panics {
        Ready,
        Call,
    }

    impl Service<Ctx> for Panics {
        type Response = Outcome;
        type Error = BoxError;
        type Future = std::future::Ready<Result<Outcome>>;

        fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<()>> {
            assert!(matches!(self, Self::Call), "while it became ready");
            Poll::Ready(Ok(()))
        }

        fn call(&mut self, _: Ctx) -> Self::Future {
            panic!("when it was called");
        }
    }

    async fn message<S>(service: S) -> String
    where
        S: Service<Ctx, Response = Outcome, Error = BoxError>,
    {
        let error = service.oneshot(ctx("hi")).await.expect_err("it panics");
        error.downcast_ref::<HandlerPanic>().expect("a panic is told as one").message.clone()
    }

    #[tokio::test]
    async fn a_panic_in_the_future_is_an_error() {
        async fn panics(_: Ctx) {
            tokio::task::yield_now().await;
            panic!("in the {}", "future");
        }
        assert_eq!(message(CatchPanicLayer::new().layer(panics.into_service())).await, "in the future");
    }

    #[tokio::test]
    async fn a_panic_in_call_is_an_error() {
        assert_eq!(message(CatchPanicLayer::new().layer(Panics::Call)).await, "when it was called");
    }

    #[tokio::test]
    async fn a_panic_in_poll_ready_is_an_error() {
        assert_eq!(message(CatchPanicLayer::new().layer(Panics::Ready)).await, "while it became ready");
    }

    #[tokio::test]
    async fn what_does_not_panic_goes_through() {
        let layer = CatchPanicLayer::new();
        let done = layer.layer(Router::new().any(async || {})).oneshot(ctx("hi")).await;
        assert!(done.expect("nothing fails").is_done());
        let error = layer.layer(Router::new().any(async || Err::<(), _>("mine"))).oneshot(ctx("hi")).await;
        assert_eq!(error.expect_err("it fails").to_string(), "mine");
    }

    #[tokio::test]
    async fn a_function_answers_the_panic_of_a_future_and_of_a_call() {
        async fn panics() {
            std::panic::panic_any(7_u8);
        }
        let layer = CatchPanicLayer::custom(|payload| match payload.downcast_ref::<u8>() {
            Some(7) => Ok(Outcome::Done),
            _ => Err("another".into()),
        });
        assert!(layer.layer(panics.into_service()).oneshot(ctx("hi")).await.expect("it is seven").is_done());
        let error = layer.layer(Panics::Call).oneshot(ctx("hi")).await.expect_err("it is a text");
        assert_eq!(error.to_string(), "another");
    }

    #[tokio::test]
    async fn the_preflight_goes_through() -> Result {
        let mut service = CatchPanicLayer::new().layer(Router::new().any(async || {}));
        let report = chappe::preflight::run(&crate::testing::bot(), &mut service).await;
        assert_eq!((report.handlers, report.warnings().len()), (1, 0));
        Ok(())
    }
}
