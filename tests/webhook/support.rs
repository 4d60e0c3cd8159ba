//! Requests as Telegram makes them, and what is answered.

use std::net::SocketAddr;

use chappe::source::Webhook;
use chappe::types::User;
use chappe::{Bot, BoxError, Ctx, Outcome, Result};
use http::{HeaderMap, Request, StatusCode};
use http_body_util::{BodyExt as _, Full};
use tokio::net::TcpListener;
use tower::{Service, ServiceExt as _};

/// An answer, read whole.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// A bot that knows who it is, and never needs a server.
pub fn offline() -> Bot {
    let me = User { username: Some("test_bot".to_owned()), ..User::default() };
    Bot::builder("42:TEST").me(me).build().expect("a token of a token's form")
}

/// A text message in a private chat.
pub fn message(update: i64, chat: i64, text: &str) -> String {
    serde_json::json!({"update_id": update, "message": {
        "message_id": update, "date": 1_700_000_000, "text": text,
        "chat": {"id": chat, "type": "private", "first_name": "Alice"},
        "from": {"id": chat, "is_bot": false, "first_name": "Alice"},
    }})
    .to_string()
}

/// A request with a body, as Telegram makes it.
pub fn post(body: impl Into<String>) -> Request<Full<bytes::Bytes>> {
    Request::post("/")
        .header("content-type", "application/json")
        .body(Full::new(body.into().into()))
        .expect("a request of constants")
}

/// What a webhook answers to a request.
pub async fn ask<S, B>(webhook: &Webhook<S>, request: Request<B>) -> Answer
where
    S: Service<Ctx, Response = Outcome> + Clone + Send + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send + 'static,
    B: http_body::Body + Send + 'static,
    B::Data: Send,
    B::Error: Send,
{
    let response = webhook.clone().oneshot(request).await.unwrap_or_else(|never| match never {});
    let (head, body) = response.into_parts();
    let body = body.collect().await.unwrap_or_else(|never| match never {}).to_bytes();
    let body = String::from_utf8(body.into()).expect("answers are text");
    Answer { status: head.status, headers: head.headers, body }
}

/// Serves an application on a free port until the test is over.
pub async fn serve(app: axum::Router) -> Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move { axum::serve(listener, app).await });
    Ok(address)
}
