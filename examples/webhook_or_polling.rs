//! One bot, by long polling or by webhook: `--webhook` decides, and nothing else knows.
//!
//! `cargo run --example webhook_or_polling -- --webhook`

use std::env;

use chappe::prelude::*;
use tokio::net::TcpListener;

async fn start(ctx: Ctx) -> Result<String> {
    let url = ctx.bot().get_webhook_info().await?.url;
    Ok(if url.is_empty() { "I am polling.".to_owned() } else { "I have a webhook.".to_owned() })
}

#[tokio::main]
async fn main() -> Result {
    let bot = chappe_sandbox::playground().await?; // yours: Bot::from_env()?
    let router = Router::new().command("start", start);

    if env::args().any(|argument| argument == "--webhook") {
        // Yours: `"0.0.0.0:8080"`, and the address at which Telegram reaches it by https.
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}/", listener.local_addr()?);
        bot.run_webhook(listener, router).public_url(url).await?;
    } else {
        bot.run(router).await?;
    }
    Ok(())
}
