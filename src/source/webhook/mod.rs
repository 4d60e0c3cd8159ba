//! Webhooks: updates that Telegram brings, to a service that is mounted under axum or served alone.

mod body;
mod detach;
mod head;
mod listen;
mod patience;
mod refusal;
mod secret;
mod serve;
mod service;
mod settings;
mod setup;

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http::StatusCode;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower_service::Service;

pub use listen::Listen;
pub use secret::InvalidSecretToken;
pub use serve::Serve;

use crate::types::UpdateType;
use crate::{Bot, BoxError, Ctx, Outcome};
use secret::SecretToken;
use settings::Settings;

/// Telegram's updates over HTTP, as a tower service: for axum's routers, or to be [served](Self::serve) alone.
///
/// An update is answered **after** it was handled. Telegram keeps a queue per chat, sends the next update of a queue once
/// the last was answered, and sends again what was not: so nothing is lost when the process dies, the updates of a chat
/// are handled in order, and instances can be added behind a load balancer. An update that takes longer than Telegram
/// waits is sent again while it is still being handled: give handlers a timeout.
///
/// | answer | when |
/// |---|---|
/// | 200 | the update was handled, or nobody's; or it [failed](Self::failure_status), which the log tells |
/// | 400, 401, 404, 405, 408, 413, 415 | it is no update of Telegram's; the body says why |
/// | 503 | the service is overloaded, or the bot cannot reach Telegram: Telegram tries again |
///
/// A client that goes away does not end what runs for it. Where the server stops, wait for [`finished`](Self::finished).
///
/// # Example
/// ```no_run
/// use axum::routing::get;
/// use chappe::prelude::*;
/// use chappe::source::{Webhook, signal};
///
/// # async fn f(bot: Bot, router: Router) -> Result {
/// let webhook = Webhook::new(bot, router).secret_token(std::env::var("WEBHOOK_SECRET")?)?;
/// webhook.set_webhook("https://example.org/telegram").await?;
/// let app = axum::Router::new()
///     .route("/health", get(|| async { "ok" }))
///     .nest_service("/telegram", webhook);
/// let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
/// axum::serve(listener, app).with_graceful_shutdown(signal()).await?;
/// # Ok(())
/// # }
/// ```
#[must_use = "a webhook does nothing until it is mounted or served"]
pub struct Webhook<S> {
    settings: Arc<Settings>,
    shared: Arc<Shared<S>>,
}

/// What is the same however a clone is set up.
struct Shared<S> {
    /// In a lock only since a service need not be `Sync`, and what axum mounts must be.
    service: Mutex<S>,
    /// Updates whose client has gone.
    detached: TaskTracker,
    /// Ends what runs.
    abandon: CancellationToken,
    /// Cancelled once the service can never be ready again, and why it cannot.
    broken: CancellationToken,
    why_broken: Mutex<Option<BoxError>>,
}

