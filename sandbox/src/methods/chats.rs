//! What bots learn about chats, and change in them.

use super::media::check;
use super::{Access, Request};
use crate::server::{Answer, Refusal};

pub(crate) fn dispatch(name: &str, request: &mut Request<'_>) -> Option<Answer> {
    Some(match name {
        "getChat" => get_chat(request),
        "setChatTitle" => set_title(request),
        "setChatDescription" => set_description(request),
        "setChatPhoto" => set_photo(request),
        "deleteChatPhoto" => delete_photo(request),
        "setChatStickerSet" => set_stickers(request),
        "deleteChatStickerSet" => delete_stickers(request),
        "pinChatMessage" => pin(request),
        "unpinChatMessage" => unpin(request),
        "unpinAllChatMessages" => unpin_all(request),
        _ => return None,
    })
}

fn get_chat(request: &mut Request<'_>) -> Answer {
    let key = request.readable_chat(Access::Read)?;
    Ok(request.world.full_chat(key, request.bot))
}

fn set_title(request: &mut Request<'_>) -> Answer {
    let key = request.open_chat()?;
    let title = request.params.text("title").to_owned();
    request.world.set_chat_title(key, request.bot, &title)?;
    Ok(true.into())
}

fn set_description(request: &mut Request<'_>) -> Answer {
    let key = request.open_chat()?;
    let description = request.params.text("description").to_owned();
    request.world.set_chat_description(key, request.bot, &description)?;
    Ok(true.into())
}

/// A chat's photo is uploaded anew; there is no other way.
fn set_photo(request: &mut Request<'_>) -> Answer {
    let key = request.open_chat()?;
    let upload = match request.params.str("photo") {
        Some(reference) if reference.starts_with("attach://") => request.params.upload(reference),
        Some(_) => return Err(Refusal::bad("photo must be uploaded as an InputFile")),
        None => request.params.upload("photo"),
    };
    let upload = upload.ok_or_else(|| Refusal::bad("there is no photo in the request"))?;
    check("photo", upload)?;
    let sizes = request.world.photo_sizes(upload.name.as_deref(), upload.bytes.clone());
    request.world.set_chat_photo(key, request.bot, Some(sizes))?;
    Ok(true.into())
}

fn delete_photo(request: &mut Request<'_>) -> Answer {
    let key = request.open_chat()?;
    request.world.set_chat_photo(key, request.bot, None)?;
    Ok(true.into())
}

fn set_stickers(request: &mut Request<'_>) -> Answer {
    let key = request.open_chat()?;
    let set = request.params.text("sticker_set_name").to_owned();
    request.world.set_chat_stickers(key, request.bot, Some(set))?;
    Ok(true.into())
}

fn delete_stickers(request: &mut Request<'_>) -> Answer {
    let key = request.open_chat()?;
    request.world.set_chat_stickers(key, request.bot, None)?;
    Ok(true.into())
}

fn pin(request: &mut Request<'_>) -> Answer {
    let key = request.open_chat()?;
    let id = request.params.number("message_id");
    request.world.pin(key, request.bot, id)?;
    Ok(true.into())
}

fn unpin(request: &mut Request<'_>) -> Answer {
    let key = request.open_chat()?;
    let id = request.params.int("message_id");
    request.world.unpin(key, request.bot, id)?;
    Ok(true.into())
}

fn unpin_all(request: &mut Request<'_>) -> Answer {
    let key = request.open_chat()?;
    request.world.unpin_all(key, request.bot)?;
    Ok(true.into())
}
