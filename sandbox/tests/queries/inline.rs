//! Inline mode: queries, results and the messages that become of them.

use std::time::Duration;

use chappe_sandbox::Sandbox;
use serde_json::{Value, json};

use super::client::{Result, TOO_OLD, call, only, refused, updates};

pub(crate) fn article(id: &str, text: &str) -> Value {
    json!({"type": "article", "id": id, "title": text, "input_message_content": {"message_text": text}})
}

fn with_keyboard(mut result: Value) -> Value {
    result["reply_markup"] = json!({"inline_keyboard": [[{"text": "Like", "callback_data": "l"}]]});
    result
}

/// A sandbox where Alice has asked, and the query's identifier.
async fn asking() -> Result<(Sandbox, String)> {
    let sandbox = Sandbox::start().await?;
    let asked = sandbox.user("Alice").asks("q").ask().await?;
    Ok((sandbox, asked.id()))
}

#[tokio::test]
async fn a_chosen_result_is_sent_and_told() -> Result {
    let sandbox = Sandbox::start().await?;
    let (alice, bob) = (sandbox.user("Alice"), sandbox.user("Bob"));
    let group = sandbox.supergroup("Friends", &[&alice, &bob]);
    let asked = alice.asks("cats").in_group(&group).from_place(46.5, 6.6).ask().await?;
    let query = only(&sandbox, "inline_query").await?;
    assert_eq!(
        (&query["query"], &query["offset"], &query["chat_type"]),
        (&json!("cats"), &json!(""), &json!("supergroup"))
    );
    assert_eq!(query["location"]["latitude"], 46.5);
    let results = [with_keyboard(article("a", "*Tom*")), article("b", "Felix")];
    call(&sandbox, "answerInlineQuery", json!({"inline_query_id": query["id"], "results": results})).await?;

    let offered = asked.results().await?;
    assert_eq!(offered.titles(), ["*Tom*", "Felix"]);
    let sent = offered.choose(0).await?;
    assert_eq!((sent.text(), sent.chat_id()), ("*Tom*", group.id()));
    assert_eq!(sent.field("via_bot")["username"], "sandbox_bot");
    let chosen = only(&sandbox, "chosen_inline_result").await?;
    assert_eq!((&chosen["result_id"], &chosen["query"]), (&json!("a"), &json!("cats")));
    assert!(chosen["inline_message_id"].is_string());
    offered.choose_titled("Felix").await?;
    let chosen = only(&sandbox, "chosen_inline_result").await?;
    assert!(chosen.get("inline_message_id").is_none(), "without a keyboard nothing can be edited");
    Ok(())
}

#[tokio::test]
async fn an_inline_message_is_edited_by_its_identifier() -> Result {
    let (sandbox, id) = asking().await?;
    let (alice, bob) = (sandbox.user("Alice"), sandbox.user("Bob"));
    let asked = alice.asks("x").in_chat_with(&bob).ask().await?;
    assert_eq!(updates(&sandbox).await?[1]["inline_query"]["chat_type"], "private");
    let results = json!([with_keyboard(article("a", "before"))]);
    call(&sandbox, "answerInlineQuery", json!({"inline_query_id": asked.id(), "results": results})).await?;
    let sent = asked.results().await?.choose(0).await?;
    let inline_message_id = only(&sandbox, "chosen_inline_result").await?["inline_message_id"].clone();

    let seen = bob.next_message().await?;
    bob.click_on(&seen, "Like").await?;
    let query = only(&sandbox, "callback_query").await?;
    assert_eq!(query["inline_message_id"], inline_message_id);
    assert!(query.get("message").is_none(), "the bot does not see that chat");

    let edit = json!({"inline_message_id": inline_message_id, "text": "after"});
    assert_eq!(call(&sandbox, "editMessageText", edit.clone()).await?, true);
    let now = sent.now().ok_or("it is gone")?;
    assert_eq!((now.text(), now.buttons().len()), ("after", 0));
    assert_eq!(bob.next_edit().await?.text(), "after");
    let description = refused(&sandbox, "editMessageText", edit).await?;
    assert!(description.starts_with("Bad Request: message is not modified"), "{description}");
    let unknown = json!({"inline_message_id": id, "text": "x"});
    assert_eq!(refused(&sandbox, "editMessageText", unknown).await?, "Bad Request: MESSAGE_ID_INVALID");
    Ok(())
}

