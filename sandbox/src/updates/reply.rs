//! The method that a webhook's answer may hold.

use std::sync::Arc;
use std::time::Instant;

use axum::body::Body;
use axum::http::{Request, Response, header};
use hyper::body::Incoming;
use serde_json::Value;

use crate::server::{Core, Params, Recorded, Refusal, body};
use crate::{facts, methods};

/// The largest answer that is read, in bytes.
const LARGEST_ANSWER: usize = 10 * 1024 * 1024;

/// Reads the parameters of an answer, in any of the encodings that a request may have.
pub(super) async fn read(core: &Core, response: Response<Incoming>) -> Result<Params, Refusal> {
    let (parts, content) = response.into_parts();
    let mut request = Request::new(Body::new(content));
    if let Some(kind) = parts.headers.get(header::CONTENT_TYPE) {
        request.headers_mut().insert(header::CONTENT_TYPE, kind.clone());
    }
    body::read(request, LARGEST_ANSWER.min(core.body_limit)).await
}

/// Carries out the method that an answer names, if it names one; the bot is not told what came of it.
pub(super) async fn carry_out(core: &Arc<Core>, bot: i64, mut params: Params) {
    let at = Instant::now();
    let Some(Value::String(name)) = params.values.shift_remove("method") else { return };
    let Some(method) = facts::method(&name) else {
        tracing::debug!(bot, name, "a webhook answered with a method that does not exist");
        return;
    };
    let done = match params.normalise(method) {
        Ok(()) => methods::call(core, bot, method, &params).await,
        Err(refusal) => Err(refusal),
    };
    let (answer, simulated) = match done {
        Ok(done) => {
            let simulated = done.simulated;
            (done.body(), simulated)
        }
        Err(refusal) => {
            tracing::debug!(
                bot,
                method = method.name,
                error = refusal.description,
                "a webhook's answer failed"
            );
            (refusal.to_json().to_string(), false)
        }
    };
    let method = method.name.to_owned();
    let params = params.into_json();
    core.record(Recorded { bot, method, params, answer, at, simulated, fault: None });
}
