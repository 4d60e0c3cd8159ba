//! The innermost service of the outgoing stack: HTTP by reqwest.

use std::fmt;
use std::future::Future;
use std::path::Path;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use reqwest::StatusCode;
use tower_service::Service;

use super::download::FILE_DOWNLOAD;
use super::request::Parts;
use super::token::Token;
use super::{ApiRequest, ApiResponse, Error, Refusal, multipart, params};
use crate::json::{self, Reader};
use crate::types::{ChatId, ResponseParameters};

/// How long a request may take where nothing else is said, besides the time for its files.
const TIMEOUT: Duration = Duration::from_secs(60);
/// How many bytes of files a second must take at least: half of what the slowest mobile networks do.
const SLOWEST_UPLOAD: u64 = 16 * 1024;
/// How long a connection may take to be made.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// How much of an answer that is not the Bot API's is quoted.
const QUOTE: usize = 200;
/// Where files are never on the bot's own disk.
const TELEGRAM: &str = "api.telegram.org";

/// The innermost service of the outgoing stack: sends an [`ApiRequest`] over HTTP and sorts the answer.
///
/// A request may take 60 seconds, and one with files a second more for every 16 KiB of them, unless it says
/// [otherwise](ApiRequest::timeout); one with a reader, whose size is not known, as long as it needs.
#[derive(Clone)]
pub struct Transport(Arc<Inner>);

struct Inner {
    /// Made for the first request: loading the system's certificates takes milliseconds.
    client: OnceLock<reqwest::Client>,
    token: Token,
    /// Up to and with the slash before the method's name.
    methods: String,
    /// Up to and with the slash before a file's path.
    files: String,
    /// Whether the server may be one that shares a disk with the bot.
    local: bool,
}

impl Transport {
    pub(crate) fn new(
        token: &Token,
        api_url: &str,
        test_environment: bool,
        client: Option<reqwest::Client>,
    ) -> Result<Self, Error> {
        let base = api_url.trim().trim_end_matches('/');
        let url = reqwest::Url::parse(base).ok().filter(|url| {
            matches!(url.scheme(), "http" | "https") && url.query().is_none() && url.fragment().is_none()
        });
        let Some(url) = url else {
            return Err(Error::Config(format!(
                "{:?} is not the address of a Bot API server: it looks like `http://localhost:8081`",
                token.redact(api_url)
            )));
        };
        let client = client.map_or_else(OnceLock::new, OnceLock::from);
        let (secret, test) = (token.reveal(), if test_environment { "test/" } else { "" });
        Ok(Self(Arc::new(Inner {
            client,
            token: token.clone(),
            methods: format!("{base}/bot{secret}/{test}"),
            files: format!("{base}/file/bot{secret}/{test}"),
            local: url.host_str() != Some(TELEGRAM),
        })))
    }

    fn client(&self) -> Result<&reqwest::Client, Error> {
        if let Some(client) = self.0.client.get() {
            return Ok(client);
        }
        let client = reqwest::Client::builder()
            .connect_timeout(CONNECT_TIMEOUT)
            // A redirect would send the token wherever it points.
            .redirect(reqwest::redirect::Policy::none())
            .tcp_nodelay(true);
        // Where nothing is encrypted, as on one's own machine, the certificates need not be loaded.
        #[cfg(any(feature = "rustls", feature = "native-tls"))]
        let client = if self.0.methods.starts_with("http:") { client.tls_certs_only([]) } else { client };
        let client = client.build().map_err(|error| {
            Error::Config(format!("the HTTP client cannot be made: {}", error.without_url()))
        })?;
        // Where two make one at the same time, both use the first.
        Ok(self.0.client.get_or_init(|| client))
    }

    /// Whether a file's path is one on this machine's disk, as a server run with `--local` tells it.
    pub(super) fn is_on_disk(&self, path: &str) -> bool {
        self.0.local && (path.starts_with('/') || Path::new(path).is_absolute())
    }

    /// Starts the download of a file.
    pub(super) async fn download(&self, path: &str) -> Result<reqwest::Response, Error> {
        let client = self.client()?;
        let url = format!("{}{}", self.0.files, escape(path.trim_start_matches('/')));
        let lost = |error| network(FILE_DOWNLOAD, error);
        let sent = tokio::time::timeout(TIMEOUT, async {
            let response = client.get(url).send().await.map_err(lost)?;
            let status = response.status();
            if status.is_success() {
                return Ok(response);
            }
            let body = response.bytes().await.map_err(lost)?;
            Err(match json::from_slice::<Envelope>(&body) {
                Ok(envelope) if !envelope.ok => self.refusal(FILE_DOWNLOAD, status, envelope, &body, None),
                _ => self.foreign(FILE_DOWNLOAD, status, &body, None),
            })
        });
        sent.await.unwrap_or_else(|_| Err(Error::Timeout { method: FILE_DOWNLOAD.to_owned() }))
    }

