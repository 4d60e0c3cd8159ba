//! Messages for one member of a group alone.

use chappe_sandbox::Sandbox;
use serde_json::json;

use super::client::{Result, call, only, refused, updates};

#[tokio::test]
async fn a_message_for_one_is_seen_by_nobody_else() -> Result {
    let sandbox = Sandbox::start().await?;
    let (alice, bob) = (sandbox.user("Alice"), sandbox.user("Bob"));
    let group = sandbox.supergroup("Friends", &[&alice, &bob]);
    let params = json!({
        "chat_id": group.id(),
        "text": "your cards",
        "ephemeral_message_parameters": {"receiver_user_id": alice.id()},
        "reply_markup": {"inline_keyboard": [[{"text": "Play", "callback_data": "p"}]]},
    });
    let sent = call(&sandbox, "sendMessage", params).await?;
    assert_eq!(
        (&sent["ephemeral_message_id"], &sent["receiver_user"]["id"]),
        (&json!(1), &json!(alice.id()))
    );
    let seen = alice.next_message().await?;
    assert_eq!(seen.text(), "your cards");
    assert!(bob.try_next_message().is_none());
    assert!(bob.history_of(&group).is_empty(), "the chat does not remember it");
    updates(&sandbox).await?;
    alice.click_on(&seen, "Play").await?;
    assert_eq!(only(&sandbox, "callback_query").await?["message"]["ephemeral_message_id"], 1);
    Ok(())
}

#[tokio::test]
async fn a_message_for_one_is_edited_and_deleted() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let group = sandbox.supergroup("Friends", &[&alice]);
    let whole = json!({"chat_id": group.id(), "receiver_user_id": alice.id(), "ephemeral_message_id": 1});
    let mut edit = whole.clone();
    edit["text"] = "two cards".into();
    let missing = refused(&sandbox, "editEphemeralMessageText", edit.clone()).await?;
    assert_eq!(missing, "Bad Request: message to edit not found");
    let receiver = json!({"receiver_user_id": alice.id()});
    let params = json!({"chat_id": group.id(), "text": "one card", "ephemeral_message_parameters": receiver});
    call(&sandbox, "sendMessage", params).await?;
    let seen = alice.next_message().await?;
    assert_eq!(call(&sandbox, "editEphemeralMessageText", edit).await?, true);
    assert_eq!(alice.next_edit().await?.text(), "two cards");
    call(&sandbox, "deleteEphemeralMessage", whole).await?;
    assert!(seen.now().is_none());
    Ok(())
}

#[tokio::test]
async fn only_members_of_a_group_are_whispered_to() -> Result {
    let sandbox = Sandbox::start().await?;
    let (alice, bob) = (sandbox.user("Alice"), sandbox.user("Bob"));
    let group = sandbox.supergroup("Friends", &[&alice]);
    let to = |chat: i64| json!({"chat_id": chat, "text": "hi", "ephemeral_message_parameters": {"receiver_user_id": bob.id()}});
    assert_eq!(refused(&sandbox, "sendMessage", to(group.id())).await?, "Bad Request: USER_NOT_PARTICIPANT");
    assert_eq!(
        refused(&sandbox, "sendMessage", to(alice.id())).await?,
        "Bad Request: method is available only for groups and supergroups"
    );
    Ok(())
}
