//! Objects inside of parameters: their fields, as the facts have them. Fields that nobody knows are ignored.

use serde_json::{Map, Value};

use super::{keyboard, list, text, words};
use crate::facts::{Shape, Slot, Type, shape};

type Object = Map<String, Value>;

/// Refuses a value that is not of a type.
pub(super) fn check(kind: &Type, value: &Value) -> Result<(), String> {
    match kind {
        Type::Object(name) => match shape(name) {
            Some(Shape::OneOf(members)) => one_of(name, members, value),
            Some(Shape::Fields(fields)) => object(name, fields, value),
            None => Ok(()),
        },
        Type::Any(members) => one_of(words_for(members), members, value),
        Type::Array(kind) => match value.as_array() {
            Some(items) => items.iter().try_for_each(|item| check(kind, item)),
            None => Err("expected an Array".into()),
        },
        // Plain values are checked as fields or as a list.
        _ => Ok(()),
    }
}

/// The name of a union that the facts do not name.
fn words_for(members: &[Type]) -> &'static str {
    match members.first() {
        Some(Type::Object(name)) if name.starts_with("InputMedia") => "InputMedia",
        Some(Type::Object(name)) => name,
        _ => "",
    }
}

fn one_of(name: &str, members: &[Type], value: &Value) -> Result<(), String> {
    if let (Value::String(_), true) = (value, members.contains(&Type::Text)) {
        return Ok(());
    }
    if let (Value::Array(_), Some(list)) = (value, members.iter().find(|kind| matches!(kind, Type::Array(_))))
    {
        return check(list, value);
    }
    let Value::Object(fields) = value else { return Err(must_be_object(name)) };
    let found = match name {
        "InputMessageContent" => content(fields),
        _ => by_tag(members, fields)?,
    };
    match found {
        Some(member) => check(&Type::Object(member), value),
        None if name == "InlineQueryResult" => {
            let kind = fields.get("type").and_then(Value::as_str).unwrap_or_default();
            Err(format!("type \"{kind}\" is unsupported for the inline query result"))
        }
        None => Err(unsupported(name).to_owned()),
    }
}

/// The member that an object says it is: by its `type`, or by its `source`.
fn by_tag(members: &[Type], object: &Object) -> Result<Option<&'static str>, String> {
    let mut found = Vec::new();
    for member in members {
        let Type::Object(name) = member else { continue };
        let Some(Shape::Fields(fields)) = shape(name) else { continue };
        let Some(tag) = fields.iter().find(|field| field.required && field.values.len() == 1) else {
            continue;
        };
        let said = object.get(tag.name).ok_or_else(|| format!("Can't find field \"{}\"", tag.name))?;
        let said = said.as_str().ok_or_else(|| wrong_type(tag.name, "String"))?;
        if tag.values.contains(&said) {
            found.push(*name);
        }
    }
    // A result of inline mode is made of a known file where it names one.
    let by_file = object.keys().any(|name| name.ends_with("_file_id"));
    let fits = |name: &&&str| name.contains("Cached") == by_file;
    Ok(found.iter().find(fits).or(found.first()).copied())
}

/// What a message of inline mode has, told by the fields that only one kind has.
fn content(object: &Object) -> Option<&'static str> {
    let has = |name: &str| object.contains_key(name);
    Some(match () {
        () if object.get("message_text").is_some_and(|text| *text != "") => "InputTextMessageContent",
        () if has("rich_message") => "InputRichMessageContent",
        () if has("latitude") && has("title") => "InputVenueMessageContent",
        () if has("latitude") => "InputLocationMessageContent",
        () if has("phone_number") => "InputContactMessageContent",
        () if has("payload") => "InputInvoiceMessageContent",
        () => return None,
    })
}

fn object(name: &str, fields: &[Slot], value: &Value) -> Result<(), String> {
    let object = match value {
        Value::Object(object) => object,
        Value::String(_) if matches!(name, "KeyboardButton" | "InputPollOption") => return Ok(()),
        _ => return Err(must_be_object(name)),
    };
    for slot in fields {
        match object.get(slot.name).filter(|value| !value.is_null()) {
            Some(value) => field(name, slot, value)?,
            // A flag that is not there is off.
            None if slot.required && slot.kind != Type::Bool => return Err(lacks(name, slot.name)),
            None => {}
        }
    }
    rules(name, object)
}

