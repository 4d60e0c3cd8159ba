//! The private chats of two users, which each of the two sees as a chat with the other.

use std::sync::Arc;

use serde_json::Value;

use crate::world::{Chat, ChatKey, Entry, Event, Json, User, What, World};

impl World {
    /// The chat of two users, made when it is new.
    pub(crate) fn open_between(&mut self, one: i64, other: i64) -> ChatKey {
        let key = ChatKey::between(one, other);
        self.chats.entry(key).or_insert_with(|| Chat::private(one, other));
        key
    }

    /// A message as one of its readers sees it: in a chat of two users, the chat is named after the other.
    pub(crate) fn seen_by(&self, key: ChatKey, entry: &Entry, reader: i64) -> Entry {
        let mut entry = entry.clone();
        if let ChatKey::Between { .. } = key
            && let Some(chat) = key.other(reader).and_then(|id| self.users.get(&id)).map(User::to_chat_json)
        {
            let json = Arc::make_mut(&mut entry.json);
            name_chat(json, &chat);
        }
        entry
    }

    /// Tells the other of two users what one did to a message, and the bots that either has connected.
    ///
    /// Gives the identifier of the update that a bot got.
    pub(crate) fn tell_between(&mut self, key: ChatKey, what: What, entry: &Entry) -> Option<i64> {
        let ChatKey::Between { low, high } = key else { return None };
        let mut update = None;
        for reader in [low, high] {
            if reader != entry.author.id() {
                let entry = self.seen_by(key, entry, reader);
                if let Some(user) = self.users.get_mut(&reader) {
                    user.inbox.push(Event { what, key, entry });
                }
            }
            update = update.or(self.tell_business(key, reader, what, entry));
        }
        update
    }

    /// The number of the next message: chats of two users count together, so that a number names one message.
    pub(crate) fn next_message_id(&mut self, key: ChatKey) -> i64 {
        match key {
            ChatKey::Between { .. } => self.ids.between(),
            _ => self.chats.get_mut(&key).map_or(0, Chat::next_message_id),
        }
    }
}

/// Puts the chat into a message and into the one that it replies to.
pub(crate) fn name_chat(json: &mut Json, chat: &Value) {
    json.insert("chat".into(), chat.clone());
    for nested in ["reply_to_message", "pinned_message"] {
        if let Some(Value::Object(nested)) = json.get_mut(nested) {
            nested.insert("chat".into(), chat.clone());
        }
    }
}
