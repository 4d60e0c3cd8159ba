//! Phone numbers of people.

use serde_json::json;

use super::super::Request;
use super::{copy, one};
use crate::server::Answer;

pub(crate) fn dispatch(name: &str, request: &mut Request<'_>) -> Option<Answer> {
    Some(match name {
        "sendContact" => contact(request),
        _ => return None,
    })
}

fn contact(request: &mut Request<'_>) -> Answer {
    let params = request.params;
    let mut contact =
        json!({"phone_number": params.text("phone_number"), "first_name": params.text("first_name")});
    copy(request, &mut contact, &["last_name", "vcard"]);
    one(request, "contact", contact)
}
