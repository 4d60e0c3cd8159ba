//! Direct messages to channels.

use super::reply::reply;
use super::route::{Call, Kind, Outcome, Route, may, need};
use super::show::{self, Answer};

pub(super) const ROUTES: &[Route] = &[Route {
    method: "POST",
    path: "/users/{user}/direct-messages",
    name: "set_direct_messages",
    summary: "Lets people write to a channel, or ends that, and answers the chat of these messages.",
    fields: &[
        need("chat", Kind::Int, "-1002000000003", "The channel."),
        may("enabled", Kind::Flag, "true", "Whether they can, which is meant when left out."),
        may("stars", Kind::Range(0, 10_000), "10", "How many Stars a message costs; none when left out."),
    ],
    answer: Answer::Group,
    run: |call| reply(set(call)),
}];

async fn set(call: &Call) -> Outcome {
    let enabled = call.args.flag("enabled") != Some(false);
    let stars = call.args.int("stars").and_then(|stars| u32::try_from(stars).ok()).unwrap_or(0);
    let chat = call.user()?.set_direct_messages(&call.group("chat")?, enabled.then_some(stars)).await?;
    Ok(show::group(call, &chat))
}
