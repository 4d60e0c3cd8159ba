//! Users: made, looked at, and what they see of the bot.

use std::future::ready;

use serde_json::json;

use super::bots::username;
use super::refused::Refused;
use super::reply::reply;
use super::route::{BOT, Call, DEADLINE, Kind, Outcome, Route, may, need};
use super::show::{self, Answer};
use crate::kit::Clicked;

/// Identifiers beyond this are no users on Telegram either: they have at most 52 bits.
const LARGEST: i64 = (1 << 52) - 1;

pub(super) const ROUTES: &[Route] = &[
    Route {
        method: "POST",
        path: "/users",
        name: "create_user",
        summary: "Makes a user with a private chat with the bot. A name alone gives the user of that name again.",
        fields: &[
            need("name", Kind::Text, "\"Carol\"", "The first name."),
            may("last_name", Kind::Text, "\"Jones\"", "The last name."),
            may(
                "username",
                Kind::Text,
                "\"carol\"",
                "The username; the name when left out, none when empty.",
            ),
            may(
                "language",
                Kind::Text,
                "\"de\"",
                "The language of the app; `en` when left out, none when empty.",
            ),
            may("premium", Kind::Flag, "true", "Whether it is a Premium user."),
            may("bio", Kind::Text, "\"I like tea\"", "What the profile says."),
            may("private_forwards", Kind::Flag, "true", "Whether forwards name the user without an account."),
            may("stranger", Kind::Flag, "true", "Whether the user has not begun a chat with the bot."),
            may("id", Kind::Range(1, LARGEST), "42", "The identifier; a user who has it is replaced."),
            BOT,
        ],
        answer: Answer::User,
        run: |call| reply(ready(create(call))),
    },
    Route {
        method: "GET",
        path: "/users",
        name: "users",
        summary: "Every user.",
        fields: &[],
        answer: Answer::Users,
        run: |call| {
            let users = call.sandbox.users();
            reply(ready(Ok(json!({"users": users.iter().map(show::user).collect::<Vec<_>>()}))))
        },
    },
    Route {
        method: "GET",
        path: "/users/{user}",
        name: "user",
        summary: "A user.",
        fields: &[],
        answer: Answer::User,
        run: |call| reply(ready(call.user().map(|user| show::user(&user)))),
    },
    Route {
        method: "GET",
        path: "/users/{user}/next",
        name: "next",
        summary: "Waits for the next message that a bot sent, edited or deleted and this API has not given yet.",
        fields: &[
            may("what", Kind::OneOf(&["message", "edit", "deleted"]), "\"message\"", "What to wait for."),
            may(
                "chat",
                Kind::Int,
                "-4000001",
                "Only messages in this group; edits are waited for in all chats.",
            ),
            DEADLINE,
        ],
        answer: Answer::Message,
        run: |call| reply(next(call)),
    },
    Route {
        method: "POST",
        path: "/users/{user}/expect",
        name: "expect",
        summary: "Takes the next message or edit and checks its text or caption.",
        fields: &[
            need("text", Kind::Text, "\"Sure?\"", "What it has to say."),
            may("what", Kind::OneOf(&["message", "edit"]), "\"message\"", "What to wait for."),
            DEADLINE,
        ],
        answer: Answer::Message,
        run: |call| reply(expect(call)),
    },
    Route {
        method: "GET",
        path: "/users/{user}/answers/{query}",
        name: "callback_answer",
        summary: "Waits for the bot's answer to a pressed button.",
        fields: &[DEADLINE],
        answer: Answer::CallbackReply,
        run: |call| reply(answer(call)),
    },
    Route {
        method: "GET",
        path: "/users/{user}/history",
        name: "history",
        summary: "The messages that are remembered, oldest first, as they are now.",
        fields: &[may("chat", Kind::Int, "-4000001", "Those of this group, not of the private chat.")],
        answer: Answer::Messages,
        run: |call| reply(ready(history(call))),
    },
];

fn create(call: &Call) -> Outcome {
    let args = &call.args;
    let name = args.text("name");
    if name.trim().is_empty() {
        return Err(Refused::bad("\"name\" is empty", "everybody on Telegram has a first name"));
    }
    let sandbox = call.sandbox()?;
    let plain = ["last_name", "username", "language", "premium", "id", "bio", "private_forwards", "stranger"];
    if plain.iter().all(|member| args.value(member).is_none()) {
        return Ok(show::user(&sandbox.user(name)));
    }
    let mut user = sandbox.user_with(name);
    if let Some(last_name) = args.find_text("last_name") {
        user = user.last_name(last_name);
    }
    if let Some(given) = args.find_text("username") {
        user = user.username(if given.is_empty() { given } else { username(given)? });
    }
    if let Some(language) = args.find_text("language") {
        user = user.language(language);
    }
    if args.flag("premium") == Some(true) {
        user = user.premium();
    }
    if let Some(bio) = args.find_text("bio") {
        user = user.bio(bio);
    }
    if args.flag("private_forwards") == Some(true) {
        user = user.private_forwards();
    }
    if args.flag("stranger") == Some(true) {
        user = user.stranger();
    }
    if let Some(id) = args.int("id") {
        if call.sandbox.core().look().bots.contains_key(&id) {
            return Err(Refused::bad(format!("{id} is a bot"), "choose another id, or leave it out"));
        }
        user = user.id(id);
    }
    Ok(show::user(&user.create()))
}

async fn next(call: &Call) -> Outcome {
    let user = call.user()?;
    let group = call.place(&user)?;
    let message = match (call.args.find_text("what").unwrap_or("message"), &group) {
        ("message", Some(group)) => user.next_message_in(group).await?,
        ("message", None) if call.args.int("chat").is_none() => user.next_message().await?,
        ("edit", None) => user.next_edit().await?,
        ("deleted", None) => user.next_deleted().await?,
        _ => {
            return Err(Refused::bad(
                "\"chat\" is for messages in a group",
                "leave `chat` out and look at the `chat` of what comes",
            ));
        }
    };
    Ok(show::message(&message))
}

async fn expect(call: &Call) -> Outcome {
    let user = call.user()?;
    let text = call.args.text("text");
    let message = match call.args.find_text("what") {
        Some("edit") => user.expect_edit(text).await?,
        _ => user.expect_text(text).await?,
    };
    Ok(show::message(&message))
}

async fn answer(call: &Call) -> Outcome {
    let user = call.user()?;
    let id = call.args.int("query").and_then(|id| u64::try_from(id).ok());
    let owner = id.and_then(|id| call.sandbox.core().look().callbacks.get(id).map(|callback| callback.user));
    if owner != Some(user.id()) {
        return Err(Refused::missing(
            format!("{} pressed no button that made this query", user.first_name()),
            "POST /users/{user}/click answers the `query`",
        ));
    }
    let clicked = Clicked { callback: id, ..Clicked::new(user, serde_json::Value::Null) };
    let answer = clicked.answer().await?;
    Ok(json!({"text": answer.text, "show_alert": answer.show_alert, "url": answer.url}))
}

fn history(call: &Call) -> Outcome {
    let user = call.user()?;
    let messages = match call.place(&user)? {
        Some(group) => user.history_of(&group),
        None => user.history(),
    };
    Ok(show::messages(&messages))
}
