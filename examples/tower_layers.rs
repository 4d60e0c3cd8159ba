//! tower's own layers, as they are, on both sides: around the handlers, and around the calls they make.

use std::time::Duration;

use chappe::bot::ApiRequest;
use chappe::prelude::*;
use tower::ServiceBuilder;
use tower::limit::ConcurrencyLimitLayer;
use tower::timeout::TimeoutLayer;
use tower::util::MapRequestLayer;

async fn start() -> &'static str {
    "Try /slow, which takes longer than it may."
}

async fn slow() -> &'static str {
    tokio::time::sleep(Duration::from_secs(3600)).await;
    "nobody waits that long"
}

async fn failed(ctx: Ctx, error: HandlerError) -> Result {
    ctx.reply(format!("That failed: {error}")).await?;
    Ok(())
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
    let playground = chappe_sandbox::playground_builder().await?;
    let bot = playground
        .layer(TimeoutLayer::new(Duration::from_secs(10)))
        .layer(ConcurrencyLimitLayer::new(8))
        .layer(silent)
        .build()?;

    // Incoming: at most 64 updates at a time, two seconds each; the error handler is outside of the timeout.
    let routes = Router::new().command("start", start).command("slow", slow);
    let limited = routes.layer(TimeoutLayer::new(Duration::from_secs(2))).on_error(failed);
    let service = ServiceBuilder::new().concurrency_limit(64).service(limited);
    bot.run(service).await?;
    Ok(())
}
