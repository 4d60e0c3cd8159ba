//! The facts as the workspace has them, and values that fit them.

use std::path::PathBuf;
use std::sync::LazyLock;

use serde_json::{Map, Value, json};

use crate::bot::{Bot, Params, UPLOAD};

/// The facts; nothing outside the workspace.
static FACTS: LazyLock<Value> = LazyLock::new(|| {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../xtask/bot-api.json");
    std::fs::read_to_string(path).map_or(Value::Null, |text| serde_json::from_str(&text).unwrap_or_default())
});

pub(crate) fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value[name].as_array().map(Vec::as_slice).unwrap_or_default()
}

/// Every method; none where the facts are not there.
pub(crate) fn methods() -> &'static [Value] {
    let methods = list(&FACTS, "methods");
    assert!(methods.len() == 185 || FACTS.is_null(), "{} methods", methods.len());
    methods
}

pub(crate) fn type_of(name: &str) -> Option<&'static Value> {
    list(&FACTS, "types").iter().find(|one| one["name"] == name)
}

pub(crate) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// A type in one word: that of an object, or what kind of value it is.
pub(crate) fn word(kind: &Value) -> &str {
    match kind {
        Value::String(name) => name,
        _ if kind.get("array").is_some() => "array",
        _ if list(kind, "any").iter().all(|one| one == "int" || one == "string") => "int|string",
        _ if list(kind, "any").iter().any(|one| one == "InputFile") => "file",
        _ => "union",
    }
}

/// The required parameters of a method, with values that fit.
pub(crate) fn valid(bot: &Bot, method: &Value) -> Params {
    let required = list(method, "params").iter().filter(|param| param["required"] == true);
    let mut params: Params =
        required.map(|param| (text(&param["name"]).to_owned(), of_param(bot, param))).collect();
    let has = |name: &str| list(method, "params").iter().any(|param| param["name"] == name);
    // A message of inline mode or of a chat: here of a chat.
    if has("inline_message_id") {
        params.insert("chat_id".into(), bot.group.id().into());
        params.insert("message_id".into(), bot.message.into());
    }
    params
}

/// A value for a parameter.
pub(crate) fn of_param(bot: &Bot, param: &Value) -> Value {
    match (text(&param["name"]), word(&param["type"])) {
        ("chat_id" | "from_chat_id", "int|string") => bot.group.id().into(),
        ("chat_id", _) => bot.alice.id().into(),
        ("user_id" | "receiver_user_id", _) => bot.bob.id().into(),
        ("sender_chat_id", _) => json!(-1_001_234),
        ("message_id", _) => bot.message.into(),
        ("message_ids", _) => json!([bot.message]),
        ("added_user_ids", _) => json!([bot.bob.id()]),
        ("options", _) => json!(["yes", "no"]),
        ("correct_option_ids", _) => json!([0]),
        ("action", _) => "typing".into(),
        ("custom_emoji_ids", _) => json!(["5"]),
        ("emoji_list", _) => json!(["👍"]),
        ("allowed_updates", _) => json!(["message"]),
        ("media", "array") => json!([sample(&param["type"]["array"], "media", &mut Vec::new())]),
        ("reply_markup", _) => json!({"inline_keyboard": [[{"text": "a", "callback_data": "b"}]]}),
        (_, "InputFile") => UPLOAD.into(),
        (name, _) => of_slot(param, name, &mut Vec::new()),
    }
}

/// A value for a parameter or a field, by the bounds that the facts have.
fn of_slot(slot: &Value, name: &str, inside: &mut Vec<String>) -> Value {
    if let Some(value) = slot.get("const").or_else(|| list(slot, "values").first()) {
        return value.clone();
    }
    if let Some(least) = slot.pointer("/range/0") {
        return least.clone();
    }
    sample(&slot["type"], name, inside)
}

/// A value that fits a type.
pub(crate) fn sample(kind: &Value, name: &str, inside: &mut Vec<String>) -> Value {
    if let Some(inner) = kind.get("array") {
        return json!([sample(inner, name, inside)]);
    }
    if let Some(first) = list(kind, "any").first() {
        return if word(kind) == "file" {
            "https://example.org/a.jpg".into()
        } else {
            sample(first, name, inside)
        };
    }
    match text(kind) {
        "string" => word_for(name).into(),
        "int" | "int|string" => 1.into(),
        "float" => 1.5.into(),
        "bool" | "true" => true.into(),
        named => object(named, inside),
    }
}

fn word_for(name: &str) -> &str {
    match name {
        "emoji" | "emoji_list" => "👍",
        "command" => "start",
        "currency" => "XTR",
        "custom_emoji_id" => "5",
        "mime_type" => "text/html",
        _ if name.ends_with("_hash") => "aGFzaA==",
        _ if name.ends_with("url") || ["media", "animation", "photo", "video", "sticker"].contains(&name) => {
            "https://example.org/a.jpg"
        }
        _ => "text",
    }
}

/// An object with its required fields, and what it takes besides.
fn object(name: &str, inside: &mut Vec<String>) -> Value {
    let Some(of) = type_of(name) else { return Value::Null };
    if let Some(first) = list(of, "union").first() {
        return sample(first, name, inside);
    }
    // No object needs another one of its kind.
    if inside.iter().any(|one| one == name) {
        return Value::Null;
    }
    inside.push(name.to_owned());
    let required = list(of, "fields").iter().filter(|field| field["required"] == true);
    let mut fields: Map<String, Value> = required
        .map(|field| (text(&field["name"]).to_owned(), of_slot(field, text(&field["name"]), inside)))
        .collect();
    inside.pop();
    let more = match name {
        "InlineKeyboardButton" => Some(("callback_data", json!("data"))),
        "InlineQueryResultsButton" => Some(("start_parameter", json!("start"))),
        _ => None,
    };
    fields.extend(more.map(|(name, value)| (name.to_owned(), value)));
    Value::Object(fields)
}

/// Why a value is not of a type; only what must be there is looked at.
pub(crate) fn misfit(value: &Value, kind: &Value) -> Option<String> {
    if let Some(inner) = kind.get("array") {
        let Some(items) = value.as_array() else { return Some(format!("{value} is no list")) };
        return items.iter().find_map(|item| misfit(item, inner));
    }
    if kind.get("any").is_some() {
        let misfits: Vec<String> = list(kind, "any").iter().map_while(|one| misfit(value, one)).collect();
        return (misfits.len() == list(kind, "any").len()).then(|| misfits.join("; "));
    }
    let fits = match text(kind) {
        "string" => value.is_string(),
        "int" => value.is_i64() || value.is_u64(),
        "float" => value.is_number(),
        "bool" => value.is_boolean(),
        "true" => *value == true,
        name => {
            let Some(of) = type_of(name) else { return Some(format!("{name} is no type")) };
            if of.get("union").is_some() {
                return misfit(value, &json!({"any": of["union"]}));
            }
            let missing =
                list(of, "fields").iter().filter(|field| field["required"] == true).find_map(|field| {
                    let name = text(&field["name"]);
                    match value.get(name) {
                        None => Some(format!("{name} is missing in {value}")),
                        Some(value)
                            if field
                                .get("const")
                                .is_some_and(|constant| constant != value && constant != "True") =>
                        {
                            Some(format!("{name} is not {}", field["const"]))
                        }
                        Some(value) => misfit(value, &field["type"]),
                    }
                });
            return missing;
        }
    };
    (!fits).then(|| format!("{value} is no {kind}"))
}
