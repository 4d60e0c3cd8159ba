//! Sticker sets: made, read, changed and deleted as wholes.

use serde_json::{Value, json};

use super::super::Request;
use super::super::media::file;
use super::sticker_input::{fits, input_sticker, set_name};
use crate::server::{Answer, Refusal};
use crate::world::{StickerSet, dimensions};

/// The most custom emoji that are asked for at once.
const MOST_EMOJI: usize = 200;

pub(crate) fn dispatch(name: &str, request: &mut Request<'_>) -> Option<Answer> {
    Some(match name {
        "getStickerSet" => get(request),
        "getCustomEmojiStickers" => custom_emoji(request),
        "uploadStickerFile" => upload(request),
        "createNewStickerSet" => create(request),
        "setStickerSetTitle" => set_title(request),
        "setStickerSetThumbnail" => set_thumbnail(request),
        "setCustomEmojiStickerSetThumbnail" => set_emoji_thumbnail(request),
        "deleteStickerSet" => delete(request),
        _ => return None,
    })
}

fn get(request: &mut Request<'_>) -> Answer {
    let set = request.params.str("name").and_then(|name| request.world.things.stickers.set(name));
    set.map(StickerSet::to_json).ok_or_else(|| Refusal::bad("STICKERSET_INVALID"))
}

fn custom_emoji(request: &mut Request<'_>) -> Answer {
    let ids = request.params.list("custom_emoji_ids");
    if ids.len() > MOST_EMOJI {
        return Err(Refusal::bad("too many custom emoji identifiers specified"));
    }
    let stickers = &request.world.things.stickers;
    let found = ids.iter().filter_map(|id| stickers.custom_emoji(id.as_str()?));
    Ok(found.map(|sticker| Value::Object(sticker.json.clone())).collect())
}

/// Refuses for a user whom the bot does not know.
pub(super) fn known_user(request: &Request<'_>) -> Result<i64, Refusal> {
    let user = request.params.int("user_id").filter(|user| request.world.users.contains_key(user));
    user.ok_or_else(|| Refusal::bad("PEER_ID_INVALID"))
}

fn upload(request: &mut Request<'_>) -> Answer {
    known_user(request)?;
    let format = request.params.text("sticker_format");
    if request.params.upload("sticker").is_none() {
        let by_name = request.params.str("sticker").filter(|name| name.starts_with("attach://"));
        if by_name.and_then(|name| request.params.upload(name)).is_none() {
            return Err(Refusal::bad("there is no sticker file in the request"));
        }
    }
    let (file, _) = file(request, "sticker", request.params.str("sticker"))?;
    fits(&file, format, "regular").or_else(|_| fits(&file, format, "custom_emoji"))?;
    Ok(json!({
        "file_id": file.file_id,
        "file_unique_id": file.unique_id,
        "file_size": file.bytes.len(),
        "file_path": file.path,
    }))
}

fn create(request: &mut Request<'_>) -> Answer {
    let owner = known_user(request)?;
    let params = request.params;
    let name = set_name(request)?;
    let title = params.text("title").trim().to_owned();
    if title.is_empty() {
        return Err(Refusal::bad("PACK_TITLE_INVALID"));
    }
    let kind = params.str("sticker_type").unwrap_or("regular").to_owned();
    if request.world.things.stickers.set(&name).is_some() {
        return Err(Refusal::bad("sticker set name is already occupied"));
    }
    let mut inputs = Vec::new();
    for sticker in params.list("stickers") {
        inputs.push(input_sticker(request, sticker, &kind)?);
    }
    let repainted = params.flag("needs_repainting");
    let make = |input| request.world.make_sticker(&name, &kind, repainted, input);
    let stickers = inputs.into_iter().map(make).collect();
    let bot = request.bot;
    let set = StickerSet { bot, owner, name, title, kind, repainted, stickers, thumbnail: None };
    let line = format!("{} makes the sticker set {}", request.world.name(bot), set.name);
    request.world.journal.write(line);
    request.world.things.stickers.add(set);
    Ok(true.into())
}

/// The bot's own set that a request names.
pub(super) fn own<'a>(request: &'a mut Request<'_>) -> Result<&'a mut StickerSet, Refusal> {
    let bot = request.bot;
    let name = request.params.text("name");
    let set = request.world.things.stickers.set_mut(name).filter(|set| set.bot == bot);
    set.ok_or_else(|| Refusal::bad("STICKERSET_INVALID"))
}

fn set_title(request: &mut Request<'_>) -> Answer {
    let title = request.params.text("title").trim().to_owned();
    if title.is_empty() {
        return Err(Refusal::bad("PACK_TITLE_INVALID"));
    }
    own(request)?.title = title;
    Ok(true.into())
}

fn set_thumbnail(request: &mut Request<'_>) -> Answer {
    let user = request.params.int("user_id");
    let format = request.params.text("format");
    let set = own(request)?;
    if Some(set.owner) != user {
        return Err(Refusal::bad("STICKERSET_INVALID"));
    }
    let reference = request.params.str("thumbnail");
    let given = reference.is_some() || request.params.upload("thumbnail").is_some();
    let mut thumbnail = None;
    if given {
        let (file, _) = file(request, "thumbnail", reference.or(Some("attach://thumbnail")))?;
        let square = dimensions(&file.bytes).is_none_or(|size| size == (100, 100));
        if format == "static" && !square {
            return Err(Refusal::bad("STICKER_THUMB_PNG_NOPNG"));
        }
        thumbnail = Some(request.world.thumbnail(file.bytes.clone()));
    }
    own(request)?.thumbnail = thumbnail;
    Ok(true.into())
}

fn set_emoji_thumbnail(request: &mut Request<'_>) -> Answer {
    let id = request.params.str("custom_emoji_id").map(str::to_owned);
    let set = own(request)?;
    if set.kind != "custom_emoji" {
        return Err(Refusal::bad("STICKERSET_INVALID"));
    }
    let Some(id) = id else {
        set.thumbnail = None;
        return Ok(true.into());
    };
    let emoji =
        set.stickers.iter().find(|sticker| sticker.json.get("custom_emoji_id") == Some(&id.as_str().into()));
    let emoji = emoji.ok_or_else(|| Refusal::bad("STICKER_INVALID"))?;
    let field = |name: &str| emoji.json.get(name).cloned();
    set.thumbnail = Some(json!({
        "file_id": field("file_id"),
        "file_unique_id": field("file_unique_id"),
        "file_size": field("file_size"),
        "width": field("width"),
        "height": field("height"),
    }));
    Ok(true.into())
}

fn delete(request: &mut Request<'_>) -> Answer {
    let name = own(request)?.name.clone();
    if let Some(set) = request.world.things.stickers.remove(&name) {
        for sticker in &set.stickers {
            request.world.orphan_sticker(sticker);
        }
    }
    Ok(true.into())
}
