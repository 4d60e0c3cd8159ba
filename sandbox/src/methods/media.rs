//! Sending and fetching files.

use std::sync::Arc;

use serde_json::{Value, json};

use super::Request;
use super::edit::{LONGEST_CAPTION, caption};
use super::fetch::{by_url, is_url};
use super::send::{name_users, send};
use crate::check::within;
use crate::server::{Answer, Refusal, Upload};
use crate::text;
use crate::world::{Json, MEDIA as MEDIA_KINDS, StoredFile, check_photo, folder};

pub(crate) use crate::world::MEDIA as KINDS;

/// The largest file that bots may fetch, in bytes.
const LARGEST_DOWNLOAD: usize = 20 * 1024 * 1024;
/// The largest file that bots may upload, in bytes.
const LARGEST_UPLOAD: usize = 50 * 1024 * 1024;
/// The largest thumbnail, in bytes.
const LARGEST_THUMBNAIL: usize = 200 * 1024;

pub(crate) fn dispatch(name: &str, request: &mut Request<'_>) -> Option<Answer> {
    Some(match name {
        "sendPhoto" => medium(request, "photo"),
        "sendDocument" => medium(request, "document"),
        "sendAudio" => medium(request, "audio"),
        "sendVideo" => medium(request, "video"),
        "sendVoice" => medium(request, "voice"),
        "sendAnimation" => medium(request, "animation"),
        "sendVideoNote" => medium(request, "video_note"),
        "sendSticker" => medium(request, "sticker"),
        "sendLivePhoto" => medium(request, "live_photo"),
        "getFile" => get_file(request),
        _ => return None,
    })
}

/// Whether a message is of a kind that can have a caption.
pub(crate) fn has_caption(json: &Json) -> bool {
    json.contains_key("paid_media")
        || MEDIA_KINDS
            .iter()
            .any(|kind| !matches!(*kind, "sticker" | "video_note") && json.contains_key(*kind))
}

fn medium(request: &mut Request<'_>, kind: &str) -> Answer {
    request.open_chat()?;
    let reference = request.params.str(kind).map(str::to_owned);
    let (file, mime) = file(request, kind, reference.as_deref())?;
    let mut hints = request.params.values.clone();
    small_pictures(request, &mut hints)?;
    if kind == "live_photo" {
        let photo = request.params.str("photo").map(str::to_owned);
        still(request, &mut hints, photo.as_deref())?;
    }
    let mut content = request.world.medium(kind, &file, mime.as_deref(), &hints);
    if has_caption(&content) {
        add_caption(&mut content, caption(request)?);
        if request.params.flag("has_spoiler") && may_be_hidden(&content) {
            content.insert("has_media_spoiler".into(), true.into());
        }
    }
    send(request, content)
}

/// Puts a caption to a medium.
pub(crate) fn add_caption(content: &mut Json, mut caption: Json) {
    place_caption(&mut caption, content);
    content.append(&mut caption);
}

/// A caption stands above what is looked at alone, whatever the bot wishes.
pub(crate) fn place_caption(caption: &mut Json, medium: &Json) {
    if !may_be_hidden(medium) && !medium.contains_key("paid_media") {
        caption.shift_remove("show_caption_above_media");
    }
}

/// Whether a medium can be sent under a spoiler.
fn may_be_hidden(content: &Json) -> bool {
    ["photo", "video", "animation", "live_photo"].iter().any(|kind| content.contains_key(*kind))
}

/// The photo that stands for a live one when it does not move.
fn still(request: &mut Request<'_>, hints: &mut Json, reference: Option<&str>) -> Result<(), Refusal> {
    let (photo, _) = file(request, "photo", reference)?;
    let shown = request.world.medium("photo", &photo, None, &Json::new());
    hints.insert("photo".into(), shown.get("photo").cloned().unwrap_or_default());
    Ok(())
}

/// Puts what was uploaded as a thumbnail or cover into the hints; what was not is left out.
fn small_pictures(request: &mut Request<'_>, hints: &mut Json) -> Result<(), Refusal> {
    let upload = |hints: &Json, name: &str| {
        let reference = hints.get(name).and_then(Value::as_str).unwrap_or(name);
        request.params.upload(reference).cloned()
    };
    let (thumbnail, cover) = (upload(hints, "thumbnail"), upload(hints, "cover"));
    if let Some(thumbnail) = thumbnail {
        if thumbnail.bytes.len() > LARGEST_THUMBNAIL {
            return Err(Refusal::bad("file is too big"));
        }
        let size = request.world.thumbnail(thumbnail.bytes);
        hints.insert("thumbnail".into(), size);
    }
    if let Some(cover) = cover {
        check("photo", &cover)?;
        let file = request.world.keep_file(folder("photo"), cover.name.as_deref(), cover.bytes);
        let sizes = request.world.photo(&file);
        hints.insert("cover".into(), sizes);
    }
    Ok(())
}

