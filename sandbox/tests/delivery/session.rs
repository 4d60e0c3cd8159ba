//! `logOut` and `close`, and which tokens make a bot.

use std::time::Duration;

use chappe_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::support::{Result, call};

async fn with_token(sandbox: &Sandbox, token: &str, method: &str) -> Result<Value> {
    Ok(reqwest::get(format!("{}/bot{token}/{method}", sandbox.api_url())).await?.json().await?)
}

#[tokio::test]
async fn a_bot_that_logged_out_may_not_come_back_for_ten_minutes() -> Result {
    let sandbox = Sandbox::start().await?;
    sandbox.user("Alice").send("lost").await?;
    call(&sandbox, "setWebhook", json!({"url": "https://example.com/"})).await?;
    assert_eq!(call(&sandbox, "logOut", json!({})).await?["result"], true);
    let refused = json!({"ok": false, "error_code": 400, "description": "Logged out"});
    assert_eq!(call(&sandbox, "getMe", json!({})).await?, refused);
    sandbox.advance(Duration::from_secs(590));
    assert_eq!(call(&sandbox, "getUpdates", json!({})).await?, refused);
    sandbox.advance(Duration::from_secs(10));
    assert_eq!(call(&sandbox, "getUpdates", json!({})).await?["result"], json!([]));
    Ok(())
}

#[tokio::test]
async fn a_bot_is_not_closed_in_its_first_ten_minutes() -> Result {
    let sandbox = Sandbox::start().await?;
    call(&sandbox, "getMe", json!({})).await?;
    sandbox.advance(Duration::from_secs(500));
    let refused = call(&sandbox, "close", json!({})).await?;
    assert_eq!(refused["error_code"], 429);
    let after = refused["parameters"]["retry_after"].as_i64().unwrap_or_default();
    assert!((60..=100).contains(&after), "{refused}");
    sandbox.advance(Duration::from_secs(100));
    assert_eq!(call(&sandbox, "close", json!({})).await?["result"], true);
    // The next call launches it again.
    assert_eq!(call(&sandbox, "close", json!({})).await?["error_code"], 429);
    Ok(())
}

#[tokio::test]
async fn any_token_of_the_right_form_makes_a_bot() -> Result {
    let sandbox = Sandbox::start().await?;
    let (one, other) = ("777:one", "778:AAother-_");
    assert_eq!(with_token(&sandbox, one, "getMe").await?["result"]["id"], 777);
    assert_eq!(with_token(&sandbox, other, "getMe").await?["result"]["id"], 778);
    let refused = with_token(&sandbox, "777:another-secret", "getMe").await?;
    assert_eq!(refused, json!({"ok": false, "error_code": 401, "description": "Unauthorized"}));
    Ok(())
}
