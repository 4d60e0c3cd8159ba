//! What a file looks like inside a message.

use serde_json::{Value, json};

use super::{Json, StoredFile, World};

/// The media that a file can be sent as, by the field of the message.
pub(crate) const MEDIA: [&str; 9] =
    ["photo", "document", "audio", "video", "voice", "animation", "video_note", "sticker", "live_photo"];

impl World {
    /// Describes a file as a medium of a kind; `hints` are what its sender said about it.
    pub(crate) fn medium(&mut self, kind: &str, file: &StoredFile, mime: Option<&str>, hints: &Json) -> Json {
        let mut content = Json::new();
        let value = if kind == "photo" { self.photo(file) } else { describe(kind, file, mime, hints) };
        if kind == "animation" {
            // Old bots look for an animation among the documents.
            content.insert("document".into(), describe("document", file, mime.or(Some("video/mp4")), hints));
        }
        content.insert(kind.into(), value);
        content
    }

    /// Two sizes: a small one and the photo itself. Both have the same bytes.
    fn photo(&mut self, file: &StoredFile) -> Value {
        let (width, height) = dimensions(&file.bytes).unwrap_or((800, 600));
        let small = self.keep_file("thumbnails", file.name.as_deref(), file.bytes.clone());
        let scale = |side: u32| (side * 90 / width.max(height).max(1)).max(1);
        let size = |file: &StoredFile, width: u32, height: u32| {
            json!({
                "file_id": file.file_id,
                "file_unique_id": file.unique_id,
                "file_size": file.bytes.len(),
                "width": width,
                "height": height,
            })
        };
        json!([size(&small, scale(width), scale(height)), size(file, width, height)])
    }
}

fn describe(kind: &str, file: &StoredFile, mime: Option<&str>, hints: &Json) -> Value {
    let mut medium = Json::new();
    let mut put = |name: &str, value: Value| {
        medium.insert(name.to_owned(), value);
    };
    let hint = |name: &str| hints.get(name).filter(|value| !value.is_null()).cloned();
    let number = |name: &str, default: i64| hint(name).unwrap_or_else(|| default.into());
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
            default_mime = "video/mp4";
            put("width", number("width", 640));
            put("height", number("height", 360));
            put("duration", number("duration", 0));
        }
        "video_note" => {
            put("length", number("length", 240));
            put("duration", number("duration", 0));
        }
        "sticker" => {
            put("width", 512.into());
            put("height", 512.into());
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
        _ => return None,
    })
}

/// The width and the height of a PNG.
fn dimensions(bytes: &[u8]) -> Option<(u32, u32)> {
    if !bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return None;
    }
    let number = |at: usize| {
        let four: [u8; 4] = bytes.get(at..at + 4)?.try_into().ok()?;
        Some(u32::from_be_bytes(four)).filter(|side| (1..=20_000).contains(side))
    };
    Some((number(16)?, number(20)?))
}