/// The file of a parameter: an upload, a known identifier or a URL.
pub(crate) fn file(
    request: &mut Request<'_>,
    kind: &str,
    reference: Option<&str>,
) -> Result<(Arc<StoredFile>, Option<String>), Refusal> {
    let missing = || Refusal::bad(format!("there is no {} in the request", kind.replace('_', " ")));
    let upload = match reference {
        Some(reference) if reference.starts_with("attach://") => {
            request.params.upload(reference).ok_or_else(missing)?.clone()
        }
        Some(url) if is_url(url) => by_url(request, kind, url)?,
        Some(id) => return known(request, kind, id).map(|file| (file, None)),
        None => request.params.upload(kind).ok_or_else(missing)?.clone(),
    };
    check(kind, &upload)?;
    let file = request.world.keep_file(folder(kind), upload.name.as_deref(), upload.bytes);
    Ok((file, upload.mime))
}

/// A file that is there already, by its identifier.
fn known(request: &Request<'_>, kind: &str, id: &str) -> Result<Arc<StoredFile>, Refusal> {
    if let Some(file) = request.world.files.by_id(id) {
        let (is, wanted) = (file.type_name(), folder(kind) == "photos");
        if (is == "Photo") != wanted || is == "Thumbnail" {
            return Err(Refusal::bad(format!("can't use file of type {is} as {}", type_name(kind))));
        }
        return Ok(file);
    }
    if id.bytes().any(|b| !b.is_ascii_alphanumeric() && b != b'-' && b != b'_') {
        return Err(Refusal::bad("wrong remote file identifier specified: Wrong character in the string"));
    }
    Err(Refusal::bad("wrong file identifier/HTTP URL specified"))
}

/// The name of a kind's type of files.
fn type_name(kind: &str) -> &'static str {
    match kind {
        "photo" => "Photo",
        "audio" => "Audio",
        "video" | "live_photo" => "Video",
        "voice" => "VoiceNote",
        "animation" => "Animation",
        "video_note" => "VideoNote",
        "sticker" | "custom_emoji" => "Sticker",
        _ => "Document",
    }
}

/// Refuses an upload that Telegram would not take as that kind.
pub(crate) fn check(kind: &str, upload: &Upload) -> Result<(), Refusal> {
    let size = upload.bytes.len();
    if size == 0 {
        return Err(Refusal::bad("file must be non-empty"));
    }
    if size > LARGEST_UPLOAD {
        return Err(Refusal::new(413, "Request Entity Too Large"));
    }
    if kind == "photo" { check_photo(&upload.bytes).map_err(Refusal::bad) } else { Ok(()) }
}

/// The content of one `InputMedia`.
pub(crate) fn input_media(request: &mut Request<'_>, item: &Value) -> Result<Json, Refusal> {
    let kind = item.get("type").and_then(Value::as_str).unwrap_or_default();
    if !MEDIA_KINDS.contains(&kind) {
        return Err(Refusal::bad("can't parse InputMedia: Unsupported type specified"));
    }
    let reference = item.get("media").and_then(Value::as_str).filter(|media| !media.is_empty());
    if reference.is_none() {
        return Err(Refusal::bad("can't parse InputMedia: media not found"));
    }
    let (file, mime) = file(request, kind, reference)?;
    let mut hints = item.as_object().cloned().unwrap_or_default();
    small_pictures(request, &mut hints)?;
    if kind == "live_photo" {
        still(request, &mut hints, item.get("photo").and_then(Value::as_str))?;
    }
    let mut content = request.world.medium(kind, &file, mime.as_deref(), &hints);
    let words = |name: &str| item.get(name).and_then(Value::as_str).unwrap_or_default();
    let entities = item.get("caption_entities").and_then(Value::as_array);
    let mut caption =
        text::format(words("caption"), words("parse_mode"), entities.map(Vec::as_slice).unwrap_or_default())
            .map_err(|why| Refusal::bad(within("InputMedia", why)))?;
    name_users(request.world, &mut caption);
    if text::length(&caption.text) > LONGEST_CAPTION {
        return Err(Refusal::bad("message caption is too long"));
    }
    if !caption.text.is_empty() {
        caption.write(&mut content, "caption", "caption_entities");
    }
    let flag = |name: &str| item.get(name).and_then(Value::as_bool).unwrap_or(false);
    if flag("has_spoiler") && may_be_hidden(&content) {
        content.insert("has_media_spoiler".into(), true.into());
    }
    if flag("show_caption_above_media") && may_be_hidden(&content) && !caption.text.is_empty() {
        content.insert("show_caption_above_media".into(), true.into());
    }
    Ok(content)
}

fn get_file(request: &mut Request<'_>) -> Answer {
    let id = request.params.text("file_id");
    let file = request
        .world
        .files
        .by_id(id)
        .ok_or_else(|| Refusal::bad("wrong file_id or the file is temporarily unavailable"))?;
    if file.bytes.len() > LARGEST_DOWNLOAD {
        return Err(Refusal::bad("file is too big"));
    }
    Ok(json!({
        "file_id": file.file_id,
        "file_unique_id": file.unique_id,
        "file_size": file.bytes.len(),
        "file_path": file.path,
    }))
}
