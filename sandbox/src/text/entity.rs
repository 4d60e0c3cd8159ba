//! One entity of a text.

use serde_json::{Value, json};

/// A part of a text that is more than text.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Entity {
    /// The `type`, such as `bold` or `url`.
    pub kind: &'static str,
    /// Where it begins, in UTF-16 units.
    pub offset: usize,
    /// How long it is, in UTF-16 units.
    pub length: usize,
    /// A field that only this kind has, such as `url` or `language`, by name.
    pub extra: Option<(&'static str, Value)>,
    /// A second such field.
    pub more: Option<(&'static str, Value)>,
}

impl Entity {
    pub(crate) fn new(kind: &'static str, offset: usize, length: usize) -> Self {
        Self { kind, offset, length, extra: None, more: None }
    }

    pub(crate) fn with(
        kind: &'static str,
        offset: usize,
        length: usize,
        name: &'static str,
        value: Value,
    ) -> Self {
        Self { kind, offset, length, extra: Some((name, value)), more: None }
    }

    /// The `MessageEntity` object.
    pub fn to_json(&self) -> Value {
        let mut json = json!({"type": self.kind, "offset": self.offset, "length": self.length});
        for (name, value) in self.extra.iter().chain(&self.more) {
            json[*name] = value.clone();
        }
        json
    }
}
