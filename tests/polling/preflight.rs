//! What is checked before the first update.

use chappe::prelude::*;
use chappe::source::RunError;
use chappe::{Ctx, filter};
use chappe_sandbox::Sandbox;
use serde_json::json;
use tower::service_fn;

use crate::kit::{complaints, log, run, run_with};

#[derive(Clone)]
struct Account;

async fn balance(_: Flavor<Account>) -> &'static str {
    "nothing"
}

#[tokio::test]
async fn a_missing_flavor_ends_the_run_with_both_names() -> Result {
    let sandbox = Sandbox::start().await?;
    let ended = sandbox.bot().run(Router::new().command("balance", balance)).await;
    let Err(error @ RunError::Preflight(_)) = ended else { panic!("{ended:?}") };
    for message in [error.to_string(), format!("{error:?}")] {
        for name in ["preflight::balance", "preflight::Account"] {
            assert!(message.contains(name), "{message:?} lacks {name}");
        }
    }
    assert!(sandbox.calls().is_empty(), "nothing is asked of the server before");
    Ok(())
}

#[tokio::test]
async fn the_server_is_asked_for_the_kinds_that_routes_take() -> Result {
    let sandbox = Sandbox::start().await?;
    let router = Router::new()
        .command("balance", async || {})
        .callback("vote", async || {})
        .reaction("👍", async || {});
    let expected: Vec<_> = router.allowed_updates().iter().map(|kind| kind.as_str().to_owned()).collect();
    let bot = run(sandbox.bot(), router);
    let call = first_poll(&sandbox).await?;
    bot.stop().await?;
    assert_eq!(call["allowed_updates"], json!(expected));
    assert_eq!(json!(expected), json!(["message", "channel_post", "message_reaction", "callback_query"]));
    Ok(())
}

#[tokio::test]
async fn the_kinds_that_were_set_are_asked_for_and_a_route_for_another_is_told() -> Result {
    let sandbox = Sandbox::start().await?;
    let (log, _guard) = log();
    let router = Router::new().command("start", async || {}).callback("vote", async || {});
    let bot = run_with(sandbox.bot(), router, |polling| {
        polling.allowed_updates([UpdateType::Message, UpdateType::ChannelPost])
    });
    let call = first_poll(&sandbox).await?;
    bot.stop().await?;
    assert_eq!(call["allowed_updates"], json!(["message", "channel_post"]));
    let complaints = complaints(&log);
    assert_eq!(complaints.len(), 1, "{complaints:?}");
    assert!(complaints[0].contains("callback_query"), "{complaints:?}");
    Ok(())
}

#[tokio::test]
async fn a_service_without_a_router_leaves_the_kinds_as_they_are() -> Result {
    let sandbox = Sandbox::start().await?;
    let service = service_fn(async |_: Ctx| Result::<_>::Ok(Outcome::Done));
    let bot = run(sandbox.bot(), service);
    let call = first_poll(&sandbox).await?;
    bot.stop().await?;
    assert_eq!(call.get("allowed_updates"), None);
    Ok(())
}

#[tokio::test]
async fn a_service_that_panics_over_the_probe_is_told_and_runs() -> Result {
    let sandbox = Sandbox::start().await?;
    let (log, _guard) = log();
    let service = service_fn(async |ctx: Ctx| {
        let update = ctx.update().expect("an event is an update");
        ctx.reply(update.update_id.to_string()).await?;
        Result::<_>::Ok(Outcome::Done)
    });
    let bot = run(sandbox.bot(), service);
    let alice = sandbox.user("Alice");
    let sent = alice.send("hello").await?.update_id().ok_or("no update")?;
    alice.expect_text(&sent.to_string()).await?;
    bot.stop().await?;
    let complaints = complaints(&log);
    assert_eq!(complaints.len(), 1, "{complaints:?}");
    assert!(complaints[0].contains("Ctx::is_probe"), "{complaints:?}");
    Ok(())
}

#[tokio::test]
async fn a_command_that_is_routed_twice_is_told_and_runs() -> Result {
    let sandbox = Sandbox::start().await?;
    let (log, _guard) = log();
    let router = Router::new()
        .command("start", async || "first")
        .command("start", async || "second")
        .on(filter::photo(), async || {});
    let bot = run(sandbox.bot(), router);
    sandbox.user("Alice").send("/start").await?;
    sandbox.user("Alice").expect_text("first").await?;
    bot.stop().await?;
    let complaints = complaints(&log);
    assert_eq!(complaints.len(), 1, "{complaints:?}");
    assert!(complaints[0].contains("start"), "{complaints:?}");
    Ok(())
}

/// The parameters of the first request for updates.
async fn first_poll(sandbox: &Sandbox) -> Result<serde_json::Value> {
    // A request is in the log once it is answered.
    sandbox.user("Somebody").send("hello").await?;
    Ok(sandbox.wait_for_call("getUpdates").await?.params)
}
