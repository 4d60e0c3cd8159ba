//! What a request says is checked against the facts of its method, before the method runs.
//!
//! What takes the world to know (whether a chat is there, whether the bot may) is the methods' to check.

mod keyboard;
mod list;
mod object;
mod text;
mod words;

use serde_json::Value;

use crate::facts::{Method, Slot, Type};
use crate::server::{Params, Refusal};

pub(crate) use keyboard::{check as keyboard, deed, is_look};
pub(crate) use text::formatted;
pub(crate) use words::{TOO_OLD, required, unparsed};

/// Refuses what the method cannot have, in Telegram's words.
///
/// The chat comes last, as the real server looks at it when the rest is read.
pub(crate) fn check(method: &Method, params: &Params) -> Result<(), Refusal> {
    if names_no_message(method, params) {
        return Err(Refusal::bad(words::NO_MESSAGE));
    }
    let is_chat = |slot: &&Slot| slot.name == "chat_id";
    let others = method.params.iter().filter(|slot| !is_chat(slot));
    for slot in others.chain(method.params.iter().filter(is_chat)) {
        one(method, slot, params).map_err(Refusal::worded)?;
    }
    Ok(())
}

fn one(method: &Method, slot: &Slot, params: &Params) -> Result<(), String> {
    let Some(value) = params.get(slot.name).filter(|value| !is_blank(slot, value)) else {
        let is_there = !slot.required || params.files.contains_key(slot.name) || may_be_missing(method, slot);
        return if is_there { Ok(()) } else { Err(words::missing(method, slot, for_business(params))) };
    };
    match &slot.kind {
        Type::Text => text::check(method, slot, params, value),
        Type::Int => number(slot, value),
        Type::Array(_) | Type::Object(_) | Type::Any(_) => nested(method, slot, value),
        Type::File if method.name == "setChatPhoto" && !params.files.contains_key(slot.name) => {
            Err("Photo must be uploaded as an InputFile".into())
        }
        Type::Float | Type::Bool | Type::IntOrText | Type::File => Ok(()),
    }
}

/// Whether a request is made for a user who connected the bot.
fn for_business(params: &Params) -> bool {
    params.str("business_connection_id").is_some()
}

/// Whether a value says nothing. An empty text says something where it may be empty.
fn is_blank(slot: &Slot, value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => {
            let may_be_empty = slot.length.is_some_and(|length| length.least == 0) && slot.kind == Type::Text;
            text.is_empty() && !may_be_empty
        }
        _ => false,
    }
}

/// What the facts call required, and the real server does without.
fn may_be_missing(method: &Method, slot: &Slot) -> bool {
    // No address takes the webhook away, and no results are as good as none found.
    matches!((method.name, slot.name), ("setWebhook", "url") | ("answerInlineQuery", "results"))
}

/// Whether a method that edits a message of a chat or of inline mode names neither.
fn names_no_message(method: &Method, params: &Params) -> bool {
    let names = ["inline_message_id", "chat_id", "message_id"];
    let has = |name: &str| method.params.iter().any(|slot| slot.name == name && !slot.required);
    let is_named = |name: &str| params.get(name).is_some_and(|value| *value != "" && *value != 0);
    names.into_iter().all(has) && !names.into_iter().any(is_named)
}

/// Why the markup of a text inside of an object is wrong; what is wrong with its entities is told without the object.
pub(crate) fn within(object: &str, why: String) -> String {
    match why.strip_prefix("can't parse entities") {
        Some(rest) => format!("can't parse {object}: Can't parse entities{rest}"),
        None => why,
    }
}

/// Whether a refusal is the name of an error, and no sentence.
pub(crate) fn is_name(why: &str) -> bool {
    matches!(why.as_bytes().get(1), Some(b'_' | b'A'..=b'Z'))
}

fn number(slot: &Slot, value: &Value) -> Result<(), String> {
    let Some(number) = value.as_i64() else { return Ok(()) };
    match slot.name {
        "user_id" | "receiver_user_id" if number <= 0 => Err(format!("Invalid {} specified", slot.name)),
        "message_id" if slot.required && number <= 0 => Err(words::NO_MESSAGE.to_owned()),
        // The real server takes the nearest limit that it allows.
        "limit" => Ok(()),
        // A place that is shown for ever.
        "live_period" if number == i64::from(i32::MAX) => Ok(()),
        name => match &slot.range {
            // Zero is as good as nothing.
            Some(range) if number != 0 && !range.contains(&number) => Err(words::out_of_range(name)),
            _ => Ok(()),
        },
    }
}

/// Whether the real server takes no notice of such a list that it cannot read.
pub(crate) fn may_be_garbled(slot: &Slot) -> bool {
    slot.name.ends_with("entities") || slot.name == "allowed_updates"
}

fn nested(method: &Method, slot: &Slot, value: &Value) -> Result<(), String> {
    if slot.name == "reply_markup" {
        return keyboard::check(value);
    }
    let prefix = words::prefix(method, slot);
    // The names of errors come from further away, without a word before.
    let is_bare = |why: &str| prefix.is_empty() || is_name(why);
    let prefixed = |why: String| if is_bare(&why) { why } else { format!("{prefix}: {why}") };
    match &slot.kind {
        Type::Array(_) if may_be_garbled(slot) => Ok(()),
        Type::Array(kind) => {
            let items = value.as_array().ok_or_else(|| words::no_array(method, slot).to_owned())?;
            list::check(method, slot, items)?;
            items.iter().try_for_each(|item| object::check(kind, item).map_err(prefixed))
        }
        kind => object::check(kind, value).map_err(prefixed),
    }
}
