//! What bots answer to inline queries.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Request;
use super::result::offer;
use crate::check::TOO_OLD;
use crate::server::{Answer, Refusal};
use crate::world::{Offer, Offers};

/// The longest identifier of a result and the longest offset, in bytes.
const LONGEST: usize = 64;
/// How many seconds an answer is kept unless the bot says another number.
const CACHE_TIME: i64 = 300;

pub(crate) fn dispatch(name: &str, request: &mut Request<'_>) -> Option<Answer> {
    Some(match name {
        "answerInlineQuery" => answer(request),
        _ => return None,
    })
}

fn answer(request: &mut Request<'_>) -> Answer {
    let button = button(request)?;
    let mut results = Vec::new();
    for result in request.params.list("results") {
        results.push(offer(request, result)?);
    }
    unique(&results)?;
    let params = request.params;
    let next_offset = params.text("next_offset").to_owned();
    if next_offset.len() > LONGEST {
        return Err(Refusal::bad("NEXT_OFFSET_INVALID"));
    }
    let now = request.world.now_in_milliseconds();
    let id = params.str("inline_query_id").and_then(|id| id.parse::<u64>().ok());
    let id = id.filter(|id| request.world.inline.is_open(*id, request.bot, now));
    let id = id.ok_or_else(|| Refusal::bad(TOO_OLD))?;
    let kept = params.int("cache_time").unwrap_or(CACHE_TIME).max(0).saturating_mul(1000);
    let personal = params.flag("is_personal");
    let line = format!("{} offers {} results", request.world.name(request.bot), results.len());
    request.world.journal.write(line);
    request.world.inline.answer(id, Offers { results, next_offset, button }, now, kept, personal);
    Ok(true.into())
}

fn unique(results: &[Offer]) -> Result<(), Refusal> {
    let mut seen = BTreeSet::new();
    for result in results {
        if result.id.is_empty() || result.id.len() > LONGEST {
            return Err(Refusal::bad("RESULT_ID_INVALID"));
        }
        if !seen.insert(result.id.as_str()) {
            return Err(Refusal::bad("RESULT_ID_DUPLICATE"));
        }
    }
    Ok(())
}

/// The button above the results.
fn button(request: &Request<'_>) -> Result<Option<Value>, Refusal> {
    let error = |text: &str| Err(Refusal::bad(text));
    let Some(Value::Object(button)) = request.params.get("button") else { return Ok(None) };
    if button.get("text").and_then(Value::as_str).is_none_or(str::is_empty) {
        return error("can't find field \"text\"");
    }
    let mut button = button.clone();
    if let Some(parameter) = button.get("start_parameter").and_then(Value::as_str) {
        let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'-';
        if !parameter.bytes().all(plain) {
            return error("START_PARAM_INVALID");
        }
        // It can do one thing, and this one is looked for first.
        button.shift_remove("web_app");
    }
    Ok(Some(button.into()))
}

/// The one result of a request.
pub(super) fn single(request: &mut Request<'_>) -> Result<Offer, Refusal> {
    let result = request.params.get("result").cloned().unwrap_or_default();
    let offer = offer(request, &result)?;
    unique(std::slice::from_ref(&offer))?;
    Ok(offer)
}
