//! Checklists that users send, mark and grow, and stickers out of sets.

use super::reply::reply;
use super::route::{Call, Field, ITS_CHAT, Kind, Outcome, Route, may, need};
use super::show::{self, Answer};

const MESSAGE: Field = need("message", Kind::Int, "3", "The number of the message with the checklist.");

pub(super) const ROUTES: &[Route] = &[
    Route {
        method: "POST",
        path: "/users/{user}/checklists",
        name: "send_checklist",
        summary: "Sends a checklist to the bot, in which others may mark tasks and add some.",
        fields: &[
            need("title", Kind::Text, "\"Shopping\"", "The title."),
            need("tasks", Kind::Texts, "[\"Tea\", \"Milk\"]", "What is to be done."),
        ],
        answer: Answer::Message,
        run: |call| reply(send(call)),
    },
    Route {
        method: "POST",
        path: "/users/{user}/task-marks",
        name: "mark_tasks",
        summary: "Marks tasks of a checklist as done, and others as not done.",
        fields: &[
            MESSAGE,
            may("done", Kind::Ints, "[1]", "The numbers of tasks that are done."),
            may("not_done", Kind::Ints, "[2]", "The numbers of tasks that are not."),
            ITS_CHAT,
        ],
        answer: Answer::Update,
        run: |call| reply(mark(call)),
    },
    Route {
        method: "POST",
        path: "/users/{user}/tasks",
        name: "add_tasks",
        summary: "Adds tasks to a checklist.",
        fields: &[
            MESSAGE,
            need("tasks", Kind::Texts, "[\"Sugar\"]", "What is to be done as well."),
            ITS_CHAT,
        ],
        answer: Answer::Update,
        run: |call| reply(add(call)),
    },
    Route {
        method: "POST",
        path: "/users/{user}/set-stickers",
        name: "send_sticker_of",
        summary: "Sends the sticker of a set that stands for an emoji to the bot.",
        fields: &[
            need("set", Kind::Text, "\"cats_by_sandbox_bot\"", "The name of the set."),
            need("emoji", Kind::Text, "\"🙂\"", "The emoji."),
        ],
        answer: Answer::Message,
        run: |call| reply(sticker(call)),
    },
];

async fn send(call: &Call) -> Outcome {
    let (title, tasks) = (call.args.text("title"), call.args.texts("tasks"));
    Ok(show::message(&call.user()?.send_checklist(title, tasks).await?))
}

async fn mark(call: &Call) -> Outcome {
    let user = call.user()?;
    let message = call.message(&user, "message")?;
    let ids = |name: &str| call.args.ints(name).collect::<Vec<_>>();
    Ok(show::update(user.mark_tasks(&message, &ids("done"), &ids("not_done")).await?))
}

async fn add(call: &Call) -> Outcome {
    let user = call.user()?;
    let message = call.message(&user, "message")?;
    Ok(show::update(user.add_tasks(&message, call.args.texts("tasks")).await?))
}

async fn sticker(call: &Call) -> Outcome {
    Ok(show::message(&call.user()?.send_sticker_of(call.args.text("set"), call.args.text("emoji")).await?))
}
