//! Telegram's words for keyboards, and keyboards that have none.

use serde_json::{Value, json};

use crate::bot::{Bot, Params, Result};
use crate::words::each;

#[tokio::test]
async fn of_keyboards() -> Result {
    let bot = Bot::start().await?;
    let inline = |button: Value| json!({"inline_keyboard": [[button]]});
    let rows = [
        (
            json!({"inline_keyboard": {}}),
            "field \"inline_keyboard\" of the InlineKeyboardMarkup must be an Array of Arrays",
        ),
        (
            json!({"inline_keyboard": [{}]}),
            "field \"inline_keyboard\" of the InlineKeyboardMarkup must be an Array of Arrays",
        ),
        (json!({"keyboard": {}}), "field \"keyboard\" must be an Array of Arrays"),
        (json!({"keyboard": ["a"]}), "field \"keyboard\" must be an Array of Arrays"),
        (
            json!({"keyboard": [[5]]}),
            "can't parse keyboard button: KeyboardButton must be a String or an Object",
        ),
        (
            json!({"keyboard": [[{"text": {}}]]}),
            "can't parse keyboard button: Field \"text\" must be of type String",
        ),
        (inline(json!("a")), "can't parse inline keyboard button: InlineKeyboardButton must be an Object"),
        (inline(json!({"url": "a.org"})), "can't parse inline keyboard button: Can't find field \"text\""),
        (
            inline(json!({"text": [], "url": "a.org"})),
            "can't parse inline keyboard button: Field \"text\" must be of type String",
        ),
        (
            inline(json!({"text": "a"})),
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (inline(json!({"text": "a", "callback_data": "x".repeat(65)})), "BUTTON_DATA_INVALID"),
        (inline(json!({"text": "a", "callback_data": "я".repeat(33)})), "BUTTON_DATA_INVALID"),
        (inline(json!({"text": "a", "callback_data": ""})), "BUTTON_DATA_INVALID"),
        (inline(json!({"text": "a", "url": ""})), "BUTTON_URL_INVALID"),
        (
            inline(json!({"text": "a", "url": "nowhere"})),
            "inline keyboard button URL 'nowhere' is invalid: Wrong HTTP URL",
        ),
        (inline(json!({"text": "", "url": "a.org"})), "BUTTON_TEXT_INVALID"),
        (
            inline(json!({"text": "a", "login_url": {"url": "https://a.org", "bot_username": "no one"}})),
            "can't parse inline keyboard button: LoginUrl bot username is invalid",
        ),
        (
            json!({"inline_keyboard": vec![vec![json!({"text": "a", "callback_data": "b"}); 11]; 10]}),
            "reply markup is too long",
        ),
        (json!({"keyboard": vec![vec!["a"; 31]; 10]}), "reply markup is too long"),
    ];
    for (markup, words) in rows {
        each(&bot, &[("sendMessage", "reply_markup", markup, words)]).await?;
    }
    Ok(())
}

#[tokio::test]
async fn of_keyboards_that_are_right_there_are_none() -> Result {
    let bot = Bot::start().await?;
    for markup in [
        json!({}),
        json!({"inline_keyboard": []}),
        json!({"inline_keyboard": [[]]}),
        json!({"inline_keyboard": [[{"text": "a", "callback_data": "x".repeat(64)}]]}),
        json!({"inline_keyboard": [[{"text": "a", "url": "tg://user?id=5"}]]}),
        json!({"inline_keyboard": [[{"text": 5, "switch_inline_query": ""}]]}),
        json!({"keyboard": [["a", {"text": "b", "request_contact": true}]], "resize_keyboard": true}),
        json!({"remove_keyboard": true}),
        json!({"force_reply": true, "input_field_placeholder": "name"}),
    ] {
        let mut params = Params::new();
        params.insert("chat_id".into(), bot.group.id().into());
        params.insert("text".into(), "hello".into());
        params.insert("reply_markup".into(), markup.clone());
        assert_eq!(bot.refusal("sendMessage", &params).await?, None, "{markup}");
    }
    Ok(())
}
