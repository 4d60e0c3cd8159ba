//! A store in the memory of the process.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use tokio::time::Instant;

use super::{Entry, Expect, Page, Store, StoreError, Version, check_key};

/// How many locks the entries are spread over.
const SHARDS: usize = 64;
/// How many keys a page of a list has.
const PAGE: usize = 1_000;

/// Keeps everything in the memory of the process: for tests, and for state that may be lost with it.
///
/// Clones share what is kept. Entries whose time is over are forgotten as others are written. Time is tokio's, and so
/// stands still in a test that pauses it.
///
/// # Example
/// ```
/// use chappe_middleware::store::{Expect, MemoryStore, Store};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), chappe_middleware::store::StoreError> {
/// let store = MemoryStore::new();
/// store.save("counter", "1".into(), None, Expect::Any).await?;
/// assert_eq!(store.load("counter").await?.map(|entry| entry.value), Some("1".into()));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default)]
pub struct MemoryStore(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    shards: [Mutex<Shard>; SHARDS],
    hasher: RandomState,
    /// The last version given; never given twice, whatever the key.
    version: AtomicU64,
}

#[derive(Debug, Default)]
struct Shard {
    entries: HashMap<Box<str>, Kept>,
    /// How many entries that can end were written since the last look for those that have.
    written: usize,
}

#[derive(Debug)]
struct Kept {
    value: Bytes,
    version: Version,
    ends: Option<Instant>,
}

impl Default for Inner {
    fn default() -> Self {
        let shards = std::array::from_fn(|_| Mutex::default());
        Self { shards, hasher: RandomState::new(), version: AtomicU64::new(0) }
    }
}

impl MemoryStore {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    fn shard(&self, key: &str) -> MutexGuard<'_, Shard> {
        let hash = self.0.hasher.hash_one(key);
        // Nothing that runs under this lock can panic half-way.
        self.0.shards[hash as usize % SHARDS].lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn is_over(&self) -> bool {
        self.ends.is_some_and(|ends| ends <= Instant::now())
    }
}

impl Shard {
    fn version(&self, key: &str) -> Option<Version> {
        self.entries.get(key).filter(|kept| !kept.is_over()).map(|kept| kept.version)
    }

    /// Forgets what is over, once as many were written as there are: that is one look at each per write.
    fn sweep(&mut self) {
        self.written += 1;
        if self.written > self.entries.len() {
            self.entries.retain(|_, kept| !kept.is_over());
            self.written = 0;
        }
    }
}

impl Store for MemoryStore {
    async fn load(&self, key: &str) -> Result<Option<Entry>, StoreError> {
        let shard = self.shard(key);
        let Some(kept) = shard.entries.get(key).filter(|kept| !kept.is_over()) else { return Ok(None) };
        let time_to_live = kept.ends.map(|ends| ends.duration_since(Instant::now()));
        Ok(Some(Entry { value: kept.value.clone(), version: kept.version, time_to_live }))
    }

    async fn save(
        &self,
        key: &str,
        value: Bytes,
        time_to_live: Option<Duration>,
        expect: Expect,
    ) -> Result<Version, StoreError> {
        check_key(key)?;
        let mut shard = self.shard(key);
        if !expect.holds(shard.version(key)) {
            return Err(StoreError::conflict(key));
        }
        let version = Version(self.0.version.fetch_add(1, Ordering::Relaxed) + 1);
        // A time beyond what the clock can tell is for ever.
        let ends = time_to_live.and_then(|time| Instant::now().checked_add(time));
        let kept = Kept { value, version, ends };
        if let Some(there) = shard.entries.get_mut(key) {
            *there = kept;
        } else {
            shard.entries.insert(key.into(), kept);
        }
        if ends.is_some() {
            shard.sweep();
        }
        Ok(version)
    }

    async fn delete(&self, key: &str, expect: Expect) -> Result<bool, StoreError> {
        let mut shard = self.shard(key);
        let there = shard.version(key);
        if !expect.holds(there) {
            return Err(StoreError::conflict(key));
        }
        shard.entries.remove(key);
        Ok(there.is_some())
    }

    async fn list(&self, prefix: &str, after: Option<&str>) -> Result<Page, StoreError> {
        let mut keys: Vec<String> = Vec::new();
        for shard in &self.0.shards {
            let shard = shard.lock().unwrap_or_else(PoisonError::into_inner);
            let here = shard.entries.iter().filter(|(_, kept)| !kept.is_over()).map(|(key, _)| &**key);
            let here = here.filter(|key| key.starts_with(prefix) && after.is_none_or(|after| *key > after));
            keys.extend(here.map(str::to_owned));
        }
        keys.sort_unstable();
        let more = keys.len() > PAGE;
        keys.truncate(PAGE);
        let next = if more { keys.last().cloned() } else { None };
        Ok(Page { keys, next })
    }
}
