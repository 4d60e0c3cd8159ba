//! An error handler as a layer, and the boundary where errors stop.
//!
//! It does what [`Router::on_error`](chappe::Router::on_error) does, around any service and in any place of a stack:
//! the handler is one like any other and gets the error as [`HandlerError`]. It sees what services within fail with;
//! a panic is among it where a router, or the layer of `catch_panic`, is within.
//!
//! | the error handler returns | what becomes of the event |
//! |---|---|
//! | anything but an error | the error stops here, and what was returned counts: `()` is done, a pass passes |
//! | the same, with [`forward`](ErrorsLayer::forward) | the error goes on outwards |
//! | the error that it got | the error goes on outwards |
//! | another error | that one goes on outwards, and the first is logged |
//!
//! # Example
//! ```
//! use chappe::prelude::*;
//! use chappe_middleware::errors::ErrorsLayer;
//! use tower::ServiceBuilder;
//! use tower::timeout::TimeoutLayer;
//! use std::time::Duration;
//!
//! async fn sorry(ctx: Ctx, error: HandlerError) -> &'static str {
//!     eprintln!("{:?} failed: {}", ctx.update().map(|update| update.update_id), error.chain());
//!     "Something went wrong."
//! }
//!
//! async fn fails() -> Result {
//!     Err("no".into())
//! }
//!
//! let router: Router = Router::new().command("fail", fails);
//! let service = ServiceBuilder::new()
//!     .layer(ErrorsLayer::new(sorry)) // sees the timeout's errors too
//!     .layer(TimeoutLayer::new(Duration::from_secs(30)))
//!     .service(router);
//! ```

use std::any::type_name;
use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use chappe::{BoxError, Ctx, Handler, HandlerError, Outcome, OutcomeFuture, Result};
use pin_project_lite::pin_project;
use tower_layer::Layer;
use tower_service::Service;

/// Gives the errors of the service within to an error handler.
#[must_use = "a layer does nothing until it wraps a service"]
pub struct ErrorsLayer<H, T> {
    handler: H,
    forward: bool,
    marker: PhantomData<fn() -> T>,
}

impl<H: Handler<T>, T> ErrorsLayer<H, T> {
    /// A layer that is a boundary: an error that was handled is over, and the event is what the handler returns.
    pub fn new(handler: H) -> Self {
        Self { handler, forward: false, marker: PhantomData }
    }

    /// Lets the error go on outwards after the handler has seen it: to the error handler around this one, or the log.
    pub fn forward(mut self) -> Self {
        self.forward = true;
        self
    }
}

impl<S, H: Clone, T> Layer<S> for ErrorsLayer<H, T> {
    type Service = Errors<S, H, T>;

    fn layer(&self, inner: S) -> Self::Service {
        Errors { inner, layer: self.clone() }
    }
}

/// The service that [`ErrorsLayer`] makes.
pub struct Errors<S, H, T> {
    inner: S,
    layer: ErrorsLayer<H, T>,
}

impl<S, H, T> Service<Ctx> for Errors<S, H, T>
where
    S: Service<Ctx, Response = Outcome>,
    S::Error: Into<BoxError>,
    H: Handler<T>,
    T: 'static,
{
    type Response = Outcome;
    type Error = BoxError;
    type Future = ResponseFuture<S::Future, H, T>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<()>> {
        // There is no event yet that an error could be handled for.
        self.inner.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, ctx: Ctx) -> Self::Future {
        let kept = Some((ctx.clone(), self.layer.clone()));
        ResponseFuture { stage: Stage::Running { future: self.inner.call(ctx) }, kept }
    }
}

pin_project! {
    /// The future of [`Errors`].
    #[must_use = "futures do nothing unless polled"]
    pub struct ResponseFuture<F, H, T> {
        #[pin]
        stage: Stage<F>,
        // What is needed where the service fails.
        kept: Option<(Ctx, ErrorsLayer<H, T>)>,
    }
}

pin_project! {
    #[project = StageProjection]
    enum Stage<F> {
        Running { #[pin] future: F },
        Failing { future: OutcomeFuture },
    }
}

impl<F, E, H, T> Future for ResponseFuture<F, H, T>
where
    F: Future<Output = Result<Outcome, E>>,
    E: Into<BoxError>,
    H: Handler<T>,
    T: 'static,
{
    type Output = Result<Outcome>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        loop {
            let (result, kept) = match this.stage.as_mut().project() {
                StageProjection::Running { future } => (ready!(future.poll(cx)), this.kept.take()),
                StageProjection::Failing { future } => return future.as_mut().poll(cx),
            };
            let Some((ctx, layer)) = kept else { return Poll::Ready(result.map_err(Into::into)) };
            let future: OutcomeFuture = match result {
                _ if ctx.is_probe() => Box::pin(layer.probe(ctx)),
                Ok(outcome) => return Poll::Ready(Ok(outcome)),
                Err(error) => Box::pin(layer.handle(ctx, HandlerError::new(error.into()))),
            };
            this.stage.set(Stage::Failing { future });
        }
    }
}

impl<H: Handler<T>, T> ErrorsLayer<H, T> {
    async fn handle(self, ctx: Ctx, error: HandlerError) -> Result<Outcome> {
        let outcome = error.clone().handle(ctx, |ctx| self.handler.call(ctx)).await?;
        if self.forward { Err(error.into()) } else { Ok(outcome) }
    }

    /// Tells the preflight what the error handler needs; it may have what layers within put in.
    async fn probe(self, ctx: Ctx) -> Result<Outcome>
    where
        T: 'static,
    {
        let ctx = ctx.fork_probe();
        ctx.declare::<HandlerError>();
        self.handler.into_service().call(ctx).await
    }
}

