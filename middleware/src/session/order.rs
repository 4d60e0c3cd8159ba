//! Session layers around each other: checked in the preflight.

use std::any::type_name;
use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use chappe::Ctx;

use super::settings::Settings;
use super::{SessionError, SessionKey};

/// Which session layers were seen within a layer.
#[derive(Debug, Default)]
pub(super) struct Nesting(Mutex<HashSet<usize>>);

/// The session layers on the way here, outermost first.
#[derive(Clone, Default)]
struct Way(Arc<[Around]>);

#[derive(Clone)]
struct Around {
    nesting: Arc<Nesting>,
    flavor: &'static str,
    key: SessionKey,
    prefix: Arc<str>,
}

impl Nesting {
    /// Refuses what would share keys in the store, and what would lock in another order than elsewhere.
    pub(super) fn check<T>(self: &Arc<Self>, ctx: &Ctx, settings: &Settings<T>) {
        let (inner, here) = (type_name::<T>(), self.id());
        let way = ctx.get::<Way>().unwrap_or_default();
        for outer in way.0.iter() {
            if outer.prefix == settings.prefix && outer.key.is_like(&settings.key) {
                ctx.refuse(SessionError::SameKeys { outer: outer.flavor, inner });
            }
            outer.nesting.seen().insert(here);
            if self.seen().contains(&outer.nesting.id()) {
                ctx.refuse(SessionError::BothOrders { outer: outer.flavor, inner });
            }
        }
        let (key, prefix) = (settings.key.clone(), Arc::clone(&settings.prefix));
        let this = Around { nesting: Arc::clone(self), flavor: inner, key, prefix };
        ctx.insert(Way(way.0.iter().cloned().chain([this]).collect()));
    }

    /// Unlike that of any other that is alive.
    fn id(self: &Arc<Self>) -> usize {
        Arc::as_ptr(self).addr()
    }

    fn seen(&self) -> std::sync::MutexGuard<'_, HashSet<usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
