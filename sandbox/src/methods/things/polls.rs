//! Polls and quizzes: sent and stopped.

use serde_json::{Value, json};

use super::super::markup::{Place, inline_keyboard};
use super::super::media::{KINDS, input_media};
use super::super::send::{draft, formatted, post};
use super::super::{Access, Request};
use super::{copy, formatted_in, only_emoji};
use crate::server::{Answer, Refusal};
use crate::text;
use crate::world::{ChatKey, Due, Json, Kind, NewPoll};

/// The most options of a poll.
const MOST_OPTIONS: usize = 12;
/// The shortest and the longest time that a poll is open, in seconds.
const OPEN: std::ops::RangeInclusive<i64> = 5..=2_628_000;

pub(crate) fn dispatch(name: &str, request: &mut Request<'_>) -> Option<Answer> {
    Some(match name {
        "sendPoll" => send_poll(request),
        "stopPoll" => stop_poll(request),
        _ => return None,
    })
}

fn send_poll(request: &mut Request<'_>) -> Answer {
    let key = request.open_chat()?;
    let poll = new_poll(request, key)?;
    let closes_at = poll.closes_at;
    // The number is taken last: whatever refuses the message comes before.
    let mut draft = draft(request, key, Json::from_iter([("poll".to_owned(), Value::Null)]))?;
    let shown = request.world.make_poll(request.bot, key, poll);
    let id = shown["id"].as_str().map(str::to_owned);
    draft.content.insert("poll".into(), shown);
    let entry = post(request, key, draft);
    if let (Some(at), Some(id)) = (closes_at, id) {
        request.world.due_at(at, Due::Poll(id));
    }
    Ok(request.show(key, &entry))
}

/// Reads the poll of a request.
fn new_poll(request: &mut Request<'_>, key: ChatKey) -> Result<NewPoll, Refusal> {
    let params = request.params;
    let question = formatted(request, "question", "question_parse_mode", "question_entities")?;
    let question = only_emoji(question);
    if question.text.is_empty() {
        return Err(Refusal::bad("poll question must be non-empty"));
    }
    let kind = params.str("type").unwrap_or("regular");
    if !matches!(kind, "regular" | "quiz") {
        return Err(Refusal::bad("unsupported poll type specified"));
    }
    let options = options(request)?;
    let anonymous = params.get("is_anonymous").and_then(Value::as_bool).unwrap_or(true);
    let channel = request.world.chats.get(&key).is_some_and(|chat| chat.kind == Kind::Channel);
    if channel && !anonymous {
        return Err(Refusal::bad("non-anonymous polls can't be sent to channel chats"));
    }
    let quiz = kind == "quiz";
    let mut poll = Json::new();
    question.write(&mut poll, "question", "question_entities");
    let count = options.len();
    let revoting = params.get("allows_revoting").and_then(Value::as_bool).unwrap_or(!quiz);
    for (name, value) in [
        ("options", Value::Array(options)),
        ("total_voter_count", 0.into()),
        ("is_closed", params.flag("is_closed").into()),
        ("is_anonymous", anonymous.into()),
        ("type", kind.into()),
        ("allows_multiple_answers", params.flag("allows_multiple_answers").into()),
        ("allows_revoting", revoting.into()),
        ("members_only", params.flag("members_only").into()),
    ] {
        poll.insert(name.into(), value);
    }
    if quiz {
        poll.insert("correct_option_ids".into(), correct(request, count)?);
        let explanation =
            formatted(request, "explanation", "explanation_parse_mode", "explanation_entities")?;
        if explanation.text.matches('\n').count() > 2 {
            return Err(Refusal::bad("MESSAGE_TOO_LONG"));
        }
        if !explanation.text.is_empty() {
            explanation.write(&mut poll, "explanation", "explanation_entities");
        }
        add_media(request, &mut poll, "explanation_media")?;
    }
    let description = formatted(request, "description", "description_parse_mode", "description_entities")?;
    if !description.text.is_empty() {
        description.write(&mut poll, "description", "description_entities");
    }
    add_media(request, &mut poll, "media")?;
    let mut poll = Value::Object(poll);
    copy(request, &mut poll, &["country_codes"]);
    let now = request.world.now();
    let period = params.int("open_period").filter(|seconds| OPEN.contains(seconds));
    let date = params.int("close_date").filter(|date| OPEN.contains(&(date - now)));
    let closes_at = match (period, date) {
        (Some(period), _) => {
            poll["open_period"] = period.into();
            Some(now + period)
        }
        (None, date) => date,
    };
    if let Some(at) = closes_at {
        poll["close_date"] = at.into();
    }
    let Value::Object(json) = poll else { return Err(Refusal::bad("poll question must be non-empty")) };
    Ok(NewPoll {
        json,
        hides_results: params.flag("hide_results_until_closes"),
        grows: params.flag("allow_adding_options") && !anonymous && !quiz,
        closes_at,
    })
}

