//! Updates from a stream of one's own.

#![allow(unreachable_pub)]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use chappe::prelude::*;
use chappe::source::RunError;
use chappe::types::{Update, User};
use futures_util::{StreamExt as _, stream};
use tokio::sync::oneshot;
use tokio::time::timeout;

#[path = "polling/kit.rs"]
#[allow(dead_code, reason = "shared with the tests of long polling")]
mod kit;

use kit::{Gate, Notes, complaints, log, text};

const LONG: Duration = Duration::from_secs(20);

fn bot() -> Bot {
    Bot::builder("42:TEST").me(User::default()).build().expect("a token of a token's form")
}

fn message(update: i64, chat: i64) -> Update {
    let json = serde_json::json!({"update_id": update, "message": {
        "message_id": update, "date": 1, "text": update.to_string(), "chat": {"id": chat, "type": "private"},
    }});
    Update::from_json(&json.to_string()).expect("an update")
}

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
async fn everything_is_handled_before_the_end() -> Result {
    let notes = Notes::default();
    let own = notes.clone();
    let router = Router::new().any(move |ctx: Ctx| {
        own.add(text(&ctx));
        async { tokio::task::yield_now().await }
    });
    let updates = (1..=2000).map(|number| message(number, number % 7));
    bot().run_stream(stream::iter(updates), router).await?;
    assert_eq!(notes.all().len(), 2000);
    Ok(())
}

#[tokio::test]
async fn a_chat_is_in_order_and_others_do_not_wait_for_it() -> Result {
    let (gate, notes) = (Gate::new(), Notes::default());
    let updates = stream::iter([message(1, 1), message(2, 1), message(3, 2)]);
    let running = tokio::spawn(bot().run_stream(updates, gated(&gate, &notes)));
    gate.reached(2).await;
    assert_eq!(notes.all(), ["1 begins", "3 begins"]);
    gate.release(3);
    timeout(LONG, running).await???;
    let all = notes.all();
    let at = |note: &str| all.iter().position(|own| own == note);
    assert!(at("1 ends") < at("2 begins") && at("2 begins").is_some(), "{all:?}");
    Ok(())
}

#[tokio::test]
async fn no_more_is_taken_than_can_be_held() -> Result {
    let (gate, notes) = (Gate::new(), Notes::default());
    let taken = Arc::new(AtomicUsize::new(0));
    let own = Arc::clone(&taken);
    let updates = stream::iter(1..=100).map(move |number| {
        own.fetch_add(1, Ordering::Relaxed);
        message(number, number)
    });
    let run = bot().stream(updates).concurrency(3).buffer(10).run(gated(&gate, &notes));
    let running = tokio::spawn(run);
    gate.reached(3).await;
    // The runtime has one thread: what could be taken has been, once everything waits.
    while taken.load(Ordering::Relaxed) < 10 {
        tokio::task::yield_now().await;
    }
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    assert_eq!((notes.all().len(), taken.load(Ordering::Relaxed)), (3, 10));
    gate.release(100);
    timeout(LONG, running).await???;
    assert_eq!(notes.all().len(), 200);
    Ok(())
}

#[tokio::test]
async fn what_was_taken_is_handled_when_the_bot_is_asked_to_stop() -> Result {
    let (gate, notes) = (Gate::new(), Notes::default());
    let updates = stream::iter([message(1, 1), message(2, 1)]).chain(stream::pending());
    let (stop, stopped) = oneshot::channel::<()>();
    let run = bot().stream(updates).with_graceful_shutdown(async { _ = stopped.await });
    let running = tokio::spawn(run.run(gated(&gate, &notes)));
    gate.reached(1).await;
    stop.send(()).map_err(|()| "it has ended")?;
    gate.release(2);
    timeout(LONG, running).await???;
    assert_eq!(notes.all(), ["1 begins", "1 ends", "2 begins", "2 ends"]);
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn what_takes_too_long_is_given_up_and_told_of() -> Result {
    let (lines, _guard) = log();
    let (gate, notes) = (Gate::new(), Notes::default());
    let updates = stream::iter([message(1, 1), message(2, 1)]).chain(stream::pending());
    let (stop, stopped) = oneshot::channel::<()>();
    let run = bot().stream(updates).shutdown_timeout(Duration::from_secs(3));
    let run = run.with_graceful_shutdown(async { _ = stopped.await });
    let running = tokio::spawn(run.run(gated(&gate, &notes)));
    gate.reached(1).await;
    let start = tokio::time::Instant::now();
    stop.send(()).map_err(|()| "it has ended")?;
    running.await??;
    assert_eq!(start.elapsed().as_secs(), 3);
    assert_eq!(complaints(&lines), ["updates are given up that were not finished in time unfinished=2"]);
    Ok(())
}

#[tokio::test]
async fn a_failure_and_a_panic_cost_one_update_each() -> Result {
    let (lines, _guard) = log();
    let notes = Notes::default();
    let own = notes.clone();
    let router = Router::new().any(move |ctx: Ctx| {
        let notes = own.clone();
        async move {
            match text(&ctx).as_str() {
                "1" => return Err(BoxError::from("broken on purpose")),
                "2" => panic!("on purpose"),
                other => notes.add(other.to_owned()),
            }
            Ok(())
        }
    });
    bot().run_stream(stream::iter([1, 2, 3].map(|number| message(number, 1))), router).await?;
    assert_eq!(notes.all(), ["3"]);
    assert_eq!(complaints(&lines).len(), 2);
    Ok(())
}

#[tokio::test]
async fn a_missing_flavor_is_told_of_at_the_start() {
    #[derive(Clone)]
    struct Config;
    let router: Router = Router::new().any(async |_: Flavor<Config>| {});
    let run = bot().run_stream(stream::iter([message(1, 1)]), router).await;
    assert!(matches!(run, Err(RunError::Preflight(_))), "{run:?}");
}
