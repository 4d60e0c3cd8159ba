//! One service value, whatever its updates come from.

use std::time::Duration;

use chappe::prelude::*;
use chappe::source::Webhook;
use chappe::types::Update;
use chappe_sandbox::Sandbox;
use futures_util::stream;
use tower::ServiceExt as _;

use crate::kit::{Notes, run};
use crate::support::{message, serve};

#[tokio::test]
async fn the_same_service_runs_by_polling_by_webhook_from_a_stream_and_directly() -> Result {
    let sandbox = Sandbox::start().await?;
    let notes = Notes::default();
    let own = notes.clone();
    let router = Router::new().command("add", async |Args((a, b)): Args<(i64, i64)>| (a + b).to_string());
    let service = tower::ServiceBuilder::new()
        .timeout(Duration::from_secs(10))
        .map_request(move |ctx: Ctx| {
            if !ctx.is_probe() {
                own.add(ctx.text().unwrap_or_default().to_owned());
            }
            ctx
        })
        .service(router);
    let alice = sandbox.user("Alice");

    let bot = run(sandbox.bot(), service.clone());
    alice.send("/add 1 1").await?;
    alice.expect_text("2").await?;
    bot.stop().await?;

    let webhook = Webhook::new(sandbox.bot(), service.clone());
    let address = serve(axum::Router::new().route_service("/", webhook.clone())).await?;
    webhook.set_webhook(format!("http://{address}/")).await?;
    alice.send("/add 2 2").await?;
    alice.expect_text("4").await?;
    webhook.delete_webhook().await?;

    let update = |text: &str| {
        let update = Update::from_json(&command(1, alice.id(), text));
        update.expect("an update")
    };
    sandbox.bot().run_stream(stream::iter([update("/add 3 3")]), service.clone()).await?;
    alice.expect_text("6").await?;

    let outcome = service.oneshot(Ctx::new(sandbox.bot(), update("/add 4 4"))).await?;
    assert!(outcome.is_done());
    alice.expect_text("8").await?;
    assert_eq!(notes.all(), ["/add 1 1", "/add 2 2", "/add 3 3", "/add 4 4"]);
    Ok(())
}

/// A message whose text begins with a command.
fn command(update: i64, chat: i64, text: &str) -> String {
    let mut message: serde_json::Value =
        serde_json::from_str(&message(update, chat, text)).expect("it is JSON");
    let length = text.split(' ').next().map_or(0, str::len);
    message["message"]["entities"] =
        serde_json::json!([{"type": "bot_command", "offset": 0, "length": length}]);
    message.to_string()
}
