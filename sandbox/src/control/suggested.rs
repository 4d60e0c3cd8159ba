//! Posts that are suggested to channels in their direct messages.

use std::future::ready;
use std::time::Duration;

use super::reply::reply;
use super::route::{Call, Field, Kind, Outcome, Route, may, need};
use super::show::{self, Answer};
use crate::kit::SuggestedPost;

const CHAT: Field = need("chat", Kind::Int, "-1002000000004", "The chat of the channel's direct messages.");
const MESSAGE: Field = need("message", Kind::Int, "1", "The message that suggests the post.");
const LONGEST: Kind = Kind::Range(0, 2_678_400);

pub(super) const ROUTES: &[Route] = &[
    Route {
        method: "POST",
        path: "/users/{user}/suggested-posts",
        name: "suggest_post",
        summary: "Suggests a post to a channel, which its bots and administrators approve or decline.",
        fields: &[
            CHAT,
            need("text", Kind::Text, "\"Tea for all\"", "What the post says."),
            may("stars", Kind::Range(5, 100_000), "50", "How many Stars are offered; none when left out."),
            may("after", LONGEST, "3600", "In how many seconds it is to be published, 300 at least."),
            may("in_place_of", Kind::Int, "1", "The suggestion in that chat that is declined by this one."),
        ],
        answer: Answer::Message,
        run: |call| reply(suggest(call)),
    },
    Route {
        method: "POST",
        path: "/users/{user}/post-approvals",
        name: "approve_post",
        summary: "Approves a suggested post, which is published and paid by that.",
        fields: &[
            CHAT,
            MESSAGE,
            may(
                "after",
                LONGEST,
                "3600",
                "In how many seconds it is published, where it has no time of its own.",
            ),
        ],
        answer: Answer::Update,
        run: |call| reply(approve(call)),
    },
    Route {
        method: "POST",
        path: "/users/{user}/post-declines",
        name: "decline_post",
        summary: "Declines a suggested post.",
        fields: &[
            CHAT,
            MESSAGE,
            may("comment", Kind::Text, "\"Too long\"", "Why, in at most 128 characters."),
        ],
        answer: Answer::Update,
        run: |call| reply(decline(call)),
    },
    Route {
        method: "POST",
        path: "/users/{user}/stars",
        name: "set_stars",
        summary: "Sets how many Stars the user has for suggested posts, which are as many as it takes at first.",
        fields: &[may(
            "stars",
            Kind::Range(0, 0xffff_ffff),
            "10",
            "How many; as many as it takes when left out.",
        )],
        answer: Answer::User,
        run: |call| reply(ready(set_stars(call))),
    },
];

fn after(call: &Call) -> Option<Duration> {
    call.args.int("after").and_then(|seconds| u64::try_from(seconds).ok()).map(Duration::from_secs)
}

fn stars(call: &Call) -> Option<u32> {
    call.args.int("stars").and_then(|stars| u32::try_from(stars).ok())
}

async fn suggest(call: &Call) -> Outcome {
    let user = call.user()?;
    let mut post = SuggestedPost::new(call.args.text("text"));
    if let Some(stars) = stars(call) {
        post = post.stars(stars);
    }
    if let Some(after) = after(call) {
        post = post.after(after);
    }
    if call.args.int("in_place_of").is_some() {
        post = post.in_place_of(&call.message(&user, "in_place_of")?);
    }
    Ok(show::message(&user.suggest_post(&call.group("chat")?, &post).await?))
}

async fn approve(call: &Call) -> Outcome {
    let user = call.user()?;
    user.approve_post(&call.message(&user, "message")?, after(call)).await?;
    Ok(show::update(None))
}

async fn decline(call: &Call) -> Outcome {
    let user = call.user()?;
    user.decline_post(&call.message(&user, "message")?, call.args.text("comment")).await?;
    Ok(show::update(None))
}

fn set_stars(call: &Call) -> Outcome {
    let user = call.user()?;
    user.set_stars(stars(call));
    Ok(show::user(&user))
}
