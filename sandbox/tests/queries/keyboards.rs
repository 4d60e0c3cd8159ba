//! Reply keyboards: for whom they stand, how long, and what their buttons send.

use chappe_sandbox::{Poll, Sandbox};
use serde_json::{Value, json};

use super::client::{Result, asked, call, only};

async fn say(sandbox: &Sandbox, chat: i64, text: &str, markup: Value) -> Result<Value> {
    call(sandbox, "sendMessage", json!({"chat_id": chat, "text": text, "reply_markup": markup})).await
}

#[tokio::test]
async fn a_keyboard_stands_until_another_comes_or_it_is_removed() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    asked(&sandbox, &alice, json!({"keyboard": [["A"]]})).await?;
    alice.click("A").await?;
    alice.click("A").await?;
    asked(&sandbox, &alice, json!({"keyboard": [["B"]], "input_field_placeholder": "which?"})).await?;
    let standing = alice.keyboard().ok_or("no keyboard")?;
    assert_eq!(standing["keyboard"], json!([["B"]]));
    assert_eq!(standing["input_field_placeholder"], "which?");
    asked(&sandbox, &alice, json!({"remove_keyboard": true})).await?;
    assert_eq!(alice.keyboard(), None);
    Ok(())
}

#[tokio::test]
async fn a_keyboard_for_one_time_is_gone_after_use() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let message =
        asked(&sandbox, &alice, json!({"keyboard": [["A"], ["B"]], "one_time_keyboard": true})).await?;
    assert_eq!(alice.click("B").await?.message().map(|sent| sent.text().to_owned()).as_deref(), Some("B"));
    assert_eq!(alice.keyboard(), None);
    assert!(alice.click_on(&message, "A").await.is_err(), "a keyboard was pressed that is gone");
    Ok(())
}

#[tokio::test]
async fn a_keyboard_goes_with_its_message() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let message = asked(&sandbox, &alice, json!({"keyboard": [["A"]]})).await?;
    call(&sandbox, "deleteMessage", json!({"chat_id": alice.id(), "message_id": message.id()})).await?;
    assert_eq!(alice.keyboard(), None);
    Ok(())
}

#[tokio::test]
async fn a_selective_keyboard_is_for_those_who_are_named_or_answered() -> Result {
    let sandbox = Sandbox::start().await?;
    let [alice, bob, carol] = ["Alice", "Bob", "Carol"].map(|name| sandbox.user(name));
    let group = sandbox.group("Friends", &[&alice, &bob, &carol]);
    let asks = bob.send_to(&group, "/me").await?;
    let params = json!({
        "chat_id": group.id(),
        "text": "🙂 this is for @carol",
        "reply_parameters": {"message_id": asks.id()},
        "reply_markup": {"keyboard": [["mine"]], "selective": true},
    });
    call(&sandbox, "sendMessage", params).await?;
    assert!(bob.keyboard_in(&group).is_some(), "whose message is answered");
    assert!(carol.keyboard_in(&group).is_some(), "who is mentioned");
    assert_eq!(alice.keyboard_in(&group), None);
    Ok(())
}

#[tokio::test]
async fn a_pressed_key_answers_its_message_in_a_group() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let group = sandbox.group("Friends", &[&alice]);
    let sent = say(&sandbox, group.id(), "pick", json!({"keyboard": [["A"]]})).await?;
    alice.click("A").await?;
    assert_eq!(only(&sandbox, "message").await?["reply_to_message"]["message_id"], sent["message_id"]);
    Ok(())
}

#[tokio::test]
async fn a_forced_reply_makes_the_next_message_a_reply() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let asks = asked(&sandbox, &alice, json!({"force_reply": true})).await?;
    let first = alice.send("Alice").await?;
    assert_eq!(first.reply_to().map(|to| to["message_id"].clone()), Some(asks.id().into()));
    assert_eq!(alice.send("and more").await?.reply_to(), None);
    asked(&sandbox, &alice, json!({"force_reply": true})).await?;
    alice.dismiss_reply();
    assert_eq!(alice.send("no").await?.reply_to(), None);
    Ok(())
}

