//! Extractors of parts of the update.

use chappe::extract::{
    CallbackQuery, Chat, ChatJoinRequest, ChatMemberUpdated, ChosenInlineResult, Command, From, InlineQuery,
    Matches, Message, Poll, PollAnswer, PreCheckoutQuery, Reaction, Rejection, ShippingQuery, Text, Update,
};
use chappe::types::Update as ApiUpdate;
use chappe::{Bot, CommandPattern, Ctx, FromCtx, filter, regex};
use serde_json::json;

use crate::support::{captioned, clicked, ctx, message, message_with, reacted, update};

async fn takes<T: FromCtx>(update: ApiUpdate) -> bool {
    match T::from_ctx(&ctx(update)).await.map_err(Into::into) {
        Ok(_) => true,
        Err(Rejection::Pass) => false,
        Err(other) => panic!("it passes or is there: {other:?}"),
    }
}

fn user() -> serde_json::Value {
    json!({"id": 7, "is_bot": false, "first_name": "Alice"})
}

fn photo_only() -> ApiUpdate {
    let photo = json!([{"file_id": "p", "file_unique_id": "p", "width": 1, "height": 1}]);
    update("message", message_with(json!({"photo": photo})))
}

fn inline_query() -> ApiUpdate {
    update("inline_query", json!({"id": "1", "from": user(), "query": "cats", "offset": ""}))
}

#[tokio::test]
async fn the_context_and_the_bot_are_always_there() {
    assert!(takes::<Ctx>(inline_query()).await);
    assert!(takes::<Bot>(inline_query()).await);
    assert!(takes::<Update>(inline_query()).await);
}

#[tokio::test]
async fn no_update_passes() {
    let ctx = Ctx::from_error(crate::support::bot(), None, "an error");
    assert!(matches!(Update::from_ctx(&ctx).await, Err(Rejection::Pass)));
}

#[tokio::test]
async fn text_is_that_of_message_or_caption() {
    assert_eq!(&*Text::from_ctx(&ctx(message("hi"))).await.expect("it has text"), "hi");
    assert_eq!(&*Text::from_ctx(&ctx(captioned("cat"))).await.expect("it has a caption"), "cat");
    assert!(!takes::<Text>(photo_only()).await);
}

#[tokio::test]
async fn message_is_also_that_of_a_clicked_button() {
    assert!(takes::<Message>(message("hi")).await);
    assert!(takes::<Message>(clicked("a")).await);
    assert!(!takes::<Message>(inline_query()).await);
}

#[tokio::test]
async fn chat_and_sender() {
    assert!(takes::<Chat>(reacted("👍")).await);
    assert!(!takes::<Chat>(inline_query()).await);
    assert_eq!(From::from_ctx(&ctx(inline_query())).await.expect("somebody asks").first_name, "Alice");
    assert!(!takes::<From>(update("poll", json!({"id": "1", "question": "?", "options": []}))).await);
}

