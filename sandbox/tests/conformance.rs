//! What Telegram's own parser does with texts, recorded: every case of the data is run.
//!
//! The data is `telegram_text.json` in the folder that `CHAPPE_CONFORMANCE` names, by default the workspace's own.

use std::path::PathBuf;

use chappe_sandbox::text::{Entity, Formatted, find_entities, is_email, parse_html, parse_markdown_v2};
use serde_json::{Value, json};

/// The sections that a test of this file runs.
const SECTIONS: [&str; 8] =
    ["mention", "bot_command", "hashtag", "cashtag", "url", "email", "html", "markdown_v2"];

fn data() -> Value {
    let folder = std::env::var_os("CHAPPE_CONFORMANCE")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/data"), PathBuf::from);
    let path = folder.join("telegram_text.json");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The cases of a section; a section that the data lacks has none, which is told.
fn section(name: &str) -> Vec<Value> {
    assert!(SECTIONS.contains(&name), "{name} is missing in SECTIONS");
    let cases = data()[name].as_array().cloned().unwrap_or_default();
    if cases.is_empty() {
        eprintln!("the data has no cases of {name}");
    }
    cases
}

/// Runs every case and fails with all that differ.
fn all(name: &str, check: impl Fn(&Value) -> Result<(), String>) {
    let cases = section(name);
    let failures: Vec<String> =
        cases.iter().filter_map(|case| check(case).err().map(|why| format!("{case}\n    {why}"))).collect();
    assert!(
        failures.is_empty(),
        "{} of {} cases of {name} differ:\n{}",
        failures.len(),
        cases.len(),
        failures.join("\n")
    );
}

fn equal(what: &str, expected: &Value, found: &Value) -> Result<(), String> {
    if expected == found { Ok(()) } else { Err(format!("{what}: {found}")) }
}

/// The parts of a text that entities of a kind mark.
fn marked(text: &str, kind: &str) -> Value {
    let units: Vec<u16> = text.encode_utf16().collect();
    let part =
        |entity: &Entity| String::from_utf16_lossy(&units[entity.offset..entity.offset + entity.length]);
    find_entities(text).iter().filter(|entity| entity.kind == kind).map(part).collect()
}

fn found(kind: &str) {
    all(kind, |case| {
        equal("found", &case["found"], &marked(case["text"].as_str().unwrap_or_default(), kind))
    });
}

fn parsed(name: &str, parse: fn(&str) -> Result<Formatted, String>) {
    all(name, |case| match parse(case["input"].as_str().unwrap_or_default()) {
        Err(error) => equal("refused", &case["error"], &error.into()),
        Ok(formatted) => {
            if !case["error"].is_null() {
                return Err(format!("accepted: {formatted:?}"));
            }
            equal("text", &case["text"], &formatted.text.into())?;
            let entities: Value = formatted.entities.iter().map(Entity::to_json).collect();
            equal("entities", &case["entities"], &entities)
        }
    });
}

#[test]
fn mentions() {
    found("mention");
}

#[test]
fn bot_commands() {
    found("bot_command");
}

#[test]
fn hashtags() {
    found("hashtag");
}

#[test]
fn cashtags() {
    found("cashtag");
}

#[test]
fn urls_and_emails_in_texts() {
    all("url", |case| {
        let text = case["text"].as_str().unwrap_or_default();
        equal("urls", &case["found"], &marked(text, "url"))?;
        equal("emails", case.get("emails").unwrap_or(&json!([])), &marked(text, "email"))
    });
}

#[test]
fn email_addresses() {
    all("email", |case| {
        let text = case["text"].as_str().unwrap_or_default();
        equal("is_email", &case["is_email"], &is_email(text).into())
    });
}

#[test]
fn html() {
    parsed("html", parse_html);
}

#[test]
fn markdown_v2() {
    parsed("markdown_v2", parse_markdown_v2);
}

#[test]
fn no_section_of_the_data_is_left_out() {
    let data = data();
    let names: Vec<&str> = data.as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect();
    assert!(!names.is_empty(), "the data is empty");
    let unknown: Vec<&&str> =
        names.iter().filter(|name| !SECTIONS.contains(*name) && **name != "meta").collect();
    assert!(unknown.is_empty(), "no test runs {unknown:?}");
}
