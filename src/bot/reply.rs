//! A call that goes out in the answer to the update that it was made for.

use std::sync::{Arc, Mutex, PoisonError};

use bytes::{BufMut as _, Bytes, BytesMut};

use super::Transport;
use crate::Bot;

/// Room for one call in the answer to an update: a flavor of its context, and an extension of what handlers return.
#[derive(Clone)]
pub(crate) struct ReplySlot(Arc<Slot>);

struct Slot {
    /// Of the bot whose update it is: an answer carries no other bot's calls.
    transport: Transport,
    call: Mutex<Call>,
}

enum Call {
    None,
    Some(Bytes),
    /// The answer is on its way.
    TooLate,
}

impl ReplySlot {
    pub(crate) fn new(bot: &Bot) -> Self {
        Self(Arc::new(Slot { transport: bot.transport().clone(), call: Mutex::new(Call::None) }))
    }

    /// Puts a call with no files in; `false` where it has to be sent.
    pub(super) fn put(&self, transport: &Transport, method: &str, params: &[u8]) -> bool {
        if !self.0.transport.is(transport) {
            return false;
        }
        let mut call = self.0.call.lock().unwrap_or_else(PoisonError::into_inner);
        match (&*call, with_method(method, params)) {
            (Call::None, Some(text)) => *call = Call::Some(text),
            _ => return false,
        }
        true
    }

    /// The call that is there, as the body of an answer; none comes in any more.
    pub(crate) fn take(&self) -> Option<Bytes> {
        let mut call = self.0.call.lock().unwrap_or_else(PoisonError::into_inner);
        match std::mem::replace(&mut *call, Call::TooLate) {
            Call::Some(text) => Some(text),
            Call::None | Call::TooLate => None,
        }
    }
}

/// The parameters, a JSON object, with the method's name among them.
fn with_method(method: &str, params: &[u8]) -> Option<Bytes> {
    let rest = params.strip_prefix(b"{")?;
    // A name that would have to be escaped is none of the Bot API's.
    if !method.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    let mut text = BytesMut::with_capacity(params.len() + method.len() + r#""method":"","#.len());
    text.put_slice(br#"{"method":""#);
    text.put_slice(method.as_bytes());
    text.put_slice(if rest == b"}" { b"\"" } else { b"\"," });
    text.put_slice(rest);
    Some(text.freeze())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_method_stands_among_the_parameters() {
        let text = |params: &str| with_method("getMe", params.as_bytes());
        assert_eq!(text("{}").as_deref(), Some(br#"{"method":"getMe"}"#.as_slice()));
        assert_eq!(text(r#"{"a":1}"#).as_deref(), Some(br#"{"method":"getMe","a":1}"#.as_slice()));
        assert_eq!(text(""), None);
        assert_eq!(with_method("get\"Me", b"{}"), None);
    }

    #[test]
    fn the_first_call_of_the_own_bot_is_taken_and_nothing_after_the_answer() {
        let bot = || Bot::new("42:TEST").expect("a token of a token's form");
        let (own, other) = (bot(), bot());
        let slot = ReplySlot::new(&own);
        assert!(!slot.put(other.transport(), "getMe", b"{}"));
        assert!(slot.put(own.transport(), "getMe", b"{}"));
        assert!(!slot.put(own.transport(), "logOut", b"{}"));
        assert!(slot.take().is_some_and(|text| text.starts_with(br#"{"method":"getMe""#)));
        assert!(!slot.put(own.transport(), "logOut", b"{}"));
        assert_eq!(slot.take(), None);
    }
}
