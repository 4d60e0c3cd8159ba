//! Phone numbers of people.

use serde_json::json;

use super::super::Request;
use super::{copy, one};
use crate::server::{Answer, Refusal};

pub(crate) fn dispatch(name: &str, request: &mut Request<'_>) -> Option<Answer> {
    Some(match name {
        "sendContact" => contact(request),
        _ => return None,
    })
}

fn contact(request: &mut Request<'_>) -> Answer {
    let params = request.params;
    let phone = params.str("phone_number").ok_or_else(|| Refusal::bad("contact phone number is empty"))?;
    let name = params.str("first_name").ok_or_else(|| Refusal::bad("contact first name is empty"))?;
    let mut contact = json!({"phone_number": phone, "first_name": name});
    copy(request, &mut contact, &["last_name", "vcard"]);
    one(request, "contact", contact)
}
