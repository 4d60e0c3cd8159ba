//! Methods without a meaning in a sandbox: their parameters are checked, their answer is of the right type.

use super::Request;
use crate::check;
use crate::facts;
use crate::server::{Answer, Refusal};

/// Checks the markup of texts, and makes up an answer.
pub(crate) fn answer(request: &Request<'_>) -> Answer {
    for slot in &request.method.params {
        check::formatted(request.method, slot.name, request.params).transpose().map_err(Refusal::bad)?;
    }
    Ok(facts::sample(&request.method.returns))
}