fn options(request: &mut Request<'_>) -> Result<Vec<Value>, Refusal> {
    let list = request.params.list("options");
    if list.is_empty() {
        return Err(Refusal::bad("poll must have at least 1 option"));
    }
    if list.len() > MOST_OPTIONS {
        return Err(Refusal::bad(format!("poll can't have more than {MOST_OPTIONS} options")));
    }
    let mut options = Vec::new();
    for (number, given) in list.iter().enumerate() {
        let option = match given {
            Value::String(text) => json!({"text": text}),
            _ => given.clone(),
        };
        let label = only_emoji(formatted_in(request, &option, "text", "text_parse_mode", "text_entities")?);
        if label.text.is_empty() {
            return Err(Refusal::bad("poll options must be non-empty"));
        }
        if text::length(&label.text) > 100 {
            return Err(Refusal::bad("poll options length must not exceed 100"));
        }
        let mut json = Json::from_iter([("persistent_id".to_owned(), number.to_string().into())]);
        label.write(&mut json, "text", "text_entities");
        if let Some(media) = option.get("media").filter(|media| media.is_object()) {
            json.insert("media".into(), poll_media(request, media)?);
        }
        json.insert("voter_count".into(), 0.into());
        options.push(Value::Object(json));
    }
    Ok(options)
}

/// Which options of a quiz are right.
fn correct(request: &Request<'_>, count: usize) -> Result<Value, Refusal> {
    let params = request.params;
    let given = params.array("correct_option_ids").cloned().or_else(|| {
        let one = params.get("correct_option_id")?;
        let id = one.as_i64().or_else(|| one.as_str()?.parse().ok())?;
        Some(vec![id.into()])
    });
    let wrong = || Refusal::bad("wrong correct option ID specified");
    let mut ids = Vec::new();
    for id in given.filter(|ids| !ids.is_empty()).ok_or_else(wrong)? {
        let id = id.as_u64().filter(|id| usize::try_from(*id).is_ok_and(|id| id < count));
        ids.push(id.ok_or_else(wrong)?);
    }
    ids.sort_unstable();
    ids.dedup();
    Ok(ids.into())
}

fn add_media(request: &mut Request<'_>, poll: &mut Json, name: &str) -> Result<(), Refusal> {
    if let Some(item) = request.params.get(name).filter(|item| item.is_object()).cloned() {
        poll.insert(name.into(), poll_media(request, &item)?);
    }
    Ok(())
}

/// The `PollMedia` of an input medium: a file, a link, a place.
fn poll_media(request: &mut Request<'_>, item: &Value) -> Answer {
    let kind = item.get("type").and_then(Value::as_str).unwrap_or_default();
    let place = || {
        let (latitude, longitude) = (item["latitude"].as_f64(), item["longitude"].as_f64());
        match (latitude, longitude) {
            (Some(latitude), Some(longitude)) if latitude.abs() <= 90.0 && longitude.abs() <= 180.0 => {
                Ok(json!({"latitude": latitude, "longitude": longitude}))
            }
            _ => Err(Refusal::bad("wrong location specified")),
        }
    };
    match kind {
        "location" => Ok(json!({"location": place()?})),
        "venue" => Ok(json!({
            "venue": {"location": place()?, "title": item["title"], "address": item["address"]},
        })),
        "link" => Ok(json!({"link": {"url": item["url"]}})),
        _ => {
            let mut content = input_media(request, item)?;
            content.retain(|name, _| KINDS.contains(&name.as_str()));
            Ok(Value::Object(content))
        }
    }
}

fn stop_poll(request: &mut Request<'_>) -> Answer {
    let key = request.chat()?;
    request.may_access(key, Access::Write)?;
    let id = request.params.number("message_id");
    let place = Place::of(request.world, key);
    let keyboard = inline_keyboard(request.params.get("reply_markup"), place)?;
    let found = request.world.entry(key, id);
    let entry = found.ok_or_else(|| Refusal::bad("message with poll to stop not found"))?;
    if !entry.json.contains_key("poll") {
        return Err(Refusal::bad("message is not a poll"));
    }
    if entry.author.id() != request.bot || entry.json.contains_key("forward_origin") {
        return Err(Refusal::bad("poll can't be stopped"));
    }
    let poll = request.world.poll_of(key, id);
    let ended = poll.and_then(|poll| request.world.end_poll(&poll, Some((key, id))));
    let (ended, _) = ended.ok_or_else(|| Refusal::bad("poll has already been closed"))?;
    request.world.change(key, id, |json| {
        json.insert("poll".into(), ended.clone());
        json.shift_remove("reply_markup");
        if let Some(keyboard) = keyboard {
            json.insert("reply_markup".into(), keyboard);
        }
    });
    Ok(ended)
}
