//! What was done by hand, remembered for the inspector and written as a test.
//!
//! Every act comes through the dispatcher of the control API, which is where it is noted.

mod before;
mod business;
mod cast;
#[cfg(test)]
mod complete;
mod direct;
mod file;
mod groups;
mod later;
mod line;
mod literal;
mod more;
mod names;
mod queries;
mod script;
mod shares;
mod steps;

use std::sync::{Arc, OnceLock};

use serde_json::Value;

use super::refused::Refused;
use super::reply::Reply;
use super::route::{Call, Kind, Route};
use crate::world::{Act, Happened, Json};

pub(super) use line::line;
pub(super) use names::Names;
pub(super) use script::write;

/// The most that is remembered of an act's arguments, in bytes of JSON.
const LONGEST: usize = 64 * 1024;

/// Whether a request does something, of which a line can be written.
fn is_act(route: &'static Route) -> bool {
    let of_user = route.path.starts_with("/users/{user}/") && route.name != "expect";
    let of_group = route.path.starts_with("/groups/{group}");
    route.method == "POST"
        && (of_user || of_group || matches!(route.name, "advance" | "web_file" | "set_up_bot"))
}

/// Notes an act that is about to be carried out; nothing for requests that only look.
pub(super) fn begin(call: &Call, route: &'static Route) -> Option<Arc<Act>> {
    if !is_act(route) {
        return None;
    }
    let bytes = route.members().find(|field| matches!(field.kind, Kind::Bytes)).map(|field| field.name);
    let file = bytes.and_then(|name| call.args.bytes(name).ok().flatten()).map(file::note);
    let mut args = Json::new();
    for (name, value) in call.args.all().filter(|(name, _)| *name != "user" && Some(*name) != bytes) {
        args.insert(name.to_owned(), if name == "media" { file::album(value) } else { value.clone() });
    }
    if serde_json::to_string(&args).map_or(0, |text| text.len()) > LONGEST {
        args.clear();
    }
    let group =
        matches!(route.name, "change_group" | "set_up_group").then(|| call.group("group").ok()).flatten();
    let owner = group.as_ref().and_then(|group| Some(group.owner().ok()?.id()));
    let core = call.sandbox.core();
    let before = group.and_then(|group| Some(core.look().chats.get(&group.key())?.set_up(core.default_bot)));
    let user = call.args.int("user").or(owner);
    let act = Arc::new(Act { user, verb: route.name, args, file, before, outcome: OnceLock::new() });
    core.report(Happened::Act(Arc::clone(&act)));
    Some(act)
}

/// Notes what came of it.
pub(super) fn finish(act: &Act, result: &Result<Reply, Refused>) {
    // An act is finished once.
    let _ = act.outcome.set(result.as_ref().ok().map(|reply| match reply {
        Reply::Json(answer) => essence(answer),
        // No act is answered with a file or a stream.
        Reply::Response(_) => Value::Null,
    }));
}

/// The members of an answer by which later acts name its message, its query or its link.
fn essence(answer: &Value) -> Value {
    let message = |message: &Value| serde_json::json!({"id": message["id"], "chat": message["chat"]});
    let mut essence = message(answer);
    for name in ["query", "link"] {
        essence[name] = answer[name].clone();
    }
    if answer["sent"].is_object() {
        essence["sent"] = message(&answer["sent"]);
    }
    essence
}
