//! One attempt to hand an update to a webhook.

use std::error::Error;
use std::io::ErrorKind;
use std::time::Duration;

use axum::http::uri::Authority;
use axum::http::{Request, Response, StatusCode, Uri, header};
use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper_util::client::legacy::{self, connect::HttpConnector};
use hyper_util::rt::{TokioExecutor, TokioTimer};

#[cfg(not(feature = "https"))]
use super::http as connect;
#[cfg(feature = "https")]
use super::https as connect;
use crate::world::Webhook;
use connect::Connector;

/// How long a connection is kept that nothing goes over. A server that is asked to end waits for its clients, and some
/// know no way to end a connection on which nothing has come yet.
const IDLE: Duration = Duration::from_secs(2);
/// The longest wait that a bot may ask for, in seconds.
const LONGEST_RETRY_AFTER: i64 = 3600;

/// Keeps the connections to a webhook.
pub(super) type Client = legacy::Client<Connector, Full<Bytes>>;

/// Why an update was not taken.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Failure {
    /// What `getWebhookInfo` tells.
    pub(super) message: String,
    /// How many milliseconds the bot asked to wait.
    pub(super) asked: i64,
    /// The bot said that there is no webhook any more.
    pub(super) gone: bool,
}

impl Failure {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), asked: 0, gone: false }
    }

    fn answered(status: StatusCode, retry_after: Option<i64>) -> Self {
        let seconds = retry_after.unwrap_or_default().clamp(0, LONGEST_RETRY_AFTER);
        Self {
            message: format!("Wrong response from the webhook: {status}"),
            asked: seconds * 1000,
            gone: status == StatusCode::GONE,
        }
    }
}

/// A client that keeps as many connections as the webhook may have.
pub(super) fn client(webhook: &Webhook) -> Client {
    let connections = usize::try_from(webhook.max_connections).unwrap_or(1);
    let mut connector = HttpConnector::new();
    connector.set_nodelay(true);
    legacy::Client::builder(TokioExecutor::new())
        .pool_timer(TokioTimer::new())
        .pool_idle_timeout(IDLE)
        .pool_max_idle_per_host(connections)
        .build(connect::connector(webhook, connector))
}

/// Posts an update and gives the answer if the bot took it.
pub(super) async fn post(
    client: &Client,
    webhook: &Webhook,
    update: String,
) -> Result<Response<Incoming>, Failure> {
    let uri: Uri = webhook.url.parse().map_err(|_| Failure::new("Wrong URL"))?;
    if let Some(why) = connect::refuse(&uri) {
        return Err(Failure::new(why));
    }
    let host = uri.authority().map(Authority::to_string).unwrap_or_default();
    let mut request = Request::post(at_address(uri, webhook.ip_address.as_deref()))
        .header(header::HOST, host)
        .header(header::CONTENT_TYPE, "application/json");
    if let Some(secret) = &webhook.secret_token {
        request = request.header("X-Telegram-Bot-Api-Secret-Token", secret);
    }
    let request = request.body(Full::new(update.into())).map_err(|error| Failure::new(error.to_string()))?;
    let response = client.request(request).await.map_err(|error| Failure::new(words(&error)))?;
    if response.status().is_success() {
        return Ok(response);
    }
    let after =
        response.headers().get(header::RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
    Err(Failure::answered(response.status(), after))
}

/// The same address, with the IP address that the bot gave for the host.
fn at_address(uri: Uri, ip: Option<&str>) -> Uri {
    let Some(ip) = ip else { return uri };
    let ip = if ip.contains(':') { format!("[{ip}]") } else { ip.to_owned() };
    let authority = uri.port_u16().map_or_else(|| ip.clone(), |port| format!("{ip}:{port}"));
    let mut parts = uri.clone().into_parts();
    parts.authority = authority.parse().ok();
    Uri::from_parts(parts).unwrap_or(uri)
}

/// What Telegram calls a failure of the network.
fn words(error: &(dyn Error + 'static)) -> String {
    let mut next = Some(error);
    while let Some(cause) = next {
        next = cause.source();
        if let Some(words) = connect::words(cause) {
            return words;
        }
        if cause.to_string() == "dns error" {
            return "Failed to resolve host: Name or service not known".into();
        }
        let kind = cause.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
        return match kind {
            Some(ErrorKind::ConnectionRefused) => "Connection refused",
            Some(ErrorKind::ConnectionReset | ErrorKind::BrokenPipe) => "Connection reset by peer",
            Some(ErrorKind::TimedOut) => "Connection timed out",
            Some(ErrorKind::HostUnreachable) => "No route to host",
            Some(ErrorKind::NetworkUnreachable) => "Network is unreachable",
            _ if cause.downcast_ref::<hyper::Error>().is_some_and(hyper::Error::is_incomplete_message) => {
                "Connection closed"
            }
            _ => continue,
        }
        .into();
    }
    format!("Connection failed: {error}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_given_address_stands_for_the_host() {
        let at = |uri: &str, ip| at_address(uri.parse().unwrap(), Some(ip)).to_string();
        assert_eq!(at("http://bot.example:8080/hook?x=1", "127.0.0.1"), "http://127.0.0.1:8080/hook?x=1");
        assert_eq!(at("http://bot.example/hook", "::1"), "http://[::1]/hook");
    }

    #[test]
    fn a_bot_may_ask_for_an_hour_at_most() {
        let failure = Failure::answered(StatusCode::SERVICE_UNAVAILABLE, Some(100_000));
        assert_eq!(failure.asked, 3_600_000);
        assert_eq!(failure.message, "Wrong response from the webhook: 503 Service Unavailable");
    }
}
