//! The loop of long polling: fetch, hand over, confirm.

use std::time::Duration;

use tokio::time::{Instant, sleep, sleep_until};
use tower_service::Service;

use super::RunError;
use super::backoff::Backoff;
use super::batch::{BrokenUpdate, Received};
use super::polling::{BATCH, Fetch, Settings};
use super::pump::Pump;
use super::retry::Retry;
use super::shutdown::Stop;
use super::window::Window;
use crate::{BoxError, Ctx, Error, Outcome};

/// The first and the longest pause between looks for news while something old is not finished.
const LOOK: (Duration, Duration) = (Duration::from_millis(20), Duration::from_millis(250));
/// The pause where there can be no news, since the oldest update holds back all that are beyond the window.
const HELD: Duration = Duration::from_secs(5);
/// For how long an update may hold back others before that is told.
const PATIENCE: Duration = Duration::from_secs(60);

/// One run, from the first request to the last.
pub(super) struct Run<S> {
    settings: Settings,
    pump: Pump<S>,
    window: Window,
    retry: Retry,
    look: Backoff,
    asked: Asked,
    /// Whether the last answer brought nothing, and nothing can be confirmed to make the next bring more.
    stuck: bool,
    /// Whether the last answer was a full one, so that the server may have more.
    full: bool,
    /// Before when nothing is to be asked, whatever happens.
    not_before: Instant,
    /// Since when the window has been full, if it is.
    held: Option<Instant>,
    /// The time for which the server may hold a request, where a layer of the bot does not wait that long.
    hold: Option<Duration>,
}

/// The request under way, or else the last one.
#[derive(Clone, Copy)]
struct Asked {
    at: Instant,
    offset: Option<i64>,
    limit: usize,
    hold: Duration,
}

