//! The methods and types of the Bot API, read from the table beside the sources.
//!
//! A line of the table is a method (`M name returns parameters..`), a type (`T name required-fields..`) or a
//! union (`U name members..`). A parameter is `name:type`, with `!` behind the name when it is required and
//! `{min,max,unit}` behind the type when its length is limited; a field may have `=value` for a constant.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde_json::{Map, Value};

const TABLE: &str = include_str!("../data/bot-api.txt");

/// The type of a parameter or field.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Type {
    Text,
    Int,
    Float,
    Bool,
    IntOrText,
    File,
    Array(Box<Type>),
    Object(&'static str),
    /// One of several objects.
    Any(Vec<Type>),
}

impl Type {
    fn parse(text: &'static str) -> Self {
        if let Some(inner) = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            return Type::Array(Box::new(Type::parse(inner)));
        }
        match text {
            "string" => Type::Text,
            "int" => Type::Int,
            "float" => Type::Float,
            "bool" => Type::Bool,
            "int|string" => Type::IntOrText,
            "InputFile" | "InputFile|string" => Type::File,
            _ if text.contains('|') => Type::Any(text.split('|').map(Type::parse).collect()),
            name => Type::Object(name),
        }
    }
}

/// A parameter of a method.
#[derive(Debug)]
pub(crate) struct Param {
    pub(crate) name: &'static str,
    pub(crate) required: bool,
    pub(crate) kind: Type,
    /// The least and the greatest length of a text in UTF-16 units, or in bytes where the flag says so.
    pub(crate) length: Option<(usize, usize, bool)>,
}

/// A method.
#[derive(Debug)]
pub(crate) struct Method {
    pub(crate) name: &'static str,
    pub(crate) returns: Type,
    pub(crate) params: Vec<Param>,
}

#[derive(Debug)]
struct Field {
    name: &'static str,
    kind: Type,
    constant: Option<&'static str>,
}

#[derive(Debug, Default)]
struct Facts {
    methods: HashMap<String, Method>,
    types: HashMap<&'static str, Vec<Field>>,
    unions: HashMap<&'static str, &'static str>,
}

static FACTS: LazyLock<Facts> = LazyLock::new(|| {
    let mut facts = Facts::default();
    for line in TABLE.lines() {
        let mut words = line.split(' ');
        match (words.next(), words.next(), words.next()) {
            (Some("M"), Some(name), Some(returns)) => {
                let params = words.filter_map(param).collect();
                let method = Method { name, returns: Type::parse(returns), params };
                facts.methods.insert(name.to_ascii_lowercase(), method);
            }
            (Some("T"), Some(name), first) => {
                facts.types.insert(name, first.into_iter().chain(words).filter_map(field).collect());
            }
            (Some("U"), Some(name), Some(first)) => {
                facts.unions.insert(name, first);
            }
            _ => {}
        }
    }
    facts
});

fn param(text: &'static str) -> Option<Param> {
    let (name, kind) = text.split_once(':')?;
    let (name, required) = name.strip_suffix('!').map_or((name, false), |name| (name, true));
    let (kind, length) = match kind.split_once('{') {
        None => (kind, None),
        Some((kind, rest)) => {
            let mut numbers = rest.trim_end_matches('}').split(',');
            let mut number = || numbers.next().and_then(|number| number.parse().ok());
            let (least, most) = (number().unwrap_or(0), number().unwrap_or(usize::MAX));
            (kind, Some((least, most, rest.ends_with("b}"))))
        }
    };
    Some(Param { name, required, kind: Type::parse(kind), length })
}

fn field(text: &'static str) -> Option<Field> {
    let (name, kind) = text.split_once(':')?;
    let (kind, constant) = kind.split_once('=').map_or((kind, None), |(kind, value)| (kind, Some(value)));
    Some(Field { name, kind: Type::parse(kind), constant })
}

/// The method of that name, in whatever case.
pub(crate) fn method(name: &str) -> Option<&'static Method> {
    FACTS.methods.get(&name.to_ascii_lowercase())
}

/// The least value of a type: its required fields, empty.
pub(crate) fn sample(kind: &Type) -> Value {
    sample_at(kind, 0)
}

fn sample_at(kind: &Type, depth: usize) -> Value {
    match kind {
        Type::Text | Type::File => "".into(),
        Type::Int | Type::IntOrText => 0.into(),
        Type::Float => 0.0.into(),
        Type::Bool => true.into(),
        Type::Array(_) => Value::Array(Vec::new()),
        Type::Any(types) => types.first().map_or(Value::Null, |first| sample_at(first, depth)),
        Type::Object(name) => {
            // Required fields never nest endlessly in the Bot API; the bound is for a table gone wrong.
            if depth > 8 {
                return Value::Null;
            }
            if let Some(first) = FACTS.unions.get(name) {
                return sample_at(&Type::parse(first), depth + 1);
            }
            let fields = FACTS.types.get(name).map(Vec::as_slice).unwrap_or_default();
            let object: Map<String, Value> = fields
                .iter()
                .map(|field| {
                    let value = match (field.constant, &field.kind) {
                        (Some(constant), Type::Text) => constant.into(),
                        (Some(constant), _) => {
                            serde_json::from_str(&constant.to_ascii_lowercase()).unwrap_or(Value::Null)
                        }
                        (None, kind) => sample_at(kind, depth + 1),
                    };
                    (field.name.to_owned(), value)
                })
                .collect();
            Value::Object(object)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_are_found_in_any_case() {
        assert_eq!(method("SENDmessage").unwrap().name, "sendMessage");
        assert!(method("nothing").is_none());
    }

    #[test]
    fn a_parameter_has_its_type_and_length() {
        let text = method("sendMessage").unwrap().params.iter().find(|param| param.name == "text").unwrap();
        assert!(text.required);
        assert_eq!(text.kind, Type::Text);
        assert_eq!(text.length, Some((1, 4096, false)));
    }

    #[test]
    fn a_sample_has_the_required_fields() {
        assert_eq!(
            sample(&Type::Object("BotCommand")),
            serde_json::json!({"command": "", "description": ""})
        );
        assert_eq!(sample(&Type::Object("ChatMember"))["status"], "creator");
    }

    #[test]
    fn every_return_type_has_a_sample() {
        for method in FACTS.methods.values() {
            assert!(!sample(&method.returns).is_null(), "{}", method.name);
        }
    }
}
