//! A bridge to serde, for those who keep Bot API objects in files and databases of their own.
//!
//! By way of a tree of values: all that depends on the format is to write and read that one.

use serde::de::{Deserialize, Deserializer, Error as _};
use serde::ser::{Error as _, Serialize, Serializer};
use serde_json::Value;

use super::{Decode, Encode};

/// Serialises anything that can be written as JSON.
pub fn serialize<T: Encode + ?Sized, S: Serializer>(v: &T, s: S) -> Result<S::Ok, S::Error> {
    tree(&super::to_string(v)).map_err(S::Error::custom)?.serialize(s)
}

/// Deserialises anything that can be read from JSON.
pub fn deserialize<'de, T: Decode, D: Deserializer<'de>>(d: D) -> Result<T, D::Error> {
    let text = text(&Value::deserialize(d)?);
    super::from_str(&text).map_err(D::Error::custom)
}

fn tree(text: &str) -> serde_json::Result<Value> {
    serde_json::from_str(text)
}

fn text(value: &Value) -> String {
    value.to_string()
}
