//! Polls: made, voted in, closed.

use super::refused::Refused;
use super::reply::reply;
use super::route::{Call, Field, ITS_CHAT, Kind, Outcome, Route, TO_CHAT, may, need};
use super::show::{self, Answer};
use crate::kit::{Choice, Poll};

const MESSAGE: Field = need("message", Kind::Int, "3", "The number of the message with the poll.");

const QUESTION: Field = need("question", Kind::Text, "\"Tea?\"", "What is asked.");
const OPTIONS: Field = need("options", Kind::Texts, "[\"Yes\", \"No\"]", "What can be answered.");
const PUBLIC: Field = may("public", Kind::Flag, "true", "Whether everybody sees who voted for what.");
const MULTIPLE: Field = may("multiple", Kind::Flag, "true", "Whether several answers can be given.");
const CORRECT: Field =
    may("correct", Kind::Range(0, 11), "0", "The number of the right option, from 0, which makes it a quiz.");

pub(super) const ROUTES: &[Route] = &[
    Route {
        method: "POST",
        path: "/users/{user}/polls",
        name: "send_poll",
        summary: "Sends a poll to the bot, or to a group or channel.",
        fields: &[QUESTION, OPTIONS, PUBLIC, MULTIPLE, CORRECT, TO_CHAT],
        answer: Answer::Message,
        run: |call| reply(send(call)),
    },
    Route {
        method: "POST",
        path: "/users/{user}/shared-polls",
        name: "share_poll",
        summary: "Sends a poll, as a `request_poll` button of a standing keyboard asks.",
        fields: &[QUESTION, OPTIONS, PUBLIC, MULTIPLE, CORRECT],
        answer: Answer::Message,
        run: |call| reply(share(call)),
    },
    Route {
        method: "POST",
        path: "/users/{user}/votes",
        name: "vote",
        summary: "Votes in a poll, votes otherwise, or takes the vote back with no option at all.",
        fields: &[
            MESSAGE,
            may("options", Kind::Ints, "[0]", "The numbers of the options, from 0."),
            may(
                "texts",
                Kind::Texts,
                "[\"Yes\"]",
                "The options by what they say, in place of their numbers.",
            ),
            ITS_CHAT,
        ],
        answer: Answer::Update,
        run: |call| reply(vote(call)),
    },
    Route {
        method: "POST",
        path: "/users/{user}/options",
        name: "add_option",
        summary: "Adds an option to a poll that lets its voters do so.",
        fields: &[
            need("message", Kind::Int, "4", "The number of the message with the poll."),
            need("text", Kind::Text, "\"Maybe\"", "What the option says."),
            ITS_CHAT,
        ],
        answer: Answer::Update,
        run: |call| reply(add_option(call)),
    },
    Route {
        method: "POST",
        path: "/users/{user}/poll-stops",
        name: "stop_poll",
        summary: "Closes a poll of the user's own.",
        fields: &[MESSAGE, ITS_CHAT],
        answer: Answer::Update,
        run: |call| reply(stop(call)),
    },
];

/// The poll that a request describes.
fn read(call: &Call) -> Poll {
    let mut poll = Poll::new(call.args.text("question"), call.args.texts("options"));
    if call.args.flag("public") == Some(true) {
        poll = poll.public();
    }
    if call.args.flag("multiple") == Some(true) {
        poll = poll.multiple();
    }
    match call.args.int("correct").and_then(|number| usize::try_from(number).ok()) {
        Some(correct) => poll.quiz(correct),
        None => poll,
    }
}

async fn send(call: &Call) -> Outcome {
    let user = call.user()?;
    let sent = match call.place(&user)? {
        Some(group) => user.send_poll_to(&group, &read(call)).await?,
        None => user.send_poll(&read(call)).await?,
    };
    Ok(show::message(&sent))
}

async fn share(call: &Call) -> Outcome {
    Ok(show::message(&call.user()?.share_poll(&read(call)).await?))
}

async fn vote(call: &Call) -> Outcome {
    let user = call.user()?;
    let message = call.message(&user, "message")?;
    let mut choices: Vec<Choice> = call.args.texts("texts").map(Choice::from).collect();
    for number in call.args.ints("options") {
        let number = usize::try_from(number)
            .map_err(|_| Refused::bad("options are numbered from 0", "the first option is 0"))?;
        choices.push(number.into());
    }
    Ok(show::update(user.vote(&message, choices).await?))
}

async fn add_option(call: &Call) -> Outcome {
    let user = call.user()?;
    let message = call.message(&user, "message")?;
    Ok(show::update(user.add_option(&message, call.args.text("text")).await?))
}

async fn stop(call: &Call) -> Outcome {
    let user = call.user()?;
    let message = call.message(&user, "message")?;
    Ok(show::update(user.stop_poll(&message).await?))
}
