//! The layers of tower around what handles updates.

use std::future::{Ready, pending, ready};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use chappe::{BoxError, Ctx, HandlerError, Outcome, Result, Router, filter};
use futures_util::FutureExt as _;
use tower::filter::FilterLayer;
use tower::load_shed::error::Overloaded;
use tower::retry::Policy;
use tower::spawn_ready::SpawnReadyLayer;
use tower::timeout::error::Elapsed;
use tower::util::option_layer;
use tower::{Layer as _, Service, ServiceBuilder, ServiceExt as _};

use crate::support::{Trace, ctx, message, run};

fn router(trace: &Trace) -> Router {
    Router::new()
        .hears("hang", async || pending::<()>().await)
        .hears("fail", trace.fail("fail"))
        .any(trace.done("done"))
}

#[tokio::test(start_paused = true)]
async fn timeout() {
    let service = ServiceBuilder::new().timeout(Duration::from_secs(5)).service(router(&Trace::default()));
    let error = run(&service, ctx(message("hang"))).await.expect_err("it takes too long");
    assert!(error.is::<Elapsed>());
}

#[tokio::test(start_paused = true)]
async fn a_timeout_of_a_nested_router_goes_to_the_error_handler() {
    let trace = Trace::default();
    let log = trace.clone();
    let nested = router(&trace).layer(tower::timeout::TimeoutLayer::new(Duration::from_secs(5)));
    let router = Router::new().merge(nested).on_error(move |error: HandlerError| {
        log.push(format!("{}", error.downcast_ref::<Elapsed>().is_some()));
        async {}
    });
    let _ = run(&router, ctx(message("hang"))).await.expect("it is handled");
    assert_eq!(trace.take(), ["true"]);
}

#[tokio::test(start_paused = true)]
async fn rate_limit_behind_a_buffer() {
    let trace = Trace::default();
    let service =
        ServiceBuilder::new().buffer(8).rate_limit(1, Duration::from_secs(10)).service(router(&trace));
    let begin = tokio::time::Instant::now();
    for _ in 0..3 {
        let _ = run(&service, ctx(message("hi"))).await.expect("nothing fails");
    }
    assert!(begin.elapsed() >= Duration::from_secs(20));
}

#[tokio::test]
async fn load_shed() {
    let mut service =
        ServiceBuilder::new().load_shed().concurrency_limit(1).service(router(&Trace::default()));
    let held = service.ready().await.expect("it is ready").call(ctx(message("hang")));
    let error = run(&service, ctx(message("hi"))).await.expect_err("there is no room");
    assert!(error.is::<Overloaded>());
    std::mem::drop(held);
}

#[derive(Clone)]
struct Twice(u8);

impl Policy<Ctx, Outcome, BoxError> for Twice {
    type Future = Ready<()>;

    fn retry(&mut self, _: &mut Ctx, result: &mut Result<Outcome>) -> Option<Ready<()>> {
        (result.is_err() && self.0 > 0).then(|| {
            self.0 -= 1;
            ready(())
        })
    }

    fn clone_request(&mut self, ctx: &Ctx) -> Option<Ctx> {
        Some(ctx.clone())
    }
}

#[tokio::test]
async fn retry() {
    let trace = Trace::default();
    let service = ServiceBuilder::new().retry(Twice(2)).service(router(&trace));
    assert!(run(&service, ctx(message("fail"))).await.is_err());
    assert_eq!(trace.take(), ["fail", "fail", "fail"]);
}

#[tokio::test]
async fn filter_of_tower() {
    let trace = Trace::default();
    let only = |ctx: Ctx| if ctx.text() == Some("in") { Ok(ctx) } else { Err("kept out") };
    let service = ServiceBuilder::new().filter(only).service(router(&trace));
    let _ = run(&service, ctx(message("in"))).await.expect("it is let in");
    let error = run(&service, ctx(message("out"))).await.expect_err("it is kept out");
    assert_eq!((trace.take(), error.to_string()), (vec!["done".to_owned()], "kept out".to_owned()));
}

#[tokio::test]
async fn map_request_inserts_a_flavor() {
    let trace = Trace::default();
    let log = trace.clone();
    let router = Router::new().any(move |chappe::extract::Flavor(n): chappe::extract::Flavor<u8>| {
        log.push(n.to_string());
        async {}
    });
    let insert = |ctx: Ctx| {
        ctx.insert(5_u8);
        ctx
    };
    let service = ServiceBuilder::new().map_request(insert).service(router);
    let _ = run(&service, ctx(message("hi"))).await.expect("nothing fails");
    assert_eq!(trace.take(), ["5"]);
}

