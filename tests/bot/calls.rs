//! A call: a value, a builder, a future; and what the context fills into it.

use std::time::Duration;

use chappe::methods::{EditMessageText, SendMessage};
use chappe::types::{ChatId, Edited, ParseMode, Recipient, Update};
use chappe::{Bot, Ctx, Error};
use serde_json::{Map, json};

use super::server::{Server, TOKEN, json as answer};
use super::{Result, chat, sandbox, sent};

/// The context of an update, with a bot that sends nothing.
fn ctx(update: &str) -> Ctx {
    let bot = Bot::new(TOKEN).expect("a well-formed token");
    Ctx::new(bot, Update::from_json(update).expect("an update"))
}

const POLL: &str = r#"{"update_id":1,"poll":{"id":"p"}}"#;
const MESSAGE: &str =
    r#"{"update_id":1,"message":{"message_id":2,"date":3,"chat":{"id":4,"type":"private"}}}"#;
const INLINE: &str = r#"{"update_id":1,"callback_query":{"id":"q","from":{"id":5},"inline_message_id":"i"}}"#;

/// The parameters that a call sends, or the parameter that it lacks.
macro_rules! outcome {
    ($call:expr) => {
        match $call.to_request() {
            Ok(request) => Ok(serde_json::Value::Object(request.params().clone())),
            Err(Error::Missing { parameter, .. }) => Err(parameter),
            Err(other) => panic!("{other:?}"),
        }
    };
}

#[tokio::test]
async fn a_call_sends_nothing_before_it_is_awaited() -> Result {
    let (sandbox, bot, alice) = sandbox().await?;
    let call = bot.send_message(chat(&alice), "hi");
    assert!(sandbox.calls().is_empty());
    assert_eq!(call.await?.text.as_deref(), Some("hi"));
    assert_eq!(sandbox.calls().len(), 1);
    Ok(())
}

#[tokio::test]
async fn a_call_that_is_cloned_is_sent_as_often_as_it_is_awaited() -> Result {
    let (sandbox, bot, alice) = sandbox().await?;
    let call = bot.send_message(chat(&alice), "again");
    call.clone().await?;
    call.await?;
    assert_eq!(sandbox.calls().len(), 2);
    Ok(())
}

#[test]
fn a_call_is_a_value_that_can_be_looked_at_and_taken_apart() -> Result {
    let call = Bot::new(TOKEN)?.send_message(5, "hi").parse_mode(ParseMode::Html);
    assert_eq!(call.as_method().text, "hi");
    let method: SendMessage = call.into_method();
    assert_eq!((method.chat_id, method.parse_mode), (Recipient::Id(ChatId(5)), Some(ParseMode::Html)));
    Ok(())
}

#[tokio::test]
async fn a_setter_sets_what_is_sent() -> Result {
    let (sandbox, bot, alice) = sandbox().await?;
    bot.send_message(1, "a").chat_id(chat(&alice)).text("b").disable_notification(false).await?;
    assert_eq!(sent(&sandbox), json!({"chat_id": alice.id(), "text": "b", "disable_notification": false}));
    Ok(())
}

#[tokio::test]
async fn a_chat_is_named_by_its_number_a_text_of_it_or_its_username() -> Result {
    let (sandbox, bot, alice) = sandbox().await?;
    let news = sandbox.channel("News", &[&alice]).username("news");
    for recipient in [
        Recipient::from(news.id()),
        Recipient::from(news.id().to_string()),
        Recipient::from("@news"),
        Recipient::from(ChatId(news.id())),
    ] {
        let message = bot.send_message(recipient, "hi").await?;
        assert_eq!(message.chat.id, news.id());
    }
    Ok(())
}

#[tokio::test]
async fn a_method_of_any_name_can_be_called() -> Result {
    let (sandbox, bot, alice) = sandbox().await?;
    let params = Map::from_iter([("chat_id".into(), json!(alice.id())), ("text".into(), json!("raw"))]);
    let result = bot.call_raw("sendMessage", params).await?;
    assert_eq!(result.to_value()?["text"], "raw");
    assert_eq!(sent(&sandbox)["text"], "raw");
    Ok(())
}

