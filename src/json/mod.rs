//! The JSON codec beneath the generated Bot API types.
//!
//! Not serde's derive, for four reasons: the code of ~400 types is compiled once, inside this crate, and not again
//! in every bot; a struct is filled where it stands and never moved; members this version does not know are kept as
//! they arrived; the tag of a union is found wherever it stands in the object.

pub(crate) mod debug;
pub(crate) mod decode;
#[cfg(test)]
mod differential;
pub(crate) mod encode;
pub(crate) mod error;
pub(crate) mod extra;
mod lookahead;
mod number;
mod path;
pub(crate) mod raw;
pub(crate) mod reader;
mod scan;
pub(crate) mod serde;
mod skip;
mod string;
#[cfg(test)]
mod tests;
pub(crate) mod writer;

pub use self::serde::{deserialize, serialize};
pub use debug::debug;
pub use error::DecodeError;
pub use extra::Extra;
pub use raw::RawJson;
pub use reader::{Key, MAX_DEPTH, Peek, Reader};
pub use writer::Writer;

/// A type read from JSON.
pub trait Decode: Default {
    /// Fills `self`, a default value, from the next JSON value.
    fn decode_into(&mut self, r: &mut Reader<'_>) -> Result<(), DecodeError>;
}

/// A type written as JSON.
pub trait Encode {
    /// Writes one JSON value.
    fn encode(&self, w: &mut Writer);
}

/// Reads one value, which must be the whole of `s` but for whitespace.
pub fn from_str<T: Decode>(s: &str) -> Result<T, DecodeError> {
    let mut value = T::default();
    let mut reader = Reader::new(s);
    match value.decode_into(&mut reader).and_then(|()| reader.end()) {
        Ok(()) => Ok(value),
        Err(error) => Err(error.located(s)),
    }
}

/// Reads one value, which must be the whole of `b` but for whitespace.
pub fn from_slice<T: Decode>(b: &[u8]) -> Result<T, DecodeError> {
    match std::str::from_utf8(b) {
        Ok(s) => from_str(s),
        Err(error) => Err(DecodeError::utf8(error.valid_up_to())),
    }
}

/// Reads the next value.
pub fn decode<T: Decode>(r: &mut Reader<'_>) -> Result<T, DecodeError> {
    let mut value = T::default();
    value.decode_into(r)?;
    Ok(value)
}

/// Writes one value.
pub fn to_string<T: Encode + ?Sized>(v: &T) -> String {
    let mut writer = Writer::new();
    v.encode(&mut writer);
    writer.into_string()
}
