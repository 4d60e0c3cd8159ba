//! Setting and deleting the webhook, against the sandbox.

use chappe::prelude::*;
use chappe::source::{RunError, Webhook};
use chappe_sandbox::Sandbox;
use serde_json::json;

#[derive(Clone)]
struct Config;

#[tokio::test]
async fn it_is_set_with_the_secret_the_kinds_that_the_routes_take_and_what_else_is_given() -> Result {
    let sandbox = Sandbox::start().await?;
    let router = Router::new().command("start", async || {}).callback("vote", async || {});
    let webhook = Webhook::new(sandbox.bot(), router)
        .secret_token("secret")?
        .max_connections(7)
        .drop_pending_updates(true);
    webhook.set_webhook("http://127.0.0.1:9/telegram").await?;
    let mut params = sandbox.wait_for_call("setWebhook").await?.params;
    let mut kinds: Vec<String> = serde_json::from_value(params["allowed_updates"].take())?;
    kinds.sort_unstable();
    assert_eq!(kinds, ["callback_query", "channel_post", "message"]);
    assert_eq!(
        params,
        json!({"url": "http://127.0.0.1:9/telegram", "secret_token": "secret", "max_connections": 7,
            "drop_pending_updates": true, "allowed_updates": null})
    );
    assert_eq!(sandbox.bot().get_webhook_info().await?.url, "http://127.0.0.1:9/telegram");
    webhook.delete_webhook().await?;
    assert_eq!(sandbox.bot().get_webhook_info().await?.url, "");
    Ok(())
}

#[tokio::test]
async fn kinds_that_are_given_are_asked_for() -> Result {
    let sandbox = Sandbox::start().await?;
    let webhook = Webhook::new(sandbox.bot(), Router::new().command("start", async || {}))
        .allowed_updates([UpdateType::Message, UpdateType::ChatMember]);
    webhook.set_webhook("http://127.0.0.1:9/").await?;
    let params = sandbox.wait_for_call("setWebhook").await?.params;
    assert_eq!(params["allowed_updates"], json!(["message", "chat_member"]));
    Ok(())
}

#[tokio::test]
async fn a_missing_flavor_is_found_before_telegram_is_told() -> Result {
    let sandbox = Sandbox::start().await?;
    let router: Router = Router::new().command("show", async |_: Flavor<Config>| {});
    let set = Webhook::new(sandbox.bot(), router).set_webhook("http://127.0.0.1:9/").await;
    assert!(matches!(set, Err(RunError::Preflight(_))), "{set:?}");
    assert_eq!(sandbox.calls().len(), 0);
    Ok(())
}

#[tokio::test]
async fn an_address_that_telegram_refuses_is_an_error() -> Result {
    let sandbox = Sandbox::start().await?;
    let set = Webhook::new(sandbox.bot(), Router::new()).set_webhook("gopher://example.org").await;
    assert!(format!("{set:?}").contains("invalid webhook URL specified"), "{set:?}");
    Ok(())
}
