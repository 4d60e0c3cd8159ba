//! A handler that panics or fails costs its own update only, and is told of once.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use chappe::prelude::*;
use chappe::source::RunError;
use chappe::{HandlerPanic, filter};
use chappe_sandbox::Sandbox;
use tower::{Service, service_fn};

use crate::kit::{Notes, complaints, log, run, run_with, text};

/// Panics as soon as it is called.
#[derive(Clone)]
struct Rude;

impl Service<Ctx> for Rude {
    type Response = Outcome;
    type Error = BoxError;
    type Future = std::future::Ready<Result<Outcome>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, ctx: Ctx) -> Self::Future {
        assert!(ctx.is_probe() || text(&ctx) != "bad", "called");
        std::future::ready(Ok(Outcome::Pass(ctx)))
    }
}

/// Sends something bad and something good in one chat; the bad one is to panic, with a message.
async fn costs_one_update(router: Router, message: &str) -> Result {
    let sandbox = Sandbox::start().await?;
    let (log, _guard) = log();
    let reached = Notes::default();
    let noted = reached.clone();
    let router = router.any(async || "good").on_error(move |error: HandlerError| {
        noted.add(error.downcast_ref::<HandlerPanic>().map(|panic| panic.message.clone()));
        async move { Result::<()>::Err(error.into()) }
    });
    let bot = run(sandbox.bot(), router);
    let alice = sandbox.user("Alice");
    let bad = alice.send("bad").await?.update_id().ok_or("no update")?;
    alice.send("good").await?;
    alice.expect_text("good").await?;
    sandbox.wait_until_idle().await?;
    bot.stop().await?;
    assert_eq!(reached.all(), [Some(message.to_owned())]);
    let complaints = complaints(&log);
    assert_eq!(complaints.len(), 1, "{complaints:?}");
    assert!(complaints[0].contains(&format!("update_id={bad}")), "{complaints:?}");
    assert!(complaints[0].contains(message), "{complaints:?}");
    Ok(())
}

#[tokio::test]
async fn a_panic_in_a_handler_costs_that_update() -> Result {
    let router = Router::new().hears("bad", async || -> Result { panic!("within") });
    costs_one_update(router, "within").await
}

#[tokio::test]
async fn a_panic_in_a_handler_after_it_waited_costs_that_update() -> Result {
    let router = Router::new().hears("bad", async || -> Result {
        tokio::task::yield_now().await;
        panic!("later {}", 1)
    });
    costs_one_update(router, "later 1").await
}

#[tokio::test]
async fn a_panic_in_a_predicate_costs_that_update() -> Result {
    let asked = filter::Filter::new(|ctx: &Ctx| {
        assert!(text(ctx) != "bad", "asked");
        false
    });
    costs_one_update(Router::new().on(asked, async || "never"), "asked").await
}

#[tokio::test]
async fn a_panic_in_a_call_costs_that_update() -> Result {
    costs_one_update(Router::new().route_service(filter::any(), Rude), "called").await
}

#[tokio::test]
async fn a_panic_in_the_call_of_the_whole_service_costs_that_update() -> Result {
    let sandbox = Sandbox::start().await?;
    let (log, _guard) = log();
    let bot = run(sandbox.bot(), Rude);
    let bad = sandbox.user("Alice").send("bad").await?.update_id().ok_or("no update")?;
    sandbox.user("Alice").send("good").await?;
    sandbox.wait_until_idle().await?;
    bot.stop().await?;
    let complaints = complaints(&log);
    assert_eq!(complaints.len(), 1, "{complaints:?}");
    assert!(complaints[0].contains(&format!("update_id={bad}")), "{complaints:?}");
    Ok(())
}

#[tokio::test]
async fn a_panic_in_an_error_handler_costs_that_update() -> Result {
    let sandbox = Sandbox::start().await?;
    let (log, _guard) = log();
    let router = Router::new()
        .hears("bad", async || -> Result { Err("failed".into()) })
        .any(async || "good")
        .on_error(async || -> Result { panic!("in the error handler") });
    let bot = run(sandbox.bot(), router);
    let alice = sandbox.user("Alice");
    alice.send("bad").await?;
    alice.send("good").await?;
    alice.expect_text("good").await?;
    sandbox.wait_until_idle().await?;
    bot.stop().await?;
    let complaints = complaints(&log);
    // The first error is not lost over the second.
    assert_eq!(complaints.len(), 2, "{complaints:?}");
    assert!(complaints[0].contains("error=failed"), "{complaints:?}");
    assert!(complaints[1].contains("in the error handler"), "{complaints:?}");
    Ok(())
}

