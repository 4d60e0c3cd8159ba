//! A bot behind a webhook that does what a test tells it.

use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{ConnectInfo, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use std::net::SocketAddr;
use tokio::net::TcpListener;
use tokio::sync::mpsc;

use crate::support::Result;

/// An update that came, and the way to answer it.
pub(crate) struct Delivered {
    pub(crate) update: Value,
    pub(crate) headers: HeaderMap,
    /// The port that it came from, which tells connections apart.
    pub(crate) from: u16,
    answer: tokio::sync::oneshot::Sender<Response>,
}

impl Delivered {
    /// The text of the message.
    pub(crate) fn text(&self) -> &str {
        self.update["message"]["text"].as_str().unwrap_or_default()
    }

    pub(crate) fn answer(self, response: impl IntoResponse) {
        // The sandbox may have given up; the test sees that elsewhere.
        let _ = self.answer.send(response.into_response());
    }
}

/// A server whose every request the test answers.
pub(crate) struct Hook {
    pub(crate) url: String,
    delivered: mpsc::UnboundedReceiver<Delivered>,
}

#[derive(Clone)]
struct Sender(Arc<Mutex<mpsc::UnboundedSender<Delivered>>>);

async fn take(
    State(sender): State<Sender>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let (answer, answered) = tokio::sync::oneshot::channel();
    let update = serde_json::from_slice(&body).unwrap_or(Value::Null);
    let delivered = Delivered { update, headers, from: from.port(), answer };
    // The test is over when nobody listens any more.
    let _ = sender.0.lock().unwrap_or_else(PoisonError::into_inner).send(delivered);
    answered.await.unwrap_or_else(|_| axum::http::StatusCode::IM_A_TEAPOT.into_response())
}

impl Hook {
    pub(crate) async fn start() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}/hook", listener.local_addr()?);
        let (sender, delivered) = mpsc::unbounded_channel();
        let app = Router::new().fallback(take).with_state(Sender(Arc::new(Mutex::new(sender))));
        let service = app.into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, service).await });
        Ok(Self { url, delivered })
    }

    /// The next update.
    pub(crate) async fn next(&mut self) -> Result<Delivered> {
        let next = tokio::time::timeout(std::time::Duration::from_secs(20), self.delivered.recv());
        Ok(next.await?.ok_or("the server is gone")?)
    }

    /// Whether nothing has come that was not taken.
    pub(crate) fn is_quiet(&mut self) -> bool {
        self.delivered.try_recv().is_err()
    }
}
