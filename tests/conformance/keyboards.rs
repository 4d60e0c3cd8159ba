//! grammY's keyboards, built with the same operations.

use chappe::keyboard::{InlineKeyboard, ReplyKeyboard};
use chappe::types::{
    InlineKeyboardButton, InlineKeyboardMarkup, KeyboardButton, LoginUrl, ReplyKeyboardMarkup,
    SwitchInlineQueryChosenChat,
};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{Case, array, equal, grammy};

pub(crate) fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for case in array(&grammy()["inline_keyboards"]) {
        let markup = array(&case["ops"]).iter().try_fold(InlineKeyboard::new(), inline);
        let got = markup.and_then(|keyboard| json(InlineKeyboardMarkup::from(keyboard)));
        cases.push(check("inline", case, "inline_keyboard", got));
    }
    for case in array(&grammy()["reply_keyboards"]) {
        let markup = array(&case["ops"]).iter().try_fold(ReplyKeyboard::new(), reply);
        let got = markup.and_then(|keyboard| json(ReplyKeyboardMarkup::from(keyboard)));
        cases.push(check("reply", case, "keyboard", got));
    }
    cases
}

fn check(what: &str, case: &Value, rows: &str, got: Result<Value, String>) -> Case {
    let mut expected = case["expect"]["json"].clone();
    // grammY's quirk: it sends rows without a button, which chappe drops.
    if let Some(rows) = expected[rows].as_array_mut() {
        rows.retain(|row| row.as_array().is_none_or(|row| !row.is_empty()));
    }
    let name = case["name"].as_str().unwrap_or_default();
    (format!("{what} {name}"), got.and_then(|got| equal("markup", &got, &expected)))
}

fn json(markup: impl serde::Serialize) -> Result<Value, String> {
    serde_json::to_value(markup).map_err(|error| error.to_string())
}

fn read<T: DeserializeOwned>(value: &Value) -> Result<T, String> {
    serde_json::from_value(value.clone()).map_err(|error| format!("{value}: {error}"))
}

/// A label is a string, or an object with the style and icon of the button.
fn label(value: &Value) -> &str {
    value.as_str().or_else(|| value["text"].as_str()).unwrap_or_default()
}

/// What stands for an argument that is left out.
fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn columns(value: &Value) -> usize {
    value.as_u64().and_then(|n| usize::try_from(n).ok()).unwrap_or_default()
}

/// The rows of a keyboard, however the data writes it: as markup, as rows, or as operations.
fn rows<'a>(value: &'a Value, key: &str) -> &'a Value {
    value.get(key).unwrap_or(value)
}

/// `["text", "A", "a"]` and the like: rows of these make a keyboard of their own.
fn is_operations(value: &Value) -> bool {
    array(value).iter().all(|op| op[0].is_string())
}

fn inline(keyboard: InlineKeyboard, op: &Value) -> Result<InlineKeyboard, String> {
    let name = op[0].as_str().unwrap_or_default();
    let (label, second) = (label(&op[1]), &op[2]);
    let keyboard = match name {
        "text" => keyboard.text(label, second.as_str().unwrap_or(label)),
        "url" => keyboard.url(label, text(second)),
        "webApp" => {
            keyboard.web_app(label, second.as_str().or_else(|| second["url"].as_str()).unwrap_or_default())
        }
        "login" if second.is_string() => keyboard.login(label, text(second)),
        "login" => keyboard.login_with(label, read::<LoginUrl>(second)?),
        "switchInline" => keyboard.switch_inline(label, text(second)),
        "switchInlineCurrent" => keyboard.switch_inline_current(label, text(second)),
        "switchInlineChosen" if second.is_null() => {
            keyboard.switch_inline_chosen(label, SwitchInlineQueryChosenChat::new())
        }
        "switchInlineChosen" => {
            keyboard.switch_inline_chosen(label, read::<SwitchInlineQueryChosenChat>(second)?)
        }
        "copyText" => {
            keyboard.copy_text(label, second.as_str().or_else(|| second["text"].as_str()).unwrap_or_default())
        }
        "game" => keyboard.game(label),
        "pay" => keyboard.pay(label),
        "disabled" => keyboard.disabled(label),
        "row" | "add" => {
            let buttons =
                array(op).iter().skip(1).map(read::<InlineKeyboardButton>).collect::<Result<Vec<_>, _>>()?;
            return Ok(if name == "row" {
                keyboard.row().buttons(buttons)
            } else {
                keyboard.buttons(buttons)
            });
        }
        "style" => return Ok(keyboard.style(text(&op[1]))),
        "icon" => return Ok(keyboard.icon(text(&op[1]))),
        "danger" => return Ok(keyboard.danger()),
        "success" => return Ok(keyboard.success()),
        "primary" => return Ok(keyboard.primary()),
        "forceReply" => return Ok(keyboard.force_reply()),
        "toTransposed" => return Ok(keyboard.transposed()),
        "toFlowed" if op[2]["fillLastRow"] == true => return Ok(keyboard.flowed_up(columns(&op[1]))),
        "toFlowed" => return Ok(keyboard.flowed(columns(&op[1]))),
        "clone" => return Ok(keyboard.clone()),
        "append" | "from" => {
            return array(op).iter().skip(1).try_fold(keyboard, |keyboard, other| {
                let other = rows(other, "inline_keyboard");
                let other = if is_operations(other) {
                    array(other).iter().try_fold(InlineKeyboard::new(), inline)?
                } else {
                    read::<Vec<Vec<InlineKeyboardButton>>>(other)?.into()
                };
                Ok(keyboard.append(other))
            });
        }
        _ => return Err(format!("the operation {op} is not known here")),
    };
    let keyboard = match op[1]["style"].as_str() {
        Some(style) => keyboard.style(style),
        None => keyboard,
    };
    Ok(match op[1]["icon_custom_emoji_id"].as_str() {
        Some(icon) => keyboard.icon(icon),
        None => keyboard,
    })
}

