//! Keyboards: rows of buttons, and what a button may be.

use serde_json::{Map, Value};

use super::object;
use crate::facts::Type;
use crate::text::url;

/// The most buttons of a keyboard under a message, and of one in place of the letters.
const MOST_INLINE: usize = 100;
const MOST: usize = 300;

/// The fields of a button that do not say what it does.
const LOOKS: [&str; 3] = ["text", "icon_custom_emoji_id", "style"];

pub(crate) fn check(markup: &Value) -> Result<(), String> {
    let Value::Object(markup) = markup else { return Err("Object expected as reply markup".into()) };
    if let Some(rows) = markup.get("keyboard") {
        let no_rows = "Field \"keyboard\" must be an Array of Arrays";
        buttons(rows, no_rows, MOST, "keyboard button", |button| {
            object::check(&Type::Object("KeyboardButton"), button)
        })?;
    }
    if let Some(rows) = markup.get("inline_keyboard") {
        let no_rows = "Field \"inline_keyboard\" of the InlineKeyboardMarkup must be an Array of Arrays";
        buttons(rows, no_rows, MOST_INLINE, "inline keyboard button", inline)?;
        targets(rows)?;
    }
    ["remove_keyboard", "force_reply", "selective", "resize_keyboard", "one_time_keyboard", "is_persistent"]
        .into_iter()
        .filter(|name| markup.get(*name).is_some_and(|flag| !flag.is_boolean() && !flag.is_null()))
        .map(|name| Err(format!("Field \"{name}\" must be of type Boolean")))
        .next()
        .unwrap_or(Ok(()))
}

fn buttons(
    rows: &Value,
    no_rows: &str,
    most: usize,
    what: &str,
    check: impl Fn(&Value) -> Result<(), String>,
) -> Result<(), String> {
    let rows = rows.as_array().ok_or_else(|| no_rows.to_owned())?;
    let mut count = 0;
    for row in rows {
        let row = row.as_array().ok_or_else(|| no_rows.to_owned())?;
        count += row.len();
        for button in row {
            check(button).map_err(|why| match why.as_bytes().get(1) {
                // The names of errors come from further away, without a word before.
                Some(b'_' | b'A'..=b'Z') => why,
                _ => format!("Can't parse {what}: {why}"),
            })?;
        }
    }
    if count > most { Err("reply markup is too long".into()) } else { Ok(()) }
}

fn inline(button: &Value) -> Result<(), String> {
    object::check(&Type::Object("InlineKeyboardButton"), button)?;
    let does_something = |button: &Map<String, Value>| {
        button.iter().any(|(name, value)| !LOOKS.contains(&name.as_str()) && !value.is_null())
    };
    if button.as_object().is_some_and(does_something) {
        Ok(())
    } else {
        Err("Text buttons are unallowed in the inline keyboard".into())
    }
}

/// Where buttons lead is looked at when all of them are read.
fn targets(rows: &Value) -> Result<(), String> {
    let buttons = rows.as_array().into_iter().flatten().filter_map(Value::as_array).flatten();
    for button in buttons {
        if button["text"] == "" {
            return Err("BUTTON_TEXT_INVALID".into());
        }
        if let Some(address) = button.get("url").and_then(Value::as_str) {
            if address.is_empty() {
                return Err("BUTTON_URL_INVALID".into());
            }
            url::check_button(address)?;
        }
    }
    Ok(())
}
