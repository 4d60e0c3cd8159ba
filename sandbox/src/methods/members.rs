//! Who is in a chat: asking, banning, restricting, promoting.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Request;
use crate::server::{Answer, Refusal};
use crate::world::{ChatKey, Kind, Role};

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
        "leaveChat" => leave(request),
        _ => return None,
    })
}

fn user(request: &Request<'_>) -> Result<i64, Refusal> {
    let id = request.params.int("user_id").filter(|id| *id > 0);
    id.ok_or_else(|| Refusal::bad("invalid user_id specified"))
}

fn get(request: &mut Request<'_>) -> Answer {
    let key = request.chat()?;
    let user = user(request)?;
    if request.world.user_json(user).is_none() {
        return Err(Refusal::bad("PARTICIPANT_ID_INVALID"));
    }
    Ok(request.world.member_json(key, user))
}

fn administrators(request: &mut Request<'_>) -> Answer {
    let key = request.chat()?;
    let chat = request.world.chats.get(&key).ok_or_else(|| Refusal::bad("chat not found"))?;
    if chat.kind == Kind::Private {
        return Err(Refusal::bad("there are no administrators in the private chat"));
    }
    let admins: Vec<i64> =
        chat.members.iter().filter(|(_, member)| member.role.is_admin()).map(|(id, _)| *id).collect();
    // A bot sees itself and people, no other bots.
    let shown = admins.into_iter().filter(|id| *id == request.bot || request.world.users.contains_key(id));
    Ok(shown.map(|id| request.world.member_json(key, id)).collect())
}

fn count(request: &mut Request<'_>) -> Answer {
    let key = request.chat()?;
    Ok(request.world.chats.get(&key).map_or(0, |chat| chat.present().count()).into())
}

/// A chat of several where the bot may restrict this member.
fn target(request: &mut Request<'_>) -> Result<(ChatKey, i64), Refusal> {
    let key = request.open_chat()?;
    let user = user(request)?;
    let chat = request.world.chats.get(&key).ok_or_else(|| Refusal::bad("chat not found"))?;
    if chat.kind == Kind::Private {
        return Err(Refusal::bad("can't remove users from private chats"));
    }
    if !chat.role(request.bot).is_admin() {
        return Err(Refusal::bad("not enough rights to restrict/unrestrict chat member"));
    }
    match chat.role(user) {
        Role::Creator => Err(Refusal::bad("can't remove chat owner")),
        Role::Administrator if request.method.name != "promoteChatMember" => {
            Err(Refusal::bad("user is an administrator of the chat"))
        }
        _ if request.world.user_json(user).is_none() => Err(Refusal::bad("PARTICIPANT_ID_INVALID")),
        _ => Ok((key, user)),
    }
}

fn ban(request: &mut Request<'_>) -> Answer {
    let (key, user) = target(request)?;
    let until = request.params.int("until_date").unwrap_or(0);
    let bot = request.bot;
    let there = request.world.chats.get(&key).is_some_and(|chat| chat.role(user).is_present());
    if there {
        let gone = request.world.user_json(user).unwrap_or_default();
        request.world.service(key, bot, "left_chat_member", gone);
    }
    request.world.change_member(key, bot, user, |member| {
        member.role = Role::Kicked;
        member.until = until;
    });
    Ok(true.into())
}

fn unban(request: &mut Request<'_>) -> Answer {
    let (key, user) = target(request)?;
    let only_banned = request.params.flag("only_if_banned");
    let bot = request.bot;
    request.world.change_member(key, bot, user, |member| {
        if member.role == Role::Kicked || !only_banned {
            member.role = Role::Left;
        }
    });
    Ok(true.into())
}

fn restrict(request: &mut Request<'_>) -> Answer {
    let (key, user) = target(request)?;
    let Some(permissions) = request.params.get("permissions").and_then(Value::as_object) else {
        return Err(Refusal::bad("can't parse permissions: Object expected as permissions"));
    };
    let rights: BTreeMap<String, bool> =
        permissions.iter().map(|(name, on)| (name.clone(), on.as_bool().unwrap_or(false))).collect();
    let until = request.params.int("until_date").unwrap_or(0);
    let bot = request.bot;
    request.world.change_member(key, bot, user, |member| {
        let whole = !rights.is_empty() && rights.values().all(|on| *on);
        member.role = if whole { Role::Member } else { Role::Restricted };
        member.rights = rights;
        member.until = until;
    });
    Ok(true.into())
}

fn promote(request: &mut Request<'_>) -> Answer {
    let (key, user) = target(request)?;
    let rights: BTreeMap<String, bool> = request
        .params
        .values
        .iter()
        .filter(|(name, _)| name.starts_with("can_"))
        .map(|(name, on)| (name.clone(), on.as_bool().unwrap_or(false)))
        .collect();
    let bot = request.bot;
    request.world.change_member(key, bot, user, |member| {
        let any = rights.values().any(|on| *on);
        member.role = if any { Role::Administrator } else { Role::Member };
        member.rights = crate::world::ADMIN_RIGHTS
            .iter()
            .map(|name| ((*name).to_owned(), rights.get(*name).copied().unwrap_or(false)))
            .collect();
    });
    Ok(true.into())
}

fn set_title(request: &mut Request<'_>) -> Answer {
    let key = request.open_chat()?;
    let user = user(request)?;
    let title = request.params.str("custom_title").unwrap_or_default().to_owned();
    let role = request.world.chats.get(&key).map_or(Role::Left, |chat| chat.role(user));
    match role {
        Role::Creator => return Err(Refusal::bad("only the owner can edit their custom title")),
        Role::Administrator => {}
        _ => return Err(Refusal::bad("user is not an administrator")),
    }
    if title.encode_utf16().count() > 16 {
        return Err(Refusal::bad("custom title is too long"));
    }
    let bot = request.bot;
    request.world.change_member(key, bot, user, |member| {
        member.custom_title = (!title.is_empty()).then_some(title);
    });
    Ok(true.into())
}

fn leave(request: &mut Request<'_>) -> Answer {
    let key = request.open_chat()?;
    if let ChatKey::Private { .. } = key {
        return Err(Refusal::bad("chat member status can't be changed in private chats"));
    }
    let bot = request.bot;
    request.world.change_member(key, bot, bot, |member| member.role = Role::Left);
    Ok(true.into())
}
