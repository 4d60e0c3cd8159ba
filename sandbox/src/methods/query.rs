//! Answers to pressed buttons.

use std::sync::Arc;

use serde_json::{Value, json};

use super::Request;
use crate::check::TOO_OLD;
use crate::server::{Answer, Refusal};
use crate::text::url;
use crate::world::Happened;

pub(crate) fn dispatch(name: &str, request: &mut Request<'_>) -> Option<Answer> {
    Some(match name {
        "answerCallbackQuery" => callback(request),
        _ => return None,
    })
}

fn callback(request: &mut Request<'_>) -> Answer {
    let params = request.params;
    let id = params.str("callback_query_id").and_then(|id| id.parse::<u64>().ok()).unwrap_or_default();
    let text = params.text("text");
    let now = request.world.now_in_milliseconds();
    let page = params.str("url");
    let pressed = request.world.callbacks.open(id, request.bot, now).ok_or_else(|| Refusal::bad(TOO_OLD))?;
    if page.is_some_and(|page| url::check(page).is_err()) {
        return Err(Refusal::bad("URL_INVALID"));
    }
    let alert = params.flag("show_alert");
    let cache_time = params.number("cache_time").max(0);
    let user = pressed.user;
    let answer = json!({"text": text, "show_alert": alert, "url": page, "cache_time": cache_time});
    pressed.answer = Some(answer.clone());
    if cache_time > 0 {
        request.world.callbacks.cache(id, now.saturating_add(cache_time.saturating_mul(1000)));
    }
    let happened = Happened::Answer { query: id.to_string(), user, answer: Arc::new(answer) };
    request.world.feed.push(happened);
    if !text.is_empty() {
        let kind = if alert { "alert" } else { "toast" };
        let line = format!(
            "{} shows {} the {kind}: {text}",
            request.world.name(request.bot),
            request.world.name(user)
        );
        request.world.journal.write(line);
    }
    Ok(Value::Bool(true))
}
