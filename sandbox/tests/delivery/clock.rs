//! The clock can be stepped, and what happens at a time follows it.

use std::time::Duration;

use chappe_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::support::{Result, ask, call, control};

/// Sends a poll that closes after so many seconds.
async fn poll(sandbox: &Sandbox, seconds: i64) -> Result<Value> {
    let alice = sandbox.user("Alice");
    let params = json!({
        "chat_id": alice.id(), "question": "?", "options": ["a", "b"], "open_period": seconds
    });
    Ok(call(sandbox, "sendPoll", params).await?["result"].take())
}

#[tokio::test]
async fn the_clock_is_stepped_by_milliseconds() -> Result {
    let sandbox = Sandbox::start().await?;
    let before = sandbox.now();
    sandbox.advance(Duration::from_millis(86_400_250));
    let passed = sandbox.now().duration_since(before)?;
    assert!((86_400_250..86_460_000).contains(&passed.as_millis()), "{passed:?}");
    Ok(())
}

#[tokio::test]
async fn the_clock_is_read_and_stepped_over_http() -> Result {
    let sandbox = Sandbox::start().await?;
    let before = ask(&sandbox, "/clock").await?;
    assert_eq!(before["ahead"], 0);
    let after = control(&sandbox, "/clock", json!({"seconds": 3600.25})).await?;
    assert_eq!(after["ahead"], 3_600_250);
    let passed = after["now"].as_i64().unwrap_or_default() - before["now"].as_i64().unwrap_or_default();
    assert!((3_600_250..3_660_000).contains(&passed), "{passed}");
    Ok(())
}

#[tokio::test]
async fn dates_of_messages_follow_the_clock() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let before = alice.send("one").await?.json()["date"].as_i64().unwrap_or_default();
    sandbox.advance(Duration::from_secs(1_000_000));
    let after = alice.send("two").await?.json()["date"].as_i64().unwrap_or_default();
    assert!((1_000_000..1_000_060).contains(&(after - before)), "{before} {after}");
    Ok(())
}

#[tokio::test]
async fn what_is_due_has_happened_when_the_clock_was_stepped() -> Result {
    let sandbox = Sandbox::start().await?;
    let sent = poll(&sandbox, 600).await?;
    assert_eq!(sent["poll"]["is_closed"], false);
    sandbox.advance(Duration::from_secs(601));
    let history = sandbox.user("Alice").history();
    assert_eq!(history[0].json()["poll"]["is_closed"], true);
    let updates = call(&sandbox, "getUpdates", json!({})).await?;
    assert_eq!(updates["result"][0]["poll"]["id"], sent["poll"]["id"], "{updates}");
    Ok(())
}

#[tokio::test]
async fn what_is_not_due_has_not_happened() -> Result {
    let sandbox = Sandbox::start().await?;
    poll(&sandbox, 600).await?;
    sandbox.advance(Duration::from_secs(500));
    assert_eq!(sandbox.user("Alice").history()[0].json()["poll"]["is_closed"], false);
    Ok(())
}

#[tokio::test]
async fn what_is_due_happens_without_a_step_too() -> Result {
    let sandbox = Sandbox::start().await?;
    poll(&sandbox, 600).await?;
    sandbox.advance(Duration::from_millis(599_900));
    // Nobody steps the clock any more: the rest passes by itself, while the bot waits.
    let updates = call(&sandbox, "getUpdates", json!({"timeout": 20})).await?;
    assert_eq!(updates["result"][0]["poll"]["is_closed"], true, "{updates}");
    Ok(())
}
