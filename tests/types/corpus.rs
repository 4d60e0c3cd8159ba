//! Recorded updates come back as they were.

use chappe::types::UpdateKind;
use serde_json::Value;

use super::{recorded, update};

/// Where the written differs from what was read, other than by a required member that was missing and has its default.
fn difference(read: &Value, written: &Value, path: &str) -> Option<String> {
    match (read, written) {
        (Value::Object(read), Value::Object(written)) => {
            let lost = read.keys().find(|key| !written.contains_key(*key));
            if let Some(key) = lost {
                return Some(format!("{path}.{key} is lost"));
            }
            written.iter().find_map(|(key, value)| match read.get(key) {
                Some(read) => difference(read, value, &format!("{path}.{key}")),
                None if is_default(value) => None,
                None => Some(format!("{path}.{key} is new: {value}")),
            })
        }
        (Value::Array(read), Value::Array(written)) if read.len() == written.len() => {
            let mut pairs = read.iter().zip(written).enumerate();
            pairs.find_map(|(at, (read, written))| difference(read, written, &format!("{path}[{at}]")))
        }
        (Value::Number(read), Value::Number(written))
            if written.is_f64() && read.as_f64() == written.as_f64() =>
        {
            None
        }
        _ if read == written => None,
        _ => Some(format!("{path} was {read} and is {written}")),
    }
}

fn is_default(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(flag) => !flag,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Object(object) => object.values().all(is_default),
    }
}

#[test]
fn every_recorded_update_comes_back_unchanged() {
    let mut wrong = Vec::new();
    for (name, body) in recorded() {
        let written = update(&body.to_string()).to_json();
        let written = serde_json::from_str(&written).expect("what is written is JSON");
        wrong.extend(difference(&body, &written, "").map(|difference| format!("{name}: {difference}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_recorded_update_reads_the_same_from_what_was_written() {
    for (name, body) in recorded() {
        let first = update(&body.to_string());
        assert_eq!(update(&first.to_json()), first, "{name}");
    }
}

#[test]
fn every_update_of_telegram_is_of_a_known_kind() {
    for (name, body) in recorded().into_iter().filter(|(name, _)| name.starts_with("line")) {
        let update = update(&body.to_string());
        assert!(!matches!(update.kind, UpdateKind::Unknown(_)), "{name}");
        assert!(update.extra.is_empty(), "{name}: {:?}", update.extra);
    }
}
