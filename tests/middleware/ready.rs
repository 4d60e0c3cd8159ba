//! Readiness: a service is called only after it, and not its clone, said that it is ready.

use std::task::{Context, Poll};

use chappe::middleware::{Next, from_fn};
use chappe::{Ctx, Handler as _, Outcome, Result, Router, filter};
use tower::layer::layer_fn;
use tower::{Layer as _, Service, ServiceBuilder, ServiceExt as _};

use crate::support::{Trace, ctx, message, run, traced};

/// Panics where it is called without having been ready; a clone has to be asked anew.
#[derive(Debug)]
struct Checked<S> {
    inner: S,
    ready: bool,
}

impl<S: Clone> Clone for Checked<S> {
    fn clone(&self) -> Self {
        Self { inner: self.inner.clone(), ready: false }
    }
}

impl<S: Service<Ctx>> Service<Ctx> for Checked<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        let poll = self.inner.poll_ready(cx);
        self.ready = matches!(poll, Poll::Ready(Ok(())));
        poll
    }

    fn call(&mut self, ctx: Ctx) -> S::Future {
        assert!(std::mem::take(&mut self.ready), "it is called without having been ready");
        self.inner.call(ctx)
    }
}

fn checked<S>(inner: S) -> Checked<S> {
    Checked { inner, ready: false }
}

async fn through(ctx: Ctx, next: Next) -> Result<Outcome> {
    next.run(ctx).await
}

#[tokio::test]
async fn a_layered_router_asks_its_layers() {
    let trace = Trace::default();
    let router = Router::new().any(trace.done("handler")).layer(layer_fn(checked)).layer(layer_fn(checked));
    assert_eq!(traced(&router, &trace, message("hi")).await, ["handler"]);
    assert_eq!(traced(&router, &trace, message("again")).await, ["handler"]);
}

#[tokio::test]
async fn a_routes_layers_are_asked() {
    let trace = Trace::default();
    let router = Router::new().any(trace.done("handler")).route_layer(layer_fn(checked));
    assert_eq!(traced(&router, &trace, message("hi")).await, ["handler"]);
}

#[tokio::test]
async fn a_nested_routers_layers_are_asked() {
    let trace = Trace::default();
    let nested = Router::new().any(trace.done("handler")).layer(layer_fn(checked));
    let router = Router::new().nest(filter::any(), nested);
    assert_eq!(traced(&router, &trace, message("hi")).await, ["handler"]);
}

#[tokio::test]
async fn a_service_that_is_routed_to_is_asked() {
    let trace = Trace::default();
    let router = Router::new().route_service(filter::any(), checked(trace.done("handler").into_service()));
    assert_eq!(traced(&router, &trace, message("hi")).await, ["handler"]);
}

#[tokio::test]
async fn a_function_as_a_layer_calls_the_one_that_was_ready() {
    let trace = Trace::default();
    let inner = checked(Router::new().any(trace.done("handler")));
    let mut service = checked(from_fn(through).layer(checked(from_fn(through).layer(inner))));
    for _ in 0..3 {
        let service = service.ready().await.expect("it is ready");
        let _ = service.call(ctx(message("hi"))).await.expect("nothing fails");
    }
    assert_eq!(trace.take().len(), 3);
}

#[tokio::test]
async fn calls_at_the_same_time_each_have_a_ready_service() {
    let trace = Trace::default();
    let mut service = from_fn(through).layer(checked(Router::new().any(trace.done("handler"))));
    let mut calls = Vec::new();
    for _ in 0..3 {
        calls.push(service.ready().await.expect("it is ready").call(ctx(message("hi"))));
    }
    for call in calls {
        let _ = call.await.expect("nothing fails");
    }
    assert_eq!(trace.take().len(), 3);
}

#[tokio::test]
async fn a_handler_as_a_service_is_always_ready() {
    let trace = Trace::default();
    let service = ServiceBuilder::new().layer_fn(checked).service(trace.done("handler").into_service());
    let _ = run(&service, ctx(message("hi"))).await.expect("nothing fails");
    assert_eq!(trace.take(), ["handler"]);
}

#[tokio::test]
async fn a_permit_that_was_taken_and_not_used_is_given_back() {
    // The rest is dropped without having been run: its permit must not be lost.
    let limited = ServiceBuilder::new().concurrency_limit(1).service(Router::new().any(async || {}));
    let service = from_fn(async |ctx: Ctx, next: Next| {
        if ctx.text() == Some("drop") {
            return Ok(Outcome::Done);
        }
        next.run(ctx).await
    })
    .layer(limited);
    for text in ["drop", "drop", "run"] {
        assert!(run(&service, ctx(message(text))).await.expect("nothing fails").is_done());
    }
}