fn field(of: &str, slot: &Slot, value: &Value) -> Result<(), String> {
    let name = slot.name;
    let wrong = |kind: &str| Err(wrong_type(name, kind));
    match (&slot.kind, value) {
        (_, Value::Object(_)) if name == "reply_markup" => keyboard::check(value),
        (Type::Array(_), _) if name.ends_with("entities") => Ok(()),
        (Type::Text, Value::String(said)) => said_by(of, slot, said),
        (Type::Text | Type::Int | Type::Float | Type::IntOrText, Value::Number(_)) => number(of, slot, value),
        (Type::Text, _) if name.ends_with("_hash") => Err("hash must be a string".into()),
        (Type::Text | Type::File | Type::IntOrText, _) if !value.is_string() => wrong("String"),
        (Type::Int, Value::String(digits)) if digits.parse::<i64>().is_err() => {
            Err(format!("Can't parse as an integer string \"{digits}\""))
        }
        (Type::Int, Value::String(_)) => Ok(()),
        (Type::Int | Type::Float, _) => wrong("Number"),
        (Type::Bool, _) if !value.is_boolean() => wrong("Boolean"),
        (Type::Array(_), _) if name == "prices" && !value.is_array() => {
            Err("Expected an Array of labeled prices".into())
        }
        (Type::Array(_), _) if name == "tasks" && !value.is_array() => {
            Err("Expected an Array of InputChecklistTask".into())
        }
        (Type::Array(_), _) if name == "keywords" && !value.is_array() => {
            Err("Field \"keywords\" must be an Array".into())
        }
        (Type::Array(_), _) if !value.is_array() => wrong("Array"),
        (kind @ (Type::Array(_) | Type::Object(_) | Type::Any(_)), _) => check(kind, value),
        _ => Ok(()),
    }
}

fn number(of: &str, slot: &Slot, value: &Value) -> Result<(), String> {
    if slot.kind != Type::Int {
        return Ok(());
    }
    let Some(number) = value.as_i64() else {
        return Err(format!("Can't parse as an integer string \"{value}\""));
    };
    match &slot.range {
        // The price of a post has other bounds in another currency.
        Some(_) if of == "SuggestedPostPrice" => Ok(()),
        Some(range) if number != 0 && !range.contains(&number) && number != i64::from(i32::MAX) => {
            Err(words::out_of_range(slot.name))
        }
        _ => Ok(()),
    }
}

fn said_by(of: &str, slot: &Slot, said: &str) -> Result<(), String> {
    if slot.name.ends_with("parse_mode") {
        return text::parse_mode(said);
    }
    if let Some(length) = slot.length
        && (text::exceeds(said, length) || (length.least > 0 && said.is_empty()))
    {
        return length_words(of, slot.name, said.is_empty());
    }
    if slot.values.is_empty() || slot.values.contains(&said) {
        return Ok(());
    }
    match (of, slot.name) {
        // What follows the name of the type is as good as nothing; results are looked at further on.
        ("InlineQueryResultDocument" | "InlineQueryResultVideo", "mime_type") => Ok(()),
        (_, "type") if of.starts_with("PassportElementError") => {
            Err("wrong Telegram Passport element type specified".into())
        }
        _ => Err(words::wrong_value(slot.name)),
    }
}

/// What is said of a text of a wrong length; nothing where it can be right once its markup is read.
fn length_words(of: &str, name: &str, is_empty: bool) -> Result<(), String> {
    Err(match (of, name) {
        ("BotCommand", "command") => "BOT_COMMAND_INVALID".into(),
        ("BotCommand", _) => "BOT_COMMAND_DESCRIPTION_INVALID".into(),
        // A button without data says something else, or nothing.
        ("InlineKeyboardButton", "callback_data") if is_empty => return Ok(()),
        ("InlineKeyboardButton", "callback_data") => "BUTTON_DATA_INVALID".into(),
        ("CopyTextButton", _) => "BUTTON_COPY_TEXT_INVALID".into(),
        ("InputPollOption", _) if is_empty => "poll options must be non-empty".into(),
        (_, "id") => "RESULT_ID_INVALID".into(),
        (_, "message_text") if is_empty => "Message text is empty".into(),
        (_, "text" | "caption" | "message_text" | "title" | "quote") if !is_empty => return Ok(()),
        (_, name) if is_empty => format!("{} must be non-empty", name.replace('_', " ")),
        (_, name) => format!("{} is too long", name.replace('_', " ")),
    })
}

