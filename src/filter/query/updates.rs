//! The second level of updates that bring no message.

use super::leaves;
use super::parts::{Actor, NewReaction, OldReaction};
use super::table::{Key, Leaf, Seen, Test};
use crate::types::UpdateKind;

const fn key(name: &'static str, test: fn(&Seen<'_>) -> bool, leaves: &'static [Leaf]) -> Key {
    Key { name, test: Test::Update(test), leaves }
}

/// For what an update of the kind always has.
fn always(_: &Seen<'_>) -> bool {
    true
}

pub(super) static BUSINESS_CONNECTION: [Key; 2] =
    [key("can_reply", can_reply, &[]), key("is_enabled", always, &[])];

pub(super) static REACTION: [Key; 2] = [
    key("old_reaction", always, &leaves::reaction::<OldReaction>()),
    key("new_reaction", always, &leaves::reaction::<NewReaction>()),
];

pub(super) static REACTION_COUNT: [Key; 1] = [key("reactions", always, &leaves::REACTIONS)];

pub(super) static CALLBACK_QUERY: [Key; 2] = [
    key("data", |s| matches!(s.kind, UpdateKind::CallbackQuery(q) if q.data.is_some()), &[]),
    key(
        "game_short_name",
        |s| matches!(s.kind, UpdateKind::CallbackQuery(q) if q.game_short_name.is_some()),
        &[],
    ),
];

pub(super) static CHAT_MEMBER: [Key; 1] = [key("from", always, &leaves::user::<Actor>())];

pub(super) static SUBSCRIPTION: [Key; 1] = [key("state", always, &leaves::STATE)];

/// Bot API 9.0 moved the flag into `rights`; the query goes on meaning what it says. An older server sends the
/// member itself, whose presence is what counts.
fn can_reply(seen: &Seen<'_>) -> bool {
    let UpdateKind::BusinessConnection(connection) = seen.kind else { return false };
    connection.rights.as_deref().is_some_and(|rights| rights.can_reply)
        || connection.extra.get("can_reply").is_some_and(|value| value.get() != "null")
}
