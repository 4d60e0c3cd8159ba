//! Files as a browser shows them.

use axum::body::Body;
use axum::http::{HeaderValue, Response, header};

use crate::text::percent;
use crate::world::StoredFile;

/// What browsers show or play by themselves, by a file's ending. Nothing here can run a script.
const TYPES: &[(&str, &str)] = &[
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("png", "image/png"),
    ("gif", "image/gif"),
    ("webp", "image/webp"),
    ("mp4", "video/mp4"),
    ("webm", "video/webm"),
    ("mov", "video/quicktime"),
    ("mp3", "audio/mpeg"),
    ("m4a", "audio/mp4"),
    ("ogg", "audio/ogg"),
    ("oga", "audio/ogg"),
    ("opus", "audio/ogg"),
    ("wav", "audio/wav"),
    ("flac", "audio/flac"),
];

/// What a file without a telling name is, by the folder that it was sent to.
const FOLDERS: &[(&str, &str)] = &[
    ("photos", "image/jpeg"),
    ("thumbnails", "image/jpeg"),
    ("stickers", "image/webp"),
    ("videos", "video/mp4"),
    ("animations", "video/mp4"),
    ("video_notes", "video/mp4"),
    ("audios", "audio/mpeg"),
    ("voices", "audio/ogg"),
];

pub(super) fn respond(file: &StoredFile) -> Response<Body> {
    let (folder, name) = file.path.split_once('/').unwrap_or_default();
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    let find = |table: &[(&str, &'static str)], wanted: &str| {
        table.iter().find(|(known, _)| *known == wanted).map(|(_, kind)| *kind)
    };
    let kind = find(TYPES, &ending).or_else(|| find(FOLDERS, folder));
    let mut response = Response::new(Body::from(file.bytes.clone()));
    let headers = response.headers_mut();
    headers
        .insert(header::CONTENT_TYPE, HeaderValue::from_static(kind.unwrap_or("application/octet-stream")));
    // What a user sent is never taken for a page of the sandbox's own.
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"));
    // The bytes of a file never change.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=86400, immutable"));
    if kind.is_none() {
        let saved_as = file.name.as_deref().unwrap_or(name);
        if let Ok(value) =
            HeaderValue::from_str(&format!("attachment; filename*=UTF-8''{}", percent::encode(saved_as)))
        {
            headers.insert(header::CONTENT_DISPOSITION, value);
        }
    }
    response
}
