//! Sessions follow a group that becomes a supergroup.
//!
//! Where a session was, it leaves word of where it is now. That word makes the second of the two messages harmless,
//! leads what was said in the group before it was upgraded, and is handled after, to the new place, and is a conflict
//! for another process that still has the session from the old one.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use chappe::types::{ChatId, ChatType, UserId};
use chappe::{Ctx, Migration};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::settings::{Settings, load_error, save_error};
use super::{SessionError, codec};
use crate::store::{Entry, Expect, StoreError, Version};

/// How long the word of where a session went stays: longer than Telegram keeps what was not delivered, which is a day.
const WORD: Duration = Duration::from_secs(7 * 86_400);

impl<T: Serialize + DeserializeOwned> Settings<T> {
    /// Moves what is kept for a chat to its new identifier. Does nothing the second time.
    pub(super) async fn follow(&self, bot: UserId, migration: Migration) -> Result<(), SessionError> {
        let of = |chat: ChatId| format!("{}{bot}/chat:{chat}", self.prefix);
        let (old, new) = (of(migration.from), of(migration.to));
        // The chat's own comes first, and leaves word even if there is none: what is not there yet is led by it.
        self.move_entry(old.as_str().into(), new.as_str().into()).await?;
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

    /// Whether a session that is not there may be in another place.
    pub(super) fn may_have_moved(&self, ctx: &Ctx) -> bool {
        // Only a group can have.
        self.key.moves() && ctx.chat().is_some_and(|chat| chat.kind == ChatType::Group)
    }

    /// Where a session of a chat's user or topic is to be that was not there yet when the chat moved.
    pub(super) async fn moved_with_chat(&self, key: &str) -> Result<Option<Arc<str>>, SessionError> {
        let Some((chat, rest)) = split(key, &self.prefix) else { return Ok(None) };
        let entry = self.store.load(chat).await.map_err(|source| load_error(chat, source))?;
        let moved = entry.as_ref().and_then(|entry| codec::moved_to(&entry.value));
        Ok(moved.map(|new| format!("{new}{rest}").into()))
    }

    async fn move_entry(&self, old: Arc<str>, new: Arc<str>) -> Result<(), SessionError> {
        // In the order of the keys, lest two that move wait for each other.
        let (first, second) = if old < new { (&old, &new) } else { (&new, &old) };
        let _first = self.locks.lock(Arc::clone(first)).await;
        let _second = self.locks.lock(Arc::clone(second)).await;
        let mut written = None;
        loop {
            match self.try_move(&old, &new, &mut written).await {
                // Another process was there in between: what it did is seen the next time.
                Err(SessionError::Conflict { .. }) => {}
                result => return result,
            }
        }
    }

    async fn try_move(
        &self,
        old: &str,
        new: &str,
        written: &mut Option<Version>,
    ) -> Result<(), SessionError> {
        let expect = match self.entry(old).await? {
            None => Expect::Absent,
            Some(entry) if codec::moved_to(&entry.value).is_some() => return Ok(()),
            Some(entry) => {
                self.copy(new, &entry, written).await?;
                Expect::Version(entry.version)
            }
        };
        let word = self.store.save(old, codec::moved(new), Some(WORD), expect).await;
        word.map(drop).map_err(|source| save_error(old, source))
    }

    /// Puts a session in its new place. What others have put there before it is kept aside.
    async fn copy(
        &self,
        new: &str,
        entry: &Entry,
        written: &mut Option<Version>,
    ) -> Result<(), SessionError> {
        let copy = copied(&entry.value);
        let expect = match self.entry(new).await? {
            None => Expect::Absent,
            // Of a move that was cut off.
            Some(there) if there.value == copy => return Ok(()),
            Some(there) => {
                if *written != Some(there.version) {
                    tracing::warn!(new, "a moved session replaces another, which is kept aside");
                    self.put_aside("replaced", new, there.version, there.value).await?;
                }
                Expect::Version(there.version)
            }
        };
        let saved: Result<Version, StoreError> = self.store.save(new, copy, entry.time_to_live, expect).await;
        *written = Some(saved.map_err(|source| save_error(new, source))?);
        Ok(())
    }

    async fn entry(&self, key: &str) -> Result<Option<Entry>, SessionError> {
        self.store.load(key).await.map_err(|source| load_error(key, source))
    }
}

/// The same value in other bytes, by which a copy is known from a value that is the same by chance.
fn copied(value: &[u8]) -> Bytes {
    [value, b"\n"].concat().into()
}

/// The key of a chat's own session, and what is behind it in that of its user or topic.
fn split<'a>(key: &'a str, prefix: &str) -> Option<(&'a str, &'a str)> {
    let start = prefix.len() + key.get(prefix.len()..)?.find("/chat:")? + "/chat:".len();
    let end = start + key[start..].find('/')?;
    Some((&key[..end], &key[end..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chats_part_of_a_key() {
        assert_eq!(split("a/chat:/42/chat:-5/user:1", "a/chat:/"), Some(("a/chat:/42/chat:-5", "/user:1")));
        assert_eq!(split("session:42/chat:-5", "session:"), None);
    }
}
