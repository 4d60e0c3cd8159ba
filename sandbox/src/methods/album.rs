//! Albums: several files in messages that belong together.

use serde_json::Value;

use super::Request;
use super::fetch::of_album;
use super::media::input_media;
use super::send::{draft, post};
use crate::server::{Answer, Refusal};
use crate::world::Json;

/// The most messages of an album.
const LARGEST: usize = 10;

pub(crate) fn dispatch(name: &str, request: &mut Request<'_>) -> Option<Answer> {
    Some(match name {
        "sendMediaGroup" => album(request),
        _ => return None,
    })
}

fn album(request: &mut Request<'_>) -> Answer {
    let key = request.open_chat()?;
    let items = request.params.list("media").to_vec();
    if items.is_empty() {
        return Err(Refusal::bad("there are no messages to send"));
    }
    if items.len() > LARGEST {
        return Err(Refusal::bad("too many messages to send as an album"));
    }
    let kinds: Vec<&str> = items.iter().map(|item| item["type"].as_str().unwrap_or_default()).collect();
    if !together(&kinds) {
        return Err(Refusal::bad("can't use the media of the specified type in the album"));
    }
    let mut contents = Vec::new();
    for (position, item) in items.iter().enumerate() {
        contents.push(input_media(request, item).map_err(|refusal| of_album(position, refusal))?);
    }
    // A file that was sent before stays of its kind, whatever the album calls it.
    let kinds: Vec<&str> = contents.iter().filter_map(kind).collect();
    if !together(&kinds) {
        return Err(Refusal::bad("can't use the media of the specified type in the album"));
    }
    let group = (contents.len() > 1).then(|| request.world.ids.other().to_string());
    let mut sent = Vec::new();
    for mut content in contents {
        if let Some(group) = &group {
            content.insert("media_group_id".into(), group.as_str().into());
        }
        let draft = draft(request, key, content)?;
        let entry = post(request, key, draft);
        sent.push(request.show(key, &entry));
    }
    Ok(Value::Array(sent))
}

/// The medium of a message.
fn kind(content: &Json) -> Option<&'static str> {
    // An animation is a document as well, and it is an animation that counts.
    if content.contains_key("animation") {
        return Some("animation");
    }
    super::media::KINDS.into_iter().find(|kind| content.contains_key(*kind))
}

/// Whether a message may get a medium of a kind in place of what it has.
pub(crate) fn may_become(json: &Json, new: &str) -> Result<(), Refusal> {
    let old = kind(json);
    if matches!(old, None | Some("voice" | "video_note" | "sticker")) && !json.contains_key("text") {
        return Err(Refusal::bad("message media can't be edited"));
    }
    match old {
        Some(old) if json.contains_key("media_group_id") && !together(&[old, new]) => {
            Err(Refusal::bad("can't change media type in the album"))
        }
        _ => Ok(()),
    }
}

/// Whether media of these kinds can be one album: pictures that move or not, or documents, or music.
pub(crate) fn together(kinds: &[&str]) -> bool {
    let all = |allowed: &[&str]| kinds.iter().all(|kind| allowed.contains(kind));
    // An unknown kind has a refusal of its own.
    let known = |kind: &&&str| super::media::KINDS.contains(*kind);
    if kinds.iter().filter(known).count() < kinds.len() {
        return true;
    }
    all(&["photo", "video", "live_photo"]) || all(&["document"]) || all(&["audio"])
}

#[cfg(test)]
mod tests {
    use super::together;

    #[test]
    fn pictures_go_together_and_documents_and_music_each_for_itself() {
        for album in [&["photo", "video", "live_photo"][..], &["document"; 2], &["audio"; 10], &["photo"]] {
            assert!(together(album), "{album:?}");
        }
        for mix in [&["photo", "document"][..], &["audio", "document"], &["animation"], &["voice", "voice"]] {
            assert!(!together(mix), "{mix:?}");
        }
    }
}