fn reply(keyboard: ReplyKeyboard, op: &Value) -> Result<ReplyKeyboard, String> {
    let name = op[0].as_str().unwrap_or_default();
    let (label, second) = (label(&op[1]), &op[2]);
    let with_id = |other: &Value| {
        let mut request = if other.is_object() { other.clone() } else { serde_json::json!({}) };
        request["request_id"] = second.clone();
        request
    };
    let keyboard = match name {
        "text" => keyboard.text(label),
        "requestContact" => keyboard.request_contact(label),
        "requestLocation" => keyboard.request_location(label),
        "requestPoll" => match second.as_str().or_else(|| second["type"].as_str()) {
            Some(kind) => keyboard.request_poll_of(label, kind),
            None => keyboard.request_poll(label),
        },
        "requestUsers" => keyboard.request_users(label, read(&with_id(&op[3]))?),
        "requestChat" => keyboard.request_chat(label, read(&with_id(&op[3]))?),
        "requestManagedBot" => keyboard.request_managed_bot(label, read(&with_id(&op[3]))?),
        "webApp" => keyboard.web_app(label, text(second)),
        "row" | "add" => {
            let button = |value: &Value| match value.as_str() {
                Some(label) => Ok(KeyboardButton::new(label)),
                None => read::<KeyboardButton>(value),
            };
            let buttons = array(op).iter().skip(1).map(button).collect::<Result<Vec<_>, _>>()?;
            return Ok(if name == "row" {
                keyboard.row().buttons(buttons)
            } else {
                keyboard.buttons(buttons)
            });
        }
        "style" => return Ok(keyboard.style(text(&op[1]))),
        "icon" => return Ok(keyboard.icon(text(&op[1]))),
        "danger" => return Ok(keyboard.danger()),
        "success" => return Ok(keyboard.success()),
        "primary" => return Ok(keyboard.primary()),
        "resized" => return Ok(keyboard.resize()),
        "oneTime" => return Ok(keyboard.one_time()),
        "persistent" => return Ok(keyboard.persistent()),
        "selected" => return Ok(keyboard.selective()),
        "placeholder" => return Ok(keyboard.placeholder(text(&op[1]))),
        "forceReply" => return Ok(keyboard.force_reply()),
        "toTransposed" => return Ok(keyboard.transposed()),
        "toFlowed" if op[2]["fillLastRow"] == true => return Ok(keyboard.flowed_up(columns(&op[1]))),
        "toFlowed" => return Ok(keyboard.flowed(columns(&op[1]))),
        "clone" => return Ok(keyboard.clone()),
        "append" | "from" => {
            return array(op).iter().skip(1).try_fold(keyboard, |keyboard, other| {
                let other = rows(other, "keyboard");
                let other = if is_operations(other) {
                    array(other).iter().try_fold(ReplyKeyboard::new(), reply)?
                } else {
                    read::<Vec<Vec<KeyboardButton>>>(other)?.into()
                };
                Ok(keyboard.append(other))
            });
        }
        _ => return Err(format!("the operation {op} is not known here")),
    };
    let keyboard = match op[1]["style"].as_str() {
        Some(style) => keyboard.style(style),
        None => keyboard,
    };
    Ok(match op[1]["icon_custom_emoji_id"].as_str() {
        Some(icon) => keyboard.icon(icon),
        None => keyboard,
    })
}
