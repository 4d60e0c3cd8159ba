//! What is told as it happens.

use chappe_sandbox::Sandbox;
use serde_json::{Value, json};

use super::Result;
use super::api::{Api, buttons};
use super::events::Events;

/// A sandbox, a client and the stream of what happens from now on.
async fn followed() -> Result<(Sandbox, Api, Events)> {
    let sandbox = Sandbox::start().await?;
    let api = Api::new(&sandbox);
    sandbox.user("Alice");
    let view = api.get("/view").await?;
    let boot = view["boot"].as_str().ok_or("no boot")?;
    let events = Events::open(&api, &format!("after={}&boot={boot}", view["seq"]), None).await?;
    Ok((sandbox, api, events))
}

#[tokio::test]
async fn a_message_its_edit_a_reaction_and_its_end_are_told() -> Result {
    let (sandbox, api, mut events) = followed().await?;
    let alice = sandbox.user("Alice");
    let sent = alice.send("hello").await?;
    let told = events.of("message").await?;
    assert_eq!(told["message"]["message"]["text"], "hello");
    assert_eq!(told["message"]["chat"], format!("123456/{}", alice.id()));
    assert_eq!(told["message"]["author"], json!({"id": alice.id(), "bot": false, "name": "Alice"}));
    let update = events.of("update").await?;
    assert_eq!(update["update"]["type"], "message");
    assert_eq!(update["update"]["update"]["message"]["text"], "hello");

    alice.edit(&sent, "hello again").await?;
    assert_eq!(events.of("edited").await?["message"]["message"]["text"], "hello again");
    alice.react(&sent, "👍").await?;
    let reacted = events.of("reacted").await?;
    let reaction = json!([{"from": alice.id(), "reaction": [{"type": "emoji", "emoji": "👍"}]}]);
    assert_eq!(reacted["message"]["reactions"], reaction);
    api.bot("deleteMessage", json!({"chat_id": alice.id(), "message_id": sent.id()})).await?;
    let deleted = events.of("deleted").await?;
    assert_eq!((&deleted["chat"], &deleted["id"]), (&told["message"]["chat"], &json!(sent.id())));
    Ok(())
}

#[tokio::test]
async fn a_call_is_told_with_its_answer_and_its_time() -> Result {
    let (sandbox, api, mut events) = followed().await?;
    api.bot("sendChatAction", json!({"chat_id": sandbox.user("Alice").id(), "action": "typing"})).await?;
    assert_eq!(events.of("action").await?["action"], "typing");
    let call = events.of("call").await?["call"].clone();
    assert_eq!(
        (&call["method"], &call["ok"], &call["error"]),
        (&json!("sendChatAction"), &json!(true), &Value::Null)
    );
    assert_eq!(call["answer"], json!({"ok": true, "result": true}));
    assert!(call["micros"].as_u64().is_some_and(|micros| micros < 10_000_000), "{call}");
    let log = api.get("/view/log").await?;
    assert_eq!(log, json!({"log": [call], "more": false}));
    Ok(())
}

#[tokio::test]
async fn the_answer_to_a_button_is_told() -> Result {
    let (sandbox, api, mut events) = followed().await?;
    let alice = sandbox.user("Alice");
    api.bot("sendMessage", buttons(alice.id(), "Sure?", &["Yes"])).await?;
    let query = alice.click("Yes").await?.id();
    api.bot("answerCallbackQuery", json!({"callback_query_id": query, "text": "thanks", "show_alert": true}))
        .await?;
    let answer = events.of("answer").await?;
    assert_eq!((&answer["query"], &answer["user"]), (&json!(query), &json!(alice.id())));
    assert_eq!(
        (&answer["answer"]["text"], &answer["answer"]["show_alert"]),
        (&json!("thanks"), &json!(true))
    );
    Ok(())
}

#[tokio::test]
async fn new_people_bots_and_chats_are_told_and_so_are_changes() -> Result {
    let (sandbox, api, mut events) = followed().await?;
    let bob = sandbox.user("Bob");
    assert_eq!(events.of("user").await?["user"]["id"], bob.id());
    let group = sandbox.group("Friends", &[&bob]);
    let told = events.of("chat").await?["chat"].clone();
    assert!([json!(group.id()), json!(bob.id())].contains(&told["id"]), "{told}");
    let shop = sandbox.add_bot("Shop", "shop_bot");
    assert_eq!(events.of("bot").await?["bot"]["token"], shop.token());
    let commands = json!([{"command": "start", "description": "Begin"}]);
    api.bot("setMyCommands", json!({"commands": commands})).await?;
    assert_eq!(events.of("bot").await?["bot"]["commands"], commands);
    group.clone().bot_admin(true);
    api.bot("setChatTitle", json!({"chat_id": group.id(), "title": "Best friends"})).await?;
    loop {
        let chat = events.of("chat").await?["chat"].clone();
        if chat["title"] == "Best friends" {
            break;
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_reader_that_comes_again_misses_nothing() -> Result {
    let (sandbox, api, mut events) = followed().await?;
    let alice = sandbox.user("Alice");
    alice.send("one").await?;
    events.of("message").await?;
    let last = events.last.clone();
    drop(events);
    alice.send("two").await?;
    let mut again = Events::open(&api, "after=0", Some(&last)).await?;
    assert_eq!(again.of("message").await?["message"]["message"]["text"], "two");
    Ok(())
}

#[tokio::test]
async fn another_start_or_a_forgotten_past_is_told_first() -> Result {
    let (_sandbox, api, _) = followed().await?;
    for query in ["after=1&boot=another", "after=999999"] {
        let mut events = Events::open(&api, query, None).await?;
        assert_eq!(events.next().await?, Some(json!({"type": "reset"})), "{query}");
    }
    Ok(())
}

#[tokio::test]
async fn the_stream_ends_with_the_sandbox() -> Result {
    let (sandbox, _, mut events) = followed().await?;
    drop(sandbox);
    // Whether it is closed or cut: it does not go on.
    while let Ok(Some(_)) = events.next().await {}
    Ok(())
}