#[tokio::test]
async fn each_kind_is_taken_by_its_extractor_and_no_other() {
    let address = json!({
        "country_code": "FR", "state": "", "city": "", "street_line1": "", "street_line2": "", "post_code": "",
    });
    let query = json!({"id": "1", "from": user(), "invoice_payload": "p"});
    let shipping = json!({"id": "1", "from": user(), "invoice_payload": "p", "shipping_address": address});
    let invite = json!({"chat": {"id": 1, "type": "group"}, "from": user(), "date": 1, "user_chat_id": 7});
    let member = json!({"status": "member", "user": user()});
    let change = json!({
        "chat": {"id": 1, "type": "group"}, "from": user(), "date": 1, "old_chat_member": member, "new_chat_member": member,
    });
    let updates = [
        clicked("a"),
        inline_query(),
        update("chosen_inline_result", json!({"result_id": "r", "from": user(), "query": ""})),
        update("shipping_query", shipping),
        update("pre_checkout_query", query),
        update("poll", json!({"id": "1", "question": "?", "options": []})),
        update("poll_answer", json!({"poll_id": "1", "option_ids": []})),
        update("my_chat_member", change.clone()),
        update("chat_join_request", invite),
        reacted("👍"),
    ];
    for (number, update) in updates.iter().enumerate() {
        let taken = [
            takes::<CallbackQuery>(update.clone()).await,
            takes::<InlineQuery>(update.clone()).await,
            takes::<ChosenInlineResult>(update.clone()).await,
            takes::<ShippingQuery>(update.clone()).await,
            takes::<PreCheckoutQuery>(update.clone()).await,
            takes::<Poll>(update.clone()).await,
            takes::<PollAnswer>(update.clone()).await,
            takes::<ChatMemberUpdated>(update.clone()).await,
            takes::<ChatJoinRequest>(update.clone()).await,
            takes::<Reaction>(update.clone()).await,
        ];
        let wanted: Vec<bool> = (0..updates.len()).map(|other| other == number).collect();
        assert_eq!(taken.to_vec(), wanted, "{}", update.to_json());
    }
    assert!(takes::<ChatMemberUpdated>(update("chat_member", change)).await);
}

#[tokio::test]
async fn command_gives_name_target_and_arguments() {
    let command = Command::from_ctx(&ctx(message("/add@My_Bot  2 3 "))).await.expect("it is a command");
    assert_eq!((command.name(), command.target(), command.args()), ("add", Some("My_Bot"), "2 3 "));
    assert!(!takes::<Command>(message("add")).await);
}

#[tokio::test]
async fn command_is_the_one_that_was_matched_in_a_caption_or_by_another_prefix() {
    let captions = filter::command(CommandPattern::new("add").in_captions());
    let prefixed = filter::command(CommandPattern::new("add").prefixes(["!"]));
    for (filter, update, target) in
        [(captions, captioned("/add@my_bot 2"), Some("my_bot")), (prefixed, message(" !add  2"), None)]
    {
        let ctx = ctx(update);
        assert!(ctx.has(&filter));
        let command = Command::from_ctx(&ctx).await.expect("it was matched");
        assert_eq!((command.name(), command.target(), command.args()), ("add", target, "2"));
    }
}

#[tokio::test]
async fn matches_are_of_the_last_check() {
    assert!(!takes::<Matches>(message("hi")).await);
    let ctx = ctx(message("n=5"));
    assert!(ctx.has(&filter::text(regex!("n=(.)"))));
    assert_eq!(Matches::from_ctx(&ctx).await.expect("it matched").group(1), Some("5"));
}

#[tokio::test]
async fn a_part_outlives_the_context_it_came_from() {
    let text = {
        let ctx = ctx(message("hi"));
        Text::from_ctx(&ctx).await.expect("it has text")
    };
    assert_eq!(text.len(), 2);
}

#[tokio::test]
async fn option_is_none_where_the_extractor_passes() {
    let ctx = ctx(photo_only());
    assert!(Option::<Text>::from_ctx(&ctx).await.expect("an option is always there").is_none());
    assert!(Option::<Message>::from_ctx(&ctx).await.expect("an option is always there").is_some());
}

#[tokio::test]
async fn result_tells_why_there_is_none() {
    let ctx = ctx(photo_only());
    let Ok(text) = Result::<Text, Rejection>::from_ctx(&ctx).await;
    assert!(matches!(text, Err(Rejection::Pass)));
}

/// Fails with an error of its own.
#[derive(Debug)]
struct Broken;

impl FromCtx for Broken {
    type Rejection = Rejection;

    async fn from_ctx(_: &Ctx) -> Result<Self, Rejection> {
        Err(Rejection::error("the store is down"))
    }
}

#[tokio::test]
async fn option_does_not_hide_an_error() {
    let rejection = Option::<Broken>::from_ctx(&ctx(message("hi"))).await;
    assert!(matches!(rejection, Err(Rejection::Error(error)) if error.to_string() == "the store is down"));
}
