//! An update is sent again until the bot takes it, by the sandbox's clock.

use std::time::Duration;

use axum::http::{StatusCode, header};
use chappe_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::hook::Hook;
use crate::support::{Result, call};

async fn info(sandbox: &Sandbox) -> Result<Value> {
    Ok(call(sandbox, "getWebhookInfo", json!({})).await?["result"].take())
}

/// Waits until the sandbox has noted as many failures as are told of by `error`.
async fn noted(sandbox: &Sandbox, error: &str) -> Result<Value> {
    for _ in 0..10_000 {
        let info = info(sandbox).await?;
        if info["last_error_message"] == error {
            return Ok(info);
        }
    }
    Err(format!("{error:?} is not told: {}", info(sandbox).await?).into())
}

#[tokio::test]
async fn waits_double() -> Result {
    let (sandbox, mut hook) = (Sandbox::start().await?, Hook::start().await?);
    call(&sandbox, "setWebhook", json!({"url": hook.url})).await?;
    sandbox.user("Alice").send("hi").await?;
    for (number, wait) in [1, 2, 4, 8, 16, 32, 60, 60].into_iter().enumerate() {
        let status = StatusCode::from_u16(500 + u16::try_from(number)?)?;
        hook.next().await?.answer(status);
        noted(&sandbox, &format!("Wrong response from the webhook: {status}")).await?;
        // Just short of the wait it is not tried, and then it is.
        sandbox.advance(Duration::from_millis(wait * 1000 - 500));
        assert!(hook.is_quiet(), "tried again before {wait} s");
        sandbox.advance(Duration::from_millis(500));
    }
    hook.next().await?.answer("");
    sandbox.wait_until_idle().await?;
    assert_eq!(info(&sandbox).await?["pending_update_count"], 0);
    Ok(())
}

#[tokio::test]
async fn a_bot_may_ask_for_a_longer_wait() -> Result {
    let (sandbox, mut hook) = (Sandbox::start().await?, Hook::start().await?);
    call(&sandbox, "setWebhook", json!({"url": hook.url})).await?;
    sandbox.user("Alice").send("hi").await?;
    hook.next().await?.answer((StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "600")]));
    noted(&sandbox, "Wrong response from the webhook: 503 Service Unavailable").await?;
    sandbox.advance(Duration::from_secs(590));
    assert!(hook.is_quiet());
    sandbox.advance(Duration::from_secs(10));
    hook.next().await?.answer("");
    sandbox.wait_until_idle().await?;
    Ok(())
}

#[tokio::test]
async fn a_chat_that_fails_holds_up_no_other() -> Result {
    let (sandbox, mut hook) = (Sandbox::start().await?, Hook::start().await?);
    call(&sandbox, "setWebhook", json!({"url": hook.url, "max_connections": 1})).await?;
    sandbox.user("Alice").send("fails").await?;
    hook.next().await?.answer(StatusCode::INTERNAL_SERVER_ERROR);
    sandbox.user("Bob").send("works").await?;
    let other = hook.next().await?;
    assert_eq!(other.text(), "works");
    other.answer("");
    Ok(())
}

#[tokio::test]
async fn nobody_at_the_address_is_a_refused_connection() -> Result {
    let sandbox = Sandbox::start().await?;
    let free = tokio::net::TcpListener::bind("127.0.0.1:0").await?.local_addr()?;
    call(&sandbox, "setWebhook", json!({"url": format!("http://{free}/")})).await?;
    sandbox.user("Alice").send("hi").await?;
    let info = noted(&sandbox, "Connection refused").await?;
    assert_eq!(info["pending_update_count"], 1);
    assert!(info["last_error_date"].as_i64().is_some_and(|date| date > 1_700_000_000));
    assert_eq!(info["ip_address"], "127.0.0.1");
    Ok(())
}

#[tokio::test]
async fn a_bot_that_does_not_answer_is_given_up_after_a_minute() -> Result {
    let (sandbox, mut hook) = (Sandbox::start().await?, Hook::start().await?);
    call(&sandbox, "setWebhook", json!({"url": hook.url})).await?;
    sandbox.user("Alice").send("hi").await?;
    let unanswered = hook.next().await?;
    sandbox.advance(Duration::from_secs(60));
    noted(&sandbox, "Read timeout expired").await?;
    sandbox.advance(Duration::from_secs(1));
    hook.next().await?.answer("");
    sandbox.wait_until_idle().await?;
    drop(unanswered);
    Ok(())
}

#[tokio::test]
async fn what_is_never_taken_is_dropped_after_a_day() -> Result {
    let (sandbox, mut hook) = (Sandbox::start().await?, Hook::start().await?);
    call(&sandbox, "setWebhook", json!({"url": hook.url})).await?;
    let alice = sandbox.user("Alice");
    alice.send("old").await?;
    hook.next().await?.answer(StatusCode::BAD_GATEWAY);
    noted(&sandbox, "Wrong response from the webhook: 502 Bad Gateway").await?;
    sandbox.advance(Duration::from_secs(86_401));
    alice.send("new").await?;
    let delivered = hook.next().await?;
    assert_eq!(delivered.text(), "new");
    delivered.answer("");
    sandbox.wait_until_idle().await?;
    Ok(())
}

#[tokio::test]
async fn a_webhook_that_has_long_been_gone_is_deleted() -> Result {
    let (sandbox, mut hook) = (Sandbox::start().await?, Hook::start().await?);
    call(&sandbox, "setWebhook", json!({"url": hook.url})).await?;
    let alice = sandbox.user("Alice");
    alice.send("one").await?;
    hook.next().await?.answer(StatusCode::GONE);
    noted(&sandbox, "Wrong response from the webhook: 410 Gone").await?;
    assert_eq!(info(&sandbox).await?["url"], hook.url);
    sandbox.advance(Duration::from_secs(23 * 3600 + 1));
    hook.next().await?.answer(StatusCode::GONE);
    for _ in 0..10_000 {
        if info(&sandbox).await?["url"] == "" {
            return Ok(());
        }
    }
    Err("the webhook is still there".into())
}
