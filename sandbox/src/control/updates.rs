//! The bot's updates: how far it is, and such as no user makes.

use std::future::ready;

use serde_json::{Value, json};

use super::refused::Refused;
use super::reply::reply;
use super::route::{BOT, Call, DEADLINE, Kind, Outcome, Route, may};
use super::show::{self, Answer};

/// Telegram's own identifiers of updates are far below.
const LARGEST: i64 = (1 << 52) - 1;

pub(super) const ROUTES: &[Route] = &[
    Route {
        method: "GET",
        path: "/updates",
        name: "updates",
        summary: "How many updates wait for the bot, and which it confirmed last.",
        fields: &[BOT],
        answer: Answer::Updates,
        run: |call| reply(ready(state(call))),
    },
    Route {
        method: "POST",
        path: "/updates",
        name: "push_update",
        summary: "Feeds an update to the bot exactly as it is, or text that need not even be JSON.",
        fields: &[
            may(
                "update",
                Kind::Object,
                "{\"hologram\": {\"depth\": 3}}",
                "The update; it gets a number if it has none.",
            ),
            may("raw", Kind::Text, "\"{broken\"", "Text that stands in the answer of `getUpdates` as it is."),
            BOT,
        ],
        answer: Answer::Update,
        run: |call| reply(ready(push(call))),
    },
    Route {
        method: "GET",
        path: "/updates/idle",
        name: "wait_until_idle",
        summary: "Waits until the bot has confirmed every update.",
        fields: &[BOT, DEADLINE],
        answer: Answer::Updates,
        run: |call| reply(idle(call)),
    },
    Route {
        method: "GET",
        path: "/updates/{update}/confirmed",
        name: "wait_until_confirmed",
        summary: "Waits until the bot has confirmed an update.",
        fields: &[BOT, DEADLINE],
        answer: Answer::Updates,
        run: |call| reply(confirmed(call)),
    },
];

fn state(call: &Call) -> Outcome {
    let sandbox = call.sandbox()?;
    Ok(json!({"pending": sandbox.pending_updates(), "confirmed": sandbox.confirmed()}))
}

fn push(call: &Call) -> Outcome {
    let id = match (call.args.value("update"), call.args.find_text("raw")) {
        (Some(update), None) => {
            number(update)?;
            call.sandbox()?.push_update(update.clone())?
        }
        (None, Some(raw)) => {
            number(&serde_json::from_str(raw).unwrap_or_default())?;
            call.sandbox()?.push_raw(raw)
        }
        _ => return Err(Refused::bad("either \"update\" or \"raw\" is needed", "give one of the two")),
    };
    Ok(show::update(Some(id)))
}

/// Refuses numbers after which none could follow.
fn number(update: &Value) -> Result<(), Refused> {
    match update.get("update_id").and_then(Value::as_i64) {
        Some(id) if !(0..=LARGEST).contains(&id) => {
            Err(Refused::bad("\"update_id\" is out of range", format!("take a number from 0 to {LARGEST}")))
        }
        _ => Ok(()),
    }
}

async fn idle(call: &Call) -> Outcome {
    call.sandbox()?.wait_until_idle().await?;
    state(call)
}

async fn confirmed(call: &Call) -> Outcome {
    call.sandbox()?.wait_until_confirmed(call.args.int("update").unwrap_or_default()).await?;
    state(call)
}
