//! Small files that are what they are called: for tests, and in place of what nobody gave.

use bytes::Bytes;

/// One grey point.
pub(crate) const PICTURE: &[u8] = include_bytes!("../../../data/fixture.png");
/// A grey square as large as a sticker has to be.
const STICKER: &[u8] = include_bytes!("../../../data/fixture-512.png");
/// One as large as a custom emoji has to be.
const EMOJI: &[u8] = include_bytes!("../../../data/fixture-100.png");
/// A second of grey.
const FILM: &[u8] = include_bytes!("../../../data/fixture.mp4");
/// A moment of silence, as music and as a voice message.
const MUSIC: &[u8] = include_bytes!("../../../data/fixture.mp3");
const VOICE: &[u8] = include_bytes!("../../../data/fixture.ogg");
const TEXT: &[u8] = b"The sandbox was not told what this file says.\n";

/// A file that can be sent as a medium of a kind under that name.
pub(crate) fn fixture(kind: &str, name: &str) -> Bytes {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    let bytes = match (kind, ending.as_str()) {
        ("sticker", _) => STICKER,
        ("custom_emoji" | "thumbnail", _) => EMOJI,
        ("photo", _) | ("document" | "animation", "png" | "jpg" | "jpeg" | "gif" | "webp") => PICTURE,
        ("video" | "animation" | "video_note" | "live_photo", _) | ("document", "mp4") => FILM,
        ("audio", _) | ("document", "mp3") => MUSIC,
        ("voice", _) | ("document", "ogg" | "oga") => VOICE,
        _ => TEXT,
    };
    Bytes::from_static(bytes)
}

#[cfg(test)]
mod tests {
    use super::super::media::MEDIA;
    use super::super::{check_photo, dimensions};
    use super::fixture;

    #[test]
    fn every_kind_has_a_file_of_its_own_sort() {
        for kind in MEDIA {
            assert!(!fixture(kind, "file").is_empty(), "{kind}");
        }
        assert_eq!(check_photo(&fixture("photo", "cat.jpg")), Ok(()));
        assert_eq!(dimensions(&fixture("sticker", "")), Some((512, 512)));
        assert_eq!(dimensions(&fixture("custom_emoji", "")), Some((100, 100)));
        assert_eq!(fixture("document", "a.GIF"), fixture("photo", "a.gif"));
        assert_eq!(fixture("document", "a.pdf"), fixture("document", ""));
    }
}
