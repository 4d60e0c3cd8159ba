//! Reply keyboards: which one stands, and what its special buttons ask for; and the menu button.

use std::future::ready;

use super::refused::Refused;
use super::reply::reply;
use super::route::{Call, ITS_CHAT, Kind, Outcome, Route, need};
use super::show::{self, Answer};
use crate::kit::User;

pub(super) const ROUTES: &[Route] = &[
    Route {
        method: "GET",
        path: "/users/{user}/keyboard",
        name: "keyboard",
        summary: "The reply keyboard, or the wish for a reply, that stands for the user in a chat.",
        fields: &[ITS_CHAT],
        answer: Answer::Keyboard,
        run: |call| reply(ready(keyboard(call))),
    },
    Route {
        method: "POST",
        path: "/users/{user}/reply-dismissals",
        name: "dismiss_reply",
        summary: "Closes the reply that a bot wished for: the next message is none.",
        fields: &[],
        answer: Answer::Keyboard,
        run: |call| reply(ready(dismiss(call))),
    },
    Route {
        method: "POST",
        path: "/users/{user}/shared-locations",
        name: "share_location",
        summary: "Shares a place, where a standing keyboard asks for it or else with the bot.",
        fields: &[
            need("latitude", Kind::Number, "46.5", "In degrees, -90 to 90."),
            need("longitude", Kind::Number, "6.6", "In degrees, -180 to 180."),
        ],
        answer: Answer::Message,
        run: |call| reply(location(call)),
    },
    Route {
        method: "POST",
        path: "/users/{user}/shared-users",
        name: "share_users",
        summary: "Shares users, as a `request_users` button of a standing keyboard asks.",
        fields: &[need("users", Kind::Ints, "[1002]", "Whom.")],
        answer: Answer::Message,
        run: |call| reply(users(call)),
    },
    Route {
        method: "POST",
        path: "/users/{user}/shared-chats",
        name: "share_chat",
        summary: "Shares a group or channel, as a `request_chat` button of a standing keyboard asks.",
        fields: &[need("chat", Kind::Int, "-4000001", "Which one.")],
        answer: Answer::Message,
        run: |call| reply(chat(call)),
    },
    Route {
        method: "POST",
        path: "/users/{user}/managed-bots",
        name: "create_managed_bot",
        summary: "Makes a bot for the bot whose `request_managed_bot` button of a standing keyboard asks for one.",
        fields: &[
            need("name", Kind::Text, "\"My shop\"", "Its name."),
            need("username", Kind::Text, "\"my_shop_bot\"", "Its username, which ends with `bot`."),
        ],
        answer: Answer::Bot,
        run: |call| reply(managed_bot(call)),
    },
    Route {
        method: "POST",
        path: "/users/{user}/menu-button-presses",
        name: "press_menu_button",
        summary: "Presses the menu button of the bot, which opens a Web App; answers the page that is opened.",
        fields: &[],
        answer: Answer::Clicked,
        run: |call| reply(menu_button(call)),
    },
    Route {
        method: "POST",
        path: "/users/{user}/web-app-data",
        name: "send_web_app_data",
        summary: "Sends what a Web App, opened by a button of a standing keyboard, gives to the bot.",
        fields: &[
            need("button", Kind::Text, "\"form\"", "What is written on the button."),
            need("data", Kind::Text, "\"{}\"", "At most 4,096 bytes."),
        ],
        answer: Answer::Message,
        run: |call| reply(web_app_data(call)),
    },
    Route {
        method: "POST",
        path: "/users/{user}/quotes",
        name: "quote",
        summary: "Answers a part of a message.",
        fields: &[
            need("message", Kind::Int, "2", "The number of the message."),
            need("quote", Kind::Text, "\"Sure\"", "What the message says."),
            need("text", Kind::Text, "\"very\"", "What the user says to that."),
            ITS_CHAT,
        ],
        answer: Answer::Message,
        run: |call| reply(quote(call)),
    },
];

fn keyboard(call: &Call) -> Outcome {
    let user = call.user()?;
    let standing = match call.place(&user)? {
        Some(group) => user.keyboard_in(&group),
        None => user.keyboard(),
    };
    Ok(serde_json::json!({"keyboard": standing}))
}

fn dismiss(call: &Call) -> Outcome {
    let user = call.user()?;
    user.dismiss_reply();
    Ok(serde_json::json!({"keyboard": user.keyboard()}))
}

async fn location(call: &Call) -> Outcome {
    let (latitude, longitude) = (call.args.number("latitude"), call.args.number("longitude"));
    Ok(show::message(&call.user()?.share_location(latitude, longitude).await?))
}

async fn users(call: &Call) -> Outcome {
    let shared =
        call.args.ints("users").map(|id| call.user_of(id)).collect::<Result<Vec<User>, Refused>>()?;
    let shared: Vec<&User> = shared.iter().collect();
    Ok(show::message(&call.user()?.share_users(&shared).await?))
}

async fn chat(call: &Call) -> Outcome {
    Ok(show::message(&call.user()?.share_chat(&call.group("chat")?).await?))
}

async fn managed_bot(call: &Call) -> Outcome {
    let (name, username) = (call.args.text("name"), call.args.text("username"));
    Ok(show::bot(&call.user()?.create_managed_bot(name, username).await?))
}

async fn menu_button(call: &Call) -> Outcome {
    Ok(show::clicked(&call.user()?.press_menu_button().await?))
}

async fn web_app_data(call: &Call) -> Outcome {
    let (button, data) = (call.args.text("button"), call.args.text("data"));
    Ok(show::message(&call.user()?.send_web_app_data(button, data).await?))
}

async fn quote(call: &Call) -> Outcome {
    let user = call.user()?;
    let message = call.message(&user, "message")?;
    Ok(show::message(&user.quote(&message, call.args.text("quote"), call.args.text("text")).await?))
}
