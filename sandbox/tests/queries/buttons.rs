//! Inline buttons of every kind.

use std::time::Duration;

use chappe_sandbox::Sandbox;
use serde_json::json;

use super::client::{Result, TOO_OLD, asked, call, only, refused, refused_to, updates};

fn data() -> serde_json::Value {
    json!({"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}, {"text": "No", "callback_data": "n"}]]})
}

#[tokio::test]
async fn a_button_is_pressed_by_its_place() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let message = asked(&sandbox, &alice, data()).await?;
    alice.click_at(&message, 0, 1).await?;
    assert_eq!(only(&sandbox, "callback_query").await?["data"], "n");
    let missing = alice.click_at(&message, 1, 0).await.unwrap_err();
    assert!(missing.to_string().contains("row 1, column 0"), "{missing}");
    Ok(())
}

#[tokio::test]
async fn the_chat_instance_is_the_same_for_all_messages_of_a_chat() -> Result {
    let sandbox = Sandbox::start().await?;
    let (alice, bob) = (sandbox.user("Alice"), sandbox.user("Bob"));
    let mut instances = Vec::new();
    for user in [&alice, &alice, &bob] {
        let message = asked(&sandbox, user, data()).await?;
        user.click_on(&message, "Yes").await?;
        instances.push(only(&sandbox, "callback_query").await?["chat_instance"].clone());
    }
    assert_eq!(instances[0], instances[1]);
    assert_ne!(instances[0], instances[2]);
    Ok(())
}

#[tokio::test]
async fn an_answer_that_comes_too_late_is_refused() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let message = asked(&sandbox, &alice, data()).await?;
    let (first, second) =
        (alice.click_on(&message, "Yes").await?.id(), alice.click_on(&message, "No").await?.id());
    sandbox.advance(Duration::from_secs(50));
    call(&sandbox, "answerCallbackQuery", json!({"callback_query_id": first})).await?;
    sandbox.advance(Duration::from_secs(50));
    let late = json!({"callback_query_id": second});
    assert_eq!(refused(&sandbox, "answerCallbackQuery", late).await?, TOO_OLD);
    Ok(())
}

#[tokio::test]
async fn another_bot_cannot_answer() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let message = asked(&sandbox, &alice, data()).await?;
    let id = alice.click_on(&message, "Yes").await?.id();
    let answer = json!({"callback_query_id": id});
    let other = "777:AAEother-other-other-other-other-oth";
    assert_eq!(refused_to(&sandbox, other, "answerCallbackQuery", answer.clone()).await?, TOO_OLD);
    call(&sandbox, "answerCallbackQuery", answer).await?;
    Ok(())
}

#[tokio::test]
async fn an_answer_is_kept_for_its_cache_time() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let message = asked(&sandbox, &alice, data()).await?;
    let first = alice.click_on(&message, "Yes").await?;
    let answer = json!({"callback_query_id": first.id(), "text": "kept", "cache_time": 100});
    call(&sandbox, "answerCallbackQuery", answer).await?;
    updates(&sandbox).await?;

    let again = alice.click_on(&message, "Yes").await?;
    assert_eq!(again.answer().await?.text, "kept");
    assert_eq!(again.update_id(), None, "the bot was asked though the app has the answer");
    assert!(
        alice.click_on(&message, "No").await?.update_id().is_some(),
        "another button is another question"
    );

    sandbox.advance(Duration::from_secs(101));
    assert!(alice.click_on(&message, "Yes").await?.update_id().is_some());
    Ok(())
}

#[tokio::test]
async fn an_answer_can_open_a_page() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let message = asked(&sandbox, &alice, data()).await?;
    let clicked = alice.click_on(&message, "Yes").await?;
    let answer = json!({"callback_query_id": clicked.id(), "url": "https://t.me/sandbox_bot?start=x"});
    call(&sandbox, "answerCallbackQuery", answer).await?;
    assert_eq!(clicked.answer().await?.url.as_deref(), Some("https://t.me/sandbox_bot?start=x"));
    Ok(())
}

#[tokio::test]
async fn a_forgotten_message_is_inaccessible_to_its_query() -> Result {
    let sandbox = Sandbox::builder().history(2).start().await?;
    let alice = sandbox.user("Alice");
    let message = asked(&sandbox, &alice, data()).await?;
    alice.send("one").await?;
    alice.send("two").await?;
    alice.click_on(&message, "Yes").await?;
    let query = only(&sandbox, "callback_query").await?;
    assert_eq!(query["message"]["date"], 0);
    assert_eq!(query["message"]["message_id"], message.id());
    assert_eq!(query["message"]["chat"]["id"], alice.id());
    assert!(query["message"].get("text").is_none());
    Ok(())
}

#[tokio::test]
async fn a_deleted_message_has_no_buttons() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let message = asked(&sandbox, &alice, data()).await?;
    call(&sandbox, "deleteMessage", json!({"chat_id": alice.id(), "message_id": message.id()})).await?;
    assert!(alice.click_on(&message, "Yes").await.is_err());
    assert!(updates(&sandbox).await?.is_empty());
    Ok(())
}

#[tokio::test]
async fn links_open_and_texts_are_copied_without_the_bot() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let message = asked(
        &sandbox,
        &alice,
        json!({"inline_keyboard": [[
            {"text": "page", "url": "https://example.org/a"},
            {"text": "copy", "copy_text": {"text": "KY-77"}},
        ]]}),
    )
    .await?;
    let click = |column| alice.click_at(&message, 0, column);
    assert_eq!(click(0).await?.opens(), Some("https://example.org/a"));
    assert_eq!(click(1).await?.copies(), Some("KY-77"));
    assert!(updates(&sandbox).await?.is_empty());
    Ok(())
}

#[tokio::test]
async fn a_button_asks_an_inline_query_in_its_chat_or_in_one_of_choice() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let group = sandbox.group("Friends", &[&alice]);
    let message = asked(
        &sandbox,
        &alice,
        json!({"inline_keyboard": [[
            {"text": "here", "switch_inline_query_current_chat": "cats"},
            {"text": "there", "switch_inline_query_chosen_chat": {"query": "dogs", "allow_user_chats": true}},
        ]]}),
    )
    .await?;
    alice.click_on(&message, "here").await?;
    let query = only(&sandbox, "inline_query").await?;
    assert_eq!((&query["query"], &query["chat_type"]), (&json!("cats"), &json!("sender")));
    let there = alice.click_on(&message, "there").await?;
    assert!(updates(&sandbox).await?.is_empty(), "nothing is asked before a chat is chosen");
    let refused = there.inline_in(&group).await.unwrap_err();
    assert!(refused.to_string().contains("allow_group_chats"), "{refused}");
    Ok(())
}
