//! Replies: with quotes, from other chats, to what is gone.

use chappe_sandbox::Sandbox;
use serde_json::{Value, json};

use super::client::{Result, call, only, refused};

fn send(chat: i64, reply: &Value) -> Value {
    json!({"chat_id": chat, "text": "answer", "reply_parameters": reply})
}

#[tokio::test]
async fn a_quote_is_looked_for_in_the_message() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let params = json!({"chat_id": alice.id(), "text": "🙂 tea, <b>more</b> tea", "parse_mode": "HTML"});
    let id = call(&sandbox, "sendMessage", params).await?["message_id"].clone();
    let quote = |quote: &str, position: i64| {
        send(alice.id(), &json!({"message_id": id, "quote": quote, "quote_position": position}))
    };
    let sent = call(&sandbox, "sendMessage", quote("tea", 0)).await?;
    assert_eq!(sent["quote"], json!({"text": "tea", "position": 3, "is_manual": true}));
    let sent = call(&sandbox, "sendMessage", quote("tea", 14)).await?;
    assert_eq!(sent["quote"]["position"], 13, "of two the nearer");
    let sent = call(&sandbox, "sendMessage", quote("more", 0)).await?;
    assert_eq!(sent["quote"]["entities"], json!([{"type": "bold", "offset": 0, "length": 4}]));
    assert_eq!(sent["reply_to_message"]["message_id"], id);
    let words = refused(&sandbox, "sendMessage", quote("coffee", 0)).await?;
    assert_eq!(words, "Bad Request: QUOTE_TEXT_INVALID");
    Ok(())
}

#[tokio::test]
async fn a_quote_is_formatted_as_the_message_is() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let params = json!({"chat_id": alice.id(), "text": "<b>more</b> tea", "parse_mode": "HTML"});
    let id = call(&sandbox, "sendMessage", params).await?["message_id"].clone();
    let quote = |quote: &str| {
        send(alice.id(), &json!({"message_id": id, "quote": quote, "quote_parse_mode": "HTML"}))
    };
    call(&sandbox, "sendMessage", quote("<b>more</b> tea")).await?;
    let words = refused(&sandbox, "sendMessage", quote("more <b>tea</b>")).await?;
    assert_eq!(words, "Bad Request: QUOTE_TEXT_INVALID");
    Ok(())
}

#[tokio::test]
async fn a_message_of_another_chat_is_replied_to_from_outside() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let group = sandbox.supergroup("Friends", &[&alice]);
    let asks = alice.send_to(&group, "which tea?").await?;
    let reply = json!({"message_id": asks.id(), "chat_id": group.id(), "quote": "tea"});
    let sent = call(&sandbox, "sendMessage", send(alice.id(), &reply)).await?;
    let external = &sent["external_reply"];
    assert_eq!(external["origin"]["sender_user"]["id"], alice.id());
    assert_eq!((&external["chat"]["id"], &external["message_id"]), (&json!(group.id()), &json!(asks.id())));
    assert_eq!(sent["quote"]["text"], "tea");
    assert!(sent.get("reply_to_message").is_none());
    let gone = json!({"message_id": 99, "chat_id": group.id(), "allow_sending_without_reply": true});
    let words = refused(&sandbox, "sendMessage", send(alice.id(), &gone)).await?;
    assert_eq!(words, "Bad Request: message to be replied not found", "it is never left out");
    Ok(())
}

#[tokio::test]
async fn a_reply_to_nothing_is_refused_unless_it_may_be_left_out() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let words = refused(&sandbox, "sendMessage", send(alice.id(), &json!({"message_id": 9}))).await?;
    assert_eq!(words, "Bad Request: message to be replied not found");
    let lenient = json!({"message_id": 9, "allow_sending_without_reply": true});
    let sent = call(&sandbox, "sendMessage", send(alice.id(), &lenient)).await?;
    assert!(sent.get("reply_to_message").is_none());
    Ok(())
}

#[tokio::test]
async fn replies_are_nested_one_level_deep() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let first = alice.send("one").await?;
    let second = alice.reply(&first, "two").await?;
    let third = alice.reply(&second, "three").await?;
    let nested = third.reply_to().ok_or("no reply")?;
    assert_eq!(nested["text"], "two");
    assert!(nested.get("reply_to_message").is_none());
    Ok(())
}

#[tokio::test]
async fn users_quote_and_reply_from_other_chats() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let group = sandbox.group("Friends", &[&alice]);
    let plan = alice.send_to(&group, "tea at four").await?;
    alice.quote(&plan, "four", "five").await?;
    assert!(alice.quote(&plan, "six", "five").await.is_err());
    alice.reply_elsewhere(&plan, None, "see there").await?;
    let told: Vec<Value> = super::client::updates(&sandbox).await?;
    assert_eq!(told[1]["message"]["quote"], json!({"text": "four", "position": 7, "is_manual": true}));
    let external = &told[2]["message"]["external_reply"];
    assert_eq!(external["origin"]["type"], "user");
    assert!(external.get("chat").is_none(), "basic groups are not named");
    Ok(())
}

#[tokio::test]
async fn a_forwarded_message_cannot_be_edited() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let (chat, said) = (alice.id(), alice.send("mine").await?);
    only(&sandbox, "message").await?;
    let forward = json!({"chat_id": chat, "from_chat_id": chat, "message_id": said.id()});
    let id = call(&sandbox, "forwardMessage", forward).await?["message_id"].clone();
    let edit = json!({"chat_id": chat, "message_id": id, "text": "yours"});
    assert_eq!(refused(&sandbox, "editMessageText", edit).await?, "Bad Request: message can't be edited");
    let edit = json!({"chat_id": chat, "message_id": said.id(), "text": "yours"});
    assert_eq!(refused(&sandbox, "editMessageText", edit).await?, "Bad Request: message can't be edited");
    Ok(())
}

#[tokio::test]
async fn a_bot_edits_posts_of_others_in_its_channel_with_the_right() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let channel = sandbox.channel("News", &[&alice]);
    let post = alice.send_to(&channel, "frist").await?;
    let chat = channel.id();
    let edit = |text: &str| json!({"chat_id": chat, "message_id": post.id(), "text": text});
    let edited = call(&sandbox, "editMessageText", edit("first")).await?;
    assert_eq!(edited["text"], "first");
    assert!(edited["edit_date"].is_i64());
    let channel = channel.bot_admin(false);
    assert_eq!(channel.id(), post.chat_id());
    assert_eq!(
        refused(&sandbox, "editMessageText", edit("again")).await?,
        "Bad Request: message can't be edited"
    );
    Ok(())
}
