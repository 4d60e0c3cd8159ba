//! Inline queries: typed, answered by the bot, and one of its results sent.

use serde_json::{Value, json};

use super::refused::Refused;
use super::reply::reply;
use super::route::{Call, DEADLINE, Kind, Outcome, Route, may, need};
use super::show::{self, Answer};
use crate::kit::InlineResults;

pub(super) const ROUTES: &[Route] = &[
    Route {
        method: "POST",
        path: "/users/{user}/inline",
        name: "ask_inline",
        summary: "Types an inline query, without waiting for its results.",
        fields: &[
            need("query", Kind::Text, "\"cats\"", "What is typed after the bot's username."),
            may("offset", Kind::Text, "\"20\"", "From where on, as the bot said; the start when left out."),
            may(
                "chat",
                Kind::Int,
                "-4000001",
                "The group where it is typed; the private chat with the bot when left out.",
            ),
        ],
        answer: Answer::Asked,
        run: |call| reply(ask(call)),
    },
    Route {
        method: "GET",
        path: "/users/{user}/inline/{inline_query}",
        name: "inline_results",
        summary: "Waits for the bot's results for an inline query.",
        fields: &[DEADLINE],
        answer: Answer::InlineResults,
        run: |call| reply(results(call)),
    },
    Route {
        method: "POST",
        path: "/users/{user}/inline/{inline_query}",
        name: "choose_inline",
        summary: "Sends a result of an inline query to the chat where the query was typed; waits for the results.",
        fields: &[
            may("index", Kind::Range(0, 49), "0", "Which one, counted from 0."),
            may("title", Kind::Text, "\"Tea\"", "Its title, in place of the number."),
            DEADLINE,
        ],
        answer: Answer::Message,
        run: |call| reply(choose(call)),
    },
];

async fn ask(call: &Call) -> Outcome {
    let user = call.user()?;
    let mut query = user.asks(call.args.text("query")).offset(call.args.text("offset"));
    if let Some(group) = call.place(&user)? {
        query = query.in_group(&group);
    }
    let asked = query.ask().await?;
    Ok(json!({"query": asked.id().parse::<u64>().ok(), "update": asked.update_id()}))
}

/// The results for the query that the path names.
async fn offered(call: &Call) -> Result<InlineResults, Refused> {
    let user = call.user()?;
    let id = call.args.int("inline_query").and_then(|id| u64::try_from(id).ok()).unwrap_or_default();
    let owner = call.sandbox.core().look().inline.get(id).map(|asked| asked.user);
    if owner != Some(user.id()) {
        return Err(Refused::missing(
            format!("{} typed no inline query {id}", user.first_name()),
            "POST /users/{user}/inline answers the `query`",
        ));
    }
    Ok(InlineResults::wait(&user, id).await?)
}

async fn results(call: &Call) -> Outcome {
    let offered = offered(call).await?;
    Ok(json!({
        "results": offered.json(),
        "button": offered.button().cloned().unwrap_or(Value::Null),
        "next_offset": offered.next_offset(),
    }))
}

async fn choose(call: &Call) -> Outcome {
    let index = call.args.int("index").and_then(|index| usize::try_from(index).ok());
    let sent = match (index, call.args.find_text("title")) {
        (Some(index), None) => offered(call).await?.choose(index).await?,
        (None, Some(title)) => offered(call).await?.choose_titled(title).await?,
        _ => return Err(Refused::bad("which result?", "give either \"index\" or \"title\"")),
    };
    Ok(show::message(&sent))
}
