//! How groups and bots are set up.

use std::future::ready;

use serde_json::json;

use super::refused::Refused;
use super::reply::reply;
use super::route::{A_PICTURE, BOT, Call, Kind, Outcome, Route, may};
use super::show::{self, Answer};
use crate::kit::known_rights;

pub(super) const ROUTES: &[Route] = &[
    Route {
        method: "POST",
        path: "/groups/{group}/settings",
        name: "set_up_group",
        summary: "Changes how a group, supergroup or channel is set up, as its owner does; what is left out stays.",
        fields: &[
            may("title", Kind::Text, "\"Best friends\"", "The title."),
            may("description", Kind::Text, "\"no foes\"", "The description; empty for none."),
            may("photo", Kind::Bytes, A_PICTURE, "A photo."),
            may("slow_mode", Kind::Range(0, 86_400), "30", "How many seconds members wait between messages."),
            may(
                "auto_delete",
                Kind::Range(0, 31_536_000),
                "60",
                "After how many seconds messages go; 0 for never.",
            ),
            may("protected", Kind::Flag, "true", "Whether messages can be neither forwarded nor copied."),
            may("signatures", Kind::Flag, "true", "Whether posts of a channel name their author."),
            may("join_by_request", Kind::Flag, "true", "Whether whoever joins has to be let in."),
            may("forum", Kind::Flag, "true", "Whether messages stand in topics."),
            may("discussion", Kind::Int, "-4000001", "The discussion group of a channel."),
            may("bot_rights", Kind::Texts, "[\"can_pin_messages\"]", "Just these rights for the bot."),
            BOT,
        ],
        answer: Answer::Group,
        run: |call| reply(set_up(call)),
    },
    Route {
        method: "POST",
        path: "/groups/{group}/links",
        name: "invite_link",
        summary: "The owner's invite link, or a new one by which whoever follows it has to be let in.",
        fields: &[may("asks", Kind::Flag, "true", "Whether they have to be let in.")],
        answer: Answer::Link,
        run: |call| reply(ready(link(call))),
    },
    Route {
        method: "POST",
        path: "/bot/settings",
        name: "set_up_bot",
        summary: "Changes what is set for a bot outside of the Bot API; what is left out stays.",
        fields: &[
            may("privacy", Kind::Flag, "true", "Whether it sees in groups only what is meant for it."),
            may("topics", Kind::Flag, "true", "Whether private chats with it have topics."),
            may("join_queries", Kind::Flag, "true", "Whether it is asked about each request to join."),
            may("inline_feedback", Kind::Flag, "true", "Whether it is told which inline results are chosen."),
            BOT,
        ],
        answer: Answer::Sandbox,
        run: |call| reply(ready(set_up_bot(call))),
    },
];

async fn set_up(call: &Call) -> Outcome {
    let args = &call.args;
    let mut group = call.group("group")?;
    let number = |name: &str| args.int(name).and_then(|n| u32::try_from(n).ok());
    if let Some(seconds) = number("slow_mode") {
        group = group.slow_mode(seconds);
    }
    if let Some(on) = args.flag("protected") {
        group = group.protected(on);
    }
    if let Some(on) = args.flag("signatures") {
        group = group.signatures(on);
    }
    if let Some(on) = args.flag("join_by_request") {
        group = group.join_by_request(on);
    }
    if let Some(on) = args.flag("forum") {
        group = group.forum(on);
    }
    if args.int("discussion").is_some() {
        group = group.discussion(&call.group("discussion")?);
    }
    if args.value("bot_rights").is_some() {
        let rights: Vec<&str> = args.texts("bot_rights").collect();
        known_rights(&rights)?;
        group.bot_rights(&rights);
    }
    if let Some(seconds) = number("auto_delete") {
        group.auto_delete(seconds).await?;
    }
    if let Some(title) = args.find_text("title") {
        group.owner()?.rename(&group, title).await?;
    }
    if let Some(description) = args.find_text("description") {
        group.owner()?.describe(&group, description).await?;
    }
    if let Some(photo) = args.bytes("photo")? {
        group.owner()?.set_photo(&group, Some(photo)).await?;
    }
    Ok(show::group(call, &group))
}

fn link(call: &Call) -> Outcome {
    let group = call.group("group")?;
    let link = if call.args.flag("asks") == Some(true) { group.request_link() } else { group.invite_link() };
    Ok(json!({"link": link.map_err(Refused::from)?}))
}

fn set_up_bot(call: &Call) -> Outcome {
    let sandbox = call.sandbox()?;
    if let Some(on) = call.args.flag("privacy") {
        sandbox.set_privacy(on);
    }
    if let Some(on) = call.args.flag("topics") {
        sandbox.set_topics(on);
    }
    if let Some(on) = call.args.flag("join_queries") {
        sandbox.set_join_queries(on);
    }
    if let Some(told) = call.args.flag("inline_feedback") {
        sandbox.inline_feedback(told);
    }
    super::things::sandbox(call)
}
