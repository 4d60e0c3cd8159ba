//! A cursor over a JSON text, pulled by the type that is read.

use std::borrow::Cow;
use std::ops::Deref;

use super::DecodeError;
use super::scan;

/// How many objects and arrays may be nested in one another.
pub const MAX_DEPTH: u32 = 128;

/// A cursor over one JSON text.
///
/// The fast paths take compact JSON, as Telegram sends it; whitespace and escaped keys are dealt with out of line.
pub struct Reader<'a> {
    pub(super) text: &'a str,
    pub(super) pos: usize,
    depth: u32,
    /// Whether the innermost container was entered and nothing read from it.
    fresh: bool,
    /// Where strings with escapes are put together, so that what is handed out has its exact size.
    pub(super) scratch: String,
}

/// The name of an object's member.
pub struct Key<'a>(Cow<'a, str>);

impl Deref for Key<'_> {
    type Target = str;

    #[inline]
    fn deref(&self) -> &str {
        &self.0
    }
}

/// What kind of value comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Peek {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool,
    /// A number.
    Number,
    /// A string.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
}

/// A place to come back to.
#[derive(Clone, Copy)]
pub(super) struct Mark {
    pos: usize,
    depth: u32,
    fresh: bool,
}

impl<'a> Reader<'a> {
    /// Stands before the first value of `s`.
    pub fn new(s: &'a str) -> Self {
        Self { text: s, pos: 0, depth: 0, fresh: false, scratch: String::new() }
    }

    /// Enters an object.
    #[inline]
    pub fn begin_object(&mut self) -> Result<(), DecodeError> {
        self.enter(b'{', "an object")
    }

    /// Enters an array.
    #[inline]
    pub fn begin_array(&mut self) -> Result<(), DecodeError> {
        self.enter(b'[', "an array")
    }

    #[inline]
    fn enter(&mut self, bracket: u8, expected: &'static str) -> Result<(), DecodeError> {
        if self.token() != Some(bracket) {
            return Err(self.expected(expected));
        }
        self.pos += 1;
        self.deeper()?;
        self.fresh = true;
        Ok(())
    }

