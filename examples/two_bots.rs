//! Two bots, a health route and a status page in one axum application.
//!
//! Each bot lives in a sandbox of its own here, where Alice writes to both; the program ends when she has been answered.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::extract::State as AppState;
use axum::routing::get;
use chappe::prelude::*;
use chappe::source::Webhook;
use chappe_sandbox::Sandbox;
use tokio::net::TcpListener;
use tower::util::MapRequestLayer;

/// How many updates each bot has handled.
#[derive(Clone, Default)]
struct Counts {
    tea: Arc<AtomicUsize>,
    coffee: Arc<AtomicUsize>,
}

async fn status(AppState(counts): AppState<Counts>) -> String {
    let count = |bot: &AtomicUsize| bot.load(Ordering::Relaxed);
    format!("tea: {} updates, coffee: {} updates", count(&counts.tea), count(&counts.coffee))
}

/// A bot that serves one thing, with a layer that counts.
fn waiter(bot: Bot, drink: &'static str, count: Arc<AtomicUsize>) -> Webhook<Router> {
    let counting = MapRequestLayer::new(move |ctx: Ctx| {
        count.fetch_add(usize::from(!ctx.is_probe()), Ordering::Relaxed);
        ctx
    });
    let routes = Router::new().command("order", move || async move { format!("Here is your {drink}.") });
    Webhook::new(bot, routes.layer(counting))
}

#[tokio::main]
async fn main() -> Result {
    let (first, second) = (Sandbox::start().await?, Sandbox::start().await?);
    let counts = Counts::default();
    // Yours: `Bot::new(token)?` for each, and a `secret_token` each.
    let tea = waiter(first.bot(), "tea", Arc::clone(&counts.tea));
    let coffee = waiter(second.bot(), "coffee", Arc::clone(&counts.coffee));

    let app = axum::Router::new()
        .route("/health", get(async || "ok"))
        .route("/status", get(status))
        .with_state(counts)
        .nest_service("/tea", tea.clone())
        .nest_service("/coffee", coffee.clone());
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    tokio::spawn(async move { axum::serve(listener, app).await });
    tea.set_webhook(format!("{url}/tea")).await?;
    coffee.set_webhook(format!("{url}/coffee")).await?;

    for (sandbox, times) in [(&first, 2), (&second, 1)] {
        let alice = sandbox.user("Alice");
        for _ in 0..times {
            alice.send("/order").await?;
            println!("{}", alice.next_message().await?.text());
        }
        sandbox.wait_until_idle().await?;
    }
    println!("{}", reqwest::get(format!("{url}/status")).await?.text().await?);
    Ok(())
}
