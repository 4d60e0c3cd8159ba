//! A store in a PostgreSQL database.

mod error;
mod pool;
mod purge;
mod schema;
mod statements;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use sqlx::postgres::PgRow;
use sqlx::{PgPool, Row as _};

use super::{Entry, Expect, MAX_KEY_LENGTH, Page, Store, StoreError, Version, check_key, version};
use purge::Purge;
use statements::Statements;

/// How many keys a page of a list has.
const PAGE: i64 = 1_000;
/// How long an operation may take, unless told otherwise.
const TIMEOUT: Duration = Duration::from_secs(10);
/// How often what is over is removed, unless told otherwise.
const PURGE_EVERY: Duration = Duration::from_secs(60);
/// The longest time to live that is worth counting: a thousand years.
const LONGEST: i64 = 1_000 * 365 * 24 * 3_600 * 1_000;

/// Keeps everything in a table of a PostgreSQL database, which several processes may share.
///
/// The table is made by the first who connects; of several at once, one makes it. Clones share a pool of connections.
/// Entries end by the server's clock, and leave the table now and then, as others with an end are saved.
///
/// # Example
/// ```no_run
/// use chappe_middleware::store::{Expect, PostgresStore, Store};
///
/// # async fn example() -> Result<(), chappe_middleware::store::StoreError> {
/// let store = PostgresStore::connect("postgres://localhost/bot").await?;
/// store.save("greeting", "hello".into(), None, Expect::Any).await?;
/// # Ok(())
/// # }
/// ```
///
/// # Limits
/// What was answered is on the server's disk, unless its `synchronous_commit` or `fsync` is off. The database has to be
/// encoded in UTF-8; PostgreSQL 12 or newer. A value may have a few hundred MiB. Connections are not encrypted, unless a
/// [pool](Self::new) is given whose are: enable sqlx's TLS for that. The feature needs Rust 1.94.
///
/// # Errors
/// [`StoreError::Unavailable`] where the server cannot be reached, has no connection to spare, or does not answer in time;
/// it is connected to again by the next operation. [`StoreError::Full`] where it has no room on its disk or in its memory;
/// [`StoreError::Damaged`] where a row is not what the store has written.
#[derive(Clone)]
pub struct PostgresStore(Arc<Inner>);

struct Inner {
    pool: PgPool,
    statements: Statements,
    timeout: Duration,
    purge: Purge,
}

/// Settings of a [`PostgresStore`].
#[derive(Clone, Debug)]
#[must_use]
pub struct PostgresStoreBuilder {
    table: String,
    timeout: Duration,
    connections: u32,
    purge_every: Duration,
}

impl PostgresStore {
    /// Connects to the database of an address such as `postgres://user:password@host:port/database`.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] where the server does not answer, and [`StoreError::Other`] where the address is none or
    /// the table cannot be made.
    pub async fn connect(url: &str) -> Result<Self, StoreError> {
        Self::builder().connect(url).await
    }

    /// A store by connections that are there already.
    ///
    /// # Errors
    /// As [`PostgresStore::connect`].
    pub async fn new(pool: PgPool) -> Result<Self, StoreError> {
        Self::builder().pool(pool).await
    }

    /// Settings to connect with.
    pub fn builder() -> PostgresStoreBuilder {
        PostgresStoreBuilder {
            table: "chappe_store".to_owned(),
            timeout: TIMEOUT,
            connections: 10,
            purge_every: PURGE_EVERY,
        }
    }

    /// Removes some of the entries whose time is over, at most 1,000, and answers how many.
    ///
    /// There is no need for it: that happens by itself, as entries with a time to live are saved.
    ///
    /// # Errors
    /// As every operation's.
    pub async fn purge(&self) -> Result<u64, StoreError> {
        let purge = self.0.statements.purge.clone();
        self.run("", async move |connection| sqlx::query(purge).execute(connection).await)
            .await
            .map(|done| done.rows_affected())
    }

    /// Does something on a connection until the time is over. One that was interrupted is not used again.
    async fn run<T>(
        &self,
        key: &str,
        work: impl AsyncFnOnce(&mut sqlx::PgConnection) -> sqlx::Result<T>,
    ) -> Result<T, StoreError> {
        pool::run(&self.0.pool, self.0.timeout, work).await.map_err(|error| error.on(key))
    }
}

impl PostgresStoreBuilder {
    /// The table, which may be `schema.table`; `chappe_store`, unless told otherwise.
    pub fn table(mut self, table: impl Into<String>) -> Self {
        self.table = table.into();
        self
    }

    /// How long an operation may take, including the wait for a connection; ten seconds, unless told otherwise.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// How many connections there are at the most; ten, unless told otherwise.
    pub fn max_connections(mut self, connections: u32) -> Self {
        self.connections = connections;
        self
    }

    /// How often this store removes entries whose time is over; once a minute at the most, unless told otherwise.
    pub fn purge_every(mut self, interval: Duration) -> Self {
        self.purge_every = interval;
        self
    }

    /// Connects to the database of an address.
    ///
    /// # Errors
    /// As [`PostgresStore::connect`].
    pub async fn connect(self, url: &str) -> Result<PostgresStore, StoreError> {
        let pool = pool::to(url, self.timeout, self.connections)?;
        self.pool(pool).await
    }

