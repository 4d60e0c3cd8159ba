//! Telegram's limits, on by choice.

use std::error::Error;
use std::time::Duration;

use chappe_sandbox::{Limits, Sandbox, User};
use serde_json::{Value, json};

type Result<T = (), E = Box<dyn Error>> = std::result::Result<T, E>;

async fn send(sandbox: &Sandbox, to: &User, text: &str) -> Result<Value> {
    let url = format!("{}/bot{}/sendMessage", sandbox.api_url(), sandbox.token());
    let params = json!({ "chat_id": to.id(), "text": text });
    Ok(reqwest::Client::new().post(url).json(&params).send().await?.json().await?)
}

#[tokio::test]
async fn too_much_is_refused_with_the_time_to_wait() -> Result {
    let limits = Limits::none().chat(2, Duration::from_secs(3600));
    let sandbox = Sandbox::builder().limits(limits).start().await?;
    let alice = sandbox.user("Alice");
    alice.send("/start").await?;
    for text in ["1", "2"] {
        assert_eq!(send(&sandbox, &alice, text).await?["ok"], true);
    }
    let refused = send(&sandbox, &alice, "3").await?;
    let after = refused["parameters"]["retry_after"].as_i64().ok_or("it tells when")?;
    // The whole hour, but for what the calls before took.
    assert!((3500..=3600).contains(&after), "{after}");
    let expected = json!({
        "ok": false,
        "error_code": 429,
        "description": format!("Too Many Requests: retry after {after}"),
        "parameters": { "retry_after": after },
    });
    assert_eq!(refused, expected);
    // Time is the sandbox's own.
    sandbox.advance(Duration::from_secs(3600));
    assert_eq!(send(&sandbox, &alice, "4").await?["ok"], true);
    for text in ["1", "2", "4"] {
        alice.expect_text(text).await?;
    }
    Ok(())
}

#[tokio::test]
async fn there_are_none_unless_they_are_asked_for() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    alice.send("/start").await?;
    for number in 0..100 {
        assert_eq!(send(&sandbox, &alice, &number.to_string()).await?["ok"], true);
    }
    Ok(())
}
