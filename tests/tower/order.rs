//! In which order layers stand, and what that changes.

use std::time::Duration;

use chappe::bot::{ApiRequest, ApiResponse};
use chappe::{Bot, BoxError, Ctx, HandlerError, Outcome, Result, Router};
use futures_util::future::join_all;
use tokio::time::{Instant, sleep};
use tower::layer::layer_fn;
use tower::limit::ConcurrencyLimitLayer;
use tower::timeout::TimeoutLayer;
use tower::timeout::error::Elapsed;
use tower::{Service, ServiceBuilder, service_fn};

use crate::support::{Trace, ctx, message, run};

/// Handles everything in 300 ms.
fn slow() -> Router {
    Router::new().any(async || sleep(Duration::from_millis(300)).await)
}

fn timeout() -> TimeoutLayer {
    TimeoutLayer::new(Duration::from_millis(400))
}

/// Runs three updates at once: how many were in time, and how long the last took.
async fn three<S>(service: S) -> (usize, u128)
where
    S: Service<Ctx, Response = Outcome> + Clone,
    S::Error: Into<BoxError>,
{
    let begin = Instant::now();
    let results = join_all((0..3).map(|_| run(&service, ctx(message("hi"))))).await;
    let late = results.iter().filter_map(|result| result.as_ref().err());
    assert!(late.clone().all(|error| error.is::<Elapsed>()));
    (results.len() - late.count(), begin.elapsed().as_millis())
}

#[tokio::test(start_paused = true)]
async fn a_timeout_does_not_count_the_wait_for_readiness() {
    let service = ServiceBuilder::new().layer(timeout()).concurrency_limit(1).service(slow());
    assert_eq!(three(service).await, (3, 900));
}

#[tokio::test(start_paused = true)]
async fn a_timeout_counts_the_wait_for_a_limit_within_a_router() {
    // A router is always ready: what is within it is waited for when it is called.
    let service = ServiceBuilder::new().layer(timeout()).service(slow().layer(ConcurrencyLimitLayer::new(1)));
    assert_eq!(three(service).await.0, 1);
}

#[tokio::test(start_paused = true)]
async fn a_timeout_counts_the_wait_in_a_buffer() {
    let service = ServiceBuilder::new().layer(timeout()).buffer(8).concurrency_limit(1).service(slow());
    assert_eq!(three(service).await.0, 1);
}

#[tokio::test(start_paused = true)]
async fn a_timeout_of_calls_does_not_count_the_wait_for_readiness() -> Result {
    let transport = layer_fn(|_| {
        service_fn(|_: ApiRequest| async {
            sleep(Duration::from_millis(300)).await;
            Ok::<_, BoxError>(ApiResponse::new("true"))
        })
    });
    let limit = ConcurrencyLimitLayer::new(1);
    let bot = Bot::builder("1:x").layer(transport).layer(limit).layer(timeout()).build()?;
    let begin = Instant::now();
    let calls = (0..3).map(|n| bot.delete_message(n, 1).into_future());
    for answer in join_all(calls).await {
        answer?;
    }
    assert_eq!(begin.elapsed().as_millis(), 900);
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn an_error_handler_sees_the_layers_that_it_is_around() {
    let trace = Trace::default();
    let hangs = || Router::new().any(async || std::future::pending::<()>().await);
    let log = trace.clone();
    let handler = move |error: HandlerError| {
        log.push(error.to_string());
        async {}
    };
    let around = hangs().layer(timeout()).on_error(handler.clone());
    assert!(run(&around, ctx(message("hi"))).await.expect("it is handled").is_done());
    let within = hangs().on_error(handler).layer(timeout());
    assert!(run(&within, ctx(message("hi"))).await.expect_err("nobody handles it").is::<Elapsed>());
    assert_eq!(trace.take(), ["request timed out"]);
}
