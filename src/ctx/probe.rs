//! The event that the preflight sends through the stack instead of an update.

use std::any::TypeId;
use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use super::{Ctx, Event};
use crate::Bot;
use crate::extract::Needs;
use crate::preflight::{Missing, Report};

/// What a probe knows where it stands.
#[derive(Clone, Default)]
pub(crate) struct Probe {
    /// One for the whole preflight.
    report: Arc<Mutex<Report>>,
    /// What the layers on the way here have declared.
    way: Arc<Mutex<Way>>,
}

#[derive(Clone, Default)]
struct Way {
    declared: HashSet<TypeId>,
    /// Middleware functions that declared nothing, and may put anything in.
    silent: Vec<&'static str>,
}

impl Probe {
    /// Checks a handler's needs against what is declared.
    pub(crate) fn handler(&self, handler: &'static str, needs: &Needs) {
        self.check(handler, needs);
        self.report(|report| report.handlers += 1);
    }

    /// Checks a middleware function's needs, and notes what it declares for those within.
    pub(crate) fn middleware(&self, name: &'static str, needs: &Needs, declare: impl FnOnce() -> bool) {
        self.check(name, needs);
        if !declare() {
            self.way().silent.push(name);
        }
    }

    fn check(&self, handler: &'static str, needs: &Needs) {
        let way = self.way().clone();
        let missing = needs.flavors.iter().filter(|need| !way.declared.contains(&need.id)).map(|need| {
            Missing { handler, flavor: need.name, provider: need.provider, silent: way.silent.clone() }
        });
        self.report(|report| report.missing.extend(missing));
    }

    pub(crate) fn report<R>(&self, change: impl FnOnce(&mut Report) -> R) -> R {
        change(&mut self.report.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn way(&self) -> std::sync::MutexGuard<'_, Way> {
        self.way.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ctx {
    /// Whether the event is the [preflight](crate::preflight)'s: a layer forwards it and does nothing else.
    pub fn is_probe(&self) -> bool {
        self.0.probe.is_some()
    }

    /// Declares, in the preflight, that the layer puts a flavor in; at any other time it does nothing.
    ///
    /// [`insert`](Self::insert) declares by itself; a layer that inserts only for some updates calls this for all.
    #[inline]
    pub fn declare<T: Send + Sync + 'static>(&self) {
        if let Some(probe) = &self.0.probe {
            probe.way().declared.insert(TypeId::of::<T>());
        }
    }

    /// Reports, in the preflight, that the way that services are put together cannot work; at any other time it does
    /// nothing. The bot does not start then.
    pub fn refuse(&self, problem: impl Into<crate::BoxError>) {
        if let Some(probe) = &self.0.probe {
            probe.report(|report| report.problems.push(problem.into().to_string()));
        }
    }

    #[inline]
    pub(crate) fn probe(&self) -> Option<&Probe> {
        self.0.probe.as_ref()
    }

    /// The event of a preflight.
    pub(crate) fn new_probe(bot: Bot) -> Self {
        Self::build(bot, Event::None, Some(Probe::default()))
    }

    /// The [preflight](crate::preflight)'s event for one of several ways from here; what is declared on it stays on it.
    ///
    /// A layer that has two services, one of them for errors say, gives each its own.
    pub fn fork_probe(&self) -> Self {
        let probe = self.0.probe.as_ref().map(|probe| {
            let way = probe.way().clone();
            Probe { report: Arc::clone(&probe.report), way: Arc::new(Mutex::new(way)) }
        });
        let forked = Self::build(self.0.bot.clone(), Event::None, probe);
        let flavors = self.shared().flavors.clone();
        forked.shared().flavors = flavors;
        forked
    }
}
