//! Events, and handlers that note what they do, for the tests of the layers.

use std::future::{Ready, ready};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use chappe::types::Update;
use chappe::{Bot, Ctx};
use serde_json::{Value, json};

/// A bot that sends nothing. Making one takes a while, so there is one.
pub(crate) fn bot() -> Bot {
    static BOT: OnceLock<Bot> = OnceLock::new();
    BOT.get_or_init(|| Bot::new("42:TEST").expect("the token is well formed")).clone()
}

/// An update of a kind.
#[allow(clippy::needless_pass_by_value, reason = "so that `json!` stands in the call")]
pub(crate) fn update(kind: &str, content: Value) -> Ctx {
    numbered(1, kind, &content)
}

/// The update of a number.
pub(crate) fn numbered(id: i64, kind: &str, content: &Value) -> Ctx {
    let json = json!({"update_id": id, kind: content}).to_string();
    Ctx::new(bot(), Update::from_json(&json).unwrap_or_else(|error| panic!("{json}: {error}")))
}

/// A message to be completed.
fn message(text: &str, entities: &str, mut rest: Value) -> Value {
    let command = text.find(' ').unwrap_or(text.len());
    rest["message_id"] = json!(5);
    rest["date"] = json!(1);
    rest["chat"] = json!({"id": 7, "type": "private", "first_name": "Alice"});
    rest["from"] = json!({"id": 7, "is_bot": false, "first_name": "Alice"});
    if text.starts_with('/') {
        rest[entities] = json!([{"type": "bot_command", "offset": 0, "length": command}]);
    }
    rest
}

/// A message with a text.
pub(crate) fn text(text: &str) -> Value {
    message(text, "entities", json!({ "text": text }))
}

/// The event of a message with a text.
pub(crate) fn ctx(words: &str) -> Ctx {
    update("message", text(words))
}

/// The event of a photo with a caption.
pub(crate) fn caption(caption: &str) -> Ctx {
    let photo = json!([{"file_id": "p", "file_unique_id": "p", "width": 1, "height": 1}]);
    update("message", message(caption, "caption_entities", json!({"caption": caption, "photo": photo})))
}

/// What was noted, in order.
#[derive(Clone, Default)]
pub(crate) struct Notes(Arc<Mutex<Vec<String>>>);

impl Notes {
    pub(crate) fn add(&self, note: impl Into<String>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(note.into());
    }

    /// What was noted since it was last taken.
    pub(crate) fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// A handler that notes that it ran.
    pub(crate) fn handler(&self, note: &'static str) -> impl Fn() -> Ready<()> + Clone + Send + Sync + use<> {
        let notes = self.clone();
        move || {
            notes.add(note);
            ready(())
        }
    }
}
