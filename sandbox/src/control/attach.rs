//! Media of every kind that users send, one by one or as an album, and media that they buy.

use bytes::Bytes;
use serde_json::Value;

use super::refused::Refused;
use super::reply::reply;
use super::route::{Call, ITS_CHAT, Kind, Outcome, Route, TO_CHAT, may, need};
use super::show::{self, Answer};
use crate::kit::{MEDIA_KINDS, Media, User};

pub(super) const ROUTES: &[Route] = &[
    Route {
        method: "POST",
        path: "/users/{user}/media",
        name: "send_media",
        summary: "Sends a file as something to the bot, or to a group or channel.",
        fields: &[
            need("kind", Kind::OneOf(&MEDIA_KINDS), "\"animation\"", "As what it is sent."),
            may(
                "file",
                Kind::Bytes,
                "\"aGVsbG8=\"",
                "Its bytes in base64; a picture of one point when left out.",
            ),
            may("name", Kind::Text, "\"song.mp3\"", "The file's name."),
            may("caption", Kind::Text, "\"look\"", "The caption."),
            may("spoiler", Kind::Flag, "true", "Whether a picture is hidden until it is tapped."),
            TO_CHAT,
        ],
        answer: Answer::Message,
        run: |call| reply(send(call)),
    },
    Route {
        method: "POST",
        path: "/users/{user}/albums",
        name: "send_album",
        summary: "Sends 2 to 10 files that belong together to the bot, or to a group or channel.",
        fields: &[
            need(
                "media",
                Kind::Objects,
                "[{\"kind\": \"photo\", \"caption\": \"one\"}, {\"kind\": \"photo\"}]",
                "The files: each with `kind`, and maybe `file`, `name`, `caption`, `spoiler`, as when sent alone.",
            ),
            TO_CHAT,
        ],
        answer: Answer::Messages,
        run: |call| reply(album(call)),
    },
    Route {
        method: "POST",
        path: "/users/{user}/purchases",
        name: "buy",
        summary: "Buys the paid media of a message.",
        fields: &[need("message", Kind::Int, "7", "The number of the message."), ITS_CHAT],
        answer: Answer::Update,
        run: |call| reply(buy(call)),
    },
];

/// Reads a medium from the members of a request or of an object in it.
fn media<'a>(get: impl Fn(&str) -> Option<&'a Value>, form: Option<Bytes>) -> Result<Media, Refused> {
    let text = |name: &str| get(name).and_then(Value::as_str);
    let bytes = match text("file") {
        None => form.unwrap_or_else(User::fixture),
        Some(text) => super::base64::decode(text)
            .ok_or_else(|| {
                Refused::bad("\"file\" is not base64", "encode the file's bytes, without line breaks")
            })?
            .into(),
    };
    let media = Media::of_kind(text("kind").unwrap_or_default(), text("name"), bytes).ok_or_else(|| {
        Refused::bad("\"kind\" is no kind of media", format!("it is one of {}", MEDIA_KINDS.join(", ")))
    })?;
    let media = media.caption(text("caption").unwrap_or_default());
    Ok(if get("spoiler") == Some(&Value::Bool(true)) { media.spoiler() } else { media })
}

async fn send(call: &Call) -> Outcome {
    let user = call.user()?;
    let media = media(|name| call.args.value(name), call.args.form_file())?;
    let sent = match call.place(&user)? {
        Some(group) => user.to(&group).send_media(media).await?,
        None => user.send_media(media).await?,
    };
    Ok(show::message(&sent))
}

async fn album(call: &Call) -> Outcome {
    let user = call.user()?;
    let items = call.args.value("media").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let album = items.iter().map(|item| media(|name| item.get(name), None)).collect::<Result<Vec<_>, _>>()?;
    let sent = match call.place(&user)? {
        Some(group) => user.to(&group).send_album(album).await?,
        None => user.send_album(album).await?,
    };
    Ok(show::messages(&sent))
}

async fn buy(call: &Call) -> Outcome {
    let user = call.user()?;
    Ok(show::update(user.buy(&call.message(&user, "message")?).await?))
}
