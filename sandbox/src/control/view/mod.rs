//! The world as the web chat shows it: everything at once, then what changes, and what bots and server said.

mod events;
mod files;
mod log;
mod origin;
mod shown;

use std::future::ready;

use axum::body::Body;
use axum::http::Response;
use serde_json::{Value, json};

use super::record;
use super::refused::Refused;
use super::reply::reply;
use super::route::{Call, Kind, Outcome, Route, may, need};
use super::show::Answer;
use crate::world::ChatKey;

pub(super) use origin::check;

pub(super) const ROUTES: &[Route] = &[
    Route {
        method: "GET",
        path: "/view",
        name: "view",
        summary: "The whole world but for the messages: bots, users and chats, and the number of the last event.",
        fields: &[],
        answer: Answer::View,
        run: |call| reply(ready(Ok(view(call)))),
    },
    Route {
        method: "GET",
        path: "/view/messages",
        name: "view_messages",
        summary: "The messages of a chat that are remembered, page by page from the newest.",
        fields: &[
            need("chat", Kind::Text, "\"123456/1001\"", "The key of the chat, as the view names it."),
            may("before", Kind::Int, "3", "Only messages before this one."),
            may("limit", Kind::Range(1, 500), "50", "How many at most; 50 when left out."),
        ],
        answer: Answer::ViewMessages,
        run: |call| reply(ready(messages(call))),
    },
    Route {
        method: "GET",
        path: "/view/log",
        name: "view_log",
        summary: "API calls, updates and what users were made to do, page by page from the newest.",
        fields: &[
            may("before", Kind::Int, "100", "Only what came before the event of this number."),
            may("limit", Kind::Range(1, 1000), "200", "How many at most; 200 when left out."),
        ],
        answer: Answer::Log,
        run: |call| reply(ready(Ok(log::page(call)))),
    },
    Route {
        method: "GET",
        path: "/view/test",
        name: "view_test",
        summary: "What was done by hand over this API, as a Rust test that does it again and expects what the bots did.",
        fields: &[
            may("after", Kind::Int, "0", "Only what came after the event of this number."),
            may("until", Kind::Int, "100", "Only what came until the event of this number."),
        ],
        answer: Answer::Test,
        run: |call| reply(ready(Ok(test(call)))),
    },
    Route {
        method: "GET",
        path: "/events",
        name: "events",
        summary: "What happens from now on, or after an event that was seen, as server-sent events without end.",
        fields: &[
            may("after", Kind::Int, "0", "The last event that was seen, as `Last-Event-ID` says too."),
            may(
                "boot",
                Kind::Text,
                "\"\"",
                "The start of the sandbox that it was seen of, as the view names it.",
            ),
        ],
        answer: Answer::Events,
        run: |call| reply(ready(Ok(events::stream(call)))),
    },
    Route {
        method: "GET",
        path: "/files/{file}",
        name: "file",
        summary: "The bytes of a file, to be shown.",
        fields: &[],
        answer: Answer::File,
        run: |call| reply(ready(file(call))),
    },
];

fn view(call: &Call) -> Value {
    let world = call.sandbox.core().look();
    let default = call.sandbox.core().default_bot;
    let bots: Vec<Value> = world.bots.values().map(|bot| shown::bot(bot, default)).collect();
    let users: Vec<Value> = world.users.values().map(|user| shown::user(&world, user)).collect();
    let mut keys: Vec<ChatKey> = world.chats.keys().copied().collect();
    keys.sort_unstable();
    let chats: Vec<Value> = keys.into_iter().filter_map(|key| shown::chat(&world, key)).collect();
    json!({
        "boot": world.feed.boot(),
        "seq": world.feed.last(),
        "now": world.now_in_milliseconds(),
        "bots": bots,
        "users": users,
        "chats": chats,
    })
}

fn messages(call: &Call) -> Outcome {
    let missing = |key: &str| {
        Refused::missing(
            format!("there is no chat {key:?}"),
            "GET /view lists the chats, each with its `key`",
        )
    };
    let named = call.args.text("chat");
    let key = shown::read_key(named).ok_or_else(|| missing(named))?;
    let world = call.sandbox.core().look();
    let chat = world.chats.get(&key).ok_or_else(|| missing(named))?;
    let before = call.args.int("before").unwrap_or(i64::MAX);
    let limit = call.args.int("limit").and_then(|limit| usize::try_from(limit).ok()).unwrap_or(50);
    let end = chat.entries.partition_point(|entry| entry.id < before);
    let start = end.saturating_sub(limit);
    let messages: Vec<_> =
        chat.entries.range(start..end).map(|entry| shown::message(&world, key, entry)).collect();
    let whispers = if before == i64::MAX { shown::whispers(&world, key, chat) } else { Vec::new() };
    drop(world);
    Ok(json!({"messages": messages, "more": start > 0, "whispers": whispers}))
}

fn test(call: &Call) -> Value {
    let number = |name: &str| call.args.int(name).map(|number| u64::try_from(number).unwrap_or(0));
    let core = call.sandbox.core();
    let items = core.feed.between(number("after").unwrap_or(0), number("until").unwrap_or(u64::MAX));
    json!({"rust": record::write(&items, &core.look(), core.default_bot)})
}

fn file(call: &Call) -> Result<Response<Body>, Refused> {
    let id = call.args.text("file");
    let file = call.sandbox.core().look().files.by_id(id).ok_or_else(|| {
        Refused::missing(
            "there is no such file",
            "take the `file_id` of a message; the oldest files are forgotten",
        )
    })?;
    Ok(files::respond(&file))
}
