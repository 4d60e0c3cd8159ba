//! Sessions follow a group that becomes a supergroup.

use std::sync::Arc;

use chappe::types::{ChatId, UserId};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::SessionError;
use super::settings::{Settings, load_error, save_error};
use crate::store::Expect;

impl<T: Serialize + DeserializeOwned> Settings<T> {
    /// Moves what is kept for a chat to its new identifier. Does nothing the second time.
    pub(super) async fn follow(&self, bot: UserId, old: ChatId, new: ChatId) -> Result<(), SessionError> {
        if !self.key.moves() {
            return Ok(());
        }
        let of = |chat: ChatId| format!("{}{bot}/chat:{chat}", self.prefix);
        let (old, new) = (of(old), of(new));
        self.move_entry(old.clone().into(), new.clone().into()).await?;
        // Those of its users, or topics.
        let within = format!("{old}/");
        let mut page = Some(None);
        while let Some(after) = page {
            let found = self.store.list(&within, after.as_deref()).await;
            let found = found.map_err(|source| load_error(&within, source))?;
            for key in found.keys {
                let rest = &key[old.len()..];
                self.move_entry(key.as_str().into(), format!("{new}{rest}").into()).await?;
            }
            page = found.next.map(Some);
        }
        Ok(())
    }

    async fn move_entry(&self, old: Arc<str>, new: Arc<str>) -> Result<(), SessionError> {
        // In the order of the keys, lest two that move wait for each other.
        let (first, second) = if old < new { (&old, &new) } else { (&new, &old) };
        let _first = self.locks.lock(Arc::clone(first)).await;
        let _second = self.locks.lock(Arc::clone(second)).await;
        let mut expect = Expect::Absent;
        loop {
            let Some(entry) = self.store.load(&old).await.map_err(|source| load_error(&old, source))? else {
                return Ok(());
            };
            match self.store.save(&new, entry.value.clone(), entry.time_to_live, expect).await {
                Ok(version) => expect = Expect::Version(version),
                Err(error) if error.is_conflict() => {
                    let there = self.store.load(&new).await.map_err(|source| load_error(&new, source))?;
                    match there {
                        // A move that was cut off before it deleted the old.
                        Some(there) if there.value == entry.value => {}
                        Some(_) => {
                            tracing::warn!(%old, %new, "a session stays where it is: there is another in its new place");
                            return Ok(());
                        }
                        None => {
                            expect = Expect::Absent;
                            continue;
                        }
                    }
                }
                Err(source) => return Err(save_error(&new, source)),
            }
            match self.store.delete(&old, Expect::Version(entry.version)).await {
                Ok(_) => return Ok(()),
                // It was changed after it was copied: once more, over the copy.
                Err(error) if error.is_conflict() => {}
                Err(source) => return Err(save_error(&old, source)),
            }
        }
    }
}
