//! A bot that is called by webhook.

use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use axum::{Json, Router};
use chappe_sandbox::Sandbox;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

type Result<T = (), E = Box<dyn Error>> = std::result::Result<T, E>;

async fn call(sandbox: &Sandbox, method: &str, params: Value) -> Result<Value> {
    let url = format!("{}/bot{}/{method}", sandbox.api_url(), sandbox.token());
    Ok(reqwest::Client::new().post(url).json(&params).send().await?.json().await?)
}

/// A server that answers every update; its address.
async fn listen(app: Router) -> Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = format!("http://{}/hook", listener.local_addr()?);
    tokio::spawn(async move { axum::serve(listener, app).await });
    Ok(address)
}

/// Echoes a message by a method in the answer, if the secret is right.
async fn echo(headers: HeaderMap, Json(update): Json<Value>) -> (StatusCode, Json<Value>) {
    if headers.get("x-telegram-bot-api-secret-token").is_none_or(|secret| secret != "s3cret") {
        return (StatusCode::FORBIDDEN, Json(json!({})));
    }
    let message = &update["message"];
    let text = format!("echo {}", message["text"].as_str().unwrap_or_default());
    (StatusCode::OK, Json(json!({"method": "sendMessage", "chat_id": message["chat"]["id"], "text": text})))
}

#[tokio::test]
async fn an_update_is_delivered_and_the_answer_carried_out() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let before = alice.send("one").await?;
    let url = listen(Router::new().route("/hook", post(echo))).await?;
    call(&sandbox, "setWebhook", json!({"url": url, "secret_token": "s3cret"})).await?;
    alice.expect_text("echo one").await?;
    alice.send("two").await?;
    alice.expect_text("echo two").await?;
    sandbox.wait_until_idle().await?;
    assert!(sandbox.confirmed() > before.update_id().unwrap_or_default());
    Ok(())
}

#[tokio::test]
async fn a_failed_delivery_is_tried_again() -> Result {
    let sandbox = Sandbox::start().await?;
    let tries = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&tries);
    let hook = post(move || async move {
        let first = counted.fetch_add(1, Ordering::SeqCst) == 0;
        if first { StatusCode::BAD_GATEWAY } else { StatusCode::OK }
    });
    let url = listen(Router::new().route("/hook", hook)).await?;
    call(&sandbox, "setWebhook", json!({"url": url})).await?;
    sandbox.user("Alice").send("again").await?;
    sandbox.wait_until_idle().await?;
    assert_eq!(tries.load(Ordering::SeqCst), 2);
    let info = call(&sandbox, "getWebhookInfo", json!({})).await?;
    assert_eq!(info["result"]["last_error_message"], "Wrong response from the webhook: 502 Bad Gateway");
    assert_eq!(info["result"]["pending_update_count"], 0);
    Ok(())
}

#[tokio::test]
async fn polling_and_a_webhook_exclude_each_other() -> Result {
    let sandbox = Sandbox::start().await?;
    call(&sandbox, "setWebhook", json!({"url": "https://example.com/hook"})).await?;
    let refused = call(&sandbox, "getUpdates", json!({})).await?;
    assert_eq!(
        refused["description"],
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
    );
    call(&sandbox, "deleteWebhook", json!({})).await?;
    assert_eq!(call(&sandbox, "getUpdates", json!({})).await?["ok"], true);
    Ok(())
}

#[tokio::test]
async fn a_connection_that_nothing_goes_over_is_ended() -> Result {
    let sandbox = Sandbox::start().await?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/hook", listener.local_addr()?);
    assert_eq!(call(&sandbox, "setWebhook", json!({"url": url})).await?["result"], true);
    sandbox.user("Alice").send("hello").await?;
    let (mut connection, _) = listener.accept().await?;
    let mut request = Vec::new();
    while !request.ends_with(b"}}") {
        assert!(connection.read_buf(&mut request).await? > 0, "{}", String::from_utf8_lossy(&request));
    }
    connection.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await?;
    let end = tokio::time::timeout(Duration::from_secs(20), connection.read_buf(&mut request)).await?;
    assert_eq!(end?, 0, "the sandbox ends it, and says nothing more");
    Ok(())
}
