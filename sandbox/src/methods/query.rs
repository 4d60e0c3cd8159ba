//! Answers to pressed buttons and other queries.

use serde_json::{Value, json};

use super::Request;
use crate::server::{Answer, Refusal};

/// The longest text of an answer, in UTF-16 units.
const LONGEST: usize = 200;

const TOO_OLD: &str = "query is too old and response timeout expired or query ID is invalid";

pub(crate) fn dispatch(name: &str, request: &mut Request<'_>) -> Option<Answer> {
    Some(match name {
        "answerCallbackQuery" => callback(request),
        _ => return None,
    })
}

fn callback(request: &mut Request<'_>) -> Answer {
    let params = request.params;
    let id = params.str("callback_query_id").and_then(|id| id.parse::<u64>().ok());
    let text = params.str("text").unwrap_or_default();
    let bot = request.bot;
    let pressed = id
        .and_then(|id| request.world.callbacks.get_mut(id))
        .filter(|pressed| pressed.bot == bot && pressed.answer.is_none())
        .ok_or_else(|| Refusal::bad(TOO_OLD))?;
    if crate::text::length(text) > LONGEST {
        return Err(Refusal::bad("MESSAGE_TOO_LONG"));
    }
    let alert = params.flag("show_alert");
    pressed.answer = Some(json!({
        "text": text,
        "show_alert": alert,
        "url": params.str("url"),
        "cache_time": params.int("cache_time").unwrap_or(0),
    }));
    let user = pressed.user;
    if !text.is_empty() {
        let kind = if alert { "alert" } else { "toast" };
        let line =
            format!("{} shows {} the {kind}: {text}", request.world.name(bot), request.world.name(user));
        request.world.journal.write(line);
    }
    Ok(Value::Bool(true))
}
