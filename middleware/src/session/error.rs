//! Why a session could not be had, or not be kept.

use chappe::BoxError;

use crate::store::StoreError;

/// Why a session could not be had, or not be kept.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SessionError {
    /// Another process changed the session while it was handled here, and this change was not saved.
    #[error(
        "the session `{key}` was changed elsewhere while it was handled here, and what the handler made of it was \
         not saved: handle a chat in one process, or change it by `Session::update`"
    )]
    Conflict {
        /// The session's key in the store.
        key: String,
    },
    /// The store did not give it.
    #[error("the session `{key}` could not be loaded")]
    Load {
        /// The session's key in the store.
        key: String,
        /// Why.
        #[source]
        source: StoreError,
    },
    /// The store did not take it.
    #[error("the session `{key}` could not be saved")]
    Save {
        /// The session's key in the store.
        key: String,
        /// Why.
        #[source]
        source: StoreError,
    },
    /// What is stored is no value of the type (any more).
    #[error(
        "the session `{key}` (version {version}) is no `{flavor}` any more: give the layer a migration, or let it \
         start afresh by `SessionLayer::start_afresh`"
    )]
    Decode {
        /// The session's key in the store.
        key: String,
        /// The version of its type that it was saved with.
        version: u32,
        /// Its type.
        flavor: &'static str,
        /// What does not fit.
        #[source]
        source: BoxError,
    },
    /// What is stored was not written by this layer.
    #[error("what is stored as the session `{key}` is none: another program may write under that key")]
    Garbage {
        /// The session's key in the store.
        key: String,
    },
    /// The value cannot be written as JSON.
    #[error("the session `{key}` of type `{flavor}` cannot be written as JSON")]
    Encode {
        /// The session's key in the store.
        key: String,
        /// Its type.
        flavor: &'static str,
        /// Why.
        #[source]
        source: BoxError,
    },
    /// It was asked for twice at the same time.
    #[error(
        "the session `{key}` of type `{flavor}` is asked for while it is in use: drop it before `Next::run`"
    )]
    InUse {
        /// The session's key in the store.
        key: String,
        /// Its type.
        flavor: &'static str,
    },
    /// Something kept the session beyond its event, so that it could not be saved.
    #[error(
        "the session `{key}` of type `{flavor}` was still in use when its event was handled, and was not saved: do \
         not give it to a task that goes on"
    )]
    Kept {
        /// The session's key in the store.
        key: String,
        /// Its type.
        flavor: &'static str,
    },
    /// It was asked for after its event was handled.
    #[error("the session `{key}` of type `{flavor}` is asked for after its event was handled")]
    Over {
        /// The session's key in the store.
        key: String,
        /// Its type.
        flavor: &'static str,
    },
    /// Two sessions on the way would be kept under the same keys.
    #[error(
        "the sessions `{outer}` and `{inner}` share keys in the store: give one a `SessionLayer::prefix`"
    )]
    SameKeys {
        /// The type of the session further out.
        outer: &'static str,
        /// The type of the session further in.
        inner: &'static str,
    },
    /// Two sessions stand around each other in both orders, in which two events could wait for each other for ever.
    #[error(
        "the layers of the sessions `{outer}` and `{inner}` stand in both orders: nest them in the same everywhere"
    )]
    BothOrders {
        /// The type of the session further out, here.
        outer: &'static str,
        /// The type of the session further in, here.
        inner: &'static str,
    },
}

impl SessionError {
    /// Whether another process has changed the session meanwhile.
    pub fn is_conflict(&self) -> bool {
        matches!(self, Self::Conflict { .. })
    }
}
