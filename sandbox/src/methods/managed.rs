//! Bots that a bot manages: their tokens, and who may use them.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::Request;
use crate::server::{Answer, Refusal};
use crate::world::Bot;

/// How many users a bot can be open to beside its owner.
const MOST_ADDED: usize = 10;

pub(crate) fn dispatch(name: &str, request: &mut Request<'_>) -> Option<Answer> {
    Some(match name {
        "getManagedBotToken" => managed(request).map(|bot| bot.token.as_str().into()),
        "replaceManagedBotToken" => replace(request),
        "getManagedBotAccessSettings" => access(request),
        "setManagedBotAccessSettings" => set_access(request),
        _ => return None,
    })
}

/// The bot that is meant, which this one has to manage.
fn managed<'a>(request: &'a mut Request<'_>) -> Result<&'a mut Bot, Refusal> {
    let id = request.params.number("user_id");
    if !request.world.bots.contains_key(&id) && !request.world.users.contains_key(&id) {
        return Err(Refusal::bad("user not found"));
    }
    request.world.managed_by(request.bot, id).ok_or_else(|| Refusal::bad("BOT_INVALID"))
}

fn replace(request: &mut Request<'_>) -> Answer {
    let id = managed(request)?.id;
    Ok(request.world.replace_token(id).into())
}

fn access(request: &mut Request<'_>) -> Answer {
    let only = managed(request)?.managed.as_ref().and_then(|managed| managed.only.clone());
    let mut settings = json!({"is_access_restricted": only.is_some()});
    let added: Vec<Value> = only.into_iter().flatten().filter_map(|id| request.world.user_json(id)).collect();
    if !added.is_empty() {
        settings["added_users"] = added.into();
    }
    Ok(settings)
}

fn set_access(request: &mut Request<'_>) -> Answer {
    managed(request)?;
    let added = request.params.get("added_user_ids").and_then(Value::as_array);
    let added: BTreeSet<i64> = added.into_iter().flatten().filter_map(Value::as_i64).collect();
    if added.len() > MOST_ADDED {
        return Err(Refusal::bad("too many users specified"));
    }
    if added.iter().any(|id| !request.world.users.contains_key(id)) {
        return Err(Refusal::bad("user not found"));
    }
    let only = request.params.flag("is_access_restricted").then_some(added);
    if let Some(managed) = managed(request)?.managed.as_mut() {
        managed.only = only;
    }
    Ok(true.into())
}