#[tokio::test]
async fn keys_share_the_contact_and_the_place() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let keys =
        json!([[{"text": "phone", "request_contact": true}], [{"text": "place", "request_location": true}]]);
    asked(&sandbox, &alice, json!({"keyboard": keys})).await?;
    alice.click("phone").await?;
    let told = only(&sandbox, "message").await?;
    assert_eq!(told["contact"]["user_id"], alice.id());
    assert!(told.get("text").is_none());
    alice.click("place").await?;
    assert!(only(&sandbox, "message").await?["location"]["latitude"].is_number());
    alice.share_location(-33.9, 18.4).await?;
    assert_eq!(only(&sandbox, "message").await?["location"]["latitude"], -33.9);
    Ok(())
}

#[tokio::test]
async fn users_are_shared_as_the_key_asks() -> Result {
    let sandbox = Sandbox::start().await?;
    let (alice, bob) = (sandbox.user("Alice"), sandbox.user("Bob"));
    let rich = sandbox.user_with("Rich").premium().create();
    let wish = json!({"request_id": 5, "user_is_premium": false, "max_quantity": 2, "request_name": true});
    asked(&sandbox, &alice, json!({"keyboard": [[{"text": "who", "request_users": wish}]]})).await?;
    alice.share_users(&[&bob]).await?;
    assert_eq!(
        only(&sandbox, "message").await?["users_shared"],
        json!({"request_id": 5, "users": [{"user_id": bob.id(), "first_name": "Bob"}]})
    );
    assert!(alice.share_users(&[&rich]).await.is_err(), "Premium was not asked for");
    assert!(alice.share_users(&[&bob, &bob, &bob]).await.is_err(), "three are too many");
    alice.click("who").await?;
    assert_eq!(only(&sandbox, "message").await?["users_shared"]["users"][0]["user_id"], bob.id());
    Ok(())
}

#[tokio::test]
async fn a_chat_is_shared_as_the_key_asks() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let (group, channel) = (sandbox.group("Friends", &[&alice]), sandbox.channel("News", &[&alice]));
    let wish = json!({"request_id": 6, "chat_is_channel": true, "request_title": true});
    asked(&sandbox, &alice, json!({"keyboard": [[{"text": "where", "request_chat": wish}]]})).await?;
    assert!(alice.share_chat(&group).await.is_err(), "a channel is asked for");
    alice.share_chat(&channel).await?;
    let shared = json!({"request_id": 6, "chat_id": channel.id(), "title": "News"});
    assert_eq!(only(&sandbox, "message").await?["chat_shared"], shared);
    Ok(())
}

#[tokio::test]
async fn a_poll_is_made_of_the_type_that_the_key_asks_for() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let (poll, quiz) = (Poll::new("Tea?", ["Yes", "No"]), Poll::new("2 + 3?", ["5", "6"]).quiz(0));
    assert!(alice.share_poll(&poll).await.is_err(), "nothing is asked for");
    for (asked_for, fits, misfits) in [
        (json!({"type": "quiz"}), &quiz, Some(&poll)),
        (json!({"type": "regular"}), &poll, Some(&quiz)),
        (json!({}), &quiz, None),
    ] {
        let key = json!({"text": "ask", "request_poll": asked_for});
        let markup = json!({"keyboard": [[key]], "one_time_keyboard": true});
        asked(&sandbox, &alice, markup).await?;
        if let Some(misfits) = misfits {
            assert!(alice.share_poll(misfits).await.is_err(), "{asked_for}");
        }
        let sent = alice.share_poll(fits).await?;
        assert_eq!(only(&sandbox, "message").await?["poll"]["id"], sent.field("poll")["id"]);
        assert_eq!(alice.keyboard(), None, "it was for one time");
    }
    Ok(())
}
