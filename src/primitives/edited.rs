//! What an edit answers with.

use crate::json::{Decode, DecodeError, Encode, Peek, Reader, Writer};
use crate::types::Message;

/// What an edit answers with: the message, or, where the message was sent by inline mode, only that it was done.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Edited {
    /// The message as it is now.
    Message(Box<Message>),
    /// A message sent by inline mode, which the bot cannot see.
    #[default]
    Inline,
}

impl Edited {
    /// The message, unless it was sent by inline mode.
    pub fn message(&self) -> Option<&Message> {
        match self {
            Self::Message(message) => Some(message),
            Self::Inline => None,
        }
    }
}

impl Decode for Edited {
    fn decode_into(&mut self, r: &mut Reader<'_>) -> Result<(), DecodeError> {
        if r.peek()? == Peek::Object {
            *self = Self::Message(crate::json::decode(r)?);
            return Ok(());
        }
        r.skip()
    }
}

impl Encode for Edited {
    fn encode(&self, w: &mut Writer) {
        match self {
            Self::Message(message) => message.encode(w),
            Self::Inline => w.bool(true),
        }
    }
}
