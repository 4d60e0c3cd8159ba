//! What members may send, by their own restrictions and those of everybody.

use std::time::Duration;

use chappe_sandbox::{Sandbox, User};
use serde_json::json;

use crate::support::{Result, call, refused};

#[tokio::test]
async fn a_restricted_member_sends_only_what_is_left() -> Result {
    let sandbox = Sandbox::start().await?;
    let (alice, bob) = (sandbox.user("Alice"), sandbox.user("Bob"));
    let group = sandbox.supergroup("Friends", &[&alice, &bob]).bot_admin(true);
    let restrict = json!({
        "chat_id": group.id(),
        "user_id": bob.id(),
        "permissions": {"can_send_photos": true},
        "use_independent_chat_permissions": true,
    });
    call(&sandbox, "restrictChatMember", restrict).await?;
    let error = bob.send_to(&group, "hi").await.map(|_| ()).unwrap_err();
    assert!(error.to_string().contains("not enough rights to send text messages"), "{error}");
    bob.to(&group).send_photo(User::fixture(), "").await?;
    let member = call(&sandbox, "getChatMember", json!({"chat_id": group.id(), "user_id": bob.id()})).await?;
    assert_eq!((&member["status"], &member["is_member"]), (&json!("restricted"), &json!(true)));
    assert_eq!((&member["can_send_photos"], &member["can_send_videos"]), (&json!(true), &json!(false)));
    Ok(())
}

#[tokio::test]
async fn a_restriction_outlives_leaving_and_ends_by_the_clock() -> Result {
    let sandbox = Sandbox::start().await?;
    let (alice, bob) = (sandbox.user("Alice"), sandbox.user("Bob"));
    let group = sandbox.supergroup("Friends", &[&alice, &bob]).bot_admin(true);
    let now = bob.send_to(&group, "hi").await?.field("date").as_i64().ok_or("no date")?;
    let who = json!({"chat_id": group.id(), "user_id": bob.id()});
    let mut restrict = who.clone();
    restrict["permissions"] = json!({});
    restrict["until_date"] = (now + 3600).into();
    call(&sandbox, "restrictChatMember", restrict).await?;
    bob.leave(&group).await?;
    let member = call(&sandbox, "getChatMember", who.clone()).await?;
    assert_eq!((&member["status"], &member["is_member"]), (&json!("restricted"), &json!(false)));
    bob.join(&group).await?;
    assert!(bob.send_to(&group, "hi").await.is_err());
    sandbox.advance(Duration::from_secs(3601));
    assert_eq!(call(&sandbox, "getChatMember", who).await?["status"], "member");
    bob.send_to(&group, "free at last").await?;
    Ok(())
}

#[tokio::test]
async fn what_nobody_may_send_administrators_may() -> Result {
    let sandbox = Sandbox::start().await?;
    let (alice, bob) = (sandbox.user("Alice"), sandbox.user("Bob"));
    let group = sandbox.supergroup("Friends", &[&alice, &bob]).bot_admin(true);
    call(&sandbox, "setChatPermissions", json!({"chat_id": group.id(), "permissions": {}})).await?;
    assert!(bob.send_to(&group, "hi").await.is_err());
    alice.send_to(&group, "quiet, please").await?;
    call(&sandbox, "sendMessage", json!({"chat_id": group.id(), "text": "yes"})).await?;
    let group = group.bot_admin(false);
    assert_eq!(
        refused(&sandbox, "sendMessage", json!({"chat_id": group.id(), "text": "why?"})).await?,
        "Bad Request: not enough rights to send text messages to the chat"
    );
    for (method, params, what) in [
        ("sendDice", json!({}), "dice"),
        ("sendPoll", json!({"question": "Tea?", "options": ["Yes", "No"]}), "polls"),
        ("sendLocation", json!({"latitude": 46.5, "longitude": 6.6}), "locations"),
        ("sendContact", json!({"phone_number": "+41225550100", "first_name": "Dora"}), "contacts"),
    ] {
        let mut params = params;
        params["chat_id"] = group.id().into();
        let refusal = format!("Bad Request: not enough rights to send {what} to the chat");
        assert_eq!(refused(&sandbox, method, params).await?, refusal);
    }
    Ok(())
}

#[tokio::test]
async fn reactions_can_be_taken_away() -> Result {
    let sandbox = Sandbox::start().await?;
    let (alice, bob) = (sandbox.user("Alice"), sandbox.user("Bob"));
    let group = sandbox.supergroup("Friends", &[&alice, &bob]);
    let message = alice.send_to(&group, "hi").await?;
    alice.restrict(&group, &bob, &["can_send_messages"]).await?;
    assert!(bob.react(&message, "👍").await.is_err());
    alice.restrict(&group, &bob, &["can_react_to_messages"]).await?;
    bob.react(&message, "👍").await?;
    Ok(())
}

#[tokio::test]
async fn slow_mode_makes_members_wait() -> Result {
    let sandbox = Sandbox::start().await?;
    let (alice, bob) = (sandbox.user("Alice"), sandbox.user("Bob"));
    let group = sandbox.supergroup("Friends", &[&alice, &bob]).slow_mode(30);
    bob.send_to(&group, "one").await?;
    let error = bob.send_to(&group, "two").await.map(|_| ()).unwrap_err();
    assert!(error.to_string().contains("slow mode"), "{error}");
    alice.send_to(&group, "the owner").await?;
    alice.send_to(&group, "does not wait").await?;
    sandbox.advance(Duration::from_secs(31));
    bob.send_to(&group, "two").await?;
    Ok(())
}
