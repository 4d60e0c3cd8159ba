//! Telegram gives at most a hundred updates from the first that is not confirmed on.

use chappe::prelude::*;
use chappe_sandbox::Sandbox;

use crate::kit::{Gate, Notes, run_with, text};

/// Sends one slow update and then `others`, each in a chat of its own; how many of these are handled meanwhile.
async fn handled_beside_a_slow_one(others: usize, limit: usize, expected: usize) -> Result {
    let sandbox = Sandbox::start().await?;
    let gate = Gate::new();
    let handled = Notes::default();
    let (held, noted) = (gate.clone(), handled.clone());
    let service = Router::new().any(move |ctx: Ctx| {
        let (held, noted) = (held.clone(), noted.clone());
        async move {
            if text(&ctx) == "slow" {
                held.pass().await;
            }
            noted.add(text(&ctx));
        }
    });
    sandbox.user("Alice").send("slow").await?;
    for number in 0..others {
        sandbox.user(&format!("User {number}")).send(number.to_string()).await?;
    }
    let bot = run_with(sandbox.bot(), service, |polling| polling.limit(limit));
    gate.reached(1).await;
    handled.wait_for(expected).await;
    assert_eq!(handled.all().len(), expected);
    gate.release(1);
    sandbox.wait_until_idle().await?;
    bot.stop().await?;
    let mut all = handled.all();
    assert_eq!(all.len(), others + 1, "each is handled once");
    all.sort();
    all.dedup();
    assert_eq!(all.len(), others + 1);
    Ok(())
}

#[tokio::test]
async fn everything_within_the_window_is_handled_beside_a_slow_one() -> Result {
    handled_beside_a_slow_one(150, 100, 99).await
}

#[tokio::test]
async fn a_small_limit_does_not_make_the_window_small() -> Result {
    handled_beside_a_slow_one(150, 10, 99).await
}

#[tokio::test]
async fn a_backlog_of_many_windows_is_handled_once() -> Result {
    let sandbox = Sandbox::start().await?;
    let handled = Notes::default();
    let noted = handled.clone();
    let users: Vec<_> = (0..20).map(|number| sandbox.user(&format!("User {number}"))).collect();
    for number in 0..1500 {
        users[number % users.len()].send(number.to_string()).await?;
    }
    let service = Router::new().any(move |ctx: Ctx| {
        let noted = noted.clone();
        async move {
            for _ in 0..text(&ctx).len() {
                tokio::task::yield_now().await;
            }
            noted.add(text(&ctx));
        }
    });
    let bot = run_with(sandbox.bot(), service, |polling| polling);
    handled.wait_for(1500).await;
    sandbox.wait_until_idle().await?;
    bot.stop().await?;
    let mut all: Vec<usize> = handled.all().iter().filter_map(|text| text.parse().ok()).collect();
    all.sort_unstable();
    assert_eq!(all, (0..1500).collect::<Vec<_>>());
    Ok(())
}
