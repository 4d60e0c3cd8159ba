//! Queries, made ready to be asked of updates.

use super::error::QueryError;
use super::grammar::{self, Expansion, Target};
use super::kinds::Kinds;
use super::table::Seen;
use crate::Ctx;

/// Several queries, of which one has to match. Nothing is looked up by name any more.
pub(super) struct Compiled {
    /// The kinds that match as they are.
    whole: Kinds,
    tests: Vec<Target>,
}

impl Compiled {
    pub(super) const fn new() -> Self {
        Self { whole: Kinds::NONE, tests: Vec::new() }
    }

    pub(super) fn add(&mut self, query: &str) -> Result<(), QueryError> {
        grammar::check(query).map_err(|fault| QueryError::new(query, &fault))?;
        let mut expansion = Expansion::of(query);
        while let Some(parts) = expansion.next() {
            self.add_target(parts.resolve().map_err(|fault| QueryError::new(query, &fault))?);
        }
        Ok(())
    }

    /// The kinds of updates that can match.
    pub(super) fn kinds(&self) -> Kinds {
        self.tests.iter().fold(self.whole, |kinds, target| kinds.or(target.kind))
    }

    pub(super) fn matches(&self, ctx: &Ctx) -> bool {
        let Some(kind) = ctx.update().map(|update| &update.kind) else { return false };
        let Some(own) = kind.index().map(|index| Kinds::nth(index.into())) else { return false };
        if self.whole.meets(own) {
            return true;
        }
        let seen = Seen { ctx, kind };
        self.tests.iter().any(|target| target.kind.meets(own) && target.matches(&seen))
    }

    fn add_target(&mut self, target: Target) {
        if target.key.is_none() {
            self.whole = self.whole.or(target.kind);
            return;
        }
        match self.tests.iter_mut().find(|other| other.asks_the_same(&target)) {
            Some(other) => other.kind = other.kind.or(target.kind),
            None => self.tests.push(target),
        }
    }
}

impl Target {
    fn matches(&self, seen: &Seen<'_>) -> bool {
        match (self.leaf, self.key) {
            (Some(leaf), _) => (leaf.test)(seen),
            (None, Some(key)) => key.test.run(seen),
            (None, None) => true,
        }
    }

    fn asks_the_same(&self, other: &Self) -> bool {
        self.key.map(std::ptr::from_ref) == other.key.map(std::ptr::from_ref)
            && self.leaf.map(std::ptr::from_ref) == other.leaf.map(std::ptr::from_ref)
    }
}
