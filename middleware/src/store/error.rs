//! Why a store did not do what it was asked.

use chappe::BoxError;

/// Why a store did not do what it was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The key does not have what was expected: another process has changed it meanwhile.
    #[error("`{key}` was changed by another since it was loaded")]
    Conflict {
        /// The key that was to be changed.
        key: String,
    },
    /// No store takes this key.
    #[error("`{}` cannot be a key: {reason}", .key.escape_debug())]
    Key {
        /// The key.
        key: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The store cannot be reached, or did not answer in time. It may come back by itself.
    #[error("the store cannot be reached")]
    Unavailable(#[source] BoxError),
    /// There is no room left.
    #[error("the store is full: make room on its disk or in its memory")]
    Full(#[source] BoxError),
    /// What the store holds under the key was not written by it, or is damaged.
    #[error("what the store holds under `{key}` is damaged")]
    Damaged {
        /// The key.
        key: String,
        /// What is wrong with it.
        #[source]
        source: BoxError,
    },
    /// The store as a whole is damaged, or is not one.
    #[error("the store is damaged: restore it from a copy, or begin with another")]
    Corrupted(#[source] BoxError),
    /// Anything else that the store reports.
    #[error("the store failed")]
    Other(#[source] BoxError),
}

impl StoreError {
    /// The conflict over a key.
    pub fn conflict(key: &str) -> Self {
        Self::Conflict { key: key.to_owned() }
    }

    /// Whether another has changed the key meanwhile.
    pub fn is_conflict(&self) -> bool {
        matches!(self, Self::Conflict { .. })
    }
}
