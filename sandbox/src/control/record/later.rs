//! What later steps of a recording need of earlier ones, which is kept in variables.

use std::collections::BTreeSet;

use super::line::message_of;
use super::names::Names;
use super::steps::{Place, Step};

/// The messages that later acts name.
pub(super) fn wanted(steps: &[Step], names: &Names) -> BTreeSet<Place> {
    let acts = steps.iter().filter_map(|step| match step {
        Step::Act { act, .. } => Some(act),
        _ => None,
    });
    acts.flat_map(|act| {
        ["message", "reply_to", "in_place_of"].map(|argument| message_of(act, argument, names))
    })
    .flatten()
    .collect()
}

/// The callback queries that were answered.
pub(super) fn answered(steps: &[Step]) -> BTreeSet<String> {
    let answers = steps.iter().filter_map(|step| match step {
        Step::Answered { query, .. } => Some(query.clone()),
        _ => None,
    });
    answers.collect()
}

/// The inline queries of which a result was sent.
pub(super) fn chosen_from(steps: &[Step]) -> BTreeSet<u64> {
    let chosen = steps.iter().filter_map(|step| match step {
        Step::Act { act, .. } if act.verb == "choose_inline" => act.args.get("inline_query")?.as_u64(),
        _ => None,
    });
    chosen.collect()
}
