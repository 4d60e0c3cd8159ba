//! The innermost service of the outgoing stack: HTTP by reqwest.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use tower_service::Service;

use super::token::Token;
use super::{ApiRequest, ApiResponse, Error, Refusal, multipart};
use crate::json::{self, Reader};
use crate::types::ChatId;

/// How long a request without files may take where nothing else is said.
const TIMEOUT: Duration = Duration::from_secs(60);
/// How long a connection may take to be made.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// How much of an answer that is not the Bot API's is quoted.
const QUOTE: usize = 200;

/// The innermost service of the outgoing stack: sends an [`ApiRequest`] over HTTP and sorts the answer.
#[derive(Clone)]
pub struct Transport(Arc<Inner>);

struct Inner {
    client: reqwest::Client,
    token: Token,
    /// Up to and with the slash before the method's name.
    methods: String,
    /// Up to and with the slash before a file's path.
    files: String,
}

impl Transport {
    pub(crate) fn new(
        token: &Token,
        api_url: &str,
        test_environment: bool,
        client: Option<reqwest::Client>,
    ) -> Result<Self, Error> {
        let base = api_url.trim_end_matches('/');
        let scheme = base.starts_with("http://") || base.starts_with("https://");
        if !scheme || reqwest::Url::parse(base).is_err() {
            return Err(Error::Config(format!(
                "{api_url:?} is not the address of a Bot API server: it looks like `http://localhost:8081`"
            )));
        }
        let client = match client {
            Some(client) => client,
            None => reqwest::Client::builder()
                .connect_timeout(CONNECT_TIMEOUT)
                // A redirect would send the token wherever it points.
                .redirect(reqwest::redirect::Policy::none())
                .tcp_nodelay(true)
                .build()
                .map_err(|error| {
                    Error::Config(format!("the HTTP client cannot be made: {}", error.without_url()))
                })?,
        };
        let (secret, test) = (token.reveal(), if test_environment { "test/" } else { "" });
        Ok(Self(Arc::new(Inner {
            client,
            token: token.clone(),
            methods: format!("{base}/bot{secret}/{test}"),
            files: format!("{base}/file/bot{secret}/{test}"),
        })))
    }

    /// Starts the download of a file.
    pub(crate) async fn download(&self, path: &str) -> Result<reqwest::Response, Error> {
        const METHOD: &str = "file download";
        let url = format!("{}{}", self.0.files, path.trim_start_matches('/'));
        let response = self.0.client.get(url).send().await.map_err(|error| network(METHOD, error))?;
        let status = response.status();
        if status.is_success() {
            return Ok(response);
        }
        let body = response.bytes().await.map_err(|error| network(METHOD, error))?;
        Err(self.foreign(METHOD, status, &body, None))
    }

    async fn send(self, request: ApiRequest) -> Result<ApiResponse, Error> {
        let method = request.method().to_owned();
        // Kept for the chat that an error names; files are shared, not copied.
        let asked = request.clone();
        let url = format!("{}{method}", self.0.methods);
        let timeout = request.timeout();
        let mut http = self.0.client.post(url);
        if request.has_files() {
            http = http.multipart(multipart::form(request).await?);
        } else {
            http = http
                .header(http::header::CONTENT_TYPE, "application/json")
                .body(request.into_json())
                .timeout(timeout.unwrap_or(TIMEOUT));
        }
        if let Some(timeout) = timeout {
            http = http.timeout(timeout);
        }
        let response = http.send().await.map_err(|error| network(&method, error))?;
        let status = response.status();
        let body = response.bytes().await.map_err(|error| network(&method, error))?;
        self.sort(&method, status, &body, &asked)
    }

    /// Tells an answer from a refusal, and either from what is not the Bot API's.
    fn sort(
        &self,
        method: &str,
        status: reqwest::StatusCode,
        body: &Bytes,
        asked: &ApiRequest,
    ) -> Result<ApiResponse, Error> {
        match json::from_slice::<Envelope>(body) {
            Ok(Envelope { ok: true, result: Some((start, end)), .. }) => {
                Ok(ApiResponse::new(body.slice(start..end)))
            }
            Ok(Envelope { ok: false, code, description: Some(description), parameters, .. }) => {
                Err(Refusal {
                    method: method.to_owned(),
                    code: code.unwrap_or_else(|| i64::from(status.as_u16())),
                    description: self.0.token.redact(&description),
                    parameters,
                }
                .into_error(asked.chat_id()))
            }
            Err(source) if status.is_success() => Err(Error::Decode { method: method.to_owned(), source }),
            _ => Err(self.foreign(method, status, body, asked.chat_id())),
        }
    }

    /// An answer that some other server gave: a proxy, a gateway.
    fn foreign(&self, method: &str, status: reqwest::StatusCode, body: &[u8], chat: Option<ChatId>) -> Error {
        if let Ok(Envelope {
            ok: false, code: Some(code), description: Some(description), parameters, ..
        }) = json::from_slice::<Envelope>(body)
        {
            let description = self.0.token.redact(&description);
            return Refusal { method: method.to_owned(), code, description, parameters }.into_error(chat);
        }
        let text = self.0.token.redact(&String::from_utf8_lossy(body));
        let quote: String = text.chars().take(QUOTE).collect();
        let description = format!("not an answer of the Bot API: {quote:?}");
        let code = i64::from(status.as_u16());
        Refusal { method: method.to_owned(), code, description, parameters: Default::default() }
            .into_error(chat)
    }
}

/// A failure of the connection. The address is taken out, since the token is in it.
pub(super) fn network(method: &str, error: reqwest::Error) -> Error {
    let error = error.without_url();
    if error.is_timeout() {
        return Error::Timeout { method: method.to_owned() };
    }
    Error::Network { method: method.to_owned(), source: error.into() }
}

/// The form of every answer.
#[derive(Default)]
struct Envelope {
    ok: bool,
    /// Where the result stands in the body.
    result: Option<(usize, usize)>,
    code: Option<i64>,
    description: Option<String>,
    parameters: crate::types::ResponseParameters,
}

impl json::Decode for Envelope {
    fn decode_into(&mut self, r: &mut Reader<'_>) -> Result<(), json::DecodeError> {
        r.begin_object()?;
        while let Some(key) = r.next_key()? {
            match &*key {
                "ok" => self.ok = r.bool()?,
                "result" => {
                    let raw = r.raw()?;
                    self.result = Some((r.position() - raw.len(), r.position()));
                }
                "error_code" => self.code.decode_into(r)?,
                "description" => self.description.decode_into(r)?,
                "parameters" => self.parameters.decode_into(r)?,
                _ => r.skip()?,
            }
        }
        Ok(())
    }
}

impl Service<ApiRequest> for Transport {
    type Response = ApiResponse;
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<ApiResponse, Error>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: ApiRequest) -> Self::Future {
        Box::pin(self.clone().send(request))
    }
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Transport").field(&self.0.token).finish()
    }
}
