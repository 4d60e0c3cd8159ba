//! Faults: made, listed and ended.

use std::future::ready;
use std::time::Duration;

use serde_json::{Value, json};

use super::refused::Refused;
use super::reply::reply;
use super::route::{Call, Kind, Outcome, Route, may, need};
use super::show::Answer;
use crate::Fault;
use crate::faults::Rule;

/// What a fault can do.
const EFFECTS: &[&str] = &[
    "delay",
    "too_many_requests",
    "refuse",
    "answer",
    "bad_gateway",
    "malformed",
    "empty",
    "half",
    "reset",
    "stall",
    "drip",
    "delay_update",
    "drop_update",
    "duplicate_update",
    "reorder_update",
];

/// The longest delay, in seconds.
const LONGEST: f64 = 1.0e9;

pub(super) const ROUTES: &[Route] = &[
    Route {
        method: "POST",
        path: "/faults",
        name: "add_fault",
        summary: "Lets something go wrong from now on: with calls of methods, or with updates (`.._update`).",
        fields: &[
            need("effect", Kind::OneOf(EFFECTS), "\"too_many_requests\"", "What happens."),
            may(
                "on",
                Kind::Text,
                "\"send*\"",
                "Only to this method or kind of update, with `*` for any letters; `file` is the download of a file.",
            ),
            may("bot", Kind::Int, "123456", "Only to this bot."),
            may("chat", Kind::Int, "1001", "Only to calls for this chat, or updates from this chat or user."),
            may("after", Kind::Range(0, i64::MAX), "1", "Lets the first few pass."),
            may("times", Kind::Range(1, i64::MAX), "1", "Happens so often at most."),
            may("chance", Kind::Number, "0.5", "Happens with this probability, from 0 to 1."),
            may(
                "seed",
                Kind::Int,
                "42",
                "Chooses which of them it happens to; the same in every run. 0 when left out.",
            ),
            may(
                "carried_out",
                Kind::Flag,
                "true",
                "Whether the call is carried out, though its answer does not come or says otherwise.",
            ),
            may("seconds", Kind::Number, "3", "The delay, the pause before each byte, or when to try again."),
            may("status", Kind::Range(100, 599), "502", "For `refuse` and `answer`: the code."),
            may("description", Kind::Text, "\"Bad Request: chat not found\"", "For `refuse`: why."),
            may("content_type", Kind::Text, "\"text/html\"", "For `answer`: what the body is."),
            may("body", Kind::Text, "\"<html></html>\"", "For `answer`: the body."),
        ],
        answer: Answer::Fault,
        run: |call| reply(ready(add(call))),
    },
    Route {
        method: "GET",
        path: "/faults",
        name: "faults",
        summary: "The faults in force, oldest first, and how often each has happened.",
        fields: &[],
        answer: Answer::Faults,
        run: |call| reply(ready(Ok(list(call)))),
    },
    Route {
        method: "DELETE",
        path: "/faults",
        name: "remove_faults",
        summary: "Ends every fault.",
        fields: &[],
        answer: Answer::Faults,
        run: |call| reply(ready(Ok(clear(call)))),
    },
    Route {
        method: "DELETE",
        path: "/faults/{fault}",
        name: "remove_fault",
        summary: "Ends a fault, and tells how often it has happened.",
        fields: &[],
        answer: Answer::Fault,
        run: |call| reply(ready(remove(call))),
    },
];

fn add(call: &Call) -> Outcome {
    let fault = fault(call)?;
    let table = &call.sandbox.core().faults;
    let id = table.add(fault);
    // It is there: nobody else knows its number yet.
    Ok(table.find(id).as_ref().map(show).unwrap_or_default())
}

fn list(call: &Call) -> Value {
    let rules = call.sandbox.core().faults.list();
    json!({"faults": rules.iter().map(show).collect::<Vec<_>>()})
}

fn clear(call: &Call) -> Value {
    let ended = list(call);
    call.sandbox.faults().clear();
    ended
}

fn remove(call: &Call) -> Outcome {
    let table = &call.sandbox.core().faults;
    let id = call.args.int("fault").and_then(|id| u64::try_from(id).ok()).unwrap_or_default();
    let rule = table.find(id).filter(|_| table.remove(|rule| rule == id));
    rule.as_ref().map(show).ok_or_else(|| {
        Refused::missing(format!("there is no fault {id}"), "GET /faults lists those in force")
    })
}

fn fault(call: &Call) -> Result<Fault, Refused> {
    let args = &call.args;
    let seconds = || {
        let wanted = args.value("seconds").map(|_| args.number("seconds"));
        wanted
            .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok().filter(|_| seconds <= LONGEST))
            .ok_or_else(|| {
                Refused::bad("this needs \"seconds\"", format!("take a number from 0 to {LONGEST}"))
            })
    };
    let status = || args.int("status").and_then(|status| u16::try_from(status).ok());
    let mut fault = match args.text("effect") {
        "delay" => Fault::delay(seconds()?),
        "too_many_requests" if args.value("seconds").is_none() => Fault::too_many_requests(1),
        "too_many_requests" => Fault::too_many_requests(seconds()?.as_secs()),
        "refuse" => Fault::refuse(
            status().unwrap_or(400),
            args.find_text("description").unwrap_or("Bad Request: a fault was asked for"),
        ),
        "answer" => Fault::answer(
            status().unwrap_or(200),
            args.find_text("content_type").unwrap_or("application/json"),
            args.text("body"),
        ),
        "bad_gateway" => Fault::bad_gateway(),
        "malformed" => Fault::malformed(),
        "empty" => Fault::empty(),
        "half" => Fault::half(),
        "reset" => Fault::reset(),
        "stall" => Fault::stall(),
        "drip" => Fault::drip(seconds()?),
        "delay_update" => Fault::update_delay(seconds()?),
        "drop_update" => Fault::update_drop(),
        "duplicate_update" => Fault::update_duplicate(),
        _ => Fault::update_reorder(),
    };
    let count = |name: &str| args.int(name).and_then(|number| u64::try_from(number).ok());
    fault = fault.on(args.find_text("on").unwrap_or("*"));
    fault.bot = args.int("bot");
    fault.chat = args.int("chat");
    fault.skip = count("after").unwrap_or(0);
    fault.times = count("times");
    fault.carried_out = args.flag("carried_out") == Some(true);
    if args.value("chance").is_some() {
        fault = fault.chance(args.number("chance"), args.int("seed").unwrap_or(0).cast_unsigned());
    }
    Ok(fault)
}

fn show(rule: &Rule) -> Value {
    let fault = &rule.fault;
    json!({
        "id": rule.id,
        "effect": fault.effect.name(),
        "on": fault.on,
        "bot": fault.bot,
        "chat": fault.chat,
        "after": fault.skip,
        "times": fault.times,
        "chance": fault.chance.map(|(probability, _)| probability),
        "carried_out": fault.carried_out,
        "met": rule.met,
        "fired": rule.fired,
    })
}
