//! What the server refuses for good, and what of it passes.

use std::sync::atomic::{AtomicUsize, Ordering};

use chappe::prelude::*;
use chappe::source::RunError;
use chappe_sandbox::Sandbox;

use crate::canned::canned;
use crate::kit::{log, run};

const SECRET: &str = "AAEwrongwrongwrongwrongwrongwrong";

fn refusal(code: u16, description: &str) -> (u16, String) {
    (code, format!(r#"{{"ok":false,"error_code":{code},"description":"{description}"}}"#))
}

/// What the server answers to a bot that is about to poll.
fn greeting(method: &str) -> (u16, String) {
    let result = match method {
        "getMe" => r#"{"id":123456,"is_bot":true,"first_name":"Canned","username":"canned_bot"}"#,
        _ => "true",
    };
    (200, format!(r#"{{"ok":true,"result":{result}}}"#))
}

fn is_clear(error: &RunError) {
    assert!(matches!(error, RunError::Unauthorized(_)), "{error}");
    // `main` shows what it returns by `Debug`.
    for message in [format!("{error}"), format!("{error:?}")] {
        assert!(message.starts_with("Telegram does not know this token: copy it anew"), "{message}");
        assert!(!message.contains("AAE"), "the token is in it: {message}");
    }
}

#[tokio::test]
async fn a_wrong_token_ends_the_run() -> Result {
    let sandbox = Sandbox::start().await?;
    sandbox.bot().get_me().await?;
    let wrong = Bot::builder(format!("123456:{SECRET}")).api_url(sandbox.api_url()).build()?;
    is_clear(&wrong.run(Router::new()).await.expect_err("the token is wrong"));
    Ok(())
}

#[tokio::test]
async fn a_token_that_nobody_has_ends_the_run() -> Result {
    let bot = canned(|_| refusal(404, "Not Found")).await?;
    is_clear(&bot.run(Router::new()).await.expect_err("the token is unknown"));
    Ok(())
}

#[tokio::test]
async fn a_token_that_is_revoked_ends_the_run() -> Result {
    for code in [401, 404] {
        let polls = AtomicUsize::new(0);
        let bot = canned(move |method| match method {
            "getUpdates" if polls.fetch_add(1, Ordering::SeqCst) > 0 => refusal(code, "Unauthorized"),
            "getUpdates" => (200, r#"{"ok":true,"result":[]}"#.to_owned()),
            _ => greeting(method),
        })
        .await?;
        is_clear(&bot.run(Router::new()).await.expect_err("the token is revoked"));
    }
    Ok(())
}

#[tokio::test]
async fn what_is_no_bot_api_server_ends_the_start() -> Result {
    let bot = canned(|_| (200, "<html>It works!</html>".to_owned())).await?;
    let error = bot.run(Router::new()).await.expect_err("that is no Bot API server");
    assert!(matches!(error, RunError::Start(_)), "{error:?}");
    assert!(format!("{error:?}").contains("getMe"), "{error:?}");
    Ok(())
}

#[tokio::test]
async fn a_server_that_is_being_restarted_is_waited_for() -> Result {
    let calls = AtomicUsize::new(0);
    let bot = canned(move |method| match (calls.fetch_add(1, Ordering::SeqCst), method) {
        (0, _) => (502, "<html>Bad Gateway</html>".to_owned()),
        (_, "getUpdates") => refusal(401, "Unauthorized"),
        _ => greeting(method),
    })
    .await?;
    is_clear(&bot.run(Router::new()).await.expect_err("the test ends it so"));
    Ok(())
}

#[tokio::test]
async fn another_poller_is_explained_and_outlived() -> Result {
    let sandbox = Sandbox::start().await?;
    let (log, _guard) = log();
    let bot = run(sandbox.bot(), Router::new().any(async || "still here"));
    let alice = sandbox.user("Alice");
    alice.send("hello").await?;
    alice.expect_text("still here").await?;
    sandbox.wait_until_idle().await?;
    // The other one takes over, and is itself ended when the bot tries again.
    let other = sandbox.bot().get_updates().timeout(30).await;
    assert!(matches!(other, Err(chappe::Error::Conflict(_))), "{other:?}");
    alice.send("are you there?").await?;
    alice.expect_text("still here").await?;
    bot.stop().await?;
    let told = log.all();
    let told: Vec<_> = told.iter().filter(|line| line.text.contains("another instance is polling")).collect();
    assert_eq!(told.len(), 1, "{told:?}");
    Ok(())
}

#[tokio::test]
async fn a_webhook_that_is_set_is_removed_first() -> Result {
    let sandbox = Sandbox::start().await?;
    sandbox.bot().set_webhook("http://127.0.0.1:9/nobody").await?;
    let bot = run(sandbox.bot(), Router::new().any(async || "polled"));
    let alice = sandbox.user("Alice");
    alice.send("hello").await?;
    alice.expect_text("polled").await?;
    assert_eq!(sandbox.bot().get_webhook_info().await?.url, "");
    Ok(bot.stop().await?)
}

#[tokio::test]
async fn a_webhook_that_is_set_later_is_explained_and_outlived() -> Result {
    let sandbox = Sandbox::start().await?;
    let (log, _guard) = log();
    let bot = run(sandbox.bot(), Router::new().any(async || "polled"));
    let alice = sandbox.user("Alice");
    alice.send("hello").await?;
    alice.expect_text("polled").await?;
    sandbox.wait_until_idle().await?;
    sandbox.bot().set_webhook("http://127.0.0.1:9/nobody").await?;
    log.wait_until(|log| log.iter().any(|line| line.text.contains("a webhook is set for this bot"))).await;
    sandbox.bot().delete_webhook().await?;
    alice.send("hello").await?;
    alice.expect_text("polled").await?;
    Ok(bot.stop().await?)
}

#[tokio::test]
async fn pending_updates_can_be_dropped() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    alice.send("old").await?;
    let router = Router::new().any(async |ctx: Ctx| ctx.text().unwrap_or_default().to_owned());
    let bot = crate::kit::run_with(sandbox.bot(), router, |polling| {
        polling.delete_webhook(false).drop_pending_updates(true)
    });
    sandbox.wait_for_call("deleteWebhook").await?;
    alice.send("new").await?;
    alice.expect_text("new").await?;
    Ok(bot.stop().await?)
}
