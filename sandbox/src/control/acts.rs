//! What users do beside writing: press, react, join, leave, block.

use super::refused::Refused;
use super::reply::reply;
use super::route::{Call, DEADLINE, Kind, Outcome, Route, may, need};
use super::show::{self, Answer};

pub(super) const ROUTES: &[Route] = &[
    Route {
        method: "POST",
        path: "/users/{user}/click",
        name: "click",
        summary: "Presses a button in the latest message that has it, waiting for it if need be, or in a certain one.",
        fields: &[
            may("button", Kind::Text, "\"Yes\"", "What is written on it."),
            may("message", Kind::Int, "2", "The number of the message, which then has to have it."),
            may(
                "row",
                Kind::Range(0, 1000),
                "0",
                "Where it is in that message, in place of what is written on it.",
            ),
            may("column", Kind::Range(0, 1000), "0", "Where it is in that row."),
            may("chat", Kind::Int, "1001", "The chat of that message; the private one when left out."),
            DEADLINE,
        ],
        answer: Answer::Clicked,
        run: |call| reply(click(call)),
    },
    Route {
        method: "POST",
        path: "/users/{user}/joins",
        name: "join",
        summary: "Joins a group or channel.",
        fields: &[need("chat", Kind::Int, "-4000002", "Which one.")],
        answer: Answer::Update,
        run: |call| reply(join(call)),
    },
    Route {
        method: "POST",
        path: "/users/{user}/leaves",
        name: "leave",
        summary: "Leaves a group or channel.",
        fields: &[need("chat", Kind::Int, "-4000001", "Which one.")],
        answer: Answer::Update,
        run: |call| reply(leave(call)),
    },
    Route {
        method: "POST",
        path: "/users/{user}/blocks",
        name: "block",
        summary: "Blocks the bot: what it sends is refused from now on, until the user writes or takes it back.",
        fields: &[may(
            "blocked",
            Kind::Flag,
            "true",
            "Whether to block, which is meant when left out, or unblock.",
        )],
        answer: Answer::Update,
        run: |call| reply(block(call)),
    },
];

async fn click(call: &Call) -> Outcome {
    let user = call.user()?;
    let place = |name: &str| call.args.int(name).and_then(|number| usize::try_from(number).ok());
    let (button, row, column) = (call.args.find_text("button"), place("row"), place("column"));
    let Some(button) = button else {
        let (Some(row), Some(column), Some(_)) = (row, column, call.args.int("message")) else {
            return Err(Refused::bad(
                "which button?",
                "give \"button\", what is written on it, or \"message\", \"row\" and \"column\"",
            ));
        };
        let message = call.message(&user, "message")?;
        return Ok(show::clicked(&user.click_at(&message, row, column).await?));
    };
    let clicked = if call.args.int("message").is_some() {
        user.click_on(&call.message(&user, "message")?, button).await?
    } else if call.args.int("chat").is_some() {
        return Err(Refused::bad(
            "\"chat\" needs \"message\"",
            "name the message too, or leave both out for the latest message with that button",
        ));
    } else {
        user.click(button).await?
    };
    Ok(show::clicked(&clicked))
}

async fn join(call: &Call) -> Outcome {
    Ok(show::update(call.user()?.join(&call.group("chat")?).await?))
}

async fn leave(call: &Call) -> Outcome {
    Ok(show::update(call.user()?.leave(&call.group("chat")?).await?))
}

async fn block(call: &Call) -> Outcome {
    let user = call.user()?;
    let update =
        if call.args.flag("blocked") == Some(false) { user.unblock().await } else { user.block().await };
    Ok(show::update(update?))
}
