//! Layers on both sides, tower's own as they are: around the handlers, and around the calls they make.

use std::time::Duration;

use chappe::bot::ApiRequest;
use chappe::prelude::*;
use chappe_middleware::command::CommandLayer;
use chappe_middleware::dedup::DedupLayer;
use chappe_middleware::errors::ErrorsLayer;
use tower::ServiceBuilder;
use tower::limit::ConcurrencyLimitLayer;
use tower::timeout::TimeoutLayer;
use tower::util::MapRequestLayer;

async fn start() -> &'static str {
    "Try /slow, which takes longer than it may, or !shout hello."
}

async fn shout(Args(Rest(what)): Args<Rest>) -> String {
    what.to_uppercase()
}

async fn slow() {
    tokio::time::sleep(Duration::from_secs(3600)).await;
}

async fn failed(error: HandlerError) -> String {
    format!("That failed: {error}")
}

#[tokio::main]
async fn main() -> Result {
    // Outgoing: every message is silent, at most eight calls at a time, ten seconds each.
    let silent = MapRequestLayer::new(|mut request: ApiRequest| {
        if request.method().starts_with("send") {
            request.params_mut().entry("disable_notification").or_insert(true.into());
        }
        request
    });
    let bot = chappe_sandbox::playground_builder()
        .await?
        .layer(TimeoutLayer::new(Duration::from_secs(10)))
        .layer(ConcurrencyLimitLayer::new(8))
        .layer(silent)
        .build()?;

    // A layer around a few routes only, which matches what they are for.
    let shouting =
        Router::new().any(shout).layer(CommandLayer::new(CommandPattern::new("shout").prefixes(["!"])));
    let routes = Router::new().command("start", start).command("slow", slow).merge(shouting);

    // Incoming: the error handler is outside of the timeout, and so hears of it.
    let service = ServiceBuilder::new()
        .concurrency_limit(64)
        .layer(DedupLayer::new())
        .layer(ErrorsLayer::new(failed))
        .timeout(Duration::from_secs(2))
        .service(routes);
    Ok(bot.run(service).await?)
}
