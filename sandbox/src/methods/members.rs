//! Who is in a chat: asking, banning, restricting, promoting.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Access, Request};
use crate::server::{Answer, Refusal};
use crate::world::{ADMIN_RIGHTS, Chat, ChatKey, Json, Kind, permissions};

const SUPERGROUPS: &str = "method is available only for supergroups";
const SUPERGROUPS_AND_CHANNELS: &str = "method is available for supergroup and channel chats only";

pub(crate) fn dispatch(name: &str, request: &mut Request<'_>) -> Option<Answer> {
    Some(match name {
        "getChatMember" => get(request),
        "getChatAdministrators" => administrators(request),
        "getChatMemberCount" => count(request),
        "banChatMember" => ban(request),
        "unbanChatMember" => unban(request),
        "restrictChatMember" => restrict(request),
        "promoteChatMember" => promote(request),
        "setChatAdministratorCustomTitle" => set_title(request),
        "setChatMemberTag" => set_tag(request),
        "banChatSenderChat" => ban_sender(request, true),
        "unbanChatSenderChat" => ban_sender(request, false),
        "setChatPermissions" => set_permissions(request),
        "leaveChat" => leave(request),
        _ => return None,
    })
}

/// Only its administrators learn who is in a channel.
fn may_list(request: &Request<'_>, key: ChatKey) -> Result<(), Refusal> {
    let hidden = |chat: &Chat| chat.kind == Kind::Channel && !chat.role(request.bot).is_admin();
    if request.world.chats.get(&key).is_some_and(hidden) {
        return Err(Refusal::bad("member list is inaccessible"));
    }
    Ok(())
}

fn get(request: &mut Request<'_>) -> Answer {
    let user = request.params.number("user_id");
    let me = user == request.bot;
    let key = request.readable_chat(if me { Access::Read } else { Access::Members })?;
    let known = request.world.user_json(user).is_some();
    match (kind(request, key), key) {
        (Kind::Private, ChatKey::Private { user: other, .. }) if me || user == other => {}
        (Kind::Group, _) if known => {}
        (Kind::Private | Kind::Group, _) => return Err(Refusal::bad("member not found")),
        _ if !me => may_list(request, key)?,
        _ => {}
    }
    if !known {
        return Err(Refusal::bad("PARTICIPANT_ID_INVALID"));
    }
    Ok(request.world.member_as_seen(key, user, Some(request.bot)))
}

fn administrators(request: &mut Request<'_>) -> Answer {
    let key = request.readable_chat(Access::Members)?;
    if kind(request, key) == Kind::Private {
        return Err(Refusal::bad("there are no administrators in the private chat"));
    }
    may_list(request, key)?;
    let chat = request.world.chats.get(&key).ok_or_else(|| Refusal::bad("chat not found"))?;
    let admins: Vec<i64> =
        chat.members.iter().filter(|(_, member)| member.role.is_admin()).map(|(id, _)| *id).collect();
    // A bot sees itself and people, other bots only when it asks for them.
    let bots = request.params.flag("return_bots");
    let world = &request.world;
    let shown = admins.into_iter().filter(|id| bots || *id == request.bot || world.users.contains_key(id));
    Ok(shown.map(|id| world.member_as_seen(key, id, Some(request.bot))).collect())
}

fn count(request: &mut Request<'_>) -> Answer {
    let key = request.readable_chat(Access::Members)?;
    // A private chat has two, also before anything was said in it.
    Ok(request.world.chats.get(&key).map_or(2, |chat| chat.present().count()).into())
}

fn kind(request: &Request<'_>, key: ChatKey) -> Kind {
    request.world.chats.get(&key).map_or(Kind::Private, |chat| chat.kind)
}

fn only(request: &Request<'_>, key: ChatKey, kinds: &[Kind], refusal: &str) -> Result<(), Refusal> {
    if kinds.contains(&kind(request, key)) { Ok(()) } else { Err(Refusal::bad(refusal)) }
}

fn ban(request: &mut Request<'_>) -> Answer {
    let key = request.open_chat()?;
    let user = request.params.number("user_id");
    let until = request.params.number("until_date");
    request.world.ban(key, request.bot, user, until)?;
    if request.params.flag("revoke_messages") {
        request.world.delete_all_of(key, user);
    }
    Ok(true.into())
}

