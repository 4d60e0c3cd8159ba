//! Reactions of the bot, and reactions that it takes away.

use serde_json::Value;

use super::super::Request;
use crate::server::{Answer, Refusal};
use crate::world::ChatKey;

pub(crate) fn dispatch(name: &str, request: &mut Request<'_>) -> Option<Answer> {
    Some(match name {
        "setMessageReaction" => react(request),
        "deleteMessageReaction" => take_away(request),
        "deleteAllMessageReactions" => take_all_away(request),
        _ => return None,
    })
}

fn react(request: &mut Request<'_>) -> Answer {
    let key = request.open_chat()?;
    let id = request.params.number("message_id");
    let entry = request.world.entry(key, id).ok_or_else(|| Refusal::bad("message to react not found"))?;
    if entry.is_service() {
        return Err(Refusal::bad("REACTION_INVALID"));
    }
    let reactions = request.params.list("reaction").to_vec();
    let known = |reaction: &Value| match reaction["type"].as_str() {
        Some("emoji") => reaction["emoji"].is_string(),
        Some("custom_emoji") => reaction["custom_emoji_id"].is_string(),
        Some("paid") => true,
        _ => false,
    };
    if !reactions.iter().all(known) {
        return Err(Refusal::bad("can't parse reaction types: invalid reaction type specified"));
    }
    request.world.react(request.bot, key, id, reactions).map_err(Refusal::bad)?;
    Ok(true.into())
}

/// The chat where the bot may take reactions away, and whose they are.
fn other(request: &mut Request<'_>) -> Result<(ChatKey, i64), Refusal> {
    let key = request.open_chat()?;
    if !matches!(key, ChatKey::Shared(_)) {
        return Err(Refusal::bad("method is available only for groups and supergroups"));
    }
    let admin = request.world.chats.get(&key).is_some_and(|chat| chat.role(request.bot).is_admin());
    if !admin || !request.world.may(key, request.bot, "can_delete_messages") {
        return Err(Refusal::bad("not enough rights to delete reactions"));
    }
    let who = request.params.int("user_id").or_else(|| request.params.int("actor_chat_id"));
    Ok((key, who.ok_or_else(|| Refusal::bad("invalid user_id specified"))?))
}

fn take_away(request: &mut Request<'_>) -> Answer {
    let (key, who) = other(request)?;
    let id = request.params.number("message_id");
    if request.world.entry(key, id).is_none() {
        return Err(Refusal::bad("message not found"));
    }
    request.world.set_reactions(who, key, id, Vec::new());
    Ok(true.into())
}

fn take_all_away(request: &mut Request<'_>) -> Answer {
    let (key, who) = other(request)?;
    let entries = request.world.chats.get(&key).into_iter().flat_map(|chat| &chat.entries);
    let reacted: Vec<i64> = entries
        .filter(|entry| entry.reactions.iter().any(|(whose, _)| *whose == who))
        .map(|entry| entry.id)
        .collect();
    for id in reacted {
        request.world.set_reactions(who, key, id, Vec::new());
    }
    Ok(true.into())
}
