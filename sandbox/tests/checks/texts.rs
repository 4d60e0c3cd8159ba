//! The limits of texts count what is left of the markup.

use serde_json::{Value, json};

use crate::bot::{Bot, Result, object};

#[tokio::test]
async fn a_text_is_measured_without_its_markup() -> Result {
    let bot = Bot::start().await?;
    let send = async |text: String, mode: &str| {
        bot.refusal(
            "sendMessage",
            &object(json!({"chat_id": bot.alice.id(), "text": text, "parse_mode": mode})),
        )
        .await
    };
    assert_eq!(send(format!("<b>{}</b>", "x".repeat(4096)), "HTML").await?, None);
    assert_eq!(send("&lt;".repeat(4096), "HTML").await?, None);
    assert_eq!(send("\\.".repeat(4096), "MarkdownV2").await?, None);
    let too_long = Some("Bad Request: message is too long".to_owned());
    assert_eq!(send(format!("<b>{}</b>", "x".repeat(4097)), "HTML").await?, too_long);
    assert_eq!(send("😀".repeat(2048), "").await?, None);
    assert_eq!(send("😀".repeat(2049), "").await?, too_long);
    assert_eq!(send(format!("  {}\n", "x".repeat(4096)), "").await?, None);
    assert_eq!(send("x".repeat(32_769), "").await?, Some("Bad Request: text is too long".to_owned()));
    Ok(())
}

#[tokio::test]
async fn a_text_of_nothing_is_empty() -> Result {
    let bot = Bot::start().await?;
    for (text, mode) in
        [("<b></b>", "HTML"), ("<i> \n</i>", "HTML"), ("__ __", "MarkdownV2"), ("\t\u{200b}", "")]
    {
        let params = json!({"chat_id": bot.alice.id(), "text": text, "parse_mode": mode});
        let words = bot.refusal("sendMessage", &object(params)).await?;
        assert_eq!(words.as_deref(), Some("Bad Request: message text is empty"), "{text:?}");
    }
    Ok(())
}

#[tokio::test]
async fn entities_are_given_sorted_and_nested() -> Result {
    let bot = Bot::start().await?;
    let entities = json!([
        {"type": "italic", "offset": "6", "length": 5},
        {"type": "bold", "offset": 0, "length": 11},
        {"type": "text_link", "offset": 0, "length": 5, "url": "example.org"},
        {"type": "unheard_of", "offset": 0, "length": 5},
        {"type": "mention", "offset": 0, "length": 5},
    ]);
    let params = json!({"chat_id": bot.alice.id(), "text": "hello world", "entities": entities});
    let sent = bot.call("sendMessage", &object(params)).await?;
    let kinds: Vec<_> = sent["result"]["entities"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|entity| {
            (
                entity["type"].as_str().unwrap_or_default(),
                entity["offset"].as_u64(),
                entity["length"].as_u64(),
            )
        })
        .collect();
    let at = |offset: u64, length: u64| (Some(offset), Some(length));
    // Nothing marks the blank between the words.
    let expected = [("text_link", at(0, 5)), ("bold", at(0, 5)), ("bold", at(6, 5)), ("italic", at(6, 5))];
    assert_eq!(kinds, expected.map(|(kind, (offset, length))| (kind, offset, length)));
    Ok(())
}

#[tokio::test]
async fn wrong_entities_are_refused() -> Result {
    let bot = Bot::start().await?;
    for (entity, words) in [
        (
            json!({"type": "bold", "offset": 0, "length": 9}),
            "entity beginning at UTF-16 offset 0 ends after the end of the text at UTF-16 offset 9",
        ),
        (
            json!({"type": "bold", "offset": 2, "length": 1}),
            "entity begins in a middle of a UTF-16 symbol at byte offset 5",
        ),
        (json!({"type": "bold", "offset": -1, "length": 1}), "receive an entity with incorrect offset -1"),
        (
            json!({"type": "text_link", "offset": 0, "length": 1, "url": "x"}),
            "entity URL 'x' is invalid: Wrong HTTP URL",
        ),
    ] {
        let params = json!({"chat_id": bot.alice.id(), "text": "a😀b", "entities": [entity]});
        let found = bot.refusal("sendMessage", &object(params)).await?;
        assert_eq!(found, Some(format!("Bad Request: {words}")));
    }
    // What cannot be read is ignored.
    for entities in [json!("{broken"), json!(7), json!([{"type": "bold"}])] {
        let params = json!({"chat_id": bot.alice.id(), "text": "a", "entities": entities});
        assert_eq!(bot.refusal("sendMessage", &object(params)).await?, None, "{entities}");
    }
    Ok(())
}

#[tokio::test]
async fn a_hundred_entities_stay() -> Result {
    let bot = Bot::start().await?;
    let text = "<b>a</b> ".repeat(150);
    let params = json!({"chat_id": bot.alice.id(), "text": text, "parse_mode": "HTML"});
    let sent = bot.call("sendMessage", &object(params)).await?;
    assert_eq!(sent["result"]["entities"].as_array().map(Vec::len), Some(100));
    assert_eq!(sent["result"]["text"].as_str().map(str::len), Some(299));
    Ok(())
}

#[tokio::test]
async fn markup_is_refused_in_every_text() -> Result {
    let bot = Bot::start().await?;
    let chat = bot.group.id();
    for (method, params) in [
        ("sendMessage", json!({"text": "<b>"})),
        ("sendPhoto", json!({"photo": "https://example.org/a.jpg", "caption": "<b>"})),
        ("editMessageText", json!({"message_id": bot.message, "text": "<b>"})),
        ("sendPoll", json!({"question": "<b>", "question_parse_mode": "HTML", "options": ["a", "b"]})),
    ] {
        let mut params: Value = params;
        params["chat_id"] = chat.into();
        params["parse_mode"] = "HTML".into();
        let words = bot.refusal(method, &object(params)).await?;
        let expected =
            "Bad Request: can't parse entities: Can't find end tag corresponding to start tag \"b\"";
        assert_eq!(words.as_deref(), Some(expected), "{method}");
    }
    Ok(())
}
