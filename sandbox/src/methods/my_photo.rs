//! Profile photos: a bot's own, and what it sees of others.

use serde_json::{Value, json};

use super::Request;
use super::me::own;
use super::media::check;
use crate::server::{Answer, Refusal, Upload};

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
    let photo = profile_photo(request)?;
    let sizes = request.world.photo_sizes(photo.name.as_deref(), photo.bytes);
    own(request)?.photos.push(sizes);
    Ok(true.into())
}

/// The file of an `InputProfilePhoto`, which has to be uploaded.
pub(super) fn profile_photo(request: &Request<'_>) -> Result<Upload, Refusal> {
    let photo = request.params.get("photo").unwrap_or(&Value::Null);
    let field = if photo["type"] == "static" { "photo" } else { "animation" };
    let reference = photo[field].as_str().filter(|text| text.starts_with("attach://"));
    let upload = reference.and_then(|reference| request.params.upload(reference));
    let upload = upload.ok_or_else(|| Refusal::bad("photo must be uploaded as a file"))?;
    check(field, upload)?;
    Ok(upload.clone())
}

/// The newest first; people in a sandbox have none.
fn get(request: &mut Request<'_>) -> Answer {
    let user = request.params.number("user_id");
    if request.world.user_json(user).is_none() {
        return Err(Refusal::bad("user not found"));
    }
    let number = |name: &str| request.params.int(name).and_then(|n| usize::try_from(n).ok());
    let (offset, limit) = (number("offset").unwrap_or(0), number("limit").unwrap_or(100).clamp(1, 100));
    let photos = request.world.bots.get(&user).map(|bot| bot.photos.as_slice()).unwrap_or_default();
    let shown: Vec<&Value> = photos.iter().rev().skip(offset).take(limit).collect();
    Ok(json!({"total_count": photos.len(), "photos": shown}))
}
