//! Which fault it was.

/// A fault that was added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FaultId(pub(crate) u64);

/// The fault that happened to a call or an update.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct FaultHit {
    /// What [`Faults::add`](crate::Faults::add) gave.
    pub id: FaultId,
    /// What it did, such as `reset` or `drop_update`: as the control API names it.
    pub effect: &'static str,
}

impl FaultHit {
    pub(crate) fn to_json(self) -> serde_json::Value {
        serde_json::json!({"id": self.id.0, "effect": self.effect})
    }
}
