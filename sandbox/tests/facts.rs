//! The table of methods and types is what the workspace's facts say.
//!
//! `CHAPPE_SANDBOX_BLESS=1` writes it anew. Outside the workspace there is nothing to compare with.

use std::fmt::Write;
use std::path::PathBuf;

use serde_json::Value;

fn list<'a>(value: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    value[name].as_array().into_iter().flatten()
}

fn word(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// A type in the table's spelling.
fn kind(value: &Value) -> String {
    if let Some(name) = value.as_str() {
        name.to_owned()
    } else if let Some(inner) = value.get("array") {
        format!("[{}]", kind(inner))
    } else {
        list(value, "any").map(kind).collect::<Vec<_>>().join("|")
    }
}

/// A parameter or a field: its name and type, and what may be its value.
fn slot(value: &Value) -> String {
    let mut text = word(&value["name"]);
    if value["required"] == true {
        text.push('!');
    }
    text.push(':');
    text.push_str(&kind(&value["type"]));
    if let Some(length) = value.get("length") {
        let number = |name: &str, default: &str| {
            length.get(name).map_or_else(|| default.to_owned(), ToString::to_string)
        };
        let unit: String = word(&length["unit"]).chars().take(1).collect();
        write!(text, "{{{},{},{unit}}}", number("min", "0"), number("max", "")).unwrap();
    }
    if let Some(range) = value.get("range") {
        write!(text, "<{}..{}>", range[0], range[1]).unwrap();
    }
    let values: Vec<String> = match value.get("const") {
        Some(constant) => vec![word(constant)],
        None => list(value, "values").map(word).collect(),
    };
    if !values.is_empty() {
        write!(text, "={}", values.join(",")).unwrap();
    }
    text
}

fn table(facts: &Value) -> String {
    let mut text = format!(
        "# Bot API {}. Made by `CHAPPE_SANDBOX_BLESS=1 cargo test -p chappe-sandbox --test facts`.\n",
        word(&facts["version"])
    );
    for method in list(facts, "methods") {
        let mut words = vec!["M".to_owned(), word(&method["name"]), kind(&method["returns"])];
        words.extend(list(method, "params").map(slot));
        writeln!(text, "{}", words.join(" ")).unwrap();
    }
    for one in list(facts, "types") {
        let mut words = vec![word(&one["name"])];
        if one.get("union").is_some() {
            words.insert(0, "U".to_owned());
            words.extend(list(one, "union").map(kind));
        } else {
            words.insert(0, "T".to_owned());
            words.extend(list(one, "fields").map(slot));
        }
        writeln!(text, "{}", words.join(" ")).unwrap();
    }
    text
}

#[test]
fn the_table_is_what_the_facts_say() {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let Ok(facts) = std::fs::read_to_string(here.join("../xtask/bot-api.json")) else {
        eprintln!("not inside the workspace: nothing to compare with");
        return;
    };
    let wanted = table(&serde_json::from_str(&facts).unwrap());
    let path = here.join("data/bot-api.txt");
    if std::env::var_os("CHAPPE_SANDBOX_BLESS").is_some() {
        std::fs::write(&path, &wanted).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap();
    let differs = found.lines().zip(wanted.lines()).find(|(found, wanted)| found != wanted);
    assert!(found == wanted, "data/bot-api.txt is old; first difference: {differs:?}");
}