#[tokio::test]
async fn map_response() {
    let service = ServiceBuilder::new()
        .map_response(|outcome: Outcome| match outcome {
            Outcome::Pass(_) => Outcome::Done,
            done => done,
        })
        .service(Router::new());
    assert!(run(&service, ctx(message("hi"))).await.expect("nothing fails").is_done());
}

#[tokio::test]
async fn then() {
    let service = ServiceBuilder::new()
        .then(|result: Result<Outcome>| ready(result.or(Ok::<_, BoxError>(Outcome::Done))))
        .service(router(&Trace::default()));
    assert!(run(&service, ctx(message("fail"))).await.expect("the failure is taken").is_done());
}

#[tokio::test]
async fn map_err() {
    #[derive(Debug, thiserror::Error)]
    #[error("mine: {0}")]
    struct Mine(BoxError);

    let service = ServiceBuilder::new().map_err(Mine).service(router(&Trace::default()));
    assert_eq!(run(&service, ctx(message("fail"))).await.expect_err("it fails").to_string(), "mine: fail");
}

#[tokio::test]
async fn and_then() {
    let refuse = |outcome: Outcome| {
        ready(if outcome.is_done() { Err(BoxError::from("handled, and then")) } else { Ok(outcome) })
    };
    let service = ServiceBuilder::new().and_then(refuse).service(Router::new().hears("hi", async || {}));
    assert_eq!(
        run(&service, ctx(message("hi"))).await.expect_err("it was done").to_string(),
        "handled, and then"
    );
    assert!(matches!(run(&service, ctx(message("other"))).await, Ok(Outcome::Pass(_))));
}

#[tokio::test]
async fn option_layer_with_and_without() {
    let trace = Trace::default();
    let only = |ctx: Ctx| if ctx.text() == Some("in") { Ok(ctx) } else { Err("kept out") };
    for (layer, let_in) in [(Some(FilterLayer::new(only)), false), (None, true)] {
        let layer = option_layer(layer);
        let service = ServiceBuilder::new().layer(layer.clone()).service(router(&trace).layer(layer));
        assert_eq!(run(&service, ctx(message("out"))).await.is_ok(), let_in);
        assert!(run(&service, ctx(message("in"))).await.expect("it is let in").is_done());
    }
}

/// Is ready at the third time of asking.
struct Slow(Router, Arc<AtomicUsize>);

impl Service<Ctx> for Slow {
    type Response = Outcome;
    type Error = BoxError;
    type Future = chappe::RouterFuture;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result> {
        if self.1.fetch_add(1, Ordering::SeqCst) >= 2 {
            return self.0.poll_ready(cx);
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }

    fn call(&mut self, ctx: Ctx) -> Self::Future {
        self.0.call(ctx)
    }
}

#[tokio::test]
async fn spawn_ready_makes_a_service_ready_while_nobody_asks() {
    let (trace, asked) = (Trace::default(), Arc::new(AtomicUsize::new(0)));
    let slow = Slow(router(&trace), Arc::clone(&asked));
    let mut service = SpawnReadyLayer::new().layer(slow);
    assert!(service.ready().now_or_never().is_none());
    while asked.load(Ordering::SeqCst) < 3 {
        tokio::task::yield_now().await;
    }
    // It has been ready for a while, and is called as it is.
    let _ =
        service.ready().await.expect("it is ready").call(ctx(message("hi"))).await.expect("nothing fails");
    assert_eq!((trace.take(), asked.load(Ordering::SeqCst)), (vec!["done".to_owned()], 4));
}

#[tokio::test]
async fn filter_async_may_ask_elsewhere_first() {
    let trace = Trace::default();
    let only = |ctx: Ctx| async move {
        tokio::task::yield_now().await;
        if ctx.text() == Some("in") { Ok(ctx) } else { Err("kept out") }
    };
    let service = ServiceBuilder::new().filter_async(only).service(router(&trace));
    let _ = run(&service, ctx(message("in"))).await.expect("it is let in");
    let error = run(&service, ctx(message("out"))).await.expect_err("it is kept out");
    assert_eq!((trace.take(), error.to_string()), (vec!["done".to_owned()], "kept out".to_owned()));
}

#[tokio::test]
async fn a_filter_of_tower_can_let_the_others_pass() {
    let trace = Trace::default();
    let only = |ctx: Ctx| if ctx.text() == Some("in") { Ok(ctx) } else { Err(KeptOut(ctx)) };
    let give_back = |result: Result<Outcome>| {
        ready(result.or_else(|error| error.downcast::<KeptOut>().map(|kept| Outcome::Pass(kept.0))))
    };
    let narrowed = ServiceBuilder::new().then(give_back).filter(only).service(router(&trace));
    let routes = Router::new().route_service(filter::any(), narrowed).any(trace.done("next"));
    for text in ["in", "out"] {
        let _ = run(&routes, ctx(message(text))).await.expect("nothing fails");
    }
    assert_eq!(trace.take(), ["done", "next"]);
}

/// An event that was not let in.
#[derive(Debug, thiserror::Error)]
#[error("kept out")]
struct KeptOut(Ctx);

/// Fails to be ready once.
struct Hiccup(Router, bool);

impl Service<Ctx> for Hiccup {
    type Response = Outcome;
    type Error = BoxError;
    type Future = chappe::RouterFuture;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result> {
        if std::mem::take(&mut self.1) { Poll::Ready(Err("hiccup".into())) } else { self.0.poll_ready(cx) }
    }

