//! Filter queries: which are valid, what they stand for, and which updates they take.

use chappe::Ctx;
use chappe::filter::Filter;
use chappe::filter::query::{self, QueryErrorKind};
use chappe::types::Update;
use serde_json::Value;

use crate::{Case, array};

pub(crate) fn cases() -> Vec<Case> {
    let data = crate::grammy();
    let quirks = Quirks::of(&strings(&data["meta"]["quirks"]));
    let queries = strings(&data["filter_queries"]);
    let lists: Vec<_> = array(&data["filter_multi"]).iter().map(strings).collect();
    let (mut filters, mut any) = (Vec::new(), Vec::new());
    for query in &queries {
        filters.extend(query::parse(query).map(|filter| (query.as_str(), filter)));
    }
    for list in &lists {
        any.push(query::parse_any(list.iter().map(String::as_str)).map_err(|error| error.to_string()));
    }
    let validity = array(&data["filter_validity"]).iter().map(|case| {
        let query = string(&case["query"]);
        (format!("filter_validity `{query}`"), is_valid(query, case))
    });
    let listed = queries.iter().map(|query| {
        (
            format!("filter_queries `{query}`"),
            query::parse(query).map(drop).map_err(|error| error.to_string()),
        )
    });
    let updates = array(&data["updates"]).iter().flat_map(|case| {
        let name = string(&case["name"]);
        let update = crate::body(name);
        let expect = &case["expect"];
        // One update that does not parse is one case that fails.
        if let Err(error) = Update::from_json(&update.to_string()) {
            return vec![(format!("filters of {name}"), Err(error.to_string()))];
        }
        let ctx = crate::ctx(update);
        vec![
            (format!("filters of {name}"), takes(&ctx, update, &expect["filters"], &filters, &quirks)),
            (format!("filters_multi of {name}"), takes_any(&ctx, &expect["filters_multi"], &any)),
        ]
    });
    validity.chain(listed).chain(updates).collect()
}

/// What of a part the recording itself calls a quirk: that `message_reaction_count:reactions:emoji` and its like
/// never match. Here they do.
struct Quirks(Vec<String>);

impl Quirks {
    fn of(quirks: &[String]) -> Self {
        let never = quirks.iter().flat_map(|quirk| {
            let ends = quirk.match_indices(" never matches").map(|(end, _)| &quirk[..end]);
            ends.filter_map(|before| before.rsplit(' ').next()?.rsplit_once(':'))
        });
        Self(never.map(|(part, _)| part.to_owned()).filter(|part| part.contains(':')).collect())
    }

    /// What is expected instead of never matching; read from the JSON, and not by the code that is tested.
    fn instead(&self, query: &str, update: &Value) -> Option<bool> {
        let (part, wanted) = query.rsplit_once(':')?;
        if !self.0.iter().any(|quirk| quirk == part) {
            return None;
        }
        let wanted = Some(wanted);
        let reactions = array(&update["message_reaction_count"]["reactions"]);
        Some(
            reactions.iter().any(|reaction| reaction["type"]["type"].as_str() == wanted)
                || update["subscription"]["state"].as_str().is_some_and(|state| Some(state) == wanted),
        )
    }
}

/// Whether the query is as valid as recorded, stands for the same, and fails for the same reason.
fn is_valid(query: &str, case: &Value) -> Result<(), String> {
    let valid = case["valid"].as_bool() == Some(true);
    if query::is_valid(query) != valid {
        return Err(format!("valid should be {valid}"));
    }
    match (query::parse(query).and_then(|_| query::expand(query)), valid) {
        (Ok(expanded), true) => {
            let expected = strings(&case["expands_to"]);
            if case["expands_to"].is_array() && expanded != expected {
                return Err(format!("expands to {expanded:?}, should be {expected:?}"));
            }
            Ok(())
        }
        (Err(error), false) => {
            let text = case["error"].as_str().unwrap_or_default();
            let expected = match text {
                _ if text.contains("No further filtering is possible") => QueryErrorKind::NothingFollows,
                _ if text.starts_with("Invalid L") => QueryErrorKind::Unknown,
                _ if text.starts_with("Cannot filter further") => QueryErrorKind::TooManyParts,
                _ if text.starts_with("Shortcuts in") => QueryErrorKind::Shortcut,
                _ => return Ok(()),
            };
            // A kind without parts is told apart from one that has others.
            let nothing = error.kind() == QueryErrorKind::NothingFollows && text.starts_with("Invalid L2");
            if error.kind() == expected || nothing {
                return Ok(());
            }
            Err(format!("fails by {:?}, should by {expected:?}: {error}", error.kind()))
        }
        (result, _) => Err(format!("{result:?}")),
    }
}

/// Whether exactly the expected queries take the update.
fn takes(
    ctx: &Ctx,
    update: &Value,
    expected: &Value,
    filters: &[(&str, Filter)],
    quirks: &Quirks,
) -> Result<(), String> {
    if !expected.is_array() {
        return Ok(());
    }
    let expected = strings(expected);
    let mut wrong = Vec::new();
    for (query, filter) in filters {
        let recorded = expected.iter().any(|name| name == query);
        let wanted = quirks.instead(query, update).unwrap_or(recorded);
        let taken = filter.test(ctx).map_err(|error| error.to_string())?;
        if taken != wanted {
            wrong.push(format!("`{query}` should be {wanted}"));
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("; ")) }
}

/// Whether exactly the expected lists take the update; a list takes what one of its queries takes.
fn takes_any(ctx: &Ctx, expected: &Value, lists: &[Result<Filter, String>]) -> Result<(), String> {
    for (index, (list, expected)) in lists.iter().zip(array(expected)).enumerate() {
        let filter = list.as_ref().map_err(Clone::clone)?;
        let taken = filter.test(ctx).map_err(|error| error.to_string())?;
        if Some(taken) != expected.as_bool() {
            return Err(format!("list {index} should be {expected}"));
        }
    }
    Ok(())
}

fn string(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn strings(value: &Value) -> Vec<String> {
    array(value).iter().map(|value| string(value).to_owned()).collect()
}