#[tokio::test]
async fn an_error_that_panics_when_it_is_told_costs_that_update() -> Result {
    #[derive(Debug)]
    struct Unspeakable;

    impl fmt::Display for Unspeakable {
        fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
            panic!("unspeakable")
        }
    }

    impl std::error::Error for Unspeakable {}

    let sandbox = Sandbox::start().await?;
    let (log, _guard) = log();
    let router =
        Router::new().hears("bad", async || -> Result { Err(Unspeakable.into()) }).any(async || "good");
    let bot = run(sandbox.bot(), router);
    let alice = sandbox.user("Alice");
    let bad = alice.send("bad").await?.update_id().ok_or("no update")?;
    alice.send("good").await?;
    alice.expect_text("good").await?;
    sandbox.wait_until_idle().await?;
    bot.stop().await?;
    let complaints = complaints(&log);
    assert_eq!(complaints.len(), 1, "{complaints:?}");
    assert!(complaints[0].contains(&format!("update_id={bad}")), "{complaints:?}");
    Ok(())
}

#[tokio::test]
async fn an_error_is_logged_once_with_its_causes_and_confirmed() -> Result {
    #[derive(Debug, thiserror::Error)]
    #[error("the shelf is empty")]
    struct Empty(#[source] std::num::ParseIntError);

    let sandbox = Sandbox::start().await?;
    let (log, _guard) = log();
    let router =
        Router::new().any(async || -> Result<(), Empty> { "x".parse::<u8>().map(drop).map_err(Empty) });
    let bot = run(sandbox.bot(), router);
    let failed = sandbox.user("Alice").send("hello").await?.update_id().ok_or("no update")?;
    sandbox.wait_until_confirmed(failed).await?;
    bot.stop().await?;
    let complaints = complaints(&log);
    assert_eq!(complaints.len(), 1, "{complaints:?}");
    for part in [format!("update_id={failed}"), "the shelf is empty: invalid digit".to_owned()] {
        assert!(complaints[0].contains(&part), "{complaints:?} lacks {part}");
    }
    Ok(())
}

#[tokio::test]
async fn a_service_that_can_never_be_ready_again_ends_the_run() -> Result {
    struct Broken;

    impl Service<Ctx> for Broken {
        type Response = Outcome;
        type Error = BoxError;
        type Future = Pin<Box<dyn Future<Output = Result<Outcome>> + Send>>;

        fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result> {
            Poll::Ready(Err("out of order".into()))
        }

        fn call(&mut self, _: Ctx) -> Self::Future {
            unreachable!("it is never ready")
        }
    }

    let sandbox = Sandbox::start().await?;
    let id = sandbox.user("Alice").send("hello").await?.update_id().ok_or("no update")?;
    let ended = run(sandbox.bot(), Broken).ended().await;
    let Err(RunError::Service(error)) = ended else { panic!("{ended:?}") };
    assert_eq!(error.to_string(), "out of order");
    assert!(sandbox.confirmed() < id, "what was not handled is not confirmed");
    Ok(())
}

#[tokio::test]
async fn a_service_that_panics_over_its_readiness_ends_the_run() -> Result {
    struct Panicking;

    impl Service<Ctx> for Panicking {
        type Response = Outcome;
        type Error = BoxError;
        type Future = std::future::Ready<Result<Outcome>>;

        fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result> {
            panic!("not ready to say")
        }

        fn call(&mut self, _: Ctx) -> Self::Future {
            unreachable!("it is never ready")
        }
    }

    let sandbox = Sandbox::start().await?;
    sandbox.user("Alice").send("hello").await?;
    let ended = run(sandbox.bot(), Panicking).ended().await;
    let Err(RunError::Service(error)) = ended else { panic!("{ended:?}") };
    assert!(error.to_string().contains("not ready to say"), "{error}");
    Ok(())
}

/// Is ready once.
struct Once<S>(S, bool);

impl<S: Service<Ctx, Error = BoxError>> Service<Ctx> for Once<S> {
    type Response = S::Response;
    type Error = BoxError;
    type Future = S::Future;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result> {
        if self.1 { Poll::Ready(Err("worn out".into())) } else { self.0.poll_ready(cx) }
    }

    fn call(&mut self, ctx: Ctx) -> Self::Future {
        self.1 = true;
        self.0.call(ctx)
    }
}

#[tokio::test]
async fn what_runs_when_the_service_breaks_down_is_finished_and_confirmed() -> Result {
    let sandbox = Sandbox::start().await?;
    let handled = Notes::default();
    let noted = handled.clone();
    let inner = service_fn(move |ctx: Ctx| {
        let noted = noted.clone();
        async move {
            for _ in 0..50 {
                tokio::task::yield_now().await;
            }
            noted.add(text(&ctx));
            Result::<_>::Ok(Outcome::Done)
        }
    });
    let first = sandbox.user("Alice").send("first").await?.update_id().ok_or("no update")?;
    sandbox.user("Bob").send("second").await?;
    let ended = run_with(sandbox.bot(), Once(inner, false), |polling| polling.preflight(false)).ended().await;
    assert!(matches!(ended, Err(RunError::Service(_))), "{ended:?}");
    assert_eq!((handled.all(), sandbox.confirmed()), (vec!["first".to_owned()], first));
    Ok(())
}
