//! The size of a picture, told by its first bytes, and whether it can be a photo.

/// The largest photo, in bytes.
const LARGEST_PHOTO: usize = 10 * 1024 * 1024;

/// Refuses bytes that Telegram does not take as a photo, in its words.
pub(crate) fn check_photo(bytes: &[u8]) -> Result<(), String> {
    let size = bytes.len();
    if size > LARGEST_PHOTO {
        return Err(format!(
            "file of size {size} bytes is too big for a photo; the maximum size is {LARGEST_PHOTO} bytes"
        ));
    }
    let (width, height) = dimensions(bytes).ok_or("IMAGE_PROCESS_FAILED")?;
    let fits = width + height <= 10_000 && width.max(height) <= 20 * width.min(height);
    if fits { Ok(()) } else { Err("PHOTO_INVALID_DIMENSIONS".to_owned()) }
}

/// The width and the height of a PNG, a JPEG, a GIF, a WebP or a BMP.
pub(crate) fn dimensions(bytes: &[u8]) -> Option<(u32, u32)> {
    let found = match bytes {
        [0x89, b'P', b'N', b'G', ..] => Some((big(bytes, 16)?, big(bytes, 20)?)),
        [b'G', b'I', b'F', b'8', ..] => Some((small(bytes, 6)?, small(bytes, 8)?)),
        [b'R', b'I', b'F', b'F', ..] if bytes.get(8..12)? == b"WEBP" => webp(bytes),
        [0xff, 0xd8, ..] => jpeg(bytes),
        [b'B', b'M', ..] => bmp(bytes),
        _ => None,
    };
    found.filter(|(width, height)| (1..=65_535).contains(width) && (1..=65_535).contains(height))
}

/// Four bytes, the highest first.
fn big(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

/// Two bytes, the lowest first.
fn small(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?).into())
}

/// Three bytes, the lowest first.
fn middle(bytes: &[u8], at: usize) -> Option<u32> {
    let &[low, mid, high] = bytes.get(at..at + 3)? else { return None };
    Some(u32::from_le_bytes([low, mid, high, 0]))
}

fn webp(bytes: &[u8]) -> Option<(u32, u32)> {
    match bytes.get(12..16)? {
        b"VP8 " => Some((small(bytes, 26)? & 0x3fff, small(bytes, 28)? & 0x3fff)),
        b"VP8L" => {
            let bits = u32::from_le_bytes(bytes.get(21..25)?.try_into().ok()?);
            Some(((bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1))
        }
        b"VP8X" => Some((middle(bytes, 24)? + 1, middle(bytes, 27)? + 1)),
        _ => None,
    }
}

/// Sides of two bytes in the oldest form of header, else of four; rows from above have a height below zero.
fn bmp(bytes: &[u8]) -> Option<(u32, u32)> {
    let side = |at: usize| Some(i32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?).unsigned_abs());
    match side(14)? {
        12 => Some((small(bytes, 18)?, small(bytes, 20)?)),
        _ => Some((side(18)?, side(22)?)),
    }
}

/// Goes from segment to segment to the one that begins the picture.
fn jpeg(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut at = 2;
    loop {
        let &[mark, kind] = bytes.get(at..at + 2)? else { return None };
        if mark != 0xff {
            return None;
        }
        match kind {
            0xff => at += 1,
            0x01 | 0xd0..=0xd8 => at += 2,
            0xc0..=0xcf if !matches!(kind, 0xc4 | 0xc8 | 0xcc) => {
                let pair = |at: usize| {
                    let two: [u8; 2] = bytes.get(at..at + 2)?.try_into().ok()?;
                    Some(u32::from(u16::from_be_bytes(two)))
                };
                return Some((pair(at + 7)?, pair(at + 5)?));
            }
            _ => {
                let &[high, low] = bytes.get(at + 2..at + 4)? else { return None };
                at += 2 + usize::from(u16::from_be_bytes([high, low])).max(2);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{check_photo, dimensions};

    #[test]
    fn every_kind_of_picture_tells_its_size() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x02\x80\0\0\x01\x68";
        let gif = b"GIF89a\x80\x02\x68\x01";
        let jpeg = b"\xff\xd8\xff\xe0\0\x04JF\xff\xc0\0\x11\x08\x01\x68\x02\x80\x03";
        let lossy = b"RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9d\x01\x2a\x80\x02\x68\x01";
        let extended = b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x7f\x02\0\x67\x01\0";
        let mut lossless = b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f".to_vec();
        lossless.extend((0x27f_u32 | 0x167 << 14).to_le_bytes());
        let old = b"BM\0\0\0\0\0\0\0\0\x1a\0\0\0\x0c\0\0\0\x80\x02\x68\x01";
        let new = b"BM\0\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x80\x02\0\0\x98\xfe\xff\xff";
        for picture in [&png[..], gif, jpeg, lossy, extended, &lossless, old, new] {
            assert_eq!(dimensions(picture), Some((640, 360)), "{picture:?}");
        }
    }

    #[test]
    fn a_photo_is_a_picture_of_a_certain_shape() {
        let png = |width: u32, height: u32| {
            [b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".as_slice(), &width.to_be_bytes(), &height.to_be_bytes()]
                .concat()
        };
        for (width, height, fits) in [
            (1, 1, true),
            (200, 10, true),
            (201, 10, false),
            (10, 201, false),
            (5_000, 5_000, true),
            (5_001, 5_000, false),
        ] {
            assert_eq!(check_photo(&png(width, height)).is_ok(), fits, "{width} x {height}");
        }
        assert_eq!(check_photo(b"a picture"), Err("IMAGE_PROCESS_FAILED".to_owned()));
        assert_eq!(check_photo(b""), Err("IMAGE_PROCESS_FAILED".to_owned()));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_fail(start in 0_usize..6, rest in proptest::collection::vec(any::<u8>(), 0..64)) {
            let starts: [&[u8]; 6] =
                [b"\x89PNG", b"GIF89a", b"\xff\xd8", b"RIFF\0\0\0\0WEBPVP8X", b"BM", b""];
            let bytes = [starts[start], &rest].concat();
            prop_assert!(dimensions(&bytes).is_none_or(|(width, height)| width > 0 && height > 0));
        }
    }
}