#[tokio::test]
async fn a_method_of_ones_own_is_called_as_any_other() -> Result {
    #[derive(Clone, Debug)]
    struct GetMoon(i64);

    impl chappe::json::Encode for GetMoon {
        fn encode(&self, w: &mut chappe::json::Writer) {
            w.begin_object();
            w.field("phase", &self.0);
            w.end_object();
        }
    }

    impl chappe::methods::Method for GetMoon {
        const NAME: &'static str = "getMoon";
        type Output = bool;
    }

    let server = Server::start([answer(200, r#"{"ok":true,"result":true}"#)]);
    assert!(chappe::bot::Call::new(&server.bot(), GetMoon(3)).await?);
    assert!(server.requests()[0].ends_with("\r\n\r\n{\"phase\":3}"));
    Ok(())
}

#[tokio::test]
async fn the_time_of_a_call_is_told_to_the_layers() -> Result {
    let call = Bot::new(TOKEN)?.get_me();
    assert_eq!(call.to_request()?.timeout(), None);
    let second = Duration::from_secs(1);
    assert_eq!(call.request_timeout(second).to_request()?.timeout(), Some(second));
    Ok(())
}

#[tokio::test]
async fn an_edit_answers_with_the_message_or_that_it_was_done() -> Result {
    let (_sandbox, bot, alice) = sandbox().await?;
    let message = bot.send_message(chat(&alice), "a").await?;
    let edited =
        bot.edit_message_text().text("b").chat_id(chat(&alice)).message_id(message.message_id).await?;
    assert_eq!(edited.message().and_then(|message| message.text.as_deref()), Some("b"));
    let server = Server::start([answer(200, r#"{"ok":true,"result":true}"#)]);
    let edited = server.bot().edit_message_text().text("b").inline_message_id("i").await?;
    assert_eq!(edited, Edited::Inline);
    Ok(())
}

#[tokio::test]
async fn a_parameter_that_the_update_lacks_is_named_before_anything_is_sent() {
    let error = ctx(POLL).reply("hi").await.expect_err("no chat");
    assert!(matches!(error, Error::Missing { method: "sendMessage", parameter: "chat_id" }), "{error:?}");
    assert!(error.to_string().contains("set it on the call with `.chat_id(..)`"), "{error}");
}

#[test]
fn a_parameter_that_is_given_is_missing_no_more() {
    assert_eq!(outcome!(ctx(POLL).reply("hi").chat_id(7)), Ok(json!({"chat_id": 7, "text": "hi"})));
}

#[test]
fn of_several_missing_parameters_all_must_be_given() {
    let call = || ctx(POLL).delete_message();
    assert_eq!(outcome!(call()), Err("chat_id"));
    assert_eq!(outcome!(call().chat_id(7)), Err("message_id"));
    assert_eq!(outcome!(call().message_id(8)), Err("chat_id"));
    assert_eq!(outcome!(call().message_id(8).chat_id(7)), Ok(json!({"chat_id": 7, "message_id": 8})));
}

#[test]
fn a_missing_number_that_is_no_identifier_of_telegram_can_be_given() {
    let none = Ctx::from_error(Bot::new(TOKEN).expect("a token"), None, "no update");
    let call = || none.reply_with_draft("hi").chat_id(7);
    assert_eq!(outcome!(call()), Err("draft_id"));
    assert_eq!(outcome!(call().draft_id(5)).map(|params| params["draft_id"].clone()), Ok(json!(5)));
}

#[test]
fn a_reaction_to_delete_is_a_users_or_a_chats() {
    let call = || ctx(MESSAGE).delete_message_reaction();
    assert_eq!(outcome!(call()), Err("user_id"));
    assert_eq!(outcome!(call().user_id(9)).map(|params| params["user_id"].clone()), Ok(json!(9)));
    assert_eq!(
        outcome!(call().actor_chat_id(-9)).map(|params| params["actor_chat_id"].clone()),
        Ok(json!(-9))
    );
}

#[test]
fn what_is_given_comes_before_what_the_update_knows() {
    assert_eq!(outcome!(ctx(MESSAGE).reply("hi")), Ok(json!({"chat_id": 4, "text": "hi"})));
    assert_eq!(outcome!(ctx(MESSAGE).reply("hi").chat_id(7)), Ok(json!({"chat_id": 7, "text": "hi"})));
}

#[test]
fn an_inline_message_is_edited_by_its_own_identifier() {
    assert_eq!(outcome!(ctx(INLINE).edit_text("x")), Ok(json!({"inline_message_id": "i", "text": "x"})));
}

#[test]
fn an_inline_message_that_is_given_takes_the_place_of_the_updates_message() {
    let params = outcome!(ctx(MESSAGE).edit_text("x").inline_message_id("j"));
    assert_eq!(params, Ok(json!({"inline_message_id": "j", "text": "x"})));
    let params = outcome!(ctx(POLL).edit_text("x").inline_message_id("j"));
    assert_eq!(params, Ok(json!({"inline_message_id": "j", "text": "x"})));
}

#[test]
fn a_message_that_is_given_takes_the_place_of_the_updates_inline_message() {
    let params = outcome!(ctx(INLINE).edit_text("x").chat_id(7).message_id(8));
    assert_eq!(params, Ok(json!({"chat_id": 7, "message_id": 8, "text": "x"})));
}

#[test]
fn a_missing_user_is_not_given_by_an_inline_message() {
    assert_eq!(outcome!(ctx(POLL).set_game_score(5).inline_message_id("j")), Err("user_id"));
}

#[test]
fn a_method_is_a_builder_without_a_bot() {
    let method = EditMessageText::new().text("x").inline_message_id("i");
    assert_eq!(format!("{method:?}"), r#"EditMessageText {"inline_message_id":"i","text":"x"}"#);
}
