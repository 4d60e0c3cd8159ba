//! The parameters of a request: as encoded, until a layer looks at them.

use std::borrow::Cow;
use std::fmt;
use std::sync::OnceLock;

use bytes::Bytes;
use serde_json::{Map, Value};

use crate::json::{DecodeError, Peek, Reader};
use crate::primitives::ChatId;

/// The parameters, in one of two forms or both.
#[derive(Clone)]
pub(super) struct Params {
    /// `None` once a layer may have changed the map.
    text: Option<Bytes>,
    map: OnceLock<Map<String, Value>>,
}

impl Params {
    pub(super) fn from_text(text: String) -> Self {
        Self { text: Some(text.into()), map: OnceLock::new() }
    }

    pub(super) fn from_map(map: Map<String, Value>) -> Self {
        Self { text: None, map: OnceLock::from(map) }
    }

    pub(super) fn map(&self) -> &Map<String, Value> {
        self.map.get_or_init(|| self.text.as_deref().map(parse).unwrap_or_default())
    }

    pub(super) fn map_mut(&mut self) -> &mut Map<String, Value> {
        self.map();
        self.text = None;
        self.map.get_mut().expect("the map was made two lines above")
    }

    pub(super) fn chat_id(&self) -> Option<ChatId> {
        match (self.map.get(), &self.text) {
            (Some(map), _) => match map.get("chat_id")? {
                Value::String(number) => number.parse().ok(),
                value => value.as_i64().map(ChatId),
            },
            (None, Some(text)) => chat_id(text),
            (None, None) => None,
        }
    }

    /// The parameters as one JSON object.
    pub(super) fn into_text(self) -> Bytes {
        match self.text {
            Some(text) => text,
            None => Value::Object(self.map.into_inner().unwrap_or_default()).to_string().into(),
        }
    }
}

impl fmt::Debug for Params {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&String::from_utf8_lossy(&self.clone().into_text()))
    }
}

/// The chat that encoded parameters are for, where it is given by its number.
pub(super) fn chat_id(text: &[u8]) -> Option<ChatId> {
    let text = std::str::from_utf8(text).ok()?;
    let mut chat = None;
    let read = members(text, |key, r| {
        if key != "chat_id" {
            return r.skip().map(|()| true);
        }
        chat = match r.peek()? {
            Peek::Number => Some(ChatId(r.i64()?)),
            Peek::String => r.str()?.parse().ok(),
            _ => None,
        };
        Ok(false)
    });
    read.ok().and(chat)
}

/// The parameters as the fields of a form: texts bare, everything else as JSON. What is `null` is not there.
pub(super) fn fields(text: &[u8]) -> Result<Vec<(String, String)>, DecodeError> {
    let text = std::str::from_utf8(text).unwrap_or_default();
    let mut fields = Vec::new();
    members(text, |key, r| {
        let value: Cow<'_, str> = match r.peek()? {
            Peek::String => r.str()?,
            Peek::Null => return r.skip().map(|()| true),
            _ => r.raw()?.into(),
        };
        fields.push((key.to_owned(), value.into_owned()));
        Ok(true)
    })?;
    Ok(fields)
}

/// The parameters as a tree.
fn parse(text: &[u8]) -> Map<String, Value> {
    serde_json::from_slice(text).unwrap_or_else(|_| parse_members(text))
}

/// The same, where a member cannot be a tree, as a number may be beyond a double. As a text it means the same to Telegram.
#[cold]
fn parse_members(text: &[u8]) -> Map<String, Value> {
    let mut map = Map::new();
    // What the writer wrote is an object: an error is nesting that no server would take either.
    let _ = members(std::str::from_utf8(text).unwrap_or_default(), |key, r| {
        let raw = r.raw()?;
        let value = serde_json::from_str(raw).unwrap_or_else(|_| raw.into());
        map.insert(key.to_owned(), value);
        Ok(true)
    });
    map
}

/// Calls `read` at the value of each member, until it says `false`.
fn members<'a>(
    text: &'a str,
    mut read: impl FnMut(&str, &mut Reader<'a>) -> Result<bool, DecodeError>,
) -> Result<(), DecodeError> {
    let mut reader = Reader::new(text);
    reader.begin_object()?;
    while let Some(key) = reader.next_key()? {
        if !read(&key, &mut reader)? {
            break;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chat_is_found_in_either_form() {
        for (chat, found) in [
            ("-100123", Some(ChatId(-100_123))),
            ("\"-100123\"", Some(ChatId(-100_123))),
            ("\"@news\"", None),
            ("null", None),
        ] {
            let mut params = Params::from_text(format!(r#"{{"text":"hi","chat_id":{chat},"x":[1]}}"#));
            assert_eq!(params.chat_id(), found, "{chat} as text");
            params.map_mut();
            assert_eq!(params.chat_id(), found, "{chat} as a map");
            assert_eq!(chat_id(&params.into_text()), found, "{chat} as text again");
        }
    }

    #[test]
    fn a_form_has_bare_texts_json_for_the_rest_and_nothing_for_null() -> Result<(), DecodeError> {
        let fields = fields(br#"{"text":"a\"\u0062","n":5,"list":[{"a":"b"}],"none":null,"flag":true}"#)?;
        let fields: Vec<(&str, &str)> = fields.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        assert_eq!(fields, [("text", "a\"b"), ("n", "5"), ("list", r#"[{"a":"b"}]"#), ("flag", "true")]);
        Ok(())
    }

    #[test]
    fn a_member_that_is_no_tree_stays_a_text_and_costs_the_others_nothing() {
        let params = Params::from_text(r#"{"chat_id":1,"big":[1e999],"text":"a"}"#.to_owned());
        assert_eq!(params.map()["chat_id"], 1);
        assert_eq!(params.map()["big"], "[1e999]");
        assert_eq!(params.map()["text"], "a");
    }
}
