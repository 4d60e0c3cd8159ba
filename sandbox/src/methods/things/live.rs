//! Live locations that the bot moves and ends.

use serde_json::Value;

use super::super::Request;
use super::super::edit::{Target, apply, target};
use super::place::{bearings, point};
use crate::server::{Answer, Refusal};
use crate::world::{FOREVER, Json, still};

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
fn live(request: &mut Request<'_>) -> Result<Target, Refusal> {
    let target = target(request)?;
    let entry = target.entry(request)?;
    if !entry.json.contains_key("location") || entry.json.contains_key("venue") {
        return Err(Refusal::bad("there is no live location in the message to edit"));
    }
    if !request.world.is_live(target.key, target.id) {
        return Err(Refusal::bad("message can't be edited"));
    }
    Ok(target)
}

fn edit(request: &mut Request<'_>) -> Answer {
    let mut location = point(request)?;
    let mut bearings = bearings(request);
    let period = request.params.number("live_period");
    if !(0..=FOREVER).contains(&period) {
        return Err(Refusal::bad("wrong live location period specified"));
    }
    let target = live(request)?;
    let entry = target.entry(request)?;
    let field = |name: &str| entry.json.get(name);
    let old = field("location").and_then(|location| location["live_period"].as_i64()).unwrap_or(0);
    let date = field("date").and_then(Value::as_i64).unwrap_or(0);
    let ends = date.saturating_add(period) - request.world.now();
    let longer = period.saturating_sub(old) > DAY || ends > 90 * DAY || ends <= 0;
    if period != 0 && period != FOREVER && longer {
        return Err(Refusal::bad("wrong live location period specified"));
    }
    location.insert("live_period".into(), if period == 0 { old } else { period }.into());
    location.append(&mut bearings);
    let content = Json::from_iter([("location".to_owned(), Value::Object(location))]);
    let answer = apply(request, target, &[], content)?;
    if period != 0 {
        request.world.live_location_begins(target.key, target.id, period);
    }
    request.world.watch_proximity(target.key, target.id);
    Ok(answer)
}

fn stop(request: &mut Request<'_>) -> Answer {
    let target = live(request)?;
    let mut json = Json::clone(&target.entry(request)?.json);
    still(&mut json);
    json.retain(|name, _| name == "location");
    let answer = apply(request, target, &[], json)?;
    request.world.live_location_ends(target.key, target.id);
    Ok(answer)
}
