//! Topics of forums and of private chats.

use chappe_sandbox::{Group, Sandbox, Topic, User};
use serde_json::{Value, json};

use crate::support::{Result, call, refused, updates_of};

async fn forum() -> Result<(Sandbox, User, User, Group)> {
    let sandbox = Sandbox::start().await?;
    let (alice, bob) = (sandbox.user("Alice"), sandbox.user("Bob"));
    let group = sandbox.supergroup("Forum", &[&alice, &bob]).bot_admin(true).forum(true);
    Ok((sandbox, alice, bob, group))
}

async fn topic(sandbox: &Sandbox, group: &Group, name: &str) -> Result<Topic> {
    let made = call(sandbox, "createForumTopic", json!({"chat_id": group.id(), "name": name})).await?;
    Ok(Topic::of(group, made["message_thread_id"].as_i64().ok_or("no thread")?))
}

#[tokio::test]
async fn what_is_said_in_a_topic_says_so() -> Result {
    let (sandbox, _, bob, group) = forum().await?;
    let news = topic(&sandbox, &group, "News").await?;
    let sent = bob.send_in(&news, "it rains").await?;
    let reply = bob.reply(&sent, "still").await?;
    let general = bob.send_to(&group, "hello").await?;
    for message in [&sent, &reply] {
        assert_eq!(message.field("message_thread_id"), news.id());
        assert_eq!(message.field("is_topic_message"), true);
    }
    assert!(sent.reply_to().is_some_and(|opening| opening["forum_topic_created"]["name"] == "News"));
    assert_eq!(general.field("message_thread_id"), &Value::Null);
    assert_eq!(general.field("chat")["is_forum"], true);
    Ok(())
}

#[tokio::test]
async fn the_first_number_is_that_of_the_general_topic() -> Result {
    let (sandbox, _, _, group) = forum().await?;
    assert_eq!(topic(&sandbox, &group, "News").await?.id(), 2);
    let params = json!({"chat_id": group.id(), "text": "hi", "message_thread_id": 1});
    assert_eq!(refused(&sandbox, "sendMessage", params).await?, "Bad Request: message thread not found");
    Ok(())
}

#[tokio::test]
async fn a_bot_writes_into_topics_that_are_there() -> Result {
    let (sandbox, _, bob, group) = forum().await?;
    let news = topic(&sandbox, &group, "News").await?;
    let mut params = json!({"chat_id": group.id(), "text": "hi", "message_thread_id": news.id()});
    call(&sandbox, "sendMessage", params.clone()).await?;
    assert_eq!(bob.next_message_in(&group).await?.field("is_topic_message"), true);
    params["message_thread_id"] = 999.into();
    assert_eq!(refused(&sandbox, "sendMessage", params).await?, "Bad Request: message thread not found");
    Ok(())
}

#[tokio::test]
async fn into_a_closed_topic_only_those_write_who_manage_topics() -> Result {
    let (sandbox, alice, bob, group) = forum().await?;
    let news = topic(&sandbox, &group, "News").await?;
    let id = json!({"chat_id": group.id(), "message_thread_id": news.id()});
    call(&sandbox, "closeForumTopic", id.clone()).await?;
    let error = bob.send_in(&news, "hi").await.map(|_| ()).unwrap_err();
    assert!(error.to_string().contains("TOPIC_CLOSED"), "{error}");
    alice.send_in(&news, "hi").await?;
    assert_eq!(refused(&sandbox, "closeForumTopic", id.clone()).await?, "Bad Request: TOPIC_NOT_MODIFIED");
    call(&sandbox, "reopenForumTopic", id).await?;
    bob.send_in(&news, "hi").await?;
    let group = group.bot_admin(false);
    alice.close_topic(&news, true).await?;
    let params = json!({"chat_id": group.id(), "text": "hi", "message_thread_id": news.id()});
    assert_eq!(refused(&sandbox, "sendMessage", params).await?, "Bad Request: TOPIC_CLOSED");
    Ok(())
}

