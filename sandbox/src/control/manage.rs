//! What users do with messages and chats: pin, delete, forward, comment, open topics; and what a bot offers them.

use std::future::ready;

use serde_json::json;

use super::refused::Refused;
use super::reply::reply;
use super::route::{Call, Field, ITS_CHAT, Kind, Outcome, Route, may, need};
use super::show::{self, Answer};
use crate::kit::{Topic, User};

const MESSAGE: Field = need("message", Kind::Int, "1", "The number of the message.");
const FORUM: Field = need("chat", Kind::Int, "-1002000000003", "The forum.");

pub(super) const ROUTES: &[Route] = &[
    Route {
        method: "POST",
        path: "/users/{user}/pins",
        name: "pin",
        summary: "Pins a message, or unpins it.",
        fields: &[
            MESSAGE,
            ITS_CHAT,
            may("pinned", Kind::Flag, "true", "Whether to pin, which is meant when left out, or to unpin."),
        ],
        answer: Answer::Update,
        run: |call| reply(pin(call)),
    },
    Route {
        method: "POST",
        path: "/users/{user}/deletions",
        name: "delete",
        summary: "Deletes a message; bots are not told of it.",
        fields: &[MESSAGE, ITS_CHAT],
        answer: Answer::Update,
        run: |call| reply(delete(call)),
    },
    Route {
        method: "POST",
        path: "/users/{user}/forwards",
        name: "forward",
        summary: "Forwards a message to a group, or to the bot.",
        fields: &[
            MESSAGE,
            ITS_CHAT,
            may("to", Kind::Int, "-4000001", "The group; the private chat with the bot when left out."),
        ],
        answer: Answer::Message,
        run: |call| reply(forward(call)),
    },
    Route {
        method: "POST",
        path: "/users/{user}/comments",
        name: "comment",
        summary: "Comments on a post of a channel, in its discussion group.",
        fields: &[
            MESSAGE,
            need("chat", Kind::Int, "-1002000000003", "The channel."),
            need("text", Kind::Text, "\"I see\"", "The comment."),
        ],
        answer: Answer::Message,
        run: |call| reply(comment(call)),
    },
    Route {
        method: "POST",
        path: "/users/{user}/senders",
        name: "speak_as",
        summary: "Speaks in a group as a channel of one's own from now on, or as oneself again.",
        fields: &[
            need("chat", Kind::Int, "-4000001", "The group."),
            may("channel", Kind::Int, "-1002000000003", "The channel; oneself when left out."),
        ],
        answer: Answer::Update,
        run: |call| reply(ready(speak_as(call))),
    },
    Route {
        method: "POST",
        path: "/users/{user}/topics",
        name: "create_topic",
        summary: "Opens a topic in a forum, or in the private chat with a bot that has topics.",
        fields: &[
            need("name", Kind::Text, "\"News\"", "What it is called."),
            may("chat", Kind::Int, "-1002000000003", "The forum; the private chat when left out."),
        ],
        answer: Answer::Topic,
        run: |call| reply(create_topic(call)),
    },
    Route {
        method: "POST",
        path: "/users/{user}/topic-messages",
        name: "send_in_topic",
        summary: "Sends a text into a topic of a forum or, of a channel's direct messages, to somebody.",
        fields: &[
            FORUM,
            need("topic", Kind::Int, "1", "The `message_thread_id`."),
            need("text", Kind::Text, "\"it rains\"", "The text."),
        ],
        answer: Answer::Message,
        run: |call| reply(send_in(call)),
    },
    Route {
        method: "POST",
        path: "/users/{user}/topic-closings",
        name: "close_topic",
        summary: "Closes a topic of a forum, or opens it again.",
        fields: &[
            FORUM,
            need("topic", Kind::Int, "1", "The `message_thread_id`."),
            may("closed", Kind::Flag, "true", "Whether to close, which is meant when left out, or to open."),
        ],
        answer: Answer::Update,
        run: |call| reply(close_topic(call)),
    },
    Route {
        method: "POST",
        path: "/users/{user}/groups",
        name: "found_group",
        summary: "Makes a basic group with the bot in it, which hears of it; the user owns the group.",
        fields: &[
            need("title", Kind::Text, "\"Book club\"", "The title."),
            may("members", Kind::Ints, "[1002]", "The identifiers of further users."),
        ],
        answer: Answer::Group,
        run: |call| reply(found(call)),
    },
    Route {
        method: "GET",
        path: "/users/{user}/menu",
        name: "menu",
        summary: "What the bot offers the user in a chat: its commands, menu button and description.",
        fields: &[may("chat", Kind::Int, "-4000001", "The group; the private chat when left out.")],
        answer: Answer::Menu,
        run: |call| reply(ready(menu(call))),
    },
];

