//! Middleware functions, as layers and in routers.

use std::future::Ready;

use chappe::extract::{Flavor, From, State, Text};
use chappe::middleware::{Next, from_fn};
use chappe::{Ctx, Outcome, Result, Router, filter};

use crate::support::{Trace, ctx, message, run, sending_bot, traced, update};

/// Traces before and after what it is around.
fn around(
    trace: &Trace,
    name: &'static str,
) -> impl Fn(Ctx, Next) -> std::pin::Pin<Box<dyn Future<Output = Result<Outcome>> + Send>>
+ Clone
+ Send
+ Sync
+ use<> {
    let trace = trace.clone();
    move |ctx, next| {
        let trace = trace.clone();
        Box::pin(async move {
            trace.push(format!("{name} before"));
            let outcome = next.run(ctx).await;
            trace.push(format!("{name} after"));
            outcome
        })
    }
}

#[tokio::test]
async fn a_middleware_is_around_what_is_registered_after_it() {
    let trace = Trace::default();
    let router = Router::new()
        .any(trace.pass("before it"))
        .middleware(around(&trace, "middleware"))
        .any(trace.pass("after it"))
        .fallback(trace.done("fallback"));
    let wanted = ["before it", "middleware before", "after it", "fallback", "middleware after"];
    assert_eq!(traced(&router, &trace, message("hi")).await, wanted);
}

#[tokio::test]
async fn middleware_nests_in_the_order_of_registration() {
    let trace = Trace::default();
    let router = Router::new()
        .middleware(around(&trace, "first"))
        .middleware(around(&trace, "second"))
        .any(trace.done("handler"));
    let wanted = ["first before", "second before", "handler", "second after", "first after"];
    assert_eq!(traced(&router, &trace, message("hi")).await, wanted);
}

#[tokio::test]
async fn middleware_around_nothing_passes() {
    let trace = Trace::default();
    let router = Router::new().middleware(around(&trace, "middleware"));
    assert!(matches!(run(&router, ctx(message("hi"))).await, Ok(Outcome::Pass(_))));
    assert_eq!(trace.take(), ["middleware before", "middleware after"]);
}

#[tokio::test]
async fn middleware_that_drops_the_rest_ends_the_event() {
    let trace = Trace::default();
    let router = Router::new()
        .middleware(async |_: Ctx, _: Next| {})
        .any(trace.done("rest"))
        .fallback(trace.done("fallback"));
    assert!(run(&router, ctx(message("hi"))).await.expect("nothing fails").is_done());
    assert!(trace.take().is_empty());
}

#[tokio::test]
async fn middleware_that_drops_the_rest_and_passes_leaves_the_event_to_the_outer_router() {
    let trace = Trace::default();
    let guarded = Router::new()
        .middleware(async |ctx: Ctx, _: Next| Outcome::Pass(ctx))
        .any(trace.done("guarded"))
        .fallback(trace.done("guarded fallback"));
    let router = Router::new().merge(guarded).any(trace.done("outer"));
    assert_eq!(traced(&router, &trace, message("hi")).await, ["outer"]);
}

#[tokio::test]
async fn a_guard_lets_nothing_through_that_its_extractors_do_not_fit() {
    async fn guard(_: From, ctx: Ctx, next: Next) -> Result<Outcome> {
        next.run(ctx).await
    }

    let trace = Trace::default();
    let post =
        serde_json::json!({"message_id": 1, "date": 1, "chat": {"id": -1, "type": "channel"}, "text": "hi"});
    for router in [
        Router::new().middleware(guard).any(trace.done("guarded")),
        Router::new().any(trace.done("guarded")).layer(from_fn(guard)),
        Router::new().any(trace.done("guarded")).route_layer(from_fn(guard)),
    ] {
        let outcome = run(&router, ctx(update("channel_post", post.clone()))).await;
        assert!(matches!(outcome, Ok(Outcome::Pass(_))));
        assert!(trace.take().is_empty());
    }
}

#[tokio::test]
async fn what_a_middleware_returns_is_carried_out() {
    let (bot, sent) = sending_bot();
    let router = Router::new().middleware(async |_: Ctx, _: Next| "closed today").any(async || {});
    let _ = run(&router, Ctx::new(bot, message("hi"))).await.expect("nothing fails");
    assert_eq!(sent.texts(), ["closed today"]);
}

#[tokio::test]
async fn a_layer_function_is_around_the_whole_router_once() {
    let trace = Trace::default();
    let router =
        Router::new().any(trace.pass("a")).any(trace.done("b")).layer(from_fn(around(&trace, "layer")));
    assert_eq!(traced(&router, &trace, message("hi")).await, ["layer before", "a", "b", "layer after"]);
}

