//! The typemap beside the event.

use super::Ctx;
use crate::filter::{Finds, Match};

impl Ctx {
    /// Puts a flavor in; returns the one of its type that was there before.
    ///
    /// # Example
    /// ```
    /// # fn f(ctx: chappe::Ctx) {
    /// #[derive(Clone, PartialEq, Debug)]
    /// struct Visits(u32);
    ///
    /// ctx.insert(Visits(1));
    /// assert_eq!(ctx.get::<Visits>(), Some(Visits(1)));
    /// # }
    /// ```
    #[allow(clippy::must_use_candidate)]
    pub fn insert<T: Clone + Send + Sync + 'static>(&self, flavor: T) -> Option<T> {
        self.declare::<T>();
        self.shared().flavors.insert(flavor)
    }

    /// The flavor of the type, cloned.
    pub fn get<T: Clone + Send + Sync + 'static>(&self) -> Option<T> {
        self.shared().flavors.get::<T>().cloned()
    }

    /// Whether there is a flavor of the type.
    pub fn contains<T: Clone + Send + Sync + 'static>(&self) -> bool {
        self.shared().flavors.get::<T>().is_some()
    }

    /// Takes the flavor of the type out.
    pub fn remove<T: Clone + Send + Sync + 'static>(&self) -> Option<T> {
        self.shared().flavors.remove::<T>()
    }

    /// Changes the flavor of the type, starting from its default where there is none.
    ///
    /// The change may look at the context itself. Two changes at the same time, as of a forked handler and the rest, are
    /// not kept apart: let the flavor be a lock or an atomic number then.
    pub fn update_flavor<T, R>(&self, change: impl FnOnce(&mut T) -> R) -> R
    where
        T: Clone + Default + Send + Sync + 'static,
    {
        self.declare::<T>();
        // Taken out for the change, so that a change may look at the context itself.
        let mut flavor = self.remove::<T>().unwrap_or_default();
        let result = change(&mut flavor);
        self.shared().flavors.insert(flavor);
        result
    }

    /// What the last route or has-check with a pattern matched: the first match, where it had several patterns.
    pub fn matched(&self) -> Option<Match> {
        let found = self.shared().found.first().cloned();
        found.map(|found| Match::new(self.clone(), found))
    }

    /// All that the last route or has-check with patterns matched.
    pub fn matches(&self) -> Vec<Match> {
        let found = self.shared().found.clone();
        found.iter().map(|found| Match::new(self.clone(), found.clone())).collect()
    }

    /// Remembers what a filter matched; a filter without patterns leaves what there was.
    pub(crate) fn set_found(&self, found: Finds) {
        if found.first().is_some() {
            self.shared().found = found;
        }
    }
}
