//! Reactions of users, and which ones a chat allows.

use serde_json::{Value, json};

use super::refused::Refused;
use super::reply::reply;
use super::route::{Call, ITS_CHAT, Kind, Outcome, Route, may, need};
use super::show::{self, Answer};
use crate::kit::Reaction;

pub(super) const ROUTES: &[Route] = &[
    Route {
        method: "POST",
        path: "/users/{user}/reactions",
        name: "react",
        summary: "Reacts to a message; bots hear of it that asked for `message_reaction` in `allowed_updates`.",
        fields: &[
            need("message", Kind::Int, "2", "The number of the message."),
            may("emoji", Kind::Text, "\"👍\"", "The emoji; empty or left out takes the reaction back."),
            may(
                "reactions",
                Kind::Objects,
                "[{\"type\": \"emoji\", \"emoji\": \"👍\"}, {\"type\": \"paid\"}]",
                "Several at once, as Premium users can, in place of `emoji`: `ReactionType` objects.",
            ),
            ITS_CHAT,
        ],
        answer: Answer::Update,
        run: |call| reply(react(call)),
    },
    Route {
        method: "POST",
        path: "/groups/{group}/reactions",
        name: "allow_reactions",
        summary: "Allows only these emoji as reactions in a group or channel, or all of them again.",
        fields: &[may("emoji", Kind::Texts, "[\"👍\", \"👎\"]", "The emoji; all of them when left out.")],
        answer: Answer::Group,
        run: |call| reply(std::future::ready(allow(call))),
    },
];

async fn react(call: &Call) -> Outcome {
    let user = call.user()?;
    let message = call.message(&user, "message")?;
    let Some(list) = call.args.value("reactions").and_then(Value::as_array) else {
        return Ok(show::update(user.react(&message, call.args.text("emoji")).await?));
    };
    let mut reactions = Vec::new();
    for one in list {
        let text = |name: &str| one[name].as_str().map(str::to_owned);
        let reaction = match one["type"].as_str() {
            Some("emoji") => text("emoji").map(Reaction::Emoji),
            Some("custom_emoji") => text("custom_emoji_id").map(Reaction::Custom),
            Some("paid") => Some(Reaction::Paid),
            _ => None,
        };
        let hint = json!({"type": "emoji", "emoji": "👍"}).to_string();
        reactions.push(reaction.ok_or_else(|| Refused::bad("that is no ReactionType", hint))?);
    }
    Ok(show::update(user.react_with(&message, reactions).await?))
}

fn allow(call: &Call) -> Outcome {
    let group = call.group("group")?;
    if call.args.value("emoji").is_some() {
        group.allow_reactions(call.args.texts("emoji"));
    } else {
        group.allow_all_reactions();
    }
    Ok(show::group(call, &group))
}
