//! Puts a JSON text together.

use std::fmt::Write as _;

use super::Encode;
use super::scan;
use crate::primitives::Upload;

/// What most requests fit in: growing by doubles from nothing would take longer than writing them.
const ROOM: usize = 256;

/// A JSON text being written.
///
/// Commas come by themselves; that every `begin` has its `end` is up to the caller.
#[derive(Default)]
pub struct Writer {
    out: String,
    /// Files that go up beside the text, by the names that it gives them.
    files: Vec<(String, Upload)>,
    /// Whether the innermost container was begun and nothing written to it.
    fresh: bool,
}

impl Writer {
    /// An empty text.
    pub fn new() -> Self {
        Self { out: String::with_capacity(ROOM), ..Self::default() }
    }

    /// The text.
    pub fn into_string(self) -> String {
        self.out
    }

    /// The text, and the files that go up beside it.
    pub(crate) fn into_parts(self) -> (String, Vec<(String, Upload)>) {
        (self.out, self.files)
    }

    /// Writes a reference to a file that goes up beside the text.
    pub(crate) fn attach(&mut self, upload: &Upload) {
        let name = format!("file{}", self.files.len());
        let _ = write!(self.out, "\"attach://{name}\"");
        self.files.push((name, upload.clone()));
    }

    /// Begins an object.
    pub fn begin_object(&mut self) {
        self.out.push('{');
        self.fresh = true;
    }

    /// Ends an object.
    pub fn end_object(&mut self) {
        self.out.push('}');
        self.fresh = false;
    }

    /// Begins an array.
    pub fn begin_array(&mut self) {
        self.out.push('[');
        self.fresh = true;
    }

    /// Ends an array.
    pub fn end_array(&mut self) {
        self.out.push(']');
        self.fresh = false;
    }

    /// Writes the key of the next member, which must need no escapes.
    pub fn key(&mut self, k: &str) {
        self.out.push_str(if self.fresh { "\"" } else { ",\"" });
        self.fresh = false;
        self.out.push_str(k);
        self.out.push_str("\":");
    }

    /// Writes the key of the next member, whatever it holds.
    pub fn key_escaped(&mut self, k: &str) {
        self.element();
        self.str(k);
        self.out.push(':');
    }

    /// Goes to the next element of an array.
    pub fn element(&mut self) {
        if !self.fresh {
            self.out.push(',');
        }
        self.fresh = false;
    }

    /// Writes `null`.
    pub fn null(&mut self) {
        self.out.push_str("null");
    }

    /// Writes a boolean.
    pub fn bool(&mut self, v: bool) {
        self.out.push_str(if v { "true" } else { "false" });
    }

    /// Writes an integer.
    pub fn i64(&mut self, v: i64) {
        if v < 0 {
            self.out.push('-');
        }
        self.u64(v.unsigned_abs());
    }

    /// Writes an integer that is not negative.
    pub fn u64(&mut self, v: u64) {
        let mut digits = [b'0'; 20];
        let mut start = digits.len();
        let mut rest = v;
        for digit in digits.iter_mut().rev() {
            *digit = b'0' + (rest % 10) as u8;
            rest /= 10;
            start -= 1;
            if rest == 0 {
                break;
            }
        }
        self.out.push_str(std::str::from_utf8(&digits[start..]).unwrap_or_default());
    }

    /// Writes a number as `serde_json` does: what is not finite has no JSON, and becomes `null`.
    pub fn f64(&mut self, v: f64) {
        match serde_json::Number::from_f64(v) {
            // Writing to a string cannot fail.
            Some(number) => _ = write!(self.out, "{number}"),
            None => self.null(),
        }
    }

    /// Writes a string, with the escapes JSON asks for and no others.
    pub fn str(&mut self, v: &str) {
        self.out.reserve(v.len() + 2);
        self.out.push('"');
        let mut start = 0;
        loop {
            let at = scan::plain(v.as_bytes(), start);
            self.out.push_str(v.get(start..at).unwrap_or_default());
            let Some(&byte) = v.as_bytes().get(at) else { break };
            self.escape(byte);
            start = at + 1;
        }
        self.out.push('"');
    }

    fn escape(&mut self, byte: u8) {
        match byte {
            b'"' => self.out.push_str("\\\""),
            b'\\' => self.out.push_str("\\\\"),
            b'\n' => self.out.push_str("\\n"),
            b'\r' => self.out.push_str("\\r"),
            b'\t' => self.out.push_str("\\t"),
            0x8 => self.out.push_str("\\b"),
            0xc => self.out.push_str("\\f"),
            other => _ = write!(self.out, "\\u{other:04x}"),
        }
    }

    /// Writes a value that is JSON already.
    pub fn raw(&mut self, json: &str) {
        self.out.push_str(json);
    }

    /// Writes a member.
    pub fn field<T: Encode + ?Sized>(&mut self, key: &'static str, v: &T) {
        self.key(key);
        v.encode(self);
    }

    /// Writes a member, if there is one.
    pub fn optional<T: Encode>(&mut self, key: &'static str, v: &Option<T>) {
        if let Some(v) = v {
            self.field(key, v);
        }
    }
}

impl std::fmt::Debug for Writer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Writer").field("out", &self.out).finish_non_exhaustive()
    }
}
