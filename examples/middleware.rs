//! Middleware from functions: around all routes, around one router, and before the rest.

use std::time::Instant;

use chappe::filter;
use chappe::middleware::{Next, from_fn};
use chappe::prelude::*;

/// Tells how long each update took.
async fn timing(ctx: Ctx, next: Next) -> Result<Outcome> {
    let start = Instant::now();
    let kind = ctx.update().map(|update| update.kind.update_type().to_string()).unwrap_or_default();
    let outcome = next.run(ctx).await;
    println!("[{kind} took {:?}]", start.elapsed());
    outcome
}

/// Lets nobody through but those who say please; `next` is not run for the others.
async fn politeness(ctx: Ctx, next: Next) -> Result<Outcome> {
    if ctx.text().is_some_and(|text| text.contains("please")) {
        return next.run(ctx).await;
    }
    ctx.reply("Say please.").await?;
    Ok(Outcome::Done)
}

async fn open() -> &'static str {
    "The door is open."
}

async fn start() -> &'static str {
    "Try /open and /open please"
}

#[tokio::main]
async fn main() -> Result {
    let bot = chappe_sandbox::playground().await?;
    let polite = Router::new().command("open", open).layer(from_fn(politeness));
    let router = Router::new().command("start", start).nest(filter::private(), polite).layer(from_fn(timing));
    bot.run(router).await?;
    Ok(())
}
