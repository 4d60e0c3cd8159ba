//! A call on its way through the outgoing stack.

use std::borrow::Cow;
use std::fmt;
use std::sync::OnceLock;
use std::time::Duration;

use bytes::Bytes;
use http::Extensions;
use serde_json::{Map, Value};

use super::Method;
use crate::json::Writer;
use crate::primitives::{ChatId, Upload};

/// A call on its way to the Bot API server: what a layer of the outgoing stack sees and may change.
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
    pub(crate) files: Vec<(String, Upload)>,
    /// The time the whole request may take, besides what layers say.
    pub(crate) timeout: Option<Duration>,
    /// What layers want to tell each other.
    extensions: Extensions,
}

/// The parameters: as encoded, until a layer looks at them.
#[derive(Clone)]
struct Params {
    /// `None` once a layer may have changed the map.
    text: Option<String>,
    map: OnceLock<Map<String, Value>>,
}

impl ApiRequest {
    /// A request for any method, known to this version or not.
    pub fn new(method: impl Into<Cow<'static, str>>, params: Map<String, Value>) -> Self {
        let params = Params { text: None, map: OnceLock::from(params) };
        Self {
            method: method.into(),
            params,
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

    fn from_writer(method: &'static str, writer: Writer) -> Self {
        let (text, files) = writer.into_parts();
        let params = Params { text: Some(text), map: OnceLock::new() };
        Self { method: Cow::Borrowed(method), params, files, timeout: None, extensions: Extensions::new() }
    }

    /// The method's name, as the Bot API writes it.
    pub fn method(&self) -> &str {
        &self.method
    }

    /// The parameters.
    pub fn params(&self) -> &Map<String, Value> {
        self.params.map.get_or_init(|| self.params.parse())
    }

    /// The parameters, to be changed.
    pub fn params_mut(&mut self) -> &mut Map<String, Value> {
        if self.params.map.get().is_none() {
            self.params.map = OnceLock::from(self.params.parse());
        }
        self.params.text = None;
        self.params.map.get_mut().expect("the map was set two lines above")
    }

    /// The chat that the request is for, where it is given by its number.
    pub fn chat_id(&self) -> Option<ChatId> {
        self.params().get("chat_id")?.as_i64().map(ChatId)
    }

    /// Whether files go up with the request.
    pub fn has_files(&self) -> bool {
        !self.files.is_empty()
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

    /// Sets the time the request may take.
    #[must_use]
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// The parameters as one JSON object.
    pub(crate) fn into_json(self) -> String {
        match self.params.text {
            Some(text) => text,
            None => Value::Object(self.params.map.into_inner().unwrap_or_default()).to_string(),
        }
    }
}

impl Params {
    fn parse(&self) -> Map<String, Value> {
        // What the writer wrote is an object, so an empty map stands for nothing that can happen.
        self.text.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
    }
}

impl fmt::Debug for ApiRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let files: Vec<String> = self.files.iter().map(|(_, upload)| upload.file_name()).collect();
        f.debug_struct("ApiRequest")
            .field("method", &self.method)
            .field("params", self.params())
            .field("files", &files)
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
