//! The parameters of a request, the same however they were sent.

use std::collections::HashMap;

use bytes::Bytes;
use serde_json::{Map, Value};

use super::Refusal;
use crate::check::{may_be_garbled, unparsed};
use crate::facts::{Method, Slot, Type};

/// An uploaded file.
#[derive(Debug, Clone)]
pub(crate) struct Upload {
    pub(crate) name: Option<String>,
    pub(crate) mime: Option<String>,
    pub(crate) bytes: Bytes,
}

/// Named values and files.
#[derive(Debug, Default)]
pub(crate) struct Params {
    pub(crate) values: Map<String, Value>,
    pub(crate) files: HashMap<String, Upload>,
}

impl Params {
    /// Gives every value the type that the method declares for it, and refuses what cannot have it.
    ///
    /// Telegram takes a number as a string and a nested object as a string of JSON, in every encoding.
    pub(crate) fn normalise(&mut self, method: &Method) -> Result<(), Refusal> {
        self.values.retain(|_, value| !value.is_null());
        for param in &method.params {
            if let Some(value) = self.values.get_mut(param.name) {
                normalise(value, method, param)?;
            }
        }
        Ok(())
    }

    /// Adds a value, unless there is one of that name.
    pub(crate) fn put(&mut self, name: String, value: Value) {
        self.values.entry(name).or_insert(value);
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        self.values.get(name)
    }

    /// A text that is there and not empty.
    pub(crate) fn str(&self, name: &str) -> Option<&str> {
        self.values.get(name).and_then(Value::as_str).filter(|text| !text.is_empty())
    }

    pub(crate) fn int(&self, name: &str) -> Option<i64> {
        self.values.get(name).and_then(Value::as_i64)
    }

    pub(crate) fn float(&self, name: &str) -> Option<f64> {
        self.values.get(name).and_then(Value::as_f64)
    }

    pub(crate) fn flag(&self, name: &str) -> bool {
        self.values.get(name).and_then(Value::as_bool).unwrap_or(false)
    }

    pub(crate) fn array(&self, name: &str) -> Option<&Vec<Value>> {
        self.values.get(name).and_then(Value::as_array)
    }

    /// A text that was checked to be there if it has to be; empty where it is not.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.str(name).unwrap_or_default()
    }

    /// The same of a whole number; 0 where it is not there.
    pub(crate) fn number(&self, name: &str) -> i64 {
        self.int(name).unwrap_or_default()
    }

    /// The same of a list.
    pub(crate) fn list(&self, name: &str) -> &[Value] {
        self.array(name).map(Vec::as_slice).unwrap_or_default()
    }

    /// An upload, by the name of its part or by `attach://name`.
    pub(crate) fn upload(&self, reference: &str) -> Option<&Upload> {
        self.files.get(reference.strip_prefix("attach://").unwrap_or(reference))
    }

    /// What the call log keeps: the values, as far as they are not too many, and a note for every file.
    pub(crate) fn into_json(self) -> Value {
        let mut values = self.values;
        let mut left = LOGGED;
        values.retain(|_, value| {
            let rest = left.checked_sub(weight(value));
            left = rest.unwrap_or(left);
            rest.is_some()
        });
        for (name, file) in self.files.iter().take(LOGGED_FILES) {
            let mut note = Map::new();
            note.insert("file_name".into(), file.name.clone().into());
            note.insert("size".into(), file.bytes.len().into());
            values.entry(name.clone()).or_insert(Value::Object(note));
        }
        Value::Object(values)
    }
}

/// How much of a call's parameters the log keeps, in bytes.
const LOGGED: usize = 64 * 1024;
const LOGGED_FILES: usize = 100;

/// About how many bytes a value takes.
fn weight(value: &Value) -> usize {
    64 + match value {
        Value::String(text) => text.len(),
        Value::Array(items) => items.iter().map(weight).sum(),
        Value::Object(fields) => fields.iter().map(|(name, value)| name.len() + weight(value)).sum(),
        _ => 0,
    }
}

fn normalise(value: &mut Value, method: &Method, slot: &Slot) -> Result<(), Refusal> {
    match &slot.kind {
        Type::Text => {
            if !value.is_string() {
                *value = Value::String(value.to_string());
            }
        }
        Type::Int => {
            let number = match &*value {
                Value::Number(number) => number.as_i64().or_else(|| whole(number.as_f64()?)),
                Value::String(text) => text.trim().parse().ok(),
                Value::Bool(flag) => Some(i64::from(*flag)),
                _ => None,
            };
            match (number, slot.name) {
                (None, "max_tip_amount") => {
                    return Err(Refusal::bad("can't parse \"max_tip_amount\" as Number"));
                }
                (None, "sender_chat_id") => {
                    return Err(Refusal::bad("sender_chat_id is not a valid Integer"));
                }
                _ => {}
            }
            // Telegram reads any other number that is none as zero.
            *value = number.unwrap_or(0).into();
        }
        Type::Float => {
            let number = match &*value {
                Value::Number(number) => number.as_f64(),
                Value::String(text) => text.trim().parse().ok().filter(|number: &f64| number.is_finite()),
                _ => None,
            };
            *value = number.unwrap_or(0.0).into();
        }
        Type::Bool => {
            let flag = match &*value {
                Value::Bool(flag) => *flag,
                Value::Number(number) => number.as_i64() == Some(1),
                Value::String(text) => {
                    let text = text.trim().to_ascii_lowercase();
                    matches!(text.as_str(), "true" | "yes" | "1")
                }
                _ => false,
            };
            *value = flag.into();
        }
        Type::IntOrText => match &*value {
            Value::String(text) => {
                if let Ok(number) = text.trim().parse::<i64>() {
                    *value = number.into();
                }
            }
            Value::Number(_) => {}
            other => *value = Value::String(other.to_string()),
        },
        // A file is a reference or an upload; the methods look at it themselves.
        Type::File => {}
        Type::Array(_) | Type::Object(_) | Type::Any(_) => {
            if let Value::String(text) = &*value {
                if text.is_empty() {
                    *value = Value::Null;
                } else {
                    *value = match serde_json::from_str(text) {
                        Ok(value) => value,
                        Err(_) if may_be_garbled(slot) => Value::Null,
                        Err(_) => return Err(Refusal::worded(unparsed(method.name, slot.name))),
                    };
                }
            }
        }
    }
    Ok(())
}

fn whole(number: f64) -> Option<i64> {
    (number.fract() == 0.0 && number.abs() < 9.0e15).then_some(number as i64)
}
