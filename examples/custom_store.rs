//! A store of one's own: everything in one JSON file that a person can read.
//!
//! `cargo run --example custom_store -- check` holds it against the rules of stores; without `check` a bot runs on it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use chappe::prelude::*;
use chappe_middleware::session::{Session, SessionLayer};
use chappe_middleware::store::{Entry, Expect, Page, Store, StoreError, Version, check_key, conformance};
use serde::{Deserialize, Serialize};

/// No `await` is between reading and writing: a change that was begun is finished. While it is, its thread waits for the
/// disk, which is fine for a bot of some friends.
struct JsonFile {
    path: PathBuf,
    content: Mutex<Content>,
}

#[derive(Clone, Default, Serialize, Deserialize)]
struct Content {
    last_version: u64,
    entries: BTreeMap<String, Kept>,
}

#[derive(Clone, Serialize, Deserialize)]
struct Kept {
    /// A character for each byte.
    value: String,
    version: u64,
    /// The time since 1970 at which it ends.
    ends: Option<Duration>,
}

fn now() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

impl Content {
    fn get(&self, key: &str) -> Option<&Kept> {
        self.entries.get(key).filter(|kept| kept.ends.is_none_or(|ends| ends > now()))
    }

    fn expect(&self, key: &str, expect: Expect) -> Result<bool, StoreError> {
        check_key(key)?;
        let there = self.get(key).map(|kept| Version(kept.version));
        if expect.holds(there) { Ok(there.is_some()) } else { Err(StoreError::conflict(key)) }
    }
}

impl JsonFile {
    fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref().to_owned();
        let content = match std::fs::read(&path) {
            Ok(text) => serde_json::from_slice(&text)?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Content::default(),
            Err(error) => return Err(error.into()),
        };
        Ok(Self { path, content: Mutex::new(content) })
    }

    fn content(&self) -> MutexGuard<'_, Content> {
        self.content.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The file is the old or the new one, whenever the process ends.
    fn write(&self, content: &Content) -> Result<(), StoreError> {
        let text = serde_json::to_vec_pretty(content).map_err(|error| StoreError::Other(error.into()))?;
        let new = self.path.with_extension("new");
        let failed = |error: std::io::Error| match error.kind() {
            std::io::ErrorKind::StorageFull => StoreError::Full(error.into()),
            _ => StoreError::Unavailable(error.into()),
        };
        std::fs::write(&new, text).and_then(|()| std::fs::rename(&new, &self.path)).map_err(failed)
    }
}

impl Store for JsonFile {
    async fn load(&self, key: &str) -> Result<Option<Entry>, StoreError> {
        check_key(key)?;
        let content = self.content();
        Ok(content.get(key).map(|kept| Entry {
            value: kept.value.chars().map(|byte| byte as u8).collect(),
            version: Version(kept.version),
            time_to_live: kept.ends.map(|ends| ends.saturating_sub(now())),
        }))
    }

    async fn save(
        &self,
        key: &str,
        value: Bytes,
        time_to_live: Option<Duration>,
        expect: Expect,
    ) -> Result<Version, StoreError> {
        let mut content = self.content();
        content.expect(key, expect)?;
        let mut new = content.clone();
        new.last_version += 1; // never given twice, not even after a key was deleted
        let ends = time_to_live.and_then(|time| now().checked_add(time));
        let value = value.into_iter().map(char::from).collect();
        new.entries.insert(key.to_owned(), Kept { value, version: new.last_version, ends });
        new.entries.retain(|_, kept| kept.ends.is_none_or(|ends| ends > now()));
        self.write(&new)?;
        *content = new;
        Ok(Version(content.last_version))
    }

    async fn delete(&self, key: &str, expect: Expect) -> Result<bool, StoreError> {
        let mut content = self.content();
        let there = content.expect(key, expect)?;
        let mut new = content.clone();
        if new.entries.remove(key).is_some() {
            self.write(&new)?;
        }
        *content = new;
        Ok(there)
    }

    async fn list(&self, prefix: &str, _: Option<&str>) -> Result<Page, StoreError> {
        let content = self.content();
        let keys = content.entries.keys().filter(|key| key.starts_with(prefix) && content.get(key).is_some());
        Ok(Page { keys: keys.cloned().collect(), next: None }) // all of them, on one page
    }
}

async fn count(mut visits: Session<u64>) -> String {
    *visits += 1;
    format!("This is visit number {}, whether I was restarted or not.", *visits)
}

#[tokio::main]
async fn main() -> Result {
    if std::env::args().nth(1).as_deref() == Some("check") {
        let path = std::env::temp_dir().join(format!("chappe-check-{}.json", std::process::id()));
        let suite = conformance::Suite::new(JsonFile::open(&path)?).keys(300);
        let result = suite.run().await;
        std::fs::remove_file(path)?;
        println!("{}", result?);
        return Ok(());
    }
    let path = std::env::temp_dir().join("chappe-visits.json");
    println!("All that is remembered is in {}.", path.display());
    let bot = chappe_sandbox::playground().await?;
    let sessions = SessionLayer::<u64>::new(JsonFile::open(path)?);
    bot.run(Router::new().any(count).layer(sessions)).await?;
    Ok(())
}
