//! Pinned messages.

use crate::server::Refusal;
use crate::world::{ChatKey, Happened, Kind, World};

type Allowed = Result<(), Refusal>;

impl World {
    fn may_pin(&self, key: ChatKey, by: i64) -> Allowed {
        let channel = self.chats.get(&key).is_some_and(|chat| chat.kind == Kind::Channel);
        let right = if channel { "can_edit_messages" } else { "can_pin_messages" };
        let may = !matches!(key, ChatKey::Shared(_)) || self.has_right(key, by, right);
        if may {
            Ok(())
        } else {
            Err(Refusal::bad("not enough rights to manage pinned messages in the chat"))
        }
    }

    /// Pins a message and tells of it; pinned again, it stays as it is.
    pub(crate) fn pin(&mut self, key: ChatKey, by: i64, id: i64) -> Allowed {
        self.may_pin(key, by)?;
        let entry = self.entry(key, id).ok_or_else(|| Refusal::bad("message to pin not found"))?;
        if entry.is_service() {
            return Err(Refusal::bad("message can't be pinned"));
        }
        let message = entry.nested();
        if let Some(chat) = self.chats.get_mut(&key) {
            if chat.pinned.contains(&id) {
                return Ok(());
            }
            chat.pinned.push(id);
            self.feed.push(Happened::Chat(key));
        }
        self.service(key, by, "pinned_message", message);
        Ok(())
    }

    /// Unpins a message, or the latest of those that are pinned.
    pub(crate) fn unpin(&mut self, key: ChatKey, by: i64, id: Option<i64>) -> Allowed {
        self.may_pin(key, by)?;
        let chat = self.chats.get_mut(&key).ok_or_else(|| Refusal::bad("chat not found"))?;
        let id = id.or_else(|| chat.pinned.iter().max().copied());
        let place = id.and_then(|id| chat.pinned.iter().position(|pinned| *pinned == id));
        let place = place.ok_or_else(|| Refusal::bad("message to unpin not found"))?;
        chat.pinned.remove(place);
        self.feed.push(Happened::Chat(key));
        Ok(())
    }

    pub(crate) fn unpin_all(&mut self, key: ChatKey, by: i64) -> Allowed {
        self.may_pin(key, by)?;
        if let Some(chat) = self.chats.get_mut(&key) {
            chat.pinned.clear();
            self.feed.push(Happened::Chat(key));
        }
        Ok(())
    }
}
