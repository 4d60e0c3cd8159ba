//! Long polling: fetch, handle, confirm.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use serde_json::{Map, Value};
use tokio::time::{Instant, sleep_until};
use tower_service::Service;

use super::backoff::Backoff;
use super::batch::{Received, parse_batch};
use super::pump::Pump;
use super::window::Window;
use crate::bot::{ApiRequest, Refusal};
use crate::preflight::{self, PreflightError};
use crate::types::UpdateType;
use crate::{Bot, BoxError, Ctx, Error, Outcome};

/// The most that Telegram gives at once.
const BATCH: usize = 100;
/// How long a request may take beyond the time for which the server holds it.
const GRACE: Duration = Duration::from_secs(15);
/// The first and the longest pause between looks for news while something old is not finished.
const LOOK: (Duration, Duration) = (Duration::from_millis(20), Duration::from_millis(250));
/// The first and the longest pause after a failed request.
const RETRY: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(30));

type Stop = Pin<Box<dyn Future<Output = ()> + Send>>;
type Fetch = Pin<Box<dyn Future<Output = Result<Vec<Received>, Error>> + Send>>;

/// Long polling, to be set up.
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
    bot: Bot,
    timeout: Duration,
    limit: usize,
    concurrency: usize,
    allowed_updates: Option<Vec<UpdateType>>,
    drop_pending_updates: bool,
    delete_webhook: bool,
    preflight: bool,
    shutdown_timeout: Duration,
    stop: Option<Stop>,
}

