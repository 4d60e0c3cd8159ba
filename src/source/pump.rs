//! From a source to a service: in order within a lane, concurrent across lanes, as fast as the service is ready.

use std::collections::{HashMap, HashSet, VecDeque};
use std::panic::AssertUnwindSafe;

use futures_util::FutureExt as _;
use tokio::task::JoinSet;
use tower_service::Service;
use tracing::Instrument as _;

use crate::types::{ChatId, Update, UserId};
use crate::{Bot, BoxError, Ctx, HandlerError, HandlerPanic, Outcome};

/// What has to be handled in order: a chat, or where there is none the user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Lane {
    Chat(ChatId),
    User(UserId),
    /// Of nobody, and so in no order.
    Alone(i64),
}

impl Lane {
    fn of(update: &Update) -> Self {
        let chat = update.chat_id().map(Self::Chat);
        chat.or_else(|| update.from().map(|user| Self::User(user.id)))
            .unwrap_or(Self::Alone(update.update_id))
    }
}

/// Hands updates to a service and notes which are finished.
pub(crate) struct Pump<S> {
    bot: Bot,
    service: S,
    /// How many may be with the service at the same time.
    limit: usize,
    /// Updates whose lane is free, in order of arrival.
    runnable: VecDeque<(Lane, Box<Update>)>,
    /// Lanes with an update that is runnable or running.
    busy: HashSet<Lane>,
    /// Updates behind another of their lane.
    waiting: HashMap<Lane, VecDeque<Box<Update>>>,
    running: JoinSet<(i64, Lane)>,
}

impl<S> Pump<S>
where
    S: Service<Ctx, Response = Outcome> + Send,
    S::Error: Into<BoxError>,
    S::Future: Send + 'static,
{
    pub(crate) fn new(bot: Bot, service: S, limit: usize) -> Self {
        Self {
            bot,
            service,
            limit: limit.max(1),
            runnable: VecDeque::new(),
            busy: HashSet::new(),
            waiting: HashMap::new(),
            running: JoinSet::new(),
        }
    }

    /// Takes an update in.
    pub(crate) fn push(&mut self, update: Box<Update>) {
        let lane = Lane::of(&update);
        if self.busy.insert(lane) {
            self.runnable.push_back((lane, update));
        } else {
            self.waiting.entry(lane).or_default().push_back(update);
        }
    }

    /// Works until an update is finished, and returns its number; never where there is nothing to do.
    ///
    /// Can be dropped at any point: nothing is lost.
    ///
    /// # Errors
    /// That of a service that can never be ready again.
    pub(crate) async fn work(&mut self) -> Result<i64, BoxError> {
        loop {
            // Readiness is asked for only where there is work: held idle, it would keep a permit from others.
            let startable = !self.runnable.is_empty() && self.running.len() < self.limit;
            tokio::select! {
                biased;
                Some(done) = self.running.join_next() => {
                    // A task that panicked was caught within; one that was aborted is part of a shutdown.
                    if let Ok((id, lane)) = done {
                        self.free(lane);
                        return Ok(id);
                    }
                }
                ready = std::future::poll_fn(|cx| self.service.poll_ready(cx)), if startable => {
                    ready.map_err(Into::into)?;
                    self.start();
                }
                else => std::future::pending().await,
            }
        }
    }

    /// Waits for what is running, and returns each number as it is finished; starts nothing.
    pub(crate) async fn drain(&mut self) -> Option<i64> {
        loop {
            match self.running.join_next().await? {
                Ok((id, _)) => return Some(id),
                Err(_) => {}
            }
        }
    }

    /// How many updates are with the service.
    pub(crate) fn running(&self) -> usize {
        self.running.len()
    }

    fn free(&mut self, lane: Lane) {
        let next = match self.waiting.get_mut(&lane) {
            Some(queue) => queue.pop_front(),
            None => None,
        };
        if let Some(update) = next {
            self.runnable.push_back((lane, update));
        } else {
            self.waiting.remove(&lane);
            self.busy.remove(&lane);
        }
    }

    /// Gives the first runnable update to the service, which is ready.
    fn start(&mut self) {
        let Some((lane, update)) = self.runnable.pop_front() else { return };
        let id = update.update_id;
        let span = tracing::debug_span!("update", id, kind = update.kind.update_type().as_str());
        let ctx = Ctx::new(self.bot.clone(), *update);
        // A service may do its work, and so panic, when it is called already.
        let called = span.in_scope(|| std::panic::catch_unwind(AssertUnwindSafe(|| self.service.call(ctx))));
        let handled = async move {
            let result = match called {
                Ok(future) => match AssertUnwindSafe(future).catch_unwind().await {
                    Ok(result) => result.map_err(Into::into),
                    Err(payload) => Err(HandlerPanic::new(&*payload).into()),
                },
                Err(payload) => Err(HandlerPanic::new(&*payload).into()),
            };
            log(id, result);
            (id, lane)
        };
        self.running.spawn(handled.instrument(span));
    }
}

fn log(id: i64, result: Result<Outcome, BoxError>) {
    match result {
        Ok(Outcome::Done) => tracing::trace!(update_id = id, "handled"),
        Ok(Outcome::Pass(_)) => tracing::debug!(update_id = id, "no route took the update"),
        Err(error) => {
            tracing::error!(update_id = id, error = %HandlerError::new(error).chain(), "the update failed");
        }
    }
}
