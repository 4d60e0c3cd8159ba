//! Recorded facts of grammY and python-telegram-bot, held against chappe.
//!
//! The data is read from the folder that `CHAPPE_CONFORMANCE` names, by default `tests/data`. Whatever cases the files
//! hold are run; every case that fails is told by its name.

#![allow(unreachable_pub)]

use std::path::PathBuf;
use std::sync::OnceLock;

use chappe::types::{Update, User};
use chappe::{Bot, Ctx};
use serde_json::Value;

#[path = "conformance/accessors.rs"]
mod accessors;
#[path = "conformance/actions.rs"]
mod actions;
#[path = "conformance/checks.rs"]
mod checks;
#[path = "conformance/commands.rs"]
mod commands;
#[path = "conformance/composer.rs"]
mod composer;
#[path = "conformance/keyboards.rs"]
mod keyboards;
#[path = "conformance/queries.rs"]
mod queries;
#[path = "conformance/text.rs"]
mod text;

/// A case by its name, and what is wrong with it.
type Case = (String, Result<(), String>);

/// One of the files, whole.
fn data(file: &str) -> Value {
    let folder = std::env::var_os("CHAPPE_CONFORMANCE")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data"), PathBuf::from);
    let path = folder.join(file);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// grammY's facts, read once.
fn grammy() -> &'static Value {
    static DATA: OnceLock<Value> = OnceLock::new();
    DATA.get_or_init(|| data("grammy.json"))
}

/// python-telegram-bot's facts, read once.
fn ptb() -> &'static Value {
    static DATA: OnceLock<Value> = OnceLock::new();
    DATA.get_or_init(|| data("ptb_handlers.json"))
}

fn array(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

/// A bot of the given user that never sends anything.
fn bot(me: &Value) -> Bot {
    let me: User = serde_json::from_value(me.clone()).expect("the data's own bot is a user");
    Bot::builder("42:TEST").me(me).build().expect("a well-formed token")
}

/// The context of an update, for grammY's bot.
fn ctx(update: &Value) -> Ctx {
    static BOT: OnceLock<Bot> = OnceLock::new();
    let bot = BOT.get_or_init(|| bot(&grammy()["me"]));
    let update = Update::from_json(&update.to_string()).unwrap_or_else(|error| panic!("{update}: {error}"));
    Ctx::new(bot.clone(), update)
}

/// The body of one of grammY's updates.
fn body(name: &str) -> &'static Value {
    &grammy()["update_bodies"][name]
}

fn equal(what: &str, got: &Value, expected: &Value) -> Result<(), String> {
    if same(got, expected) { Ok(()) } else { Err(format!("{what}: got {got}, expected {expected}")) }
}

/// Equal as JSON, where `1` and `1.0` are one number.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.as_f64() == b.as_f64(),
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| same(a, b)))
        }
        _ => a == b,
    }
}

/// Fails with all cases that failed.
fn report(cases: &[Case]) {
    let failed: Vec<String> = cases
        .iter()
        .filter_map(|(name, result)| result.as_ref().err().map(|why| format!("{name}: {why}")))
        .collect();
    println!("{} cases, {} failed", cases.len(), failed.len());
    assert!(failed.is_empty(), "{} of {} cases failed:\n{}", failed.len(), cases.len(), failed.join("\n"));
}

#[test]
fn accessors() {
    report(&accessors::cases());
}

#[test]
fn effective() {
    report(&accessors::effective());
}

#[test]
fn has_checks() {
    report(&checks::cases());
}

#[test]
fn regex_filters() {
    report(&checks::regex_filters());
}

#[test]
fn callback_patterns() {
    report(&checks::callback_patterns());
}

#[test]
fn actions() {
    report(&actions::cases());
}

#[tokio::test]
async fn composer_programs() {
    report(&composer::cases().await);
}

#[test]
fn update_types() {
    report(&checks::update_types());
}

#[test]
fn commands() {
    report(&commands::cases());
}

#[test]
fn filter_queries() {
    report(&queries::cases());
}

#[test]
fn texts() {
    report(&text::cases());
}

#[test]
fn keyboards() {
    report(&keyboards::cases());
}
