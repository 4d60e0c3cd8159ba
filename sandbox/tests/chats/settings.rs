//! Titles, photos, pins, and what a bot learns of a chat.

use std::time::Duration;

use chappe_sandbox::{Sandbox, User};
use serde_json::{Value, json};

use crate::support::{Result, call, refused, updates_of, upload};

#[tokio::test]
async fn a_photo_is_set_seen_and_deleted() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let group = sandbox.supergroup("Friends", &[&alice]).bot_admin(true);
    let id = json!({"chat_id": group.id()});
    upload(&sandbox, "setChatPhoto", &[("chat_id", group.id().to_string())], "photo").await?;
    let photo = call(&sandbox, "getChat", id.clone()).await?["photo"].take();
    let file = call(&sandbox, "getFile", json!({"file_id": photo["big_file_id"]})).await?;
    assert_eq!(file["file_size"], User::fixture().len());
    call(&sandbox, "deleteChatPhoto", id.clone()).await?;
    assert!(call(&sandbox, "getChat", id).await?.get("photo").is_none());
    let told: Vec<Value> = alice
        .history_of(&group)
        .iter()
        .map(|m| json!([m.field("new_chat_photo").is_array(), m.field("delete_chat_photo")]))
        .collect();
    assert_eq!(told, [json!([true, null]), json!([false, true])]);
    Ok(())
}

#[tokio::test]
async fn users_change_chats_as_their_rights_allow() -> Result {
    let sandbox = Sandbox::start().await?;
    let (alice, bob) = (sandbox.user("Alice"), sandbox.user("Bob"));
    let group = sandbox.supergroup("Friends", &[&alice, &bob]);
    alice.set_permissions(&group, &["can_send_messages"]).await?;
    assert!(bob.rename(&group, "Foes").await.is_err());
    alice.rename(&group, "Best friends").await?;
    alice.describe(&group, "no foes").await?;
    alice.set_photo(&group, Some(User::fixture())).await?;
    let told = updates_of(&sandbox, "message").await?;
    assert_eq!(told[0]["new_chat_title"], "Best friends");
    assert!(told[1]["new_chat_photo"].is_array());
    let chat = call(&sandbox, "getChat", json!({"chat_id": group.id()})).await?;
    assert_eq!((&chat["title"], &chat["description"]), (&json!("Best friends"), &json!("no foes")));
    Ok(())
}

#[tokio::test]
async fn a_bot_without_the_right_changes_nothing() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let group = sandbox.supergroup("Friends", &[&alice]);
    let message = alice.send_to(&group, "pin me").await?;
    let params = json!({
        "chat_id": group.id(),
        "title": "x",
        "description": "x",
        "message_id": message.id(),
        "sticker_set_name": "x",
        "permissions": {},
    });
    for (method, refusal) in [
        ("setChatTitle", "not enough rights to change chat title"),
        ("setChatDescription", "not enough rights to set chat description"),
        ("deleteChatPhoto", "not enough rights to change chat photo"),
        ("setChatStickerSet", "not enough rights to change supergroup sticker set"),
        ("setChatPermissions", "not enough rights to change chat permissions"),
        ("pinChatMessage", "not enough rights to manage pinned messages in the chat"),
        ("unpinAllChatMessages", "not enough rights to manage pinned messages in the chat"),
    ] {
        assert_eq!(
            refused(&sandbox, method, params.clone()).await?,
            format!("Bad Request: {refusal}"),
            "{method}"
        );
    }
    let mut private = params;
    private["chat_id"] = alice.id().into();
    assert_eq!(
        refused(&sandbox, "setChatTitle", private).await?,
        "Bad Request: can't change private chat title"
    );
    Ok(())
}

#[tokio::test]
async fn the_latest_of_the_pinned_messages_is_shown() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let group = sandbox.supergroup("Friends", &[&alice]).bot_admin(true);
    let (first, second) = (alice.send_to(&group, "1").await?, alice.send_to(&group, "2").await?);
    alice.pin(&second).await?;
    call(&sandbox, "pinChatMessage", json!({"chat_id": group.id(), "message_id": first.id()})).await?;
    let id = json!({"chat_id": group.id()});
    let pinned = |chat: Value| chat["pinned_message"]["text"].clone();
    assert_eq!(pinned(call(&sandbox, "getChat", id.clone()).await?), "2");
    call(&sandbox, "unpinChatMessage", id.clone()).await?;
    assert_eq!(pinned(call(&sandbox, "getChat", id.clone()).await?), "1");
    call(&sandbox, "unpinAllChatMessages", id.clone()).await?;
    assert_eq!(pinned(call(&sandbox, "getChat", id.clone()).await?), Value::Null);
    assert_eq!(refused(&sandbox, "unpinChatMessage", id).await?, "Bad Request: message to unpin not found");
    let told: Vec<Value> =
        alice.history_of(&group).iter().map(|m| m.field("pinned_message")["text"].clone()).collect();
    assert_eq!(told, [Value::Null, Value::Null, json!("2"), json!("1")]);
    Ok(())
}

