//! A call on its way through the outgoing stack.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::Extensions;
use serde_json::{Map, Value};

use super::Method;
use super::params::Params;
use crate::json::Writer;
use crate::primitives::{ChatId, Upload};

/// A call on its way to the Bot API server: what a layer of the outgoing stack sees and may change.
///
/// A clone shares the encoded parameters and the files, so that repeating a request costs little.
///
/// # Example
/// A layer that makes every message silent:
/// ```
/// use chappe::bot::{ApiRequest, Bot};
/// use tower::util::MapRequestLayer;
///
/// let silent = MapRequestLayer::new(|mut request: ApiRequest| {
///     if request.method().starts_with("send") {
///         request.params_mut().entry("disable_notification").or_insert(true.into());
///     }
///     request
/// });
/// let bot = Bot::builder("123456:token").layer(silent).build()?;
/// # Ok::<(), chappe::Error>(())
/// ```
#[derive(Clone)]
pub struct ApiRequest {
    method: Cow<'static, str>,
    params: Params,
    files: Vec<(String, Upload)>,
    /// The time the whole request may take, besides what layers say.
    timeout: Option<Duration>,
    /// What layers want to tell each other.
    extensions: Extensions,
}

/// What the transport sends.
pub(super) struct Parts {
    pub(super) method: Cow<'static, str>,
    /// The parameters as one JSON object.
    pub(super) text: Bytes,
    pub(super) files: Vec<(String, Upload)>,
    pub(super) timeout: Option<Duration>,
}

impl ApiRequest {
    /// A request for any method, known to this version or not.
    pub fn new(method: impl Into<Cow<'static, str>>, params: Map<String, Value>) -> Self {
        Self {
            method: method.into(),
            params: Params::from_map(params),
            files: Vec::new(),
            timeout: None,
            extensions: Extensions::new(),
        }
    }

    /// The request for a method.
    pub fn from_method<M: Method>(method: &M) -> Self {
        let mut writer = Writer::new();
        method.encode(&mut writer);
        Self::from_writer(M::NAME, writer)
    }

    // Not generic: once for all methods.
    fn from_writer(method: &'static str, writer: Writer) -> Self {
        let (text, files) = writer.into_parts();
        Self {
            method: Cow::Borrowed(method),
            params: Params::from_text(text),
            files,
            timeout: None,
            extensions: Extensions::new(),
        }
    }

    /// The method's name, as the Bot API writes it.
    pub fn method(&self) -> &str {
        &self.method
    }

    /// The method's name, to be kept: without an allocation for a method that is known.
    pub(super) fn name(&self) -> Cow<'static, str> {
        self.method.clone()
    }

    /// Calls another method with the same parameters.
    pub fn set_method(&mut self, method: impl Into<Cow<'static, str>>) {
        self.method = method.into();
    }

    /// The parameters.
    pub fn params(&self) -> &Map<String, Value> {
        self.params.map()
    }

    /// The parameters, to be changed.
    pub fn params_mut(&mut self) -> &mut Map<String, Value> {
        self.params.map_mut()
    }

    /// The chat that the request is for, where it is given by its number.
    ///
    /// Costs no parsing of the other parameters.
    pub fn chat_id(&self) -> Option<ChatId> {
        self.params.chat_id()
    }

    /// Whether files go up with the request.
    pub fn has_files(&self) -> bool {
        !self.files.is_empty()
    }

    /// The names of the files that go up with the request, as Telegram will know them.
    pub fn file_names(&self) -> impl Iterator<Item = String> {
        self.files.iter().map(|(_, upload)| upload.file_name())
    }

    /// What layers want to tell each other about this request.
    pub fn extensions(&self) -> &Extensions {
        &self.extensions
    }

    /// What layers want to tell each other about this request, to be changed.
    pub fn extensions_mut(&mut self) -> &mut Extensions {
        &mut self.extensions
    }

    /// The time the request may take from being sent to being answered; `None` leaves it to the transport.
    pub fn timeout(&self) -> Option<Duration> {
        self.timeout
    }

    /// Sets the time the request may take; `None` leaves it to the transport.
    #[must_use]
    pub fn with_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.timeout = timeout.into();
        self
    }

    pub(super) fn into_parts(self) -> Parts {
        let Self { method, params, files, timeout, .. } = self;
        Parts { method, text: params.into_text(), files, timeout }
    }
}

impl fmt::Debug for ApiRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiRequest")
            .field("method", &self.method)
            .field("params", &self.params)
            .field("files", &self.file_names().collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}

/// What the Bot API server answered: the `result` of an answer that was `"ok": true`.
#[derive(Clone)]
pub struct ApiResponse {
    result: Bytes,
}

impl ApiResponse {
    /// An answer with the given JSON text as its `result`; for tests and for layers that answer themselves.
    pub fn new(result: impl Into<Bytes>) -> Self {
        Self { result: result.into() }
    }

    /// The JSON text of the `result`.
    pub fn result(&self) -> &Bytes {
        &self.result
    }
}

impl fmt::Debug for ApiResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ApiResponse").field(&String::from_utf8_lossy(&self.result)).finish()
    }
}
