//! Texts as Telegram understands them: what is found in them and what markup makes of them.
//!
//! Offsets and lengths of entities count UTF-16 units, as everywhere in the Bot API.
//!
//! ```
//! let found = chappe_sandbox::text::find_entities("/start me");
//! assert_eq!((found[0].kind, found[0].offset, found[0].length), ("bot_command", 0, 6));
//! ```

mod builder;
mod class;
mod clean;
mod entity;
mod find;
mod fix;
mod format;
mod html;
mod markdown;
mod markdown_v2;
pub(crate) mod percent;
#[cfg(test)]
mod property;
mod special;
pub(crate) mod url;

pub use entity::Entity;
pub use find::{find_entities, is_email};
pub(crate) use format::format;
pub use html::parse_html;
pub use markdown::parse_markdown;
pub use markdown_v2::parse_markdown_v2;

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

/// The part of a text that begins and is as long as so many UTF-16 units say; empty where that is none.
pub(crate) fn slice(text: &str, offset: u64, length: u64) -> &str {
    let end = offset.saturating_add(length);
    let (mut from, mut to, mut units) = (None, None, 0_u64);
    for (at, c) in text.char_indices().map(|(at, c)| (at, c.len_utf16() as u64)).chain([(text.len(), 0)]) {
        if units == offset {
            from = from.or(Some(at));
        }
        if units == end {
            to = Some(at);
            break;
        }
        units += c;
    }
    from.zip(to).and_then(|(from, to)| text.get(from..to)).unwrap_or_default()
}

/// The length of a text in UTF-16 units.
pub(crate) fn length(text: &str) -> usize {
    text.encode_utf16().count()
}
