//! Live locations that the bot moves and ends.

use serde_json::Value;

use super::super::Request;
use super::super::edit::{apply, target};
use super::place::{bearings, point};
use crate::server::{Answer, Refusal};
use crate::world::{ChatKey, FOREVER, Json, still};

/// The seconds of a day, by which a live location may be prolonged at most.
const DAY: i64 = 86_400;

pub(crate) fn dispatch(name: &str, request: &mut Request<'_>) -> Option<Answer> {
    Some(match name {
        "editMessageLiveLocation" => edit(request),
        "stopMessageLiveLocation" => stop(request),
        _ => return None,
    })
}

/// The live location that is meant, which still has to live.
fn live(request: &mut Request<'_>) -> Result<Option<(ChatKey, i64)>, Refusal> {
    let target = target(request)?;
    if let Some((key, id)) = target {
        let entry = request.world.entry(key, id);
        if entry.is_none_or(|entry| !entry.json.contains_key("location") || entry.json.contains_key("venue"))
        {
            return Err(Refusal::bad("there is no live location in the message to edit"));
        }
        if !request.world.is_live(key, id) {
            return Err(Refusal::bad("message can't be edited"));
        }
    }
    Ok(target)
}

fn edit(request: &mut Request<'_>) -> Answer {
    let mut location = point(request)?;
    let mut bearings = bearings(request)?;
    let period = request.params.int("live_period").unwrap_or(0);
    if !(0..=FOREVER).contains(&period) {
        return Err(Refusal::bad("wrong live location period specified"));
    }
    let target = live(request)?;
    if let Some((key, id)) = target {
        let entry = request.world.entry(key, id);
        let field = |name: &str| entry.and_then(|entry| entry.json.get(name));
        let old = field("location").and_then(|location| location["live_period"].as_i64()).unwrap_or(0);
        let date = field("date").and_then(Value::as_i64).unwrap_or(0);
        let ends = date.saturating_add(period) - request.world.now();
        let longer = period.saturating_sub(old) > DAY || ends > 90 * DAY || ends <= 0;
        if period != 0 && period != FOREVER && longer {
            return Err(Refusal::bad("wrong live location period specified"));
        }
        location.insert("live_period".into(), if period == 0 { old } else { period }.into());
    }
    location.append(&mut bearings);
    let content = Json::from_iter([("location".to_owned(), Value::Object(location))]);
    let answer = apply(request, target, &[], content)?;
    if let Some((key, id)) = target {
        if period != 0 {
            request.world.live_location_begins(key, id, period);
        }
        request.world.watch_proximity(key, id);
    }
    Ok(answer)
}

fn stop(request: &mut Request<'_>) -> Answer {
    let target = live(request)?;
    let Some((key, id)) = target else { return apply(request, target, &[], Json::new()) };
    let mut json = request.world.entry(key, id).map(|entry| Json::clone(&entry.json)).unwrap_or_default();
    still(&mut json);
    json.retain(|name, _| name == "location");
    let answer = apply(request, target, &[], json)?;
    request.world.live_location_ends(key, id);
    Ok(answer)
}
