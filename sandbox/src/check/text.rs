//! Texts: how long they are, and which of a few they must be.

use serde_json::Value;

use super::words;
use crate::facts::{Length, Method, Slot};
use crate::server::Params;
use crate::text;

pub(super) fn check(method: &Method, slot: &Slot, params: &Params, value: &Value) -> Result<(), String> {
    let Some(said) = value.as_str() else { return Ok(()) };
    if slot.name.ends_with("parse_mode") {
        return parse_mode(said);
    }
    if let Some(length) = slot.length
        && exceeds(said, length)
    {
        match formatted(method, slot.name, params) {
            // What is wrong with the markup comes first.
            Some(Err(why)) => return Err(why),
            Some(Ok(plain)) if !exceeds(&plain.text, length) => {}
            _ => return Err(words::too_long(method, slot)),
        }
    }
    // What a bot is doing has more names than the facts know; the method has them.
    let is_known = slot.values.is_empty() || slot.name == "action" || slot.values.contains(&said);
    let is_sticker_type = slot.name == "sticker_type" && !["regular", "mask", "custom_emoji"].contains(&said);
    if !is_known || is_sticker_type {
        return Err(words::wrong_value(slot.name));
    }
    Ok(())
}

/// Whether a text is longer than it may be.
pub(super) fn exceeds(text: &str, length: Length) -> bool {
    // No text has more units than bytes.
    text.len() > length.most && (length.in_bytes || text::length(text) > length.most)
}

/// Whether there is a markup of that name.
pub(super) fn parse_mode(mode: &str) -> Result<(), String> {
    match mode.to_ascii_lowercase().as_str() {
        "" | "none" | "html" | "markdown" | "markdownv2" => Ok(()),
        _ => Err("Unsupported parse_mode".into()),
    }
}

/// A text as its markup and its entities say; nothing where a parameter has no markup.
pub(crate) fn formatted(
    method: &Method,
    name: &str,
    params: &Params,
) -> Option<Result<text::Formatted, String>> {
    let has = |wanted: &str| method.params.iter().any(|slot| slot.name == wanted);
    let own = format!("{name}_parse_mode");
    let (mode, entities) = match name {
        "text" | "caption" if has("parse_mode") => {
            ("parse_mode", if name == "caption" { "caption_entities" } else { "entities" }.to_owned())
        }
        _ if has(&own) => (own.as_str(), format!("{name}_entities")),
        _ => return None,
    };
    let given = params.list(&entities);
    Some(text::format(params.text(name), params.text(mode), given))
}
