//! How chats were when a recording began, found from how they are and what was done.

use std::collections::BTreeSet;

use serde_json::Value;

use super::steps::Step;
use crate::world::{Chat, ChatKey, Role, SetUp, World};

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
        let int = |name: &str| act.args.get(name).and_then(Value::as_i64);
        let link = act.args.get("link").and_then(Value::as_str);
        let by_link = link.is_some_and(|link| chat.is_some_and(|chat| chat.invites.get(link).is_some()));
        let (Some(user), true) = (act.user, by_link || int("chat") == Some(id)) else { continue };
        match act.verb {
            "join" | "join_by_link" => _ = members.remove(&user),
            "leave" => _ = members.insert(user),
            "add_member" | "decide_join_request" => _ = int("member").map(|member| members.remove(&member)),
            "remove_member" | "ban_member" => members.extend(int("member")),
            _ => {}
        }
    }
    let owner = owner.filter(|owner| members.remove(owner));
    owner.into_iter().chain(members).filter(|id| world.users.contains_key(id)).collect()
}

/// How a group was set up when the recording began: as before it was first changed, or else as it is.
pub(super) fn set_up(id: i64, default_bot: i64, steps: &[Step], chat: &Chat) -> SetUp {
    let changed = steps.iter().find_map(|step| match step {
        Step::Act { act, .. } if act.args.get("group").and_then(Value::as_i64) == Some(id) => {
            act.before.clone()
        }
        _ => None,
    });
    changed.unwrap_or_else(|| chat.set_up(default_bot))
}

/// What a bot was in a group when the recording began, by the first that was done about that, or else as it is.
pub(super) fn bot_role(bot: i64, default_bot: i64, group: i64, steps: &[Step], now: Role) -> Role {
    let first = steps.iter().find_map(|step| match step {
        Step::Act { act, .. } => {
            let int = |name: &str| act.args.get(name).and_then(Value::as_i64);
            if let Some(before) = act.before.as_ref().filter(|_| int("group") == Some(group)) {
                return Some(before.bot).filter(|_| bot == default_bot);
            }
            let about = int("chat") == Some(group) && int("bot").unwrap_or(default_bot) == bot;
            let rights = act.args.get("rights").and_then(Value::as_array);
            let comes = int("group") == Some(group) && int("bot") == Some(bot);
            match act.verb {
                "add_bot_to_group" if comes => Some(Role::Left),
                // Rights are taken from an administrator only.
                "promote_bot" if about && rights.is_some_and(Vec::is_empty) => Some(Role::Administrator),
                "promote_bot" | "remove_bot" if about => Some(Role::Member),
                _ => None,
            }
        }
        _ => None,
    });
    first.unwrap_or(now)
}
