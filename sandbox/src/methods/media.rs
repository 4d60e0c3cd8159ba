//! Sending and fetching files.

use std::sync::Arc;

use serde_json::{Value, json};

use super::Request;
use super::edit::{LONGEST_CAPTION, caption};
use super::send::{name_users, send};
use crate::server::{Answer, Refusal, Upload};
use crate::text;
use crate::world::{Json, MEDIA as MEDIA_KINDS, StoredFile, dimensions, folder};

pub(crate) use crate::world::MEDIA as KINDS;

/// The largest file that bots may fetch, in bytes.
const LARGEST_DOWNLOAD: usize = 20 * 1024 * 1024;
/// The largest file that bots may upload, in bytes.
const LARGEST_UPLOAD: usize = 50 * 1024 * 1024;
/// The largest photo, in bytes.
const LARGEST_PHOTO: usize = 10 * 1024 * 1024;
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
        content.append(&mut caption(request)?);
        if request.params.flag("has_spoiler") && may_be_hidden(&content) {
            content.insert("has_media_spoiler".into(), true.into());
        }
    }
    send(request, content)
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
        let file = request.world.keep_file(folder("photo"), cover.name.as_deref(), cover.bytes);
        let sizes = request.world.photo(&file);
        hints.insert("cover".into(), sizes);
    }
    Ok(())
}

/// The file of a parameter: an upload, a known identifier or a URL.
///
/// A URL on this machine was fetched before. Any other is not, for nothing leaves the machine: it becomes an empty file
/// of that name, so that a bot that sends by URL works; only hosts below `.invalid`, which exist nowhere, are refused.
pub(crate) fn file(
    request: &mut Request<'_>,
    kind: &str,
    reference: Option<&str>,
) -> Result<(Arc<StoredFile>, Option<String>), Refusal> {
    let missing = || Refusal::bad(format!("there is no {} in the request", kind.replace('_', " ")));
    let upload = match reference {
        Some(reference) if reference.starts_with("attach://") => {
            Some(request.params.upload(reference).ok_or_else(missing)?)
        }
        Some(reference) => request.params.files.get(reference),
        None => Some(request.params.upload(kind).ok_or_else(missing)?),
    };
    if let Some(upload) = upload {
        check(kind, upload)?;
        let folder = folder(kind);
        let file = request.world.keep_file(folder, upload.name.as_deref(), upload.bytes.clone());
        return Ok((file, upload.mime.clone()));
    }
    let reference = reference.unwrap_or_default();
    if let Some(file) = request.world.files.by_id(reference) {
        let (is, wanted) = (file.type_name(), folder(kind) == "photos");
        if (is == "Photo") != wanted || is == "Thumbnail" {
            return Err(Refusal::bad(format!("can't use file of type {is} as {}", type_name(kind))));
        }
        return Ok((file, None));
    }
    if reference.starts_with("http://") || reference.starts_with("https://") {
        return by_url(request, kind, reference).map(|file| (file, None));
    }
    if reference.bytes().any(|b| !b.is_ascii_alphanumeric() && b != b'-' && b != b'_') {
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
        "sticker" => "Sticker",
        _ => "Document",
    }
}

fn by_url(request: &mut Request<'_>, kind: &str, url: &str) -> Result<Arc<StoredFile>, Refusal> {
    let uri: axum::http::Uri = url.parse().map_err(|_| Refusal::bad("wrong HTTP URL specified"))?;
    let host = uri.host().unwrap_or_default().to_ascii_lowercase();
    if host.is_empty() || host.contains(char::is_whitespace) {
        return Err(Refusal::bad("wrong HTTP URL specified"));
    }
    if kind == "video_note" || host == "invalid" || host.ends_with(".invalid") {
        return Err(Refusal::bad(super::fetch::FAILED));
    }
    let name = uri.path().rsplit('/').next().filter(|name| !name.is_empty()).unwrap_or("file").to_owned();
    Ok(request.world.keep_file(folder(kind), Some(&name), bytes::Bytes::new()))
}

/// Refuses an upload that Telegram would not take as that kind.
fn check(kind: &str, upload: &Upload) -> Result<(), Refusal> {
    let size = upload.bytes.len();
    if size == 0 {
        return Err(Refusal::bad("file must be non-empty"));
    }
    if size > LARGEST_UPLOAD {
        return Err(Refusal::new(413, "Request Entity Too Large"));
    }
    if kind != "photo" {
        return Ok(());
    }
    if size > LARGEST_PHOTO {
        return Err(Refusal::bad(format!(
            "file of size {size} bytes is too big for a photo; the maximum size is {LARGEST_PHOTO} bytes"
        )));
    }
    let fits = dimensions(&upload.bytes).is_none_or(|(width, height)| {
        width + height <= 10_000 && width.max(height) <= 20 * width.min(height)
    });
    if fits { Ok(()) } else { Err(Refusal::bad("PHOTO_INVALID_DIMENSIONS")) }
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
            .map_err(Refusal::bad)?;
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
    if flag("show_caption_above_media") && !caption.text.is_empty() {
        content.insert("show_caption_above_media".into(), true.into());
    }
    Ok(content)
}

fn get_file(request: &mut Request<'_>) -> Answer {
    let id = request.params.str("file_id").ok_or_else(|| Refusal::bad("file_id not specified"))?;
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
