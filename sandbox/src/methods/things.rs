//! Sending what is neither a text nor a file: places, contacts, polls, dice.

use serde_json::{Value, json};

use super::Request;
use super::send::{formatted, markup, send};
use crate::server::{Answer, Refusal};
use crate::text;
use crate::world::{Json, Timer};

pub(crate) fn dispatch(name: &str, request: &mut Request<'_>) -> Option<Answer> {
    Some(match name {
        "sendLocation" => location(request).and_then(|location| one(request, "location", location)),
        "sendVenue" => venue(request),
        "sendContact" => contact(request),
        "sendDice" => dice(request),
        "sendPoll" => poll(request),
        "stopPoll" => stop_poll(request),
        _ => return None,
    })
}

fn one(request: &mut Request<'_>, name: &str, value: Value) -> Answer {
    send(request, Json::from_iter([(name.to_owned(), value)]))
}

/// Copies parameters that are there.
fn copy(request: &Request<'_>, into: &mut Value, names: &[&str]) {
    for name in names {
        if let Some(value) = request.params.get(name).filter(|value| !value.is_null()) {
            into[*name] = value.clone();
        }
    }
}

fn location(request: &Request<'_>) -> Answer {
    let number = |name: &str, most: f64| {
        let number = request.params.float(name).ok_or_else(|| Refusal::bad(format!("{name} is empty")))?;
        if number.abs() > most { Err(Refusal::bad("wrong location specified")) } else { Ok(number) }
    };
    let mut location =
        json!({"latitude": number("latitude", 90.0)?, "longitude": number("longitude", 180.0)?});
    copy(
        request,
        &mut location,
        &["horizontal_accuracy", "live_period", "heading", "proximity_alert_radius"],
    );
    let period = request.params.int("live_period");
    if period.is_some_and(|seconds| !(60..=86_400).contains(&seconds) && seconds != 0x7fff_ffff) {
        return Err(Refusal::bad("wrong live location period specified"));
    }
    Ok(location)
}

fn venue(request: &mut Request<'_>) -> Answer {
    let place = location(request)?;
    let need = |name: &str| {
        request.params.str(name).ok_or_else(|| Refusal::bad(format!("venue {name} must be non-empty")))
    };
    let mut venue = json!({"location": place, "title": need("title")?, "address": need("address")?});
    let ids = ["foursquare_id", "foursquare_type", "google_place_id", "google_place_type"];
    copy(request, &mut venue, &ids);
    let content = Json::from_iter([("venue".to_owned(), venue), ("location".to_owned(), place)]);
    send(request, content)
}

fn contact(request: &mut Request<'_>) -> Answer {
    let params = request.params;
    let phone = params.str("phone_number").ok_or_else(|| Refusal::bad("contact phone number is empty"))?;
    let name = params.str("first_name").ok_or_else(|| Refusal::bad("contact first name is empty"))?;
    let mut contact = json!({"phone_number": phone, "first_name": name});
    copy(request, &mut contact, &["last_name", "vcard"]);
    one(request, "contact", contact)
}

fn dice(request: &mut Request<'_>) -> Answer {
    let emoji = request.params.str("emoji").unwrap_or("🎲");
    let sides = match emoji.trim_end_matches('\u{fe0f}') {
        "🎲" | "🎯" | "🎳" => 6,
        "🏀" | "⚽" => 5,
        "🎰" => 64,
        _ => return Err(Refusal::bad("wrong dice emoji specified")),
    };
    // Not random: the same run throws the same dice.
    let throw = request.world.ids.other().wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 33;
    one(request, "dice", json!({"emoji": emoji, "value": throw % sides + 1}))
}

