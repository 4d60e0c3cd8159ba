//! The layers of tower where a bot runs: what they mean for what is delivered.

use std::future::{Ready, ready};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use chappe::prelude::*;
use chappe_sandbox::Sandbox;
use tower::ServiceBuilder;
use tower::retry::Policy;
use tower::timeout::TimeoutLayer;

use crate::kit::{Gate, complaints, log, run, run_with};
use crate::require_ready;

/// A handler that is held at a gate.
fn gated(gate: &Gate) -> Router {
    let gate = gate.clone();
    Router::new().any(move || {
        let gate = gate.clone();
        async move {
            gate.pass().await;
            "done"
        }
    })
}

#[tokio::test]
async fn a_concurrency_limit_holds_updates_back_and_loses_none() -> Result {
    let sandbox = Sandbox::start().await?;
    let gate = Gate::new();
    let service =
        ServiceBuilder::new().layer(require_ready::layer()).concurrency_limit(2).service(gated(&gate));
    let users: Vec<_> = (0..5).map(|number| sandbox.user(&format!("User {number}"))).collect();
    for user in &users {
        user.send("hello").await?;
    }
    let bot = run(sandbox.bot(), service);
    gate.reached(2).await;
    assert!(users.iter().all(|user| user.try_next_message().is_none()));
    gate.release(5);
    for user in &users {
        user.expect_text("done").await?;
    }
    Ok(bot.stop().await?)
}

#[tokio::test]
async fn load_shed_costs_the_updates_that_there_is_no_room_for() -> Result {
    let sandbox = Sandbox::start().await?;
    let (log, _guard) = log();
    let gate = Gate::new();
    let service = ServiceBuilder::new().load_shed().concurrency_limit(1).service(gated(&gate));
    let (alice, bob) = (sandbox.user("Alice"), sandbox.user("Bob"));
    let bot = run_with(sandbox.bot(), service, |polling| polling.preflight(false));
    alice.send("hello").await?;
    gate.reached(1).await;
    bob.send("hello").await?;
    // It is told of, confirmed, and does not come again.
    log.wait_until(|lines| lines.iter().any(|line| line.text.contains("overloaded"))).await;
    gate.release(2);
    alice.expect_text("done").await?;
    sandbox.wait_until_idle().await?;
    assert!(bob.try_next_message().is_none());
    assert_eq!(complaints(&log).len(), 1);
    Ok(bot.stop().await?)
}

#[tokio::test]
async fn a_timeout_goes_to_the_error_handler_and_frees_the_chat() -> Result {
    let sandbox = Sandbox::start().await?;
    let routes = Router::new()
        .hears("hang", async || std::future::pending::<()>().await)
        .hears("hi", async || "hello")
        .layer(TimeoutLayer::new(Duration::from_millis(50)))
        .on_error(async |error: HandlerError| format!("Sorry: {error}"));
    let bot = run(sandbox.bot(), routes);
    let alice = sandbox.user("Alice");
    alice.send("hang").await?;
    alice.send("hi").await?;
    alice.expect_text("Sorry: request timed out").await?;
    alice.expect_text("hello").await?;
    Ok(bot.stop().await?)
}

/// Tries everything once more.
#[derive(Clone)]
struct Again(bool);

impl Policy<Ctx, Outcome, BoxError> for Again {
    type Future = Ready<()>;

    fn retry(&mut self, _: &mut Ctx, result: &mut Result<Outcome>) -> Option<Ready<()>> {
        (result.is_err() && std::mem::replace(&mut self.0, false)).then(|| ready(()))
    }

    fn clone_request(&mut self, ctx: &Ctx) -> Option<Ctx> {
        Some(ctx.clone())
    }
}

#[tokio::test]
async fn a_retry_handles_an_update_again_before_it_is_confirmed() -> Result {
    let sandbox = Sandbox::start().await?;
    let (log, _guard) = log();
    let tries = Arc::new(AtomicUsize::new(0));
    let routes = Router::new().any(move || {
        let first = tries.fetch_add(1, Ordering::SeqCst) == 0;
        async move { if first { Err("not yet") } else { Ok("at last") } }
    });
    let service = ServiceBuilder::new().layer(require_ready::layer()).retry(Again(true)).service(routes);
    let bot = run(sandbox.bot(), service);
    let alice = sandbox.user("Alice");
    alice.send("hi").await?;
    alice.expect_text("at last").await?;
    bot.stop().await?;
    assert!(complaints(&log).is_empty());
    Ok(())
}

#[tokio::test]
async fn limits_whose_services_cannot_be_cloned_run_as_they_are() -> Result {
    let sandbox = Sandbox::start().await?;
    let routes = Router::new().any(async || "hello");
    let service = ServiceBuilder::new()
        .layer(tower::spawn_ready::SpawnReadyLayer::new())
        .rate_limit(100, Duration::from_secs(1))
        .service(routes);
    let bot = run(sandbox.bot(), service);
    let alice = sandbox.user("Alice");
    alice.send("hi").await?;
    alice.expect_text("hello").await?;
    Ok(bot.stop().await?)
}
