//! Methods without a meaning in a sandbox: their parameters are checked, their answer is of the right type.

use crate::facts;
use crate::server::{Answer, Refusal};

use super::Request;

/// Checks what the facts say about the parameters and makes up an answer.
pub(crate) fn answer(request: &Request<'_>) -> Answer {
    request.need_required()?;
    for param in &request.method.params {
        let (Some(text), Some((least, most, in_bytes))) = (request.params.str(param.name), param.length)
        else {
            continue;
        };
        let length = if in_bytes { text.len() } else { text.encode_utf16().count() };
        if length > most {
            return Err(Refusal::bad(format!("{} is too long", param.name)));
        }
        if length < least {
            return Err(Refusal::bad(format!("{} is too short", param.name)));
        }
    }
    Ok(facts::sample(&request.method.returns))
}
