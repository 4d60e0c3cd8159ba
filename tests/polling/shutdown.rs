//! A bot that is asked to stop finishes what runs and confirms it, and leaves the rest.

use std::time::Duration;

use chappe::prelude::*;
use chappe_sandbox::Sandbox;

use crate::kit::{Gate, Notes, complaints, log, run, run_with, text};

/// Notes what begins and what ends, with a gate between.
fn gated(gate: &Gate, notes: &Notes<String>) -> Router {
    let (gate, notes) = (gate.clone(), notes.clone());
    Router::new().any(move |ctx: Ctx| {
        let (gate, notes) = (gate.clone(), notes.clone());
        async move {
            notes.add(format!("{} begins", text(&ctx)));
            gate.pass().await;
            notes.add(format!("{} ends", text(&ctx)));
        }
    })
}

#[tokio::test]
async fn an_idle_bot_stops_at_once() -> Result {
    let sandbox = Sandbox::start().await?;
    let bot = run(sandbox.bot(), Router::new().any(async || "hello"));
    let alice = sandbox.user("Alice");
    alice.send("hello").await?;
    alice.expect_text("hello").await?;
    sandbox.wait_until_idle().await?;
    // The deadline is well below the 30 s for which the server holds the request.
    tokio::time::timeout(Duration::from_secs(10), bot.stop()).await??;
    Ok(())
}

#[tokio::test]
async fn what_runs_is_finished_and_confirmed() -> Result {
    let sandbox = Sandbox::start().await?;
    let (gate, notes) = (Gate::new(), Notes::default());
    let mut bot = run(sandbox.bot(), gated(&gate, &notes));
    let mut last = 0;
    for name in ["Alice", "Bob", "Carol"] {
        last = sandbox.user(name).send(name).await?.update_id().ok_or("no update")?;
    }
    gate.reached(3).await;
    bot.ask_to_stop();
    gate.release(3);
    bot.ended().await?;
    assert_eq!(notes.all().iter().filter(|note| note.ends_with("ends")).count(), 3);
    assert_eq!(sandbox.confirmed(), last);
    assert_eq!(sandbox.pending_updates(), 0);
    Ok(())
}

#[tokio::test]
async fn what_waits_is_not_begun_nor_confirmed_and_comes_again() -> Result {
    let sandbox = Sandbox::start().await?;
    let (gate, notes) = (Gate::new(), Notes::default());
    let mut bot = run(sandbox.bot(), gated(&gate, &notes));
    let alice = sandbox.user("Alice");
    let first = alice.send("first").await?.update_id().ok_or("no update")?;
    alice.send("second").await?;
    gate.reached(1).await;
    bot.ask_to_stop();
    gate.release(1);
    bot.ended().await?;
    assert_eq!(notes.all(), ["first begins", "first ends"]);
    assert_eq!((sandbox.confirmed(), sandbox.pending_updates()), (first, 1));

    let bot = run(sandbox.bot(), gated(&gate, &notes));
    gate.release(1);
    sandbox.wait_until_idle().await?;
    bot.stop().await?;
    assert_eq!(notes.all()[2..], ["second begins", "second ends"]);
    Ok(())
}

#[tokio::test]
async fn what_takes_too_long_is_left_and_not_confirmed() -> Result {
    let sandbox = Sandbox::start().await?;
    let (log, _guard) = log();
    let (gate, notes) = (Gate::new(), Notes::default());
    let mut bot = run_with(sandbox.bot(), gated(&gate, &notes), |polling| {
        polling.shutdown_timeout(Duration::from_millis(50))
    });
    let slow = sandbox.user("Alice").send("slow").await?.update_id().ok_or("no update")?;
    gate.reached(1).await;
    bot.ask_to_stop();
    bot.ended().await?;
    assert_eq!(notes.all(), ["slow begins"]);
    assert!(sandbox.confirmed() < slow);
    assert_eq!(sandbox.pending_updates(), 1);
    let complaints = complaints(&log);
    assert_eq!(complaints.len(), 1, "{complaints:?}");
    assert!(complaints[0].contains("unfinished=1"), "{complaints:?}");
    Ok(())
}

#[tokio::test]
async fn a_stop_while_the_server_is_down_does_not_hang() -> Result {
    let sandbox = Sandbox::start().await?;
    let (gate, notes) = (Gate::new(), Notes::default());
    let mut bot = run(sandbox.bot(), gated(&gate, &notes));
    sandbox.user("Alice").send("hello").await?;
    gate.reached(1).await;
    sandbox.stop();
    bot.ask_to_stop();
    gate.release(1);
    tokio::time::timeout(Duration::from_secs(10), bot.ended()).await??;
    assert_eq!(notes.all(), ["hello begins", "hello ends"]);
    Ok(())
}

#[tokio::test]
async fn a_stop_before_the_server_was_reached_ends_the_run() -> Result {
    let sandbox = Sandbox::start().await?;
    let mut wire = crate::canned::Wire::to(&sandbox, false).await?;
    let bot = run(wire.bot()?, Router::new().any(async || {}));
    wire.refused(1).await?;
    Ok(tokio::time::timeout(Duration::from_secs(10), bot.stop()).await??)
}
