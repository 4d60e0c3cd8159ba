//! Typed state per chat, user, or any key: loaded before a handler, saved after it.
//!
//! # Example
//! ```
//! use chappe::prelude::*;
//! use chappe_middleware::session::{Session, SessionLayer};
//! use chappe_middleware::store::MemoryStore;
//! use serde::{Deserialize, Serialize};
//! use tower::ServiceBuilder;
//!
//! #[derive(Default, Serialize, Deserialize)]
//! struct Stats {
//!     seen: u64,
//! }
//!
//! async fn count(mut stats: Session<Stats>) -> String {
//!     stats.seen += 1;
//!     format!("seen {} times", stats.seen)
//! }
//!
//! let router: Router = Router::new().command("count", count);
//! let service = ServiceBuilder::new()
//!     .layer(SessionLayer::<Stats>::new(MemoryStore::new()))
//!     .service(router);
//! ```
//!
//! Several sessions on one context are told apart by their types, and by their [`Scope`]; [`UserData`], [`ChatData`]
//! and [`BotData`] are ready-made ones. A plain [`Session`] is what a bot is in the middle of, loaded for every event,
//! so that [`when`] can route by it; the ready-made ones are what it remembers, loaded when asked for.
//!
//! # What is kept
//! The version of the type, a colon, and the value as JSON: `0:{"seen":3}`. A value that is `null` there, as a `None`
//! is, is deleted.
//!
//! # No lost updates
//! In one process, events of one key wait for each other. A save replaces only what was loaded: where another process
//! was faster, the event fails by [`SessionError::Conflict`], and nothing is written or run a second time by itself.
//! [`Session::update`] is for what several processes change.

mod codec;
mod error;
mod extract;
mod key;
mod layer;
mod moved;
mod order;
mod scope;
mod settings;
mod slot;

pub use error::SessionError;
pub use extract::{Session, when};
pub use key::SessionKey;
pub use layer::{SessionLayer, SessionService};
pub use scope::{
    BotData, BotDataLayer, ChatData, ChatDataLayer, OfBot, OfChat, OfUser, Plain, Scope, UserData,
    UserDataLayer,
};

/// When a session is saved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum SaveWhen {
    /// When the service within has succeeded.
    #[default]
    Success,
    /// When the service within has succeeded or failed; not when it was given up, as by a timeout.
    Always,
    /// When the handler says so, by [`Session::save`] or [`Session::update`].
    Never,
}
