//! What a request is answered with.

use axum::body::Body;
use axum::http::{HeaderValue, Response, header};
use futures_util::future::BoxFuture;
use serde_json::Value;

use super::refused::Refused;

/// The type of content that an answer has unless another is described.
pub(super) const JSON: &str = "application/json";

/// What carrying out a request gives.
#[derive(Debug)]
pub(super) enum Reply {
    /// What nearly every request is answered with.
    Json(Value),
    /// A file, or a stream without end.
    Response(Response<Body>),
}

impl From<Value> for Reply {
    fn from(value: Value) -> Self {
        Self::Json(value)
    }
}

impl From<Response<Body>> for Reply {
    fn from(response: Response<Body>) -> Self {
        Self::Response(response)
    }
}

impl Reply {
    /// The whole response; its content is of the described type, unless it says itself which it is.
    pub(super) fn into_response(self, media: &'static str) -> Response<Body> {
        let mut response = match self {
            Self::Json(value) => Response::new(Body::from(value.to_string())),
            Self::Response(response) => response,
        };
        response.headers_mut().entry(header::CONTENT_TYPE).or_insert(HeaderValue::from_static(media));
        response
    }
}

/// Carries out a request by a handler that gives anything of which a reply is made.
pub(super) fn reply<'a, T: Into<Reply>>(
    handler: impl Future<Output = Result<T, Refused>> + Send + 'a,
) -> BoxFuture<'a, Result<Reply, Refused>> {
    Box::pin(async { handler.await.map(Into::into) })
}