#[tokio::test]
async fn results_become_messages_of_their_kind() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let stored = alice.send_photo(chappe_sandbox::User::fixture(), "").await?;
    let file_id = stored.photo()[0]["file_id"].clone();
    let sticker = alice.send_sticker("🙂").await?.field("sticker")["file_id"].clone();
    let web = "https://example.org/x";
    let results = json!([
        {"type": "photo", "id": "1", "photo_url": web, "thumbnail_url": web, "caption": "<b>c</b>",
         "parse_mode": "HTML"},
        {"type": "photo", "id": "2", "photo_file_id": file_id},
        {"type": "gif", "id": "3", "gif_url": web, "thumbnail_url": web},
        {"type": "mpeg4_gif", "id": "4", "mpeg4_url": web, "thumbnail_url": web},
        {"type": "video", "id": "5", "video_url": web, "mime_type": "video/mp4", "thumbnail_url": web,
         "title": "v", "video_duration": 7},
        {"type": "audio", "id": "6", "audio_url": web, "title": "a", "performer": "p"},
        {"type": "voice", "id": "7", "voice_url": web, "title": "v"},
        {"type": "document", "id": "8", "title": "d", "document_url": web, "mime_type": "application/pdf"},
        {"type": "sticker", "id": "9", "sticker_file_id": sticker},
        {"type": "location", "id": "10", "latitude": 1.5, "longitude": 2.5, "title": "l"},
        {"type": "venue", "id": "11", "latitude": 1.5, "longitude": 2.5, "title": "v", "address": "a"},
        {"type": "contact", "id": "12", "phone_number": "+1", "first_name": "D"},
        {"type": "article", "id": "13", "title": "i", "input_message_content": {
            "title": "Tea", "description": "green", "payload": "p", "currency": "XTR",
            "prices": [{"label": "Tea", "amount": 5}]}},
        {"type": "contact", "id": "14", "phone_number": "+1", "first_name": "D",
         "input_message_content": {"message_text": "instead"}},
    ]);
    let asked = alice.asks("all").ask().await?;
    call(&sandbox, "answerInlineQuery", json!({"inline_query_id": asked.id(), "results": results})).await?;
    let offered = asked.results().await?;
    let fields = [
        "photo",
        "photo",
        "animation",
        "animation",
        "video",
        "audio",
        "voice",
        "document",
        "sticker",
        "location",
        "venue",
        "contact",
        "invoice",
        "text",
    ];
    assert_eq!(offered.len(), fields.len());
    let mut sent = Vec::new();
    for (index, field) in fields.into_iter().enumerate() {
        let message = offered.choose(index).await?;
        assert!(!message.field(field).is_null(), "{field}: {}", message.json());
        sent.push(message);
    }
    assert_eq!((sent[0].caption(), sent[0].entities()[0]["type"].as_str()), ("c", Some("bold")));
    assert_eq!(sent[4].field("video")["duration"], 7);
    assert_eq!(sent[12].field("invoice")["total_amount"], 5);
    assert!(sent[13].field("contact").is_null());
    Ok(())
}

