//! A store in a file, without a server.

mod clock;
mod error;
mod file;
mod request;
mod tables;
#[cfg(test)]
mod tests;
mod writer;

use std::fmt;
use std::ops::Bound;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use redb::ReadableDatabase as _;
use tokio::sync::oneshot;

use super::{Entry, Expect, Page, Store, StoreError, Version, check_key};
use clock::Clock;
use file::{File, Settings};
use request::{Change, Request};
use tables::{ENTRIES, Kept};
use writer::Writer;

/// How many entries a page of a list looks at.
const PAGE: usize = 500;
/// How many bytes of values a page of a list passes by.
const PAGE_BYTES: usize = 1 << 20;
/// The most bytes that a value may have.
const MAX_VALUE: usize = 1 << 30;
/// How much of the file is kept in memory, unless told otherwise.
const CACHE: usize = 128 << 20;

/// Keeps everything in one file, which a kill of the process leaves whole at any moment.
///
/// A thread of its own writes. It takes all saves and deletes that have come in meanwhile, and makes them durable by one
/// sync of the disk: what is answered is on the disk, and many changes at a time cost little more than one. Reads happen
/// where they are asked for, without waiting for writes; what is not in the cache is read from the disk there and then.
///
/// Clones share the file. When the last is dropped, it waits for the writes under way and closes the file.
///
/// # Example
/// ```
/// use chappe_middleware::store::{Expect, RedbStore, Store};
///
/// # async fn example() -> Result<(), chappe_middleware::store::StoreError> {
/// let store = RedbStore::open("bot.redb")?;
/// store.save("greeting", "hello".into(), None, Expect::Any).await?;
/// # Ok(())
/// # }
/// ```
///
/// # Limits
/// The file is one process's alone. A value may have up to 1 GiB, but is held in memory as a whole. Times to live go by
/// the system's clock, to the millisecond; entries whose time is over leave the file as others are written. The file
/// does not shrink, but its room is used again.
///
/// # Errors
/// After a failure of the disk, [`StoreError::Full`] included, the file is closed and opened again before the next
/// operation, so that the store works again as soon as the disk does. [`StoreError::Unavailable`] says that it does not
/// yet, [`StoreError::Corrupted`] that the file is damaged.
#[derive(Clone)]
pub struct RedbStore(Arc<Inner>);

struct Inner {
    // Before the file: dropping it waits for the thread, which holds the file too.
    writer: Writer,
    file: Arc<File>,
    clock: Clock,
}

/// Settings of a [`RedbStore`].
#[derive(Clone, Debug)]
#[must_use]
pub struct RedbStoreBuilder {
    settings: Settings,
    clock: Clock,
}

impl RedbStore {
    /// Opens a file, which is made if it is not there.
    ///
    /// After a kill the file is repaired first, which takes time in proportion to its size: about a second for a million
    /// small entries; see [`RedbStoreBuilder::quick_repair`].
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] where the file cannot be opened, because another process has it or for another reason
    /// that the source tells; [`StoreError::Corrupted`] where it is damaged, or is not of this store.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        Self::builder().open(path)
    }

    /// Settings to open a file with.
    pub fn builder() -> RedbStoreBuilder {
        let settings = Settings { cache: CACHE, quick_repair: false, verify: false };
        RedbStoreBuilder { settings, clock: Clock::default() }
    }

    /// Does something with the file; if that has failed, so that it was closed, opens it again and does it then.
    async fn read<T>(
        &self,
        read: impl Fn(&redb::Database) -> Result<T, redb::Error>,
    ) -> Result<T, StoreError> {
        let (trouble, opening) = match self.0.file.read(&read) {
            Ok(found) => return Ok(found),
            Err(failed) => failed,
        };
        if !trouble.calls_for_reopening() {
            return Err(trouble.to_error());
        }
        let (answer, reopened) = oneshot::channel();
        self.0.writer.send(Request::Reopen { opening, answer }).await?;
        reopened.await.map_err(|_| writer::stopped())??;
        self.0.file.read(&read).map_err(|(trouble, _)| trouble.to_error())
    }

    async fn change(&self, key: &str, change: Change, expect: Expect) -> Result<Option<Version>, StoreError> {
        check_key(key)?;
        let (answer, changed) = oneshot::channel();
        self.0.writer.send(Request::Change { key: key.into(), change, expect, answer }).await?;
        changed.await.map_err(|_| writer::stopped())?
    }
}

