//! Errors and panics, and who handles them.

use chappe::filter::{self, Filter};
use chappe::middleware::{Next, from_fn};
use chappe::{Bot, Ctx, HandlerError, HandlerPanic, Outcome, Result, Router};

use crate::kit::{complaints, log};
use crate::support::{Trace, bot, ctx, message, run, traced};

/// An error handler that traces, and ends the event.
fn handled(
    trace: &Trace,
    name: &'static str,
) -> impl Fn(HandlerError) -> std::future::Ready<()> + Clone + use<> {
    let trace = trace.clone();
    move |error| {
        trace.push(format!("{name}: {error}"));
        std::future::ready(())
    }
}

#[tokio::test]
async fn an_error_goes_to_the_error_handler_and_is_handled() {
    let trace = Trace::default();
    let router = Router::new().any(trace.fail("boom")).on_error(handled(&trace, "handler"));
    assert!(run(&router, ctx(message("hi"))).await.expect("it is handled").is_done());
    assert_eq!(trace.take(), ["boom", "handler: boom"]);
}

#[tokio::test]
async fn without_an_error_handler_the_error_comes_out() {
    let router = Router::new().any(Trace::default().fail("boom"));
    assert_eq!(run(&router, ctx(message("hi"))).await.expect_err("it fails").to_string(), "boom");
}

#[tokio::test]
async fn routes_after_the_one_that_failed_have_no_turn() {
    let trace = Trace::default();
    let router =
        Router::new().any(trace.fail("boom")).any(trace.done("next")).on_error(handled(&trace, "handler"));
    assert_eq!(traced(&router, &trace, message("hi")).await, ["boom", "handler: boom"]);
}

#[tokio::test]
async fn an_error_goes_to_the_innermost_boundary() {
    let trace = Trace::default();
    let nested = Router::new().any(trace.fail("boom")).on_error(handled(&trace, "inner"));
    let router = Router::new().nest(filter::any(), nested).on_error(handled(&trace, "outer"));
    assert_eq!(traced(&router, &trace, message("hi")).await, ["boom", "inner: boom"]);
}

#[tokio::test]
async fn an_error_of_a_boundary_goes_to_the_one_around_it() {
    let trace = Trace::default();
    let nested = Router::new().any(trace.fail("boom")).on_error(trace.fail("worse"));
    let router = Router::new().merge(nested).on_error(handled(&trace, "outer"));
    assert_eq!(traced(&router, &trace, message("hi")).await, ["boom", "worse", "outer: worse"]);
}

#[tokio::test]
async fn an_error_that_is_returned_goes_on_as_it_was() {
    #[derive(Debug, thiserror::Error)]
    #[error("mine")]
    struct Mine;

    let trace = Trace::default();
    let nested = Router::new()
        .any(async || Err::<(), _>(Mine))
        .on_error(async |error: HandlerError| Err::<(), _>(error));
    let log = trace.clone();
    let router = Router::new().merge(nested).on_error(move |error: HandlerError| {
        log.push(format!("{}", error.downcast_ref::<Mine>().is_some()));
        async {}
    });
    assert_eq!(traced(&router, &trace, message("hi")).await, ["true"]);
}

#[tokio::test]
async fn a_boundary_that_passes_leaves_the_event_to_what_comes_after_its_router() {
    let trace = Trace::default();
    let nested =
        Router::new().any(trace.fail("boom")).any(trace.done("skipped")).on_error(trace.pass("handler"));
    let router = Router::new().merge(nested).any(trace.done("after"));
    assert_eq!(traced(&router, &trace, message("hi")).await, ["boom", "handler", "after"]);
}

#[tokio::test]
async fn the_fallbacks_error_is_handled_too() {
    let trace = Trace::default();
    let router = Router::new().fallback(trace.fail("boom")).on_error(handled(&trace, "handler"));
    assert_eq!(traced(&router, &trace, message("hi")).await, ["boom", "handler: boom"]);
}

#[tokio::test]
async fn an_error_in_a_filter_is_handled() {
    let trace = Trace::default();
    let filter = Filter::try_new(|_| Err::<bool, _>("broken filter"));
    let router = Router::new().on(filter, async || {}).on_error(handled(&trace, "handler"));
    assert_eq!(traced(&router, &trace, message("hi")).await, ["handler: broken filter"]);
}

#[tokio::test]
async fn an_error_beyond_a_middleware_runs_through_it() {
    let trace = Trace::default();
    let log = trace.clone();
    let around = move |ctx: Ctx, next: Next| {
        let log = log.clone();
        async move {
            let outcome = next.run(ctx).await;
            log.push(format!("around: {}", outcome.is_err()));
            outcome
        }
    };
    let router =
        Router::new().middleware(around).any(trace.fail("boom")).on_error(handled(&trace, "handler"));
    assert_eq!(traced(&router, &trace, message("hi")).await, ["boom", "around: true", "handler: boom"]);
}

