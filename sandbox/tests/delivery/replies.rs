//! A method in a webhook's answer is carried out, however it is written.

use axum::http::header::CONTENT_TYPE;
use chappe_sandbox::Sandbox;
use serde_json::json;

use crate::hook::Hook;
use crate::support::{Result, call};

const FORM: &str = "application/x-www-form-urlencoded";

#[tokio::test]
async fn an_answer_may_be_json_a_form_or_multipart() -> Result {
    let (sandbox, mut hook) = (Sandbox::start().await?, Hook::start().await?);
    call(&sandbox, "setWebhook", json!({"url": hook.url})).await?;
    let alice = sandbox.user("Alice");
    let id = alice.id();
    let part = |name: &str, text: &str| {
        format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n")
    };
    let multipart =
        [part("method", "sendMessage"), part("chat_id", &id.to_string()), part("text", "multipart")].concat();
    let answers = [
        ("application/json", json!({"method": "sendMessage", "chat_id": id, "text": "json"}).to_string()),
        (FORM, format!("method=sendMessage&chat_id={id}&text=form")),
        ("multipart/form-data; boundary=x", multipart + "--x--\r\n"),
    ];
    for ((kind, body), text) in answers.into_iter().zip(["json", "form", "multipart"]) {
        alice.send("next").await?;
        hook.next().await?.answer(([(CONTENT_TYPE, kind)], body));
        alice.expect_text(text).await?;
    }
    Ok(())
}

#[tokio::test]
async fn what_an_answer_asked_for_is_done_before_the_update_is() -> Result {
    let (sandbox, mut hook) = (Sandbox::start().await?, Hook::start().await?);
    call(&sandbox, "setWebhook", json!({"url": hook.url})).await?;
    let alice = sandbox.user("Alice");
    for number in 0..50 {
        let text = number.to_string();
        alice.send(&text).await?;
        let answer = json!({"method": "sendMessage", "chat_id": alice.id(), "text": text});
        hook.next().await?.answer(axum::Json(answer));
        sandbox.wait_until_idle().await?;
        assert_eq!(alice.try_next_message().map(|message| message.text().to_owned()), Some(text));
    }
    Ok(())
}

#[tokio::test]
async fn an_answer_that_fails_is_in_the_log_and_takes_the_update() -> Result {
    let (sandbox, mut hook) = (Sandbox::start().await?, Hook::start().await?);
    call(&sandbox, "setWebhook", json!({"url": hook.url})).await?;
    sandbox.user("Alice").send("hi").await?;
    hook.next().await?.answer(axum::Json(json!({"method": "sendMessage", "chat_id": 5, "text": "x"})));
    let failed = sandbox.wait_for_call("sendMessage").await?;
    assert_eq!(failed.answer["description"], "Bad Request: chat not found");
    sandbox.wait_until_idle().await?;
    Ok(())
}

#[tokio::test]
async fn garbage_in_an_answer_takes_the_update() -> Result {
    let (sandbox, mut hook) = (Sandbox::start().await?, Hook::start().await?);
    call(&sandbox, "setWebhook", json!({"url": hook.url})).await?;
    for body in ["{broken", "[1]", "\u{0}", "{\"method\": 7}", "{\"method\": \"noSuchMethod\"}"] {
        sandbox.user("Alice").send("hi").await?;
        hook.next().await?.answer(([(CONTENT_TYPE, "application/json")], body));
        sandbox.wait_until_idle().await?;
    }
    Ok(())
}

#[tokio::test]
async fn an_answer_may_delete_its_own_webhook() -> Result {
    let (sandbox, mut hook) = (Sandbox::start().await?, Hook::start().await?);
    call(&sandbox, "setWebhook", json!({"url": hook.url})).await?;
    sandbox.user("Alice").send("hi").await?;
    hook.next().await?.answer(axum::Json(json!({"method": "deleteWebhook"})));
    sandbox.wait_until_idle().await?;
    assert_eq!(call(&sandbox, "getUpdates", json!({})).await?["result"], json!([]));
    Ok(())
}
