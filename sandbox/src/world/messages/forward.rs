//! Bringing a message into another chat: as what somebody said, or as one's own.

use crate::server::Refusal;
use crate::world::{ChatKey, Entry, Json, World};

/// What cannot be said again as one's own.
const UNIQUE: [&str; 3] = ["invoice", "paid_media", "giveaway"];

impl World {
    /// Whether a message may leave its chat.
    fn may_leave(&self, from: ChatKey, entry: &Entry) -> Result<(), Refusal> {
        let protected = self.chats.get(&from).is_some_and(|chat| chat.settings.protected);
        if protected || entry.json.get("has_protected_content") == Some(&true.into()) {
            return Err(Refusal::bad("message has protected content and can't be forwarded"));
        }
        Ok(())
    }

    /// What a forwarded message says, with where it came from.
    pub(crate) fn forwarded(&self, from: ChatKey, entry: &Entry) -> Result<Json, Refusal> {
        self.may_leave(from, entry)?;
        if entry.is_service() {
            return Err(Refusal::bad("message can't be forwarded"));
        }
        let mut content = entry.content();
        content.entry("forward_origin").or_insert_with(|| self.origin(from, entry));
        Ok(content)
    }

    /// What a copied message says.
    pub(crate) fn copied(&self, from: ChatKey, entry: &Entry) -> Result<Json, Refusal> {
        self.may_leave(from, entry)?;
        if entry.is_service() || UNIQUE.iter().any(|name| entry.json.contains_key(*name)) {
            return Err(Refusal::bad("message can't be copied"));
        }
        let mut content = entry.content();
        content.shift_remove("forward_origin");
        Ok(content)
    }
}
