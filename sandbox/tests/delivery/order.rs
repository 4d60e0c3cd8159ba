//! A webhook gets the updates of a chat in order, and those of different chats side by side.

use std::collections::BTreeSet;

use chappe_sandbox::Sandbox;
use serde_json::json;

use crate::hook::Hook;
use crate::support::{Result, call};

#[tokio::test]
async fn a_chat_that_is_slow_holds_up_no_other() -> Result {
    let (sandbox, mut hook) = (Sandbox::start().await?, Hook::start().await?);
    call(&sandbox, "setWebhook", json!({"url": hook.url})).await?;
    let (alice, bob) = (sandbox.user("Alice"), sandbox.user("Bob"));
    alice.send("a1").await?;
    let slow = hook.next().await?;
    assert_eq!(slow.text(), "a1");
    alice.send("a2").await?;
    for text in ["b1", "b2"] {
        bob.send(text).await?;
        let delivered = hook.next().await?;
        assert_eq!(delivered.text(), text);
        delivered.answer("");
    }
    assert!(hook.is_quiet(), "the second of a chat waits for the first");
    slow.answer("");
    let second = hook.next().await?;
    assert_eq!(second.text(), "a2");
    second.answer("");
    sandbox.wait_until_idle().await?;
    Ok(())
}

#[tokio::test]
async fn no_more_connections_are_busy_than_the_bot_allows() -> Result {
    let (sandbox, mut hook) = (Sandbox::start().await?, Hook::start().await?);
    call(&sandbox, "setWebhook", json!({"url": hook.url, "max_connections": 3})).await?;
    for number in 0..8 {
        sandbox.user(&format!("User {number}")).send("hi").await?;
    }
    let mut busy = Vec::new();
    for _ in 0..3 {
        busy.push(hook.next().await?);
    }
    let mut handled = 0;
    // Each answer lets one more in, and the connections are used again.
    let mut ports = BTreeSet::new();
    while let Some(delivered) = busy.pop() {
        assert!(hook.is_quiet(), "three are busy, and a fourth came");
        ports.insert(delivered.from);
        delivered.answer("");
        handled += 1;
        if handled <= 5 {
            busy.push(hook.next().await?);
        }
    }
    assert_eq!(handled, 8);
    assert!(ports.len() <= 4, "{ports:?}");
    sandbox.wait_until_idle().await?;
    Ok(())
}

#[tokio::test]
async fn one_connection_is_kept_for_many_updates() -> Result {
    let (sandbox, mut hook) = (Sandbox::start().await?, Hook::start().await?);
    call(&sandbox, "setWebhook", json!({"url": hook.url, "max_connections": 1})).await?;
    let mut ports = BTreeSet::new();
    for number in 0..10 {
        sandbox.user("Alice").send(&number.to_string()).await?;
        let delivered = hook.next().await?;
        ports.insert(delivered.from);
        delivered.answer("");
        sandbox.wait_until_idle().await?;
    }
    assert_eq!(ports.len(), 1);
    Ok(())
}

#[tokio::test]
async fn a_pressed_button_waits_for_no_message() -> Result {
    let (sandbox, mut hook) = (Sandbox::start().await?, Hook::start().await?);
    let alice = sandbox.user("Alice");
    let keyboard = json!({"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]});
    let params = json!({"chat_id": alice.id(), "text": "?", "reply_markup": keyboard});
    call(&sandbox, "sendMessage", params).await?;
    call(&sandbox, "setWebhook", json!({"url": hook.url})).await?;
    alice.send("slow").await?;
    let slow = hook.next().await?;
    alice.click("Yes").await?;
    let pressed = hook.next().await?;
    assert_eq!(pressed.update["callback_query"]["data"], "y");
    pressed.answer("");
    slow.answer("");
    sandbox.wait_until_idle().await?;
    Ok(())
}