impl RedbStoreBuilder {
    /// How many bytes of the file are kept in memory at the most; 128 MiB, unless told otherwise.
    pub fn cache_size(mut self, bytes: usize) -> Self {
        self.settings.cache = bytes;
        self
    }

    /// Opens at once after a kill, however large the file, but writes more: about a quarter fewer changes a second.
    pub fn quick_repair(mut self, quick: bool) -> Self {
        self.settings.quick_repair = quick;
        self
    }

    /// Reads the whole file when it is opened, to find whatever is damaged in it; no, unless told otherwise.
    pub fn verify(mut self, verify: bool) -> Self {
        self.settings.verify = verify;
        self
    }

    /// What tells the time that entries end by; the system's clock, unless told otherwise.
    pub fn clock(mut self, now: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        self.clock = Clock::new(now);
        self
    }

    /// Opens a file, which is made if it is not there.
    ///
    /// # Errors
    /// As [`RedbStore::open`].
    pub fn open(self, path: impl AsRef<Path>) -> Result<RedbStore, StoreError> {
        let file = Arc::new(File::open(path.as_ref(), self.settings)?);
        let writer = Writer::start(Arc::clone(&file), self.clock.clone())?;
        Ok(RedbStore(Arc::new(Inner { writer, file, clock: self.clock })))
    }
}

impl fmt::Debug for RedbStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedbStore").field("path", &self.0.file.path()).finish_non_exhaustive()
    }
}

impl Store for RedbStore {
    async fn load(&self, key: &str) -> Result<Option<Entry>, StoreError> {
        check_key(key)?;
        self.read(|database| {
            let table = database.begin_read()?.open_table(ENTRIES)?;
            let Some(guard) = table.get(key)? else { return Ok(None) };
            let kept = Kept::from(guard.value());
            let now = if kept.ends.is_some() { self.0.clock.now() } else { 0 };
            Ok(kept.is_there(now).then(|| Entry {
                value: Bytes::copy_from_slice(kept.value),
                version: kept.version,
                time_to_live: kept.ends.map(|ends| Duration::from_millis(ends.get() - now)),
            }))
        })
        .await
    }

    async fn save(
        &self,
        key: &str,
        value: Bytes,
        time_to_live: Option<Duration>,
        expect: Expect,
    ) -> Result<Version, StoreError> {
        if value.len() > MAX_VALUE {
            return Err(StoreError::Other(format!("a value of {} bytes is too large", value.len()).into()));
        }
        let ends = time_to_live.and_then(|time| self.0.clock.after(time));
        let version = self.change(key, Change::Save { value, ends }, expect).await?;
        version.ok_or_else(writer::stopped)
    }

    async fn delete(&self, key: &str, expect: Expect) -> Result<bool, StoreError> {
        Ok(self.change(key, Change::Delete, expect).await?.is_some())
    }

    async fn list(&self, prefix: &str, after: Option<&str>) -> Result<Page, StoreError> {
        let start = match after {
            Some(after) if after >= prefix => Bound::Excluded(after),
            _ => Bound::Included(prefix),
        };
        self.read(|database| {
            let table = database.begin_read()?.open_table(ENTRIES)?;
            let (now, mut page, mut bytes) = (self.0.clock.now(), Page::default(), 0);
            for (number, entry) in table.range::<&str>((start, Bound::Unbounded))?.enumerate() {
                let (key, value) = entry?;
                let (key, kept) = (key.value(), Kept::from(value.value()));
                if !key.starts_with(prefix) {
                    return Ok(page);
                }
                if kept.is_there(now) {
                    page.keys.push(key.to_owned());
                }
                bytes += kept.value.len();
                if number + 1 == PAGE || bytes >= PAGE_BYTES {
                    page.next = Some(key.to_owned());
                    return Ok(page);
                }
            }
            Ok(page)
        })
        .await
    }
}