    /// Goes to the next member of the object entered last, and returns its key; leaves the object after the last.
    #[inline]
    pub fn next_key(&mut self) -> Result<Option<Key<'a>>, DecodeError> {
        let text = self.text;
        let bytes = text.as_bytes();
        let mut start = self.pos;
        // What stands here is most often `,"key":` or, in a fresh object, `"key":`.
        match bytes.get(start) {
            Some(b',') if !self.fresh => start += 1,
            Some(b'"') if self.fresh => {}
            _ => return self.next_key_slow(),
        }
        if bytes.get(start) == Some(&b'"') {
            let end = scan::plain(bytes, start + 1);
            if let (Some([b'"', b':']), Some(key)) = (bytes.get(end..end + 2), text.get(start + 1..end)) {
                self.pos = end + 2;
                self.fresh = false;
                return Ok(Some(Key(Cow::Borrowed(key))));
            }
        }
        self.next_key_slow()
    }

    /// The same, with whitespace anywhere, escapes in the key, the end and errors.
    #[inline(never)]
    fn next_key_slow(&mut self) -> Result<Option<Key<'a>>, DecodeError> {
        if !self.next_item(b'}', "a comma or the end of the object")? {
            return Ok(None);
        }
        if self.token() != Some(b'"') {
            return Err(self.syntax("a key"));
        }
        let key = self.str()?;
        if self.token() != Some(b':') {
            return Err(self.syntax("a colon"));
        }
        self.pos += 1;
        Ok(Some(Key(key)))
    }

    /// Goes to the next element of the array entered last; leaves the array after the last.
    #[inline]
    pub fn next_element(&mut self) -> Result<bool, DecodeError> {
        self.next_item(b']', "a comma or the end of the array")
    }

    #[inline]
    pub(super) fn next_item(&mut self, close: u8, expected: &'static str) -> Result<bool, DecodeError> {
        let fresh = std::mem::replace(&mut self.fresh, false);
        match self.token() {
            Some(b',') if !fresh => {
                self.pos += 1;
                Ok(true)
            }
            Some(byte) if byte == close => {
                self.pos += 1;
                self.depth = self.depth.saturating_sub(1);
                Ok(false)
            }
            Some(_) if fresh => Ok(true),
            _ => Err(self.syntax(expected)),
        }
    }

    /// What kind of value comes next.
    #[inline]
    pub fn peek(&mut self) -> Result<Peek, DecodeError> {
        Ok(match self.token() {
            Some(b'"') => Peek::String,
            Some(b'{') => Peek::Object,
            Some(b'[') => Peek::Array,
            Some(b'-' | b'0'..=b'9') => Peek::Number,
            Some(b't' | b'f') => Peek::Bool,
            Some(b'n') => Peek::Null,
            _ => return Err(self.expected("a value")),
        })
    }

    /// Takes a `null`, if it is next.
    #[inline]
    pub fn null(&mut self) -> Result<bool, DecodeError> {
        if self.token() == Some(b'n') {
            self.literal("null")?;
            return Ok(true);
        }
        Ok(false)
    }

    /// Takes `true` or `false`.
    #[inline]
    pub fn bool(&mut self) -> Result<bool, DecodeError> {
        match self.token() {
            Some(b't') => self.literal("true").map(|()| true),
            Some(b'f') => self.literal("false").map(|()| false),
            _ => Err(self.expected("a boolean")),
        }
    }

    #[inline]
    pub(super) fn literal(&mut self, literal: &'static str) -> Result<(), DecodeError> {
        let end = self.pos + literal.len();
        if self.text.as_bytes().get(self.pos..end) == Some(literal.as_bytes()) {
            self.pos = end;
            return Ok(());
        }
        Err(self.syntax(literal))
    }

    /// The byte of the input it stands at.
    pub fn position(&self) -> usize {
        self.pos
    }

    /// Makes sure that nothing but whitespace is left.
    pub fn end(&mut self) -> Result<(), DecodeError> {
        if self.token().is_some() { Err(self.syntax("the end of the input")) } else { Ok(()) }
    }

    /// The error of an object read to its end, or of one of its members, that lacks what it must have.
    #[cold]
    pub fn missing(&self, ty: &'static str, field: &'static str) -> DecodeError {
        // Just behind the object is not in it, and the error's path is to name it.
        DecodeError::missing(ty, field, self.pos.saturating_sub(1))
    }

    /// The error of a value that is not of the kind `expected`, such as "a chat".
    #[cold]
    pub fn expected(&self, expected: &'static str) -> DecodeError {
        DecodeError::expected(expected, self.text, self.pos)
    }

    #[cold]
    pub(super) fn syntax(&self, expected: &'static str) -> DecodeError {
        DecodeError::syntax(expected, self.text, self.pos)
    }

    /// The byte the next token begins with.
    #[inline]
    pub(super) fn token(&mut self) -> Option<u8> {
        match self.text.as_bytes().get(self.pos) {
            Some(byte) if *byte > b' ' => Some(*byte),
            _ => self.token_slow(),
        }
    }

    #[cold]
    fn token_slow(&mut self) -> Option<u8> {
        loop {
            match self.text.as_bytes().get(self.pos) {
                Some(b' ' | b'\n' | b'\t' | b'\r') => self.pos += 1,
                other => return other.copied(),
            }
        }
    }

    #[inline]
    pub(super) fn deeper(&mut self) -> Result<(), DecodeError> {
        if self.depth >= MAX_DEPTH {
            return Err(DecodeError::depth(self.pos.saturating_sub(1)));
        }
        self.depth += 1;
        Ok(())
    }

    pub(super) fn mark(&self) -> Mark {
        Mark { pos: self.pos, depth: self.depth, fresh: self.fresh }
    }

    pub(super) fn rewind(&mut self, mark: Mark) {
        Mark { pos: self.pos, depth: self.depth, fresh: self.fresh } = mark;
    }

    /// Sets the state `skip` leaves a container in.
    pub(super) fn set_fresh(&mut self, fresh: bool) {
        self.fresh = fresh;
    }
}