fn unban(request: &mut Request<'_>) -> Answer {
    let key = request.open_chat()?;
    let user = request.params.number("user_id");
    only(request, key, &[Kind::Supergroup, Kind::Channel], SUPERGROUPS_AND_CHANNELS)?;
    request.world.unban(key, request.bot, user, request.params.flag("only_if_banned"))?;
    Ok(true.into())
}

fn wanted_permissions(request: &Request<'_>) -> BTreeMap<String, bool> {
    let independent = request.params.flag("use_independent_chat_permissions");
    let given = request.params.get("permissions").and_then(Value::as_object);
    permissions(given.unwrap_or(&Json::new()), independent)
}

fn restrict(request: &mut Request<'_>) -> Answer {
    let key = request.open_chat()?;
    let user = request.params.number("user_id");
    let permissions = wanted_permissions(request);
    only(request, key, &[Kind::Supergroup], SUPERGROUPS)?;
    let until = request.params.number("until_date");
    request.world.restrict(key, request.bot, user, permissions, until)?;
    Ok(true.into())
}

fn set_permissions(request: &mut Request<'_>) -> Answer {
    let key = request.open_chat()?;
    let permissions = wanted_permissions(request);
    request.world.set_permissions(key, request.bot, permissions)?;
    Ok(true.into())
}

fn promote(request: &mut Request<'_>) -> Answer {
    let key = request.open_chat()?;
    let user = request.params.number("user_id");
    only(request, key, &[Kind::Supergroup, Kind::Channel], SUPERGROUPS_AND_CHANNELS)?;
    let on = |name: &str| request.params.flag(name);
    let rights: BTreeMap<String, bool> =
        ADMIN_RIGHTS.into_iter().chain(["is_anonymous"]).map(|name| (name.to_owned(), on(name))).collect();
    request.world.promote(key, request.bot, user, &rights)?;
    Ok(true.into())
}

fn set_title(request: &mut Request<'_>) -> Answer {
    let key = request.open_chat()?;
    let user = request.params.number("user_id");
    only(request, key, &[Kind::Supergroup], SUPERGROUPS)?;
    let title = request.params.text("custom_title").to_owned();
    request.world.set_custom_title(key, request.bot, user, &title)?;
    Ok(true.into())
}

fn set_tag(request: &mut Request<'_>) -> Answer {
    let key = request.open_chat()?;
    let user = request.params.number("user_id");
    only(
        request,
        key,
        &[Kind::Group, Kind::Supergroup],
        "method is available only for groups and supergroups",
    )?;
    let tag = request.params.text("tag").to_owned();
    request.world.set_tag(key, request.bot, user, &tag)?;
    Ok(true.into())
}

/// Keeps a channel from being spoken as, or allows it again.
fn ban_sender(request: &mut Request<'_>, banned: bool) -> Answer {
    let key = request.open_chat()?;
    let sender = request.params.number("sender_chat_id");
    only(request, key, &[Kind::Supergroup, Kind::Channel], SUPERGROUPS_AND_CHANNELS)?;
    if !request.world.is_admin_with(key, request.bot, "can_restrict_members") {
        return Err(Refusal::bad("not enough rights to restrict/unrestrict chat member"));
    }
    if kind(request, ChatKey::Shared(sender)) == Kind::Private {
        return Err(Refusal::bad("PARTICIPANT_ID_INVALID"));
    }
    if let Some(chat) = request.world.chats.get_mut(&key) {
        if banned {
            chat.settings.banned_senders.insert(sender);
        } else {
            chat.settings.banned_senders.remove(&sender);
        }
    }
    Ok(true.into())
}

fn leave(request: &mut Request<'_>) -> Answer {
    let key = request.readable_chat(Access::Read)?;
    if let ChatKey::Private { .. } = key {
        return Err(Refusal::bad("can't leave private chats"));
    }
    if request.world.upgraded(key).is_some() {
        return Err(Refusal::bad("chat is deactivated"));
    }
    let bot = request.bot;
    // Whoever is out of a group has left it.
    if !request.world.chats.get(&key).is_some_and(|chat| chat.is_present(bot)) {
        return Ok(true.into());
    }
    request.world.go(key, bot).map_err(|error| Refusal::bad(error.to_string()))?;
    Ok(true.into())
}