impl<H: Clone, T> Clone for ErrorsLayer<H, T> {
    fn clone(&self) -> Self {
        Self { handler: self.handler.clone(), forward: self.forward, marker: PhantomData }
    }
}

impl<S: Clone, H: Clone, T> Clone for Errors<S, H, T> {
    fn clone(&self) -> Self {
        Self { inner: self.inner.clone(), layer: self.layer.clone() }
    }
}

impl<H, T> fmt::Debug for ErrorsLayer<H, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ErrorsLayer")
            .field("handler", &type_name::<H>())
            .field("forward", &self.forward)
            .finish_non_exhaustive()
    }
}

impl<S: fmt::Debug, H, T> fmt::Debug for Errors<S, H, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Errors").field("inner", &self.inner).field("layer", &self.layer).finish()
    }
}

#[cfg(test)]
mod tests {
    use chappe::extract::{Flavor, Text};
    use chappe::prelude::*;
    use tower::{Layer as _, ServiceExt as _};

    use super::*;
    use crate::testing::{Notes, bot, ctx};

    fn fails() -> Router {
        Router::new().any(async || Err::<(), _>("first"))
    }

    /// An error handler that notes the error and the text that it was about.
    fn note(notes: &Notes) -> impl Fn(HandlerError, Text) -> std::future::Ready<()> + Clone + use<> {
        let notes = notes.clone();
        move |error, text| {
            notes.add(format!("{error} over {}", &*text));
            std::future::ready(())
        }
    }

    #[tokio::test]
    async fn an_error_stops_where_it_is_handled() {
        let notes = Notes::default();
        let outcome = ErrorsLayer::new(note(&notes)).layer(fails()).oneshot(ctx("hi")).await;
        assert!(outcome.expect("it is handled").is_done());
        assert_eq!(notes.take(), ["first over hi"]);
    }

    #[tokio::test]
    async fn an_error_handler_is_not_asked_where_nothing_fails() {
        let notes = Notes::default();
        let layer = ErrorsLayer::new(note(&notes));
        let done = layer.layer(Router::new().any(async || {})).oneshot(ctx("hi")).await;
        assert!(done.expect("nothing fails").is_done());
        let passed = layer.layer(Router::new()).oneshot(ctx("hi")).await;
        assert!(matches!(passed, Ok(Outcome::Pass(_))));
        assert!(notes.take().is_empty());
    }

    #[tokio::test]
    async fn an_error_that_is_forwarded_goes_on_as_it_was() {
        #[derive(Debug)]
        struct Mine;

        impl fmt::Display for Mine {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("mine")
            }
        }

        impl std::error::Error for Mine {}

        let notes = Notes::default();
        let fails = Router::new().any(async || Err::<(), _>(Mine));
        let inner = ErrorsLayer::new(note(&notes)).forward().layer(fails);
        let log = notes.clone();
        let outer = ErrorsLayer::new(move |error: HandlerError| {
            log.add(format!("outer: {}", error.downcast_ref::<Mine>().is_some()));
            std::future::ready(())
        });
        let outcome = outer.layer(inner).oneshot(ctx("hi")).await.expect("the outer one is a boundary");
        assert!(outcome.is_done());
        assert_eq!(notes.take(), ["mine over hi", "outer: true"]);
    }

    #[tokio::test]
    async fn an_error_handler_that_passes_leaves_the_event_to_the_next_route() {
        let notes = Notes::default();
        let pass = ErrorsLayer::new(async |ctx: Ctx, _: HandlerError| Outcome::Pass(ctx));
        let router = Router::new().merge(fails().layer(pass)).any(notes.handler("next"));
        assert!(router.oneshot(ctx("hi")).await.expect("it is handled").is_done());
        assert_eq!(notes.take(), ["next"]);
    }

    #[tokio::test]
    async fn an_error_of_the_error_handler_goes_on_instead() {
        let layer = ErrorsLayer::new(async |_: HandlerError| Err::<(), _>("second"));
        for layer in [layer.clone(), layer.forward()] {
            let error = layer.layer(fails()).oneshot(ctx("hi")).await.expect_err("both fail");
            assert_eq!(error.to_string(), "second");
        }
    }

    #[tokio::test]
    async fn a_panic_of_the_error_handler_is_an_error() {
        async fn panics(_: HandlerError) {
            panic!("second");
        }
        let error = ErrorsLayer::new(panics).layer(fails()).oneshot(ctx("hi")).await.expect_err("it panics");
        assert_eq!(HandlerError::new(error).panic_message(), Some("second"));
    }

    #[tokio::test]
    async fn the_error_of_a_layer_within_is_handled() {
        let notes = Notes::default();
        let held = tower::service_fn(|_: Ctx| std::future::pending::<Result<Outcome>>());
        let timeout = tower::timeout::TimeoutLayer::new(std::time::Duration::ZERO);
        let service = ErrorsLayer::new(note(&notes)).layer(timeout.layer(held));
        assert!(service.oneshot(ctx("hi")).await.expect("it is handled").is_done());
        assert_eq!(notes.take(), ["request timed out over hi"]);
    }

    #[tokio::test]
    async fn the_preflight_checks_the_error_handler_too() {
        async fn needs(_: HandlerError, _: Flavor<u8>) {}
        let mut service = ErrorsLayer::new(needs).layer(Router::new().any(async || {}));
        let report = chappe::preflight::run(&bot(), &mut service).await;
        let missing: Vec<&str> = report.missing.iter().map(|missing| missing.flavor).collect();
        assert_eq!((report.handlers, missing), (2, vec!["u8"]));
    }
}
