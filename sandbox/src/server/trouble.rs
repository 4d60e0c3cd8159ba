//! What a fault makes of an answer.

use std::convert::Infallible;
use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use bytes::Bytes;
use futures_util::stream;

use super::answer::respond;
use super::http::Client;
use super::{Core, Refusal};
use crate::faults::CallEffect;

/// Whether a fault makes something of the call's own answer.
pub(super) fn needs_answer(effect: &CallEffect) -> bool {
    matches!(effect, CallEffect::Delay { .. } | CallEffect::Half | CallEffect::Drip { .. })
}

/// Waits by the sandbox's clock.
pub(super) async fn wait(core: &Core, milliseconds: i64) {
    let now = core.look().now_in_milliseconds();
    core.sleep_until(now.saturating_add(milliseconds)).await;
}

/// The answer that goes out in place of the right one, and its text for the log.
pub(super) async fn answer(
    client: &Client,
    effect: CallEffect,
    status: u16,
    right: impl Into<Bytes>,
) -> (Response<Body>, String) {
    let core = &client.shared.core;
    let right: Bytes = right.into();
    let words = String::from_utf8_lossy(&right).into_owned();
    match effect {
        CallEffect::Delay { milliseconds } => {
            wait(core, milliseconds).await;
            (announced(status, right.len(), Body::from(right)), words)
        }
        CallEffect::TooMany { seconds } => {
            let refusal = Refusal::too_many(seconds);
            let text = refusal.to_json().to_string();
            (refusal.into_response(), text)
        }
        CallEffect::Refuse { code, description } => {
            let text = Refusal::new(code, description).to_json().to_string();
            (respond(code, text.clone(), None), text)
        }
        CallEffect::Answer { status, content_type, body } => {
            let mut response = respond(status, body.clone(), None);
            if let Ok(kind) = HeaderValue::from_str(&content_type) {
                response.headers_mut().insert(header::CONTENT_TYPE, kind);
            }
            (response, body)
        }
        CallEffect::Half => {
            let half = right.slice(..right.len() / 2);
            let words = String::from_utf8_lossy(&half).into_owned();
            (announced(status, right.len(), broken(half)), words)
        }
        CallEffect::Reset => {
            client.line.cut();
            (Response::new(Body::empty()), String::new())
        }
        CallEffect::Stall => {
            let never = stream::pending::<Result<Bytes, Infallible>>();
            // Some length, as any answer has one.
            (announced(status, right.len().max(100), Body::from_stream(never)), String::new())
        }
        CallEffect::Drip { milliseconds } => {
            let drops = drip(Arc::clone(core), right.clone(), milliseconds);
            (announced(status, right.len(), drops), words)
        }
    }
}

fn announced(status: u16, length: usize, body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::CONTENT_LENGTH, length.into());
    response
}

/// These bytes, and then the end of the connection.
fn broken(bytes: Bytes) -> Body {
    Body::from_stream(stream::unfold(Some(bytes), |bytes| async {
        if let Some(bytes) = bytes {
            return Some((Ok(bytes), None));
        }
        // What came before is written while this waits.
        tokio::task::yield_now().await;
        Some((Err("half of the answer is enough"), None))
    }))
}

/// A byte at a time.
fn drip(core: Arc<Core>, bytes: Bytes, pause: i64) -> Body {
    Body::from_stream(stream::unfold((core, bytes), move |(core, mut bytes)| async move {
        if bytes.is_empty() {
            return None;
        }
        wait(&core, pause).await;
        let drop = bytes.split_to(1);
        Some((Ok::<_, Infallible>(drop), (core, bytes)))
    }))
}