#[tokio::test]
async fn wrong_results_are_refused_in_telegrams_words() -> Result {
    let (sandbox, id) = asking().await?;
    let text = json!({"message_text": "t"});
    let parse = "Bad Request: can't parse inline query result: ";
    let long = "x".repeat(65);
    for (results, words) in [
        (json!({}), "Bad Request: expected an Array of inline query results".to_owned()),
        (json!(vec![article("a", "t"); 51]), "Bad Request: too many inline query results specified".into()),
        (json!(["x"]), format!("{parse}Inline query result must be an object")),
        (json!([{"type": "article"}]), format!("{parse}Can't find field \"id\"")),
        (
            json!([{"type": "", "id": "1"}]),
            format!("{parse}type \"\" is unsupported for the inline query result"),
        ),
        (
            json!([{"type": "article", "id": "1", "title": "t"}]),
            format!("{parse}Can't find field \"message_text\""),
        ),
        (
            json!([{"type": "article", "id": "1", "title": "t", "input_message_content": {}}]),
            format!("{parse}Input message content is not specified"),
        ),
        (
            json!([{"type": "article", "id": "1", "title": "t", "input_message_content": {"message_text": ""}}]),
            format!("{parse}Input message content is not specified"),
        ),
        (
            json!([{"type": "article", "id": "1", "title": 5, "input_message_content": text}]),
            format!("{parse}Field \"title\" must be of type String"),
        ),
        (json!([article("a", "t"), article("a", "u")]), "Bad Request: RESULT_ID_DUPLICATE".into()),
        (json!([article(&long, "t")]), "Bad Request: RESULT_ID_INVALID".into()),
        (json!([article("", "t")]), "Bad Request: RESULT_ID_INVALID".into()),
        (
            json!([{"type": "photo", "id": "1", "photo_url": "https://a.org/x"}]),
            "Bad Request: PHOTO_THUMB_URL_EMPTY".into(),
        ),
        (
            json!([{
                "type": "document", "id": "1", "title": "t", "document_url": "https://a.org/x", "mime_type": "text/plain",
            }]),
            "Bad Request: unallowed document MIME type".into(),
        ),
        (
            json!([{
                "type": "video", "id": "1", "title": "t", "video_url": "https://a.org/x", "mime_type": "video/webm",
                "thumbnail_url": "https://a.org/x",
            }]),
            "Bad Request: unallowed video MIME type".into(),
        ),
    ] {
        let params = json!({"inline_query_id": id, "results": results});
        assert_eq!(refused(&sandbox, "answerInlineQuery", params.clone()).await?, words, "{params}");
    }
    let mut bold = article("a", "t");
    bold["input_message_content"] = json!({"message_text": "<b>", "parse_mode": "HTML"});
    let params = json!({"inline_query_id": id, "results": [bold]});
    let words = refused(&sandbox, "answerInlineQuery", params).await?;
    assert!(words.starts_with(&format!("{parse}Can't parse entities: ")), "{words}");
    Ok(())
}

#[tokio::test]
async fn a_query_is_answered_once_and_in_time() -> Result {
    let (sandbox, id) = asking().await?;
    let answer = |id: &str| json!({"inline_query_id": id, "results": [], "cache_time": 0});
    call(&sandbox, "answerInlineQuery", answer(&id)).await?;
    assert_eq!(refused(&sandbox, "answerInlineQuery", answer(&id)).await?, TOO_OLD);
    let late = sandbox.user("Alice").asks("late").ask().await?;
    sandbox.advance(Duration::from_secs(31));
    assert_eq!(refused(&sandbox, "answerInlineQuery", answer(&late.id())).await?, TOO_OLD);
    Ok(())
}

#[tokio::test]
async fn results_come_page_by_page() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let asked = alice.asks("p").ask().await?;
    let page = json!({"inline_query_id": asked.id(), "results": [article("1", "one")], "next_offset": "1"});
    call(&sandbox, "answerInlineQuery", page).await?;
    let first = asked.results().await?;
    updates(&sandbox).await?;
    let (second, ()) =
        tokio::try_join!(async { Ok::<_, Box<dyn std::error::Error>>(first.more().await?) }, async {
            let query = call(&sandbox, "getUpdates", json!({"timeout": 5})).await?[0]["inline_query"].clone();
            assert_eq!(query["offset"], "1");
            let page = json!({"inline_query_id": query["id"], "results": [article("2", "two")]});
            call(&sandbox, "answerInlineQuery", page).await?;
            Ok(())
        })?;
    assert_eq!(second.titles(), ["two"]);
    assert!(second.more().await.is_err(), "the bot said that this is all");
    Ok(())
}

#[tokio::test]
async fn an_answer_is_kept_for_everybody_or_for_one() -> Result {
    let sandbox = Sandbox::start().await?;
    let (alice, bob) = (sandbox.user("Alice"), sandbox.user("Bob"));
    for (query, personal) in [("all", false), ("own", true)] {
        let asked = alice.asks(query).ask().await?;
        let params = json!({
            "inline_query_id": asked.id(), "results": [article("1", "t")],
            "cache_time": 60, "is_personal": personal,
        });
        call(&sandbox, "answerInlineQuery", params).await?;
        assert_eq!(alice.asks(query).ask().await?.update_id(), None, "{query}");
        assert_eq!(bob.asks(query).ask().await?.update_id().is_some(), personal, "{query}");
    }
    sandbox.advance(Duration::from_secs(61));
    assert!(bob.asks("all").ask().await?.update_id().is_some(), "the time is over");
    Ok(())
}

