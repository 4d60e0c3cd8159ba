//! Business: a bot that answers for a user.

use std::time::Duration;

use chappe_sandbox::{BusinessConnection, Sandbox, User};
use serde_json::{Value, json};

use super::client::{Result, call, only, refused, updates};

/// A shop that has connected the bot with these rights, and a customer.
async fn shop(rights: &[&str]) -> Result<(Sandbox, User, User, BusinessConnection)> {
    let sandbox = Sandbox::start().await?;
    let (shop, bob) = (sandbox.user("Shop"), sandbox.user("Bob"));
    let connection = shop.connect_business(rights).await?;
    Ok((sandbox, shop, bob, connection))
}

fn to(connection: &BusinessConnection, chat: &User, text: &str) -> Value {
    json!({"business_connection_id": connection.id(), "chat_id": chat.id(), "text": text})
}

#[tokio::test]
async fn a_connection_is_told_and_can_be_asked_for() -> Result {
    let (sandbox, shop, _, connection) = shop(&["can_reply"]).await?;
    let told = only(&sandbox, "business_connection").await?;
    assert_eq!(told["id"], connection.id());
    assert_eq!((&told["user"]["id"], &told["is_enabled"]), (&json!(shop.id()), &json!(true)));
    assert_eq!(told["rights"], json!({"can_reply": true}));
    let params = json!({"business_connection_id": connection.id()});
    assert_eq!(call(&sandbox, "getBusinessConnection", params).await?, told);
    connection.disconnect().await;
    assert_eq!(only(&sandbox, "business_connection").await?["is_enabled"], false);
    Ok(())
}

#[tokio::test]
async fn messages_edits_and_deletions_of_both_are_told() -> Result {
    let (sandbox, shop, bob, connection) = shop(&[]).await?;
    updates(&sandbox).await?;
    let asks = bob.send_to_user(&shop, "open?").await?;
    let told = only(&sandbox, "business_message").await?;
    assert_eq!((&told["text"], &told["from"]["id"]), (&json!("open?"), &json!(bob.id())));
    assert_eq!((&told["chat"]["id"], &told["chat"]["type"]), (&json!(bob.id()), &json!("private")));
    assert_eq!(told["business_connection_id"], connection.id());
    assert_eq!(shop.next_message().await?.chat_id(), bob.id());

    bob.edit(&asks, "open today?").await?;
    assert_eq!(only(&sandbox, "edited_business_message").await?["text"], "open today?");
    let answer = shop.send_to_user(&bob, "yes").await?;
    let told = only(&sandbox, "business_message").await?;
    assert_eq!((&told["from"]["id"], &told["chat"]["id"]), (&json!(shop.id()), &json!(bob.id())));
    shop.delete(&answer).await?;
    let gone = only(&sandbox, "deleted_business_messages").await?;
    assert_eq!(gone["message_ids"], json!([answer.id()]));
    assert_eq!(gone["chat"]["id"], bob.id());
    Ok(())
}

#[tokio::test]
async fn the_bot_answers_for_the_user() -> Result {
    let (sandbox, shop, bob, connection) = shop(&["can_reply"]).await?;
    bob.send_to_user(&shop, "open?").await?;
    updates(&sandbox).await?;
    let mut params = to(&connection, &bob, "yes");
    params["reply_markup"] = json!({"inline_keyboard": [[{"text": "When?", "callback_data": "w"}]]});
    let sent = call(&sandbox, "sendMessage", params).await?;
    assert_eq!(sent["from"]["id"], shop.id());
    assert_eq!(sent["sender_business_bot"]["username"], "sandbox_bot");
    assert_eq!(
        (&sent["chat"]["id"], &sent["business_connection_id"]),
        (&json!(bob.id()), &json!(connection.id()))
    );
    let seen = bob.next_message().await?;
    assert_eq!((seen.text(), seen.chat_id()), ("yes", shop.id()));
    assert!(updates(&sandbox).await?.is_empty(), "the bot was told of its own message");

    bob.click_on(&seen, "When?").await?;
    let query = only(&sandbox, "callback_query").await?;
    assert_eq!(query["message"]["business_connection_id"], connection.id());
    let mut edit = to(&connection, &bob, "at nine");
    edit["message_id"] = sent["message_id"].clone();
    assert_eq!(call(&sandbox, "editMessageText", edit).await?["text"], "at nine");
    assert_eq!(bob.next_edit().await?.text(), "at nine");
    Ok(())
}

