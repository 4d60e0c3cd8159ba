//! Keyboards: rows of buttons, and what a button may be.

use serde_json::{Map, Value};

use super::{is_name, object};
use crate::facts::Type;

/// The most buttons of a keyboard under a message.
const MOST_INLINE: usize = 100;

/// The fields of a button that do not say what it does.
const LOOKS: [&str; 3] = ["text", "icon_custom_emoji_id", "style"];

/// What a button can do.
const DEEDS: [&str; 11] = [
    "url",
    "callback_data",
    "callback_game",
    "pay",
    "switch_inline_query",
    "switch_inline_query_chosen_chat",
    "switch_inline_query_current_chat",
    "login_url",
    "web_app",
    "copy_text",
    "disabled",
];

/// Whether a field of a button says how it looks.
pub(crate) fn is_look(field: &str) -> bool {
    LOOKS.contains(&field)
}

/// What a button does: the first of what it says.
pub(crate) fn deed(button: &Map<String, Value>) -> Option<&'static str> {
    DEEDS.into_iter().find(|name| {
        let may_be_empty = !matches!(*name, "url" | "callback_data");
        button.get(*name).is_some_and(|value| !value.is_null() && (may_be_empty || *value != ""))
    })
}

pub(crate) fn check(markup: &Value) -> Result<(), String> {
    let Value::Object(markup) = markup else { return Err("Object expected as reply markup".into()) };
    if let Some(rows) = markup.get("keyboard").filter(|rows| !rows.is_null()) {
        buttons(rows, "keyboard", "", "keyboard button", |button| {
            object::check(&Type::Object("KeyboardButton"), button)
        })?;
    }
    if let Some(rows) = markup.get("inline_keyboard").filter(|rows| !rows.is_null()) {
        let of = " of the InlineKeyboardMarkup";
        let count = buttons(rows, "inline_keyboard", of, "inline keyboard button", inline)?;
        if count > MOST_INLINE {
            return Err("reply markup is too long".into());
        }
    }
    ["remove_keyboard", "force_reply", "selective", "resize_keyboard", "one_time_keyboard", "is_persistent"]
        .into_iter()
        .filter(|name| markup.get(*name).is_some_and(|flag| !flag.is_boolean() && !flag.is_null()))
        .map(|name| Err(format!("Field \"{name}\" must be of type Boolean")))
        .next()
        .unwrap_or(Ok(()))
}

/// Reads every button; gives how many there are.
fn buttons(
    rows: &Value,
    field: &str,
    of: &str,
    what: &str,
    check: impl Fn(&Value) -> Result<(), String>,
) -> Result<usize, String> {
    let rows = rows.as_array().ok_or_else(|| format!("Field \"{field}\" must be of type Array"))?;
    let mut count = 0;
    for row in rows {
        let no_rows = || format!("Field \"{field}\"{of} must be an Array of Arrays");
        let row = row.as_array().ok_or_else(no_rows)?;
        count += row.len();
        for button in row {
            check(button)
                .map_err(|why| if is_name(&why) { why } else { format!("Can't parse {what}: {why}") })?;
        }
    }
    Ok(count)
}

fn inline(button: &Value) -> Result<(), String> {
    object::check(&Type::Object("InlineKeyboardButton"), button)?;
    match button.as_object().and_then(deed) {
        Some(_) => Ok(()),
        None => Err("Text buttons are unallowed in the inline keyboard".into()),
    }
}
