//! Setting up a bot.

use std::fmt;
use std::sync::Arc;

use tokio::sync::OnceCell;
use tower::util::{BoxCloneSyncService, MapErr};
use tower::{Layer, ServiceExt as _};
use tower_service::Service;

use super::token::Token;
use super::{ApiRequest, ApiResponse, Bot, Error, Inner, Stack, Transport};
use crate::BoxError;
use crate::types::User;

const TELEGRAM: &str = "https://api.telegram.org";

/// A bot to be set up: its server, its HTTP client, its layers.
///
/// # Example
/// ```
/// use std::time::Duration;
/// use chappe::Bot;
/// use tower::timeout::TimeoutLayer;
///
/// let bot = Bot::builder("123456:token")
///     .api_url("http://localhost:8081")
///     .layer(TimeoutLayer::new(Duration::from_secs(30)))
///     .build()?;
/// # Ok::<(), chappe::Error>(())
/// ```
#[must_use = "a builder does nothing until `build`"]
pub struct BotBuilder {
    token: String,
    api_url: String,
    test_environment: bool,
    client: Option<reqwest::Client>,
    me: Option<User>,
    layers: Vec<Box<dyn FnOnce(Stack) -> Stack + Send>>,
}

impl BotBuilder {
    pub(crate) fn new(token: &str) -> Self {
        Self {
            token: token.to_owned(),
            api_url: TELEGRAM.to_owned(),
            test_environment: false,
            client: None,
            me: None,
            layers: Vec::new(),
        }
    }

    /// Takes the token from `TELEGRAM_BOT_TOKEN` and the server from `TELEGRAM_API_URL`, if that is set.
    ///
    /// # Errors
    /// [`Error::Config`] where the token is not set, or empty.
    pub fn from_env() -> Result<Self, Error> {
        let set = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
        let token = set("TELEGRAM_BOT_TOKEN").ok_or_else(|| {
            Error::Config(
                "TELEGRAM_BOT_TOKEN is not set: put the token that @BotFather gave you there".to_owned(),
            )
        })?;
        let builder = Self::new(&token);
        Ok(match set("TELEGRAM_API_URL") {
            Some(url) => builder.api_url(url),
            None => builder,
        })
    }

    /// Another Bot API server: one run locally, or a sandbox.
    pub fn api_url(mut self, url: impl Into<String>) -> Self {
        self.api_url = url.into();
        self
    }

    /// Telegram's test environment, which has users and bots of its own.
    pub fn test_environment(mut self, test: bool) -> Self {
        self.test_environment = test;
        self
    }

    /// The HTTP client: for proxies, certificates, pools.
    ///
    /// Set `redirect(Policy::none())` and a `connect_timeout` on it, as the default client has them: a client that
    /// follows redirects tells the address it came from, and the token is in that.
    pub fn client(mut self, client: reqwest::Client) -> Self {
        self.client = Some(client);
        self
    }

    /// What `getMe` would answer, so that it need not be asked.
    pub fn me(mut self, me: User) -> Self {
        self.me = Some(me);
        self
    }

    /// Wraps the outgoing stack in a layer; the one added last sees a request first.
    ///
    /// Every layer of tower fits, with any error; one whose service is not `Clone` goes behind a
    /// [buffer](https://docs.rs/tower/0.5/tower/buffer/).
    pub fn layer<L>(mut self, layer: L) -> Self
    where
        L: Layer<Stack> + Send + 'static,
        L::Service: Service<ApiRequest, Response = ApiResponse> + Clone + Send + Sync + 'static,
        <L::Service as Service<ApiRequest>>::Error: Into<BoxError>,
        <L::Service as Service<ApiRequest>>::Future: Send + 'static,
    {
        self.layers.push(Box::new(move |stack| {
            let service: MapErr<_, fn(_) -> BoxError> = layer.layer(stack).map_err(Into::into);
            BoxCloneSyncService::new(service)
        }));
        self
    }

    /// Makes the bot. Nothing is sent.
    ///
    /// # Errors
    /// [`Error::Config`] where the token or the address is malformed, or the HTTP client cannot be made.
    ///
    /// # Panics
    /// Where a layer needs a tokio runtime (a buffer does) and there is none.
    pub fn build(self) -> Result<Bot, Error> {
        let token = Token::parse(&self.token)?;
        let transport = Transport::new(&token, &self.api_url, self.test_environment, self.client)?;
        let innermost = transport.clone().map_err(BoxError::from as fn(Error) -> BoxError);
        let stack =
            self.layers.into_iter().fold(BoxCloneSyncService::new(innermost), |stack, layer| layer(stack));
        Ok(Bot(Arc::new(Inner { token, stack, transport, me: OnceCell::new_with(self.me) })))
    }
}

impl fmt::Debug for BotBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Somebody may have put a token into the address, too.
        let url = Token::parse(&self.token).map(|token| token.redact(&self.api_url));
        f.debug_struct("BotBuilder").field("api_url", &url.ok()).finish_non_exhaustive()
    }
}
