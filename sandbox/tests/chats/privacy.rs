//! Privacy mode: what a bot in a group gets to see.

use chappe_sandbox::{Group, Sandbox, User};
use serde_json::json;

use crate::support::{Result, call, updates_of};

async fn private_bot() -> Result<(Sandbox, User, Group)> {
    let sandbox = Sandbox::builder().privacy(true).start().await?;
    let alice = sandbox.user("Alice");
    let group = sandbox.supergroup("Friends", &[&alice]);
    Ok((sandbox, alice, group))
}

/// The texts of the messages that the bot was told of.
async fn heard(sandbox: &Sandbox) -> Result<Vec<String>> {
    let messages = updates_of(sandbox, "message").await?;
    Ok(messages.iter().map(|message| message["text"].as_str().unwrap_or("").to_owned()).collect())
}

#[tokio::test]
async fn only_what_is_meant_for_the_bot_is_delivered() -> Result {
    let (sandbox, alice, group) = private_bot().await?;
    assert_eq!(call(&sandbox, "getMe", json!({})).await?["can_read_all_group_messages"], false);
    for text in ["hello", "/start", "/start@sandbox_bot", "/start@other_bot", "hi @sandbox_bot", "see /start"]
    {
        alice.send_to(&group, text).await?;
    }
    alice.send("hello in private").await?;
    assert_eq!(heard(&sandbox).await?, ["/start", "/start@sandbox_bot", "hello in private"]);
    Ok(())
}

#[tokio::test]
async fn replies_to_the_bot_and_to_its_commands_are_delivered() -> Result {
    let (sandbox, alice, group) = private_bot().await?;
    call(&sandbox, "sendMessage", json!({"chat_id": group.id(), "text": "name?"})).await?;
    let question = alice.next_message_in(&group).await?;
    let answer = alice.reply(&question, "Alice").await?;
    alice.reply(&answer, "really").await?;
    let other = alice.send_to(&group, "unrelated").await?;
    alice.reply(&other, "so is this").await?;
    assert_eq!(heard(&sandbox).await?, ["Alice", "really"]);
    Ok(())
}

#[tokio::test]
async fn edits_are_as_private_as_messages() -> Result {
    let (sandbox, alice, group) = private_bot().await?;
    let sent = alice.send_to(&group, "hello").await?;
    alice.edit(&sent, "hello all").await?;
    assert!(updates_of(&sandbox, "edited_message").await?.is_empty());
    alice.edit(&sent, "/start").await?;
    assert_eq!(updates_of(&sandbox, "edited_message").await?.len(), 1);
    Ok(())
}

#[tokio::test]
async fn an_administrator_and_service_messages_are_not_kept_from_it() -> Result {
    let (sandbox, alice, group) = private_bot().await?;
    sandbox.user("Bob").join(&group).await?;
    assert_eq!(heard(&sandbox).await?, [""]);
    let group = group.bot_admin(true);
    alice.send_to(&group, "hello").await?;
    assert_eq!(heard(&sandbox).await?, ["hello"]);
    Ok(())
}

#[tokio::test]
async fn privacy_is_switched_at_any_time() -> Result {
    let (sandbox, alice, group) = private_bot().await?;
    sandbox.set_privacy(false);
    alice.send_to(&group, "hello").await?;
    assert_eq!(heard(&sandbox).await?, ["hello"]);
    Ok(())
}
