//! Who may delete what.

use std::time::Duration;

use chappe_sandbox::Sandbox;
use serde_json::json;

use crate::support::{Result, call, refused};

#[tokio::test]
async fn a_bot_deletes_nothing_older_than_two_days() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let group = sandbox.supergroup("Friends", &[&alice]).bot_admin(true);
    let old = alice.send_to(&group, "old").await?;
    let private = alice.send("old").await?;
    sandbox.advance(Duration::from_secs(48 * 3600 + 1));
    let new = alice.send_to(&group, "new").await?;
    let delete = |chat: i64, id: i64| json!({"chat_id": chat, "message_id": id});
    assert_eq!(
        refused(&sandbox, "deleteMessage", delete(group.id(), old.id())).await?,
        "Bad Request: message can't be deleted"
    );
    assert_eq!(
        refused(&sandbox, "deleteMessage", delete(alice.id(), private.id())).await?,
        "Bad Request: message can't be deleted for everyone"
    );
    call(&sandbox, "deleteMessage", delete(group.id(), new.id())).await?;
    alice.delete(&old).await?;
    Ok(())
}

#[tokio::test]
async fn others_messages_take_the_right_to_delete() -> Result {
    let sandbox = Sandbox::start().await?;
    let (alice, bob) = (sandbox.user("Alice"), sandbox.user("Bob"));
    let group = sandbox.supergroup("Friends", &[&alice, &bob]);
    let message = alice.send_to(&group, "hi").await?;
    let own = call(&sandbox, "sendMessage", json!({"chat_id": group.id(), "text": "own"})).await?;
    let delete = json!({"chat_id": group.id(), "message_id": message.id()});
    assert_eq!(
        refused(&sandbox, "deleteMessage", delete.clone()).await?,
        "Bad Request: message can't be deleted"
    );
    assert!(bob.delete(&message).await.is_err());
    group.bot_rights(&["can_pin_messages"]);
    assert_eq!(
        refused(&sandbox, "deleteMessage", delete.clone()).await?,
        "Bad Request: message can't be deleted"
    );
    let both = json!({"chat_id": group.id(), "message_ids": [message.id(), own["message_id"]]});
    assert_eq!(
        refused(&sandbox, "deleteMessages", both.clone()).await?,
        "Bad Request: message can't be deleted"
    );
    group.bot_rights(&["can_delete_messages"]);
    call(&sandbox, "deleteMessages", both).await?;
    assert!(message.now().is_none());
    assert_eq!(refused(&sandbox, "deleteMessage", delete).await?, "Bad Request: message to delete not found");
    Ok(())
}

#[tokio::test]
async fn how_a_forum_came_about_is_not_deleted() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let group = sandbox.supergroup("Forum", &[&alice]).bot_admin(true).forum(true);
    let news = alice.create_topic(&group, "News").await?;
    let delete = json!({"chat_id": group.id(), "message_id": news.id()});
    assert_eq!(refused(&sandbox, "deleteMessage", delete).await?, "Bad Request: message can't be deleted");
    Ok(())
}
