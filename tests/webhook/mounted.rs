//! Under axum, beside other routes; delivered to by the sandbox.

use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};

use axum::routing::get;
use chappe::prelude::*;
use chappe::source::Webhook;
use chappe_sandbox::Sandbox;
use http::StatusCode;
use tower::load_shed::error::Overloaded;
use tower::{Service, ServiceExt as _};

use crate::kit::Notes;
use crate::support::{message, serve};

#[tokio::test]
async fn it_stands_beside_other_routes_however_it_is_mounted() -> Result {
    let sandbox = Sandbox::start().await?;
    let webhook = Webhook::new(sandbox.bot(), Router::new().any(async || {})).secret_token("secret")?;
    let app = axum::Router::new()
        .route("/health", get(async || "ok"))
        .nest_service("/nested", webhook.clone())
        .route_service("/routed", webhook.clone())
        .fallback_service(webhook);
    let address = serve(app).await?;
    let client = reqwest::Client::new();
    let health = client.get(format!("http://{address}/health")).send().await?;
    assert_eq!(health.text().await?, "ok");
    for path in ["nested", "nested/deeper", "routed", "any/other"] {
        let post = client.post(format!("http://{address}/{path}")).header("content-type", "application/json");
        let post = post.body(message(1, 1, "hi"));
        let without = post.try_clone().ok_or("a body that can be cloned")?.send().await?;
        assert_eq!(without.status(), StatusCode::UNAUTHORIZED, "{path}");
        let with = post.header("X-Telegram-Bot-Api-Secret-Token", "secret").send().await?;
        assert_eq!(with.status(), StatusCode::OK, "{path}");
    }
    Ok(())
}

/// A service that is `Send` and not `Sync`.
#[derive(Clone)]
struct NotSync(Router, Cell<usize>);

impl Service<Ctx> for NotSync {
    type Response = Outcome;
    type Error = BoxError;
    type Future = <Router as Service<Ctx>>::Future;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<()>> {
        self.0.poll_ready(cx)
    }

    fn call(&mut self, ctx: Ctx) -> Self::Future {
        self.1.set(self.1.get() + 1);
        self.0.call(ctx)
    }
}

#[tokio::test]
async fn a_service_that_is_not_sync_can_be_mounted() -> Result {
    let sandbox = Sandbox::start().await?;
    let router = Router::new().any(async || "hello");
    let webhook = Webhook::new(sandbox.bot(), NotSync(router, Cell::new(0)));
    let address = serve(axum::Router::new().nest_service("/bot", webhook.clone())).await?;
    webhook.set_webhook(format!("http://{address}/bot")).await?;
    let alice = sandbox.user("Alice");
    alice.send("hi").await?;
    alice.expect_text("hello").await?;
    Ok(())
}

/// A service behind a layer that asks it for readiness: the one that is called is the one that was ready.
#[derive(Clone)]
struct Strict {
    inner: Router,
    permit: Option<Arc<()>>,
    ready: bool,
}

impl Service<Ctx> for Strict {
    type Response = Outcome;
    type Error = BoxError;
    type Future = <Router as Service<Ctx>>::Future;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<()>> {
        let poll = self.inner.poll_ready(cx);
        // Tells this value from its clones, which share nothing with it that matters.
        self.permit = Some(Arc::new(()));
        self.ready = poll.is_ready();
        poll
    }

    fn call(&mut self, ctx: Ctx) -> Self::Future {
        let own = self.permit.take().is_some_and(|permit| Arc::strong_count(&permit) == 1);
        assert!(std::mem::take(&mut self.ready) && own, "it is called without having been ready");
        self.inner.call(ctx)
    }
}

#[tokio::test]
async fn the_service_that_is_called_is_the_one_that_was_ready() -> Result {
    let service = Strict { inner: Router::new().any(async || {}), permit: None, ready: false };
    let webhook =
        Webhook::new(crate::support::offline(), service).failure_status(StatusCode::INTERNAL_SERVER_ERROR);
    for update in 0..3 {
        let response = webhook.clone().oneshot(crate::support::post(message(update + 1, 1, "hi"))).await?;
        assert_eq!(response.status(), StatusCode::OK);
    }
    Ok(())
}

#[tokio::test]
async fn what_was_refused_for_overload_is_delivered_again_in_order() -> Result {
    let sandbox = Sandbox::builder().deadline(std::time::Duration::from_secs(30)).start().await?;
    let notes = Notes::default();
    let own = notes.clone();
    let router = Router::new().any(move |text: Text| {
        own.add(text.to_string());
        async {}
    });
    // Sheds the first, and one in the middle.
    let tries = Arc::new(AtomicUsize::new(0));
    let own = Arc::clone(&tries);
    let service = tower::ServiceBuilder::new()
        .filter(move |ctx: Ctx| {
            if !ctx.is_probe() && matches!(own.fetch_add(1, Ordering::Relaxed), 0 | 3) {
                return Err(BoxError::from(Overloaded::new()));
            }
            Ok(ctx)
        })
        .service(router);
    let webhook = Webhook::new(sandbox.bot(), service);
    let address = serve(axum::Router::new().fallback_service(webhook.clone())).await?;
    webhook.set_webhook(format!("http://{address}/")).await?;
    let alice = sandbox.user("Alice");
    for number in 0..6 {
        alice.send(number.to_string()).await?;
    }
    sandbox.wait_until_idle().await?;
    assert_eq!(notes.all(), ["0", "1", "2", "3", "4", "5"]);
    assert_eq!(tries.load(Ordering::Relaxed), 8, "two of them came twice");
    let info = sandbox.bot().get_webhook_info().await?;
    assert!(info.last_error_message.is_some_and(|error| error.contains("503")));
    Ok(())
}