/// Why polling ended.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RunError {
    /// The token was refused.
    #[error(
        "Telegram does not know this token: copy it anew from @BotFather, or check TELEGRAM_API_URL ({0})"
    )]
    Unauthorized(#[source] Error),
    /// The first requests failed in a way that waiting does not mend.
    #[error("the bot cannot start")]
    Start(#[source] Error),
    /// Handlers ask for flavors that nothing provides.
    #[error("the routes cannot work: {0}")]
    Preflight(#[from] PreflightError),
    /// The service can never be ready again.
    #[error("the service broke down and can take no more updates")]
    Service(#[source] BoxError),
}

impl Polling {
    pub(crate) fn new(bot: Bot) -> Self {
        Self {
            bot,
            timeout: Duration::from_secs(30),
            limit: BATCH,
            concurrency: 256,
            allowed_updates: None,
            drop_pending_updates: false,
            delete_webhook: true,
            preflight: true,
            shutdown_timeout: Duration::from_secs(30),
            stop: None,
        }
    }

    /// For how long the server holds a request while there is no update; 30 s at first, in whole seconds.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// How many updates a request asks for: 1\u{2013}100, 100 at first.
    pub fn limit(mut self, limit: usize) -> Self {
        self.limit = limit.clamp(1, BATCH);
        self
    }

    /// How many updates may be with the service at the same time; 256 at first.
    pub fn concurrency(mut self, concurrency: usize) -> Self {
        self.concurrency = concurrency.max(1);
        self
    }

    /// Which kinds of updates to ask for, instead of those that the routes take.
    pub fn allowed_updates(mut self, kinds: impl IntoIterator<Item = impl Into<UpdateType>>) -> Self {
        self.allowed_updates = Some(kinds.into_iter().map(Into::into).collect());
        self
    }

    /// Forgets what came while the bot was away.
    pub fn drop_pending_updates(mut self, drop: bool) -> Self {
        self.drop_pending_updates = drop;
        self
    }

    /// Whether a webhook that is set is removed first; yes, unless told otherwise.
    pub fn delete_webhook(mut self, delete: bool) -> Self {
        self.delete_webhook = delete;
        self
    }

    /// Whether the routes are [checked](crate::preflight) first; yes, unless told otherwise.
    pub fn preflight(mut self, preflight: bool) -> Self {
        self.preflight = preflight;
        self
    }

    /// How long what runs may take to finish when the bot is asked to stop; 30 s at first. What has not finished then
    /// is not confirmed and comes again.
    pub fn shutdown_timeout(mut self, timeout: Duration) -> Self {
        self.shutdown_timeout = timeout;
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
        let mut stop = self.stop.take().unwrap_or_else(|| Box::pin(super::signal()));
        if self.preflight {
            self.check(&mut service).await?;
        }
        tokio::select! {
            started = self.start() => started?,
            () = &mut stop => return Ok(()),
        }
        let pump = Pump::new(self.bot.clone(), service, self.concurrency);
        Run { poll: self, pump, window: Window::default(), retry: Backoff::new(RETRY.0, RETRY.1), held: None }
            .until(stop)
            .await
    }

    /// Checks the routes, and takes from them what to ask for.
    async fn check<S>(&mut self, service: &mut S) -> Result<(), RunError>
    where
        S: Service<Ctx, Response = Outcome>,
        S::Error: Into<BoxError>,
    {
        let report = preflight::run(&self.bot, service).await;
        for warning in report.warnings() {
            tracing::warn!("{warning}");
        }
        report.check()?;
        match (&self.allowed_updates, report.kinds) {
            (None, Some(kinds)) => self.allowed_updates = Some(kinds.iter().cloned().collect()),
            (Some(asked), Some(kinds)) => {
                for kind in kinds.iter().filter(|kind| !asked.contains(kind)) {
                    tracing::warn!(
                        kind = kind.as_str(),
                        "there is a route for a kind of update that is not asked for"
                    );
                }
            }
            (_, None) => tracing::debug!("no router was reached: the kinds of updates are left as they are"),
        }
        Ok(())
    }

    /// Learns who the bot is, and clears the way; waits out what is temporary.
    async fn start(&self) -> Result<(), RunError> {
        let mut retry = Backoff::new(RETRY.0, RETRY.1);
        loop {
            let started = async {
                let me = self.bot.me().await?;
                if self.delete_webhook {
                    self.bot.delete_webhook().drop_pending_updates(self.drop_pending_updates).await?;
                }
                Ok::<_, Error>(me)
            };
            match started.await {
                Ok(me) => {
                    let name = me.username.as_deref().unwrap_or(&me.first_name);
                    tracing::info!(bot = name, "polling for updates");
                    return Ok(());
                }
                Err(error) if error.is_temporary() => {
                    let wait = pause(&mut retry, &error);
                    tokio::time::sleep(wait).await;
                }
                Err(error) if error.is_fatal() => return Err(RunError::Unauthorized(error)),
                Err(error) => return Err(RunError::Start(error)),
            }
        }
    }

    fn fetch(&self, offset: Option<i64>, timeout: Duration, limit: usize) -> Fetch {
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

/// One run, from the first request to the last.
struct Run<S> {
    poll: Polling,
    pump: Pump<S>,
    window: Window,
    retry: Backoff,
    /// Since when the window has been full, if it is.
    held: Option<Instant>,
}

impl<S> Run<S>
where
    S: Service<Ctx, Response = Outcome> + Send,
    S::Error: Into<BoxError>,
    S::Future: Send + 'static,
{
    async fn until(mut self, mut stop: Stop) -> Result<(), RunError> {
        let mut fetch = Some(self.next_fetch());
        let mut look = Backoff::new(LOOK.0, LOOK.1);
        let mut resume = Instant::now();
        loop {
            let fetching = fetch.is_some();
            tokio::select! {
                biased;
                () = &mut stop => break,
                finished = self.pump.work() => {
                    self.window.finish(finished.map_err(RunError::Service)?);
                    if !fetching && self.window.unfinished() == 0 {
                        // Everything is done: wait at the server instead of here.
                        resume = Instant::now();
                    }
                }
                batch = async { fetch.as_mut().expect("the branch is taken only while there is one").await }, if fetching => {
                    fetch = None;
                    let wait = match batch {
                        Ok(batch) => self.take(batch, &mut look),
                        Err(error) => self.failed(error)?,
                    };
                    resume = Instant::now() + wait;
                }
                () = sleep_until(resume), if !fetching => fetch = Some(self.next_fetch()),
            }
        }
        self.finish(fetch).await;
        Ok(())
    }

    fn next_fetch(&self) -> Fetch {
        // While something is not finished the server has what it would wait for: the present window.
        let timeout = if self.window.unfinished() == 0 { self.poll.timeout } else { Duration::ZERO };
        self.poll.fetch(self.window.offset(), timeout, self.poll.limit)
    }

    /// Takes a batch in; returns how long to wait before the next.
    fn take(&mut self, batch: Vec<Received>, look: &mut Backoff) -> Duration {
        if self.retry.reset() > 0 {
            tracing::info!("the Bot API server answers again");
        }
        let full = batch.len() >= self.poll.limit;
        let mut news = false;
        for received in batch {
            news |= self.receive(received);
        }
        if news || self.window.unfinished() == 0 {
            look.reset();
            self.held = None;
            // A full batch of news is worth a look at once only where the next can be larger than what is known.
            return if self.window.unfinished() == 0 { Duration::ZERO } else { look.next() };
        }
        if full && self.window.len() >= self.poll.limit {
            self.warn_held();
        }
        look.next()
    }

    /// Takes one update in; `true` where it is new.
    fn receive(&mut self, received: Received) -> bool {
        let update = match received {
            Received::Update(update) => update,
            Received::Broken(broken) => {
                let Some(update) = broken.to_update() else {
                    let known = broken.update_id.is_some_and(|id| self.window.take(id));
                    match broken.update_id {
                        Some(id) if known => {
                            self.window.finish(id);
                            tracing::warn!(update_id = id, error = %broken.error, "skipped an update that is not JSON");
                        }
                        Some(_) => {}
                        None => tracing::warn!(error = %broken.error, "skipped what is no update"),
                    }
                    return known;
                };
                if !self.window.take(update.update_id) {
                    return false;
                }
                tracing::warn!(
                    update_id = update.update_id,
                    error = %broken.error,
                    "an update cannot be read; it is handled as one of an unknown kind"
                );
                self.pump.push(Box::new(update));
                return true;
            }
        };
        let new = self.window.take(update.update_id);
        if new {
            self.pump.push(update);
        }
        new
    }

    /// A full window means that one update holds back all newer ones: told once a minute.
    fn warn_held(&mut self) {
        let since = *self.held.get_or_insert_with(Instant::now);
        if since.elapsed() >= Duration::from_secs(60) {
            self.held = Some(Instant::now());
            tracing::warn!(
                update_id = self.window.offset(),
                "one update has not finished and holds back everything newer: give its handler a timeout"
            );
        }
    }

    /// What a failed request means; returns how long to wait before the next.
    fn failed(&mut self, error: Error) -> Result<Duration, RunError> {
        match &error {
            Error::Unauthorized(_) | Error::NotFound(_) => return Err(RunError::Unauthorized(error)),
            Error::RetryAfter { after, .. } => {
                tracing::warn!(?after, "told to wait");
                return Ok(*after);
            }
            Error::Conflict(refusal) => {
                let wait = self.retry.next();
                if self.retry.is_worth_telling() {
                    tracing::error!("{}", explain_conflict(refusal));
                }
                return Ok(wait);
            }
            _ => {}
        }
        Ok(pause(&mut self.retry, &error))
    }

    /// Finishes what runs, and confirms it.
    async fn finish(mut self, fetch: Option<Fetch>) {
        // A request under way is given up: what it would bring is not confirmed and comes again.
        drop(fetch);
        let running = self.pump.running();
        tracing::info!(running, "stopping");
        let drained = async {
            while let Some(id) = self.pump.drain().await {
                self.window.finish(id);
            }
        };
        if tokio::time::timeout(self.poll.shutdown_timeout, drained).await.is_err() {
            tracing::warn!(
                unfinished = self.pump.running(),
                "updates that take too long are left; they come again"
            );
        }
        let Some(offset) = self.window.offset() else { return };
        // This request brings nothing and confirms everything below the offset.
        if let Err(error) = self.poll.fetch(Some(offset), Duration::ZERO, 1).await {
            tracing::warn!(error = %error, "the last updates could not be confirmed; they come again");
        }
    }
}

fn pause(retry: &mut Backoff, error: &Error) -> Duration {
    let wait = retry.next();
    if retry.is_worth_telling() {
        let cause = std::error::Error::source(error).map(|source| format!(": {source}")).unwrap_or_default();
        tracing::warn!(?wait, "{error}{cause}; trying again");
    }
    wait
}

fn explain_conflict(refusal: &Refusal) -> String {
    let why = if refusal.description.contains("webhook") {
        "a webhook is set for this bot: delete it, or run the bot by webhook"
    } else {
        "another instance is polling with the same token: stop it, or give this one a token of its own"
    };
    format!("{why} ({refusal})")
}
