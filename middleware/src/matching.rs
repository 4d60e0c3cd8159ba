//! What the layers with a pattern share: the service within has only what matches.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use chappe::filter::Filter;
use chappe::{Ctx, Outcome};
use pin_project_lite::pin_project;
use tower_service::Service;

/// The service of a layer with a pattern: what does not match passes, and the service within is not called for it.
#[derive(Clone, Debug)]
pub struct Matching<S> {
    inner: S,
    filter: Filter,
    optional: bool,
}

impl<S> Matching<S> {
    pub(crate) fn new(inner: S, filter: Filter, optional: bool) -> Self {
        Self { inner, filter, optional }
    }
}

impl<S> Service<Ctx> for Matching<S>
where
    S: Service<Ctx, Response = Outcome>,
{
    type Response = Outcome;
    type Error = S::Error;
    type Future = ResponseFuture<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, ctx: Ctx) -> Self::Future {
        let kind = if ctx.is_probe() || ctx.has(&self.filter) || self.optional {
            Kind::Within { future: self.inner.call(ctx) }
        } else {
            Kind::Passed { ctx: Some(ctx) }
        };
        ResponseFuture { kind }
    }
}

pin_project! {
    /// The future of [`Matching`].
    #[must_use = "futures do nothing unless polled"]
    pub struct ResponseFuture<F> {
        #[pin]
        kind: Kind<F>,
    }
}

pin_project! {
    #[project = KindProjection]
    enum Kind<F> {
        Within { #[pin] future: F },
        Passed { ctx: Option<Ctx> },
    }
}

impl<F, E> Future for ResponseFuture<F>
where
    F: Future<Output = Result<Outcome, E>>,
{
    type Output = Result<Outcome, E>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match self.project().kind.project() {
            KindProjection::Within { future } => future.poll(cx),
            KindProjection::Passed { ctx } => {
                Poll::Ready(Ok(Outcome::Pass(ctx.take().expect("a future is not polled after it is ready"))))
            }
        }
    }
}
