//! What a file looks like inside a message.

use serde_json::{Value, json};

use super::image::dimensions;
use crate::world::{Json, StoredFile, World};

/// The media that a file can be sent as, by the field of the message.
pub(crate) const MEDIA: [&str; 9] =
    ["photo", "document", "audio", "video", "voice", "animation", "video_note", "sticker", "live_photo"];

/// Where the files of a medium lie.
pub(crate) fn folder(kind: &str) -> &'static str {
    match kind {
        "photo" => "photos",
        "thumbnail" | "cover" => "thumbnails",
        "audio" => "music",
        "video" | "live_photo" => "videos",
        "voice" => "voice",
        "animation" => "animations",
        "video_note" => "video_notes",
        "sticker" | "custom_emoji" => "stickers",
        _ => "documents",
    }
}

impl World {
    /// Describes a file as a medium of a kind; `hints` are what its sender said about it.
    ///
    /// A file that was sent before stays what it was.
    pub(crate) fn medium(&mut self, kind: &str, file: &StoredFile, mime: Option<&str>, hints: &Json) -> Json {
        if let Some(shown) = self.files.shown(file) {
            return shown.clone();
        }
        let mut content = Json::new();
        let value = if kind == "photo" { self.photo(file) } else { describe(kind, file, mime, hints) };
        if kind == "animation" {
            // Old bots look for an animation among the documents.
            content.insert("document".into(), describe("document", file, mime.or(Some("video/mp4")), hints));
        }
        content.insert(kind.into(), value);
        self.files.show(file, content.clone());
        content
    }

    /// The `PhotoSize` objects of a new photo.
    pub(crate) fn photo_sizes(&mut self, name: Option<&str>, bytes: bytes::Bytes) -> Value {
        let file = self.keep_file("photos", name, bytes);
        self.photo(&file)
    }

    /// Two sizes: a small one and the photo itself. Both have the same bytes.
    pub(crate) fn photo(&mut self, file: &StoredFile) -> Value {
        let (width, height) = dimensions(&file.bytes).unwrap_or((800, 600));
        let small = self.keep_file("photos", file.name.as_deref(), file.bytes.clone());
        let scale = |side: u32| (u64::from(side) * 90 / u64::from(width.max(height))).max(1);
        let sizes =
            json!([size(&small, scale(width), scale(height)), size(file, width.into(), height.into()),]);
        // Whichever size is sent again, it is the same photo.
        let content = Json::from_iter([("photo".to_owned(), sizes.clone())]);
        self.files.show(&small, content);
        sizes
    }

    /// The small picture that stands for a file.
    pub(crate) fn thumbnail(&mut self, bytes: bytes::Bytes) -> Value {
        let (width, height) = dimensions(&bytes).unwrap_or((320, 320));
        let file = self.keep_file("thumbnails", None, bytes);
        size(&file, width.into(), height.into())
    }
}

/// The `PhotoSize` object of a picture.
fn size(file: &StoredFile, width: u64, height: u64) -> Value {
    json!({
        "file_id": file.file_id,
        "file_unique_id": file.unique_id,
        "file_size": file.bytes.len(),
        "width": width,
        "height": height,
    })
}

fn describe(kind: &str, file: &StoredFile, mime: Option<&str>, hints: &Json) -> Value {
    let mut medium = Json::new();
    let mut put = |name: &str, value: Value| {
        medium.insert(name.to_owned(), value);
    };
    let hint = |name: &str| hints.get(name).filter(|value| !value.is_null()).cloned();
    let number = |name: &str, default: i64| hint(name).unwrap_or_else(|| default.into());
    // What its sender says counts, and else what the file itself tells.
    let picture = dimensions(&file.bytes);
    let mut default_mime = "application/octet-stream";
    match kind {
        "audio" => {
            default_mime = "audio/mpeg";
            put("duration", number("duration", 0));
            for name in ["performer", "title"] {
                if let Some(value) = hint(name) {
                    put(name, value);
                }
            }
        }
        "voice" => {
            default_mime = "audio/ogg";
            put("duration", number("duration", 0));
        }
        "video" | "animation" | "live_photo" => {
            default_mime = if kind == "animation" && picture.is_some() { "image/gif" } else { "video/mp4" };
            let (width, height) = picture.unwrap_or((640, 360));
            put("width", number("width", width.into()));
            put("height", number("height", height.into()));
            put("duration", number("duration", 0));
            if let Some(start) = hint("start_timestamp").filter(|_| kind == "video") {
                put("start_timestamp", start);
            }
            if let Some(photo) = hint("photo").filter(Value::is_array) {
                put("photo", photo);
            }
        }
        "video_note" => {
            put("length", number("length", 240));
            put("duration", number("duration", 0));
        }
        "sticker" => {
            let (width, height) = picture.unwrap_or((512, 512));
            put("width", width.into());
            put("height", height.into());
            if let Some(emoji) = hint("emoji") {
                put("emoji", emoji);
            }
            put("is_animated", ending(&file.path).eq_ignore_ascii_case("tgs").into());
            put("is_video", ending(&file.path).eq_ignore_ascii_case("webm").into());
            put("type", "regular".into());
        }
        _ => {}
    }
    if matches!(kind, "document" | "audio" | "video" | "animation")
        && let Some(name) = &file.name
    {
        put("file_name", name.as_str().into());
    }
    if !matches!(kind, "sticker" | "video_note") {
        let named = mime.filter(|mime| *mime != "application/octet-stream");
        let guess = named.or_else(|| guess(&file.path)).unwrap_or(default_mime);
        put("mime_type", if kind == "document" { guess } else { named.unwrap_or(default_mime) }.into());
    }
    if let Some(thumbnail) = hint("thumbnail").filter(Value::is_object) {
        put("thumbnail", thumbnail);
    }
    if let Some(cover) = hint("cover").filter(Value::is_array).filter(|_| kind == "video") {
        put("cover", cover);
    }
    put("file_id", file.file_id.as_str().into());
    put("file_unique_id", file.unique_id.as_str().into());
    put("file_size", file.bytes.len().into());
    Value::Object(medium)
}

fn ending(path: &str) -> &str {
    path.rsplit_once('.').map_or("", |(_, ending)| ending)
}

/// The type of a few common endings.
fn guess(path: &str) -> Option<&'static str> {
    Some(match ending(path).to_ascii_lowercase().as_str() {
        "txt" => "text/plain",
        "json" => "application/json",
        "csv" => "text/csv",
        "html" => "text/html",
        "pdf" => "application/pdf",
        "zip" => "application/zip",
        "jpg" | "jpeg" => "image/jpeg",
        "png" => "image/png",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "mp3" => "audio/mpeg",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        "tgs" => "application/x-tgsticker",
        "oga" | "ogg" => "audio/ogg",
        _ => return None,
    })
}
