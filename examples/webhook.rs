//! A webhook as one route of an axum application, beside routes of your own.
//!
//! Telegram reaches it at `PUBLIC_URL`, by https: something in front of it is to do that. The sandbox needs no such thing.

use std::env;

use axum::routing::get;
use chappe::prelude::*;
use chappe::source::{Webhook, signal};
use tokio::net::TcpListener;

async fn start() -> &'static str {
    "Hello! I am reached by webhook."
}

async fn echo(text: Text) -> String {
    text.to_string()
}

async fn health() -> &'static str {
    "ok"
}

#[tokio::main]
async fn main() -> Result {
    let bot = chappe_sandbox::playground().await?; // yours: Bot::from_env()?
    let router = Router::new().command("start", start).any(echo);

    let listener = TcpListener::bind(env::var("ADDRESS").unwrap_or("127.0.0.1:0".to_owned())).await?;
    let local = format!("http://{}", listener.local_addr()?);
    let url = env::var("PUBLIC_URL").unwrap_or(local);
    let secret = env::var("WEBHOOK_SECRET").unwrap_or("keep_this-secret".to_owned());

    let webhook = Webhook::new(bot, router).secret_token(secret)?;
    webhook.set_webhook(format!("{url}/telegram")).await?;
    println!("The bot is at {url}/telegram, and {url}/health tells that it is well.");

    let app = axum::Router::new().route("/health", get(health)).nest_service("/telegram", webhook.clone());
    axum::serve(listener, app).with_graceful_shutdown(signal()).await?;
    webhook.finished().await; // what runs for clients that have gone
    Ok(())
}
