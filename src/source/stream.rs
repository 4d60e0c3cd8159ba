//! Updates from a stream of one's own.

use std::fmt;
use std::future::poll_fn;
use std::pin::pin;
use std::time::Duration;

use futures_util::Stream;
use tokio::time::sleep;
use tower_service::Service;

use super::pump::Pump;
use super::shutdown::{Stop, stops};
use super::{RunError, check, retry};
use crate::types::Update;
use crate::{Bot, BoxError, Ctx, Outcome};

/// A stream of updates that a service is to be run on: a queue, a file, a test.
///
/// Updates of one chat are handled one after the other, those of different chats at the same time. No more is taken from
/// the stream than can be held, and what was taken is handled, also when the bot is asked to stop.
///
/// # Example
/// ```
/// use chappe::prelude::*;
/// use chappe::types::{Update, User};
/// use futures_util::stream;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result {
/// let lines = [r#"{"update_id":1,"poll":{"id":"7"}}"#, r#"{"update_id":2,"poll":{"id":"8"}}"#];
/// let updates = lines.map(Update::from_json).into_iter().collect::<Result<Vec<_>, _>>()?;
///
/// let bot = Bot::builder("42:TEST").me(User::default()).build()?; // `me`, so that nothing is asked
/// bot.stream(stream::iter(updates)).concurrency(8).run(Router::new().any(|| async {})).await?;
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is taken from the stream until `run`"]
pub struct Streaming<St> {
    bot: Bot,
    stream: St,
    concurrency: usize,
    buffer: usize,
    preflight: bool,
    shutdown_timeout: Duration,
    stop: Option<Stop>,
}

impl<St> Streaming<St>
where
    St: Stream + Send,
    St::Item: Into<Box<Update>>,
{
    pub(crate) fn new(bot: Bot, stream: St) -> Self {
        Self {
            bot,
            stream,
            concurrency: 256,
            buffer: 1024,
            preflight: true,
            shutdown_timeout: Duration::from_secs(30),
            stop: None,
        }
    }

    /// How many updates may be with the service at the same time; 256 at first.
    pub fn concurrency(mut self, concurrency: usize) -> Self {
        self.concurrency = concurrency.max(1);
        self
    }

    /// How many updates may be held that are not finished, those that wait behind another of their chat among them; 1024
    /// at first. Nothing is taken from the stream while there are that many.
    pub fn buffer(mut self, updates: usize) -> Self {
        self.buffer = updates.max(1);
        self
    }

    /// Whether the routes are [checked](crate::preflight) first; yes, unless told otherwise.
    ///
    /// The check sends a probe through the service: one of your own is to look at [`Ctx::is_probe`].
    pub fn preflight(mut self, preflight: bool) -> Self {
        self.preflight = preflight;
        self
    }

    /// How long what was taken may take to finish when the bot is asked to stop; 30 s at first. What has not finished
    /// then is lost. A second Ctrl-C or SIGTERM ends the wait.
    pub fn shutdown_timeout(mut self, timeout: Duration) -> Self {
        self.shutdown_timeout = timeout;
        self
    }

    /// When to stop, instead of at Ctrl-C or SIGTERM.
    pub fn with_graceful_shutdown(mut self, signal: impl Future<Output = ()> + Send + 'static) -> Self {
        self.stop = Some(Box::pin(signal));
        self
    }

    /// Runs a service until the stream has ended and everything from it is finished, or it is time to stop.
    ///
    /// # Errors
    /// Where the token is refused, where handlers ask for flavors that nothing provides, or where the service can
    /// never be ready again.
    pub async fn run<S>(self, mut service: S) -> Result<(), RunError>
    where
        S: Service<Ctx, Response = Outcome> + Send,
        S::Error: Into<BoxError>,
        S::Future: Send + 'static,
    {
        let (mut stop, again) = stops(self.stop);
        let bot = self.bot;
        if self.preflight {
            check(&bot, &mut service, None).await?;
        }
        tokio::select! {
            me = retry::insist(|| bot.me()) => drop(me?),
            () = &mut stop => return Ok(()),
        }
        let mut pump = Pump::new(bot.clone(), service, self.concurrency);
        let mut stream = pin!(self.stream);
        let mut open = true;
        let ended = loop {
            if !open && pump.held() == 0 {
                return Ok(());
            }
            tokio::select! {
                biased;
                () = &mut stop => break Ok(()),
                finished = pump.work() => if let Err(error) = finished {
                    break Err(RunError::Service(error));
                },
                next = poll_fn(|cx| stream.as_mut().poll_next(cx)), if open && pump.held() < self.buffer => {
                    match next {
                        Some(update) => pump.push(update.into()),
                        None => open = false,
                    }
                }
            }
        };
        tracing::info!(unfinished = pump.held(), "stopping");
        let finished = async {
            // A service that broke down takes nothing more; what runs may finish.
            while ended.is_ok() && pump.held() > 0 && pump.work().await.is_ok() {}
            while pump.drain().await.is_some() {}
        };
        tokio::select! {
            () = finished => {}
            () = sleep(self.shutdown_timeout) => {}
            () = again => {}
        }
        if pump.held() > 0 {
            tracing::warn!(unfinished = pump.held(), "updates are given up that were not finished in time");
        }
        ended
    }
}

impl<St> fmt::Debug for Streaming<St> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Streaming").field("bot", &self.bot).finish_non_exhaustive()
    }
}
