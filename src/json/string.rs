//! Strings: borrowed where they stand plainly, put together where they hold escapes.

use std::borrow::Cow;

use super::scan;
use super::{DecodeError, Reader};

const EXPECTED: &str = "a string";

impl<'a> Reader<'a> {
    /// Takes a string.
    #[inline]
    pub fn string(&mut self) -> Result<String, DecodeError> {
        self.string_ref().map(str::to_owned)
    }

    /// Takes a string, without a copy if it holds no escapes.
    #[inline]
    pub fn str(&mut self) -> Result<Cow<'a, str>, DecodeError> {
        match self.plain_string()? {
            Ok(plain) => Ok(Cow::Borrowed(plain)),
            Err(end) => self.unescape(end).map(|text| Cow::Owned(text.to_owned())),
        }
    }

    /// Takes a string, without a copy: if it holds escapes, it lies in `scratch` until the next.
    #[inline]
    pub(super) fn string_ref(&mut self) -> Result<&str, DecodeError> {
        match self.plain_string()? {
            Ok(plain) => Ok(plain),
            Err(end) => self.unescape(end),
        }
    }

    /// Takes a string without escapes; where there is one, stands behind the opening quote and says how far it got.
    #[inline]
    fn plain_string(&mut self) -> Result<Result<&'a str, usize>, DecodeError> {
        if self.token() != Some(b'"') {
            return Err(self.expected(EXPECTED));
        }
        let text = self.text;
        let start = self.pos + 1;
        let end = scan::plain(text.as_bytes(), start);
        if let (Some(b'"'), Some(plain)) = (text.as_bytes().get(end), text.get(start..end)) {
            self.pos = end + 1;
            return Ok(Ok(plain));
        }
        self.pos = start;
        Ok(Err(end))
    }

    /// Puts a string together in `scratch`, from its first byte to the closing quote; `at` is its first special byte.
    #[inline(never)]
    fn unescape(&mut self, mut at: usize) -> Result<&str, DecodeError> {
        let text = self.text;
        let bytes = text.as_bytes();
        self.scratch.clear();
        let mut start = self.pos;
        loop {
            self.scratch.push_str(text.get(start..at).unwrap_or_default());
            match bytes.get(at) {
                Some(b'"') => {
                    self.pos = at + 1;
                    return Ok(&self.scratch);
                }
                Some(b'\\') => {}
                _ => return Err(DecodeError::syntax("the rest of a string", text, at)),
            }
            // Escapes come in runs: every letter of a word that is not ASCII is one.
            while bytes.get(at) == Some(&b'\\') {
                let (letter, next) = escape(text, at)?;
                self.scratch.push(letter);
                at = next;
            }
            start = at;
            at = scan::plain(bytes, at);
        }
    }

    /// Passes over a string, its escapes checked; `at` is its first byte that may not stand plainly.
    pub(super) fn skip_string(&self, start: usize) -> Result<usize, DecodeError> {
        let text = self.text;
        let bytes = text.as_bytes();
        let mut at = scan::plain(bytes, start);
        loop {
            match bytes.get(at) {
                Some(b'"') => return Ok(at + 1),
                Some(b'\\') => {}
                _ => return Err(DecodeError::syntax("the rest of a string", text, at)),
            }
            while bytes.get(at) == Some(&b'\\') {
                at = match bytes.get(at + 1) {
                    Some(b'u') if hex(bytes, at + 2).is_some() => at + 6,
                    Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => at + 2,
                    _ => return Err(DecodeError::syntax("an escape", text, at)),
                };
            }
            at = scan::plain(bytes, at);
        }
    }
}

/// Reads the escape at `at`: the character it stands for, and where it ends.
#[inline]
fn escape(text: &str, at: usize) -> Result<(char, usize), DecodeError> {
    let bytes = text.as_bytes();
    let letter = match bytes.get(at + 1) {
        Some(b'u') => {
            if let Some(unit) = hex(bytes, at + 2) {
                return Ok(match char::from_u32(unit) {
                    Some(letter) => (letter, at + 6),
                    None => surrogate(bytes, unit, at + 6),
                });
            }
            return Err(DecodeError::syntax("an escape", text, at));
        }
        Some(b'/') => '/',
        Some(b'n') => '\n',
        Some(b'"') => '"',
        Some(b'\\') => '\\',
        Some(b't') => '\t',
        Some(b'r') => '\r',
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        _ => return Err(DecodeError::syntax("an escape", text, at)),
    };
    Ok((letter, at + 2))
}

/// Pairs a surrogate with the escape that follows it, at `next`. One that has no partner must not cost the whole
/// update: it becomes U+FFFD.
fn surrogate(bytes: &[u8], unit: u32, next: usize) -> (char, usize) {
    if unit < 0xdc00
        && bytes.get(next..next + 2) == Some(b"\\u")
        && let Some(low @ 0xdc00..=0xdfff) = hex(bytes, next + 2)
        && let Some(letter) = char::from_u32(0x1_0000 + ((unit & 0x3ff) << 10) + (low & 0x3ff))
    {
        return (letter, next + 6);
    }
    (char::REPLACEMENT_CHARACTER, next)
}

/// Reads four hexadecimal digits.
#[inline]
fn hex(bytes: &[u8], at: usize) -> Option<u32> {
    let [a, b, c, d] = *bytes.get(at..)?.first_chunk::<4>()?;
    let [a, b, c, d] = [HEX[a as usize], HEX[b as usize], HEX[c as usize], HEX[d as usize]];
    if (a | b | c | d) & 0xf0 != 0 {
        return None;
    }
    Some(u32::from(a) << 12 | u32::from(b) << 8 | u32::from(c) << 4 | u32::from(d))
}

/// The values of the hexadecimal digits; 0xff for any other byte.
static HEX: [u8; 256] = {
    let mut table = [0xff; 256];
    let mut value = 0;
    while value < 16 {
        table[b"0123456789abcdef"[value] as usize] = value as u8;
        table[b"0123456789ABCDEF"[value] as usize] = value as u8;
        value += 1;
    }
    table
};
