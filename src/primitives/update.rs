//! What of `Update` is written by hand.

use std::fmt;

use crate::json::{self, Decode, DecodeError, Encode, Key, RawJson, Reader, Writer};
use crate::types::{Update, UpdateKind};

/// An update of a kind that this version does not know.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct UnknownUpdate {
    /// The name of the kind; empty where the update had no second member.
    pub name: Box<str>,
    /// What came with it, as it arrived.
    pub content: RawJson,
}

impl Default for UpdateKind {
    fn default() -> Self {
        Self::Unknown(Box::default())
    }
}

impl fmt::Debug for UpdateKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        struct Member<'a>(&'a UpdateKind);

        impl Encode for Member<'_> {
            fn encode(&self, w: &mut Writer) {
                w.begin_object();
                self.0.write(w);
                w.end_object();
            }
        }

        json::debug(&Member(self), "UpdateKind", f)
    }
}

impl Update {
    /// Parses one update.
    ///
    /// # Errors
    /// Says where the text is not JSON, or not an update.
    pub fn from_json(text: &str) -> Result<Self, DecodeError> {
        json::from_str(text)
    }

    /// Parses one update from bytes, such as the body of a webhook's request.
    ///
    /// # Errors
    /// Says where the bytes are not JSON, or not an update.
    pub fn from_slice(bytes: &[u8]) -> Result<Self, DecodeError> {
        json::from_slice(bytes)
    }

    /// The update as JSON, with everything that was not known.
    pub fn to_json(&self) -> String {
        json::to_string(self)
    }

    /// A known kind; what was taken for the kind before is an extra then.
    #[inline]
    pub(crate) fn set_kind(&mut self, kind: UpdateKind) {
        if let UpdateKind::Unknown(unknown) = std::mem::replace(&mut self.kind, kind)
            && !unknown.name.is_empty()
        {
            self.extra.insert(&unknown.name, unknown.content);
        }
    }

    /// A member that is no known kind: the kind itself where there is no other, else an extra.
    #[cold]
    pub(crate) fn keep_unknown(&mut self, key: &Key<'_>, r: &mut Reader<'_>) -> Result<(), DecodeError> {
        let free = matches!(&self.kind, UpdateKind::Unknown(unknown) if unknown.name.is_empty());
        if !free {
            return self.extra.keep(key, r);
        }
        let mut unknown = UnknownUpdate { name: (**key).into(), content: RawJson::default() };
        unknown.content.decode_into(r)?;
        self.kind = UpdateKind::Unknown(Box::new(unknown));
        Ok(())
    }
}

impl UnknownUpdate {
    pub(crate) fn write(&self, w: &mut Writer) {
        if !self.name.is_empty() {
            w.key_escaped(&self.name);
            w.raw(self.content.get());
        }
    }
}
