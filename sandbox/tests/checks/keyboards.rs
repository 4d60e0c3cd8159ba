//! Telegram's words for keyboards, and keyboards that have none.

use serde_json::{Value, json};

use crate::bot::{Bot, Params, Result, object};
use crate::words::each;

#[tokio::test]
async fn of_keyboards() -> Result {
    let bot = Bot::start().await?;
    let inline = |button: Value| json!({"inline_keyboard": [[button]]});
    let rows = [
        (json!({"inline_keyboard": {}}), "field \"inline_keyboard\" must be of type Array"),
        (
            json!({"inline_keyboard": [{}]}),
            "field \"inline_keyboard\" of the InlineKeyboardMarkup must be an Array of Arrays",
        ),
        (json!({"keyboard": {}}), "field \"keyboard\" must be of type Array"),
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
        (
            inline(json!({"text": "a", "callback_data": "", "url": "", "color": "red"})),
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            inline(json!({"text": "a", "url": "nowhere"})),
            "inline keyboard button URL 'nowhere' is invalid: Wrong HTTP URL",
        ),
        (
            inline(json!({"text": "a", "login_url": {"url": "http://a.org"}})),
            "inline keyboard button login URL 'http://a.org' is invalid: Only HTTPS links are allowed",
        ),
        (inline(json!({"text": "a", "web_app": {"url": "https://a.org"}})), "BUTTON_TYPE_INVALID"),
        (
            inline(json!({"text": "a", "switch_inline_query_chosen_chat": {"query": "tea"}})),
            "at least one chat type must be allowed",
        ),
        (
            json!({"keyboard": [[{"text": "a", "request_contact": true}]]}),
            "phone number can be requested in private chats only",
        ),
        (
            json!({"keyboard": [[{"text": "a", "request_location": true}]]}),
            "location can be requested in private chats only",
        ),
        (
            json!({"keyboard": [[{"text": "a", "request_poll": {}}]]}),
            "poll can be requested in private chats only",
        ),
        (
            json!({"keyboard": [[{"text": "a", "web_app": {"url": "https://a.org"}}]]}),
            "web App buttons can be used in private chats only",
        ),
        (
            json!({"keyboard": [[{"text": "a", "request_users": {"request_id": 1}}]]}),
            "users can be requested in private chats only",
        ),
        (
            json!({"keyboard": [[{"text": "a", "request_chat": {"request_id": 1, "chat_is_channel": true}}]]}),
            "chats can be requested in private chats only",
        ),
        (
            inline(json!({"text": "a", "login_url": {"url": "https://a.org", "bot_username": "no one"}})),
            "can't parse inline keyboard button: LoginUrl bot username is invalid",
        ),
        (
            json!({"inline_keyboard": vec![vec![json!({"text": "a", "callback_data": "b"}); 11]; 10]}),
            "reply markup is too long",
        ),
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
        json!({"inline_keyboard": [[{"text": "", "url": "nowhere"}]]}),
        json!({"inline_keyboard": [[{"text": 5, "switch_inline_query": ""}]]}),
        json!({"keyboard": [["a", "", {"text": "b"}], []], "resize_keyboard": true}),
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

/// The buttons under a message of the bot with such a keyboard, in a chat.
async fn shown(bot: &Bot, chat: i64, rows: Value) -> Result<Value> {
    let params = json!({"chat_id": chat, "text": "hello", "reply_markup": {"inline_keyboard": rows}});
    let answer = bot.call("sendMessage", &object(params)).await?;
    assert_eq!(answer["ok"], true, "{answer}");
    Ok(answer["result"]["reply_markup"]["inline_keyboard"].clone())
}

#[tokio::test]
async fn a_button_does_one_thing_and_is_shown_as_telegram_spells_it() -> Result {
    let bot = Bot::start().await?;
    bot.alice.send("hello").await?;
    let everywhere = json!({
        "query": "tea", "allow_user_chats": true, "allow_bot_chats": true, "allow_group_chats": true,
        "allow_channel_chats": true,
    });
    for (button, expected) in [
        (
            json!({"callback_data": "b", "url": "a.org", "pay": true, "text": "a"}),
            json!({"text": "a", "url": "http://a.org/"}),
        ),
        (json!({"text": 5, "callback_data": 6}), json!({"text": "5", "callback_data": "6"})),
        (json!({"text": "a", "url": "", "callback_data": "b"}), json!({"text": "a", "callback_data": "b"})),
        (
            json!({"text": "a", "web_app": {"url": "https://a.org"}}),
            json!({"text": "a", "web_app": {"url": "https://a.org/"}}),
        ),
        (
            json!({"text": "a", "switch_inline_query_chosen_chat": everywhere}),
            json!({"text": "a", "switch_inline_query": "tea"}),
        ),
        (
            json!({"text": "a", "switch_inline_query_chosen_chat": {"allow_bot_chats": true}}),
            json!({"text": "a", "switch_inline_query_chosen_chat": {
                "query": "", "allow_user_chats": false, "allow_bot_chats": true, "allow_group_chats": false,
                "allow_channel_chats": false,
            }}),
        ),
    ] {
        assert_eq!(shown(&bot, bot.alice.id(), json!([[button]])).await?, json!([[expected]]));
    }
    Ok(())
}

#[tokio::test]
async fn what_has_no_label_is_left_out_and_what_does_not_fit_into_a_row() -> Result {
    let bot = Bot::start().await?;
    let button = |text: &str| json!({"text": text, "callback_data": "b"});
    let rows = json!([[button(""), button("a")], [], [button("")]]);
    assert_eq!(shown(&bot, bot.group.id(), rows).await?, json!([[button("a")]]));
    assert_eq!(shown(&bot, bot.group.id(), json!([[button("")], []])).await?, Value::Null);
    let row = shown(&bot, bot.group.id(), json!([vec![button("a"); 13]])).await?;
    assert_eq!(row[0].as_array().map(Vec::len), Some(12));
    Ok(())
}

#[tokio::test]
async fn in_channels_there_are_only_buttons_under_messages_that_lead_out_of_them() -> Result {
    let bot = Bot::start().await?;
    let channel = bot.sandbox.channel("News", &[&bot.alice]).bot_admin(true);
    let say = async |markup: Value| {
        let params = json!({"chat_id": channel.id(), "text": "hello", "reply_markup": markup});
        bot.refusal("sendMessage", &object(params)).await
    };
    for markup in
        [json!({"keyboard": [["a"]]}), json!({"remove_keyboard": true}), json!({"force_reply": true})]
    {
        let refusal = say(markup.clone()).await?;
        assert_eq!(refusal.as_deref(), Some("Bad Request: inline keyboard expected"), "{markup}");
    }
    let words = "button in a channel chat, because users will not be able to use the button without \
                 knowing bot's username";
    for name in ["switch_inline_query", "switch_inline_query_current_chat"] {
        let refusal = say(json!({"inline_keyboard": [[{"text": "a", name: ""}]]})).await?;
        assert_eq!(refusal, Some(format!("Bad Request: can't use {name} {words}")));
    }
    assert_eq!(say(json!({"inline_keyboard": [[{"text": "a", "callback_data": "b"}]]})).await?, None);
    Ok(())
}

#[tokio::test]
async fn an_edit_may_have_an_inline_keyboard_or_none() -> Result {
    let bot = Bot::start().await?;
    let edit = async |text: &str, markup: Value| {
        let params = json!({
            "chat_id": bot.group.id(), "message_id": bot.message, "text": text, "reply_markup": markup,
        });
        bot.refusal("editMessageText", &object(params)).await
    };
    for markup in
        [json!({"keyboard": [["a"]]}), json!({"remove_keyboard": true}), json!({"force_reply": true})]
    {
        let refusal = edit("other", markup.clone()).await?;
        assert_eq!(refusal.as_deref(), Some("Bad Request: inline keyboard expected"), "{markup}");
    }
    for (text, markup) in [("one", json!({})), ("two", json!({"keyboard": []}))] {
        assert_eq!(edit(text, markup.clone()).await?, None, "{markup}");
    }
    Ok(())
}
