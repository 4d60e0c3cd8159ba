//! The layers of tower-http around an axum application with a webhook in it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::body::Body;
use axum::routing::get;
use chappe::prelude::*;
use chappe::source::Webhook;
use chappe::types::User;
use http::{HeaderValue, Request, StatusCode};
use http_body_util::{BodyExt as _, Full};
use tower::{Service as _, ServiceBuilder, ServiceExt as _, service_fn};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::decompression::DecompressionLayer;
use tower_http::request_id::{MakeRequestId, PropagateRequestIdLayer, RequestId, SetRequestIdLayer};
use tower_http::trace::TraceLayer;

use crate::kit::Notes;
use crate::require_ready::require_ready;
use crate::support::{Trace, message};

/// An application with a webhook and a route of its own.
fn app(webhook: Webhook<Router>) -> axum::Router {
    axum::Router::new().route("/health", get(async || "ok")).nest_service("/telegram", webhook)
}

fn webhook(router: Router) -> Webhook<Router> {
    let me = User { username: Some("test_bot".to_owned()), ..User::default() };
    // What is sent in the answer passes the layers of the bot, and so it has none.
    Webhook::new(Bot::builder("42:TEST").me(me).build().expect("the token is well formed"), router)
}

/// An update, as Telegram sends it.
fn post(text: &str) -> Request<Body> {
    Request::post("/telegram")
        .header("content-type", "application/json")
        .body(message(text).to_json().into())
        .expect("a request of constants")
}

#[tokio::test]
async fn trace_tells_of_the_answer_to_each_update() -> Result {
    let notes = Notes::default();
    let log = notes.clone();
    let layer = TraceLayer::new_for_http().on_response(
        move |response: &http::Response<_>, _: std::time::Duration, _: &tracing::Span| {
            log.add(response.status());
        },
    );
    let app = app(webhook(Router::new().any(async || {}))).layer(layer);
    app.clone().oneshot(post("hi")).await?;
    app.oneshot(Request::get("/telegram").body(Body::empty())?).await?;
    assert_eq!(notes.all(), [StatusCode::OK, StatusCode::METHOD_NOT_ALLOWED]);
    Ok(())
}

#[tokio::test]
async fn catch_panic_has_the_other_routes_panics_and_none_of_handlers() -> Result {
    async fn panics() {
        panic!("oh");
    }
    let app =
        app(webhook(Router::new().any(panics))).route("/broken", get(panics)).layer(CatchPanicLayer::new());
    let broken = app.clone().oneshot(Request::get("/broken").body(Body::empty())?).await?;
    assert_eq!(broken.status(), StatusCode::INTERNAL_SERVER_ERROR);
    // A handler's panic is an error like any other, and final: Telegram is not to send it again.
    assert_eq!(app.oneshot(post("hi")).await?.status(), StatusCode::OK);
    Ok(())
}

/// Numbers the requests.
#[derive(Clone, Default)]
struct Number(Arc<AtomicU64>);

impl MakeRequestId for Number {
    fn make_request_id<B>(&mut self, _: &Request<B>) -> Option<RequestId> {
        let number = self.0.fetch_add(1, Ordering::SeqCst);
        HeaderValue::from_str(&number.to_string()).ok().map(RequestId::new)
    }
}

#[tokio::test]
async fn request_id_is_on_the_answer_to_an_update() -> Result {
    let layers = ServiceBuilder::new()
        .layer(SetRequestIdLayer::x_request_id(Number::default()))
        .layer(PropagateRequestIdLayer::x_request_id());
    let trace = Trace::default();
    let app = app(webhook(Router::new().any(trace.done("handled")))).layer(layers);
    for number in ["0", "1"] {
        assert_eq!(app.clone().oneshot(post("hi")).await?.headers()["x-request-id"], number);
    }
    assert_eq!(trace.take().len(), 2);
    Ok(())
}

#[tokio::test]
async fn compression_is_of_the_method_that_goes_out_in_the_answer() -> Result {
    let long = "long ".repeat(400);
    let answer = long.clone();
    let router = Router::new().any(move || std::future::ready(answer.clone()));
    let app = app(webhook(router).reply_in_response(true)).layer(CompressionLayer::new());

    let mut request = post("hi");
    request.headers_mut().insert("accept-encoding", HeaderValue::from_static("gzip"));
    let compressed = app.clone().oneshot(request).await?;
    assert_eq!(compressed.headers()["content-encoding"], "gzip");
    let compressed = compressed.into_body().collect().await?.to_bytes();
    assert!(compressed.len() < long.len() / 4, "{} bytes", compressed.len());

    // What is read back is what goes out where nobody asks for compression.
    let plain = app.oneshot(post("hi")).await?;
    assert!(!plain.headers().contains_key("content-encoding"));
    let plain = plain.into_body().collect().await?.to_bytes();
    let stored = service_fn(|_: Request<Body>| {
        let response = http::Response::builder().header("content-encoding", "gzip");
        std::future::ready(response.body(Full::new(compressed.clone())))
    });
    let read = DecompressionLayer::new();
    let read = tower::Layer::layer(&read, stored).oneshot(post("hi")).await?;
    assert_eq!(read.into_body().collect().await?.to_bytes(), plain);
    Ok(())
}

#[tokio::test]
async fn the_service_in_a_webhook_and_the_webhook_itself_are_called_when_ready() -> Result {
    let trace = Trace::default();
    let me = User { username: Some("test_bot".to_owned()), ..User::default() };
    let bot = Bot::builder("42:TEST").me(me).build()?;
    let inner = require_ready(Router::new().any(trace.done("handler")));
    let webhook = require_ready(Webhook::new(bot, inner));
    for _ in 0..3 {
        let response = webhook.clone().oneshot(post("hi")).await?;
        assert_eq!(response.status(), StatusCode::OK);
    }
    // One value, asked and called again and again.
    let mut webhook = webhook;
    for _ in 0..3 {
        let webhook = tower::ServiceExt::<Request<Body>>::ready(&mut webhook).await?;
        let response = webhook.call(post("hi")).await?;
        assert_eq!(response.status(), StatusCode::OK);
    }
    assert_eq!(trace.take().len(), 6);
    Ok(())
}
