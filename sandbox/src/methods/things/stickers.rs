//! Stickers of sets: added, moved, replaced and deleted one by one.

use serde_json::Value;

use super::super::Request;
use super::sticker_input::{emoji, input_sticker, keywords};
use super::sticker_sets::{known_user, own};
use crate::server::{Answer, Refusal};
use crate::world::Sticker;

pub(crate) fn dispatch(name: &str, request: &mut Request<'_>) -> Option<Answer> {
    Some(match name {
        "addStickerToSet" => add(request),
        "replaceStickerInSet" => replace(request),
        "setStickerPositionInSet" => set_position(request),
        "deleteStickerFromSet" => delete(request),
        "setStickerEmojiList" => set_emoji(request),
        "setStickerKeywords" => set_keywords(request),
        "setStickerMaskPosition" => set_mask(request),
        _ => return None,
    })
}

/// Makes the sticker of a request for the set that it names; gives the set's name too.
fn made(request: &mut Request<'_>) -> Result<(String, Sticker), Refusal> {
    let user = known_user(request)?;
    let set = own(request)?;
    if set.owner != user {
        return Err(Refusal::bad("STICKERSET_INVALID"));
    }
    let (name, kind, repainted) = (set.name.clone(), set.kind.clone(), set.repainted);
    let given = request.params.get("sticker").cloned().unwrap_or_default();
    let input = input_sticker(request, &given, &kind)?;
    let sticker = request.world.make_sticker(&name, &kind, repainted, input);
    Ok((name, sticker))
}

fn add(request: &mut Request<'_>) -> Answer {
    let set = own(request)?;
    if set.stickers.len() >= set.most() {
        return Err(Refusal::bad("STICKERS_TOO_MUCH"));
    }
    let (_, sticker) = made(request)?;
    own(request)?.stickers.push(sticker);
    Ok(true.into())
}

fn replace(request: &mut Request<'_>) -> Answer {
    let old = request.params.text("old_sticker").to_owned();
    let place = own(request)?.place(&old).ok_or_else(|| Refusal::bad("STICKER_INVALID"))?;
    let (_, sticker) = made(request)?;
    let old = own(request)?.stickers.get_mut(place).map(|there| std::mem::replace(there, sticker));
    if let Some(old) = old {
        request.world.orphan_sticker(&old);
    }
    Ok(true.into())
}

/// The set of the bot's, by name, and the place in it of the sticker that a request names.
fn found(request: &Request<'_>) -> Result<(String, usize), Refusal> {
    let id = request.params.text("sticker");
    let found = request.world.set_of_sticker(id).filter(|(set, _)| set.bot == request.bot);
    let (set, place) = found.ok_or_else(|| Refusal::bad("STICKER_INVALID"))?;
    Ok((set.name.clone(), place))
}

fn set_position(request: &mut Request<'_>) -> Answer {
    let (name, place) = found(request)?;
    let position = usize::try_from(request.params.number("position"))
        .map_err(|_| Refusal::bad("wrong sticker position specified"))?;
    if let Some(set) = request.world.things.stickers.set_mut(&name) {
        let sticker = set.stickers.remove(place);
        set.stickers.insert(position.min(set.stickers.len()), sticker);
    }
    Ok(true.into())
}

fn delete(request: &mut Request<'_>) -> Answer {
    let (name, place) = found(request)?;
    if let Some(set) = request.world.things.stickers.set_mut(&name) {
        let sticker = set.stickers.remove(place);
        request.world.orphan_sticker(&sticker);
    }
    Ok(true.into())
}

fn set_emoji(request: &mut Request<'_>) -> Answer {
    let (name, place) = found(request)?;
    let emoji = emoji(request.params.get("emoji_list").unwrap_or(&Value::Null))?;
    request.world.change_sticker(&name, place, |sticker| sticker.emoji = emoji);
    Ok(true.into())
}

fn set_keywords(request: &mut Request<'_>) -> Answer {
    let (name, place) = found(request)?;
    let keywords = keywords(request.params.get("keywords").unwrap_or(&Value::Null))?;
    request.world.change_sticker(&name, place, |sticker| sticker.keywords = keywords);
    Ok(true.into())
}

fn set_mask(request: &mut Request<'_>) -> Answer {
    let (name, place) = found(request)?;
    if request.world.things.stickers.set(&name).is_some_and(|set| set.kind != "mask") {
        return Err(Refusal::bad("STICKER_INVALID"));
    }
    let mask = request.params.get("mask_position").filter(|mask| mask.is_object()).cloned();
    request.world.change_sticker(&name, place, |sticker| {
        match mask {
            Some(mask) => sticker.json.insert("mask_position".into(), mask),
            None => sticker.json.shift_remove("mask_position"),
        };
    });
    Ok(true.into())
}
