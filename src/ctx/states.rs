//! What routers give to their own routes.

use std::sync::Arc;

use http::Extensions;

use super::Ctx;
use crate::extract::State;

/// The states of the routers that an event is in, the innermost first.
///
/// They are no flavors: those are shared by all that handle an event, while a state is for the routes of its router,
/// and gone where the event leaves it.
#[derive(Clone, Default)]
pub(crate) struct States(Option<Arc<Frame>>);

struct Frame {
    own: Arc<Own>,
    outer: States,
}

/// The states of one router: the frame of an event that is in no other, so that entering it costs nothing.
#[derive(Clone, Default)]
pub(crate) struct RouterStates(Option<Arc<Frame>>);

#[derive(Clone, Default)]
struct Own {
    values: Extensions,
    declare: Vec<fn(&Ctx)>,
}

impl RouterStates {
    pub(crate) fn insert<T: Clone + Send + Sync + 'static>(&mut self, state: T) {
        let mut own = self.0.as_ref().map(|frame| Own::clone(&frame.own)).unwrap_or_default();
        own.values.insert(state);
        own.declare.push(Ctx::declare::<State<T>>);
        self.0 = Some(Arc::new(Frame { own: Arc::new(own), outer: States::default() }));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_none()
    }
}

impl Ctx {
    /// What [`Router::with_state`](crate::Router::with_state) was given: of the routers that the event is in, the
    /// innermost that has a state of the type.
    ///
    /// Handlers take it as [`State`]; this is for filters, and for handlers that look at it without a clone.
    ///
    /// # Example
    /// ```
    /// use chappe::prelude::*;
    ///
    /// #[derive(Clone)]
    /// struct Config { owner: UserId }
    ///
    /// let owner = Filter::new(|ctx| {
    ///     ctx.state::<Config>().is_some_and(|config| ctx.from_id() == Some(config.owner))
    /// });
    /// # let _ = Router::new().on(owner, async || "at your service").with_state(Config { owner: UserId(1) });
    /// ```
    pub fn state<T: Clone + Send + Sync + 'static>(&self) -> Option<&T> {
        let mut states = &self.1;
        while let Some(frame) = &states.0 {
            if let Some(state) = frame.own.values.get() {
                return Some(state);
            }
            states = &frame.outer;
        }
        None
    }

    /// Enters a router; what is returned is to be given to [`leave`](Self::leave).
    pub(crate) fn enter(&mut self, router: &RouterStates) -> Option<States> {
        let frame = router.0.as_ref()?;
        if self.is_probe() {
            for declare in &frame.own.declare {
                declare(self);
            }
        }
        let outer = self.1.clone();
        self.1 = States(Some(match &outer.0 {
            None => Arc::clone(frame),
            Some(_) => Arc::new(Frame { own: Arc::clone(&frame.own), outer: outer.clone() }),
        }));
        Some(outer)
    }

    /// Leaves a router, so that what comes after it has no more of its states.
    pub(crate) fn leave(&mut self, outer: States) {
        self.1 = outer;
    }
}
