//! What bots prepare for users, to be offered by a Web App: messages and buttons.

use std::time::Duration;

use chappe_sandbox::{Sandbox, User};
use serde_json::{Value, json};

use super::client::{Result, call, only, refused};
use super::inline::article;

async fn save(sandbox: &Sandbox, user: &User, button: Value) -> Result<String> {
    let params = json!({"user_id": user.id(), "button": button});
    let saved = call(sandbox, "savePreparedKeyboardButton", params).await?;
    Ok(saved["id"].as_str().ok_or("no id")?.to_owned())
}

fn people() -> Value {
    json!({"text": "Who?", "request_users": {"request_id": 7, "user_is_bot": false, "request_name": true}})
}

#[tokio::test]
async fn a_prepared_message_is_for_its_user_and_its_chats() -> Result {
    let sandbox = Sandbox::start().await?;
    let (alice, bob) = (sandbox.user("Alice"), sandbox.user("Bob"));
    let group = sandbox.group("Friends", &[&alice, &bob]);
    let params =
        json!({"user_id": alice.id(), "result": article("1", "prepared"), "allow_group_chats": true});
    let saved = call(&sandbox, "savePreparedInlineMessage", params).await?;
    let id = saved["id"].as_str().ok_or("no id")?;
    assert!(bob.send_prepared(id, Some(&group)).await.is_err(), "it is for Alice");
    assert!(alice.send_prepared(id, None).await.is_err(), "it is for groups");
    let sent = alice.send_prepared(id, Some(&group)).await?;
    assert_eq!(sent.text(), "prepared");
    sandbox.advance(Duration::from_secs(90_000));
    assert!(alice.send_prepared(id, Some(&group)).await.is_err(), "its time is over");
    Ok(())
}

#[tokio::test]
async fn a_prepared_button_gives_what_it_asks_for() -> Result {
    let sandbox = Sandbox::start().await?;
    let (alice, bob, carol) = (sandbox.user("Alice"), sandbox.user("Bob"), sandbox.user("Carol"));
    let id = save(&sandbox, &alice, people()).await?;
    let button = json!({"id": id, "bot": only_bot(&sandbox), "button": people()});
    assert_eq!(alice.prepared(), [button]);
    assert!(bob.press_prepared(&id).await.is_err(), "it is for Alice");
    let pressed = alice.press_prepared(&id).await?;
    let told = only(&sandbox, "message").await?;
    assert_eq!(pressed.message().map(chappe_sandbox::Message::id), told["message_id"].as_i64());
    assert_eq!(
        told["users_shared"],
        json!({"request_id": 7, "users": [{"user_id": bob.id(), "first_name": "Bob"}]})
    );
    alice.share_users(&[&carol]).await?;
    assert_eq!(only(&sandbox, "message").await?["users_shared"]["users"][0]["user_id"], carol.id());
    sandbox.advance(Duration::from_secs(90_000));
    assert!(alice.press_prepared(&id).await.is_err(), "its time is over");
    assert!(alice.prepared().is_empty());
    Ok(())
}

fn only_bot(sandbox: &Sandbox) -> i64 {
    sandbox.bots()[0].id()
}

#[tokio::test]
async fn a_prepared_button_makes_a_bot() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    save(&sandbox, &alice, json!({"text": "Bot", "request_managed_bot": {"request_id": 1}})).await?;
    let made = alice.create_managed_bot("Shop", "shop_bot").await?;
    assert_eq!(call(&sandbox, "getManagedBotToken", json!({"user_id": made.id()})).await?, made.token());
    Ok(())
}

#[tokio::test]
async fn only_buttons_that_ask_for_something_are_prepared() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    for (user, button, words) in [
        (alice.id(), json!({"text": "plain"}), "Bad Request: BUTTON_TYPE_INVALID"),
        (alice.id(), json!({"text": "phone", "request_contact": true}), "Bad Request: BUTTON_TYPE_INVALID"),
        (77, people(), "Bad Request: user not found"),
    ] {
        let params = json!({"user_id": user, "button": button});
        assert_eq!(refused(&sandbox, "savePreparedKeyboardButton", params).await?, words);
    }
    Ok(())
}