async fn pin(call: &Call) -> Outcome {
    let user = call.user()?;
    let message = call.message(&user, "message")?;
    if call.args.flag("pinned") == Some(false) {
        user.unpin(&message).await?;
    } else {
        user.pin(&message).await?;
    }
    Ok(show::update(None))
}

async fn delete(call: &Call) -> Outcome {
    let user = call.user()?;
    user.delete(&call.message(&user, "message")?).await?;
    Ok(show::update(None))
}

async fn forward(call: &Call) -> Outcome {
    let user = call.user()?;
    let message = call.message(&user, "message")?;
    let forwarded = if call.args.int("to").is_some_and(|to| to != user.id()) {
        user.forward(&message, &call.group("to")?).await?
    } else {
        user.forward_to_bot(&message).await?
    };
    Ok(show::message(&forwarded))
}

async fn comment(call: &Call) -> Outcome {
    let user = call.user()?;
    let post = call.message(&user, "message")?;
    Ok(show::message(&user.comment(&post, call.args.text("text")).await?))
}

fn speak_as(call: &Call) -> Outcome {
    let channel = call.args.int("channel").map(|_| call.group("channel")).transpose()?;
    call.user()?.speak_as(&call.group("chat")?, channel.as_ref())?;
    Ok(show::update(None))
}

async fn create_topic(call: &Call) -> Outcome {
    let user = call.user()?;
    let name = call.args.text("name");
    if name.trim().is_empty() {
        return Err(Refused::bad("\"name\" is empty", "give the topic a name"));
    }
    let topic = match call.place(&user)? {
        Some(forum) => user.create_topic(&forum, name).await?,
        None => user.create_private_topic(name).await?,
    };
    Ok(json!({"topic": topic.id()}))
}

fn topic(call: &Call) -> Result<Topic, Refused> {
    Ok(Topic::of(&call.group("chat")?, call.args.int("topic").unwrap_or_default()))
}

async fn send_in(call: &Call) -> Outcome {
    Ok(show::message(&call.user()?.send_in(&topic(call)?, call.args.text("text")).await?))
}

async fn close_topic(call: &Call) -> Outcome {
    call.user()?.close_topic(&topic(call)?, call.args.flag("closed") != Some(false)).await?;
    Ok(show::update(None))
}

async fn found(call: &Call) -> Outcome {
    let title = call.args.text("title");
    if title.trim().is_empty() {
        return Err(Refused::bad("\"title\" is empty", "give the group a name"));
    }
    let members: Vec<User> =
        call.args.ints("members").map(|id| call.user_of(id)).collect::<Result<_, _>>()?;
    let members: Vec<&User> = members.iter().collect();
    Ok(show::group(call, &call.user()?.create_group(title, &members).await))
}

fn menu(call: &Call) -> Outcome {
    let user = call.user()?;
    let commands = match call.place(&user)? {
        Some(group) => user.commands_in(&group),
        None => user.commands(),
    };
    Ok(json!({
        "commands": commands,
        "menu_button": user.menu_button(),
        "name": user.bot_text("name"),
        "description": user.bot_text("description"),
        "short_description": user.bot_text("short_description"),
    }))
}
