//! How chats were when a recording began, found from how they are and what was done.

use std::collections::BTreeSet;

use serde_json::Value;

use super::steps::Step;
use crate::world::{Chat, ChatKey, Role, World};

/// The verbs that make a chat or a bot.
const MAKES: [&str; 4] = ["upgrade", "found_group", "set_direct_messages", "create_managed_bot"];

/// The groups and bots that came into being in the recording.
pub(super) fn made(steps: &[Step]) -> impl Iterator<Item = i64> + '_ {
    steps.iter().filter_map(|step| match step {
        Step::Act { act, .. } if MAKES.contains(&act.verb) => act.outcome.get()?.as_ref()?["id"].as_i64(),
        _ => None,
    })
}

/// The users who were in a group when the recording began, its owner first.
pub(super) fn members(id: i64, steps: &[Step], world: &World) -> Vec<i64> {
    let chat = world.chats.get(&ChatKey::Shared(id));
    let now = chat.and_then(|chat| chat.upgraded_to).map_or(id, |new| new);
    let chat = world.chats.get(&ChatKey::Shared(now));
    let owner = chat.and_then(|chat| {
        chat.members.iter().find(|(_, member)| member.role == Role::Creator).map(|(id, _)| *id)
    });
    let mut members: BTreeSet<i64> = chat.into_iter().flat_map(Chat::present).collect();
    for step in steps.iter().rev() {
        let Step::Act { act, .. } = step else { continue };
        let (Some(user), Some(chat)) = (act.user, act.args.get("chat").and_then(Value::as_i64)) else {
            continue;
        };
        let member = act.args.get("member").and_then(Value::as_i64);
        match act.verb {
            "join" if chat == id => _ = members.remove(&user),
            "leave" if chat == id => _ = members.insert(user),
            "add_member" if chat == id => _ = member.map(|member| members.remove(&member)),
            "remove_member" | "ban_member" if chat == id => members.extend(member),
            _ => {}
        }
    }
    let owner = owner.filter(|owner| members.remove(owner));
    owner.into_iter().chain(members).filter(|id| world.users.contains_key(id)).collect()
}

/// What a bot was in a group when the recording began, by the first that was done about that, or else as it is.
pub(super) fn bot_role(bot: i64, default_bot: i64, group: i64, steps: &[Step], now: Role) -> Role {
    let first = steps.iter().find_map(|step| match step {
        Step::Act { act, .. } => {
            let int = |name: &str| act.args.get(name).and_then(Value::as_i64);
            let about = int("chat") == Some(group) && int("bot").unwrap_or(default_bot) == bot;
            Some(act).filter(|act| about && matches!(act.verb, "promote_bot" | "remove_bot"))
        }
        _ => None,
    });
    let Some(act) = first else { return now };
    let rights = act.args.get("rights").and_then(Value::as_array);
    // Rights are taken from an administrator only.
    if rights.is_some_and(Vec::is_empty) { Role::Administrator } else { Role::Member }
}