    /// Uses connections that are there already.
    ///
    /// # Errors
    /// As [`PostgresStore::connect`].
    pub async fn pool(self, pool: PgPool) -> Result<PostgresStore, StoreError> {
        let table = schema::Table::new(&self.table)?;
        let setup = table.clone();
        pool::run(&pool, self.timeout, async move |connection| setup.prepare(connection).await)
            .await
            .map_err(|error| error.on(""))??;
        let statements = Statements::new(&table);
        let purge = Purge::every(self.purge_every);
        Ok(PostgresStore(Arc::new(Inner { pool, statements, timeout: self.timeout, purge })))
    }
}

impl fmt::Debug for PostgresStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresStore").finish_non_exhaustive()
    }
}

/// A time to live in milliseconds, rounded up; `None` is for ever.
fn milliseconds(time: Duration) -> Option<i64> {
    i64::try_from(time.as_nanos().div_ceil(1_000_000)).ok().filter(|time| *time <= LONGEST)
}

fn entry(row: &PgRow) -> sqlx::Result<Entry> {
    let time: Option<i64> = row.try_get(2)?;
    Ok(Entry {
        value: Bytes::from(row.try_get::<Vec<u8>, _>(0)?),
        version: Version(row.try_get::<i64, _>(1)? as u64),
        time_to_live: time.map(|time| Duration::from_millis(time.max(0) as u64)),
    })
}

impl Store for PostgresStore {
    async fn load(&self, key: &str) -> Result<Option<Entry>, StoreError> {
        check_key(key)?;
        let load = self.0.statements.load.clone();
        self.run(key, async |connection| {
            let row = sqlx::query(load).bind(key).fetch_optional(connection).await?;
            row.as_ref().map(entry).transpose()
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
        check_key(key)?;
        let statement = match expect {
            Expect::Any => &self.0.statements.save,
            Expect::Absent => &self.0.statements.save_absent,
            Expect::Version(_) => &self.0.statements.save_version,
        };
        let (version, time) = (version::random(), time_to_live.and_then(milliseconds));
        let done = self.run(key, async |connection| {
            let query =
                sqlx::query(statement.clone()).bind(key).bind(&value[..]).bind(version.0 as i64).bind(time);
            let query = match expect {
                Expect::Version(expected) => query.bind(expected.0 as i64),
                Expect::Any | Expect::Absent => query,
            };
            query.execute(connection).await
        });
        if done.await?.rows_affected() == 0 {
            return Err(StoreError::conflict(key));
        }
        if time.is_some() {
            self.purge_now_and_then();
        }
        Ok(version)
    }

    async fn delete(&self, key: &str, expect: Expect) -> Result<bool, StoreError> {
        check_key(key)?;
        if expect == Expect::Absent {
            let there = self.load(key).await?.is_some();
            return if there { Err(StoreError::conflict(key)) } else { Ok(false) };
        }
        let expected = match expect {
            Expect::Version(version) => Some(version.0 as i64),
            Expect::Any | Expect::Absent => None,
        };
        let delete = self.0.statements.delete.clone();
        let done = self.run(key, async |connection| {
            sqlx::query(delete).bind(key).bind(expected).execute(connection).await
        });
        match done.await?.rows_affected() {
            0 if expected.is_some() => Err(StoreError::conflict(key)),
            deleted => Ok(deleted != 0),
        }
    }

    async fn list(&self, prefix: &str, after: Option<&str>) -> Result<Page, StoreError> {
        if prefix.contains('\0') || prefix.len() > MAX_KEY_LENGTH {
            return Ok(Page::default());
        }
        // A key that is the prefix itself comes after nothing.
        let after = after.filter(|after| *after >= prefix && !after.contains('\0'));
        let list = self.0.statements.list.clone();
        self.run(prefix, async |connection| {
            let query = sqlx::query(list).bind(prefix).bind(end(prefix)).bind(after).bind(PAGE);
            let rows = query.fetch_all(connection).await?;
            let keys: Vec<String> = rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?;
            let next = if keys.len() as i64 == PAGE { keys.last().cloned() } else { None };
            Ok(Page { keys, next })
        })
        .await
    }
}

/// The first text that is greater than all that start with a prefix, by their bytes.
fn end(prefix: &str) -> Option<String> {
    let mut end = prefix.to_owned();
    while let Some(last) = end.pop() {
        // Between the two there is nothing, in the order of characters as in that of bytes.
        let next = if last == '\u{d7ff}' { Some('\u{e000}') } else { char::from_u32(last as u32 + 1) };
        if let Some(next) = next {
            end.push(next);
            return Some(end);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_prefix_is_after_all_that_start_with_it() {
        for (prefix, wanted) in [
            ("", None),
            ("a", Some("b")),
            ("a\u{10ffff}", Some("b")),
            ("\u{10ffff}", None),
            ("\u{7f}", Some("\u{80}")),
            ("\u{d7ff}", Some("\u{e000}")),
        ] {
            assert_eq!(end(prefix).as_deref(), wanted, "{prefix:?}");
        }
    }

    #[test]
    fn times_are_rounded_up() {
        assert_eq!(milliseconds(Duration::ZERO), Some(0));
        assert_eq!(milliseconds(Duration::from_micros(1_001)), Some(2));
        assert_eq!(milliseconds(Duration::MAX), None);
    }
}