#[tokio::test]
async fn an_error_handler_has_the_events_flavors() {
    let trace = Trace::default();
    let log = trace.clone();
    let router = Router::new()
        .any(async |ctx: Ctx| {
            ctx.insert(5_u8);
            Err::<(), _>("boom")
        })
        .on_error(move |ctx: Ctx| {
            log.push(format!("{:?} {:?}", ctx.get::<u8>(), ctx.text()));
            async {}
        });
    assert_eq!(traced(&router, &trace, message("hi")).await, [r#"Some(5) Some("hi")"#]);
}

#[tokio::test]
async fn a_layers_error_is_handled_by_the_boundary_around_it() {
    let trace = Trace::default();
    let layered =
        Router::new().any(async || {}).layer(from_fn(async |_: Ctx, _: Next| Err::<(), _>("layer")));
    let router = Router::new().merge(layered).on_error(handled(&trace, "handler"));
    assert_eq!(traced(&router, &trace, message("hi")).await, ["handler: layer"]);
}

#[tokio::test]
async fn the_chain_names_every_cause() {
    #[derive(Debug, thiserror::Error)]
    #[error("not saved")]
    struct NotSaved(#[source] std::io::Error);

    let ctx = Ctx::from_error(bot(), None, NotSaved(std::io::Error::other("disk")));
    assert_eq!(ctx.get::<HandlerError>().expect("it is there").chain(), "not saved: disk");
}

/// Runs a router over an update, and tells the panic's message.
async fn panic_of(router: Router) -> String {
    let error = run(&router, ctx(message("hi"))).await.expect_err("it panics");
    error.downcast_ref::<HandlerPanic>().expect("a panic is told as one").message.clone()
}

#[tokio::test]
async fn a_panic_of_a_handler_is_an_error() {
    async fn panics(_: Bot) {
        tokio::task::yield_now().await;
        panic!("in the handler");
    }
    assert_eq!(panic_of(Router::new().any(panics)).await, "in the handler");
}

#[tokio::test]
async fn a_panic_before_the_handlers_future_is_an_error() {
    #[allow(unreachable_code)]
    fn panics() -> std::future::Ready<()> {
        panic!("before the {}", "future")
    }
    assert_eq!(panic_of(Router::new().any(panics)).await, "before the future");
}

#[tokio::test]
async fn a_panic_of_a_filter_is_an_error() {
    let filter = Filter::new(|_| panic!("in the filter"));
    assert_eq!(panic_of(Router::new().on(filter, async || {})).await, "in the filter");
}

#[tokio::test]
async fn a_panic_of_a_middleware_is_an_error() {
    async fn panics(_: Ctx, _: Next) {
        panic!("in the middleware");
    }
    assert_eq!(panic_of(Router::new().middleware(panics)).await, "in the middleware");
}

#[tokio::test]
async fn a_panic_of_a_layer_is_an_error_of_the_route_it_is_around() {
    async fn panics(_: Ctx, _: Next) {
        panic!("in the layer");
    }
    assert_eq!(panic_of(Router::new().any(async || {}).layer(from_fn(panics))).await, "in the layer");
}

#[tokio::test]
async fn a_panic_of_an_error_handler_is_an_error() {
    async fn panics() {
        panic!("in the error handler");
    }
    let router = Router::new().any(Trace::default().fail("boom")).on_error(panics);
    assert_eq!(panic_of(router).await, "in the error handler");
}

#[tokio::test]
async fn an_error_handler_gets_a_panic_and_its_event() {
    async fn panics() {
        panic!("boom");
    }
    let trace = Trace::default();
    let log = trace.clone();
    let router = Router::new().any(panics).on_error(move |ctx: Ctx, error: HandlerError| {
        log.push(format!("{:?} {:?}", error.panic_message(), ctx.text()));
        async {}
    });
    assert_eq!(traced(&router, &trace, message("hi")).await, [r#"Some("boom") Some("hi")"#]);
}

#[tokio::test]
async fn a_router_goes_on_after_a_panic() {
    let trace = Trace::default();
    let router = Router::new().on(Filter::new(|ctx| ctx.text().expect("a text") == "x"), trace.done("x"));
    let photo = crate::support::update("message", crate::support::message_with(serde_json::json!({})));
    assert!(run(&router, ctx(photo)).await.is_err());
    assert_eq!(traced(&router, &trace, message("x")).await, ["x"]);
}

#[tokio::test]
async fn an_error_context_without_an_update_reaches_only_what_takes_everything() {
    let trace = Trace::default();
    let router = Router::new()
        .hears("x", trace.done("heard"))
        .on(filter::kind("message"), trace.done("message"))
        .any(trace.done("any"));
    let ctx = Ctx::from_error(bot(), None, "no update");
    let outcome: Result<Outcome> = run(&router, ctx).await;
    assert!(outcome.is_ok());
    assert_eq!(trace.take(), ["any"]);
}

#[tokio::test]
async fn an_error_context_with_an_update_has_both() {
    let update = std::sync::Arc::new(message("hi"));
    let ctx = Ctx::from_error(bot(), Some(update), "late");
    assert_eq!(ctx.text(), Some("hi"));
    assert_eq!(ctx.get::<HandlerError>().expect("it is there").to_string(), "late");
}

#[tokio::test]
async fn an_error_is_logged_where_its_handler_fails_over_it() {
    let (log, _guard) = log();
    let router = Router::new().any(Trace::default().fail("first")).on_error(Trace::default().fail("second"));
    let error = run(&router, ctx(message("hi"))).await.expect_err("the error handler fails");
    assert_eq!(error.to_string(), "second");
    assert_eq!(complaints(&log), ["an error handler failed over this error error=first failed=second"]);
}

#[tokio::test]
async fn an_error_that_its_handler_gives_on_is_not_logged_on_the_way() {
    #[derive(Debug, thiserror::Error)]
    #[error("wrapped")]
    struct Wrapped(#[source] HandlerError);

    let (log, _guard) = log();
    let fails = Router::new().any(Trace::default().fail("first"));
    let same = fails.clone().on_error(async |error: HandlerError| Err::<(), _>(error));
    let wrapped = fails.on_error(async |error: HandlerError| Err::<(), _>(Wrapped(error)));
    for router in [same, wrapped] {
        assert!(run(&router, ctx(message("hi"))).await.is_err());
    }
    assert!(complaints(&log).is_empty());
}
