//! What bots show that they are doing.

use std::time::Duration;

use chappe_sandbox::Sandbox;
use serde_json::json;

use super::client::{Result, call, only, refused};

#[tokio::test]
async fn an_action_is_seen_until_a_message_comes_or_five_seconds_pass() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let act = |action: &str| json!({"chat_id": alice.id(), "action": action});
    call(&sandbox, "sendChatAction", act("upload_photo")).await?;
    assert_eq!(alice.sees_action().await?, "upload_photo");
    assert_eq!(alice.action().as_deref(), Some("upload_photo"));
    call(&sandbox, "sendMessage", json!({"chat_id": alice.id(), "text": "done"})).await?;
    assert_eq!(alice.action(), None);
    call(&sandbox, "sendChatAction", act("typing")).await?;
    sandbox.advance(Duration::from_secs(4));
    assert_eq!(alice.action().as_deref(), Some("typing"));
    sandbox.advance(Duration::from_secs(2));
    assert_eq!(alice.action(), None);
    Ok(())
}

#[tokio::test]
async fn an_unknown_action_is_refused() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let params = json!({"chat_id": alice.id(), "action": "dancing"});
    let words = refused(&sandbox, "sendChatAction", params).await?;
    assert_eq!(words, "Bad Request: wrong parameter action in request");
    assert_eq!(alice.action(), None);
    Ok(())
}

#[tokio::test]
async fn a_growing_message_is_seen_until_it_is_sent() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let draft = |text: &str| json!({"chat_id": alice.id(), "draft_id": 7, "text": text});
    for text in ["Tea", "Tea is ready"] {
        call(&sandbox, "sendMessageDraft", draft(text)).await?;
    }
    assert_eq!(alice.sees_draft().await?, "Tea");
    assert_eq!(alice.draft().ok_or("no draft")?["text"], "Tea is ready");
    assert!(alice.history().is_empty(), "a draft is no message");
    call(&sandbox, "sendMessage", json!({"chat_id": alice.id(), "text": "Tea is ready."})).await?;
    assert_eq!(alice.draft(), None);
    Ok(())
}

#[tokio::test]
async fn a_user_stops_a_message_that_grows() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let mut draft = json!({"chat_id": alice.id(), "draft_id": 7, "text": "long"});
    call(&sandbox, "sendMessageDraft", draft.clone()).await?;
    assert!(alice.stop_draft().await.is_err(), "the bot did not offer that");
    draft["can_stop"] = true.into();
    call(&sandbox, "sendMessageDraft", draft).await?;
    alice.stop_draft().await?;
    let told = only(&sandbox, "stopped_message_generation").await?;
    assert_eq!((&told["draft_id"], &told["chat"]["id"]), (&json!(7), &json!(alice.id())));
    assert_eq!(alice.draft(), None);
    Ok(())
}
