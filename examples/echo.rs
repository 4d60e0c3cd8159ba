//! The smallest bot: it says back what it is told.
//!
//! `cargo run --example echo` runs it in a sandbox; set `TELEGRAM_BOT_TOKEN` to run it on Telegram.

use chappe::prelude::*;

async fn echo(text: Text) -> String {
    text.to_string()
}

#[tokio::main]
async fn main() -> Result {
    let bot = chappe_sandbox::playground().await?; // yours: Bot::from_env()?
    bot.run(Router::new().any(echo)).await?;
    Ok(())
}
