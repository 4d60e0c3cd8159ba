//! What was done by hand, remembered for the inspector and written as a test.
//!
//! Every act comes through the dispatcher of the control API, which is where it is noted.

mod before;
mod business;
mod cast;
#[cfg(test)]
mod complete;
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
use super::route::{Call, Route};
use crate::world::{Act, Happened, Json};

pub(super) use line::line;
pub(super) use names::Names;
pub(super) use script::write;

/// The largest file that is written into a test, in bytes.
const SMALL: usize = 1024;

/// The most that is remembered of an act's arguments, in bytes of JSON.
const LONGEST: usize = 64 * 1024;

/// Notes an act that is about to be carried out; nothing for requests that only look.
pub(super) fn begin(call: &Call, route: &'static Route) -> Option<Arc<Act>> {
    let user = call.args.int("user");
    let of_user = route.path.starts_with("/users/{user}/") && route.name != "expect";
    if route.method != "POST" || !(of_user || matches!(route.name, "upgrade" | "advance" | "web_file")) {
        return None;
    }
    let mut args: Json = call.args.all().filter(|(name, _)| !matches!(*name, "user" | "file")).fold(
        Json::new(),
        |mut args, (name, value)| {
            args.insert(name.to_owned(), value.clone());
            args
        },
    );
    if serde_json::to_string(&args).map_or(0, |text| text.len()) > LONGEST {
        args.clear();
    }
    let file = call.args.bytes("file").ok().flatten().filter(|bytes| bytes.len() <= SMALL);
    let act = Arc::new(Act { user, verb: route.name, args, file, outcome: OnceLock::new() });
    call.sandbox.core().report(Happened::Act(Arc::clone(&act)));
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

/// The members of an answer by which later acts name its message or its query.
fn essence(answer: &Value) -> Value {
    let message = |message: &Value| serde_json::json!({"id": message["id"], "chat": message["chat"]});
    let mut essence = message(answer);
    essence["query"] = answer["query"].clone();
    if answer["sent"].is_object() {
        essence["sent"] = message(&answer["sent"]);
    }
    essence
}
