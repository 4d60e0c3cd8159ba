//! Live locations, venues and dice that users send.

use super::reply::reply;
use super::route::{Call, Field, ITS_CHAT, Kind, Outcome, Route, TO_CHAT, may, need};
use super::show::{self, Answer};

const LATITUDE: Field = need("latitude", Kind::Number, "46.5", "In degrees, -90 to 90.");
const LONGITUDE: Field = need("longitude", Kind::Number, "6.6", "In degrees, -180 to 180.");
const MESSAGE: Field = need("message", Kind::Int, "5", "The number of the message.");

pub(super) const ROUTES: &[Route] = &[
    Route {
        method: "POST",
        path: "/users/{user}/live-locations",
        name: "send_live_location",
        summary: "Sends a place that moves to the bot, or to a group.",
        fields: &[
            LATITUDE,
            LONGITUDE,
            need(
                "seconds",
                Kind::Range(60, 0x7fff_ffff),
                "600",
                "How long it lasts: 60 to 86400, or 2147483647.",
            ),
            may(
                "radius",
                Kind::Range(1, 100_000),
                "100",
                "Tells the group when somebody comes so near, in metres.",
            ),
            TO_CHAT,
        ],
        answer: Answer::Message,
        run: |call| reply(send(call)),
    },
    Route {
        method: "POST",
        path: "/users/{user}/moves",
        name: "move_to",
        summary: "Moves a live location of the user's own.",
        fields: &[MESSAGE, LATITUDE, LONGITUDE, ITS_CHAT],
        answer: Answer::Message,
        run: |call| reply(move_to(call)),
    },
    Route {
        method: "POST",
        path: "/users/{user}/location-stops",
        name: "stop_live_location",
        summary: "Ends a live location of the user's own before its time.",
        fields: &[MESSAGE, ITS_CHAT],
        answer: Answer::Message,
        run: |call| reply(stop(call)),
    },
    Route {
        method: "POST",
        path: "/users/{user}/venues",
        name: "send_venue",
        summary: "Sends a place with a name to the bot, or to a group.",
        fields: &[
            LATITUDE,
            LONGITUDE,
            need("title", Kind::Text, "\"Café\"", "Its name."),
            may("address", Kind::Text, "\"Main Street 1\"", "Its address."),
            TO_CHAT,
        ],
        answer: Answer::Message,
        run: |call| reply(venue(call)),
    },
    Route {
        method: "POST",
        path: "/users/{user}/dice",
        name: "send_dice",
        summary: "Throws a die, or another emoji that shows a number, to the bot or in a group.",
        fields: &[may("emoji", Kind::Text, "\"🎯\"", "The emoji; a die when left out."), TO_CHAT],
        answer: Answer::Message,
        run: |call| reply(dice(call)),
    },
];

async fn send(call: &Call) -> Outcome {
    let user = call.user()?;
    let (latitude, longitude) = (call.args.number("latitude"), call.args.number("longitude"));
    let seconds = call.args.int("seconds").unwrap_or_default();
    let sent = match call.place(&user)? {
        Some(group) => {
            let radius = call.args.int("radius");
            user.send_live_location_to(&group, latitude, longitude, seconds, radius).await?
        }
        None => user.send_live_location(latitude, longitude, seconds).await?,
    };
    Ok(show::message(&sent))
}

async fn move_to(call: &Call) -> Outcome {
    let user = call.user()?;
    let message = call.message(&user, "message")?;
    let (latitude, longitude) = (call.args.number("latitude"), call.args.number("longitude"));
    Ok(show::message(&user.move_to(&message, latitude, longitude).await?))
}

async fn stop(call: &Call) -> Outcome {
    let user = call.user()?;
    let message = call.message(&user, "message")?;
    Ok(show::message(&user.stop_live_location(&message).await?))
}

async fn venue(call: &Call) -> Outcome {
    let user = call.writer()?;
    let (latitude, longitude) = (call.args.number("latitude"), call.args.number("longitude"));
    let (title, address) = (call.args.text("title"), call.args.text("address"));
    Ok(show::message(&user.send_venue(latitude, longitude, title, address).await?))
}

async fn dice(call: &Call) -> Outcome {
    let emoji = call.args.find_text("emoji").unwrap_or("🎲");
    Ok(show::message(&call.writer()?.send_dice(emoji).await?))
}
