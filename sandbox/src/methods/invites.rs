//! Invite links and requests to join.

use serde_json::Value;

use super::Request;
use crate::check::TOO_OLD;
use crate::server::{Answer, Refusal};
use crate::world::{ChatKey, Kind, Link};

/// The only period of a paid membership: thirty days.
const PERIOD: i64 = 30 * 24 * 60 * 60;
/// The most Stars that it may cost.
const DEAREST: i64 = 10_000;
/// The most members that a link may bring.
const LARGEST: i64 = 99_999;

pub(crate) fn dispatch(name: &str, request: &mut Request<'_>) -> Option<Answer> {
    Some(match name {
        "exportChatInviteLink" => export(request),
        "createChatInviteLink" => create(request),
        "editChatInviteLink" => edit(request),
        "createChatSubscriptionInviteLink" => create_paid(request),
        "editChatSubscriptionInviteLink" => edit_paid(request),
        "revokeChatInviteLink" => revoke(request),
        "approveChatJoinRequest" => decide(request, true),
        "declineChatJoinRequest" => decide(request, false),
        "answerChatJoinRequestQuery" => answer_query(request),
        "sendChatJoinRequestWebApp" => web_app(request),
        _ => return None,
    })
}

/// A chat of several where the bot may invite.
fn inviting(request: &mut Request<'_>, what: &str) -> Result<ChatKey, Refusal> {
    let key = request.open_chat()?;
    if let ChatKey::Private { .. } = key {
        return Err(Refusal::bad("can't invite members to a private chat"));
    }
    if !request.world.is_admin_with(key, request.bot, "can_invite_users") {
        return Err(Refusal::bad(format!("not enough rights to manage chat {what}")));
    }
    Ok(key)
}

fn shown(request: &Request<'_>, key: ChatKey, link: Option<&str>) -> Answer {
    let json = link.and_then(|url| request.world.link_json(key, url));
    json.ok_or_else(|| Refusal::bad("chat not found"))
}

fn export(request: &mut Request<'_>) -> Answer {
    let key = inviting(request, "invite link")?;
    let link = request.world.export_link(key, request.bot);
    link.map(|link| link.url.into()).ok_or_else(|| Refusal::bad("chat not found"))
}

/// What a link is made or changed with, checked.
fn wanted(request: &Request<'_>) -> Result<Link, Refusal> {
    let params = request.params;
    let (expires, limit) = (params.number("expire_date"), params.number("member_limit"));
    let asks = params.flag("creates_join_request");
    if asks && limit > 0 {
        return Err(Refusal::bad(
            "member limit can't be specified for links requiring administrator approval",
        ));
    }
    if !(0..=LARGEST).contains(&limit) {
        return Err(Refusal::bad("USAGE_LIMIT_INVALID"));
    }
    if expires < 0 || (expires > 0 && expires <= request.world.now()) {
        return Err(Refusal::bad("EXPIRE_DATE_INVALID"));
    }
    let name = params.str("name").map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned);
    Ok(Link { name, expires, limit, asks, ..Link::default() })
}

fn create(request: &mut Request<'_>) -> Answer {
    let key = inviting(request, "invite link")?;
    let link = Link { creator: request.bot, ..wanted(request)? };
    let link = request.world.new_link(key, link);
    shown(request, key, link.as_ref().map(|link| link.url.as_str()))
}

/// The link that a request names: one that this bot made and that is still good.
fn named<'a>(request: &'a mut Request<'_>, key: ChatKey) -> Result<&'a mut Link, Refusal> {
    let url = request.params.text("invite_link");
    let bot = request.bot;
    let link = request.world.chats.get_mut(&key).and_then(|chat| chat.invites.get_mut(url));
    let link = link.filter(|link| !link.revoked).ok_or_else(|| Refusal::bad("INVITE_HASH_EXPIRED"))?;
    if link.creator == bot { Ok(link) } else { Err(Refusal::bad("CHAT_ADMIN_REQUIRED")) }
}

