//! How types look: through serde, and for debugging.

use std::collections::BTreeMap;

use chappe::types::{ChatId, ChatType, Message, ReplyMarkup, UpdateKind};
use serde_json::json;

use super::{message, update};

/// What a bot might keep in a database, serialised by serde's own implementations around those of chappe.
type Note = (String, Message, BTreeMap<String, ChatType>, ChatId, Option<Box<Message>>);

fn note() -> Note {
    let members =
        r#""text":"hi \"there\" \ud83d\ude00","location":{"latitude":1.5,"longitude":-2},"new":{"a":[1]}"#;
    let UpdateKind::Message(message) = update(&message(members)).kind else { panic!("a message") };
    let kinds = BTreeMap::from([("a".into(), ChatType::Private), ("b".into(), ChatType::from("new"))]);
    ("t".into(), (*message).clone(), kinds, ChatId(-5), Some(message))
}

#[test]
fn a_type_goes_through_serde_json_text_and_back() {
    let text = serde_json::to_string(&note()).expect("it can be written");
    let back: Note = serde_json::from_str(&text).expect("it can be read");
    assert_eq!(back, note());
}

#[test]
fn a_type_goes_through_a_tree_of_values_and_back() {
    let tree = serde_json::to_value(note()).expect("it can be written");
    assert_eq!(tree[1]["new"], json!({"a": [1]}));
    assert_eq!(tree[2], json!({"a": "private", "b": "new"}));
    assert_eq!(tree[3], -5);
    let back: Note = serde_json::from_value(tree).expect("it can be read");
    assert_eq!(back, note());
}

#[test]
fn a_type_is_read_from_a_reader_which_lends_no_text() {
    let text = serde_json::to_vec(&note()).expect("it can be written");
    let back: Note = serde_json::from_reader(text.as_slice()).expect("it can be read");
    assert_eq!(back, note());
}

#[test]
fn what_is_no_message_is_an_error_of_serde_that_says_why() {
    let error = serde_json::from_str::<Message>(r#"{"message_id":1}"#).expect_err("no chat").to_string();
    assert!(error.contains("`chat` of Message"), "{error}");
}

#[test]
fn a_union_goes_through_serde() {
    let markup: ReplyMarkup = serde_json::from_value(json!({"force_reply": true})).expect("a markup");
    assert!(matches!(markup, ReplyMarkup::ForceReply(_)), "{markup:?}");
    assert_eq!(serde_json::to_value(&markup).expect("it can be written"), json!({"force_reply": true}));
}

#[test]
fn debug_shows_the_name_and_what_is_there_and_nothing_else() {
    let shown = format!("{:?}", update(&message(r#""text":"hi""#)));
    assert_eq!(
        shown,
        r#"Update {"update_id":1,"message":{"message_id":2,"date":3,"chat":{"id":4,"type":"private"},"text":"hi"}}"#
    );
}

#[test]
fn debug_over_several_lines_is_indented() {
    let user = chappe::types::User { first_name: "A, {b}".into(), ..Default::default() };
    assert_eq!(
        format!("{user:#?}"),
        "User {\n  \"id\": 0,\n  \"is_bot\": false,\n  \"first_name\": \"A, {b}\"\n}"
    );
}

#[test]
fn debug_of_a_method_shows_its_parameters() {
    let method = chappe::methods::SendMessage::new(5, "hi").parse_mode("HTML");
    assert_eq!(format!("{method:?}"), r#"SendMessage {"chat_id":5,"text":"hi","parse_mode":"HTML"}"#);
}

#[test]
fn an_update_is_small() {
    assert!(size_of::<chappe::types::Update>() <= 64);
}
