//! Prepared messages, and what bots are doing just now.

use super::reply::reply;
use super::route::{Call, DEADLINE, Field, Kind, Outcome, Route, may, need};
use super::show::{self, Answer};

const CHAT: Field = may(
    "chat",
    Kind::Int,
    "-4000001",
    "A group, a channel or another user; the private chat with the bot when left out.",
);

pub(super) const ROUTES: &[Route] = &[
    Route {
        method: "POST",
        path: "/users/{user}/prepared",
        name: "send_prepared",
        summary: "Sends a message that a bot has prepared for this user.",
        fields: &[need("id", Kind::Text, "\"prepared5000000000000001\"", "Which one."), CHAT],
        answer: Answer::Message,
        run: |call| reply(prepared(call)),
    },
    Route {
        method: "GET",
        path: "/users/{user}/action",
        name: "next_action",
        summary: "Waits for the next thing that a bot shows to be doing, such as typing.",
        fields: &[DEADLINE],
        answer: Answer::Sight,
        run: |call| reply(action(call)),
    },
    Route {
        method: "GET",
        path: "/users/{user}/draft",
        name: "next_draft",
        summary: "Waits for the next state of a message that a bot lets grow.",
        fields: &[DEADLINE],
        answer: Answer::Sight,
        run: |call| reply(draft(call)),
    },
    Route {
        method: "POST",
        path: "/users/{user}/draft-stops",
        name: "stop_draft",
        summary: "Has the bot stop the message that it lets grow.",
        fields: &[],
        answer: Answer::Update,
        run: |call| reply(stop_draft(call)),
    },
];

async fn prepared(call: &Call) -> Outcome {
    let user = call.user()?;
    let group = call.place(&user)?;
    Ok(show::message(&user.send_prepared(call.args.text("id"), group.as_ref()).await?))
}

async fn action(call: &Call) -> Outcome {
    Ok(serde_json::json!({"seen": call.user()?.sees_action().await?}))
}

async fn draft(call: &Call) -> Outcome {
    Ok(serde_json::json!({"seen": call.user()?.sees_draft().await?}))
}

async fn stop_draft(call: &Call) -> Outcome {
    Ok(show::update(call.user()?.stop_draft().await?))
}
