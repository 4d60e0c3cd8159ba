//! What goes wrong with updates.

use std::time::Duration;

use axum::extract::State;
use axum::{Json, Router};
use chappe_sandbox::{Fault, Sandbox};
use serde_json::{Value, json};
use tokio::sync::mpsc;

use crate::raw::{Result, call};

/// The texts of the messages that a poll gives; what was given is confirmed.
async fn texts(sandbox: &Sandbox) -> Result<Vec<String>> {
    let answer = call(sandbox, "getUpdates", json!({})).await?;
    let updates = answer["result"].as_array().ok_or("no updates")?;
    if let Some(last) = updates.iter().filter_map(|update| update["update_id"].as_i64()).max() {
        call(sandbox, "getUpdates", json!({"offset": last + 1, "limit": 1})).await?;
    }
    Ok(updates.iter().map(|update| update["message"]["text"].as_str().unwrap_or_default().into()).collect())
}

async fn send(sandbox: &Sandbox, texts: &[&str]) -> Result {
    for text in texts {
        sandbox.user("Alice").send(*text).await?;
    }
    Ok(())
}

#[tokio::test]
async fn an_update_is_dropped_and_its_number_missing() -> Result {
    let sandbox = Sandbox::start().await?;
    sandbox.faults().add(Fault::update_drop().on("message").nth(2));
    send(&sandbox, &["1", "2", "3"]).await?;
    assert_eq!(texts(&sandbox).await?, ["1", "3"]);
    Ok(())
}

#[tokio::test]
async fn an_update_comes_twice() -> Result {
    let sandbox = Sandbox::start().await?;
    sandbox.faults().add(Fault::update_duplicate().nth(1));
    send(&sandbox, &["1", "2"]).await?;
    let answer = call(&sandbox, "getUpdates", json!({})).await?;
    assert_eq!(answer["result"][0], answer["result"][1]);
    assert_eq!(texts(&sandbox).await?, ["1", "1", "2"]);
    Ok(())
}

#[tokio::test]
async fn an_update_comes_after_the_next() -> Result {
    let sandbox = Sandbox::start().await?;
    sandbox.faults().add(Fault::update_reorder().nth(1));
    send(&sandbox, &["1", "2", "3"]).await?;
    let answer = call(&sandbox, "getUpdates", json!({})).await?;
    let ids: Vec<i64> = (0..3).filter_map(|n| answer["result"][n]["update_id"].as_i64()).collect();
    assert!(ids[0] > ids[1] && ids[2] > ids[0], "{ids:?}");
    assert_eq!(texts(&sandbox).await?, ["2", "1", "3"]);
    Ok(())
}

#[tokio::test]
async fn an_update_comes_late_though_later_ones_are_confirmed() -> Result {
    let sandbox = Sandbox::start().await?;
    sandbox.faults().add(Fault::update_delay(Duration::from_secs(60)).nth(1));
    send(&sandbox, &["1", "2"]).await?;
    assert_eq!(texts(&sandbox).await?, ["2"]);
    assert_eq!(sandbox.pending_updates(), 1);
    sandbox.advance(Duration::from_secs(60));
    assert_eq!(texts(&sandbox).await?, ["1"]);
    assert_eq!(sandbox.pending_updates(), 0);
    Ok(())
}

#[tokio::test]
async fn a_waiting_poll_is_woken_by_a_late_update() -> Result {
    let sandbox = Sandbox::start().await?;
    sandbox.faults().add(Fault::update_delay(Duration::from_millis(50)));
    send(&sandbox, &["1"]).await?;
    let answer = call(&sandbox, "getUpdates", json!({"timeout": 30})).await?;
    assert_eq!(answer["result"][0]["message"]["text"], "1");
    Ok(())
}

#[tokio::test]
async fn webhooks_have_the_same_faults() -> Result {
    async fn take(State(sender): State<mpsc::UnboundedSender<String>>, Json(update): Json<Value>) {
        let _ = sender.send(update["message"]["text"].as_str().unwrap_or("?").to_owned());
    }
    let sandbox = Sandbox::start().await?;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/", listener.local_addr()?);
    let (sender, mut taken) = mpsc::unbounded_channel();
    let app = Router::new().fallback(take).with_state(sender);
    tokio::spawn(async move { axum::serve(listener, app).await });
    call(&sandbox, "setWebhook", json!({"url": url})).await?;
    let faults = sandbox.faults();
    faults.add(Fault::update_drop().nth(1));
    faults.add(Fault::update_duplicate().nth(1));
    faults.add(Fault::update_reorder().nth(1));
    faults.add(Fault::update_delay(Duration::from_secs(60)).nth(1));
    send(&sandbox, &["drop", "twice", "swap", "late", "next"]).await?;
    sandbox.push_update(json!({"hologram": {"depth": 3}}))?;
    let mut came = Vec::new();
    while came.len() < 5 {
        came.push(taken.recv().await.ok_or("no update")?);
    }
    came.sort();
    assert_eq!(came, ["?", "next", "swap", "twice", "twice"]);
    // Only the late one is left: none of the others is on its way, to be given up when the clock is stepped.
    while sandbox.pending_updates() > 1 {
        tokio::task::yield_now().await;
    }
    sandbox.advance(Duration::from_secs(60));
    assert_eq!(taken.recv().await.as_deref(), Some("late"));
    sandbox.wait_until_idle().await?;
    Ok(())
}

#[tokio::test]
async fn chance_harms_the_same_updates_in_every_run() -> Result {
    let mut runs = Vec::new();
    for _ in 0..2 {
        let sandbox = Sandbox::start().await?;
        sandbox.faults().add(Fault::update_drop().chance(0.5, 7));
        for number in 0..40 {
            send(&sandbox, &[&number.to_string()]).await?;
        }
        runs.push(texts(&sandbox).await?);
    }
    assert_eq!(runs[0], runs[1]);
    assert!((10..30).contains(&runs[0].len()), "{:?}", runs[0]);
    Ok(())
}
