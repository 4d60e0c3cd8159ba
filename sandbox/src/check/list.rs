//! Lists: how many there may be of what, and lists of plain values.

use serde_json::Value;

use crate::facts::{Method, Slot};

/// Refuses a list for what it is as a whole, and lists of values that are no objects for what is in them.
pub(super) fn check(method: &Method, slot: &Slot, items: &[Value]) -> Result<(), String> {
    let (empty, most, many) = match slot.name {
        "message_ids" => {
            (Some("Message identifiers are not specified"), 100, "Too many message identifiers specified")
        }
        "added_user_ids" => (None, 100, "Too many user identifiers specified"),
        "results" => (None, 50, "Too many inline query results specified"),
        "stickers" => (Some("Stickers are not specified"), 50, "Too many stickers specified"),
        "emoji_list" => (Some("emoji list must be non-empty"), 20, "too many emoji specified"),
        "prices" => (Some("There must be at least one price"), usize::MAX, ""),
        "shipping_options" => (Some("There must be at least one shipping option"), usize::MAX, ""),
        "media" if method.name == "sendPaidMedia" => {
            (Some("Expected an Array of InputPaidMedia"), 10, "Too many items specified")
        }
        _ => (None, usize::MAX, ""),
    };
    if let Some(empty) = empty.filter(|_| items.is_empty()) {
        return Err(empty.to_owned());
    }
    if items.len() > most {
        return Err(many.to_owned());
    }
    items.iter().try_for_each(|item| plain(slot.name, item))
}

fn plain(list: &str, item: &Value) -> Result<(), String> {
    match list {
        "message_ids" => identifier("message", item),
        "added_user_ids" => identifier("user", item),
        "correct_option_ids" => match item {
            Value::Number(number) if number.as_u64().is_some() => Ok(()),
            Value::Number(_) => Err("Invalid correct option identifier specified".into()),
            _ => Err("Correct option identifier must be of type Number".into()),
        },
        "suggested_tip_amounts" => match item {
            Value::Number(number) if number.as_i64().is_some() => Ok(()),
            Value::String(text) if text.parse::<i64>().is_ok() => Ok(()),
            Value::Number(_) | Value::String(_) => Err("Can't parse suggested tip amount as Number".into()),
            _ => Err("Suggested tip amount must be of type Number or String".into()),
        },
        "custom_emoji_ids" => match item.as_str() {
            Some(id) if id.parse::<i64>().is_ok_and(|id| id != 0) => Ok(()),
            Some(_) => Err("Invalid custom emoji identifier specified".into()),
            None => Err("Custom emoji identifier must be of type String".into()),
        },
        "emoji_list" => emoji(item),
        "keywords" if !item.is_string() => Err("keyword must be a string".into()),
        "country_codes" if !item.is_string() => Err("Expected an Array of String".into()),
        _ => Ok(()),
    }
}

fn identifier(whose: &str, item: &Value) -> Result<(), String> {
    let capital = if whose == "user" { "User" } else { "Message" };
    let number = match item {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => return Err(format!("{capital} identifier must be a Number")),
    };
    match number {
        None => Err(format!("Can't parse {whose} identifier as a Number")),
        Some(number) if number <= 0 => Err(format!("Invalid {whose} identifier specified")),
        Some(_) => Ok(()),
    }
}

/// One emoji of a sticker.
pub(super) fn emoji(item: &Value) -> Result<(), String> {
    match item.as_str() {
        None => Err("emoji must be a string".into()),
        // No emoji begins with a letter.
        Some(text) if text.chars().next().is_none_or(char::is_alphabetic) => {
            Err("expected a Unicode emoji".into())
        }
        Some(_) => Ok(()),
    }
}
