//! A message in a test's hands.

use std::sync::Arc;

use serde_json::Value;

use super::Sandbox;
use crate::world::{ChatKey, Entry, Json, button_label};

/// A message as it was when it was sent, seen or edited.
///
/// # Example
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), chappe_sandbox::Error> {
/// let sandbox = chappe_sandbox::Sandbox::start().await?;
/// let sent = sandbox.user("Alice").send("/start").await?;
/// assert_eq!(sent.text(), "/start");
/// assert_eq!(sent.entities()[0]["type"], "bot_command");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Message {
    pub(crate) sandbox: Sandbox,
    pub(crate) key: ChatKey,
    pub(crate) entry: Entry,
    pub(crate) update_id: Option<i64>,
}

impl Message {
    pub(crate) fn new(sandbox: Sandbox, key: ChatKey, entry: Entry, update_id: Option<i64>) -> Self {
        Self { sandbox, key, entry, update_id }
    }

    /// Its `message_id`.
    pub fn id(&self) -> i64 {
        self.entry.id
    }

    /// The identifier of its chat, as a bot sees it; of a chat of two users, the other's.
    pub fn chat_id(&self) -> i64 {
        let seen = self.field("chat").get("id").and_then(Value::as_i64);
        seen.filter(|_| matches!(self.key, ChatKey::Between { .. })).unwrap_or_else(|| self.key.id())
    }

    /// The update that told the bot of it, for messages that a user sent.
    pub fn update_id(&self) -> Option<i64> {
        self.update_id
    }

    /// The text, or nothing for a message without one.
    pub fn text(&self) -> &str {
        self.field("text").as_str().unwrap_or_default()
    }

    /// The caption, or nothing for a message without one.
    pub fn caption(&self) -> &str {
        self.field("caption").as_str().unwrap_or_default()
    }

    /// The entities of the text or the caption.
    pub fn entities(&self) -> &[Value] {
        let entities = self.entry.json.get("entities").or_else(|| self.entry.json.get("caption_entities"));
        entities.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
    }

    /// The labels of its buttons, row by row, inline or of a reply keyboard.
    pub fn buttons(&self) -> Vec<Vec<String>> {
        let labels = |row: &Value| {
            row.as_array().into_iter().flatten().map(|button| button_label(button).to_owned()).collect()
        };
        self.entry.rows().map(labels).collect()
    }

    /// The `reply_markup` that the bot sent with it, of any kind.
    pub fn markup(&self) -> Option<&Value> {
        self.entry.json.get("reply_markup").or(self.entry.keyboard.as_deref())
    }

    /// The sizes of its photo.
    pub fn photo(&self) -> &[Value] {
        self.field("photo").as_array().map(Vec::as_slice).unwrap_or_default()
    }

    /// Who reacted to it, each with an array of `ReactionType`s, as it was when this was looked at.
    pub fn reactions(&self) -> &[(i64, Value)] {
        &self.entry.reactions
    }

    /// A field of the `Message` object, null where it is missing.
    pub fn field(&self, name: &str) -> &Value {
        self.entry.json.get(name).unwrap_or(&Value::Null)
    }

    /// The whole `Message` object.
    pub fn json(&self) -> Value {
        Value::Object(Json::clone(&self.entry.json))
    }

    /// The message that it replies to, as far as the object shows it.
    pub fn reply_to(&self) -> Option<&Value> {
        self.entry.json.get("reply_to_message")
    }

    /// The same message as it is now, or nothing once it is deleted or forgotten.
    pub fn now(&self) -> Option<Message> {
        let entry = self.sandbox.core().look().entry(self.key, self.entry.id).cloned()?;
        Some(Self { entry, ..self.clone() })
    }

    /// Takes the uploaded bytes of its first file, which for a photo is the largest size.
    pub fn file(&self) -> Option<bytes::Bytes> {
        let id = find_file_id(&self.entry.json)?;
        let file = self.sandbox.core().look().files.by_id(&id)?;
        Some(bytes::Bytes::clone(&Arc::clone(&file).bytes))
    }
}

fn find_file_id(json: &Json) -> Option<String> {
    json.iter().filter(|(name, _)| *name != "reply_to_message").find_map(|(_, value)| {
        let value = value.as_array().and_then(|list| list.last()).unwrap_or(value);
        value.get("file_id").and_then(Value::as_str).map(str::to_owned)
    })
}
