//! The Bot API as bare facts, as `bot-api.json` holds them.

use serde::Deserialize;

/// The whole file.
#[derive(Deserialize)]
pub(crate) struct Facts {
    pub version: String,
    pub types: Vec<Type>,
    pub methods: Vec<Method>,
}

/// A type: a struct (`fields`) or a union of others (`union`).
#[derive(Deserialize)]
pub(crate) struct Type {
    pub name: String,
    pub section: String,
    pub fields: Option<Vec<Field>>,
    pub union: Option<Vec<TypeRef>>,
}

/// A method with its parameters.
#[derive(Deserialize)]
pub(crate) struct Method {
    pub name: String,
    pub section: String,
    pub returns: TypeRef,
    pub params: Vec<Field>,
}

/// A field of a type or a parameter of a method.
#[derive(Deserialize)]
pub(crate) struct Field {
    pub name: String,
    #[serde(rename = "type")]
    pub ty: TypeRef,
    #[serde(default)]
    pub required: bool,
    #[serde(rename = "const")]
    pub constant: Option<String>,
    pub length: Option<Length>,
    pub values: Option<Vec<String>>,
    #[serde(default)]
    pub attach: bool,
    pub default: Option<String>,
    pub range: Option<[i64; 2]>,
}

/// The permitted length of a text.
#[derive(Deserialize)]
pub(crate) struct Length {
    pub min: u32,
    pub max: u32,
    pub unit: String,
}

/// A reference to a type.
#[derive(Deserialize, Clone, PartialEq, Eq, Debug)]
#[serde(untagged)]
pub(crate) enum TypeRef {
    Name(String),
    Array { array: Box<TypeRef> },
    Any { any: Vec<TypeRef> },
}

impl TypeRef {
    /// The name, where the reference is a plain one.
    pub(crate) fn name(&self) -> Option<&str> {
        match self {
            Self::Name(name) => Some(name),
            _ => None,
        }
    }
}
