//! Groups, supergroups and channels.

use std::future::ready;

use serde_json::json;

use super::bots::username;
use super::refused::Refused;
use super::reply::reply;
use super::route::{BOT, Call, Kind, Outcome, Route, may, need};
use super::show::{self, Answer};
use crate::kit::{Group, User};

pub(super) const ROUTES: &[Route] = &[
    Route {
        method: "POST",
        path: "/groups",
        name: "create_group",
        summary: "Makes a chat of several with the bot in it; the first member owns it.",
        fields: &[
            need("title", Kind::Text, "\"Friends\"", "The title."),
            need("members", Kind::Ints, "[1001]", "The identifiers of its users."),
            may("kind", Kind::OneOf(&["group", "supergroup", "channel"]), "\"group\"", "What it is."),
            may("username", Kind::Text, "\"friends\"", "A public username."),
            may("bot_admin", Kind::Flag, "true", "Whether the bot is an administrator; in channels it is."),
            BOT,
        ],
        answer: Answer::Group,
        run: |call| reply(ready(create(call))),
    },
    Route {
        method: "GET",
        path: "/groups",
        name: "groups",
        summary: "Every group, supergroup and channel.",
        fields: &[],
        answer: Answer::Groups,
        run: |call| {
            let groups = call.sandbox.groups();
            let shown: Vec<_> = groups.iter().map(|group| show::group(call, group)).collect();
            reply(ready(Ok(json!({"groups": shown}))))
        },
    },
    Route {
        method: "GET",
        path: "/groups/{group}",
        name: "group",
        summary: "A group, supergroup or channel.",
        fields: &[],
        answer: Answer::Group,
        run: |call| reply(ready(call.group("group").map(|group| show::group(call, &group)))),
    },
    Route {
        method: "POST",
        path: "/groups/{group}",
        name: "change_group",
        summary: "Changes a group's username, or what the bot is in it.",
        fields: &[
            may("username", Kind::Text, "\"friends\"", "A public username."),
            may("bot_admin", Kind::Flag, "true", "Whether the bot is an administrator."),
            BOT,
        ],
        answer: Answer::Group,
        run: |call| reply(ready(call.group("group").and_then(|group| set_up(call, group)))),
    },
    Route {
        method: "POST",
        path: "/groups/{group}/upgrade",
        name: "upgrade",
        summary: "Makes a supergroup of a group and answers that, under its new identifier.",
        fields: &[],
        answer: Answer::Group,
        run: |call| reply(upgrade(call)),
    },
];

fn create(call: &Call) -> Outcome {
    let title = call.args.text("title");
    if title.trim().is_empty() {
        return Err(Refused::bad("\"title\" is empty", "give the group a name"));
    }
    // Looked at before there is a group that would be left behind.
    call.args.find_text("username").map(username).transpose()?;
    let mut users: Vec<User> = Vec::new();
    for id in call.args.ints("members") {
        let user = call.user_of(id)?;
        // Whoever is named twice is still the one who is named first.
        if !users.iter().any(|there| there.id() == id) {
            users.push(user);
        }
    }
    let users: Vec<&User> = users.iter().collect();
    let sandbox = call.sandbox()?;
    let group = match call.args.find_text("kind") {
        Some("supergroup") => sandbox.supergroup(title, &users),
        Some("channel") => sandbox.channel(title, &users),
        _ => sandbox.group(title, &users),
    };
    set_up(call, group)
}

fn set_up(call: &Call, mut group: Group) -> Outcome {
    if let Some(given) = call.args.find_text("username") {
        group = group.username(username(given)?);
    }
    if let Some(admin) = call.args.flag("bot_admin") {
        group = group.bot_admin(admin);
    }
    Ok(show::group(call, &group))
}

async fn upgrade(call: &Call) -> Outcome {
    let group = call.group("group")?.upgrade().await?;
    Ok(show::group(call, &group))
}
