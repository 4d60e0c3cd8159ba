//! Sending what is neither a text nor a file, and what is done with it: polls, places, dice and the like.

mod checklists;
mod contact;
mod dice;
mod games;
mod invoice;
mod live;
mod paid;
mod payments;
mod place;
mod polls;
mod reactions;
mod sticker_input;
mod sticker_sets;
mod stickers;

use serde_json::Value;

pub(super) use place::add_provider;

use super::Request;
use super::send::{name_users, send};
use crate::server::{Answer, Refusal};
use crate::text::{self, Formatted};
use crate::world::Json;

pub(crate) fn dispatch(name: &str, request: &mut Request<'_>) -> Option<Answer> {
    None.or_else(|| contact::dispatch(name, request))
        .or_else(|| checklists::dispatch(name, request))
        .or_else(|| sticker_sets::dispatch(name, request))
        .or_else(|| stickers::dispatch(name, request))
        .or_else(|| dice::dispatch(name, request))
        .or_else(|| invoice::dispatch(name, request))
        .or_else(|| paid::dispatch(name, request))
        .or_else(|| payments::dispatch(name, request))
        .or_else(|| live::dispatch(name, request))
        .or_else(|| place::dispatch(name, request))
        .or_else(|| games::dispatch(name, request))
        .or_else(|| reactions::dispatch(name, request))
        .or_else(|| polls::dispatch(name, request))
}

/// What an invoice of inline mode asks to be paid.
pub(super) fn said_invoice(
    request: &mut Request<'_>,
    said: &Value,
) -> Result<crate::world::Invoice, Refusal> {
    let values = said.as_object().cloned().unwrap_or_default();
    let params = crate::server::Params { values, ..crate::server::Params::default() };
    let Request { world, bot, method, .. } = request;
    invoice::invoice(&Request { world, bot: *bot, params: &params, method, posted: None })
}

/// Sends a message that holds one thing.
fn one(request: &mut Request<'_>, name: &str, value: Value) -> Answer {
    send(request, Json::from_iter([(name.to_owned(), value)]))
}

/// Copies parameters that are there.
fn copy(request: &Request<'_>, into: &mut Value, names: &[&str]) {
    let Some(into) = into.as_object_mut() else { return };
    for name in names {
        if let Some(value) = request.params.get(name).filter(|value| !value.is_null()) {
            into.insert((*name).to_owned(), value.clone());
        }
    }
}

/// A text inside an object, with the formatting that the object asks for.
fn formatted_in(
    request: &Request<'_>,
    object: &Value,
    name: &str,
    parse_mode: &str,
    entities: &str,
) -> Result<Formatted, Refusal> {
    let words = |name: &str| object.get(name).and_then(Value::as_str).unwrap_or_default();
    let given = object.get(entities).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let mut formatted = text::format(words(name), words(parse_mode), given).map_err(Refusal::bad)?;
    name_users(request.world, &mut formatted);
    Ok(formatted)
}

/// A text where a custom emoji is the only formatting that is kept.
fn only_emoji(mut formatted: Formatted) -> Formatted {
    formatted.entities.retain(|entity| entity.kind == "custom_emoji");
    formatted
}
