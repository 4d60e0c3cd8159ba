//! What a result becomes when the bot says it itself: an `InputMessageContent`.

use serde_json::{Value, json};

use super::Request;
use super::result::{find, formatted, need, need_number, wrong};
use super::send::{LONGEST_TEXT, add_link_preview};
use super::things::add_provider;
use crate::server::Refusal;
use crate::text;
use crate::world::Json;

/// Checks a content and makes the fields of the message.
pub(super) fn input_content(request: &Request<'_>, content: &Value) -> Result<Json, Refusal> {
    let Value::Object(object) = content else {
        return Err(wrong("Field \"input_message_content\" must be of type Object"));
    };
    if object.get("message_text").is_some_and(|text| *text != "") {
        return words(request, object);
    }
    if let Some(rich) = object.get("rich_message") {
        return Ok(one("rich_message", rich.clone()));
    }
    if object.contains_key("phone_number") {
        return contact(object);
    }
    if object.contains_key("payload") {
        return invoice(object);
    }
    if object.contains_key("latitude") {
        return place(object);
    }
    Err(wrong("Input message content is not specified"))
}

fn one(name: &str, value: Value) -> Json {
    Json::from_iter([(name.to_owned(), value)])
}

/// Copies fields that are there.
fn copy(object: &Json, into: &mut Value, names: &[&str]) {
    for name in names {
        if let Some(value) = object.get(*name).filter(|value| !value.is_null()) {
            into[*name] = value.clone();
        }
    }
}

fn words(request: &Request<'_>, object: &Json) -> Result<Json, Refusal> {
    let mode = find(object, "parse_mode")?.unwrap_or_default();
    let entities = object.get("entities").and_then(Value::as_array);
    let formatted = formatted(request, need(object, "message_text")?, mode, entities)?;
    if formatted.text.is_empty() {
        return Err(wrong("Message text is empty"));
    }
    if text::length(&formatted.text) > LONGEST_TEXT {
        return Err(Refusal::bad("MESSAGE_TOO_LONG"));
    }
    let mut content = Json::new();
    formatted.write(&mut content, "text", "entities");
    add_link_preview(&mut content, object);
    Ok(content)
}

fn place(object: &Json) -> Result<Json, Refusal> {
    let (latitude, longitude) = (need_number(object, "latitude")?, need_number(object, "longitude")?);
    if latitude.abs() > 90.0 || longitude.abs() > 180.0 {
        return Err(wrong("Wrong location specified"));
    }
    let mut location = json!({"latitude": latitude, "longitude": longitude});
    if !object.contains_key("title") && !object.contains_key("address") {
        copy(
            object,
            &mut location,
            &["horizontal_accuracy", "live_period", "heading", "proximity_alert_radius"],
        );
        return Ok(one("location", location));
    }
    let mut venue =
        json!({"location": location, "title": need(object, "title")?, "address": need(object, "address")?});
    add_provider(&mut venue, object);
    Ok(Json::from_iter([("venue".to_owned(), venue), ("location".to_owned(), location)]))
}

fn contact(object: &Json) -> Result<Json, Refusal> {
    let mut contact = json!({
        "phone_number": need(object, "phone_number")?,
        "first_name": need(object, "first_name")?,
    });
    copy(object, &mut contact, &["last_name", "vcard"]);
    Ok(one("contact", contact))
}

fn invoice(object: &Json) -> Result<Json, Refusal> {
    need(object, "payload")?;
    let prices = object.get("prices").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    if prices.is_empty() {
        return Err(wrong("There must be at least one price"));
    }
    let mut total = 0_i64;
    for price in prices {
        let Value::Object(price) = price else { return Err(wrong("LabeledPrice must be an Object")) };
        if need(price, "label")?.is_empty() {
            return Err(wrong("LabeledPrice label must be non-empty"));
        }
        total = total.saturating_add(need_number(price, "amount")? as i64);
    }
    let invoice = json!({
        "title": need(object, "title")?,
        "description": need(object, "description")?,
        "start_parameter": "",
        "currency": need(object, "currency")?,
        "total_amount": total,
    });
    Ok(one("invoice", invoice))
}
