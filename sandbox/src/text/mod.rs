//! Texts as Telegram understands them: what is found in them and what markup makes of them.
//!
//! Offsets and lengths of entities count UTF-16 units, as everywhere in the Bot API.
//!
//! ```
//! let found = chappe_sandbox::text::find_entities("/start me");
//! assert_eq!((found[0].kind, found[0].offset, found[0].length), ("bot_command", 0, 6));
//! ```

mod entity;
mod find;
pub(crate) mod url;

pub use entity::Entity;
pub use find::find_entities;

use serde_json::{Map, Value};

/// A text with its entities.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Formatted {
    /// The text without markup.
    pub text: String,
    /// Its entities, sorted.
    pub entities: Vec<Entity>,
}

impl Formatted {
    /// Puts both into a message.
    pub(crate) fn write(&self, json: &mut Map<String, Value>, text: &str, entities: &str) {
        json.insert(text.into(), self.text.as_str().into());
        if !self.entities.is_empty() {
            json.insert(entities.into(), self.entities.iter().map(Entity::to_json).collect());
        }
    }
}

/// The length of a text in UTF-16 units.
pub(crate) fn length(text: &str) -> usize {
    text.encode_utf16().count()
}

/// What Telegram makes of a text that a bot sends.
pub(crate) fn format(text: &str, mode: &str, _given: &[Value]) -> Result<Formatted, String> {
    match mode.to_ascii_lowercase().as_str() {
        "" | "none" | "html" | "markdown" | "markdownv2" => {
            Ok(Formatted { text: text.trim().to_owned(), entities: find_entities(text.trim()) })
        }
        _ => Err("unsupported parse_mode".into()),
    }
}
