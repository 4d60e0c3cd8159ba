//! Sending and fetching files.

use std::sync::Arc;

use serde_json::{Value, json};

use super::Request;
use super::edit::{LONGEST_CAPTION, caption};
use super::send::{draft, name_users, send};
use crate::server::{Answer, Refusal};
use crate::text;
use crate::world::{Json, MEDIA as MEDIA_KINDS, StoredFile};

pub(crate) use crate::world::MEDIA as KINDS;

/// The most messages of an album.
const LARGEST_ALBUM: usize = 10;
/// The largest file that bots may fetch, in bytes.
const LARGEST_DOWNLOAD: usize = 20 * 1024 * 1024;

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
        "sendMediaGroup" => album(request),
        "getFile" => get_file(request),
        _ => return None,
    })
}

/// Whether a message is of a kind that can have a caption.
pub(crate) fn has_caption(json: &Json) -> bool {
    MEDIA_KINDS.iter().any(|kind| !matches!(*kind, "sticker" | "video_note") && json.contains_key(*kind))
}

fn medium(request: &mut Request<'_>, kind: &str) -> Answer {
    request.open_chat()?;
    let reference = request.params.str(kind).map(str::to_owned);
    let (file, mime) = file(request, kind, reference.as_deref())?;
    let mut content = request.world.medium(kind, &file, mime.as_deref(), &request.params.values);
    if has_caption(&content) {
        content.append(&mut caption(request)?);
        if request.params.flag("has_spoiler") {
            content.insert("has_media_spoiler".into(), true.into());
        }
    }
    send(request, content)
}

/// The file of a parameter: an upload, a known identifier or a URL.
///
/// A URL is not fetched, for nothing leaves the machine: it becomes an empty file of that name.
pub(super) fn file(
    request: &mut Request<'_>,
    part: &str,
    reference: Option<&str>,
) -> Result<(Arc<StoredFile>, Option<String>), Refusal> {
    let missing = || Refusal::bad(format!("there is no {} in the request", part.replace('_', " ")));
    let upload = match reference {
        Some(reference) if reference.starts_with("attach://") => {
            Some(request.params.upload(reference).ok_or_else(missing)?)
        }
        Some(_) => None,
        None => Some(request.params.upload(part).ok_or_else(missing)?),
    };
    if let Some(upload) = upload {
        if upload.bytes.is_empty() {
            return Err(Refusal::bad("file must be non-empty"));
        }
        let folder = folder(part);
        let file = request.world.keep_file(folder, upload.name.as_deref(), upload.bytes.clone());
        return Ok((file, upload.mime.clone()));
    }
    let reference = reference.unwrap_or_default();
    if let Some(file) = request.world.files.by_id(reference) {
        return Ok((file, None));
    }
    if reference.starts_with("http://") || reference.starts_with("https://") {
        let path = reference.split(['?', '#']).next().unwrap_or_default();
        let name = path.rsplit('/').next().filter(|name| !name.is_empty()).unwrap_or("file");
        let file = request.world.keep_file(folder(part), Some(name), bytes::Bytes::new());
        return Ok((file, None));
    }
    Err(Refusal::bad("wrong file identifier/HTTP URL specified"))
}

fn folder(part: &str) -> &'static str {
    match part {
        "photo" => "photos",
        "audio" => "music",
        "video" => "videos",
        "voice" => "voice",
        "animation" => "animations",
        "video_note" => "video_notes",
        "sticker" => "stickers",
        _ => "documents",
    }
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
    let hints = item.as_object().cloned().unwrap_or_default();
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
    if flag("has_spoiler") {
        content.insert("has_media_spoiler".into(), true.into());
    }
    if flag("show_caption_above_media") {
        content.insert("show_caption_above_media".into(), true.into());
    }
    Ok(content)
}

fn album(request: &mut Request<'_>) -> Answer {
    let key = request.open_chat()?;
    let Some(items) = request.params.array("media").cloned() else {
        return Err(Refusal::bad("can't parse media: Expected an Array of InputMedia"));
    };
    if items.is_empty() {
        return Err(Refusal::bad("there are no messages to send"));
    }
    if items.len() > LARGEST_ALBUM {
        return Err(Refusal::bad("too many messages to send as an album"));
    }
    let kinds: Vec<&str> = items.iter().map(|item| item["type"].as_str().unwrap_or_default()).collect();
    let alone = ["document", "audio"].into_iter().find(|kind| kinds.contains(kind));
    if kinds.contains(&"animation") || alone.is_some_and(|kind| kinds.iter().any(|other| *other != kind)) {
        return Err(Refusal::bad("can't use the media of the specified type in the album"));
    }
    let mut contents = Vec::new();
    for item in &items {
        contents.push(input_media(request, item)?);
    }
    let group = request.world.ids.other().to_string();
    let mut sent = Vec::new();
    for mut content in contents {
        content.insert("media_group_id".into(), group.as_str().into());
        let draft = draft(request, key, content)?;
        let author = request.author(key);
        let (entry, _) = request.world.post(key, author, draft);
        sent.push(request.show(key, &entry));
    }
    Ok(Value::Array(sent))
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
