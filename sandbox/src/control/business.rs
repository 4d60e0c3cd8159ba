//! Business accounts: a user lets the bot answer for them, and others write to that user.

use serde_json::json;

use super::reply::reply;
use super::route::{Call, Kind, Outcome, Route, may, need};
use super::show::{self, Answer};

pub(super) const ROUTES: &[Route] = &[
    Route {
        method: "POST",
        path: "/users/{user}/business",
        name: "connect_business",
        summary: "Lets the bot answer for the user; connecting again changes the rights.",
        fields: &[may(
            "rights",
            Kind::Texts,
            "[\"can_reply\", \"can_read_messages\"]",
            "What the bot may do, by the names of `BusinessBotRights`; nothing when left out.",
        )],
        answer: Answer::Connection,
        run: |call| reply(connect(call)),
    },
    Route {
        method: "POST",
        path: "/users/{user}/business-ends",
        name: "disconnect_business",
        summary: "Ends the connection: what the bot does with it is refused from now on.",
        fields: &[],
        answer: Answer::Update,
        run: |call| reply(disconnect(call)),
    },
    Route {
        method: "POST",
        path: "/users/{user}/talks",
        name: "send_to_user",
        summary: "Writes to another user, not to the bot; the bot hears of it that one of the two has connected.",
        fields: &[
            need("to", Kind::Int, "1002", "The identifier of the other user."),
            need("text", Kind::Text, "\"Are you open?\"", "The text."),
        ],
        answer: Answer::Message,
        run: |call| reply(talk(call)),
    },
];

async fn connect(call: &Call) -> Outcome {
    let rights: Vec<String> = call.args.texts("rights").map(str::to_owned).collect();
    let rights: Vec<&str> = rights.iter().map(String::as_str).collect();
    let connection = call.user()?.connect_business(&rights).await?;
    Ok(json!({"id": connection.id(), "update": connection.update_id()}))
}

async fn disconnect(call: &Call) -> Outcome {
    Ok(show::update(call.user()?.disconnect_business().await?))
}

async fn talk(call: &Call) -> Outcome {
    let other = call.user_of(call.args.int("to").unwrap_or_default())?;
    Ok(show::message(&call.user()?.send_to_user(&other, call.args.text("text")).await?))
}