impl<S> Webhook<S>
where
    S: Service<Ctx, Response = Outcome> + Clone + Send + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send + 'static,
{
    /// A webhook that gives the updates of a bot to a service.
    pub fn new(bot: Bot, service: S) -> Self {
        let detached = TaskTracker::new();
        // One that is closed can be waited for at any time; it takes tasks all the same.
        detached.close();
        let shared = Shared {
            service: Mutex::new(service),
            detached,
            abandon: CancellationToken::new(),
            broken: CancellationToken::new(),
            why_broken: Mutex::default(),
        };
        Self { settings: Arc::new(Settings::new(bot)), shared: Arc::new(shared) }
    }

    /// The secret that Telegram sends with every update; requests without it are answered 401.
    ///
    /// Without one, whoever knows the address can send updates of his own.
    ///
    /// # Errors
    /// Where it is not of 1\u{2013}256 letters A\u{2013}Z and a\u{2013}z, digits, `_` and `-`.
    pub fn secret_token(self, secret: impl AsRef<str>) -> Result<Self, InvalidSecretToken> {
        let secret = SecretToken::parse(secret.as_ref())?;
        Ok(self.with(|settings| settings.secret = Some(secret)))
    }

    /// The only path that is answered, as it arrives here: where a router nests the webhook, what is left of it.
    ///
    /// Without it the webhook takes whatever reaches it.
    pub fn path(self, path: impl Into<String>) -> Self {
        let path = path.into();
        self.with(|settings| settings.path = Some(path))
    }

    /// The largest update that is read, in bytes; 1 MiB at first.
    pub fn body_limit(self, bytes: usize) -> Self {
        self.with(|settings| settings.body_limit = bytes)
    }

    /// How long a request may take to arrive; 10 s at first.
    pub fn body_timeout(self, timeout: Duration) -> Self {
        self.with(|settings| settings.body_timeout = timeout)
    }

    /// How long an update waits for the service to be ready before it is answered 503; 5 s at first.
    pub fn ready_timeout(self, timeout: Duration) -> Self {
        self.with(|settings| settings.ready_timeout = timeout)
    }

    /// What an update is answered that failed for good, after error handlers and layers have seen it; 200 at first.
    ///
    /// With anything but 2xx Telegram sends it again, and nothing else of its chat meanwhile.
    pub fn failure_status(self, status: StatusCode) -> Self {
        self.with(|settings| settings.failure_status = status)
    }

    /// Whether a call that a handler returns goes out in the answer to the update, which saves a request; no, unless told.
    ///
    /// That is so for the first such call of an update, if it brings no file. All others are sent, and so arrive before
    /// it. Calls that are awaited are always sent: their result is needed. What goes out in the answer passes the layers
    /// of the bot, which get `true` for it; whether Telegram carried it out, nobody is told.
    pub fn reply_in_response(self, reply: bool) -> Self {
        self.with(|settings| settings.reply_in_response = reply)
    }

    /// Which kinds of updates [`set_webhook`](Self::set_webhook) asks for, instead of those that the routes take.
    pub fn allowed_updates(self, kinds: impl IntoIterator<Item = impl Into<UpdateType>>) -> Self {
        let kinds = kinds.into_iter().map(Into::into).collect();
        self.with(|settings| settings.allowed_updates = Some(kinds))
    }

    /// How many updates Telegram may send at the same time: 1\u{2013}100, 40 where nothing is said.
    pub fn max_connections(self, connections: u8) -> Self {
        self.with(|settings| settings.max_connections = Some(connections.clamp(1, 100)))
    }

    /// Whether [`set_webhook`](Self::set_webhook) and [`delete_webhook`](Self::delete_webhook) forget what waits; no,
    /// unless told.
    pub fn drop_pending_updates(self, drop: bool) -> Self {
        self.with(|settings| settings.drop_pending_updates = drop)
    }

    /// Whether the routes are [checked](crate::preflight) before updates are asked for; yes, unless told otherwise.
    ///
    /// The check sends a probe through the service: one of your own is to look at [`Ctx::is_probe`].
    pub fn preflight(self, preflight: bool) -> Self {
        self.with(|settings| settings.preflight = preflight)
    }

    /// Waits until nothing runs any more for clients that have gone; a server waits for the others by itself.
    pub async fn finished(&self) {
        self.shared.detached.wait().await;
    }

    /// The bot.
    pub fn bot(&self) -> &Bot {
        &self.settings.bot
    }

    fn with(mut self, set: impl FnOnce(&mut Settings)) -> Self {
        set(Arc::make_mut(&mut self.settings));
        self
    }

    /// The service, for one update.
    fn service(&self) -> S {
        self.shared.service.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

// Not derived: that would ask for a service that is `Sync`, or shows itself.
impl<S> Clone for Webhook<S> {
    fn clone(&self) -> Self {
        Self { settings: Arc::clone(&self.settings), shared: Arc::clone(&self.shared) }
    }
}

impl<S> fmt::Debug for Webhook<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Webhook").field(&self.settings).finish()
    }
}
