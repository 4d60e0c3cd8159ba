//! How entries and patterns are written for the server.

use std::time::Duration;

use bytes::Bytes;

use crate::store::Version;

/// What every entry starts with, so that others are told apart.
const MARK: [u8; 4] = *b"\xc7ch1";
/// How long an entry is whose value is empty.
const HEAD: usize = MARK.len() + size_of::<u64>();
/// The longest time to live that is worth counting: a thousand years. The server takes not much more.
const LONGEST: u64 = 1_000 * 365 * 24 * 3_600 * 1_000;

/// The start of an entry, by which its version is known.
pub(super) fn head(version: Version) -> [u8; HEAD] {
    let mut head = [0; HEAD];
    head[..MARK.len()].copy_from_slice(&MARK);
    head[MARK.len()..].copy_from_slice(&version.0.to_be_bytes());
    head
}

/// An entry.
pub(super) fn write(version: Version, value: &[u8]) -> Vec<u8> {
    [&head(version)[..], value].concat()
}

/// Version and value of an entry; `None` where it is none.
pub(super) fn read(entry: &Bytes) -> Option<(Version, Bytes)> {
    let version = entry.strip_prefix(&MARK)?.first_chunk()?;
    Some((Version(u64::from_be_bytes(*version)), entry.slice(HEAD..)))
}

/// A time to live in the server's unit, rounded up; `None` is for ever.
pub(super) fn milliseconds(time: Duration) -> Option<u64> {
    let time = time.as_nanos().div_ceil(1_000_000).max(1);
    u64::try_from(time).ok().filter(|time| *time <= LONGEST)
}

/// A pattern of the keys that start with both texts.
pub(super) fn pattern(prefix: &str, key: &str) -> String {
    let mut pattern = String::with_capacity(prefix.len() + key.len() + 1);
    for character in prefix.chars().chain(key.chars()) {
        if matches!(character, '*' | '?' | '[' | ']' | '^' | '-' | '\\') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern.push('*');
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read() {
        let entry = write(Version(7), b"value");
        assert_eq!(read(&entry.into()), Some((Version(7), "value".into())));
        assert_eq!(read(&write(Version(u64::MAX), b"").into()), Some((Version(u64::MAX), Bytes::new())));
    }

    #[test]
    fn what_is_no_entry_is_not_read() {
        for other in
            [&b""[..], b"value", b"\xc7ch1", b"\xc7ch1\0\0\0\0\0\0\0", b"a text longer than a head is"]
        {
            assert_eq!(read(&Bytes::from_static(other)), None, "{other:?}");
        }
    }

    #[test]
    fn times_are_rounded_up() {
        assert_eq!(milliseconds(Duration::ZERO), Some(1));
        assert_eq!(milliseconds(Duration::from_micros(1_001)), Some(2));
        assert_eq!(milliseconds(Duration::MAX), None);
    }
}
