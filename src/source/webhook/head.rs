//! What can be told of a request before its body is read.

use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderMap, Method, request};
use http_body::SizeHint;

use super::refusal::Refusal;
use super::settings::Settings;

const SECRET: &str = "x-telegram-bot-api-secret-token";

/// Checks everything but the body.
pub(super) fn check(settings: &Settings, head: &request::Parts, size: &SizeHint) -> Result<(), Refusal> {
    if settings.path.as_ref().is_some_and(|path| path != head.uri.path()) {
        return Err(Refusal::Path);
    }
    if head.method != Method::POST {
        return Err(Refusal::Method);
    }
    if let Some(secret) = &settings.secret
        && !secret.is(head.headers.get(SECRET).map(http::HeaderValue::as_bytes).unwrap_or_default())
    {
        return Err(Refusal::Secret);
    }
    if !is_json(&head.headers) {
        return Err(Refusal::ContentType);
    }
    let told = head.headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    if size.lower().max(told.unwrap_or(0)) > settings.body_limit as u64 {
        return Err(Refusal::TooLarge(settings.body_limit));
    }
    Ok(())
}

/// Whether the body is JSON, whatever its parameters say.
fn is_json(headers: &HeaderMap) -> bool {
    let Some(kind) = headers.get(CONTENT_TYPE) else { return false };
    let kind = kind.as_bytes().split(|byte| *byte == b';').next().unwrap_or_default();
    kind.trim_ascii().eq_ignore_ascii_case(b"application/json")
}
