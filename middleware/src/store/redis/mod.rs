//! A store in a Redis server.

mod error;
mod form;

use std::borrow::Cow;
use std::fmt;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use bytes::Bytes;
use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{
    Client, Cmd, ExistenceCheck, FromRedisValue, IntoConnectionInfo as _, Script, SetExpiry, SetOptions,
};

use super::{Entry, Expect, MAX_KEY_LENGTH, Page, Store, StoreError, Version, check_key, version};

/// How many keys the server looks at for a page of a list, about.
const PAGE: usize = 1_000;
/// How long an operation may take, unless told otherwise.
const TIMEOUT: Duration = Duration::from_secs(5);

/// An entry, and how long it has to live: both at once, so that they are of one save. A transaction would do as well, but
/// is refused by a server whose memory is full.
static LOAD: LazyLock<Script> =
    LazyLock::new(|| Script::new("return {redis.call('GET', KEYS[1]), redis.call('PTTL', KEYS[1])}"));

/// Saves or deletes an entry if it is of a version: 0 if it is not.
static CHANGE: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "if redis.call('GETRANGE', KEYS[1], 0, #ARGV[1] - 1) ~= ARGV[1] then return 0 end \
         if #ARGV == 1 then return redis.call('DEL', KEYS[1]) end \
         if #ARGV == 2 then redis.call('SET', KEYS[1], ARGV[2]) \
         else redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3]) end \
         return 1",
    )
});

/// Keeps everything in a Redis server, which several processes may share.
///
/// Clones share one connection, on which any number of operations are under way at once. When it breaks it is made anew,
/// in the background. A change that depends on a version is one script on the server, of one key.
///
/// # Example
/// ```no_run
/// use chappe_middleware::store::{Expect, RedisStore, Store};
///
/// # async fn example() -> Result<(), chappe_middleware::store::StoreError> {
/// let store = RedisStore::connect("redis://localhost").await?;
/// store.save("greeting", "hello".into(), None, Expect::Any).await?;
/// # Ok(())
/// # }
/// ```
///
/// # Limits
/// What was answered is as durable as the server is set up to be: as it comes, Redis writes to the disk now and then only,
/// and a server that is killed loses the last changes. With `appendonly yes` and `appendfsync always` it loses none.
/// `maxmemory-policy` has to be `noeviction`, or it deletes what it likes. A value may have up to 512 MiB. Connections are
/// not encrypted. [`list`](Store::list) looks at every key of the server, page by page; of a cluster it would see one node.
///
/// # Errors
/// [`StoreError::Unavailable`] where the server cannot be reached, does not answer in time, or takes no changes for the
/// moment; [`StoreError::Full`] where it has used the memory it may use; [`StoreError::Damaged`] where something else than
/// an entry is under a key. A save or delete that expects anything replaces that too.
#[derive(Clone)]
pub struct RedisStore {
    connection: ConnectionManager,
    prefix: Arc<str>,
    timeout: Duration,
}

/// Settings of a [`RedisStore`].
#[derive(Clone, Debug)]
#[must_use]
pub struct RedisStoreBuilder {
    prefix: String,
    timeout: Duration,
}

impl RedisStore {
    /// Connects to the server of an address such as `redis://user:password@host:port/database`.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] where the server does not answer, and [`StoreError::Other`] where the address is none.
    pub async fn connect(url: &str) -> Result<Self, StoreError> {
        Self::builder().connect(url).await
    }

    /// Settings to connect with.
    pub fn builder() -> RedisStoreBuilder {
        RedisStoreBuilder { prefix: "chappe:".to_owned(), timeout: TIMEOUT }
    }

    fn key(&self, key: &str) -> Result<String, StoreError> {
        check_key(key)?;
        Ok(format!("{}{key}", self.prefix))
    }

    /// Sends a command, and waits for its answer until the time is over.
    async fn send<T: FromRedisValue>(&self, key: &str, command: &Cmd) -> Result<T, StoreError> {
        let mut connection = self.connection.clone();
        self.within(key, async move { command.query_async(&mut connection).await }).await
    }

    async fn within<T>(
        &self,
        key: &str,
        work: impl Future<Output = redis::RedisResult<T>>,
    ) -> Result<T, StoreError> {
        match tokio::time::timeout(self.timeout, work).await {
            Ok(answer) => answer.map_err(|error| error::of(key, error)),
            Err(_) => Err(error::late(self.timeout)),
        }
    }

    /// Makes a change to an entry of a version, and answers whether there was one.
    async fn change(
        &self,
        key: &str,
        version: Version,
        value: Option<&[u8]>,
        time: Option<u64>,
    ) -> Result<bool, StoreError> {
        let mut connection = self.connection.clone();
        let mut script = CHANGE.prepare_invoke();
        script.key(self.key(key)?).arg(&form::head(version)[..]);
        if let Some(value) = value {
            script.arg(value);
        }
        if let Some(time) = time {
            script.arg(time);
        }
        let changed: u64 = self.within(key, script.invoke_async(&mut connection)).await?;
        Ok(changed == 1)
    }
}

