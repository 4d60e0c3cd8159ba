//! The sandbox itself: where it is, what was said, what was called.

use std::future::ready;

use serde_json::json;

use super::reply::reply;
use super::route::{BOT, Call, DEADLINE, Field, Kind, Outcome, Route, may};
use super::show::{self, Answer};

/// Whose calls are looked at.
const CALLER: Field = may("bot", Kind::Int, "123456", "Only calls of this bot; of every bot when left out.");

pub(super) const ROUTES: &[Route] = &[
    Route {
        method: "GET",
        path: "/sandbox",
        name: "sandbox",
        summary: "Where the bot has to connect, and with which token.",
        fields: &[BOT],
        answer: Answer::Sandbox,
        run: |call| reply(ready(sandbox(call))),
    },
    Route {
        method: "GET",
        path: "/transcript",
        name: "transcript",
        summary: "Everything that was said and done, a line each; the last 500 lines are kept.",
        fields: &[],
        answer: Answer::Transcript,
        run: |call| reply(ready(Ok(json!({"transcript": call.sandbox.transcript()})))),
    },
    Route {
        method: "GET",
        path: "/calls",
        name: "calls",
        summary: "The latest API calls of bots and what they were answered.",
        fields: &[
            may("method", Kind::Text, "\"sendMessage\"", "Only calls of this method."),
            may("last", Kind::Range(1, 10_000), "10", "How many calls at most; 100 when left out."),
            CALLER,
        ],
        answer: Answer::Calls,
        run: |call| reply(ready(calls(call))),
    },
    Route {
        method: "GET",
        path: "/calls/{method}",
        name: "wait_for_call",
        summary: "Waits for the first call of a method, made now or before.",
        fields: &[CALLER, DEADLINE],
        answer: Answer::Call,
        run: |call| reply(wait_for_call(call)),
    },
];

pub(super) fn sandbox(call: &Call) -> Outcome {
    let sandbox = call.sandbox()?;
    Ok(json!({"api_url": sandbox.api_url(), "token": sandbox.token(), "bot": sandbox.bot_user()}))
}

fn calls(call: &Call) -> Outcome {
    let method = call.args.find_text("method");
    let last = call.args.int("last").and_then(|last| usize::try_from(last).ok()).unwrap_or(100);
    let mut calls = call.sandbox()?.calls();
    calls.retain(|call| method.is_none_or(|method| call.method.eq_ignore_ascii_case(method)));
    let from = calls.len().saturating_sub(last);
    Ok(json!({"calls": calls[from..].iter().map(show::api_call).collect::<Vec<_>>()}))
}

async fn wait_for_call(call: &Call) -> Outcome {
    Ok(show::api_call(&call.sandbox()?.wait_for_call(call.args.text("method")).await?))
}
