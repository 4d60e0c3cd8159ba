//! What bots have prepared for a user: messages and buttons.

use std::future::ready;

use serde_json::json;

use super::reply::reply;
use super::route::{Call, Field, Kind, Outcome, Route, may, need};
use super::show::{self, Answer};

const CHAT: Field = may(
    "chat",
    Kind::Int,
    "-4000001",
    "A group, a channel or another user; the private chat with the bot when left out.",
);

const ID: Field = need("id", Kind::Text, "\"prepared5000000000000001\"", "Which one.");

pub(super) const ROUTES: &[Route] = &[
    Route {
        method: "GET",
        path: "/users/{user}/prepared",
        name: "prepared",
        summary: "What bots have prepared for this user and is still good, the latest last.",
        fields: &[],
        answer: Answer::Prepared,
        run: |call| reply(ready(call.user().map(|user| json!({"prepared": user.prepared()})))),
    },
    Route {
        method: "POST",
        path: "/users/{user}/prepared",
        name: "send_prepared",
        summary: "Sends a message that a bot has prepared for this user.",
        fields: &[ID, CHAT],
        answer: Answer::Message,
        run: |call| reply(send(call)),
    },
    Route {
        method: "POST",
        path: "/users/{user}/prepared-presses",
        name: "press_prepared",
        summary: "Presses a button that a bot has prepared for this user, and gives the first that it asks for.",
        fields: &[ID],
        answer: Answer::Clicked,
        run: |call| reply(press(call)),
    },
];

async fn send(call: &Call) -> Outcome {
    let user = call.user()?;
    let group = call.place(&user)?;
    Ok(show::message(&user.send_prepared(call.args.text("id"), group.as_ref()).await?))
}

async fn press(call: &Call) -> Outcome {
    Ok(show::clicked(&call.user()?.press_prepared(call.args.text("id")).await?))
}
