//! Messages that one member of a group sees alone, and that no chat remembers.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::world::{Author, ChatKey, Draft, Entry, Happened, Json, What, World};

/// How many are kept.
const KEPT: usize = 1_000;

/// The messages for one member alone, by their own numbers.
///
/// In the world, such a message goes by its number below zero, which no message of a chat has.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Ephemeral {
    last: i64,
    kept: BTreeMap<i64, (ChatKey, Entry)>,
}

impl Ephemeral {
    pub(crate) fn get(&self, key: ChatKey, number: i64) -> Option<&Entry> {
        self.kept.get(&number).filter(|(there, _)| *there == key).map(|(_, entry)| entry)
    }

    /// Those of a chat, oldest first.
    pub(crate) fn in_chat(&self, key: ChatKey) -> impl Iterator<Item = &Entry> + '_ {
        self.kept.values().filter(move |(there, _)| *there == key).map(|(_, entry)| entry)
    }

    pub(crate) fn get_mut(&mut self, key: ChatKey, number: i64) -> Option<&mut Entry> {
        self.kept.get_mut(&number).filter(|(there, _)| *there == key).map(|(_, entry)| entry)
    }
}

impl Entry {
    /// The one member who sees the message, where it is for one alone.
    pub(crate) fn receiver(&self) -> Option<i64> {
        self.json.get("receiver_user")?.get("id")?.as_i64()
    }
}

impl World {
    /// Shows a bot's message to one member of a group.
    pub(crate) fn whisper(&mut self, key: ChatKey, bot: i64, receiver: i64, draft: Draft) -> Entry {
        self.ephemeral.last += 1;
        let number = self.ephemeral.last;
        let head = json!({
            "message_id": 0,
            "ephemeral_message_id": number,
            "from": self.user_json(bot),
            "receiver_user": self.user_json(receiver),
            "chat": self.chat_json(key),
            "date": self.now(),
        });
        let mut json = if let Value::Object(head) = head { head } else { Json::new() };
        if let Some(replied) = draft.reply_to.and_then(|id| self.entry(key, id)).map(Entry::nested) {
            json.insert("reply_to_message".into(), replied);
        }
        json.extend(draft.content);
        let (author, sequence) = (Author::Bot(bot), self.ids.sequence());
        let json = Arc::new(json);
        let entry = Entry { id: -number, author, sequence, json, keyboard: None, reactions: Vec::new() };
        let line = format!("{} -> {} alone: {}", self.name(bot), self.name(receiver), entry.words());
        self.journal.write(line);
        self.ephemeral.kept.insert(number, (key, entry.clone()));
        if self.ephemeral.kept.len() > KEPT {
            self.ephemeral.kept.pop_first();
        }
        self.feed.push(Happened::Message(key, entry.clone()));
        self.show(key, What::Sent, &entry);
        entry
    }

    /// Takes such a message away.
    pub(crate) fn forget_whisper(&mut self, key: ChatKey, number: i64) -> Option<Entry> {
        self.ephemeral.get(key, number)?;
        let (_, entry) = self.ephemeral.kept.remove(&number)?;
        self.feed.push(Happened::Deleted(key, entry.clone()));
        self.show(key, What::Deleted, &entry);
        Some(entry)
    }
}
