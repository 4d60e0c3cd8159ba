//! The two forms of an answer: a result, and a refusal in Telegram's words.

use axum::body::Body;
use axum::http::{Response, StatusCode, header};
use serde_json::{Value, json};

/// What a method answers.
pub(crate) type Answer = Result<Value, Refusal>;

/// A refused request: the code, the text and sometimes parameters.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Refusal {
    pub(crate) code: u16,
    pub(crate) description: String,
    pub(crate) parameters: Option<Value>,
}

impl Refusal {
    pub(crate) fn new(code: u16, description: impl Into<String>) -> Self {
        Self { code, description: description.into(), parameters: None }
    }

    /// `Bad Request: ` and the text.
    pub(crate) fn bad(text: impl AsRef<str>) -> Self {
        Self::new(400, format!("Bad Request: {}", text.as_ref()))
    }

    /// `Bad Request: ` and the text, which begins with a small letter unless it is the name of an error.
    pub(crate) fn worded(text: impl AsRef<str>) -> Self {
        let text = text.as_ref();
        let is_name = matches!(text.as_bytes().get(1), Some(b'_' | b'A'..=b'Z'));
        let mut chars = text.chars();
        match chars.next() {
            Some(first) if !is_name => Self::bad(format!("{}{}", first.to_ascii_lowercase(), chars.as_str())),
            _ => Self::bad(text),
        }
    }

    /// The chat is a supergroup by now, under this identifier.
    pub(crate) fn upgraded(new: i64) -> Self {
        let parameters = Some(json!({"migrate_to_chat_id": new}));
        Self { parameters, ..Self::bad("group chat was upgraded to a supergroup chat") }
    }

    /// `Forbidden: ` and the text.
    pub(crate) fn forbidden(text: impl AsRef<str>) -> Self {
        Self::new(403, format!("Forbidden: {}", text.as_ref()))
    }

    /// `Conflict: ` and the text.
    pub(crate) fn conflict(text: impl AsRef<str>) -> Self {
        Self::new(409, format!("Conflict: {}", text.as_ref()))
    }

    /// The same again, but after so many seconds.
    pub(crate) fn too_many(seconds: u64) -> Self {
        let parameters = Some(json!({ "retry_after": seconds }));
        Self { parameters, ..Self::new(429, format!("Too Many Requests: retry after {seconds}")) }
    }

    /// How many seconds to wait, where it says so.
    pub(crate) fn retry_after(&self) -> Option<u64> {
        self.parameters.as_ref()?.get("retry_after")?.as_u64()
    }

    pub(crate) fn not_found(text: &str) -> Self {
        Self::new(404, text)
    }

    pub(crate) fn to_json(&self) -> Value {
        let mut body = json!({"ok": false, "error_code": self.code, "description": self.description});
        if let Some(parameters) = &self.parameters {
            body["parameters"] = parameters.clone();
        }
        body
    }

    pub(crate) fn into_response(self) -> Response<Body> {
        respond(self.code, self.to_json().to_string(), self.retry_after())
    }
}

/// A response with a body of JSON.
pub(super) fn respond(code: u16, body: String, retry_after: Option<u64>) -> Response<Body> {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response.headers_mut().insert(header::CONTENT_TYPE, header::HeaderValue::from_static("application/json"));
    if let Some(seconds) = retry_after {
        response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    }
    response
}
