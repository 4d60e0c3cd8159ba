//! Confirmed after it is handled, in order within a chat, concurrent across chats.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use chappe::prelude::*;
use chappe_sandbox::Sandbox;

use crate::kit::{Gate, Notes, run, run_with, text};

/// Holds `slow` at the gate, and answers everything else.
fn slow_or_answered(gate: &Gate) -> Router {
    let gate = gate.clone();
    Router::new()
        .hears("slow", move || {
            let gate = gate.clone();
            async move { gate.pass().await }
        })
        .any(async || "answered")
}

#[tokio::test]
async fn an_update_is_confirmed_only_after_the_service_has_finished() -> Result {
    let sandbox = Sandbox::start().await?;
    let gate = Gate::new();
    let bot = run(sandbox.bot(), slow_or_answered(&gate));
    let slow = sandbox.user("Alice").send("slow").await?.update_id().ok_or("no update")?;
    gate.reached(1).await;
    // Each answer takes another request for updates.
    let bob = sandbox.user("Bob");
    for _ in 0..3 {
        bob.send("hello").await?;
        bob.expect_text("answered").await?;
        assert!(sandbox.confirmed() < slow);
    }
    gate.release(1);
    sandbox.wait_until_confirmed(slow).await?;
    Ok(bot.stop().await?)
}

#[tokio::test]
async fn what_finished_behind_a_slow_one_is_handled_once() -> Result {
    let sandbox = Sandbox::start().await?;
    let gate = Gate::new();
    let handled = Notes::default();
    let (held, noted) = (gate.clone(), handled.clone());
    let bot = run(
        sandbox.bot(),
        Router::new().any(move |ctx: Ctx| {
            let (held, noted) = (held.clone(), noted.clone());
            async move {
                if text(&ctx) == "slow" {
                    held.pass().await;
                }
                noted.add(text(&ctx));
            }
        }),
    );
    sandbox.user("Alice").send("slow").await?;
    gate.reached(1).await;
    let mut expected = vec!["slow".to_owned()];
    for number in 0..20 {
        expected.push(number.to_string());
        sandbox.user(&format!("User {number}")).send(number.to_string()).await?;
    }
    handled.wait_for(20).await;
    gate.release(1);
    sandbox.wait_until_idle().await?;
    bot.stop().await?;
    let mut handled = handled.all();
    handled.sort();
    expected.sort();
    assert_eq!(handled, expected);
    Ok(())
}

#[tokio::test]
async fn updates_of_a_chat_are_handled_in_order() -> Result {
    const MESSAGES: usize = 200;
    let sandbox = Sandbox::start().await?;
    let handled = Notes::default();
    let noted = handled.clone();
    let service = Router::new().any(move |ctx: Ctx| {
        let noted = noted.clone();
        async move {
            noted.add(format!("{} begins", text(&ctx)));
            // Later ones yield less often: out of order, they would overtake.
            let number: usize = text(&ctx).parse()?;
            for _ in 0..(MESSAGES - number) % 17 {
                tokio::task::yield_now().await;
            }
            noted.add(format!("{} ends", text(&ctx)));
            Result::<()>::Ok(())
        }
    });
    let bot = run(sandbox.bot(), service);
    let alice = sandbox.user("Alice");
    for number in 0..MESSAGES {
        alice.send(number.to_string()).await?;
    }
    sandbox.wait_until_idle().await?;
    bot.stop().await?;
    let expected: Vec<String> =
        (0..MESSAGES).flat_map(|n| [format!("{n} begins"), format!("{n} ends")]).collect();
    assert_eq!(handled.all(), expected);
    Ok(())
}

#[tokio::test]
async fn as_many_chats_as_allowed_are_handled_at_the_same_time() -> Result {
    const LIMIT: usize = 7;
    const CHATS: usize = 60;
    let sandbox = Sandbox::start().await?;
    let gate = Gate::new();
    let (running, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (held, now, highest) = (gate.clone(), Arc::clone(&running), Arc::clone(&most));
    let service = Router::new().any(move || {
        let (held, now, highest) = (held.clone(), Arc::clone(&now), Arc::clone(&highest));
        async move {
            highest.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            held.pass().await;
            tokio::task::yield_now().await;
            now.fetch_sub(1, Ordering::SeqCst);
        }
    });
    for chat in 0..CHATS {
        sandbox.user(&format!("User {chat}")).send("hello").await?;
    }
    let bot = run_with(sandbox.bot(), service, |polling| polling.concurrency(LIMIT));
    gate.reached(LIMIT as u32).await;
    gate.release(CHATS);
    sandbox.wait_until_idle().await?;
    bot.stop().await?;
    assert_eq!(most.load(Ordering::SeqCst), LIMIT);
    Ok(())
}

#[tokio::test]
async fn a_slow_chat_holds_nobody_else() -> Result {
    let sandbox = Sandbox::start().await?;
    let gate = Gate::new();
    let bot = run(sandbox.bot(), slow_or_answered(&gate));
    let alice = sandbox.user("Alice");
    alice.send("slow").await?;
    alice.send("behind the slow one").await?;
    gate.reached(1).await;
    for number in 0..50 {
        let other = sandbox.user(&format!("User {number}"));
        other.send("hello").await?;
        other.expect_text("answered").await?;
    }
    assert!(alice.try_next_message().is_none(), "a chat's order is kept while it is slow");
    gate.release(1);
    alice.expect_text("answered").await?;
    Ok(bot.stop().await?)
}

#[tokio::test]
async fn a_chat_with_many_updates_takes_turns_with_others() -> Result {
    let sandbox = Sandbox::start().await?;
    let handled = Notes::default();
    let noted = handled.clone();
    let service = Router::new().any(move |ctx: Ctx| {
        let noted = noted.clone();
        async move { noted.add(text(&ctx)) }
    });
    let alice = sandbox.user("Alice");
    for _ in 0..50 {
        alice.send("many").await?;
    }
    sandbox.user("Bob").send("one").await?;
    let bot = run_with(sandbox.bot(), service, |polling| polling.concurrency(1));
    sandbox.wait_until_idle().await?;
    bot.stop().await?;
    let place = handled.all().iter().position(|text| text == "one").ok_or("not handled")?;
    assert!(place <= 1, "{place} others came first");
    Ok(())
}
