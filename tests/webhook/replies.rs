//! What a handler returns goes out in the answer to the update, where that is wished and possible.

use chappe::bot::ApiRequest;
use chappe::prelude::*;
use chappe::source::Webhook;
use chappe_sandbox::Sandbox;
use http::StatusCode;
use serde_json::{Value, json};
use tower::util::MapRequestLayer;

use crate::kit::Notes;
use crate::support::{Answer, ask, message, offline, post};

async fn answer_of(bot: Bot, router: Router) -> Answer {
    let webhook = Webhook::new(bot, router).reply_in_response(true);
    ask(&webhook, post(message(7, 5, "hi"))).await
}

/// The call in an answer.
fn call(answer: &Answer) -> Value {
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.header("content-type"), Some("application/json"));
    serde_json::from_str(&answer.body).unwrap_or_else(|error| panic!("{}: {error}", answer.body))
}

/// A bot in a sandbox, and what it sent besides `getMe`.
async fn sandboxed() -> Result<(Sandbox, Bot)> {
    let sandbox = Sandbox::start().await?;
    sandbox.user_with("Alice").id(5).create();
    let bot = sandbox.bot();
    bot.me().await?;
    Ok((sandbox, bot))
}

fn sent(sandbox: &Sandbox) -> Vec<String> {
    let calls = sandbox.calls().into_iter();
    calls.filter(|call| call.method != "getMe").map(|call| call.method).collect()
}

#[tokio::test]
async fn a_text_a_method_and_a_call_go_out_in_the_answer() {
    let text = answer_of(offline(), Router::new().any(async || "hello")).await;
    assert_eq!(call(&text), json!({"method": "sendMessage", "chat_id": 5, "text": "hello"}));
    let method = answer_of(offline(), Router::new().any(async || SendDice::new(5))).await;
    assert_eq!(call(&method), json!({"method": "sendDice", "chat_id": 5}));
    let built = Router::new().any(async |ctx: Ctx| Some(ctx.reply("a").parse_mode(ParseMode::Html)));
    let built = answer_of(offline(), built).await;
    assert_eq!(call(&built)["parse_mode"], "HTML");
}

#[tokio::test]
async fn without_the_option_it_is_sent() -> Result {
    let (sandbox, bot) = sandboxed().await?;
    let webhook = Webhook::new(bot, Router::new().any(async || "hello"));
    let answer = ask(&webhook, post(message(7, 5, "hi"))).await;
    assert_eq!((answer.status, answer.body.as_str()), (StatusCode::OK, ""));
    assert_eq!(sent(&sandbox), ["sendMessage"]);
    Ok(())
}

#[tokio::test]
async fn only_the_first_goes_out_in_the_answer() -> Result {
    let (sandbox, bot) = sandboxed().await?;
    let answer = answer_of(bot, Router::new().any(async || ("one", "two"))).await;
    assert_eq!(call(&answer)["text"], "one");
    assert_eq!(sent(&sandbox), ["sendMessage"]);
    Ok(())
}

#[tokio::test]
async fn what_is_awaited_is_sent() -> Result {
    let (sandbox, bot) = sandboxed().await?;
    let router = Router::new().any(async |ctx: Ctx| {
        let message = ctx.reply("awaited").await?;
        Result::<_>::Ok(format!("it is {}", message.message_id.0 > 0))
    });
    let answer = answer_of(bot, router).await;
    assert_eq!(call(&answer)["text"], "it is true");
    assert_eq!(sent(&sandbox), ["sendMessage"]);
    Ok(())
}

#[tokio::test]
async fn what_brings_a_file_is_sent() -> Result {
    let (sandbox, bot) = sandboxed().await?;
    let router = Router::new()
        .any(async |ctx: Ctx| (ctx.reply_with_document(InputFile::bytes("a.txt", "text")), "and a text"));
    let answer = answer_of(bot, router).await;
    assert_eq!(call(&answer)["text"], "and a text");
    assert_eq!(sent(&sandbox), ["sendDocument"]);
    Ok(())
}

#[tokio::test]
async fn another_bots_call_is_sent() -> Result {
    let (sandbox, other) = sandboxed().await?;
    let router = Router::new().any(move || {
        let call = other.send_message(5, "from the other");
        async { call }
    });
    let answer = answer_of(offline(), router).await;
    assert_eq!((answer.status, answer.body.as_str()), (StatusCode::OK, ""));
    assert_eq!(sent(&sandbox), ["sendMessage"]);
    Ok(())
}

#[tokio::test]
async fn it_passes_the_layers_of_the_bot() -> Result {
    let seen = Notes::default();
    let own = seen.clone();
    let layer = MapRequestLayer::new(move |mut request: ApiRequest| {
        own.add(request.method().to_owned());
        request.params_mut().insert("disable_notification".to_owned(), true.into());
        request
    });
    let bot = Bot::builder("42:TEST").me(chappe::types::User::default()).layer(layer).build()?;
    let answer = answer_of(bot, Router::new().any(async || "hello")).await;
    assert_eq!(call(&answer)["disable_notification"], true);
    assert_eq!(seen.all(), ["sendMessage"]);
    Ok(())
}

#[tokio::test]
async fn what_fails_before_it_is_sent_fails() {
    // No chat to reply to: the call lacks its `chat_id`.
    let router = Router::new().any(async || "nobody hears it");
    let webhook = Webhook::new(offline(), router)
        .reply_in_response(true)
        .failure_status(StatusCode::INTERNAL_SERVER_ERROR);
    let answer = ask(&webhook, post(r#"{"update_id":1,"poll":{"id":"1"}}"#)).await;
    assert_eq!((answer.status, answer.body.as_str()), (StatusCode::INTERNAL_SERVER_ERROR, ""));
}

#[tokio::test]
async fn the_sandbox_carries_out_what_the_answer_holds() -> Result {
    let sandbox = Sandbox::start().await?;
    let webhook =
        Webhook::new(sandbox.bot(), Router::new().any(async |text: Text| format!("you said {}", &*text)))
            .reply_in_response(true);
    let address = crate::support::serve(axum::Router::new().fallback_service(webhook.clone())).await?;
    webhook.set_webhook(format!("http://{address}/")).await?;
    let alice = sandbox.user("Alice");
    alice.send("hello").await?;
    alice.expect_text("you said hello").await?;
    Ok(())
}
