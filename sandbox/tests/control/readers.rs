//! Everybody who looks finds what a user was sent: a test over HTTP takes nothing from one in process.

use chappe_sandbox::Sandbox;
use serde_json::json;

use super::{Control, Result};

#[tokio::test]
async fn what_was_taken_over_http_is_still_there_for_the_kit() -> Result {
    let sandbox = Sandbox::start().await?;
    let (alice, control) = (sandbox.user("Alice"), Control::new(&sandbox));
    control.bot("sendMessage", json!({"chat_id": alice.id(), "text": "tea"})).await?;
    let taken = control.get(&format!("/users/{}/next", alice.id())).await?;
    assert_eq!(taken["text"], "tea");
    alice.expect_text("tea").await?;
    Ok(())
}

#[tokio::test]
async fn what_the_kit_took_is_given_over_http_once() -> Result {
    let sandbox = Sandbox::start().await?;
    let (alice, control) = (sandbox.user("Alice"), Control::new(&sandbox));
    control.bot("sendMessage", json!({"chat_id": alice.id(), "text": "tea"})).await?;
    alice.expect_text("tea").await?;
    control.post(&format!("/users/{}/expect", alice.id()), json!({"text": "tea"})).await?;
    let next = format!("/users/{}/next?deadline_ms=0", alice.id());
    let (status, _) = control.refused("GET", &next, None).await?;
    assert_eq!(status, 408);
    Ok(())
}