/// What the facts do not say.
fn rules(name: &str, object: &Object) -> Result<(), String> {
    let text = |field: &str| object.get(field).and_then(Value::as_str);
    let is_empty = |field: &str| text(field) == Some("");
    match name {
        "LabeledPrice" if is_empty("label") => Err("LabeledPrice label must be non-empty".into()),
        "ShippingOption" if is_empty("id") => Err("ShippingOption identifier must be non-empty".into()),
        "ShippingOption" if is_empty("title") => Err("ShippingOption title must be non-empty".into()),
        "InlineQueryResultsButton" => {
            if ["web_app", "start_parameter"].into_iter().any(|kind| object.contains_key(kind)) {
                Ok(())
            } else {
                Err("InlineQueryResultsButton must have exactly one optional field".into())
            }
        }
        "SuggestedPostPrice" if text("currency") == Some("TON") => {
            let amount = object.get("amount").and_then(Value::as_i64).unwrap_or_default();
            if amount % 10_000_000 == 0 {
                Ok(())
            } else {
                Err("Suggested post price must be divisible by 10000000 nanotoncoins".into())
            }
        }
        "LoginUrl" => match text("bot_username").map(|name| name.strip_prefix('@').unwrap_or(name)) {
            Some(name) if !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') => {
                Err("LoginUrl bot username is invalid".into())
            }
            _ => Ok(()),
        },
        "InputSticker" => {
            let emoji =
                object.get("emoji_list").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
            match emoji.len() {
                0 => Err("emoji list must be non-empty".into()),
                1..=20 => emoji.iter().try_for_each(list::emoji),
                _ => Err("too many emoji specified".into()),
            }
        }
        "StoryAreaTypeWeather"
            if object.get("background_color").and_then(Value::as_i64).is_some_and(|c| c < 0) =>
        {
            Err("invalid background color specified".into())
        }
        _ if name.starts_with("PassportElementError") => {
            let hashes = object.iter().filter(|(field, _)| field.ends_with("_hash"));
            hashes.filter_map(|(_, hash)| hash.as_str()).try_for_each(hash)
        }
        _ => Ok(()),
    }
}

fn hash(text: &str) -> Result<(), String> {
    use base64::Engine as _;
    match base64::engine::general_purpose::STANDARD.decode(text) {
        Ok(_) => Ok(()),
        Err(_) => Err("hash isn't a valid base64-encoded string".into()),
    }
}

fn wrong_type(field: &str, kind: &str) -> String {
    format!("Field \"{field}\" must be of type {kind}")
}

fn lacks(of: &str, field: &str) -> String {
    match (of, field) {
        (_, "input_message_content") => "Can't find field \"message_text\"".into(),
        ("InlineQueryResultPhoto", "thumbnail_url") => "PHOTO_THUMB_URL_EMPTY".into(),
        (_, "media") if of.starts_with("Input") => "media not found".into(),
        _ => format!("Can't find field \"{field}\""),
    }
}

fn must_be_object(name: &str) -> String {
    match name {
        "KeyboardButton" => "KeyboardButton must be a String or an Object".into(),
        "ReplyParameters" => "Object expected as reply parameters".into(),
        "LinkPreviewOptions" => "Object expected as link preview options".into(),
        "SuggestedPostParameters" => "Object expected as suggested post parameters".into(),
        "SuggestedPostPrice" => "Object expected as suggested post price".into(),
        "ChatPermissions" => "Object expected as permissions".into(),
        "InputProfilePhoto" => "Object expected as profile photo".into(),
        "InputStoryContent" => "Object expected as story content".into(),
        "AcceptedGiftTypes" => "Object expected as accepted gift types".into(),
        "InputPollOption" => "Expected an option to be of type String".into(),
        "InputMessageContent" => "Field \"input_message_content\" must be of type Object".into(),
        "InlineQueryResultsButton"
        | "InlineKeyboardButton"
        | "LabeledPrice"
        | "ShippingOption"
        | "InputSticker"
        | "MaskPosition"
        | "MenuButton"
        | "BotCommandScope"
        | "ChatAdministratorRights" => {
            format!("{name} must be an Object")
        }
        name if name.starts_with("InlineQueryResult") => "Inline query result must be an object".into(),
        _ => "expected an Object".into(),
    }
}

fn unsupported(name: &str) -> &'static str {
    match name {
        "MenuButton" => "MenuButton has unsupported type",
        "ReactionType" => "invalid reaction type specified",
        "InputProfilePhoto" => "Invalid profile photo type specified",
        "InputStoryContent" => "Invalid story content type specified",
        "StoryAreaType" => "invalid story area type specified",
        "PassportElementError" => "wrong source specified",
        "InputMessageContent" => "Input message content is not specified",
        _ => "Unsupported type specified",
    }
}