impl<S> Run<S>
where
    S: Service<Ctx, Response = Outcome> + Send,
    S::Error: Into<BoxError>,
    S::Future: Send + 'static,
{
    pub(super) fn new(settings: Settings, pump: Pump<S>) -> Self {
        let now = Instant::now();
        Self {
            settings,
            pump,
            window: Window::default(),
            retry: Retry::new(),
            look: Backoff::new(LOOK.0, LOOK.1),
            asked: Asked { at: now, offset: None, limit: 0, hold: Duration::ZERO },
            stuck: false,
            full: false,
            not_before: now,
            held: None,
            hold: None,
        }
    }

    /// Runs until it is time to stop; where one asks for that `again`, what runs is not waited for.
    pub(super) async fn until(mut self, mut stop: Stop, again: Stop) -> Result<(), RunError> {
        let mut fetch = Some(self.fetch());
        let mut resume = Instant::now();
        let ended = loop {
            let fetching = fetch.is_some();
            tokio::select! {
                biased;
                () = &mut stop => break Ok(()),
                finished = self.pump.work() => match finished {
                    Ok(id) => {
                        self.window.finish(id);
                        resume = resume.min(self.sooner(resume));
                    }
                    Err(error) => break Err(RunError::Service(error)),
                },
                batch = async { fetch.as_mut().expect("the branch is taken only while there is one").await }, if fetching => {
                    fetch = None;
                    let now = Instant::now();
                    match batch {
                        Ok(batch) => resume = now + self.take(batch),
                        Err(error @ (Error::Unauthorized(_) | Error::NotFound(_))) => {
                            break Err(RunError::Unauthorized(error));
                        }
                        Err(error) => {
                            resume = now + self.failed(&error);
                            self.not_before = resume;
                        }
                    }
                }
                () = sleep_until(resume), if !fetching => fetch = Some(self.fetch()),
            }
        };
        // A request under way is given up: what it would bring is not confirmed and comes again.
        drop(fetch);
        self.finish(again, !matches!(ended, Err(RunError::Unauthorized(_)))).await;
        ended
    }

    fn fetch(&mut self) -> Fetch {
        let (limit, hold) = if self.window.unfinished() == 0 {
            (self.settings.limit, self.hold.unwrap_or(self.settings.timeout))
        } else {
            // The server has what it would wait for: the present window, and the news come after that.
            ((self.window.len() + self.settings.limit).min(BATCH), Duration::ZERO)
        };
        self.asked = Asked { at: Instant::now(), offset: self.window.offset(), limit, hold };
        self.settings.fetch(self.asked.offset, hold, limit)
    }

    /// When to ask next, now that one more is finished.
    fn sooner(&self, resume: Instant) -> Instant {
        let asked = self.asked;
        let soon = if self.window.unfinished() == 0 || self.full && self.window.len() <= BATCH / 2 {
            // Everything is done: wait at the server instead of here. Or there is room for what waits there.
            asked.at
        } else if self.full && self.window.offset() != asked.offset {
            asked.at + LOOK.1
        } else {
            resume
        };
        soon.max(self.not_before)
    }

    /// Takes a batch in; returns how long to wait before the next.
    fn take(&mut self, batch: Vec<Received>) -> Duration {
        let failures = self.retry.over();
        if failures > 0 {
            tracing::info!("the Bot API server gives updates again");
        }
        if failures > 1 {
            // That was no layer but an outage.
            self.hold = None;
        }
        let empty = batch.is_empty();
        self.full = batch.len() >= self.asked.limit;
        let news = self.receive(batch);
        let finished = self.window.unfinished() == 0;
        if news {
            self.stuck = false;
            self.held = None;
            self.look.reset();
        }
        if finished {
            // A server that does not hold a request, or brings what was confirmed to it, is not asked at full speed.
            let early = empty && self.asked.at.elapsed() < self.asked.hold.max(LOOK.1).min(PATIENCE / 60);
            self.stuck = !empty && !news && self.window.offset() == self.asked.offset;
            return if early || self.stuck { self.look.next() } else { Duration::ZERO };
        }
        if !self.full {
            return self.look.next();
        }
        match (news, self.window.len() < BATCH) {
            (true, true) => Duration::ZERO,
            // There is room soon; `sooner` sees it.
            (_, true) | (true, false) => LOOK.1,
            (false, false) => {
                self.warn_held();
                HELD
            }
        }
    }

    /// Takes in what is new of a batch; `true` where something was.
    fn receive(&mut self, batch: Vec<Received>) -> bool {
        let asked = self.asked.offset;
        let mut news = false;
        // The number before that of the next.
        let mut last = asked.map(|asked| asked.saturating_sub(1));
        let mut batch = batch.into_iter();
        while let Some(received) = batch.next() {
            let id = match &received {
                Received::Update(update) => Some(update.update_id),
                Received::Broken(broken) => broken
                    .update_id
                    .or_else(|| last?.checked_add(1).filter(|guess| !numbers(batch.as_slice(), *guess))),
            };
            let Some(id) = id else {
                // The next update with a number confirms this too.
                if let (Received::Broken(broken), false) = (&received, self.stuck) {
                    tracing::warn!(error = %broken.error, "skipped what is no update");
                }
                continue;
            };
            last = Some(id);
            if !self.window.take(id, asked) {
                continue;
            }
            news = true;
            match received {
                Received::Update(update) => self.pump.push(update),
                Received::Broken(broken) => self.receive_broken(id, &broken),
            }
        }
        news
    }

    fn receive_broken(&mut self, id: i64, broken: &BrokenUpdate) {
        let error = &broken.error;
        if let Some(update) = broken.to_update() {
            tracing::warn!(
                update_id = id,
                %error,
                "an update cannot be read; it is handled as one of an unknown kind"
            );
            self.pump.push(Box::new(update));
        } else {
            tracing::warn!(update_id = id, %error, "skipped an update that cannot be read at all");
            self.window.finish(id);
        }
    }

    /// A full window means that one update holds back all newer ones: told once a minute.
    fn warn_held(&mut self) {
        let since = *self.held.get_or_insert_with(Instant::now);
        if since.elapsed() >= PATIENCE {
            self.held = Some(Instant::now());
            tracing::warn!(
                update_id = self.window.offset(),
                "one update has not finished and holds back everything newer: give its handler a timeout"
            );
        }
    }

    /// How long to wait after a failed request.
    fn failed(&mut self, error: &Error) -> Duration {
        let waited = self.asked.at.elapsed();
        if matches!(error, Error::Timeout { .. }) && waited <= self.asked.hold {
            // A layer of the bot waits less long than the server holds a request; an idle bot would get nowhere.
            let hold = waited.mul_f64(0.75);
            tracing::warn!(?waited, ?hold, "getUpdates was ended early; the server is to hold it less long");
            self.hold = Some(hold);
        }
        self.retry.after(error)
    }

    /// Finishes what runs, and confirms it.
    async fn finish(mut self, again: Stop, confirm: bool) {
        let running = self.pump.running();
        tracing::info!(running, "stopping");
        let drained = async {
            while let Some(id) = self.pump.drain().await {
                self.window.finish(id);
            }
        };
        let complete = tokio::select! {
            () = drained => true,
            () = sleep(self.settings.shutdown_timeout) => false,
            () = again => false,
        };
        if !complete {
            tracing::warn!(
                unfinished = self.pump.running(),
                "updates that take too long are left; they come again"
            );
        }
        let Some(offset) = self.window.offset().filter(|_| confirm) else { return };
        // This request brings nothing and confirms everything below the offset.
        if let Err(error) = self.settings.fetch(Some(offset), Duration::ZERO, 1).await {
            tracing::warn!(%error, "the last updates could not be confirmed; they come again");
        }
    }
}

/// Whether one of the updates has the number.
fn numbers(batch: &[Received], number: i64) -> bool {
    batch.iter().any(|received| match received {
        Received::Update(update) => update.update_id == number,
        Received::Broken(broken) => broken.update_id == Some(number),
    })
}
