//! Readiness: a service is called only after it, and not its clone, said that it is ready.

use chappe::middleware::{Next, from_fn};
use chappe::{BoxError, Ctx, Handler as _, Outcome, Result, Router, filter};
use tower::{Layer as _, Service as _, ServiceBuilder, ServiceExt as _};

use crate::require_ready::{layer, require_ready};
use crate::support::{Trace, ctx, message, run, traced};

async fn through(ctx: Ctx, next: Next) -> Result<Outcome> {
    next.run(ctx).await
}

#[tokio::test]
async fn a_layered_router_asks_its_layers() {
    let trace = Trace::default();
    let router = Router::new().any(trace.done("handler")).layer(layer()).layer(layer());
    assert_eq!(traced(&router, &trace, message("hi")).await, ["handler"]);
    assert_eq!(traced(&router, &trace, message("again")).await, ["handler"]);
}

#[tokio::test]
async fn a_routes_layers_are_asked() {
    let trace = Trace::default();
    let router = Router::new().any(trace.done("handler")).route_layer(layer());
    assert_eq!(traced(&router, &trace, message("hi")).await, ["handler"]);
}

#[tokio::test]
async fn a_nested_routers_layers_are_asked() {
    let trace = Trace::default();
    let nested = Router::new().any(trace.done("handler")).layer(layer());
    let router = Router::new().nest(filter::any(), nested);
    assert_eq!(traced(&router, &trace, message("hi")).await, ["handler"]);
}

#[tokio::test]
async fn a_service_that_is_routed_to_is_asked() {
    let trace = Trace::default();
    let router =
        Router::new().route_service(filter::any(), require_ready(trace.done("handler").into_service()));
    assert_eq!(traced(&router, &trace, message("hi")).await, ["handler"]);
}

#[tokio::test]
async fn a_function_as_a_layer_calls_the_one_that_was_ready() {
    let trace = Trace::default();
    let inner = require_ready(Router::new().any(trace.done("handler")));
    let mut service = require_ready(from_fn(through).layer(require_ready(from_fn(through).layer(inner))));
    for _ in 0..3 {
        let service = service.ready().await.expect("it is ready");
        let _ = service.call(ctx(message("hi"))).await.expect("nothing fails");
    }
    assert_eq!(trace.take().len(), 3);
}

#[tokio::test]
async fn calls_at_the_same_time_each_have_a_ready_service() {
    let trace = Trace::default();
    let mut service = from_fn(through).layer(require_ready(Router::new().any(trace.done("handler"))));
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
    let service = ServiceBuilder::new().layer(layer()).service(trace.done("handler").into_service());
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

#[tokio::test]
async fn the_routers_that_one_is_chosen_of_ask_theirs() {
    let trace = Trace::default();
    let layered = || Router::new().any(trace.done("handler")).layer(layer());
    let router = Router::new()
        .branch(filter::text("hi"), layered(), layered())
        .route(|_: &Ctx| Some(1), [(1, layered())])
        .merge(layered());
    for text in ["hi", "there"] {
        assert_eq!(traced(&router, &trace, message(text)).await, ["handler"]);
    }
}

#[tokio::test]
async fn layers_of_tower_that_keep_the_service_for_later_call_the_one_that_was_ready() {
    let trace = Trace::default();
    let service = ServiceBuilder::new()
        .layer(layer())
        .buffer(4)
        .layer(layer())
        .filter_async(|ctx: Ctx| async { Ok::<_, BoxError>(ctx) })
        .layer(layer())
        .concurrency_limit(2)
        .layer(layer())
        .service(Router::new().any(trace.done("handler")));
    let calls = (0..6).map(|_| run(&service, ctx(message("hi"))));
    for outcome in futures_util::future::join_all(calls).await {
        assert!(outcome.expect("nothing fails").is_done());
    }
    assert_eq!(trace.take().len(), 6);
}

#[tokio::test]
#[should_panic(expected = "without having been ready")]
async fn what_does_not_ask_is_found_out() {
    let mut service = require_ready(Router::new()).clone();
    service.ready().await.expect("it is ready");
    let _ = service.clone().call(ctx(message("hi"))).await;
}
