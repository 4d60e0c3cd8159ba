//! What the inspector lists: API calls, updates, and what users were made to do.

use serde_json::{Value, json};

use super::super::record::{Names, line};
use super::super::route::Call;
use crate::faults::FaultHit;
use crate::kit::Sandbox;
use crate::server::Recorded;
use crate::world::{Act, FeedItem, Happened};

/// The newest items before one.
pub(super) fn page(call: &Call) -> Value {
    let before = call.args.int("before").map_or(u64::MAX, |before| u64::try_from(before).unwrap_or(0));
    let limit = call.args.int("limit").and_then(|limit| usize::try_from(limit).ok()).unwrap_or(200);
    let feed = call.sandbox.core().feed.clone();
    let (items, more) = feed.before(before, limit, |what| {
        matches!(what, Happened::Call { .. } | Happened::Update { .. } | Happened::Act(_))
    });
    let names = names(&call.sandbox, &items);
    let log: Vec<Value> = items.iter().filter_map(|item| self::item(item, names.as_ref())).collect();
    json!({"log": log, "more": more})
}

/// What everybody is called in Rust, where an act is among the items.
pub(super) fn names(sandbox: &Sandbox, items: &[FeedItem]) -> Option<Names> {
    let core = sandbox.core();
    let acts = items.iter().any(|item| matches!(item.what, Happened::Act(_)));
    acts.then(|| Names::of(&core.look(), core.default_bot))
}

/// An item of the log; nothing for events that are none.
pub(super) fn item(item: &FeedItem, names: Option<&Names>) -> Option<Value> {
    let mut shown = match &item.what {
        Happened::Call { call, micros, .. } => api_call(call, *micros),
        Happened::Update { bot, raw, fault } => update(*bot, raw, *fault),
        Happened::Act(act) => self::act(act, names?),
        _ => return None,
    };
    shown["seq"] = item.seq.into();
    shown["at"] = item.at.into();
    Some(shown)
}

fn api_call(call: &Recorded, micros: u64) -> Value {
    // Broken updates make a broken answer, which is shown as text.
    let answer = serde_json::from_str(&call.answer).unwrap_or_else(|_| Value::from(call.answer.as_str()));
    json!({
        "kind": "call",
        "bot": call.bot,
        "method": call.method,
        "params": call.params,
        "ok": answer.get("ok").and_then(Value::as_bool).unwrap_or(false),
        "error": answer.get("description"),
        "answer": answer,
        "micros": micros,
        "simulated": call.simulated,
        "fault": call.fault.map(FaultHit::to_json),
    })
}

fn update(bot: i64, raw: &str, fault: Option<FaultHit>) -> Value {
    let update = serde_json::from_str(raw).unwrap_or_else(|_| Value::from(raw));
    let kind =
        update.as_object().into_iter().flatten().map(|(name, _)| name).find(|name| *name != "update_id");
    json!({
        "kind": "update",
        "bot": bot,
        "type": kind,
        "update": update,
        "fault": fault.map(FaultHit::to_json),
    })
}

fn act(act: &Act, names: &Names) -> Value {
    json!({
        "kind": "act",
        "user": act.user,
        "verb": act.verb,
        "args": act.args,
        "rust": line(act, names),
        "refused": act.outcome.get().is_some_and(Option::is_none),
    })
}