fn poll(request: &mut Request<'_>) -> Answer {
    let params = request.params;
    let question = formatted(request, "question", "question_parse_mode", "question_entities")?;
    if question.text.is_empty() {
        return Err(Refusal::bad("poll question must be non-empty"));
    }
    if text::length(&question.text) > 300 {
        return Err(Refusal::bad("poll question length must not exceed 300"));
    }
    let kind = params.str("type").unwrap_or("regular");
    if !matches!(kind, "regular" | "quiz") {
        return Err(Refusal::bad("unsupported poll type specified"));
    }
    let Some(list) = params.array("options") else {
        return Err(Refusal::bad("can't parse options: Expected an Array of String as options"));
    };
    if list.is_empty() {
        return Err(Refusal::bad("poll must have at least 1 option"));
    }
    if list.len() > 12 {
        return Err(Refusal::bad("poll can't have more than 12 options"));
    }
    let mut options = Vec::new();
    for (number, option) in list.iter().enumerate() {
        let label =
            option.as_str().or_else(|| option.get("text").and_then(Value::as_str)).unwrap_or_default();
        if label.is_empty() {
            return Err(Refusal::bad("poll options must be non-empty"));
        }
        if text::length(label) > 100 {
            return Err(Refusal::bad("poll options length must not exceed 100"));
        }
        options.push(json!({"persistent_id": number.to_string(), "text": label, "voter_count": 0}));
    }
    let anonymous = params.get("is_anonymous").and_then(Value::as_bool).unwrap_or(true);
    let mut poll = json!({
        "id": request.world.ids.other().to_string(),
        "question": question.text,
        "options": options,
        "total_voter_count": 0,
        "is_closed": params.flag("is_closed"),
        "is_anonymous": anonymous,
        "type": kind,
        "allows_multiple_answers": params.flag("allows_multiple_answers"),
        "allows_revoting": params.flag("allows_revoting") || kind == "regular",
        "members_only": params.flag("members_only"),
    });
    let correct = params.array("correct_option_ids").cloned().or_else(|| {
        params
            .get("correct_option_id")
            .and_then(|id| id.as_i64().or_else(|| id.as_str()?.parse().ok()))
            .map(|id| vec![id.into()])
    });
    if kind == "quiz" {
        let in_range = |id: &Value| id.as_u64().is_some_and(|id| (id as usize) < options.len());
        let correct = correct.filter(|ids| !ids.is_empty() && ids.iter().all(in_range));
        poll["correct_option_ids"] =
            correct.ok_or_else(|| Refusal::bad("wrong correct option ID specified"))?.into();
        let explanation =
            formatted(request, "explanation", "explanation_parse_mode", "explanation_entities")?;
        if let (false, Some(poll)) = (explanation.text.is_empty(), poll.as_object_mut()) {
            explanation.write(poll, "explanation", "explanation_entities");
        }
    }
    copy(request, &mut poll, &["open_period", "close_date"]);
    let sent = one(request, "poll", poll)?;
    close_later(request, &sent);
    Ok(sent)
}

/// Has a poll that was sent close at its time, where it has one.
fn close_later(request: &mut Request<'_>, sent: &Value) {
    let poll = sent.get("poll");
    let field = |name: &str| poll.and_then(|poll| poll.get(name)).and_then(Value::as_i64);
    let period = field("open_period").map(|seconds| request.world.now().saturating_add(seconds));
    let (Some(at), Some(message)) =
        (period.or(field("close_date")), sent.get("message_id").and_then(Value::as_i64))
    else {
        return;
    };
    if let Ok(chat) = request.chat() {
        request.world.timers.schedule(at.saturating_mul(1000), Timer::ClosePoll { chat, message });
    }
}

fn stop_poll(request: &mut Request<'_>) -> Answer {
    let key = request.chat()?;
    let id = request.need_int("message_id", "message identifier is not specified")?;
    let keyboard = markup(request)?;
    let found = request.world.entry(key, id).filter(|entry| entry.author.id() == request.bot);
    let mut poll = found
        .ok_or_else(|| Refusal::bad("message with poll to stop not found"))?
        .json
        .get("poll")
        .cloned()
        .ok_or_else(|| Refusal::bad("message is not a poll"))?;
    if poll["is_closed"] == true {
        return Err(Refusal::bad("poll has already been closed"));
    }
    poll["is_closed"] = true.into();
    request.world.change(key, id, |json| {
        json.insert("poll".into(), poll.clone());
        json.shift_remove("reply_markup");
        if let Some(keyboard) = keyboard {
            json.insert("reply_markup".into(), keyboard);
        }
    });
    Ok(poll)
}