fn edit(request: &mut Request<'_>) -> Answer {
    let key = inviting(request, "invite link")?;
    let new = wanted(request)?;
    let link = named(request, key)?;
    if link.primary {
        return Err(Refusal::bad("CHAT_INVITE_PERMANENT"));
    }
    let (name, expires, limit, asks) = (new.name, new.expires, new.limit, new.asks);
    *link = Link { name, expires, limit, asks, ..link.clone() };
    let url = link.url.clone();
    shown(request, key, Some(&url))
}

fn create_paid(request: &mut Request<'_>) -> Answer {
    let key = inviting(request, "invite link")?;
    if request.world.chats.get(&key).is_none_or(|chat| chat.kind != Kind::Channel) {
        return Err(Refusal::bad("PRICING_CHAT_INVALID"));
    }
    let period = request.params.number("subscription_period");
    let price = request.params.number("subscription_price");
    if period != PERIOD {
        return Err(Refusal::bad("SUBSCRIPTION_PERIOD_INVALID"));
    }
    if !(1..=DEAREST).contains(&price) {
        return Err(Refusal::bad("STARS_AMOUNT_INVALID"));
    }
    let subscription = Some((period, price));
    let link = Link { creator: request.bot, subscription, ..wanted(request)? };
    let link = request.world.new_link(key, link);
    shown(request, key, link.as_ref().map(|link| link.url.as_str()))
}

fn edit_paid(request: &mut Request<'_>) -> Answer {
    let key = inviting(request, "invite link")?;
    let name = wanted(request)?.name;
    let link = named(request, key)?;
    if link.subscription.is_none() {
        return Err(Refusal::bad("PRICING_CHAT_INVALID"));
    }
    link.name = name;
    let url = link.url.clone();
    shown(request, key, Some(&url))
}

/// A primary link is followed by a new one.
fn revoke(request: &mut Request<'_>) -> Answer {
    let key = inviting(request, "invite link")?;
    let link = named(request, key)?;
    link.revoked = true;
    let (primary, url) = (link.primary, link.url.clone());
    if primary {
        request.world.export_link(key, request.bot);
    }
    shown(request, key, Some(&url))
}

fn decide(request: &mut Request<'_>, let_in: bool) -> Answer {
    let key = inviting(request, "join requests")?;
    let user = request.params.number("user_id");
    if request.world.user_json(user).is_none() {
        return Err(Refusal::bad("PARTICIPANT_ID_INVALID"));
    }
    if request.world.chats.get(&key).is_some_and(|chat| chat.is_present(user)) {
        return Err(Refusal::bad("USER_ALREADY_PARTICIPANT"));
    }
    request.world.decide(key, request.bot, user, let_in)?;
    Ok(true.into())
}

/// The request that a query is about: the chat, and who waits.
fn queried(request: &Request<'_>) -> Result<(ChatKey, i64), Refusal> {
    let query = request.params.text("chat_join_request_query_id");
    let found = request.world.chats.iter().find_map(|(key, chat)| {
        let mut waiting = chat.invites.requests.iter();
        let (user, _) = waiting.find(|(_, asked)| asked.query == query)?;
        request.world.is_admin_with(*key, request.bot, "can_invite_users").then_some((*key, *user))
    });
    found.ok_or_else(|| Refusal::bad(TOO_OLD))
}

fn answer_query(request: &mut Request<'_>) -> Answer {
    let (key, user) = queried(request)?;
    let let_in = match request.params.text("result") {
        "approve" => true,
        "decline" => false,
        // `queue`: it waits on, for somebody else to decide.
        _ => return Ok(true.into()),
    };
    request.world.decide(key, request.bot, user, let_in)?;
    Ok(true.into())
}

/// The user is shown a page before the bot decides; here the transcript tells which.
fn web_app(request: &mut Request<'_>) -> Answer {
    let (_, user) = queried(request)?;
    let url = request.params.text("web_app_url");
    if !url.starts_with("https://") {
        return Err(Refusal::bad("Web App URL is invalid"));
    }
    let line =
        format!("{} shows {} the Web App {url}", request.world.name(request.bot), request.world.name(user));
    request.world.journal.write(line);
    Ok(Value::Bool(true))
}
