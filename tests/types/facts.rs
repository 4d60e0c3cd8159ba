//! Everything that the facts name is there.

use std::collections::BTreeSet;

use chappe::methods::METHOD_NAMES;
use chappe::types::{BOT_API_VERSION, TYPE_NAMES};
use serde_json::Value;

use super::{file, tree};

fn facts() -> Value {
    tree(&file("xtask/bot-api.json"))
}

fn names<'a>(facts: &'a Value, list: &str) -> BTreeSet<&'a str> {
    let list = facts[list].as_array().expect("a list");
    let names: BTreeSet<&str> = list.iter().map(|item| item["name"].as_str().expect("a name")).collect();
    assert_eq!(names.len(), list.len(), "a name stands twice in the facts");
    names
}

#[test]
fn every_type_of_the_facts_exists() {
    let facts = facts();
    assert_eq!(names(&facts, "types"), TYPE_NAMES.iter().copied().collect());
}

#[test]
fn every_method_of_the_facts_exists() {
    let facts = facts();
    assert_eq!(names(&facts, "methods"), METHOD_NAMES.iter().copied().collect());
}

#[test]
fn the_version_is_that_of_the_facts() {
    assert_eq!(facts()["version"], BOT_API_VERSION);
}

#[test]
fn every_update_kind_of_the_facts_is_known() {
    let facts = facts();
    let update = facts["types"].as_array().into_iter().flatten().find(|t| t["name"] == "Update");
    let fields = update.and_then(|update| update["fields"].as_array()).expect("the fields of an update");
    let kinds: Vec<&str> =
        fields.iter().filter_map(|f| f["name"].as_str()).filter(|n| *n != "update_id").collect();
    let known: Vec<&str> =
        chappe::types::UpdateType::ALL.iter().map(chappe::types::UpdateType::as_str).collect();
    assert_eq!(kinds, known);
}

#[test]
fn every_type_and_method_has_code_of_its_name() {
    let code = |folder: &str| -> String {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        let files = std::fs::read_dir(folder).expect("the folder of generated code");
        files.map(|f| std::fs::read_to_string(f.expect("an entry").path()).expect("a file")).collect()
    };
    let types = code("src/types");
    for name in TYPE_NAMES.iter().filter(|name| !matches!(**name, "InputFile" | "MessageId")) {
        let declared = ["struct", "enum"].iter().any(|kind| types.contains(&format!("pub {kind} {name} {{")));
        assert!(declared, "{name}");
    }
    let methods = code("src/methods");
    for name in METHOD_NAMES {
        assert!(methods.contains(&format!("const NAME: &'static str = \"{name}\";")), "{name}");
    }
}
