//! What is answered where no update was handled.

use bytes::Bytes;
use http::header::{ALLOW, CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderValue, Response, StatusCode};
use http_body_util::Full;

/// What was wrong with a request, or keeps the bot from handling it.
#[derive(Debug, PartialEq)]
pub(super) enum Refusal {
    Path,
    Method,
    Secret,
    ContentType,
    TooLarge(usize),
    TooSlow,
    Broken,
    NoUpdate(String),
    /// Telegram is to try again.
    Busy(&'static str),
}

impl Refusal {
    pub(super) fn into_response(self) -> Response<Full<Bytes>> {
        let (status, text) = match self {
            Self::Path => (StatusCode::NOT_FOUND, "nothing is here".into()),
            Self::Method => (StatusCode::METHOD_NOT_ALLOWED, "updates are sent by POST".into()),
            Self::Secret => (StatusCode::UNAUTHORIZED, "secret token is wrong".into()),
            Self::ContentType => (StatusCode::UNSUPPORTED_MEDIA_TYPE, "updates are application/json".into()),
            Self::TooLarge(limit) => {
                (StatusCode::PAYLOAD_TOO_LARGE, format!("updates are of at most {limit} bytes").into())
            }
            Self::TooSlow => (StatusCode::REQUEST_TIMEOUT, "the update took too long to arrive".into()),
            Self::Broken => (StatusCode::BAD_REQUEST, "the body broke off".into()),
            Self::NoUpdate(why) => (StatusCode::BAD_REQUEST, format!("not an update: {why}").into()),
            Self::Busy(why) => (StatusCode::SERVICE_UNAVAILABLE, why.into()),
        };
        let mut response = Response::new(Full::new(text));
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
        match status {
            StatusCode::METHOD_NOT_ALLOWED => headers.insert(ALLOW, HeaderValue::from_static("POST")),
            StatusCode::SERVICE_UNAVAILABLE => headers.insert(RETRY_AFTER, HeaderValue::from_static("1")),
            _ => None,
        };
        response
    }
}