#[tokio::test]
async fn the_button_above_the_results_has_one_purpose() -> Result {
    let (sandbox, id) = asking().await?;
    let with = |button: Value| json!({"inline_query_id": id, "results": [], "button": button});
    let bad = "Bad Request: can't parse inline query results button: ";
    for (button, words) in [
        (json!([]), format!("{bad}InlineQueryResultsButton must be an Object")),
        (
            json!({"text": "more"}),
            format!("{bad}InlineQueryResultsButton must have exactly one optional field"),
        ),
        (json!({"text": "more", "start_parameter": "a b"}), "Bad Request: START_PARAM_INVALID".into()),
    ] {
        assert_eq!(refused(&sandbox, "answerInlineQuery", with(button)).await?, words);
    }
    let two = json!({"text": "more", "start_parameter": "go", "web_app": {"url": "https://a.org"}});
    call(&sandbox, "answerInlineQuery", with(two)).await?;
    Ok(())
}

#[tokio::test]
async fn a_bot_without_feedback_is_not_told_what_is_chosen() -> Result {
    let (sandbox, _) = asking().await?;
    sandbox.inline_feedback(false);
    let asked = sandbox.user("Alice").asks("more").ask().await?;
    let results = json!([with_keyboard(article("a", "t"))]);
    call(&sandbox, "answerInlineQuery", json!({"inline_query_id": asked.id(), "results": results})).await?;
    asked.results().await?.choose(0).await?;
    let told = updates(&sandbox).await?;
    assert!(told.iter().all(|update| update.get("chosen_inline_result").is_none()), "{told:?}");
    Ok(())
}

#[tokio::test]
async fn a_game_of_inline_mode_is_played_and_scored() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let asked = alice.asks("game").ask().await?;
    let results = json!([{"type": "game", "id": "1", "game_short_name": "lumber"}]);
    call(&sandbox, "answerInlineQuery", json!({"inline_query_id": asked.id(), "results": results})).await?;
    let sent = asked.results().await?.choose(0).await?;
    let id = only(&sandbox, "chosen_inline_result").await?["inline_message_id"].clone();
    alice.click_on(&sent, "Play lumber").await?;
    let query = only(&sandbox, "callback_query").await?;
    assert_eq!((&query["game_short_name"], &query["inline_message_id"]), (&json!("lumber"), &id));
    let score = json!({"user_id": alice.id(), "score": 5, "inline_message_id": id});
    assert_eq!(call(&sandbox, "setGameScore", score).await?, true);
    let scores = json!({"user_id": alice.id(), "inline_message_id": id});
    assert_eq!(call(&sandbox, "getGameHighScores", scores).await?[0]["score"], 5);
    Ok(())
}

#[tokio::test]
async fn an_invoice_of_inline_mode_is_asked_to_be_paid() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let asked = alice.asks("tea").ask().await?;
    let content = json!({"title": "Tea", "description": "green", "payload": "p-1", "currency": "XTR",
        "prices": [{"label": "Tea", "amount": 5}]});
    let results = json!([{"type": "article", "id": "1", "title": "Tea", "input_message_content": content}]);
    call(&sandbox, "answerInlineQuery", json!({"inline_query_id": asked.id(), "results": results})).await?;
    let sent = asked.results().await?.choose(0).await?;
    updates(&sandbox).await?;
    let paying = {
        let alice = alice.clone();
        tokio::spawn(async move { alice.pay(&sent).await.map(drop) })
    };
    let query = call(&sandbox, "getUpdates", json!({"timeout": 5})).await?[0]["pre_checkout_query"].clone();
    assert_eq!((&query["invoice_payload"], &query["total_amount"]), (&json!("p-1"), &json!(5)));
    call(&sandbox, "answerPreCheckoutQuery", json!({"pre_checkout_query_id": query["id"], "ok": true}))
        .await?;
    paying.await??;
    Ok(())
}