/// A set of one sticker; gives its name.
async fn sticker_set(sandbox: &Sandbox, owner: i64) -> Result<&'static str> {
    let fields = [("user_id", owner.to_string()), ("sticker_format", "video".to_owned())];
    let file = upload(sandbox, "uploadStickerFile", &fields, "sticker").await?["file_id"].take();
    let sticker = json!({"sticker": file, "format": "video", "emoji_list": ["😺"]});
    let name = "cats_by_sandbox_bot";
    let set = json!({"user_id": owner, "name": name, "title": "Cats", "stickers": [sticker]});
    call(sandbox, "createNewStickerSet", set).await?;
    Ok(name)
}

#[tokio::test]
async fn a_chat_tells_how_it_is_set_up() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let group = sandbox.supergroup("Friends", &[&alice]).bot_admin(true).slow_mode(10).protected(true);
    group.auto_delete(60).await?;
    let set = |name: &str| json!({"chat_id": group.id(), "sticker_set_name": name});
    let unknown = refused(&sandbox, "setChatStickerSet", set("dogs_by_sandbox_bot")).await?;
    assert_eq!(unknown, "Bad Request: STICKERSET_INVALID");
    let cats = sticker_set(&sandbox, alice.id()).await?;
    call(&sandbox, "setChatStickerSet", set(cats)).await?;
    let chat = call(&sandbox, "getChat", json!({"chat_id": group.id()})).await?;
    for (name, value) in [
        ("slow_mode_delay", json!(10)),
        ("has_protected_content", json!(true)),
        ("message_auto_delete_time", json!(60)),
        ("sticker_set_name", json!(cats)),
        ("can_set_sticker_set", json!(true)),
    ] {
        assert_eq!(chat[name], value, "{name}");
    }
    let channel = sandbox.channel("News", &[&alice]);
    let chat = call(&sandbox, "getChat", json!({"chat_id": channel.id()})).await?;
    assert!(chat.get("permissions").is_none(), "a channel has none");
    Ok(())
}

#[tokio::test]
async fn messages_go_by_themselves() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let group = sandbox.supergroup("Friends", &[&alice]);
    alice.send_to(&group, "stays").await?;
    group.auto_delete(60).await?;
    alice.send_to(&group, "goes").await?;
    sandbox.advance(Duration::from_secs(61));
    let left: Vec<String> = alice.history_of(&group).iter().map(|m| m.text().to_owned()).collect();
    assert_eq!(left, ["stays", ""]);
    Ok(())
}

#[tokio::test]
async fn a_new_group_tells_its_bot() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let group = alice.create_group("Friends", &[&sandbox.user("Bob")]).await;
    let told = call(&sandbox, "getUpdates", json!({})).await?;
    assert_eq!(told[0]["my_chat_member"]["new_chat_member"]["status"], "member");
    assert_eq!(told[1]["message"]["group_chat_created"], true);
    assert_eq!(call(&sandbox, "getChatMemberCount", json!({"chat_id": group.id()})).await?, 3);
    Ok(())
}

#[tokio::test]
async fn a_stranger_is_not_written_to_first() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let carol = sandbox.user_with("Carol").stranger().create();
    let hello = json!({"chat_id": carol.id(), "text": "hello"});
    assert_eq!(refused(&sandbox, "sendMessage", hello.clone()).await?, "Bad Request: chat not found");
    let _group = sandbox.group("Friends", &[&alice, &carol]);
    assert_eq!(
        refused(&sandbox, "sendMessage", hello.clone()).await?,
        "Forbidden: bot can't initiate conversation with a user"
    );
    carol.send("/start").await?;
    call(&sandbox, "sendMessage", hello).await?;
    Ok(())
}
