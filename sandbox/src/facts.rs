//! The methods and types of the Bot API, read from the table beside the sources.
//!
//! A line of the table is a method (`M name returns parameters..`), a type (`T name fields..`) or a union
//! (`U name members..`). A parameter or a field is `name:type`, with `!` behind the name when it is required. Behind the
//! type stand, where there are such, the bounds of its length as `{min,max,unit}`, of its value as `<min..max>`, and the
//! values that it can have as `=one,other`; a field that has but one value tells by it what the object is.
//!
//! A line is read when it is first asked for: most sandboxes need few of them.

use std::collections::HashMap;
use std::ops::RangeInclusive;
use std::sync::{LazyLock, OnceLock};

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
            "bool" | "true" => Type::Bool,
            "int|string" => Type::IntOrText,
            "InputFile" | "InputFile|string" => Type::File,
            _ if text.contains('|') => Type::Any(text.split('|').map(Type::parse).collect()),
            name => Type::Object(name),
        }
    }
}

/// How long a text may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Length {
    pub(crate) least: usize,
    pub(crate) most: usize,
    /// Whether bytes count, and not UTF-16 units.
    pub(crate) in_bytes: bool,
}

/// A parameter of a method, or a field of an object.
#[derive(Debug)]
pub(crate) struct Slot {
    pub(crate) name: &'static str,
    pub(crate) required: bool,
    pub(crate) kind: Type,
    pub(crate) length: Option<Length>,
    pub(crate) range: Option<RangeInclusive<i64>>,
    /// The values that it can have; any where there are none.
    pub(crate) values: Vec<&'static str>,
}

impl Slot {
    fn parse(text: &'static str) -> Option<Self> {
        let (name, rest) = text.split_once(':')?;
        let (name, required) = name.strip_suffix('!').map_or((name, false), |name| (name, true));
        let (rest, values) = rest.split_once('=').unwrap_or((rest, ""));
        let (rest, range) = rest.split_once('<').map_or((rest, None), |(rest, range)| (rest, Some(range)));
        let (kind, length) = rest.split_once('{').map_or((rest, None), |(rest, length)| (rest, Some(length)));
        let range = range.and_then(|range| range.strip_suffix('>')?.split_once(".."));
        let range = range.and_then(|(least, most)| Some(least.parse().ok()?..=most.parse().ok()?));
        let length = length.map(|length| {
            let mut numbers = length.split(',');
            let mut number = || numbers.next().and_then(|number| number.parse().ok());
            let (least, most) = (number().unwrap_or(0), number().unwrap_or(usize::MAX));
            Length { least, most, in_bytes: length.ends_with("b}") }
        });
        let values = values.split(',').filter(|value| !value.is_empty()).collect();
        Some(Self { name, required, kind: Type::parse(kind), length, range, values })
    }
}

/// A method.
#[derive(Debug)]
pub(crate) struct Method {
    pub(crate) name: &'static str,
    pub(crate) returns: Type,
    pub(crate) params: Vec<Slot>,
}

/// An object: its fields, or the objects that it can be.
#[derive(Debug)]
pub(crate) enum Shape {
    Fields(Vec<Slot>),
    OneOf(Vec<Type>),
}

/// A line of the table, and what it says once that was asked for.
type Line<T> = (&'static str, OnceLock<Option<T>>);

#[derive(Debug, Default)]
struct Facts {
    methods: HashMap<String, Line<Method>>,
    shapes: HashMap<&'static str, Line<Shape>>,
}

static FACTS: LazyLock<Facts> = LazyLock::new(|| {
    let mut facts = Facts::default();
    for line in TABLE.lines() {
        let mut words = line.split(' ');
        match (words.next(), words.next()) {
            (Some("M"), Some(name)) => {
                facts.methods.insert(name.to_ascii_lowercase(), (line, OnceLock::new()));
            }
            (Some("T" | "U"), Some(name)) => {
                facts.shapes.insert(name, (line, OnceLock::new()));
            }
            _ => {}
        }
    }
    facts
});

fn read_method(line: &'static str) -> Option<Method> {
    let mut words = line.split(' ').skip(1);
    let (name, returns) = (words.next()?, Type::parse(words.next()?));
    Some(Method { name, returns, params: words.filter_map(Slot::parse).collect() })
}

fn read_shape(line: &'static str) -> Option<Shape> {
    let mut words = line.split(' ');
    let is_union = words.next()? == "U";
    let words = words.skip(1);
    Some(if is_union {
        Shape::OneOf(words.map(Type::parse).collect())
    } else {
        Shape::Fields(words.filter_map(Slot::parse).collect())
    })
}

/// The shape of the object of that name.
pub(crate) fn shape(name: &str) -> Option<&'static Shape> {
    let (line, shape) = FACTS.shapes.get(name)?;
    shape.get_or_init(|| read_shape(line)).as_ref()
}

/// What methods were called before, and libraries of that time still call them.
const FORMER_NAMES: [(&str, &str); 3] = [
    ("kickchatmember", "banchatmember"),
    ("getchatmemberscount", "getchatmembercount"),
    ("setstickersetthumb", "setstickersetthumbnail"),
];

/// The method of that name, in whatever case.
pub(crate) fn method(name: &str) -> Option<&'static Method> {
    let name = name.to_ascii_lowercase();
    let today = FORMER_NAMES.iter().find(|(former, _)| *former == name).map_or(&*name, |(_, today)| today);
    let (line, method) = FACTS.methods.get(today)?;
    method.get_or_init(|| read_method(line)).as_ref()
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
            let fields = match shape(name) {
                Some(Shape::OneOf(members)) => {
                    return members.first().map_or(Value::Null, |first| sample_at(first, depth + 1));
                }
                Some(Shape::Fields(fields)) => fields.as_slice(),
                None => &[],
            };
            let object: Map<String, Value> = fields
                .iter()
                .filter(|field| field.required)
                .map(|field| {
                    let value = match (field.values.first(), &field.kind) {
                        (Some(constant), Type::Text) => (*constant).into(),
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
        assert_eq!(method("kickChatMember").unwrap().name, "banChatMember");
        assert!(method("nothing").is_none());
    }

    #[test]
    fn a_parameter_has_its_type_and_length() {
        let text = method("sendMessage").unwrap().params.iter().find(|param| param.name == "text").unwrap();
        assert!(text.required);
        assert_eq!(text.kind, Type::Text);
        assert_eq!(text.length, Some(Length { least: 1, most: 4096, in_bytes: false }));
        let heading =
            method("sendLocation").unwrap().params.iter().find(|param| param.name == "heading").unwrap();
        assert_eq!(heading.range, Some(1..=360));
        assert!(!heading.required);
        let format = method("uploadStickerFile").unwrap().params.last().unwrap();
        assert_eq!(format.values, ["static", "animated", "video"]);
    }

    #[test]
    fn an_object_has_its_fields_or_its_kinds() {
        let Some(Shape::Fields(fields)) = shape("ReactionTypeEmoji") else { panic!("no fields") };
        assert_eq!((fields[0].name, fields[0].values.as_slice()), ("type", ["emoji"].as_slice()));
        let Some(Shape::OneOf(kinds)) = shape("RichText") else { panic!("no kinds") };
        assert_eq!(kinds[..2], [Type::Text, Type::Array(Box::new(Type::Object("RichText")))]);
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
        assert_eq!(FACTS.methods.len(), 185);
        for name in FACTS.methods.keys() {
            assert!(!sample(&method(name).unwrap().returns).is_null(), "{name}");
        }
    }
}