#[tokio::test]
async fn the_bot_is_refused_what_the_user_did_not_allow() -> Result {
    let (sandbox, shop, bob, connection) = shop(&[]).await?;
    let send = to(&connection, &bob, "hi");
    assert_eq!(refused(&sandbox, "sendMessage", send.clone()).await?, "Bad Request: BOT_ACCESS_FORBIDDEN");
    shop.connect_business(&["can_reply"]).await?;
    assert_eq!(refused(&sandbox, "sendMessage", send.clone()).await?, "Bad Request: chat not found");
    shop.send_to_user(&bob, "first").await?;
    let unasked = refused(&sandbox, "sendMessage", send.clone()).await?;
    assert_eq!(unasked, "Bad Request: BUSINESS_PEER_USAGE_MISSING");
    bob.send_to_user(&shop, "hello").await?;
    call(&sandbox, "sendMessage", send.clone()).await?;
    sandbox.advance(Duration::from_secs(90_000));
    assert_eq!(refused(&sandbox, "sendMessage", send.clone()).await?, unasked, "a day later");
    bob.send_to_user(&shop, "hello again").await?;
    connection.disconnect().await;
    assert_eq!(refused(&sandbox, "sendMessage", send).await?, "Bad Request: BUSINESS_CONNECTION_INVALID");
    let unknown = json!({"business_connection_id": "x", "chat_id": bob.id(), "text": "hi"});
    assert_eq!(
        refused(&sandbox, "sendMessage", unknown).await?,
        "Bad Request: business connection not found"
    );
    Ok(())
}

#[tokio::test]
async fn messages_are_read_and_deleted_for_the_user() -> Result {
    let (sandbox, shop, bob, connection) = shop(&["can_read_messages", "can_delete_all_messages"]).await?;
    let asks = bob.send_to_user(&shop, "open?").await?;
    assert!(!shop.has_read(&asks));
    let id = connection.id();
    let read = json!({"business_connection_id": id, "chat_id": bob.id(), "message_id": asks.id()});
    call(&sandbox, "readBusinessMessage", read).await?;
    assert!(shop.has_read(&asks));
    let delete = json!({"business_connection_id": id, "message_ids": [asks.id()]});
    call(&sandbox, "deleteBusinessMessages", delete).await?;
    assert!(asks.now().is_none());
    Ok(())
}

#[tokio::test]
async fn what_the_bot_sent_may_be_deleted_with_the_lesser_right() -> Result {
    let (sandbox, shop, bob, connection) = shop(&["can_reply", "can_delete_sent_messages"]).await?;
    let asks = bob.send_to_user(&shop, "open?").await?;
    let sent = call(&sandbox, "sendMessage", to(&connection, &bob, "yes")).await?;
    let delete = |id: Value| json!({"business_connection_id": connection.id(), "message_ids": [id]});
    let words = refused(&sandbox, "deleteBusinessMessages", delete(asks.id().into())).await?;
    assert_eq!(words, "Bad Request: message can't be deleted");
    call(&sandbox, "deleteBusinessMessages", delete(sent["message_id"].clone())).await?;
    assert_eq!(bob.next_deleted().await?.text(), "yes");
    Ok(())
}

#[tokio::test]
async fn the_account_is_changed_for_the_user() -> Result {
    let (sandbox, shop, bob, connection) = shop(&["can_edit_name", "can_edit_username"]).await?;
    let id = connection.id();
    let name = json!({"business_connection_id": id, "first_name": "Tea", "last_name": "House"});
    call(&sandbox, "setBusinessAccountName", name).await?;
    assert_eq!((shop.first_name().as_str(), shop.json()["last_name"].as_str()), ("Tea", Some("House")));
    let username = |name: &str| json!({"business_connection_id": id, "username": name});
    call(&sandbox, "setBusinessAccountUsername", username("teahouse")).await?;
    assert_eq!(shop.json()["username"], "teahouse");
    let robert = sandbox.user_with("Robert").username("robert").create();
    let taken = refused(&sandbox, "setBusinessAccountUsername", username("Robert")).await?;
    assert_eq!(taken, "Bad Request: USERNAME_OCCUPIED");
    assert_ne!(robert.id(), bob.id());
    let bio = json!({"business_connection_id": id, "bio": "tea"});
    assert_eq!(refused(&sandbox, "setBusinessAccountBio", bio).await?, "Bad Request: BOT_ACCESS_FORBIDDEN");
    Ok(())
}
