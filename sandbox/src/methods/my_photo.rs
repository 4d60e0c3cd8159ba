//! Profile photos: a bot's own, and what it sees of others.

use serde_json::{Value, json};

use super::Request;
use super::me::own;
use super::media::check;
use crate::server::{Answer, Refusal};

pub(crate) fn dispatch(name: &str, request: &mut Request<'_>) -> Option<Answer> {
    Some(match name {
        "setMyProfilePhoto" => set(request),
        "removeMyProfilePhoto" => own(request).map(|bot| {
            bot.photos.pop();
            true.into()
        }),
        "getUserProfilePhotos" => get(request),
        _ => return None,
    })
}

fn set(request: &mut Request<'_>) -> Answer {
    let photo = request.params.get("photo").filter(|photo| !photo.is_null());
    let photo = photo.ok_or_else(|| Refusal::bad("photo isn't specified"))?;
    if !photo.is_object() {
        return Err(Refusal::bad("object expected as profile photo"));
    }
    let field = match photo.get("type").and_then(Value::as_str) {
        Some("static") => "photo",
        Some("animated") => "animation",
        _ => return Err(Refusal::bad("invalid profile photo type specified")),
    };
    let reference = photo.get(field).and_then(Value::as_str).filter(|text| text.starts_with("attach://"));
    let upload = reference.and_then(|reference| request.params.upload(reference));
    let upload = upload.ok_or_else(|| Refusal::bad("photo must be uploaded as a file"))?;
    check(field, upload)?;
    let (name, bytes) = (upload.name.clone(), upload.bytes.clone());
    let sizes = request.world.photo_sizes(name.as_deref(), bytes);
    own(request)?.photos.push(sizes);
    Ok(true.into())
}

/// The newest first; people in a sandbox have none.
fn get(request: &mut Request<'_>) -> Answer {
    let user = request.params.int("user_id").filter(|id| *id > 0);
    let user = user.ok_or_else(|| Refusal::bad("invalid user_id specified"))?;
    if request.world.user_json(user).is_none() {
        return Err(Refusal::bad("user not found"));
    }
    let number = |name: &str| request.params.int(name).and_then(|n| usize::try_from(n).ok());
    let (offset, limit) = (number("offset").unwrap_or(0), number("limit").unwrap_or(100).clamp(1, 100));
    let photos = request.world.bots.get(&user).map(|bot| bot.photos.as_slice()).unwrap_or_default();
    let shown: Vec<&Value> = photos.iter().rev().skip(offset).take(limit).collect();
    Ok(json!({"total_count": photos.len(), "photos": shown}))
}
