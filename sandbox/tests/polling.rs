//! A bot that polls, seen from a plain HTTP client.

use std::error::Error;

use chappe_sandbox::Sandbox;
use serde_json::{Value, json};

type Result<T = (), E = Box<dyn Error>> = std::result::Result<T, E>;

/// Calls a method with a JSON body.
async fn call(sandbox: &Sandbox, method: &str, params: Value) -> Result<Value> {
    let url = format!("{}/bot{}/{method}", sandbox.api_url(), sandbox.token());
    Ok(reqwest::Client::new().post(url).json(&params).send().await?.json().await?)
}

#[tokio::test]
async fn a_bot_learns_its_name() -> Result {
    let sandbox = Sandbox::builder().bot("Tour", "tour_bot").start().await?;
    let me = call(&sandbox, "getMe", json!({})).await?;
    assert_eq!(me["result"]["username"], "tour_bot");
    assert_eq!(me["result"]["is_bot"], true);
    Ok(())
}

#[tokio::test]
async fn a_message_comes_and_is_answered() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    alice.send("/start").await?;
    let updates = call(&sandbox, "getUpdates", json!({"timeout": 5})).await?;
    let message = &updates["result"][0]["message"];
    assert_eq!(message["text"], "/start");
    assert_eq!(message["entities"], json!([{"type": "bot_command", "offset": 0, "length": 6}]));
    let sent = call(&sandbox, "sendMessage", json!({"chat_id": message["chat"]["id"], "text": "hi"})).await?;
    assert_eq!(sent["ok"], true, "{sent}");
    assert_eq!(alice.next_message().await?.text(), "hi");
    Ok(())
}

#[tokio::test]
async fn a_long_poll_is_woken_by_an_update() -> Result {
    let sandbox = Sandbox::start().await?;
    let polling = {
        let sandbox = sandbox.clone();
        tokio::spawn(async move { call(&sandbox, "getUpdates", json!({"timeout": 30})).await.unwrap() })
    };
    while sandbox.calls().is_empty() && sandbox.pending_updates() == 0 {
        sandbox.user("Alice").send("wake up").await?;
    }
    assert_eq!(polling.await?["result"][0]["message"]["text"], "wake up");
    Ok(())
}

#[tokio::test]
async fn updates_come_again_until_they_are_confirmed() -> Result {
    let sandbox = Sandbox::start().await?;
    let id = sandbox.user("Alice").send("once").await?.update_id().ok_or("no update")?;
    for _ in 0..2 {
        let updates = call(&sandbox, "getUpdates", json!({})).await?;
        assert_eq!(updates["result"][0]["update_id"], id);
    }
    let updates = call(&sandbox, "getUpdates", json!({"offset": id + 1})).await?;
    assert_eq!(updates["result"], json!([]));
    assert_eq!(sandbox.confirmed(), id);
    sandbox.wait_until_confirmed(id).await?;
    Ok(())
}

#[tokio::test]
async fn the_first_of_two_pollers_is_refused() -> Result {
    let sandbox = Sandbox::start().await?;
    let first = {
        let sandbox = sandbox.clone();
        tokio::spawn(async move { call(&sandbox, "getUpdates", json!({"timeout": 30})).await.unwrap() })
    };
    // The second may come before the first one; one of the two is told to stop.
    let second = {
        let sandbox = sandbox.clone();
        tokio::spawn(async move { call(&sandbox, "getUpdates", json!({"timeout": 30})).await.unwrap() })
    };
    let conflict = sandbox.wait_for_call("getUpdates").await?;
    assert_eq!(conflict.answer["error_code"], 409);
    assert_eq!(
        conflict.answer["description"],
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    );
    sandbox.user("Alice").send("bye").await?;
    let (first, second) = (first.await?, second.await?);
    assert_ne!(first["ok"], second["ok"]);
    Ok(())
}

#[tokio::test]
async fn a_pushed_update_arrives_as_it_is() -> Result {
    let sandbox = Sandbox::start().await?;
    sandbox.push_update(json!({"update_id": 5, "hologram": {"depth": 3}}))?;
    let url = format!("{}/bot{}/getUpdates", sandbox.api_url(), sandbox.token());
    sandbox.push_raw("{\"update_id\":6,broken}");
    let text = reqwest::get(&url).await?.text().await?;
    assert_eq!(
        text,
        r#"{"ok":true,"result":[{"update_id":5,"hologram":{"depth":3}},{"update_id":6,broken}]}"#
    );
    Ok(())
}

#[tokio::test]
async fn an_open_poll_does_not_keep_the_server_alive() -> Result {
    let sandbox = Sandbox::start().await?;
    let url = format!("{}/bot{}/getUpdates?timeout=50", sandbox.api_url(), sandbox.token());
    let polling = tokio::spawn(async move { reqwest::get(&url).await });
    call(&sandbox, "getMe", json!({})).await?;
    drop(sandbox);
    // An answer or a closed connection: either ends the wait at once.
    let _ = tokio::time::timeout(std::time::Duration::from_secs(5), polling).await??;
    Ok(())
}
