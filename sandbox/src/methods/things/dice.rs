//! Dice, and the other emoji that throw a number.

use serde_json::json;

use super::super::Request;
use super::one;
use crate::server::{Answer, Refusal};
use crate::world::throw;

pub(crate) fn dispatch(name: &str, request: &mut Request<'_>) -> Option<Answer> {
    Some(match name {
        "sendDice" => dice(request),
        _ => return None,
    })
}

fn dice(request: &mut Request<'_>) -> Answer {
    let emoji = request.params.str("emoji").unwrap_or("🎲");
    let number = request.world.ids.other();
    let value = throw(emoji, number).ok_or_else(|| Refusal::bad("wrong dice emoji specified"))?;
    one(request, "dice", json!({"emoji": emoji, "value": value}))
}
