//! Messages that change by themselves: nobody edits them, and no bot is told.

use std::sync::Arc;

use super::super::{ChatKey, Entry, Json, World};

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
        Some(entry.clone())
    }
}
