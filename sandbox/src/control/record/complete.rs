//! No act, and nothing that an act is told, is forgotten in the lines.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde_json::Value;

use super::super::route::{Field, Kind, Route, routes};
use super::{Names, file, is_act, line};
use crate::world::{Act, Json};

/// Members that change nothing in a line: of which verb (nothing for all), which, and why.
const NOT_WRITTEN: &[(&str, &str, &str)] = &[
    ("", "deadline_ms", "how patient the test is says its sandbox"),
    ("", "file", "it is kept beside the arguments"),
    ("click", "row", "it stands for a button only together with the column"),
    ("click", "column", "it stands for a button only together with the row"),
    ("choose_inline", "bot", "the results know whose they are"),
    ("send_media", "name", "the kind of the example, a photo, has none"),
];

fn names() -> Names {
    Names {
        users: BTreeMap::from([(1001, "alice".into()), (1002, "bob".into()), (1003, "carol".into())]),
        groups: BTreeMap::from([(-4_000_001, "friends".into()), (-1_002_000_000_003, "forum".into())]),
        bots: BTreeMap::from([(1, "usual".into()), (123_456, "helper".into()), (700_001, "other".into())]),
        default_bot: 1,
    }
}

fn acting() -> impl Iterator<Item = &'static Route> {
    routes().filter(|route| is_act(route))
}

/// The line of an act with the examples of these members, if it has one.
fn written<'a>(route: &'static Route, fields: impl Iterator<Item = &'a Field>) -> Option<String> {
    written_with(route, examples(fields))
}

fn examples<'a>(fields: impl Iterator<Item = &'a Field>) -> Json {
    let example = |field: &Field| serde_json::from_str(field.example).unwrap_or(Value::Null);
    fields.map(|field| (field.name.to_owned(), example(field))).collect()
}

fn written_with(route: &'static Route, mut args: Json) -> Option<String> {
    if route.path.ends_with("{inline_query}") {
        args.insert("inline_query".into(), 1.into());
    }
    if route.path.contains("{group}") {
        args.insert("group".into(), (-4_000_001).into());
    }
    let file = args.contains_key("photo").then(|| file::note("hello".into()));
    let (user, verb) = (Some(1001), route.name);
    let act = Act { user, verb, args, file, before: None, outcome: OnceLock::new() };
    Some(line(&act, &names())).filter(|line| !line.starts_with("//"))
}

#[test]
fn every_act_has_its_line() {
    for route in acting() {
        let least = written(route, route.members().filter(|field| field.required));
        let all = written(route, route.members());
        assert!(least.or(all).is_some(), "write a line for {} in control/record", route.name);
    }
}

#[test]
fn the_exceptions_are_of_members_that_there_are() {
    for (verb, name, why) in NOT_WRITTEN {
        let mut routes = acting().filter(|route| verb.is_empty() || route.name == *verb);
        let found = routes.any(|route| route.members().any(|field| field.name == *name));
        assert!(found, "{verb} {name}: {why}");
    }
}

/// A chat tells where a message is; the message's variable knows that by itself.
fn is_said_by_message(route: &'static Route, field: &Field) -> bool {
    field.name == "chat" && route.members().any(|field| field.name == "message")
}

/// Whether a line is another one with this member beside these.
fn makes_difference<'a>(
    route: &'static Route,
    name: &str,
    value: &str,
    beside: impl Iterator<Item = &'a Field>,
) -> bool {
    let mut args = examples(beside);
    let without = written_with(route, args.clone());
    args.insert(name.to_owned(), serde_json::from_str(value).unwrap_or(Value::Null));
    without != written_with(route, args)
}

#[test]
fn what_an_act_is_told_stands_in_its_line() {
    let mut forgotten = Vec::new();
    for route in acting() {
        for field in route.members().filter(|field| !is_said_by_message(route, field)) {
            let is_excepted = |(verb, name, _): &(&str, &str, &str)| {
                *name == field.name && (verb.is_empty() || *verb == route.name)
            };
            if NOT_WRITTEN.iter().any(is_excepted) {
                continue;
            }
            // A member counts beside the needed ones, or beside all others; a flag by being false, if not by being true.
            let needed = |other: &&Field| other.required && other.name != field.name;
            let others = |other: &&Field| other.name != field.name;
            let false_flag = matches!(field.kind, Kind::Flag).then_some("false");
            let differs = [Some(field.example), false_flag].into_iter().flatten().any(|value| {
                let (few, many) = (route.members().filter(needed), route.members().filter(others));
                makes_difference(route, field.name, value, few)
                    || makes_difference(route, field.name, value, many)
            });
            if !differs {
                forgotten.push((route.name, field.name));
            }
        }
    }
    assert!(forgotten.is_empty(), "these make no difference in the line: {forgotten:?}");
}
