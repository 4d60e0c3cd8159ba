//! How a bot is tested: people who write and click, two of them in a group, and a network that fails when it is told to.
//!
//! In your project these are `#[tokio::test]`s; `cargo run --example testing` runs them here.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use chappe::prelude::*;
use chappe_sandbox::{Fault, Sandbox};

// The bot: it asks whether there shall be tea, and counts who wants some.

async fn tea(ctx: Ctx) -> Result {
    ctx.reply("Tea?").reply_markup(InlineKeyboard::new().text("Yes", "tea")).await?;
    Ok(())
}

async fn yes(ctx: Ctx, State(cups): State<Arc<AtomicU32>>) -> Result {
    let cups = cups.fetch_add(1, Ordering::Relaxed) + 1;
    ctx.answer_callback_query().text("It is on its way").await?;
    ctx.edit_text(format!("{cups} for tea")).await?;
    Ok(())
}

fn router() -> Router {
    Router::new().command("tea", tea).callback("tea", yes).with_state(Arc::new(AtomicU32::new(0)))
}

/// A sandbox with the bot running in it.
async fn start() -> Result<Sandbox> {
    let sandbox = Sandbox::start().await?;
    let bot = sandbox.bot();
    tokio::spawn(async move { bot.run(router()).await });
    Ok(sandbox)
}

// The tests.

async fn a_click_is_answered() -> Result {
    let sandbox = start().await?;
    let alice = sandbox.user("Alice");
    alice.send("/tea").await?;
    alice.expect_text("Tea?").await?;
    let toast = alice.click("Yes").await?.answer().await?;
    assert_eq!(toast.text, "It is on its way");
    alice.expect_edit("1 for tea").await?;
    Ok(())
}

async fn everybody_in_a_group_sees_it() -> Result {
    let sandbox = start().await?;
    let (alice, bob) = (sandbox.user("Alice"), sandbox.user("Bob"));
    let kitchen = sandbox.group("Kitchen", &[&alice, &bob]);
    alice.send_to(&kitchen, "/tea").await?;
    bob.expect_text("Tea?").await?;
    bob.click("Yes").await?;
    alice.expect_edit("1 for tea").await?;
    Ok(())
}

async fn a_connection_that_breaks_loses_nothing() -> Result {
    let sandbox = Sandbox::start().await?;
    let cut = sandbox.faults().add(Fault::half().on("getUpdates").times(1));
    let alice = sandbox.user("Alice");
    alice.send("/tea").await?;
    let bot = sandbox.bot();
    tokio::spawn(async move { bot.run(router()).await });
    alice.expect_text("Tea?").await?;
    assert_eq!(sandbox.faults().fired(cut), Some(1));
    Ok(())
}

#[tokio::main]
async fn main() -> Result {
    a_click_is_answered().await?;
    everybody_in_a_group_sees_it().await?;
    a_connection_that_breaks_loses_nothing().await?;
    println!("3 tests passed");
    Ok(())
}
