//! Why a request of the control API was not carried out.

use axum::body::Body;
use axum::http::{Response, StatusCode};
use serde_json::json;

use super::ROOT;
use super::reply::{JSON, Reply};
use crate::error::Error;

/// A refusal: the status, what is wrong, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refused {
    pub(super) status: u16,
    pub(super) error: String,
    pub(super) hint: String,
}

impl Refused {
    pub(super) fn new(status: u16, error: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { status, error: error.into(), hint: hint.into() }
    }

    /// The request itself is wrong.
    pub(super) fn bad(error: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::new(400, error, hint)
    }

    /// What the request names is not there.
    pub(super) fn missing(error: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::new(404, error, hint)
    }

    pub(super) fn into_response(self) -> Response<Body> {
        let body = Reply::Json(json!({"error": self.error, "hint": self.hint}));
        let mut response = body.into_response(JSON);
        *response.status_mut() =
            StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        response
    }
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        let (status, hint) = match &error {
            Error::Deadline { .. } => (
                408,
                format!(
                    "GET {ROOT}/sandbox says where the bot has to connect, GET {ROOT}/calls what it called"
                ),
            ),
            Error::Unexpected { .. } => (409, "the transcript shows what was said instead".to_owned()),
            Error::NoButton { .. } => {
                (404, format!("GET {ROOT}/users/{{user}}/history shows the buttons of each message"))
            }
            Error::NotAnUpdate(_) => (400, "give a JSON object".to_owned()),
            Error::Declined(_) => (402, "the bot refused, or did not answer within 10 seconds".to_owned()),
            Error::Impossible(_) => (400, format!("GET {ROOT}/transcript shows what happened before")),
            _ => (500, "this is a fault of the sandbox: please report it".to_owned()),
        };
        Self::new(status, error.to_string(), hint)
    }
}
