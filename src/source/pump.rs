//! From a source to a service: in order within a lane, concurrent across lanes, as fast as the service is ready.

use std::collections::{HashMap, HashSet, VecDeque};

use tokio::task::{Id, JoinError, JoinSet};
use tower_service::Service;
use tracing::Instrument as _;

use super::handle;
use super::lane::{Lane, Lanes};
use crate::types::Update;
use crate::{Bot, BoxError, Ctx, Outcome};

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
    running: JoinSet<()>,
    /// How many were taken in and are not finished.
    held: usize,
    /// Which update each task handles: told here, a task cannot fail to tell it.
    tasks: HashMap<Id, (i64, Lane)>,
    lanes: Lanes,
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
            held: 0,
            tasks: HashMap::new(),
            lanes: Lanes::default(),
        }
    }

    /// Takes an update in.
    pub(crate) fn push(&mut self, update: Box<Update>) {
        let lane = self.lanes.lane(&update);
        self.held += 1;
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
                Some(done) = self.running.join_next_with_id() => {
                    if let Some((id, lane)) = self.settle(done) {
                        self.free(lane);
                        return Ok(id);
                    }
                }
                ready = handle::ready(&mut self.service), if startable => {
                    ready?;
                    self.start();
                }
                else => std::future::pending().await,
            }
        }
    }

    /// Waits for what is running, and returns each number as it is finished; starts nothing.
    pub(crate) async fn drain(&mut self) -> Option<i64> {
        loop {
            let done = self.running.join_next_with_id().await?;
            if let Some((id, _)) = self.settle(done) {
                return Some(id);
            }
        }
    }

    /// The update of a task that is over.
    fn settle(&mut self, done: Result<(Id, ()), JoinError>) -> Option<(i64, Lane)> {
        let task = match &done {
            Ok((task, ())) => *task,
            Err(error) => error.id(),
        };
        let settled = self.tasks.remove(&task)?;
        self.held -= 1;
        if let Err(error) = done {
            // Panics of the service were caught within; what is left is one of an error's or a payload's own code.
            tracing::error!(update_id = settled.0, %error, "the update failed");
        }
        Some(settled)
    }

    /// How many updates are with the service.
    pub(crate) fn running(&self) -> usize {
        self.running.len()
    }

    /// How many updates were taken in and are not finished.
    pub(crate) fn held(&self) -> usize {
        self.held
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
        let called = span.in_scope(|| handle::call(&mut self.service, ctx));
        let handled = async move { handle::log(id, handle::finish(called).await) };
        let task = self.running.spawn(handled.instrument(span)).id();
        self.tasks.insert(task, (id, lane));
    }
}
