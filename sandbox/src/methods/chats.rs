//! What bots learn about chats, and change in them.

use serde_json::Value;

use super::Request;
use crate::server::{Answer, Refusal};
use crate::world::{ChatKey, Happened, Kind};

pub(crate) fn dispatch(name: &str, request: &mut Request<'_>) -> Option<Answer> {
    Some(match name {
        "getChat" => get_chat(request),
        "setChatTitle" => set_title(request),
        "setChatDescription" => set_description(request),
        "pinChatMessage" => pin(request),
        "unpinChatMessage" => unpin(request),
        "unpinAllChatMessages" => unpin_all(request),
        "setMessageReaction" => react(request),
        _ => return None,
    })
}

/// A chat of several, where the bot is an administrator.
fn administered(request: &mut Request<'_>) -> Result<ChatKey, Refusal> {
    let key = request.open_chat()?;
    let chat = request.world.chats.get(&key);
    match chat.map(|chat| (chat.kind, chat.role(request.bot).is_admin())) {
        Some((Kind::Private, _)) | None => {
            Err(Refusal::bad("method is available only for groups and supergroups"))
        }
        Some((_, false)) => Err(Refusal::bad("not enough rights")),
        Some((_, true)) => Ok(key),
    }
}

fn get_chat(request: &mut Request<'_>) -> Answer {
    let key = request.chat()?;
    request.may_read(key)?;
    Ok(request.world.full_chat(key, request.bot))
}

fn set_title(request: &mut Request<'_>) -> Answer {
    let key = administered(request)?;
    let title = request.params.str("title").unwrap_or_default().trim().to_owned();
    if title.is_empty() {
        return Err(Refusal::bad("chat title must be non-empty"));
    }
    if let Some(chat) = request.world.chats.get_mut(&key) {
        if chat.title == title {
            return Err(Refusal::bad("chat title is not modified"));
        }
        chat.title.clone_from(&title);
    }
    request.world.service(key, request.bot, "new_chat_title", title.into());
    Ok(true.into())
}

fn set_description(request: &mut Request<'_>) -> Answer {
    let key = administered(request)?;
    let description = request.params.str("description").map(str::to_owned);
    if description.as_deref().is_some_and(|text| crate::text::length(text) > 255) {
        return Err(Refusal::bad("chat description is too long"));
    }
    let chat = request.world.chats.get_mut(&key).ok_or_else(|| Refusal::bad("chat not found"))?;
    if chat.description == description {
        return Err(Refusal::bad("chat description is not modified"));
    }
    chat.description = description;
    Ok(true.into())
}

/// Private chats let bots pin; elsewhere it takes an administrator.
fn pinnable(request: &mut Request<'_>) -> Result<ChatKey, Refusal> {
    let key = request.open_chat()?;
    let chat = request.world.chats.get(&key);
    let may = chat.is_some_and(|chat| chat.kind == Kind::Private || chat.role(request.bot).is_admin());
    if may { Ok(key) } else { Err(Refusal::bad("not enough rights to manage pinned messages in the chat")) }
}

fn pin(request: &mut Request<'_>) -> Answer {
    let key = pinnable(request)?;
    let id = request.need_int("message_id", "message identifier is not specified")?;
    let entry = request.world.entry(key, id).ok_or_else(|| Refusal::bad("message to pin not found"))?;
    let message = entry.nested();
    if let Some(chat) = request.world.chats.get_mut(&key) {
        chat.pinned.retain(|pinned| *pinned != id);
        chat.pinned.push(id);
    }
    request.world.service(key, request.bot, "pinned_message", message);
    Ok(true.into())
}

fn unpin(request: &mut Request<'_>) -> Answer {
    let key = pinnable(request)?;
    let wanted = request.params.int("message_id");
    let chat = request.world.chats.get_mut(&key).ok_or_else(|| Refusal::bad("chat not found"))?;
    let place = match wanted {
        Some(id) => chat.pinned.iter().position(|pinned| *pinned == id),
        None => chat.pinned.len().checked_sub(1),
    };
    let place = place.ok_or_else(|| Refusal::bad("message to unpin not found"))?;
    chat.pinned.remove(place);
    Ok(true.into())
}

fn unpin_all(request: &mut Request<'_>) -> Answer {
    let key = pinnable(request)?;
    if let Some(chat) = request.world.chats.get_mut(&key) {
        chat.pinned.clear();
    }
    Ok(true.into())
}

fn react(request: &mut Request<'_>) -> Answer {
    let key = request.open_chat()?;
    let id = request.need_int("message_id", "message identifier is not specified")?;
    if request.world.entry(key, id).is_none() {
        return Err(Refusal::bad("message to react not found"));
    }
    let reactions = match request.params.get("reaction") {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(reactions)) => reactions.clone(),
        Some(_) => return Err(Refusal::bad("can't parse reaction types: Expected an Array of ReactionType")),
    };
    let known = |reaction: &Value| match reaction["type"].as_str() {
        Some("emoji") => reaction["emoji"].is_string(),
        Some("custom_emoji") => reaction["custom_emoji_id"].is_string(),
        _ => false,
    };
    if !reactions.iter().all(known) {
        return Err(Refusal::bad("can't parse reaction types: invalid reaction type specified"));
    }
    if reactions.len() > 1 {
        return Err(Refusal::bad("REACTIONS_TOO_MANY"));
    }
    let shown: Vec<&str> = reactions.iter().filter_map(|reaction| reaction["emoji"].as_str()).collect();
    let line = format!("{} reacts to message {id}: {}", request.world.name(request.bot), shown.join(" "));
    request.world.journal.write(line);
    if let Some(entry) = request.world.chats.get_mut(&key).and_then(|chat| chat.entry_mut(id)) {
        entry.reactions.retain(|(who, _)| *who != request.bot);
        if !reactions.is_empty() {
            entry.reactions.push((request.bot, Value::Array(reactions)));
        }
        request.world.feed.push(Happened::Reacted(key, entry.clone()));
    }
    Ok(true.into())
}
