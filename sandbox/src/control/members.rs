//! Who is in a chat: users add, throw out, ban, restrict, promote and let in.

use super::refused::Refused;
use super::reply::reply;
use super::route::{Call, Field, Kind, Outcome, Route, may, need};
use super::show::{self, Answer};
use crate::kit::{Group, User};

const CHAT: Field = need("chat", Kind::Int, "-4000001", "The group, supergroup or channel.");
const MEMBER: Field = need("member", Kind::Int, "1002", "The user whom it is about.");

pub(super) const ROUTES: &[Route] = &[
    Route {
        method: "POST",
        path: "/users/{user}/additions",
        name: "add_member",
        summary: "Brings somebody into a chat.",
        fields: &[CHAT, need("member", Kind::Int, "1003", "The user to add.")],
        answer: Answer::Update,
        run: |call| reply(add(call)),
    },
    Route {
        method: "POST",
        path: "/users/{user}/removals",
        name: "remove_member",
        summary: "Throws somebody out, who can come back.",
        fields: &[CHAT, MEMBER],
        answer: Answer::Update,
        run: |call| reply(remove(call)),
    },
    Route {
        method: "POST",
        path: "/users/{user}/bans",
        name: "ban_member",
        summary: "Throws somebody out, who cannot come back, or allows it again.",
        fields: &[
            CHAT,
            MEMBER,
            may("banned", Kind::Flag, "true", "Whether to ban, which is meant when left out, or to allow."),
        ],
        answer: Answer::Update,
        run: |call| reply(ban(call)),
    },
    Route {
        method: "POST",
        path: "/users/{user}/restrictions",
        name: "restrict_member",
        summary: "Leaves a member, or everybody, only certain permissions.",
        fields: &[
            CHAT,
            may("member", Kind::Int, "1002", "The member; everybody when left out."),
            need("permissions", Kind::Texts, "[\"can_send_messages\"]", "The permissions that are left."),
        ],
        answer: Answer::Update,
        run: |call| reply(restrict(call)),
    },
    Route {
        method: "POST",
        path: "/users/{user}/promotions",
        name: "promote_member",
        summary: "Makes an administrator of somebody with these rights; with none a plain member again.",
        fields: &[
            CHAT,
            MEMBER,
            need("rights", Kind::Texts, "[\"can_pin_messages\"]", "The rights, `is_anonymous` among them."),
            may("title", Kind::Text, "\"boss\"", "The title of the administrator."),
        ],
        answer: Answer::Update,
        run: |call| reply(promote(call)),
    },
    Route {
        method: "POST",
        path: "/users/{user}/bot-promotions",
        name: "promote_bot",
        summary: "Makes an administrator of the bot with these rights; with none a plain member again. It is told.",
        fields: &[CHAT, need("rights", Kind::Texts, "[\"can_pin_messages\"]", "The rights.")],
        answer: Answer::Update,
        run: |call| reply(promote_bot(call)),
    },
    Route {
        method: "POST",
        path: "/users/{user}/bot-removals",
        name: "remove_bot",
        summary: "Throws the bot out: it is told, and refused from now on.",
        fields: &[CHAT],
        answer: Answer::Update,
        run: |call| reply(remove_bot(call)),
    },
    Route {
        method: "POST",
        path: "/users/{user}/link-joins",
        name: "join_by_link",
        summary: "Follows an invite link: joins, or asks to be let in where the link is such.",
        fields: &[need("link", Kind::Text, "\"https://t.me/+example\"", "The link.")],
        answer: Answer::Update,
        run: |call| reply(join_by(call)),
    },
    Route {
        method: "POST",
        path: "/users/{user}/join-requests",
        name: "request_to_join",
        summary: "Asks to be let into a chat.",
        fields: &[need("chat", Kind::Int, "-4000002", "Which one.")],
        answer: Answer::Update,
        run: |call| reply(request(call)),
    },
    Route {
        method: "POST",
        path: "/users/{user}/decisions",
        name: "decide_join_request",
        summary: "Lets somebody in who asked, or sends them away.",
        fields: &[
            CHAT,
            need("member", Kind::Int, "1003", "Who asked."),
            may("let_in", Kind::Flag, "true", "Whether to let them in, which is meant when left out."),
        ],
        answer: Answer::Update,
        run: |call| reply(decide(call)),
    },
];

fn parties(call: &Call) -> Result<(User, Group, User), Refused> {
    let member = call.user_of(call.args.int("member").unwrap_or_default())?;
    Ok((call.user()?, call.group("chat")?, member))
}

async fn add(call: &Call) -> Outcome {
    let (user, group, member) = parties(call)?;
    Ok(show::update(user.add(&group, &member).await?))
}

async fn remove(call: &Call) -> Outcome {
    let (user, group, member) = parties(call)?;
    user.remove(&group, &member).await?;
    Ok(show::update(None))
}

async fn ban(call: &Call) -> Outcome {
    let (user, group, member) = parties(call)?;
    if call.args.flag("banned") == Some(false) {
        user.unban(&group, &member).await?;
    } else {
        user.ban(&group, &member).await?;
    }
    Ok(show::update(None))
}

async fn restrict(call: &Call) -> Outcome {
    let permissions: Vec<&str> = call.args.texts("permissions").collect();
    if call.args.int("member").is_none() {
        call.user()?.set_permissions(&call.group("chat")?, &permissions).await?;
    } else {
        let (user, group, member) = parties(call)?;
        user.restrict(&group, &member, &permissions).await?;
    }
    Ok(show::update(None))
}

async fn promote(call: &Call) -> Outcome {
    let (user, group, member) = parties(call)?;
    let rights: Vec<&str> = call.args.texts("rights").collect();
    user.promote(&group, &member, &rights).await?;
    if let Some(title) = call.args.find_text("title") {
        user.set_title(&group, &member, title).await?;
    }
    Ok(show::update(None))
}

async fn promote_bot(call: &Call) -> Outcome {
    let rights: Vec<&str> = call.args.texts("rights").collect();
    call.user()?.promote_bot(&call.group("chat")?, &call.bot()?, &rights).await?;
    Ok(show::update(None))
}

async fn remove_bot(call: &Call) -> Outcome {
    call.user()?.remove_bot(&call.group("chat")?, &call.bot()?).await?;
    Ok(show::update(None))
}

async fn join_by(call: &Call) -> Outcome {
    Ok(show::update(call.user()?.join_by(call.args.text("link")).await?))
}

async fn request(call: &Call) -> Outcome {
    Ok(show::update(call.user()?.request_to_join(&call.group("chat")?).await?))
}

async fn decide(call: &Call) -> Outcome {
    let (user, group, member) = parties(call)?;
    let let_in = call.args.flag("let_in") != Some(false);
    Ok(show::update(user.decide(&group, &member, let_in).await?))
}