    fn call(&mut self, ctx: Ctx) -> Self::Future {
        self.0.call(ctx)
    }
}

#[tokio::test]
async fn a_buffer_is_dead_for_good_after_one_error_of_readiness() {
    let service = ServiceBuilder::new().buffer(4).service(Hiccup(router(&Trace::default()), true));
    for _ in 0..3 {
        let error = run(&service, ctx(message("hi"))).await.expect_err("the buffer is dead");
        assert!(error.to_string().contains("hiccup"), "{error}");
    }
}

#[tokio::test]
async fn a_buffer_outlives_the_errors_of_handlers() {
    let trace = Trace::default();
    let service = ServiceBuilder::new().buffer(4).service(router(&trace));
    assert!(run(&service, ctx(message("fail"))).await.is_err());
    let _ = run(&service, ctx(message("hi"))).await.expect("nothing fails");
    assert_eq!(trace.take(), ["fail", "done"]);
}

#[tokio::test(start_paused = true)]
async fn a_rate_limit_lets_nearly_twice_as_many_through_around_the_end_of_its_period() {
    let mut limited =
        ServiceBuilder::new().rate_limit(30, Duration::from_secs(1)).service(router(&Trace::default()));
    let begin = tokio::time::Instant::now();
    let mut times = Vec::new();
    for number in 0..60 {
        // The first of a period begins it; the others come just before its end.
        if number == 1 {
            tokio::time::advance(Duration::from_millis(990)).await;
        }
        let _ = limited
            .ready()
            .await
            .expect("it is ready")
            .call(ctx(message("hi")))
            .await
            .expect("nothing fails");
        times.push(begin.elapsed());
    }
    let within_a_second = times.iter().filter(|time| (990..1990).contains(&time.as_millis())).count();
    assert_eq!(within_a_second, 59);
}

#[tokio::test]
async fn all_of_them_at_once() {
    let trace = Trace::default();
    let service = ServiceBuilder::new()
        .buffer(16)
        .load_shed()
        .concurrency_limit(4)
        .rate_limit(100, Duration::from_secs(1))
        .timeout(Duration::from_secs(5))
        .option_layer(None::<tower::layer::util::Identity>)
        .filter(|ctx: Ctx| Ok::<_, BoxError>(ctx))
        .map_request(|ctx: Ctx| ctx)
        .retry(Twice(1))
        .map_response(|outcome: Outcome| outcome)
        .service(router(&trace));
    let _ = run(&service, ctx(message("hi"))).await.expect("nothing fails");
    assert_eq!(trace.take(), ["done"]);
}

#[tokio::test]
async fn limits_fit_a_router_and_its_routes() {
    let trace = Trace::default();
    let stack = || {
        ServiceBuilder::new()
            .load_shed()
            .concurrency_limit(4)
            .timeout(Duration::from_secs(5))
            .map_request(|ctx: Ctx| ctx)
            .into_inner()
    };
    let router = router(&trace).route_layer(stack()).layer(stack());
    let _ = run(&Router::new().nest(filter::any(), router), ctx(message("hi"))).await.expect("nothing fails");
    assert_eq!(trace.take(), ["done"]);
}

#[tokio::test]
async fn a_buffered_router_is_a_route() {
    let trace = Trace::default();
    // A buffer's service is `Clone` whatever is behind it.
    let buffered = ServiceBuilder::new().buffer(4).service(router(&trace));
    let router = Router::new().route_service(filter::any(), buffered);
    let _ = run(&router, ctx(message("hi"))).await.expect("nothing fails");
    assert_eq!(trace.take(), ["done"]);
}

#[tokio::test]
async fn boxed_services_of_tower() {
    let trace = Trace::default();
    let boxed = tower::util::BoxCloneSyncService::new(router(&trace));
    let router = Router::new().route_service(filter::any(), boxed.clone());
    let _ = run(&router, ctx(message("hi"))).await.expect("nothing fails");
    let _ = run(&boxed, ctx(message("hi"))).await.expect("nothing fails");
    assert_eq!(Arc::new(trace.take()).len(), 2);
}