#[tokio::test]
async fn routes_registered_after_a_layer_are_not_within() {
    let trace = Trace::default();
    let router = Router::new()
        .hears("in", trace.done("in"))
        .layer(from_fn(around(&trace, "layer")))
        .hears("out", trace.done("out"));
    assert_eq!(traced(&router, &trace, message("out")).await, ["layer before", "layer after", "out"]);
}

#[tokio::test]
async fn a_route_layer_is_around_each_route_and_runs_only_for_it() {
    let trace = Trace::default();
    let router = Router::new()
        .hears("a", trace.done("a"))
        .hears("b", trace.done("b"))
        .route_layer(from_fn(around(&trace, "layer")))
        .fallback(trace.done("fallback"));
    assert_eq!(traced(&router, &trace, message("b")).await, ["layer before", "b", "layer after"]);
    assert_eq!(traced(&router, &trace, message("c")).await, ["fallback"]);
}

#[tokio::test]
async fn a_nested_routers_layers_run_only_when_it_is_entered() {
    let trace = Trace::default();
    let nested = Router::new().any(trace.done("nested")).layer(from_fn(around(&trace, "layer")));
    let router = Router::new().nest(filter::text("in"), nested).any(trace.done("out"));
    assert_eq!(traced(&router, &trace, message("out")).await, ["out"]);
    assert_eq!(traced(&router, &trace, message("in")).await, ["layer before", "nested", "layer after"]);
}

#[tokio::test]
async fn what_a_layered_router_passes_the_next_route_has() {
    let trace = Trace::default();
    let router = Router::new()
        .any(trace.pass("within"))
        .layer(from_fn(around(&trace, "layer")))
        .any(trace.done("after"));
    assert_eq!(
        traced(&router, &trace, message("hi")).await,
        ["layer before", "within", "layer after", "after"]
    );
}

#[tokio::test]
async fn a_state_reaches_the_middleware_of_its_router() {
    let trace = Trace::default();
    let log = trace.clone();
    let show = move |State(state): State<&'static str>, ctx: Ctx, next: Next| {
        log.push(state);
        next.run(ctx)
    };
    let router = Router::new().middleware(show).any(trace.done("handler")).with_state("state");
    assert_eq!(traced(&router, &trace, message("hi")).await, ["state", "handler"]);
}

#[tokio::test]
async fn a_middleware_that_asks_for_a_flavor_names_itself_in_the_error() {
    async fn hungry(_: Flavor<u8>, ctx: Ctx, next: Next) -> Result<Outcome> {
        next.run(ctx).await
    }
    let router = Router::new().middleware(hungry);
    let error = run(&router, ctx(message("hi"))).await.expect_err("there is no such flavor").to_string();
    assert!(error.contains("hungry") && error.contains("`u8`"), "{error}");
}

#[tokio::test]
async fn a_flavor_reaches_the_rest_whatever_the_order_of_the_layers() {
    fn insert<T: Clone + Send + Sync + 'static>(
        value: T,
    ) -> impl Fn(Ctx, Next) -> NextRun + Clone + Send + Sync {
        move |ctx, next| {
            ctx.insert(value.clone());
            Box::pin(next.run(ctx))
        }
    }
    type NextRun = std::pin::Pin<Box<dyn Future<Output = Result<Outcome>> + Send>>;

    let trace = Trace::default();
    let log = trace.clone();
    let show = move |Flavor(number): Flavor<u8>, Flavor(word): Flavor<&'static str>| -> Ready<()> {
        log.push(format!("{number} {word}"));
        std::future::ready(())
    };
    let router = Router::new().any(show);
    let one = router.clone().layer(from_fn(insert(5_u8))).layer(from_fn(insert("word")));
    let other = router.layer(from_fn(insert("word"))).layer(from_fn(insert(5_u8)));
    for router in [one, other] {
        assert_eq!(traced(&router, &trace, message("hi")).await, ["5 word"]);
    }
}

#[tokio::test]
async fn a_middleware_may_have_six_extractors() {
    type T = Text;
    let trace = Trace::default();
    let log = trace.clone();
    let many = move |_: T, _: T, _: T, _: T, _: T, ctx: Ctx, next: Next| {
        log.push("many");
        next.run(ctx)
    };
    let router = Router::new().middleware(many).any(trace.done("handler"));
    assert_eq!(traced(&router, &trace, message("hi")).await, ["many", "handler"]);
}
