//! Held against `serde_json`: both accept the same texts, and make the same values of them.
//!
//! The differences meant: a surrogate without a partner is replaced and not refused; nesting has its own limit.

use std::fmt::Write as _;

use proptest::prelude::*;
use serde::de::IgnoredAny;
use serde_json::{Map, Number, Value};

use super::reader::Peek;
use super::{Decode, DecodeError, Encode, RawJson, Reader, Writer, from_slice, from_str, to_string};

/// A value of any kind, read by way of the reader's every method.
#[derive(Default)]
struct Tree(Value);

impl Decode for Tree {
    fn decode_into(&mut self, r: &mut Reader<'_>) -> Result<(), DecodeError> {
        self.0 = match r.peek()? {
            Peek::Null => r.null().map(|_| Value::Null)?,
            Peek::Bool => r.bool()?.into(),
            Peek::String => r.string()?.into(),
            Peek::Number => number(r)?,
            Peek::Array => {
                let mut elements = Vec::<Self>::new();
                elements.decode_into(r)?;
                elements.into_iter().map(|element| element.0).collect()
            }
            Peek::Object => {
                let mut members = Map::new();
                r.begin_object()?;
                while let Some(key) = r.next_key()? {
                    let mut member = Self::default();
                    member.decode_into(r)?;
                    members.insert(key.to_owned(), member.0);
                }
                members.into()
            }
        };
        Ok(())
    }
}

/// A number as `serde_json` keeps it: an integer if it is written as one and fits.
fn number(r: &mut Reader<'_>) -> Result<Value, DecodeError> {
    let mark = r.mark();
    let text = r.raw()?;
    r.rewind(mark);
    if !text.contains(['.', 'e', 'E']) && text != "-0" {
        if let Ok(value) = r.i64() {
            return Ok(value.into());
        }
        r.rewind(mark);
        if let Ok(value) = r.u64() {
            return Ok(value.into());
        }
        r.rewind(mark);
    }
    Ok(r.f64()?.into())
}

impl Encode for Tree {
    fn encode(&self, w: &mut Writer) {
        encode(&self.0, w);
    }
}

fn encode(value: &Value, w: &mut Writer) {
    match value {
        Value::Null => w.null(),
        Value::Bool(value) => w.bool(*value),
        Value::Number(value) => match (value.as_i64(), value.as_u64()) {
            (Some(value), _) => w.i64(value),
            (_, Some(value)) => w.u64(value),
            _ => w.f64(value.as_f64().unwrap()),
        },
        Value::String(value) => w.str(value),
        Value::Array(values) => {
            w.begin_array();
            for value in values {
                w.element();
                encode(value, w);
            }
            w.end_array();
        }
        Value::Object(members) => {
            w.begin_object();
            for (key, value) in members {
                w.key_escaped(key);
                encode(value, w);
            }
            w.end_object();
        }
    }
}

/// Equal but for the last bits of a float, which `serde_json` does not always get right by default.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) if a.is_f64() && b.is_f64() => {
            let (a, b) = (a.as_f64().unwrap(), b.as_f64().unwrap());
            (a - b).abs() <= a.abs() * 1e-14 + f64::MIN_POSITIVE
        }
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|((ka, va), (kb, vb))| ka == kb && same(va, vb))
        }
        _ => a == b,
    }
}

/// Compares all ways to read `text`.
fn compare(text: &str) -> Result<(), TestCaseError> {
    let grammatical = serde_json::from_str::<IgnoredAny>(text).is_ok();
    let raw = from_str::<RawJson>(text);
    prop_assert_eq!(raw.is_ok(), grammatical, "raw of {:?}: {:?}", text, raw);
    if let Ok(raw) = raw {
        prop_assert_eq!(raw.get(), text.trim_matches([' ', '\n', '\t', '\r']));
    }
    let tree = from_str::<Tree>(text);
    match (serde_json::from_str::<Value>(text), tree) {
        (Ok(theirs), Ok(ours)) => {
            prop_assert!(same(&theirs, &ours.0), "{:?}: {} and {}", text, theirs, ours.0);
        }
        (Ok(theirs), Err(error)) => prop_assert!(false, "{:?} is {}, but {}", text, theirs, error),
        (Err(error), Ok(_)) => {
            let surrogate = grammatical && text.to_ascii_lowercase().contains("\\ud");
            prop_assert!(surrogate, "{:?} was accepted: {}", text, error);
        }
        (Err(_), Err(error)) => prop_assert!(error.offset() <= text.len()),
    }
    let integer = (serde_json::from_str::<i64>(text), from_str::<i64>(text));
    match integer {
        (Ok(theirs), ours) => prop_assert_eq!(theirs, ours.unwrap()),
        // `null` and integral floats are integers to us.
        (Err(_), Ok(_)) => {
            prop_assert!(text.trim() == "null" || text.contains(['.', 'e', 'E']) || text.trim() == "-0");
        }
        (Err(_), Err(_)) => {}
    }
    Ok(())
}

fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (-2000i64..2000).prop_map(Value::from),
        any::<f64>().prop_map(|value| Number::from_f64(value).map_or(Value::Null, Value::Number)),
        strings().prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 48, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((strings(), inner), 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// Strings of every length around a word, with what needs escapes here and there.
fn strings() -> impl Strategy<Value = String> {
    let letter = prop_oneof![
        8 => prop::char::range('a', 'z'),
        1 => any::<char>(),
        1 => prop::char::range('\0', '\u{ff}'),
        1 => prop::sample::select(vec!['"', '\\', '/', '\n', 'я', '\u{1f980}']),
    ];
    prop::collection::vec(letter, 0..40).prop_map(|letters| letters.into_iter().collect())
}

/// The text as Telegram writes it, or with whitespace wherever it may stand.
fn written(value: &Value, style: u8) -> String {
    let compact = value.to_string();
    let mut text = String::new();
    for letter in compact.chars() {
        match (letter, style % 3) {
            (letter, 1) if !letter.is_ascii() => {
                for unit in letter.encode_utf16(&mut [0; 2]) {
                    let _ = write!(text, "\\u{unit:04x}");
                }
            }
            ('/', 1) => text.push_str("\\/"),
            (letter, _) => text.push(letter),
        }
    }
    if style % 3 == 2 { serde_json::to_string_pretty(value).unwrap_or_default() } else { text }
}

/// What JSON is made of, and some of what it is not.
const PIECES: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\\",
    "/",
    "0",
    "1",
    "9",
    "-",
    "+",
    ".",
    "e",
    "E",
    "null",
    "true",
    "false",
    "n",
    "u",
    "\\u",
    "\\u00e9",
    "\\ud83e",
    "\\udd80",
    "\\n",
    " ",
    "\n",
    "\t",
    "a",
    "\"a\":",
    "\"type\":",
    "12345678",
    "0.5",
    "1e5",
    "\u{1}",
    "я",
    "\u{1f980}",
    "99999999999999999999",
    "1e400",
    "\"abcdefgh\"",
    "\u{a0}",
    "\u{c}",
];

proptest! {
    #[test]
    fn values_come_back(value in values(), style in any::<u8>()) {
        let text = written(&value, style);
        compare(&text)?;
        let tree: Tree = from_str(&text).unwrap();
        prop_assert_eq!(to_string(&tree), tree.0.to_string());
    }

    #[test]
    fn damaged_values(value in values(), style in any::<u8>(), edits in prop::collection::vec((any::<prop::sample::Index>(), 0..3u8, prop::sample::select(PIECES)), 1..4)) {
        let mut text: Vec<char> = written(&value, style).chars().collect();
        for (at, edit, piece) in edits {
            let at = at.index(text.len() + 1);
            match edit {
                0 => { text.splice(at..at, piece.chars()); }
                1 => { text.splice(at..(at + 1).min(text.len()), piece.chars()); }
                _ => text.truncate(at),
            }
        }
        compare(&text.into_iter().collect::<String>())?;
    }

    #[test]
    fn pieces(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..12)) {
        compare(&pieces.concat())?;
    }

    #[test]
    fn numbers(text in "-?[0-9]{0,22}(\\.[0-9]{0,4})?([eE][+-]?[0-9]{0,3})? {0,9}") {
        compare(&text)?;
        compare(&format!("[{text},{text}]"))?;
    }

    #[test]
    fn bytes(bytes in prop::collection::vec(any::<u8>(), 0..24), quoted in any::<bool>()) {
        let text = if quoted { [b"\"", &*bytes, b"\""].concat() } else { bytes };
        let theirs = serde_json::from_slice::<Value>(&text).ok();
        let ours = from_slice::<Tree>(&text).ok().map(|tree| tree.0);
        prop_assert_eq!(theirs, ours);
    }

    #[test]
    fn every_cut_is_refused(value in values(), style in any::<u8>()) {
        let text = format!("[{}]", written(&value, style));
        for end in (0..text.len()).filter(|end| text.is_char_boundary(*end)) {
            let cut = text.get(..end).unwrap_or_default();
            prop_assert!(from_str::<Tree>(cut).is_err() && from_str::<RawJson>(cut).is_err());
        }
    }
}
