//! As whom people speak: anonymous administrators, channels, and posts that come into a discussion group.

use chappe_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::support::{Result, call, refused, updates, updates_of};

#[tokio::test]
async fn an_anonymous_administrator_speaks_as_the_group() -> Result {
    let sandbox = Sandbox::start().await?;
    let (alice, bob) = (sandbox.user("Alice"), sandbox.user("Bob"));
    let group = sandbox.supergroup("Friends", &[&alice, &bob]);
    alice.promote(&group, &bob, &["is_anonymous", "can_pin_messages"]).await?;
    alice.set_title(&group, &bob, "ghost").await?;
    let sent = bob.send_to(&group, "boo").await?;
    assert_eq!(sent.field("from")["id"], 1_087_968_824);
    assert_eq!(sent.field("from")["username"], "GroupAnonymousBot");
    assert_eq!(sent.field("sender_chat")["id"], group.id());
    assert_eq!(sent.field("author_signature"), "ghost");
    bob.edit(&sent, "boo!").await?;
    Ok(())
}

#[tokio::test]
async fn a_member_speaks_as_a_channel_until_that_is_banned() -> Result {
    let sandbox = Sandbox::start().await?;
    let (alice, bob) = (sandbox.user("Alice"), sandbox.user("Bob"));
    let group = sandbox.supergroup("Friends", &[&alice, &bob]).bot_admin(true);
    let channel = sandbox.channel("Bob's news", &[&bob]);
    assert!(alice.speak_as(&group, Some(&channel)).is_err(), "it is not hers");
    bob.speak_as(&group, Some(&channel))?;
    let sent = bob.send_to(&group, "read all about it").await?;
    assert_eq!(sent.field("from")["id"], 136_817_688);
    assert_eq!(sent.field("sender_chat")["title"], "Bob's news");
    let ban = json!({"chat_id": group.id(), "sender_chat_id": channel.id()});
    call(&sandbox, "banChatSenderChat", ban.clone()).await?;
    assert!(bob.send_to(&group, "again").await.is_err());
    bob.speak_as(&group, None)?;
    bob.send_to(&group, "as myself").await?;
    call(&sandbox, "unbanChatSenderChat", ban).await?;
    bob.speak_as(&group, Some(&channel))?;
    bob.send_to(&group, "again").await?;
    Ok(())
}

#[tokio::test]
async fn posts_are_signed_where_the_channel_says_so() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let channel = sandbox.channel("News", &[&alice]);
    let plain = alice.send_to(&channel, "one").await?;
    let channel = channel.signatures(true);
    let signed = alice.send_to(&channel, "two").await?;
    alice.edit(&signed, "three").await?;
    assert_eq!(
        (plain.field("author_signature"), signed.field("author_signature")),
        (&Value::Null, &json!("Alice"))
    );
    let kinds: Vec<Vec<String>> = updates(&sandbox)
        .await?
        .iter()
        .map(|update| update.as_object().into_iter().flatten().map(|(k, _)| k.clone()).skip(1).collect())
        .collect();
    assert_eq!(kinds, [["channel_post"], ["channel_post"], ["edited_channel_post"]]);
    Ok(())
}

#[tokio::test]
async fn a_channel_is_edited_by_those_who_may() -> Result {
    let sandbox = Sandbox::start().await?;
    let (alice, bob) = (sandbox.user("Alice"), sandbox.user("Bob"));
    let channel = sandbox.channel("News", &[&alice, &bob]);
    let post = alice.send_to(&channel, "rian").await?;
    assert!(bob.edit(&post, "rain").await.is_err());
    alice.promote(&channel, &bob, &["can_edit_messages"]).await?;
    bob.edit(&post, "rain").await?;
    assert!(bob.send_to(&channel, "mine").await.is_err(), "that takes another right");
    assert_eq!(updates_of(&sandbox, "edited_channel_post").await?[0]["text"], "rain");
    Ok(())
}

#[tokio::test]
async fn a_bots_post_is_the_channels() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let channel = sandbox.channel("News", &[&alice]);
    let post = call(&sandbox, "sendMessage", json!({"chat_id": channel.id(), "text": "sunny"})).await?;
    assert_eq!((&post["sender_chat"]["id"], post.get("from")), (&json!(channel.id()), None));
    assert_eq!(alice.next_message_in(&channel).await?.text(), "sunny");
    let edit = json!({"chat_id": channel.id(), "message_id": post["message_id"], "text": "cloudy"});
    call(&sandbox, "editMessageText", edit.clone()).await?;
    channel.bot_rights(&["can_delete_messages"]);
    let post = json!({"chat_id": channel.id(), "text": "more"});
    assert_eq!(
        refused(&sandbox, "sendMessage", post).await?,
        "Bad Request: need administrator rights in the channel chat"
    );
    Ok(())
}

#[tokio::test]
async fn a_post_comes_into_the_discussion_group_and_is_commented() -> Result {
    let sandbox = Sandbox::start().await?;
    let (alice, bob) = (sandbox.user("Alice"), sandbox.user("Bob"));
    let group = sandbox.supergroup("Talk", &[&alice, &bob]).bot_admin(true);
    let channel = sandbox.channel("News", &[&alice]).discussion(&group);
    let post = alice.send_to(&channel, "rain tomorrow").await?;
    let comment = bob.comment(&post, "as always").await?;

    let heard = updates_of(&sandbox, "message").await?;
    let copy = &heard[0];
    assert_eq!((&copy["text"], &copy["is_automatic_forward"]), (&json!("rain tomorrow"), &json!(true)));
    assert_eq!((&copy["from"]["id"], &copy["sender_chat"]["id"]), (&json!(777_000), &json!(channel.id())));
    let origin = &copy["forward_origin"];
    assert_eq!((&origin["type"], &origin["message_id"]), (&json!("channel"), &json!(post.id())));
    assert_eq!(comment.field("message_thread_id"), &copy["message_id"]);
    assert_eq!(comment.reply_to().map(|reply| &reply["message_id"]), Some(&copy["message_id"]));

    let chat = call(&sandbox, "getChat", json!({"chat_id": channel.id()})).await?;
    assert_eq!(chat["linked_chat_id"], group.id());
    let chat = call(&sandbox, "getChat", json!({"chat_id": group.id()})).await?;
    assert_eq!(chat["linked_chat_id"], channel.id());

    let thread = json!({"chat_id": group.id(), "text": "I see", "message_thread_id": copy["message_id"]});
    call(&sandbox, "sendMessage", thread).await?;
    let nowhere = json!({"chat_id": group.id(), "text": "I see", "message_thread_id": 99});
    assert_eq!(refused(&sandbox, "sendMessage", nowhere).await?, "Bad Request: message thread not found");
    Ok(())
}

#[tokio::test]
async fn a_bot_hears_of_its_own_post_in_the_discussion_group() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let group = sandbox.supergroup("Talk", &[&alice]);
    let channel = sandbox.channel("News", &[&alice]).discussion(&group);
    call(&sandbox, "sendMessage", json!({"chat_id": channel.id(), "text": "sunny"})).await?;
    let heard = updates(&sandbox).await?;
    assert_eq!(heard.len(), 1, "{heard:?}");
    assert_eq!(heard[0]["message"]["is_automatic_forward"], true);
    Ok(())
}
