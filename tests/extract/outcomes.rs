//! What handlers may return.

use std::borrow::Cow;

use chappe::prelude::*;

use crate::support::{Sent, message, run, sending_bot, update};

/// What became of an event, and what was sent.
async fn outcome(router: Router) -> (Result<Outcome>, Sent) {
    let (bot, sent) = sending_bot();
    (run(&router, Ctx::new(bot, message("hi"))).await, sent)
}

async fn sent(router: Router) -> Vec<String> {
    let (outcome, sent) = outcome(router).await;
    assert!(outcome.expect("nothing fails").is_done());
    sent.requests()
        .iter()
        .map(|request| match request.params().get("text") {
            Some(text) => format!("{} {}", request.method(), text.as_str().unwrap_or_default()),
            None => request.method().to_owned(),
        })
        .collect()
}

#[tokio::test]
async fn nothing_sends_nothing() {
    assert!(sent(Router::new().any(async || {})).await.is_empty());
}

#[tokio::test]
async fn text_is_sent_as_a_reply() {
    assert_eq!(sent(Router::new().any(async || "a")).await, ["sendMessage a"]);
    assert_eq!(sent(Router::new().any(async || "a".to_owned())).await, ["sendMessage a"]);
    assert_eq!(sent(Router::new().any(async || Cow::Borrowed("a"))).await, ["sendMessage a"]);
}

#[tokio::test]
async fn the_reply_goes_to_the_events_chat() {
    let (_, sent) = outcome(Router::new().any(async || "a")).await;
    assert_eq!(sent.requests()[0].chat_id(), Some(ChatId(7)));
}

#[tokio::test]
async fn a_call_is_sent() {
    assert_eq!(sent(Router::new().any(async |ctx: Ctx| ctx.reply("a"))).await, ["sendMessage a"]);
}

#[tokio::test]
async fn a_method_is_sent() {
    assert_eq!(sent(Router::new().any(async || SendMessage::new(9, "a"))).await, ["sendMessage a"]);
}

#[tokio::test]
async fn an_option_is_what_is_in_it() {
    assert_eq!(sent(Router::new().any(async || Some("a"))).await, ["sendMessage a"]);
    assert!(sent(Router::new().any(async || None::<String>)).await.is_empty());
}

#[tokio::test]
async fn a_result_is_its_value_or_its_error() {
    assert_eq!(sent(Router::new().any(async || Result::<_>::Ok("a"))).await, ["sendMessage a"]);
    let (outcome, sent) = outcome(Router::new().any(async || Err::<String, _>("broken"))).await;
    assert_eq!(outcome.expect_err("it is an error").to_string(), "broken");
    assert!(sent.methods().is_empty());
}

#[tokio::test]
async fn a_tuple_is_carried_out_in_turn() {
    let router = Router::new().any(async |ctx: Ctx| ("a", ctx.reply_with_dice(), Some("b"), ()));
    assert_eq!(sent(router).await, ["sendMessage a", "sendDice", "sendMessage b"]);
}

#[tokio::test]
async fn a_pass_in_a_tuple_ends_it() {
    let (outcome, sent) = outcome(Router::new().any(async |ctx: Ctx| ("a", Outcome::Pass(ctx), "b"))).await;
    assert!(matches!(outcome, Ok(Outcome::Pass(_))));
    assert_eq!(sent.texts(), ["a"]);
}

#[tokio::test]
async fn an_error_in_a_tuple_ends_it() {
    let (outcome, sent) = outcome(Router::new().any(async || (Err::<(), _>("broken"), "b"))).await;
    assert!(outcome.is_err());
    assert!(sent.methods().is_empty());
}

#[tokio::test]
async fn they_nest() {
    let router = Router::new().any(async || Result::<_>::Ok(Some(("a", Some(SendMessage::new(1, "b"))))));
    assert_eq!(sent(router).await, ["sendMessage a", "sendMessage b"]);
}

#[tokio::test]
async fn a_text_where_there_is_no_chat_says_what_is_missing() {
    let (bot, _) = sending_bot();
    let user = serde_json::json!({"id": 7, "is_bot": false, "first_name": "Alice"});
    let query =
        update("inline_query", serde_json::json!({"id": "1", "from": user, "query": "", "offset": ""}));
    let error =
        run(&Router::new().any(async || "a"), Ctx::new(bot, query)).await.expect_err("there is no chat");
    assert!(error.to_string().contains("chat_id"), "{error}");
}

#[tokio::test]
async fn what_a_fallback_and_an_error_handler_return_is_carried_out() {
    assert_eq!(sent(Router::new().fallback(async || "a")).await, ["sendMessage a"]);
    let router = Router::new()
        .any(async || Err::<(), _>("broken"))
        .on_error(async |error: HandlerError| error.to_string());
    assert_eq!(sent(router).await, ["sendMessage broken"]);
}

#[tokio::test]
async fn what_is_returned_is_sent_within_the_layers() {
    let trace = crate::support::Trace::default();
    let log = trace.clone();
    let (bot, sent) = sending_bot();
    let seen = sent.clone();
    let router = Router::new().any(async || "a").route_layer(chappe::middleware::from_fn(
        move |ctx: Ctx, next: chappe::middleware::Next| {
            let (log, seen) = (log.clone(), seen.clone());
            async move {
                let outcome = next.run(ctx).await;
                log.push(seen.texts().join(","));
                outcome
            }
        },
    ));
    let _ = run(&router, Ctx::new(bot, message("hi"))).await.expect("nothing fails");
    assert_eq!(trace.take(), ["a"]);
}
