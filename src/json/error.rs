//! What was wrong with the JSON, and where.

use std::fmt;

use super::path;

/// A JSON text that is malformed, or is not of the type it was read as.
///
/// Says what was expected and found, the byte it was found at and the path to it; holds no other part of the input.
// One word, so that `Result<(), DecodeError>` travels in a register.
pub struct DecodeError(Box<Inner>);

struct Inner {
    kind: Kind,
    offset: usize,
    path: String,
}

#[derive(Debug)]
enum Kind {
    Type { expected: &'static str, found: Found },
    Syntax { expected: &'static str, found: Found },
    Missing { ty: &'static str, field: &'static str },
    Range(&'static str),
    Depth,
    Utf8,
}

/// The beginning of what stood in the place of the expected.
#[derive(Debug)]
enum Found {
    End,
    Value(&'static str),
    Char(char),
}

impl DecodeError {
    fn new(kind: Kind, offset: usize) -> Self {
        Self(Box::new(Inner { kind, offset, path: String::new() }))
    }

    /// The value at `offset` begins well, but is not of the kind expected.
    #[cold]
    pub(super) fn expected(expected: &'static str, text: &str, offset: usize) -> Self {
        let found = Found::at(text, offset);
        let kind = match found {
            Found::Value(_) => Kind::Type { expected, found },
            Found::End | Found::Char(_) => Kind::Syntax { expected, found },
        };
        Self::new(kind, offset)
    }

    /// The grammar does not allow what stands at `offset`.
    #[cold]
    pub(super) fn syntax(expected: &'static str, text: &str, offset: usize) -> Self {
        let found = text.get(offset..).and_then(|rest| rest.chars().next()).map_or(Found::End, Found::Char);
        Self::new(Kind::Syntax { expected, found }, offset)
    }

    #[cold]
    pub(super) fn missing(ty: &'static str, field: &'static str, offset: usize) -> Self {
        Self::new(Kind::Missing { ty, field }, offset)
    }

    #[cold]
    pub(super) fn range(expected: &'static str, offset: usize) -> Self {
        Self::new(Kind::Range(expected), offset)
    }

    #[cold]
    pub(super) fn depth(offset: usize) -> Self {
        Self::new(Kind::Depth, offset)
    }

    #[cold]
    pub(super) fn utf8(offset: usize) -> Self {
        Self::new(Kind::Utf8, offset)
    }

    /// Adds the path, found by reading `text` once more: so that decoding need not keep one.
    #[cold]
    pub(super) fn located(mut self, text: &str) -> Self {
        self.0.path = path::of(text, self.0.offset);
        self
    }

    /// Changes the path, which quotes names from the input.
    pub(crate) fn map_path(mut self, change: impl FnOnce(&str) -> String) -> Self {
        self.0.path = change(&self.0.path);
        self
    }

    /// The byte of the input where the error was noticed.
    pub fn offset(&self) -> usize {
        self.0.offset
    }

    /// The members that lead to the value in question, as in `message.entities[2].offset`; empty if not known.
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// Whether the JSON was nested deeper than [`MAX_DEPTH`](super::MAX_DEPTH).
    pub fn is_too_deep(&self) -> bool {
        matches!(self.0.kind, Kind::Depth)
    }
}

impl Found {
    fn at(text: &str, offset: usize) -> Self {
        match text.get(offset..).and_then(|rest| rest.chars().next()) {
            None => Self::End,
            Some('"') => Self::Value("a string"),
            Some('-' | '0'..='9') => Self::Value("a number"),
            Some('{') => Self::Value("an object"),
            Some('[') => Self::Value("an array"),
            Some('t' | 'f') => Self::Value("a boolean"),
            Some('n') => Self::Value("null"),
            Some(other) => Self::Char(other),
        }
    }
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::End => f.write_str("the end of the input"),
            Self::Value(kind) => f.write_str(kind),
            Self::Char(found) => write!(f, "{found:?}"),
        }
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { kind, offset, path } = &*self.0;
        match kind {
            Kind::Type { expected, found } => {
                write!(f, "invalid type at byte {offset}: expected {expected}, found {found}")?;
            }
            Kind::Syntax { expected, found } => {
                write!(f, "malformed JSON at byte {offset}: expected {expected}, found {found}")?;
            }
            Kind::Missing { ty, field } => write!(f, "missing member at byte {offset}: `{field}` of {ty}")?,
            Kind::Range(expected) => write!(f, "number out of range at byte {offset}: expected {expected}")?,
            Kind::Depth => {
                write!(f, "nested too deeply at byte {offset}: more than {} levels", super::MAX_DEPTH)?;
            }
            Kind::Utf8 => write!(f, "invalid UTF-8 at byte {offset}")?,
        }
        if path.is_empty() { Ok(()) } else { write!(f, " (in {path})") }
    }
}

impl fmt::Debug for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DecodeError")
            .field("kind", &self.0.kind)
            .field("offset", &self.0.offset)
            .field("path", &self.0.path)
            .finish()
    }
}

impl std::error::Error for DecodeError {}
