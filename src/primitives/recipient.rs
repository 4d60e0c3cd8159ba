//! Which chat a method is for.

use super::{ChatId, UserId};
use crate::json::{Decode, DecodeError, Encode, Peek, Reader, Writer};
use crate::types::{Chat, ChatFullInfo, Message, User};

/// Which chat a method is for: its identifier, or the `@username` of a public one.
///
/// # Example
/// ```
/// use chappe::types::{ChatId, Recipient};
///
/// assert_eq!(Recipient::from(-100123), Recipient::Id(ChatId(-100123)));
/// assert_eq!(Recipient::from("-100123"), Recipient::Id(ChatId(-100123)));
/// assert_eq!(Recipient::from("@news").to_string(), "@news");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Recipient {
    /// A chat by its identifier.
    Id(ChatId),
    /// A public chat by its username, with the `@`.
    Username(String),
}

impl Default for Recipient {
    fn default() -> Self {
        Self::Id(ChatId::default())
    }
}

impl std::fmt::Display for Recipient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Id(id) => id.fmt(f),
            Self::Username(name) => f.write_str(name),
        }
    }
}

impl Decode for Recipient {
    fn decode_into(&mut self, r: &mut Reader<'_>) -> Result<(), DecodeError> {
        *self = match r.peek()? {
            Peek::String => Self::Username(r.string()?),
            _ => Self::Id(crate::json::decode(r)?),
        };
        Ok(())
    }
}

impl Encode for Recipient {
    fn encode(&self, w: &mut Writer) {
        match self {
            Self::Id(id) => id.encode(w),
            Self::Username(name) => w.str(name),
        }
    }
}

impl From<i64> for Recipient {
    fn from(id: i64) -> Self {
        Self::Id(ChatId(id))
    }
}

impl From<ChatId> for Recipient {
    fn from(id: ChatId) -> Self {
        Self::Id(id)
    }
}

impl From<UserId> for Recipient {
    fn from(id: UserId) -> Self {
        Self::Id(id.into())
    }
}

impl From<&str> for Recipient {
    /// A number is an identifier, as it is to Telegram; anything else is a username.
    fn from(name: &str) -> Self {
        name.parse().map_or_else(|_| Self::Username(name.to_owned()), Self::Id)
    }
}

impl From<String> for Recipient {
    /// A number is an identifier, as it is to Telegram; anything else is a username.
    fn from(name: String) -> Self {
        name.parse().map_or_else(|_| Self::Username(name), Self::Id)
    }
}

impl From<&Chat> for Recipient {
    fn from(chat: &Chat) -> Self {
        Self::Id(chat.id)
    }
}

impl From<&ChatFullInfo> for Recipient {
    fn from(chat: &ChatFullInfo) -> Self {
        Self::Id(chat.id)
    }
}

impl From<&User> for Recipient {
    fn from(user: &User) -> Self {
        Self::Id(user.id.into())
    }
}

impl From<&Message> for Recipient {
    /// The chat that the message is in.
    fn from(message: &Message) -> Self {
        Self::Id(message.chat.id)
    }
}
