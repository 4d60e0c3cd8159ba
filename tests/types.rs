//! The generated types, held against the facts they come from, the recorded updates, and bad input.

#![allow(unreachable_pub)]

use std::path::Path;

use chappe::types::Update;
use serde_json::Value;

#[path = "types/corpus.rs"]
mod corpus;
#[path = "types/facts.rs"]
mod facts;
#[path = "types/lenient.rs"]
mod lenient;
#[path = "types/mutations.rs"]
mod mutations;
#[path = "types/nesting.rs"]
mod nesting;
#[path = "types/open.rs"]
mod open;
#[path = "types/show.rs"]
mod show;

/// A file of the repository.
fn file(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// All recorded updates, by a name to find them again.
fn recorded() -> Vec<(String, Value)> {
    let lines = file("tests/data/updates.jsonl");
    let lines = lines.lines().enumerate().map(|(number, line)| (format!("line {}", number + 1), tree(line)));
    let grammy = tree(&file("tests/data/grammy.json"));
    let bodies = grammy["update_bodies"].as_object().expect("an object of updates");
    lines.chain(bodies.iter().map(|(name, body)| (name.clone(), body.clone()))).collect()
}

fn tree(text: &str) -> Value {
    serde_json::from_str(text).expect("the text is JSON")
}

/// The update that a text holds.
fn update(text: &str) -> Update {
    Update::from_json(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// What an update is once it was read and written again.
fn again(text: &str) -> Value {
    tree(&update(text).to_json())
}

/// An update with a message of these members, beside those that every message has.
fn message(members: &str) -> String {
    let comma = if members.is_empty() { "" } else { "," };
    format!(
        r#"{{"update_id":1,"message":{{"message_id":2,"date":3,"chat":{{"id":4,"type":"private"}}{comma}{members}}}}}"#
    )
}