    /// Whether it is the transport of the same bot.
    #[cfg(feature = "webhook")]
    pub(super) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    async fn send(self, request: ApiRequest) -> Result<ApiResponse, Error> {
        #[cfg(feature = "webhook")]
        let slot = request.extensions().get::<super::ReplySlot>().cloned();
        let Parts { method, text, files, timeout } = request.into_parts();
        #[cfg(feature = "webhook")]
        if let Some(slot) = slot
            && files.is_empty()
            && slot.put(&self, &method, &text)
        {
            return Ok(ApiResponse::new("true"));
        }
        let http = self.client()?.post(format!("{}{method}", self.0.methods));
        let (http, default) = if files.is_empty() {
            let http = http.header(http::header::CONTENT_TYPE, "application/json").body(text.clone());
            (http, Some(TIMEOUT))
        } else {
            let (form, size) = multipart::form(&method, &text, files).await?;
            (http.multipart(form), size.map(|size| TIMEOUT + Duration::from_secs(size / SLOWEST_UPLOAD)))
        };
        let http = match timeout.or(default) {
            Some(timeout) => http.timeout(timeout),
            None => http,
        };
        let response = http.send().await.map_err(|error| network(&method, error))?;
        let status = response.status();
        let body = response.bytes().await.map_err(|error| network(&method, error))?;
        self.sort(&method, status, &body, &text)
    }

    /// Tells an answer from a refusal, and either from what is not the Bot API's.
    fn sort(
        &self,
        method: &str,
        status: StatusCode,
        body: &Bytes,
        asked: &[u8],
    ) -> Result<ApiResponse, Error> {
        match json::from_slice::<Envelope>(body) {
            Ok(Envelope { ok: true, result: Some((start, end)), .. }) => {
                Ok(ApiResponse::new(body.slice(start..end)))
            }
            // Only a refusal asks which chat it is about.
            Ok(envelope) if !envelope.ok => {
                Err(self.refusal(method, status, envelope, body, params::chat_id(asked)))
            }
            Err(source) if status.is_success() => match damaged_result(body) {
                // Polling reads what it can of a batch: one update that is no JSON is not to cost the others.
                Some(result) if method == "getUpdates" => Ok(ApiResponse::new(result)),
                _ => Err(self.0.token.unreadable(method, source)),
            },
            _ => Err(self.foreign(method, status, body, params::chat_id(asked))),
        }
    }

    fn refusal(
        &self,
        method: &str,
        status: StatusCode,
        envelope: Envelope,
        body: &[u8],
        chat: Option<ChatId>,
    ) -> Error {
        let Envelope { code, description: Some(description), parameters, .. } = envelope else {
            return self.foreign(method, status, body, chat);
        };
        Refusal {
            method: method.to_owned(),
            code: code.unwrap_or_else(|| i64::from(status.as_u16())),
            description: self.0.token.redact(&description),
            parameters,
        }
        .into_error(chat)
    }

    /// An answer that some other server gave: a proxy, a gateway.
    fn foreign(&self, method: &str, status: StatusCode, body: &[u8], chat: Option<ChatId>) -> Error {
        let text = self.0.token.redact(&String::from_utf8_lossy(body));
        let quote: String = text.chars().take(QUOTE).collect();
        Refusal {
            method: method.to_owned(),
            code: i64::from(status.as_u16()),
            description: format!("not an answer of the Bot API: {quote:?}"),
            parameters: ResponseParameters::default(),
        }
        .into_error(chat)
    }
}

/// The path of a file as part of an address.
fn escape(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.extend(
                [byte >> 4, byte & 15].map(|digit| char::from(b"0123456789ABCDEF"[usize::from(digit)])),
            );
        }
    }
    out
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
    parameters: ResponseParameters,
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

/// The result of an answer that is not JSON, where it begins as answers of the Bot API do.
fn damaged_result(body: &Bytes) -> Option<Bytes> {
    const START: [&str; 8] = ["{", "\"ok\"", ":", "true", ",", "\"result\"", ":", "["];
    let mut rest = &body[..];
    for token in START {
        rest = rest.trim_ascii_start().strip_prefix(token.as_bytes())?;
    }
    let start = body.len() - rest.len() - 1;
    let end = body.trim_ascii_end().strip_suffix(b"}").map_or(body.len(), <[u8]>::len);
    (start < end).then(|| body.slice(start..end))
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
