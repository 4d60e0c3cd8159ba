//! One JSON value kept as the exact text it arrived in.

use std::fmt;

use serde_json::Value;

use super::{Decode, DecodeError, Encode, Reader, Writer};

/// One JSON value kept as the exact text it arrived in; `null` by default.
///
/// Two are equal if their texts are.
// `null` is kept as no text at all, so that the default costs no allocation.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct RawJson(Box<str>);

impl RawJson {
    /// Checks that `json` is one value, and keeps it.
    pub fn new(json: &str) -> Result<Self, DecodeError> {
        super::from_str(json)
    }

    /// The text.
    pub fn get(&self) -> &str {
        if self.0.is_empty() { "null" } else { &self.0 }
    }

    /// Whether it is `null`.
    pub fn is_null(&self) -> bool {
        self.0.is_empty()
    }

    /// The value as a tree.
    pub fn to_value(&self) -> serde_json::Result<Value> {
        self.parse()
    }

    /// Writes a tree out.
    pub fn from_value(value: &Value) -> Self {
        if value.is_null() { Self::default() } else { Self(value.to_string().into()) }
    }

    /// Reads the value as a type of your own.
    pub fn parse<T: serde::de::DeserializeOwned>(&self) -> serde_json::Result<T> {
        serde_json::from_str(self.get())
    }
}

impl Decode for RawJson {
    fn decode_into(&mut self, r: &mut Reader<'_>) -> Result<(), DecodeError> {
        let text = r.raw()?;
        *self = if text == "null" { Self::default() } else { Self(text.into()) };
        Ok(())
    }
}

impl Encode for RawJson {
    fn encode(&self, w: &mut Writer) {
        w.raw(self.get());
    }
}

impl fmt::Debug for RawJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.get())
    }
}

impl fmt::Display for RawJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.get())
    }
}

impl serde::Serialize for RawJson {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        super::serde::serialize(self, serializer)
    }
}

impl<'de> serde::Deserialize<'de> for RawJson {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        super::serde::deserialize(deserializer)
    }
}
