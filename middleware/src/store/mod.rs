//! Where sessions and other state are kept: bytes under keys, each with a version and perhaps an end.
//!
//! | store | for |
//! |---|---|
//! | [`MemoryStore`] | tests, and state that may be lost with the process |
//! | `RedbStore` (feature `redb`) | one process: an embedded file that survives a kill at any moment |
//! | `RedisStore` (feature `redis`) | several processes |
//! | `PostgresStore` (feature `postgres`) | several processes |
//!
//! A store of one's own implements [`Store`]; the module `conformance` (a feature) has the tests that it must pass.
//!
//! # Example
//! ```
//! use chappe_middleware::store::{Expect, MemoryStore, Store, StoreError};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), StoreError> {
//! let store = MemoryStore::new();
//! let first = store.save("greeting", "hello".into(), None, Expect::Absent).await?;
//! store.save("greeting", "good day".into(), None, Expect::Version(first)).await?;
//!
//! // Somebody who loaded the first version does not overwrite the second.
//! let late = store.save("greeting", "hey".into(), None, Expect::Version(first)).await;
//! assert!(matches!(late, Err(StoreError::Conflict { .. })));
//! # Ok(())
//! # }
//! ```

#[cfg(feature = "conformance")]
pub mod conformance;
#[cfg(any(feature = "dedup", feature = "session"))]
mod erased;
mod error;
mod memory;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "redb")]
mod redb;
#[cfg(feature = "redis")]
mod redis;
#[cfg(any(feature = "postgres", feature = "redb", feature = "redis"))]
mod version;

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

#[cfg(any(feature = "dedup", feature = "session"))]
pub(crate) use erased::ErasedStore;
pub use error::StoreError;
pub use memory::MemoryStore;
#[cfg(feature = "postgres")]
pub use postgres::{PostgresStore, PostgresStoreBuilder};
#[cfg(feature = "redb")]
pub use redb::{RedbStore, RedbStoreBuilder};
#[cfg(feature = "redis")]
pub use redis::{RedisStore, RedisStoreBuilder};

/// The most bytes that a key may have, in every store.
pub const MAX_KEY_LENGTH: usize = 512;

/// Keeps bytes under keys.
///
/// Every save gives the entry a new version, and a save can ask for the version it replaces: that is how two processes
/// never overwrite each other unseen. A version is never given twice for one key, not even after the key was deleted.
/// An entry whose time is over is absent in every respect. Times are kept to the millisecond or better, rounded up; one
/// beyond what the store's clock can tell is for ever.
///
/// Keys are text without NUL, of at most [`MAX_KEY_LENGTH`] bytes, and may be empty; values may hold any bytes, or none.
/// Each operation happens wholly or not at all, and what is answered has happened as durably as the store can.
/// A future that is dropped half-way leaves it open whether it has happened, and so do [`StoreError::Unavailable`],
/// [`StoreError::Full`] and [`StoreError::Other`]: the answer may be what was lost. After any other error nothing has
/// been changed.
pub trait Store: Send + Sync + 'static {
    /// What is kept under a key; `None` where there is nothing, or its time is over.
    ///
    /// # Errors
    /// [`StoreError::Key`] for a key that no store takes, as from the others; [`StoreError::Damaged`] where what is there
    /// cannot be read.
    fn load(&self, key: &str) -> impl Future<Output = Result<Option<Entry>, StoreError>> + Send;

    /// Keeps a value under a key, for a time if one is given, and answers its version.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where the key does not have what is expected; nothing is written then.
    fn save(
        &self,
        key: &str,
        value: Bytes,
        time_to_live: Option<Duration>,
        expect: Expect,
    ) -> impl Future<Output = Result<Version, StoreError>> + Send;

    /// Deletes what is under a key, and answers whether there was something.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where the key does not have what is expected; nothing is deleted then.
    fn delete(&self, key: &str, expect: Expect) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// A page of the keys that start with a prefix, in any order; the prefix may be any text.
    ///
    /// `after` is the [`Page::next`] of the page before. A key that is there all the time is on some page; one that comes
    /// or goes meanwhile may be, and in some stores a key may be on two.
    fn list(
        &self,
        prefix: &str,
        after: Option<&str>,
    ) -> impl Future<Output = Result<Page, StoreError>> + Send;
}

/// What is kept under a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The bytes that were saved.
    pub value: Bytes,
    /// The version that the save gave it.
    pub version: Version,
    /// How long it has still to live; `None` is for ever.
    pub time_to_live: Option<Duration>,
}

/// Which save an entry is from. Versions can be compared for equality and say nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Version(pub u64);

/// What has to be under a key for a change to happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expect {
    /// Whatever there is.
    Any,
    /// Nothing.
    Absent,
    /// The entry of this version.
    Version(Version),
}

impl Expect {
    /// Whether what is there, if anything, is what is expected.
    pub fn holds(self, there: Option<Version>) -> bool {
        match self {
            Self::Any => true,
            Self::Absent => there.is_none(),
            Self::Version(version) => there == Some(version),
        }
    }
}

/// Some of the keys that [`Store::list`] finds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// The keys, in any order.
    pub keys: Vec<String>,
    /// Where the next page starts; `None` after the last. A page may be empty and not the last.
    pub next: Option<String>,
}

/// Refuses a key that no store takes.
///
/// # Errors
/// Says what is wrong with it.
pub fn check_key(key: &str) -> Result<(), StoreError> {
    let reason = if key.len() > MAX_KEY_LENGTH {
        "it has more than 512 bytes"
    } else if key.as_bytes().contains(&0) {
        "it has a NUL in it"
    } else {
        return Ok(());
    };
    Err(StoreError::Key { key: key.to_owned(), reason })
}

/// Several layers, and the bots of one process, share a store behind an `Arc`.
impl<S: Store> Store for Arc<S> {
    fn load(&self, key: &str) -> impl Future<Output = Result<Option<Entry>, StoreError>> + Send {
        (**self).load(key)
    }

    fn save(
        &self,
        key: &str,
        value: Bytes,
        time_to_live: Option<Duration>,
        expect: Expect,
    ) -> impl Future<Output = Result<Version, StoreError>> + Send {
        (**self).save(key, value, time_to_live, expect)
    }

    fn delete(&self, key: &str, expect: Expect) -> impl Future<Output = Result<bool, StoreError>> + Send {
        (**self).delete(key, expect)
    }

    fn list(
        &self,
        prefix: &str,
        after: Option<&str>,
    ) -> impl Future<Output = Result<Page, StoreError>> + Send {
        (**self).list(prefix, after)
    }
}