#[tokio::test]
async fn changes_of_topics_are_told_in_them() -> Result {
    let (sandbox, alice, _, group) = forum().await?;
    let news = alice.create_topic(&group, "News").await?;
    alice.close_topic(&news, true).await?;
    let edit = json!({"chat_id": group.id(), "message_thread_id": news.id(), "name": "Olds"});
    call(&sandbox, "editForumTopic", edit).await?;
    call(&sandbox, "hideGeneralForumTopic", json!({"chat_id": group.id()})).await?;
    let told = updates_of(&sandbox, "message").await?;
    let kinds = [
        "forum_topic_created",
        "forum_topic_closed",
        "forum_topic_edited",
        "forum_topic_closed",
        "general_forum_topic_hidden",
    ];
    assert_eq!(told.len(), kinds.len(), "{told:?}");
    for (message, kind) in told.iter().zip(kinds) {
        assert!(message.get(kind).is_some(), "{kind}: {message}");
    }
    assert_eq!(told[0]["message_thread_id"], told[0]["message_id"]);
    assert_eq!(told[2]["forum_topic_edited"], json!({"name": "Olds"}));
    assert!(told[4].get("message_thread_id").is_none());
    Ok(())
}

#[tokio::test]
async fn a_deleted_topic_takes_its_messages_along() -> Result {
    let (sandbox, _, bob, group) = forum().await?;
    let news = topic(&sandbox, &group, "News").await?;
    bob.send_in(&news, "it rains").await?;
    bob.send_to(&group, "hello").await?;
    let id = json!({"chat_id": group.id(), "message_thread_id": news.id()});
    call(&sandbox, "deleteForumTopic", id.clone()).await?;
    let left: Vec<String> = bob.history_of(&group).iter().map(|m| m.text().to_owned()).collect();
    assert_eq!(left, ["hello"]);
    assert_eq!(refused(&sandbox, "deleteForumTopic", id).await?, "Bad Request: TOPIC_ID_INVALID");
    Ok(())
}

#[tokio::test]
async fn only_forums_have_topics() -> Result {
    let (sandbox, _, bob, group) = forum().await?;
    let group = group.forum(false);
    let create = json!({"chat_id": group.id(), "name": "News"});
    assert_eq!(refused(&sandbox, "createForumTopic", create).await?, "Bad Request: the chat is not a forum");
    let create = json!({"chat_id": bob.id(), "name": "News"});
    assert_eq!(
        refused(&sandbox, "createForumTopic", create.clone()).await?,
        "Bad Request: the chat is not a forum"
    );
    sandbox.set_topics(true);
    assert_eq!(call(&sandbox, "getMe", json!({})).await?["has_topics_enabled"], true);
    let made = call(&sandbox, "createForumTopic", create).await?;
    assert_eq!(made["name"], "News");
    let mine = bob.create_private_topic("Mine").await?;
    assert_eq!(bob.send_in(&mine, "hi").await?.field("message_thread_id"), mine.id());
    Ok(())
}

#[tokio::test]
async fn topics_take_the_right_to_manage_them() -> Result {
    let (sandbox, alice, bob, group) = forum().await?;
    alice.set_permissions(&group, &["can_send_messages"]).await?;
    assert!(bob.create_topic(&group, "Mine").await.is_err());
    group.bot_rights(&["can_pin_messages"]);
    let create = json!({"chat_id": group.id(), "name": "News"});
    assert_eq!(
        refused(&sandbox, "createForumTopic", create).await?,
        "Bad Request: not enough rights to create a topic"
    );
    let news = alice.create_topic(&group, "News").await?;
    let delete = json!({"chat_id": group.id(), "message_thread_id": news.id()});
    assert_eq!(
        refused(&sandbox, "deleteForumTopic", delete).await?,
        "Bad Request: not enough rights to delete the topic"
    );
    Ok(())
}

#[tokio::test]
async fn icons_are_those_that_are_offered() -> Result {
    let (sandbox, _, _, group) = forum().await?;
    let icons = call(&sandbox, "getForumTopicIconStickers", json!({})).await?;
    let icon = &icons[0]["custom_emoji_id"];
    let mut create = json!({"chat_id": group.id(), "name": "News", "icon_custom_emoji_id": icon});
    let made = call(&sandbox, "createForumTopic", create.clone()).await?;
    assert_eq!(&made["icon_custom_emoji_id"], icon);
    create["icon_custom_emoji_id"] = "1".into();
    assert_eq!(refused(&sandbox, "createForumTopic", create).await?, "Bad Request: DOCUMENT_INVALID");
    Ok(())
}
