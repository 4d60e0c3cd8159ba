//! What bots are doing just now.

use super::reply::reply;
use super::route::{Call, DEADLINE, Outcome, Route};
use super::show::{self, Answer};

pub(super) const ROUTES: &[Route] = &[
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

async fn action(call: &Call) -> Outcome {
    Ok(serde_json::json!({"seen": call.user()?.sees_action().await?}))
}

async fn draft(call: &Call) -> Outcome {
    Ok(serde_json::json!({"seen": call.user()?.sees_draft().await?}))
}

async fn stop_draft(call: &Call) -> Outcome {
    Ok(show::update(call.user()?.stop_draft().await?))
}
