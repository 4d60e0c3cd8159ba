//! The faults of a sandbox, for the test that makes them.

use super::Sandbox;
use crate::faults::Table;
use crate::{Fault, FaultId};

/// What goes wrong in a sandbox: faults are added, counted and removed here.
///
/// They are looked at in the order in which they were added; the first that fits and fires is the one that happens.
#[derive(Debug, Clone)]
pub struct Faults {
    pub(crate) table: Table,
}

impl Sandbox {
    /// The faults of this sandbox; there are none unless some are added.
    pub fn faults(&self) -> Faults {
        Faults { table: self.core().faults.clone() }
    }
}

impl Faults {
    /// Lets a fault happen from now on.
    pub fn add(&self, fault: Fault) -> FaultId {
        FaultId(self.table.add(fault))
    }

    /// The faults in force, oldest first.
    pub fn list(&self) -> Vec<(FaultId, Fault)> {
        self.table.list().into_iter().map(|rule| (FaultId(rule.id), rule.fault)).collect()
    }

    /// How often a fault has happened; nothing when it was removed.
    pub fn fired(&self, id: FaultId) -> Option<u64> {
        self.table.find(id.0).map(|rule| rule.fired)
    }

    /// Ends a fault, and tells whether it was in force.
    pub fn remove(&self, id: FaultId) -> bool {
        self.table.remove(|rule| rule == id.0)
    }

    /// Ends every fault.
    pub fn clear(&self) {
        self.table.remove(|_| true);
    }
}
