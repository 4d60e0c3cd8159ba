//! Many sandboxes in one process.

use std::time::{Duration, Instant};

use chappe_sandbox::{Fault, Sandbox};
use serde_json::json;

use crate::support::{Result, call};

#[tokio::test]
async fn a_hundred_sandboxes_do_not_disturb_each_other() -> Result {
    let mut sandboxes = Vec::new();
    for _ in 0..100 {
        sandboxes.push(Sandbox::start().await?);
    }
    // Each has users of the same names and numbers, a clock and faults of its own.
    let mut tasks = tokio::task::JoinSet::new();
    for (number, sandbox) in sandboxes.iter().cloned().enumerate() {
        tasks.spawn(async move {
            let alice = sandbox.user("Alice");
            if number % 2 == 1 {
                sandbox.advance(Duration::from_secs(1_000_000));
                sandbox.faults().add(Fault::update_drop().on("edited_message"));
            }
            let sent = alice.send(format!("in {number}")).await?;
            let params = json!({"timeout": 5});
            let updates = call(&sandbox, "getUpdates", params).await.map_err(|error| error.to_string());
            let update = &updates.map_err(chappe_sandbox::Error::Impossible)?["result"][0];
            assert_eq!(update["message"]["text"], format!("in {number}"));
            assert_eq!(update["update_id"].as_i64(), sent.update_id());
            assert_eq!((alice.id(), sent.id()), (1001, 1));
            Ok::<_, chappe_sandbox::Error>((number, sent.json()["date"].as_i64().unwrap_or_default()))
        });
    }
    let mut dates = [0; 100];
    while let Some(done) = tasks.join_next().await {
        let (number, date) = done??;
        dates[number] = date;
    }
    for pair in dates.chunks(2) {
        assert!((999_000..1_001_000).contains(&(pair[1] - pair[0])), "{dates:?}");
    }
    // One that stops leaves the others running.
    sandboxes.remove(0).stop();
    for sandbox in &sandboxes {
        assert_eq!(call(sandbox, "getMe", json!({})).await?["ok"], true);
    }
    Ok(())
}

#[tokio::test]
async fn a_sandbox_starts_in_less_than_ten_milliseconds() -> Result {
    let mut times = Vec::new();
    for _ in 0..21 {
        let began = Instant::now();
        let sandbox = Sandbox::start().await?;
        times.push(began.elapsed());
        drop(sandbox);
    }
    // The median, for the machine may have something else to do.
    times.sort();
    assert!(times[10] < Duration::from_millis(10), "{times:?}");
    Ok(())
}
