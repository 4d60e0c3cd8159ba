//! A store in the memory of the process.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use tokio::time::Instant;

use super::{Entry, Expect, Page, Store, StoreError, Version, check_key};
use crate::shard::shard_of;

/// How many locks the entries are spread over.
const SHARDS: usize = 64;
/// With how many keys a page of a list ends, at the end of a shard.
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
    /// The last version given; never given twice, whatever the key.
    version: AtomicU64,
}

#[derive(Debug, Default)]
struct Shard {
    entries: HashMap<Box<str>, Kept, foldhash::fast::RandomState>,
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
        Self { shards, version: AtomicU64::new(0) }
    }
}

impl MemoryStore {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    fn shard(&self, key: &str) -> MutexGuard<'_, Shard> {
        // Nothing that runs under this lock can panic half-way.
        self.0.shards[shard_of(key, SHARDS)].lock().unwrap_or_else(PoisonError::into_inner)
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
            let now = Instant::now();
            self.entries.retain(|_, kept| kept.ends.is_none_or(|ends| ends > now));
            self.written = 0;
        }
    }
}

impl Store for MemoryStore {
    async fn load(&self, key: &str) -> Result<Option<Entry>, StoreError> {
        let shard = self.shard(key);
        let Some(kept) = shard.entries.get(key).filter(|kept| !kept.is_over()) else {
            // What is there was checked when it was saved.
            return check_key(key).map(|()| None);
        };
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
        let mut shard = self.shard(key);
        let there = shard.entries.get_mut(key);
        if there.is_none() {
            check_key(key)?;
        }
        if !expect.holds(there.as_ref().filter(|kept| !kept.is_over()).map(|kept| kept.version)) {
            return Err(StoreError::conflict(key));
        }
        let version = Version(self.0.version.fetch_add(1, Ordering::Relaxed) + 1);
        // A time beyond what the clock can tell is for ever.
        let ends = time_to_live.and_then(|time| Instant::now().checked_add(time));
        let kept = Kept { value, version, ends };
        match there {
            Some(there) => *there = kept,
            None => drop(shard.entries.insert(key.into(), kept)),
        }
        if ends.is_some() {
            shard.sweep();
        }
        Ok(version)
    }

    async fn delete(&self, key: &str, expect: Expect) -> Result<bool, StoreError> {
        check_key(key)?;
        let mut shard = self.shard(key);
        let there = shard.version(key);
        if !expect.holds(there) {
            return Err(StoreError::conflict(key));
        }
        shard.entries.remove(key);
        Ok(there.is_some())
    }

    async fn list(&self, prefix: &str, after: Option<&str>) -> Result<Page, StoreError> {
        // What has to be read next is a shard: a key stays in the one it is in.
        let Some(first) = after.map_or(Some(0), |after| after.parse().ok()) else {
            return Err(StoreError::Other(format!("a list cannot go on after {after:?}").into()));
        };
        let mut keys = Vec::new();
        for (number, shard) in self.0.shards.iter().enumerate().skip(first) {
            if keys.len() >= PAGE {
                return Ok(Page { keys, next: Some(number.to_string()) });
            }
            let shard = shard.lock().unwrap_or_else(PoisonError::into_inner);
            let here = shard.entries.iter().filter(|(key, kept)| key.starts_with(prefix) && !kept.is_over());
            keys.extend(here.map(|(key, _)| String::from(&**key)));
        }
        Ok(Page { keys, next: None })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(store: &MemoryStore) -> usize {
        store.0.shards.iter().map(|shard| shard.lock().unwrap().entries.len()).sum()
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_over_is_forgotten_as_others_are_written() -> Result<(), StoreError> {
        let (store, time) = (MemoryStore::new(), Some(Duration::from_secs(1)));
        for number in 0..10_000 {
            store.save(&format!("old {number}"), "value".into(), time, Expect::Any).await?;
        }
        tokio::time::advance(Duration::from_secs(2)).await;
        for number in 0..60_000 {
            store.save(&format!("new {}", number % 2_000), "value".into(), time, Expect::Any).await?;
        }
        assert!(entries(&store) <= 2_000, "{} entries are kept", entries(&store));
        Ok(())
    }

    #[tokio::test]
    async fn a_list_comes_in_pages() -> Result<(), StoreError> {
        let store = MemoryStore::new();
        for number in 0..5_000 {
            store.save(&number.to_string(), "value".into(), None, Expect::Any).await?;
        }
        let first = store.list("", None).await?;
        assert!((PAGE..2 * PAGE).contains(&first.keys.len()), "{} keys", first.keys.len());
        assert!(
            store.list("", first.next.as_deref()).await?.keys.iter().all(|key| !first.keys.contains(key))
        );
        Ok(())
    }

    #[tokio::test]
    async fn a_list_goes_on_from_its_own_pages_only() {
        let error = MemoryStore::new().list("", Some("key")).await;
        assert!(matches!(error, Err(StoreError::Other(_))), "{error:?}");
    }

    #[tokio::test]
    async fn clones_share_what_is_kept() -> Result<(), StoreError> {
        let store = MemoryStore::new();
        store.clone().save("key", "value".into(), None, Expect::Absent).await?;
        assert_eq!(store.load("key").await?.map(|entry| entry.value), Some("value".into()));
        Ok(())
    }
}
