//! What users write: messages, replies, edits.

use super::refused::Refused;
use super::reply::reply;
use super::route::{Call, ITS_CHAT, Kind, Outcome, Route, TO_CHAT, may, need};
use super::show::{self, Answer};

pub(super) const ROUTES: &[Route] = &[
    Route {
        method: "POST",
        path: "/users/{user}/messages",
        name: "send",
        summary: "Sends a text to the bot, or to a group or channel.",
        fields: &[
            need("text", Kind::Text, "\"/start\"", "The text; commands, links and the like are found in it."),
            TO_CHAT,
            may("reply_to", Kind::Int, "1", "The message in that chat which it answers."),
        ],
        answer: Answer::Message,
        run: |call| reply(send(call)),
    },
    Route {
        method: "POST",
        path: "/users/{user}/objects",
        name: "send_object",
        summary: "Sends a message with any fields to the bot, also such as the sandbox does not know.",
        fields: &[
            need(
                "fields",
                Kind::Object,
                "{\"dice\": {\"emoji\": \"🎲\", \"value\": 6}}",
                "Fields of the `Message` object; those for sender, chat and time are filled in where they are missing.",
            ),
            TO_CHAT,
        ],
        answer: Answer::Message,
        run: |call| reply(send_object(call)),
    },
    Route {
        method: "POST",
        path: "/users/{user}/edits",
        name: "edit",
        summary: "Changes the text or caption of an own message.",
        fields: &[
            need("message", Kind::Int, "1", "The number of the message."),
            need("text", Kind::Text, "\"hello again\"", "What it says from now on."),
            ITS_CHAT,
        ],
        answer: Answer::Message,
        run: |call| reply(edit(call)),
    },
];

async fn send(call: &Call) -> Outcome {
    let user = call.user()?;
    let text = call.args.text("text");
    let sent = match (call.args.int("reply_to"), call.place(&user)?) {
        (Some(_), _) => user.reply(&call.message(&user, "reply_to")?, text).await?,
        (None, Some(group)) => user.send_to(&group, text).await?,
        (None, None) => user.send(text).await?,
    };
    Ok(show::message(&sent))
}

async fn send_object(call: &Call) -> Outcome {
    let fields = call.args.value("fields").cloned().unwrap_or_default();
    Ok(show::message(&call.writer()?.send_json(fields).await?))
}

async fn edit(call: &Call) -> Outcome {
    let user = call.user()?;
    let message = call.message(&user, "message")?;
    let text = call.args.text("text");
    if text.trim().is_empty() {
        return Err(Refused::bad("\"text\" is empty", "Telegram's apps do not edit a message to nothing"));
    }
    Ok(show::message(&user.edit(&message, text).await?))
}
