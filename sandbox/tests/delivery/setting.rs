//! `setWebhook`, `deleteWebhook` and `getWebhookInfo`.

use chappe_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::hook::Hook;
use crate::support::{Result, call};

async fn info(sandbox: &Sandbox) -> Result<Value> {
    Ok(call(sandbox, "getWebhookInfo", json!({})).await?["result"].take())
}

#[tokio::test]
async fn the_answer_tells_what_changed() -> Result {
    let sandbox = Sandbox::start().await?;
    let set = json!({"url": "https://example.com/a"});
    for (method, params, told) in [
        ("deleteWebhook", json!({}), "Webhook is already deleted"),
        ("setWebhook", set.clone(), "Webhook was set"),
        ("setWebhook", set.clone(), "Webhook is already set"),
        ("setWebhook", json!({"url": "https://example.com/b"}), "Webhook was set"),
        ("setWebhook", json!({"url": ""}), "Webhook was deleted"),
        ("setWebhook", set, "Webhook was set"),
        ("deleteWebhook", json!({}), "Webhook was deleted"),
    ] {
        let answer = call(&sandbox, method, params).await?;
        assert_eq!(answer, json!({"ok": true, "result": true, "description": told}));
    }
    Ok(())
}

#[tokio::test]
async fn what_cannot_be_a_webhook_is_refused() -> Result {
    let sandbox = Sandbox::start().await?;
    let url = "https://example.com/";
    for (params, refusal) in [
        (json!({"url": "https://"}), "invalid webhook URL specified"),
        (json!({"url": "https://a b/"}), "invalid webhook URL specified"),
        (json!({"url": "ftp://example.com/"}), "invalid webhook URL specified"),
        (
            json!({"url": "https://example.com:8080/"}),
            "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443",
        ),
        (json!({"url": url, "secret_token": "a b"}), "secret token contains unallowed characters"),
        (json!({"url": url, "secret_token": "a".repeat(257)}), "secret token is too long"),
    ] {
        let answer = call(&sandbox, "setWebhook", params.clone()).await?;
        assert_eq!(answer["description"], format!("Bad Request: {refusal}"), "{params}");
        assert_eq!(answer["error_code"], 400);
    }
    assert_eq!(info(&sandbox).await?["url"], "");
    Ok(())
}

#[tokio::test]
async fn a_webhook_is_told_about() -> Result {
    let sandbox = Sandbox::start().await?;
    let nothing = json!({"url": "", "has_custom_certificate": false, "pending_update_count": 0});
    assert_eq!(info(&sandbox).await?, nothing);
    let params = json!({
        "url": "https://example.com/", "max_connections": 500, "ip_address": "203.0.113.5",
        "allowed_updates": ["message", "hologram"],
    });
    call(&sandbox, "setWebhook", params).await?;
    let expected = json!({
        "url": "https://example.com/",
        "has_custom_certificate": false,
        "pending_update_count": 0,
        "max_connections": 100,
        "ip_address": "203.0.113.5",
        "allowed_updates": ["message"],
    });
    assert_eq!(info(&sandbox).await?, expected);
    Ok(())
}

#[tokio::test]
async fn a_certificate_may_be_uploaded_if_it_is_small() -> Result {
    let sandbox = Sandbox::start().await?;
    let url = format!("{}/bot{}/setWebhook", sandbox.api_url(), sandbox.token());
    for (size, told) in [
        (1000, "Webhook was set"),
        (3 * 1024 * 1024 + 1, "Bad Request: certificate size is too big (3145729 bytes)"),
    ] {
        let file = reqwest::multipart::Part::bytes(vec![b'a'; size]).file_name("cert.pem");
        let form =
            reqwest::multipart::Form::new().text("url", "https://example.com/").part("certificate", file);
        let answer: Value = reqwest::Client::new().post(&url).multipart(form).send().await?.json().await?;
        assert_eq!(answer["description"], told);
    }
    assert_eq!(info(&sandbox).await?["has_custom_certificate"], true);
    Ok(())
}

#[tokio::test]
async fn pending_updates_are_kept_or_dropped() -> Result {
    let (sandbox, mut hook) = (Sandbox::start().await?, Hook::start().await?);
    let alice = sandbox.user("Alice");
    alice.send("dropped").await?;
    call(&sandbox, "setWebhook", json!({"url": "https://example.invalid/", "drop_pending_updates": true}))
        .await?;
    assert_eq!(info(&sandbox).await?["pending_update_count"], 0);
    alice.send("kept").await?;
    assert_eq!(info(&sandbox).await?["pending_update_count"], 1);
    call(&sandbox, "setWebhook", json!({"url": hook.url, "secret_token": "s-3_T"})).await?;
    let delivered = hook.next().await?;
    assert_eq!(delivered.text(), "kept");
    assert_eq!(delivered.headers["x-telegram-bot-api-secret-token"], "s-3_T");
    assert_eq!(delivered.headers["content-type"], "application/json");
    delivered.answer("");
    sandbox.wait_until_idle().await?;
    alice.send("dropped too").await?;
    call(&sandbox, "deleteWebhook", json!({"drop_pending_updates": true})).await?;
    assert_eq!(sandbox.pending_updates(), 0);
    Ok(())
}

#[tokio::test]
async fn a_host_is_reached_at_the_given_address() -> Result {
    let (sandbox, mut hook) = (Sandbox::start().await?, Hook::start().await?);
    let url = hook.url.replace("127.0.0.1", "no-such-host.invalid");
    call(&sandbox, "setWebhook", json!({"url": url, "ip_address": "127.0.0.1"})).await?;
    sandbox.user("Alice").send("hi").await?;
    let delivered = hook.next().await?;
    let host = delivered.headers["host"].to_str()?.to_owned();
    assert!(host.starts_with("no-such-host.invalid:"), "{host}");
    delivered.answer("");
    Ok(())
}
