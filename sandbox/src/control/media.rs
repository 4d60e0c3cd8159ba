//! What users send beside text.

use bytes::Bytes;

use super::refused::Refused;
use super::reply::reply;
use super::route::{A_PICTURE, Call, Field, Kind, Outcome, Route, TO_CHAT, may, need};
use super::show::{self, Answer};
use crate::kit::User;

const FILE: Field = may(
    "file",
    Kind::Bytes,
    "\"aGVsbG8=\"",
    "The file's bytes in base64; a picture of one point when left out.",
);
const PICTURE: Field =
    may("file", Kind::Bytes, A_PICTURE, "The picture's bytes in base64; one point when left out.");
const CAPTION: Field = may("caption", Kind::Text, "\"look\"", "The caption.");

pub(super) const ROUTES: &[Route] = &[
    Route {
        method: "POST",
        path: "/users/{user}/photos",
        name: "send_photo",
        summary: "Sends a photo to the bot, or to a group or channel.",
        fields: &[PICTURE, CAPTION, TO_CHAT],
        answer: Answer::Message,
        run: |call| reply(photo(call)),
    },
    Route {
        method: "POST",
        path: "/users/{user}/documents",
        name: "send_document",
        summary: "Sends a file to the bot, or to a group or channel.",
        fields: &[need("name", Kind::Text, "\"notes.txt\"", "The file's name."), FILE, TO_CHAT],
        answer: Answer::Message,
        run: |call| reply(document(call)),
    },
    Route {
        method: "POST",
        path: "/users/{user}/voices",
        name: "send_voice",
        summary: "Sends a voice message to the bot, or to a group or channel.",
        fields: &[FILE, TO_CHAT],
        answer: Answer::Message,
        run: |call| reply(voice(call)),
    },
    Route {
        method: "POST",
        path: "/users/{user}/videos",
        name: "send_video",
        summary: "Sends a video to the bot, or to a group or channel.",
        fields: &[FILE, CAPTION, TO_CHAT],
        answer: Answer::Message,
        run: |call| reply(video(call)),
    },
    Route {
        method: "POST",
        path: "/users/{user}/audios",
        name: "send_audio",
        summary: "Sends music to the bot, or to a group or channel.",
        fields: &[need("name", Kind::Text, "\"song.mp3\"", "The file's name."), FILE, TO_CHAT],
        answer: Answer::Message,
        run: |call| reply(audio(call)),
    },
    Route {
        method: "POST",
        path: "/users/{user}/stickers",
        name: "send_sticker",
        summary: "Sends a sticker to the bot, or to a group or channel.",
        fields: &[need("emoji", Kind::Text, "\"🙂\"", "The emoji that it stands for."), TO_CHAT],
        answer: Answer::Message,
        run: |call| reply(sticker(call)),
    },
    Route {
        method: "POST",
        path: "/users/{user}/locations",
        name: "send_location",
        summary: "Sends a place to the bot, or to a group or channel.",
        fields: &[
            need("latitude", Kind::Number, "46.5", "In degrees, -90 to 90."),
            need("longitude", Kind::Number, "6.6", "In degrees, -180 to 180."),
            TO_CHAT,
        ],
        answer: Answer::Message,
        run: |call| reply(location(call)),
    },
    Route {
        method: "POST",
        path: "/users/{user}/contacts",
        name: "send_contact",
        summary: "Sends somebody's phone number to the bot, or the user's own, as a `request_contact` button does.",
        fields: &[
            need("phone_number", Kind::Text, "\"+41225550100\"", "The number."),
            may("first_name", Kind::Text, "\"Dora\"", "Whose it is; the user's own when left out."),
            TO_CHAT,
        ],
        answer: Answer::Message,
        run: |call| reply(contact(call)),
    },
];

fn file(call: &Call) -> Result<Bytes, Refused> {
    Ok(call.args.bytes("file")?.unwrap_or_else(User::fixture))
}

async fn photo(call: &Call) -> Outcome {
    Ok(show::message(&call.writer()?.send_photo(file(call)?, call.args.text("caption")).await?))
}

async fn document(call: &Call) -> Outcome {
    Ok(show::message(&call.writer()?.send_document(call.args.text("name"), file(call)?).await?))
}

async fn voice(call: &Call) -> Outcome {
    Ok(show::message(&call.writer()?.send_voice(file(call)?).await?))
}

async fn video(call: &Call) -> Outcome {
    Ok(show::message(&call.writer()?.send_video(file(call)?, call.args.text("caption")).await?))
}

async fn audio(call: &Call) -> Outcome {
    Ok(show::message(&call.writer()?.send_audio(call.args.text("name"), file(call)?).await?))
}

async fn sticker(call: &Call) -> Outcome {
    Ok(show::message(&call.writer()?.send_sticker(call.args.text("emoji")).await?))
}

async fn location(call: &Call) -> Outcome {
    let (latitude, longitude) = (call.args.number("latitude"), call.args.number("longitude"));
    if latitude.abs() > 90.0 || longitude.abs() > 180.0 {
        return Err(Refused::bad("there is no such place", "latitudes end at 90 degrees, longitudes at 180"));
    }
    Ok(show::message(&call.writer()?.send_location(latitude, longitude).await?))
}

async fn contact(call: &Call) -> Outcome {
    let user = call.writer()?;
    let number = call.args.text("phone_number");
    let sent = match call.args.find_text("first_name") {
        Some(name) => user.send_contact(number, name).await?,
        None => user.share_contact(number).await?,
    };
    Ok(show::message(&sent))
}
