//! Where a rule is checked: keys of its own, and words for what was expected.

use std::collections::BTreeSet;
use std::fmt;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use tokio::task::{JoinError, JoinSet};

use super::{Advance, Suite};
use crate::store::{Entry, Expect, MAX_KEY_LENGTH, Store, StoreError, Version};

/// How a rule was broken.
pub(super) struct Broken(pub(super) String);

impl From<StoreError> for Broken {
    fn from(error: StoreError) -> Self {
        let mut text = format!("the store failed unexpectedly: {error}");
        let mut source = std::error::Error::source(&error);
        while let Some(cause) = source {
            text.push_str(&format!(": {cause}"));
            source = cause.source();
        }
        Self(text)
    }
}

/// `Ok` if it holds; else what was expected.
pub(super) fn expect(holds: bool, otherwise: impl FnOnce() -> String) -> Result<(), Broken> {
    if holds { Ok(()) } else { Err(Broken(otherwise())) }
}

/// `Ok` if the two are the same.
pub(super) fn same<T: PartialEq + fmt::Debug>(what: &str, wanted: &T, is: &T) -> Result<(), Broken> {
    expect(wanted == is, || format!("{what}: expected {}, but is {}", brief(wanted), brief(is)))
}

/// Something's text, not longer than a line or two.
fn brief(thing: &impl fmt::Debug) -> String {
    let text = format!("{thing:?}");
    if text.len() <= 200 {
        return text;
    }
    let start: String = text.chars().take(160).collect();
    format!("{start}... ({} bytes)", text.len())
}

/// A store, and keys that no other rule uses.
pub(super) struct Room<S> {
    pub(super) store: Arc<S>,
    /// The other handle, or the same again.
    pub(super) second: Arc<S>,
    /// What all keys of the rule start with.
    pub(super) prefix: String,
    pub(super) keys: usize,
    pub(super) value: usize,
    advance: Option<Advance>,
    patience: Duration,
}

impl<S: Store> Room<S> {
    pub(super) fn new(suite: &Suite<S>) -> Self {
        let second = suite.second.as_ref().unwrap_or(&suite.store);
        Self {
            store: Arc::clone(&suite.store),
            second: Arc::clone(second),
            prefix: format!("conformance:{:016x}:", RandomState::new().hash_one(0)),
            keys: suite.keys,
            value: suite.value,
            advance: suite.advance.clone(),
            patience: suite.patience,
        }
    }

    /// A key of this rule.
    pub(super) fn key(&self, name: impl fmt::Display) -> String {
        format!("{}{name}", self.prefix)
    }

    /// A key of this rule that has a number of bytes.
    pub(super) fn long_key(&self, bytes: usize) -> String {
        let mut key = self.prefix.clone();
        key.extend(std::iter::repeat_n('k', bytes.saturating_sub(key.len())));
        key
    }

    /// What is under a key.
    pub(super) async fn value(&self, key: &str) -> Result<Option<Bytes>, Broken> {
        Ok(self.store.load(key).await?.map(|entry| entry.value))
    }

    /// Whether the key holds just this.
    pub(super) async fn holds(&self, key: &str, value: &'static str, version: Version) -> Result<(), Broken> {
        let wanted = Some(Entry { value: value.into(), version, time_to_live: None });
        same(&format!("load({key:?})"), &wanted, &self.store.load(key).await?)
    }

    /// Saves what has to be saved for ever, whatever there is.
    pub(super) async fn put(&self, key: &str, value: impl Into<Bytes>) -> Result<Version, Broken> {
        Ok(self.store.save(key, value.into(), None, Expect::Any).await?)
    }

    /// Saves under a key what is over soon, and waits until it is.
    pub(super) async fn expired(&self, key: &str) -> Result<Version, Broken> {
        let time = self.short();
        let version = self.store.save(key, "short-lived".into(), Some(time), Expect::Any).await?;
        self.until_gone(key, time).await?;
        Ok(version)
    }

    /// A time that can be waited for.
    pub(super) fn short(&self) -> Duration {
        if self.advance.is_some() { Duration::from_secs(1) } else { Duration::from_millis(20) }
    }

    /// Waits until an entry is over that was saved for a time just now.
    pub(super) async fn until_gone(&self, key: &str, time: Duration) -> Result<(), Broken> {
        if let Some(advance) = &self.advance {
            let there = self.value(key).await?;
            expect(there.is_some(), || format!("{key:?} is gone though its clock has not moved"))?;
            advance(time + Duration::from_millis(2)).await;
            let there = self.value(key).await?;
            return expect(there.is_none(), || format!("{key:?} is there beyond its time of {time:?}"));
        }
        let deadline = Instant::now() + time + self.patience / 2;
        while self.value(key).await?.is_some() {
            expect(Instant::now() < deadline, || {
                format!("{key:?} is there far beyond its time of {time:?}")
            })?;
            tokio::task::yield_now().await;
        }
        Ok(())
    }

    /// Whether the clock is put forward, and not waited for.
    pub(super) fn commands_time(&self) -> bool {
        self.advance.is_some()
    }

    /// All keys that start with a prefix, and how many pages they came on.
    pub(super) async fn list(&self, prefix: &str) -> Result<(BTreeSet<String>, usize), Broken> {
        let mut found = BTreeSet::new();
        let mut after: Option<String> = None;
        for pages in 1.. {
            let page = self.store.list(prefix, after.as_deref()).await?;
            let stray = page.keys.iter().find(|key| !key.starts_with(prefix));
            expect(stray.is_none(), || format!("list({prefix:?}) answers {stray:?}"))?;
            found.extend(page.keys);
            after = page.next;
            if after.is_none() {
                return Ok((found, pages));
            }
        }
        unreachable!("the loop ends by returning only")
    }

    /// Deletes keys, several at a time.
    pub(super) async fn delete_all(&self, keys: impl IntoIterator<Item = String>) -> Result<(), Broken> {
        let mut deletes = JoinSet::new();
        for key in keys {
            let store = Arc::clone(&self.store);
            deletes.spawn(async move { store.delete(&key, Expect::Any).await });
            if deletes.len() == 64 {
                joined(deletes.join_next().await)?;
            }
        }
        while let Some(deleted) = deletes.join_next().await {
            joined(Some(deleted))?;
        }
        Ok(())
    }

    /// Deletes what the rule has left.
    pub(super) async fn clear(&self) -> Result<(), Broken> {
        let (mut keys, _) = self.list(&self.prefix).await?;
        keys.insert(self.long_key(MAX_KEY_LENGTH));
        self.delete_all(keys).await
    }
}

fn joined(deleted: Option<Result<Result<bool, StoreError>, JoinError>>) -> Result<(), Broken> {
    match deleted {
        Some(Err(error)) => Err(Broken(format!("a delete failed: {error}"))),
        Some(Ok(Err(error))) => Err(error.into()),
        Some(Ok(Ok(_))) | None => Ok(()),
    }
}

/// Whether a change was refused because something else was there.
pub(super) fn conflict<T: fmt::Debug>(what: &str, answer: Result<T, StoreError>) -> Result<(), Broken> {
    match answer {
        Err(StoreError::Conflict { .. }) => Ok(()),
        Ok(done) => Err(Broken(format!("{what}: expected a conflict, but it was done ({done:?})"))),
        Err(error) => Err(Broken(format!("{what}: expected a conflict, but came: {error:?}"))),
    }
}
