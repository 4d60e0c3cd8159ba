//! Messages that change by themselves: nobody edits them, and no bot is told.

use std::sync::Arc;

use super::super::{ChatKey, Entry, Happened, Json, World};

impl World {
    /// Changes what a message shows without an edit, as a vote changes a poll.
    pub(crate) fn repaint(
        &mut self,
        key: ChatKey,
        message_id: i64,
        paint: impl FnOnce(&mut Json),
    ) -> Option<Entry> {
        let entry = self.chats.get_mut(&key)?.entry_mut(message_id)?;
        paint(Arc::make_mut(&mut entry.json));
        let entry = entry.clone();
        self.feed.push(Happened::Repainted(key, entry.clone()));
        Some(entry)
    }
}
