//! Bots: listed, and made beside the default one.

use std::future::ready;

use serde_json::json;

use super::refused::Refused;
use super::reply::reply;
use super::route::{Call, Kind, Outcome, Route, may, need};
use super::show::{self, Answer};

pub(super) const ROUTES: &[Route] = &[
    Route {
        method: "GET",
        path: "/bots",
        name: "bots",
        summary: "Every bot: the default one, those that were added, and those that came with a token of their own.",
        fields: &[],
        answer: Answer::Bots,
        run: |call| {
            let bots = call.sandbox.bots();
            reply(ready(Ok(json!({"bots": bots.iter().map(show::bot).collect::<Vec<_>>()}))))
        },
    },
    Route {
        method: "POST",
        path: "/bots",
        name: "add_bot",
        summary: "Makes another bot; a username that is there already gives that bot again.",
        fields: &[
            may("name", Kind::Text, "\"Shop\"", "Its name."),
            need("username", Kind::Text, "\"shop_bot\"", "Its username."),
        ],
        answer: Answer::Bot,
        run: |call| reply(ready(add(call))),
    },
    Route {
        method: "POST",
        path: "/groups/{group}/bots",
        name: "add_bot_to_group",
        summary: "Adds a bot to a group, supergroup or channel.",
        fields: &[need("bot", Kind::Int, "700001", "Its identifier.")],
        answer: Answer::Group,
        run: |call| reply(add_to_group(call)),
    },
];

fn add(call: &Call) -> Outcome {
    let username = username(call.args.text("username"))?;
    let name = call.args.find_text("name").filter(|name| !name.trim().is_empty()).unwrap_or(username);
    Ok(show::bot(&call.sandbox.add_bot(name, username)))
}

/// A name by which somebody or a chat can be addressed.
pub(super) fn username(given: &str) -> Result<&str, Refused> {
    let username = given.trim_start_matches('@');
    let fits = username.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if username.is_empty() || !fits || username.len() > 32 {
        return Err(Refused::bad(
            "that is no username",
            "take at most 32 letters, digits and underscores; on Telegram a bot's ends with \"bot\"",
        ));
    }
    Ok(username)
}

async fn add_to_group(call: &Call) -> Outcome {
    let group = call.group("group")?;
    group.add_bot(&call.bot()?).await?;
    Ok(show::group(call, &group))
}
