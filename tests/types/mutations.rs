//! Recorded updates, broken at random: never a panic, and what is read is read the same again.

use std::sync::OnceLock;

use chappe::types::Update;
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};

use super::recorded;

fn corpus() -> &'static [String] {
    static CORPUS: OnceLock<Vec<String>> = OnceLock::new();
    CORPUS.get_or_init(|| recorded().into_iter().map(|(_, body)| body.to_string()).collect())
}

/// What is read and written is read again as the same.
fn check(text: &str) -> Result<(), TestCaseError> {
    if let Ok(first) = Update::from_json(text) {
        let written = first.to_json();
        let second = Update::from_json(&written);
        prop_assert_eq!(second.map_err(|error| error.to_string()), Ok(first), "{}", written);
    }
    Ok(())
}

/// Any value that JSON can hold, with the numbers and words that hurt.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,8}".prop_map(Value::from),
        prop_oneof![Just("private"), Just("emoji"), Just("member"), Just("bold"), Just("")]
            .prop_map(Value::from),
        Just(json!({"type": "user", "id": 1, "date": 0, "chat": {"id": 1}})),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        let key = prop_oneof![Just("type".to_owned()), Just("chat".to_owned()), "[a-z_]{1,6}"];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(key, inner, 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// The places of a tree, counted in order.
fn count(tree: &Value) -> usize {
    1 + match tree {
        Value::Object(members) => members.values().map(count).sum(),
        Value::Array(list) => list.iter().map(count).sum::<usize>(),
        _ => 0,
    }
}

/// The place of that number.
fn place<'a>(tree: &'a mut Value, number: &mut usize) -> Option<&'a mut Value> {
    if *number == 0 {
        return Some(tree);
    }
    *number -= 1;
    let children: Vec<&mut Value> = match tree {
        Value::Object(members) => members.values_mut().collect(),
        Value::Array(list) => list.iter_mut().collect(),
        _ => return None,
    };
    for child in children {
        let size = count(child);
        if *number < size {
            return place(child, number);
        }
        *number -= size;
    }
    None
}

#[derive(Clone, Debug)]
enum Change {
    Replace(Value),
    Remove(Index),
    Add(String, Value),
    Double,
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        value().prop_map(Change::Replace),
        any::<Index>().prop_map(Change::Remove),
        ("[a-z_]{1,8}", value()).prop_map(|(key, value)| Change::Add(key, value)),
        Just(Change::Double),
    ]
}

fn apply(tree: &mut Value, at: Index, change: Change) {
    let mut number = at.index(count(tree));
    let Some(place) = place(tree, &mut number) else { return };
    match (place, change) {
        (place, Change::Replace(value)) => *place = value,
        (Value::Object(members), Change::Remove(which)) if !members.is_empty() => {
            let key = members.keys().nth(which.index(members.len())).cloned();
            key.map(|key| members.remove(&key));
        }
        (Value::Object(members), Change::Add(key, value)) => _ = members.insert(key, value),
        (Value::Array(list), Change::Add(_, value)) => list.push(value),
        (Value::Array(list), Change::Remove(which)) if !list.is_empty() => {
            list.remove(which.index(list.len()));
        }
        (Value::Array(list), Change::Double) => list.extend(list.clone()),
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_update_with_changed_members_is_read_alike_or_refused(
        which: Index,
        changes in prop::collection::vec((any::<Index>(), change()), 1..4),
    ) {
        let mut tree: Value = serde_json::from_str(which.get::<String>(corpus())).expect("the corpus is JSON");
        for (at, change) in changes {
            apply(&mut tree, at, change);
        }
        check(&tree.to_string())?;
    }

    #[test]
    fn an_update_with_changed_bytes_is_read_alike_or_refused(
        which: Index,
        changes in prop::collection::vec((any::<Index>(), prop::option::of("[\\PC{}\\[\\]\",:0-9\\\\]")), 1..4),
    ) {
        let mut letters: Vec<char> = which.get::<String>(corpus()).chars().collect();
        for (at, letter) in changes {
            let at = at.index(letters.len());
            match letter.and_then(|letter| letter.chars().next()) {
                Some(letter) => letters[at] = letter,
                None => _ = letters.remove(at),
            }
        }
        check(&letters.into_iter().collect::<String>())?;
    }

    #[test]
    fn any_value_in_the_place_of_a_kind_is_read_alike_or_refused(
        kind in prop::sample::select(chappe::types::UpdateType::ALL),
        content in value(),
    ) {
        check(&json!({"update_id": 1, kind.as_str(): content}).to_string())?;
    }

    #[test]
    fn any_text_is_read_alike_or_refused(text in "\\PC*") {
        check(&text)?;
    }
}
