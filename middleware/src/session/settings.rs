//! What a session layer was told.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use chappe::Ctx;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::codec::{self, Decoded, Migrations};
use super::{SaveWhen, SessionError, SessionKey};
use crate::keyed_lock::KeyedLock;
use crate::store::{ErasedStore, Expect, StoreError, Version};

/// How often a session is looked for elsewhere: a group becomes a supergroup once.
const MOVES: usize = 3;

/// What a session layer was told, shared by all its services and sessions.
pub(super) struct Settings<T> {
    pub(super) store: Arc<dyn ErasedStore>,
    pub(super) locks: KeyedLock,
    pub(super) key: SessionKey,
    pub(super) prefix: Arc<str>,
    pub(super) initial: Arc<dyn Fn(&Ctx) -> T + Send + Sync>,
    pub(super) time_to_live: Option<Duration>,
    pub(super) migrations: Migrations,
    pub(super) lazy: bool,
    pub(super) save_when: SaveWhen,
    pub(super) start_afresh: bool,
}

/// A session's value, and what the store has of it.
pub(super) struct Loaded<T> {
    /// Where it is kept if not where it was looked for: its group became a supergroup.
    pub(super) moved: Option<Arc<str>>,
    pub(super) value: T,
    pub(super) stored: Option<Stored>,
    /// Whether the value may have been changed.
    pub(super) changed: bool,
    /// Whether it is to be deleted.
    pub(super) deleted: bool,
}

/// What is under a key in the store.
enum Found<T> {
    Nothing,
    Value(T, Stored),
    /// It is kept there now.
    Moved(Arc<str>),
}

/// What the store has.
#[derive(Clone)]
pub(super) struct Stored {
    pub(super) version: Version,
    bytes: Bytes,
    /// The version of the type.
    schema: u32,
}

impl<T: Serialize + DeserializeOwned> Settings<T> {
    /// Loads the value under a key, or makes a new one.
    pub(super) async fn load(&self, ctx: &Ctx, key: &Arc<str>) -> Result<Loaded<T>, SessionError> {
        let mut moved = None;
        for _ in 0..MOVES {
            let here = moved.as_ref().unwrap_or(key);
            let further = match self.find(here).await? {
                Found::Value(value, stored) => {
                    return Ok(Loaded { moved, value, stored: Some(stored), changed: false, deleted: false });
                }
                Found::Moved(new) => Some(new),
                // Rare, and so not part of every event's future.
                Found::Nothing if self.may_have_moved(ctx) => Box::pin(self.moved_with_chat(here)).await?,
                Found::Nothing => None,
            };
            match further {
                Some(new) => moved = Some(new),
                None => break,
            }
        }
        let value = (self.initial)(ctx);
        Ok(Loaded { moved, value, stored: None, changed: false, deleted: false })
    }

    /// What is under a key.
    async fn find(&self, key: &str) -> Result<Found<T>, SessionError> {
        let entry = self.store.load(key).await.map_err(|source| load_error(key, source))?;
        let Some(entry) = entry else { return Ok(Found::Nothing) };
        if let Some(new) = codec::moved_to(&entry.value) {
            return Ok(Found::Moved(new.into()));
        }
        let stored = Stored { version: entry.version, bytes: entry.value, schema: 0 };
        match codec::decode(key, &stored.bytes, &self.migrations) {
            Ok(Decoded { value, version }) => Ok(Found::Value(value, Stored { schema: version, ..stored })),
            Err(error) if self.start_afresh => {
                tracing::warn!(key, %error, "a session starts afresh; what it was is kept aside");
                // Rare, and so not part of every event's future.
                Box::pin(async move {
                    self.put_aside("damaged", key, stored.version, stored.bytes).await?;
                    let deleted = self.store.delete(key, Expect::Version(stored.version)).await;
                    deleted.map(drop).map_err(|source| save_error(key, source))
                })
                .await?;
                Ok(Found::Nothing)
            }
            Err(error) => Err(error),
        }
    }

    /// Keeps a copy of what is about to be replaced.
    pub(super) async fn put_aside(
        &self,
        why: &str,
        key: &str,
        version: Version,
        bytes: Bytes,
    ) -> Result<(), SessionError> {
        // A copy that is there already is of the same version, and so the same.
        let aside = format!("{why}:{}:{key}", version.0);
        let saved = self.store.save(&aside, bytes, None, Expect::Any).await;
        saved.map(drop).map_err(|source| save_error(&aside, source))
    }

    /// Saves what has changed.
    pub(super) async fn save(&self, key: &str, loaded: &mut Loaded<T>) -> Result<(), SessionError> {
        let moved = loaded.moved.clone();
        let key = moved.as_deref().unwrap_or(key);
        if loaded.deleted {
            return self.delete(key, loaded).await;
        }
        if !loaded.changed {
            return Ok(());
        }
        // What a newer program has saved keeps its version, so that its migrations do not run again.
        let schema = loaded.stored.as_ref().map_or(0, |stored| stored.schema).max(self.migrations.latest());
        let bytes = codec::encode(key, schema, &loaded.value)?;
        if codec::is_nothing(&bytes) {
            return self.delete(key, loaded).await;
        }
        let same = loaded.stored.as_ref().is_some_and(|stored| stored.bytes == bytes);
        if same && self.time_to_live.is_none() {
            loaded.changed = false;
            return Ok(());
        }
        let expect = loaded.stored.as_ref().map_or(Expect::Absent, |stored| Expect::Version(stored.version));
        let saved = self.store.save(key, bytes.clone(), self.time_to_live, expect).await;
        let version = saved.map_err(|source| save_error(key, source))?;
        loaded.stored = Some(Stored { version, bytes, schema });
        loaded.changed = false;
        Ok(())
    }

    async fn delete(&self, key: &str, loaded: &mut Loaded<T>) -> Result<(), SessionError> {
        if let Some(stored) = &loaded.stored {
            let deleted = self.store.delete(key, Expect::Version(stored.version)).await;
            deleted.map_err(|source| save_error(key, source))?;
        }
        (loaded.stored, loaded.changed, loaded.deleted) = (None, false, false);
        Ok(())
    }
}

pub(super) fn load_error(key: &str, source: StoreError) -> SessionError {
    SessionError::Load { key: key.to_owned(), source }
}

pub(super) fn save_error(key: &str, source: StoreError) -> SessionError {
    let key = key.to_owned();
    if source.is_conflict() { SessionError::Conflict { key } } else { SessionError::Save { key, source } }
}

impl<T> Clone for Settings<T> {
    fn clone(&self) -> Self {
        Self {
            store: Arc::clone(&self.store),
            locks: self.locks.clone(),
            key: self.key.clone(),
            prefix: Arc::clone(&self.prefix),
            initial: Arc::clone(&self.initial),
            time_to_live: self.time_to_live,
            migrations: self.migrations.clone(),
            lazy: self.lazy,
            save_when: self.save_when,
            start_afresh: self.start_afresh,
        }
    }
}

impl<T> fmt::Debug for Settings<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("key", &self.key)
            .field("prefix", &self.prefix)
            .field("time_to_live", &self.time_to_live)
            .field("migrations", &self.migrations)
            .field("lazy", &self.lazy)
            .field("save_when", &self.save_when)
            .field("start_afresh", &self.start_afresh)
            .finish_non_exhaustive()
    }
}
