//! What becomes of an update, and what Telegram is told of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use chappe::prelude::*;
use chappe::source::Webhook;
use chappe_sandbox::Sandbox;
use http::StatusCode;
use tower::limit::ConcurrencyLimitLayer;
use tower::load_shed::LoadShedLayer;
use tower::{Service, ServiceBuilder};

use crate::kit::{Gate, complaints, log};
use crate::support::{ask, message, offline, post};

#[tokio::test]
async fn an_update_that_nobody_takes_is_answered_200() {
    let webhook = Webhook::new(offline(), Router::new().command("start", async || {}));
    assert_eq!(ask(&webhook, post(message(7, 1, "hi"))).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_failure_is_told_once_and_answered_200_or_as_is_wished() {
    let (lines, _guard) = log();
    let router = Router::new().any(async || Result::<()>::Err("it is broken".into()));
    let webhook = Webhook::new(offline(), router);
    assert_eq!(ask(&webhook, post(message(7, 1, "hi"))).await.status, StatusCode::OK);
    assert_eq!(complaints(&lines), ["the update failed update_id=7 error=it is broken"]);
    let webhook = webhook.failure_status(StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(ask(&webhook, post(message(8, 1, "hi"))).await.status, StatusCode::INTERNAL_SERVER_ERROR);
}

#[tokio::test]
async fn an_error_that_the_error_handler_takes_is_none() {
    let (lines, _guard) = log();
    let router = Router::new().any(async || Result::<()>::Err("it is broken".into())).on_error(async || {});
    let webhook = Webhook::new(offline(), router).failure_status(StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(ask(&webhook, post(message(7, 1, "hi"))).await.status, StatusCode::OK);
    assert_eq!(complaints(&lines), [""; 0]);
}

#[tokio::test]
async fn a_panic_costs_one_update_and_is_told_once() {
    let (lines, _guard) = log();
    let router = Router::new().any(async |text: Text| assert_ne!(&*text, "bad", "on purpose"));
    let webhook = Webhook::new(offline(), router);
    assert_eq!(ask(&webhook, post(message(7, 1, "bad"))).await.status, StatusCode::OK);
    assert_eq!(ask(&webhook, post(message(8, 1, "good"))).await.status, StatusCode::OK);
    let complaints = complaints(&lines);
    assert!(complaints.len() == 1 && complaints[0].contains("on purpose"), "{complaints:?}");
}

/// A service that panics where it should do something else.
#[derive(Clone)]
struct Panics {
    ready: bool,
}

impl Service<Ctx> for Panics {
    type Response = Outcome;
    type Error = BoxError;
    type Future = std::future::Ready<Result<Outcome>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<()>> {
        assert!(self.ready, "not ready, on purpose");
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Ctx) -> Self::Future {
        panic!("called, on purpose")
    }
}

#[tokio::test]
async fn a_service_that_panics_itself_is_no_end_either() {
    let webhook = Webhook::new(offline(), Panics { ready: true });
    assert_eq!(ask(&webhook, post(message(7, 1, "hi"))).await.status, StatusCode::OK);
    let webhook = Webhook::new(offline(), Panics { ready: false });
    let answer = ask(&webhook, post(message(7, 1, "hi"))).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
}

/// A router that holds its handlers at a gate.
fn gated(gate: &Gate) -> Router {
    let gate = gate.clone();
    Router::new().any(move || {
        let gate = gate.clone();
        async move { gate.pass().await }
    })
}

#[tokio::test(start_paused = true)]
async fn a_service_that_is_not_ready_in_time_is_overloaded() {
    let gate = Gate::new();
    let service = ServiceBuilder::new().layer(ConcurrencyLimitLayer::new(1)).service(gated(&gate));
    let webhook = Webhook::new(offline(), service).ready_timeout(Duration::from_secs(2));
    let first = tokio::spawn({
        let webhook = webhook.clone();
        async move { ask(&webhook, post(message(7, 1, "first"))).await }
    });
    gate.reached(1).await;
    let start = tokio::time::Instant::now();
    let answer = ask(&webhook, post(message(8, 2, "second"))).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.header("retry-after"), Some("1"));
    assert_eq!(start.elapsed().as_secs(), 2);
    gate.release(2);
    assert_eq!(first.await.expect("no panic").status, StatusCode::OK);
    assert_eq!(ask(&webhook, post(message(8, 2, "again"))).await.status, StatusCode::OK);
}

#[tokio::test]
async fn load_that_a_layer_sheds_comes_again() {
    let (lines, _guard) = log();
    let gate = Gate::new();
    let service = ServiceBuilder::new()
        .layer(LoadShedLayer::new())
        .layer(ConcurrencyLimitLayer::new(1))
        .service(gated(&gate));
    let webhook = Webhook::new(offline(), service);
    let first = tokio::spawn({
        let webhook = webhook.clone();
        async move { ask(&webhook, post(message(7, 1, "first"))).await }
    });
    gate.reached(1).await;
    let answer = ask(&webhook, post(message(8, 2, "second"))).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(complaints(&lines), [""; 0], "it is no failure");
    gate.release(1);
    assert_eq!(first.await.expect("no panic").status, StatusCode::OK);
}

#[tokio::test]
async fn load_that_is_shed_within_an_error_handler_that_hands_it_on_comes_again() {
    let shedding = Router::new().any(async || {}).layer(tower::layer::layer_fn(|_| Sheds));
    let router = shedding.on_error(async |error: HandlerError| Result::<()>::Err(error.into()));
    let webhook = Webhook::new(offline(), router);
    let answer = ask(&webhook, post(message(7, 1, "hi"))).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
}

/// Sheds everything, with an error of its own around.
#[derive(Clone)]
struct Sheds;

#[derive(Debug, thiserror::Error)]
#[error("too much")]
struct TooMuch(#[source] tower::load_shed::error::Overloaded);

impl Service<Ctx> for Sheds {
    type Response = Outcome;
    type Error = BoxError;
    type Future = std::future::Ready<Result<Outcome>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Ctx) -> Self::Future {
        std::future::ready(Err(TooMuch(tower::load_shed::error::Overloaded::new()).into()))
    }
}

#[tokio::test]
async fn the_bot_is_known_before_the_first_update_and_asked_for_once() -> Result {
    let sandbox = Sandbox::start().await?;
    let router = Router::new().any(async |ctx: Ctx| {
        ctx.me().map(drop).ok_or("nobody knows who the bot is")?;
        Result::<()>::Ok(())
    });
    let webhook = Webhook::new(sandbox.bot(), router).failure_status(StatusCode::INTERNAL_SERVER_ERROR);
    for update in 1..4 {
        assert_eq!(ask(&webhook, post(message(update, 1, "hi"))).await.status, StatusCode::OK);
    }
    assert_eq!(sandbox.calls().len(), 1);
    Ok(())
}

#[tokio::test]
async fn while_the_bot_cannot_be_known_updates_are_to_come_again() -> Result {
    let sandbox = Sandbox::start().await?;
    let bot = sandbox.bot();
    let handled = Arc::new(AtomicUsize::new(0));
    let own = Arc::clone(&handled);
    let router = Router::new().any(move || {
        own.fetch_add(1, Ordering::Relaxed);
        async {}
    });
    sandbox.stop();
    let webhook = Webhook::new(bot, router);
    let answer = ask(&webhook, post(message(7, 1, "hi"))).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(handled.load(Ordering::Relaxed), 0);
    Ok(())
}
