//! The clock: read and stepped.

use std::future::ready;
use std::time::Duration;

use serde_json::{Value, json};

use super::refused::Refused;
use super::reply::reply;
use super::route::{Call, Kind, Outcome, Route, need};
use super::show::Answer;

/// The furthest that one request may step, in seconds: over a century.
const LARGEST: f64 = 4.0e9;

pub(super) const ROUTES: &[Route] = &[
    Route {
        method: "GET",
        path: "/clock",
        name: "clock",
        summary: "What time it is in the sandbox.",
        fields: &[],
        answer: Answer::Clock,
        run: |call| reply(ready(Ok(show(call)))),
    },
    Route {
        method: "POST",
        path: "/clock",
        name: "advance",
        summary: "Puts the clock ahead. What was to happen in that time has happened when the answer comes.",
        fields: &[need(
            "seconds",
            Kind::Number,
            "0.5",
            "By how many seconds; fractions count to the millisecond.",
        )],
        answer: Answer::Clock,
        run: |call| reply(ready(advance(call))),
    },
];

fn show(call: &Call) -> Value {
    let world = call.sandbox.core().look();
    json!({"now": world.now_in_milliseconds(), "ahead": world.clock.ahead()})
}

fn advance(call: &Call) -> Outcome {
    let seconds = call.args.number("seconds");
    let by = Duration::try_from_secs_f64(seconds).ok().filter(|_| seconds <= LARGEST);
    let by = by.ok_or_else(|| {
        Refused::bad("\"seconds\" is out of range", format!("take a number from 0 to {LARGEST}"))
    })?;
    call.sandbox.advance(by);
    Ok(show(call))
}
