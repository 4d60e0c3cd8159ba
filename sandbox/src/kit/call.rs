//! A recorded API call.

use std::time::Instant;

use serde_json::Value;

use crate::faults::FaultHit;
use crate::server::Recorded;

/// A request that a bot made, and what it was answered.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Call {
    /// The bot's identifier.
    pub bot: i64,
    /// The method, in its official spelling.
    pub method: String,
    /// The parameters; numbers and objects are such, however they were sent.
    pub params: Value,
    /// The whole answer, with `ok`.
    pub answer: Value,
    /// When the request came.
    pub at: Instant,
    /// Whether the answer was made up because the method means nothing in a sandbox.
    pub simulated: bool,
    /// The fault that happened to it.
    pub fault: Option<FaultHit>,
}

impl Call {
    pub(crate) fn new(call: Recorded) -> Self {
        let Recorded { bot, method, params, answer, at, simulated, fault } = call;
        // Broken updates make a broken answer, which is kept as text.
        let answer = serde_json::from_str(&answer).unwrap_or(Value::String(answer));
        Self { bot, method, params, answer, at, simulated, fault }
    }

    /// Whether the request was carried out.
    pub fn is_ok(&self) -> bool {
        self.answer["ok"] == true
    }

    /// What was answered under `result`.
    pub fn result(&self) -> &Value {
        &self.answer["result"]
    }
}