impl RedisStoreBuilder {
    /// What all keys start with in the server; `chappe:`, unless told otherwise.
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = prefix.into();
        self
    }

    /// How long an operation may take; five seconds, unless told otherwise.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Connects to the server of an address.
    ///
    /// # Errors
    /// As [`RedisStore::connect`].
    pub async fn connect(self, url: &str) -> Result<RedisStore, StoreError> {
        let client = client(url, self.timeout).map_err(|error| error::of("", error))?;
        let config = ConnectionManagerConfig::new()
            .set_connection_timeout(Some(self.timeout))
            .set_response_timeout(Some(self.timeout))
            // An operation tries to connect once, and says that it could not.
            .set_number_of_retries(0)
            .set_pipeline_buffer_size(PAGE);
        let manager =
            ConnectionManager::new_lazy_with_config(client, config).map_err(|error| error::of("", error))?;
        let store = RedisStore { connection: manager, prefix: self.prefix.into(), timeout: self.timeout };
        // To ask is to connect.
        store.send::<redis::Value>("", &redis::cmd("PING")).await?;
        Ok(store)
    }
}

/// What connects to an address. A connection that nobody acknowledges is given up, and not waited for.
fn client(url: &str, timeout: Duration) -> redis::RedisResult<Client> {
    let info = url.into_connection_info()?;
    let settings = info.tcp_settings().clone().set_nodelay(true);
    #[cfg(target_os = "linux")]
    let settings = settings.set_user_timeout(timeout);
    #[cfg(not(target_os = "linux"))]
    let _ = timeout;
    Client::open(info.set_tcp_settings(settings))
}

impl fmt::Debug for RedisStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisStore").field("prefix", &self.prefix).finish_non_exhaustive()
    }
}

impl Store for RedisStore {
    async fn load(&self, key: &str) -> Result<Option<Entry>, StoreError> {
        let mut connection = self.connection.clone();
        let mut script = LOAD.prepare_invoke();
        script.key(self.key(key)?);
        let (value, time): (Option<Bytes>, i64) =
            self.within(key, script.invoke_async(&mut connection)).await?;
        let Some(value) = value else { return Ok(None) };
        let (version, value) = form::read(&value).ok_or_else(|| error::damaged(key))?;
        // Below zero, it has none.
        let time_to_live = u64::try_from(time).ok().map(Duration::from_millis);
        Ok(Some(Entry { value, version, time_to_live }))
    }

    async fn save(
        &self,
        key: &str,
        value: Bytes,
        time_to_live: Option<Duration>,
        expect: Expect,
    ) -> Result<Version, StoreError> {
        let version = version::random();
        let value = form::write(version, &value);
        let time = time_to_live.and_then(form::milliseconds);
        let done = if let Expect::Version(expected) = expect {
            self.change(key, expected, Some(&value), time).await?
        } else {
            let mut options = SetOptions::default();
            if expect == Expect::Absent {
                options = options.conditional_set(ExistenceCheck::NX);
            }
            if let Some(time) = time {
                options = options.with_expiration(SetExpiry::PX(time));
            }
            // Nothing is answered where nothing was set.
            self.send::<Option<()>>(key, &Cmd::set_options(self.key(key)?, &value[..], options))
                .await?
                .is_some()
        };
        if done { Ok(version) } else { Err(StoreError::conflict(key)) }
    }

    async fn delete(&self, key: &str, expect: Expect) -> Result<bool, StoreError> {
        let there = self.key(key)?;
        match expect {
            Expect::Any => self.send(key, &Cmd::del(there)).await,
            Expect::Absent if self.send(key, &Cmd::exists(there)).await? => Err(StoreError::conflict(key)),
            Expect::Absent => Ok(false),
            Expect::Version(version) if self.change(key, version, None, None).await? => Ok(true),
            Expect::Version(_) => Err(StoreError::conflict(key)),
        }
    }

    async fn list(&self, prefix: &str, after: Option<&str>) -> Result<Page, StoreError> {
        if prefix.contains('\0') || prefix.len() > MAX_KEY_LENGTH {
            return Ok(Page::default());
        }
        let Some(cursor) = after.map_or(Some(0), |after| after.parse::<u64>().ok()) else {
            return Err(StoreError::Other(format!("a list cannot go on after {after:?}").into()));
        };
        let mut scan = redis::cmd("SCAN");
        let pattern = form::pattern(&self.prefix, prefix);
        scan.arg(cursor).arg("MATCH").arg(pattern).arg("COUNT").arg(PAGE);
        let (next, found): (u64, Vec<Bytes>) = self.send(prefix, &scan).await?;
        let ours = found.iter().filter_map(|key| match String::from_utf8_lossy(key) {
            Cow::Borrowed(key) => key.strip_prefix(&*self.prefix),
            Cow::Owned(_) => None,
        });
        Ok(Page { keys: ours.map(str::to_owned).collect(), next: (next != 0).then(|| next.to_string()) })
    }
}
