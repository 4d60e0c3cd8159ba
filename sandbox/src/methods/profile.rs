//! What bots change in the profile of a user who connected them.

use serde_json::Value;

use super::Request;
use super::business::allowed;
use super::my_photo::profile_photo;
use crate::server::{Answer, Refusal};

pub(crate) fn dispatch(name: &str, request: &mut Request<'_>) -> Option<Answer> {
    Some(match name {
        "setBusinessAccountName" => set_name(request),
        "setBusinessAccountUsername" => set_username(request),
        "setBusinessAccountBio" => set_bio(request),
        "setBusinessAccountProfilePhoto" => set_photo(request),
        "removeBusinessAccountProfilePhoto" => remove_photo(request),
        _ => return None,
    })
}

fn set_name(request: &mut Request<'_>) -> Answer {
    let connection = allowed(request, &["can_edit_name"])?;
    let first = request.params.text("first_name").trim().to_owned();
    if first.is_empty() {
        return Err(Refusal::bad("FIRSTNAME_INVALID"));
    }
    let last = request.params.str("last_name").map(str::to_owned);
    if let Some(user) = request.world.business_user(&connection) {
        user.first_name = first;
        user.last_name = last;
    }
    Ok(true.into())
}

fn set_username(request: &mut Request<'_>) -> Answer {
    let connection = allowed(request, &["can_edit_username"])?;
    let name = request.params.str("username").map(str::to_owned);
    if let Some(name) = &name {
        let plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        if name.len() < 5 || !plain || !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return Err(Refusal::bad("USERNAME_INVALID"));
        }
        let taken = |other: &Option<String>| other.as_deref().is_some_and(|o| o.eq_ignore_ascii_case(name));
        let world = &request.world;
        if world.users.values().any(|user| user.id != connection.user && taken(&user.username))
            || world.bots.values().any(|bot| bot.username.eq_ignore_ascii_case(name))
            || world.chats.values().any(|chat| taken(&chat.username))
        {
            return Err(Refusal::bad("USERNAME_OCCUPIED"));
        }
    }
    if let Some(user) = request.world.business_user(&connection) {
        user.username = name;
    }
    Ok(true.into())
}

fn set_bio(request: &mut Request<'_>) -> Answer {
    let connection = allowed(request, &["can_edit_bio"])?;
    let bio = request.params.str("bio").map(str::to_owned);
    if let Some(user) = request.world.business_user(&connection) {
        user.bio = bio;
    }
    Ok(true.into())
}

fn set_photo(request: &mut Request<'_>) -> Answer {
    let connection = allowed(request, &["can_edit_profile_photo"])?;
    let photo = profile_photo(request)?;
    let sizes = request.world.photo_sizes(photo.name.as_deref(), photo.bytes);
    let public = request.params.flag("is_public");
    request.world.business.photos.insert((connection.user, public), sizes);
    Ok(true.into())
}

fn remove_photo(request: &mut Request<'_>) -> Answer {
    let connection = allowed(request, &["can_edit_profile_photo"])?;
    let public = request.params.flag("is_public");
    request.world.business.photos.remove(&(connection.user, public));
    Ok(Value::Bool(true))
}
