//! To which message a new one replies, and with which part of it.

use serde_json::Value;

use super::Request;
use crate::server::Refusal;
use crate::text;
use crate::world::{ChatKey, Json};

/// The longest quote, in UTF-16 units.
const LONGEST_QUOTE: usize = 1024;

const NOT_FOUND: &str = "message to be replied not found";

/// The message of the same chat that is replied to; whatever else there is of the reply goes into the content.
pub(super) fn reply(request: &Request<'_>, key: ChatKey, content: &mut Json) -> Result<Option<i64>, Refusal> {
    let Some(Value::Object(reply)) = request.params.get("reply_parameters") else {
        return old_style(request, key);
    };
    let Some(id) = reply.get("message_id").and_then(number).filter(|id| *id != 0) else { return Ok(None) };
    let elsewhere = match reply.get("chat_id").filter(|chat| !chat.is_null()) {
        Some(chat) => Some(request.chat_of(chat, "chat_id")?).filter(|other| *other != key),
        None => None,
    };
    // A reply to another chat is never left out; one for a business account always may be.
    let business = matches!(key, ChatKey::Between { .. });
    let lenient = elsewhere.is_none() && (flag(reply, "allow_sending_without_reply") || business);
    let Some(entry) = request.world.entry(elsewhere.unwrap_or(key), id) else {
        return if lenient { Ok(None) } else { Err(Refusal::bad(NOT_FOUND)) };
    };
    if let Some(quoted) = quoted(request, reply)? {
        let position = reply.get("quote_position").and_then(Value::as_u64).unwrap_or(0);
        let quote = entry.quote(&quoted.text, usize::try_from(position).unwrap_or(usize::MAX));
        let quote = quote.filter(|quote| fits(&quoted, quote));
        content.insert("quote".into(), quote.ok_or_else(|| Refusal::bad("QUOTE_TEXT_INVALID"))?);
    }
    for (parameter, field, of) in [
        ("checklist_task_id", "reply_to_checklist_task_id", "checklist"),
        ("poll_option_id", "reply_to_poll_option_id", "poll"),
    ] {
        if let (Some(value), true) = (reply.get(parameter), entry.json.contains_key(of)) {
            content.insert(field.into(), value.clone());
        }
    }
    match elsewhere {
        Some(other) => {
            request.may_speak(other)?;
            content.insert("external_reply".into(), request.world.external_reply(other, entry));
            Ok(None)
        }
        None => Ok(Some(id)),
    }
}

/// The parameters that `reply_parameters` has replaced.
fn old_style(request: &Request<'_>, key: ChatKey) -> Result<Option<i64>, Refusal> {
    let id = request.params.get("reply_to_message_id").and_then(number);
    let lenient = request.params.get("allow_sending_without_reply");
    let lenient = lenient.is_some_and(|flag| flag == "true" || flag == true);
    match id {
        None | Some(0) => Ok(None),
        Some(id) if request.world.entry(key, id).is_some() => Ok(Some(id)),
        Some(_) if lenient => Ok(None),
        Some(_) => Err(Refusal::bad(NOT_FOUND)),
    }
}

/// The part of the message that the bot quotes, with its formatting.
fn quoted(request: &Request<'_>, reply: &Json) -> Result<Option<text::Formatted>, Refusal> {
    let words = |name: &str| reply.get(name).and_then(Value::as_str).unwrap_or_default();
    let Some(quote) = Some(words("quote")).filter(|quote| !quote.is_empty()) else { return Ok(None) };
    let entities = reply.get("quote_entities").and_then(Value::as_array).map(Vec::as_slice);
    let mut quote =
        text::format(quote, words("quote_parse_mode"), entities.unwrap_or_default()).map_err(Refusal::bad)?;
    super::send::name_users(request.world, &mut quote);
    if text::length(&quote.text) > LONGEST_QUOTE {
        return Err(Refusal::bad("QUOTE_TEXT_INVALID"));
    }
    Ok(Some(quote))
}

/// Whether the formatting that the bot gave is the message's; it need not give any.
fn fits(quoted: &text::Formatted, quote: &Value) -> bool {
    let kept = quote["entities"].as_array().map(Vec::as_slice).unwrap_or_default();
    let styles = ["bold", "italic", "underline", "strikethrough", "spoiler", "custom_emoji"];
    let given = quoted.entities.iter().filter(|entity| styles.contains(&entity.kind));
    let there = |entity: &text::Entity| {
        kept.iter().any(|one| {
            one["type"] == entity.kind && one["offset"] == entity.offset && one["length"] == entity.length
        })
    };
    given.into_iter().all(there)
}

fn flag(object: &Json, name: &str) -> bool {
    object.get(name).and_then(Value::as_bool).unwrap_or(false)
}

fn number(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.trim().parse().ok())
}
