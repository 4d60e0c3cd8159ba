//! `getUpdates` in its rules.

use std::time::Duration;

use chappe_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::support::{Result, call};

/// The numbers of the updates that a poll gives.
async fn ids(sandbox: &Sandbox, params: Value) -> Result<Vec<i64>> {
    let answer = call(sandbox, "getUpdates", params).await?;
    let updates = answer["result"].as_array().ok_or("no updates")?;
    Ok(updates.iter().filter_map(|update| update["update_id"].as_i64()).collect())
}

/// A sandbox where somebody sent so many messages; with the number of the first one's update.
async fn sent(count: i64) -> Result<(Sandbox, i64)> {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let mut first = None;
    for number in 0..count {
        let update = alice.send(&number.to_string()).await?.update_id();
        first = first.or(update);
    }
    Ok((sandbox, first.ok_or("no update")?))
}

#[tokio::test]
async fn a_limit_out_of_range_is_taken_for_the_end_of_the_range() -> Result {
    let (sandbox, first) = sent(120).await?;
    for (limit, given) in [(3, 3), (0, 1), (-7, 1), (100, 100), (5000, 100)] {
        let expected: Vec<i64> = (first..first + given).collect();
        assert_eq!(ids(&sandbox, json!({"limit": limit})).await?, expected, "{limit}");
    }
    Ok(())
}

#[tokio::test]
async fn a_negative_offset_gives_the_last_and_forgets_the_rest() -> Result {
    let (sandbox, first) = sent(5).await?;
    assert_eq!(ids(&sandbox, json!({"offset": -2})).await?, [first + 3, first + 4]);
    assert_eq!(ids(&sandbox, json!({"offset": 0})).await?, [first + 3, first + 4]);
    assert_eq!(sandbox.confirmed(), first + 2);
    assert_eq!(ids(&sandbox, json!({"offset": -100})).await?, [first + 3, first + 4]);
    Ok(())
}

#[tokio::test]
async fn an_offset_of_another_server_forgets_nothing() -> Result {
    let (sandbox, first) = sent(2).await?;
    assert_eq!(ids(&sandbox, json!({"offset": 900_000_000})).await?, [first, first + 1]);
    Ok(())
}

#[tokio::test]
async fn which_kinds_are_wanted_is_remembered_and_counts_for_later_updates_only() -> Result {
    let (sandbox, first) = sent(1).await?;
    let alice = sandbox.user("Alice");
    assert_eq!(ids(&sandbox, json!({"allowed_updates": ["edited_message"]})).await?, [first]);
    let unwanted = alice.send("not wanted").await?;
    assert_eq!(unwanted.update_id(), None);
    // A call that says nothing changes nothing.
    assert_eq!(ids(&sandbox, json!({"offset": first + 1})).await?, [] as [i64; 0]);
    assert_eq!(alice.send("still not").await?.update_id(), None);
    // Nor does one that makes no sense; an empty list is the default.
    for senseless in [json!(7), json!({}), json!([1]), json!("message"), json!("[\"mess")] {
        assert_eq!(ids(&sandbox, json!({"allowed_updates": senseless})).await?, [] as [i64; 0]);
        assert_eq!(alice.send("nor now").await?.update_id(), None);
    }
    call(&sandbox, "getUpdates", json!({"allowed_updates": []})).await?;
    assert!(alice.send("wanted").await?.update_id().is_some());
    Ok(())
}

#[tokio::test]
async fn updates_are_kept_for_a_day() -> Result {
    let (sandbox, first) = sent(1).await?;
    sandbox.advance(Duration::from_secs(86_000));
    let second = sandbox.user("Alice").send("later").await?.update_id().ok_or("no update")?;
    assert_eq!(ids(&sandbox, json!({})).await?, [first, second]);
    sandbox.advance(Duration::from_secs(500));
    assert_eq!(ids(&sandbox, json!({})).await?, [second]);
    Ok(())
}

#[tokio::test]
async fn setting_a_webhook_ends_a_poll() -> Result {
    let sandbox = Sandbox::start().await?;
    let polling = {
        let sandbox = sandbox.clone();
        tokio::spawn(async move { call(&sandbox, "getUpdates", json!({"timeout": 50})).await.unwrap() })
    };
    // Whether the poll came first is seen by its answer, so the webhook is set until it did.
    loop {
        call(&sandbox, "setWebhook", json!({"url": "https://example.com/"})).await?;
        call(&sandbox, "deleteWebhook", json!({})).await?;
        if !sandbox.calls().iter().all(|call| call.method != "getUpdates") {
            break;
        }
    }
    let answer = polling.await?;
    let active = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first";
    let expected = ["Conflict: terminated by setWebhook request", active];
    assert!(expected.contains(&answer["description"].as_str().unwrap_or_default()), "{answer}");
    assert_eq!(answer["error_code"], 409);
    Ok(())
}
