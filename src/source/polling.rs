//! Long polling: how it is set up, and how it starts.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use serde_json::{Map, Value};
use tower_service::Service;

use super::batch::{Received, parse_batch};
use super::pump::Pump;
use super::run::Run;
use super::shutdown::{Stop, stops};
use super::{RunError, check, retry};
use crate::bot::ApiRequest;
use crate::types::UpdateType;
use crate::{Bot, BoxError, Ctx, Error, Outcome};

/// The most that Telegram gives at once.
pub(super) const BATCH: usize = 100;
/// How long a request may take beyond the time for which the server holds it.
const GRACE: Duration = Duration::from_secs(15);

pub(super) type Fetch = Pin<Box<dyn Future<Output = Result<Vec<Received>, Error>> + Send>>;

/// Long polling, to be set up.
///
/// Telegram gives at most 100 updates from the first that is not confirmed on, and confirms all below a number at once.
/// So one update that takes long holds nobody back among the 99 after it, and everything beyond: give handlers a
/// timeout, and let what takes long be done by a task or a job. What is held back is told in the log.
///
/// # Example
/// ```no_run
/// use std::time::Duration;
/// use chappe::prelude::*;
///
/// # async fn f(bot: Bot, router: Router) -> Result {
/// bot.polling().concurrency(32).shutdown_timeout(Duration::from_secs(5)).run(router).await?;
/// # Ok(())
/// # }
/// ```
#[must_use = "polling does nothing until `run`"]
pub struct Polling {
    settings: Settings,
    /// Apart from the settings, which are shared across threads where this cannot be.
    stop: Option<Stop>,
}

pub(super) struct Settings {
    bot: Bot,
    pub(super) timeout: Duration,
    pub(super) limit: usize,
    concurrency: usize,
    allowed_updates: Option<Vec<UpdateType>>,
    drop_pending_updates: bool,
    delete_webhook: bool,
    preflight: bool,
    pub(super) shutdown_timeout: Duration,
}

impl Polling {
    pub(crate) fn new(bot: Bot) -> Self {
        let settings = Settings {
            bot,
            timeout: Duration::from_secs(30),
            limit: BATCH,
            concurrency: 256,
            allowed_updates: None,
            drop_pending_updates: false,
            delete_webhook: true,
            preflight: true,
            shutdown_timeout: Duration::from_secs(30),
        };
        Self { settings, stop: None }
    }

    /// For how long the server holds a request while there is no update; 30 s at first, in whole seconds.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.settings.timeout = timeout;
        self
    }

    /// How many new updates a request asks for: 1\u{2013}100, 100 at first.
    pub fn limit(mut self, limit: usize) -> Self {
        self.settings.limit = limit.clamp(1, BATCH);
        self
    }

    /// How many updates may be with the service at the same time; 256 at first.
    pub fn concurrency(mut self, concurrency: usize) -> Self {
        self.settings.concurrency = concurrency.max(1);
        self
    }

    /// Which kinds of updates to ask for, instead of those that the routes take.
    pub fn allowed_updates(mut self, kinds: impl IntoIterator<Item = impl Into<UpdateType>>) -> Self {
        self.settings.allowed_updates = Some(kinds.into_iter().map(Into::into).collect());
        self
    }

    /// Forgets what came while the bot was away; a webhook that is set is removed with it.
    pub fn drop_pending_updates(mut self, drop: bool) -> Self {
        self.settings.drop_pending_updates = drop;
        self
    }

    /// Whether a webhook that is set is removed first; yes, unless told otherwise.
    pub fn delete_webhook(mut self, delete: bool) -> Self {
        self.settings.delete_webhook = delete;
        self
    }

    /// Whether the routes are [checked](crate::preflight) first; yes, unless told otherwise.
    ///
    /// The check sends a probe through the service: one of your own is to look at [`Ctx::is_probe`].
    pub fn preflight(mut self, preflight: bool) -> Self {
        self.settings.preflight = preflight;
        self
    }

    /// How long what runs may take to finish when the bot is asked to stop; 30 s at first. What has not finished then
    /// is not confirmed and comes again. A second Ctrl-C or SIGTERM ends the wait.
    pub fn shutdown_timeout(mut self, timeout: Duration) -> Self {
        self.settings.shutdown_timeout = timeout;
        self
    }

    /// When to stop, instead of at Ctrl-C or SIGTERM.
    pub fn with_graceful_shutdown(mut self, signal: impl Future<Output = ()> + Send + 'static) -> Self {
        self.stop = Some(Box::pin(signal));
        self
    }

    /// Runs a service until it is time to stop.
    ///
    /// # Errors
    /// See [`Bot::run`].
    pub async fn run<S>(mut self, mut service: S) -> Result<(), RunError>
    where
        S: Service<Ctx, Response = Outcome> + Send,
        S::Error: Into<BoxError>,
        S::Future: Send + 'static,
    {
        let (mut stop, again) = stops(self.stop.take());
        let mut settings = self.settings;
        if settings.preflight {
            let asked = settings.allowed_updates.take();
            settings.allowed_updates = check(&settings.bot, &mut service, asked).await?;
        }
        tokio::select! {
            started = settings.start() => started?,
            () = &mut stop => return Ok(()),
        }
        let pump = Pump::new(settings.bot.clone(), service, settings.concurrency);
        Run::new(settings, pump).until(stop, again).await
    }
}

impl Settings {
    /// Learns who the bot is, and clears the way; waits out what is temporary.
    async fn start(&self) -> Result<(), RunError> {
        let started = retry::insist(|| async {
            let me = self.bot.me().await?;
            if self.delete_webhook || self.drop_pending_updates {
                self.bot.delete_webhook().drop_pending_updates(self.drop_pending_updates).await?;
            }
            Ok(me)
        });
        let me = started.await?;
        tracing::info!(bot = me.username.as_deref().unwrap_or(&me.first_name), "polling for updates");
        Ok(())
    }

    pub(super) fn fetch(&self, offset: Option<i64>, timeout: Duration, limit: usize) -> Fetch {
        let mut params = Map::new();
        params.insert("limit".to_owned(), limit.into());
        params.insert("timeout".to_owned(), timeout.as_secs().into());
        if let Some(offset) = offset {
            params.insert("offset".to_owned(), offset.into());
        }
        if let Some(kinds) = &self.allowed_updates {
            let kinds: Vec<Value> = kinds.iter().map(|kind| kind.as_str().into()).collect();
            params.insert("allowed_updates".to_owned(), kinds.into());
        }
        let request = ApiRequest::new("getUpdates", params).with_timeout(timeout + GRACE);
        let bot = self.bot.clone();
        Box::pin(async move {
            let response = bot.execute(request).await?;
            let decode = |source| Error::Decode { method: "getUpdates".to_owned(), source };
            match std::str::from_utf8(response.result()) {
                Ok(text) => parse_batch(text).map_err(decode),
                // Bytes that are no UTF-8 cost the texts they stand in, not the batch.
                Err(_) => parse_batch(&String::from_utf8_lossy(response.result())).map_err(decode),
            }
        })
    }
}
