//! What is missing, null, doubled or of the wrong type.

use chappe::json::DecodeError;
use chappe::types::{Message, Update, UpdateKind};

use super::{message, recorded, update};

fn refused(text: &str) -> DecodeError {
    match Update::from_json(text) {
        Ok(update) => panic!("{text} was read as {update:?}"),
        Err(error) => error,
    }
}

/// The message of an update that has one.
fn read(text: &str) -> Message {
    match update(text).kind {
        UpdateKind::Message(message) => *message,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_missing_scalar_takes_its_default() {
    let message = read(r#"{"update_id":1,"message":{"chat":{"id":4},"from":{}}}"#);
    assert_eq!((message.message_id.get(), message.date.get()), (0, 0));
    assert_eq!(message.chat.kind, "");
    assert_eq!(message.from.expect("a sender").first_name, "");
}

#[test]
fn a_missing_object_inside_a_message_takes_its_default() {
    let message = read(&message(r#""venue":{"title":"Bar"}"#));
    let venue = message.venue.expect("a venue");
    assert_eq!((venue.title.as_str(), venue.location.latitude), ("Bar", 0.0));
}

#[test]
fn an_update_without_a_number_is_an_error_that_says_so() {
    for text in [r#"{"poll":{"id":"1"}}"#, r#"{"update_id":null,"poll":{"id":"1"}}"#, "{}"] {
        let error = refused(text).to_string();
        assert!(error.contains("`update_id` of Update"), "{error}");
    }
}

#[test]
fn a_message_without_a_chat_is_an_error_that_says_so_and_where() {
    for text in [
        r#"{"update_id":1,"message":{"message_id":2}}"#,
        r#"{"update_id":1,"message":{"message_id":2,"chat":null}}"#,
    ] {
        let error = refused(text).to_string();
        assert!(error.contains("`chat` of Message") && error.contains("(in message"), "{error}");
    }
}

#[test]
fn a_query_without_its_user_is_an_error_that_says_so() {
    for (kind, name) in [("callback_query", "CallbackQuery"), ("inline_query", "InlineQuery")] {
        let error = refused(&format!(r#"{{"update_id":1,"{kind}":{{"id":"1"}}}}"#)).to_string();
        assert!(error.contains(&format!("`from` of {name}")), "{error}");
    }
}

#[test]
fn null_is_as_good_as_missing() {
    let null = message(r#""from":null,"text":null,"entities":null,"venue":{"location":null,"title":null}"#);
    let missing = message(r#""venue":{}"#);
    assert_eq!(read(&null), read(&missing));
}

#[test]
fn a_kind_that_is_null_is_none() {
    let text = r#"{"update_id":1,"message":null,"poll":{"id":"1"},"edited_message":null}"#;
    assert_eq!(update(text), update(r#"{"update_id":1,"poll":{"id":"1"}}"#));
}

#[test]
fn null_for_any_one_member_of_a_recorded_update_is_read_or_refused_by_name() {
    for (name, body) in recorded() {
        let paths = paths(&body);
        for path in paths {
            let mut changed = body.clone();
            *changed.pointer_mut(&path).expect("a path of its own") = serde_json::Value::Null;
            if let Err(error) = Update::from_json(&changed.to_string()) {
                let error = error.to_string();
                let array = path.rsplit('/').next().is_some_and(|last| last.parse::<usize>().is_ok());
                assert!(array || error.starts_with("missing member"), "{name}{path}: {error}");
            }
        }
    }
}

/// JSON pointers to all that is in a value.
fn paths(value: &serde_json::Value) -> Vec<String> {
    use serde_json::Value;
    let children: Vec<(String, &Value)> = match value {
        Value::Object(object) => object.iter().map(|(key, value)| (key.clone(), value)).collect(),
        Value::Array(list) => list.iter().enumerate().map(|(at, value)| (at.to_string(), value)).collect(),
        _ => Vec::new(),
    };
    let below = children.into_iter().flat_map(|(key, child)| {
        let below = paths(child).into_iter().map(|path| format!("/{key}{path}")).collect::<Vec<_>>();
        std::iter::once(format!("/{key}")).chain(below)
    });
    below.collect()
}

#[test]
fn of_a_doubled_scalar_or_list_the_last_counts() {
    let message = read(&message(r#""text":"a","text":"b","entities":[{"type":"url"}],"entities":[]"#));
    assert_eq!(message.text.as_deref(), Some("b"));
    assert_eq!(message.entities, Some(Vec::new()));
}

#[test]
fn of_a_doubled_object_the_last_counts_and_the_first_leaves_nothing() {
    let twice = read(&message(r#""from":{"id":1,"username":"a"},"from":{"id":2}"#));
    let from = twice.from.expect("a sender");
    assert_eq!((from.id.get(), from.username), (2, None));
    let text = message("").replace(r#""chat":"#, r#""chat":{"id":9,"title":"old"},"chat":"#);
    let twice = read(&text);
    assert_eq!((twice.chat.id.get(), twice.chat.title), (4, None));
}

#[test]
fn an_integer_out_of_range_is_an_error_that_names_the_place() {
    for number in ["9223372036854775808", "-9223372036854775809", "1e30", "1.5"] {
        let text = format!(r#"{{"update_id":1,"message":{{"chat":{{"id":{number}}}}}}}"#);
        let error = refused(&text).to_string();
        assert!(
            error.contains("out of range") && error.contains("(in message.chat.id)"),
            "{number}: {error}"
        );
    }
}

#[test]
fn the_largest_integers_are_exact() {
    for number in [i64::MAX, i64::MIN, (1 << 53) + 1] {
        let message = read(&format!(r#"{{"update_id":1,"message":{{"chat":{{"id":{number}}}}}}}"#));
        assert_eq!(message.chat.id.get(), number);
    }
}

#[test]
fn a_float_that_is_whole_is_an_integer() {
    assert_eq!(
        read(r#"{"update_id":1,"message":{"date":1.7e9,"chat":{"id":4.0}}}"#).date.get(),
        1_700_000_000
    );
}

#[test]
fn a_wrong_type_is_an_error_that_says_what_and_where() {
    for (members, expected, found) in [
        (r#""text":5"#, "a string", "a number"),
        (r#""text":{}"#, "a string", "an object"),
        (r#""from":[]"#, "an object", "an array"),
        (r#""entities":{}"#, "an array", "an object"),
        (r#""media_group_id":true"#, "a string", "a boolean"),
    ] {
        let error = refused(&message(members)).to_string();
        assert!(error.contains(&format!("expected {expected}, found {found}")), "{members}: {error}");
        assert!(error.contains("(in message."), "{members}: {error}");
    }
}

#[test]
fn what_is_no_update_at_all_is_an_error() {
    for text in ["", " ", "null", "5", "[]", "\"x\"", "{", r#"{"update_id":1"#, r#"{"update_id":1}x"#] {
        refused(text);
    }
    assert!(Update::from_slice(b"{\"update_id\":1,\"x\":\"\xff\"}").is_err());
}

#[test]
fn every_prefix_of_a_recorded_update_is_an_error() {
    for (name, body) in recorded().into_iter().take(25) {
        let text = body.to_string();
        for end in (0..text.len()).filter(|end| text.is_char_boundary(*end)) {
            assert!(Update::from_json(&text[..end]).is_err(), "{name} up to {end}");
        }
    }
}
