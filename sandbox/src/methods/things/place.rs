//! Places: locations, live ones, venues.

use serde_json::{Value, json};

use super::super::Request;
use super::super::send::{draft, post, send};
use crate::server::{Answer, Refusal};
use crate::world::Json;

pub(crate) fn dispatch(name: &str, request: &mut Request<'_>) -> Option<Answer> {
    Some(match name {
        "sendLocation" => location(request),
        "sendVenue" => venue(request),
        _ => return None,
    })
}

/// The point of a request.
pub(crate) fn point(request: &Request<'_>) -> Result<Json, Refusal> {
    let number = |name: &str, most: f64| {
        let number = request.params.float(name).unwrap_or_default();
        if number.abs() > most { Err(Refusal::bad("wrong location specified")) } else { Ok(number) }
    };
    let mut point = Json::from_iter([
        ("latitude".to_owned(), number("latitude", 90.0)?.into()),
        ("longitude".to_owned(), number("longitude", 180.0)?.into()),
    ]);
    let accuracy = request.params.float("horizontal_accuracy").filter(|accuracy| *accuracy > 0.0);
    if let Some(accuracy) = accuracy {
        point.insert("horizontal_accuracy".into(), accuracy.min(1500.0).ceil().into());
    }
    Ok(point)
}

/// What a live location has besides: where somebody is heading, and how near others may come unnoticed.
pub(crate) fn bearings(request: &Request<'_>) -> Json {
    let given =
        ["heading", "proximity_alert_radius"].map(|name| (name.to_owned(), request.params.number(name)));
    given.into_iter().filter(|(_, value)| *value != 0).map(|(name, value)| (name, value.into())).collect()
}

fn location(request: &mut Request<'_>) -> Answer {
    let mut location = point(request)?;
    let period = request.params.number("live_period");
    let mut bearings = bearings(request);
    if period == 0 {
        return super::one(request, "location", Value::Object(location));
    }
    location.insert("live_period".into(), period.into());
    location.append(&mut bearings);
    let key = request.open_chat()?;
    let content = Json::from_iter([("location".to_owned(), Value::Object(location))]);
    let draft = draft(request, key, content)?;
    let entry = post(request, key, draft);
    request.world.live_location_begins(key, entry.id, period);
    Ok(request.show(key, &entry))
}

fn venue(request: &mut Request<'_>) -> Answer {
    let place = Value::Object(point(request)?);
    let text = |name: &str| request.params.text(name);
    let mut venue = json!({"location": place, "title": text("title"), "address": text("address")});
    add_provider(&mut venue, &request.params.values);
    let content = Json::from_iter([("venue".to_owned(), venue), ("location".to_owned(), place)]);
    send(request, content)
}

/// Who knows a venue, and by what identifier: one provider, the first that is named.
pub(crate) fn add_provider(venue: &mut Value, said: &Json) {
    let providers = [["foursquare_id", "foursquare_type"], ["google_place_id", "google_place_type"]];
    let is_said = |field: &&str| said.get(*field).is_some_and(|value| !value.is_null() && *value != "");
    let provider = providers.into_iter().find(|fields| fields.iter().any(&is_said));
    for field in provider.iter().flatten().filter(|field| is_said(field)) {
        venue[*field] = said[*field].clone();
    }
}
