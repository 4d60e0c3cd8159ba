//! Identifiers that must not be mixed up.

use crate::macros::integer;

integer! {
    /// The identifier of a user or bot.
    pub struct UserId;
}

integer! {
    /// The identifier of a chat: positive for private chats (where it is the user's), negative for all others.
    pub struct ChatId;
}

integer! {
    /// The identifier of a message within its chat.
    pub struct MessageId;
}

integer! {
    /// The identifier of a forum topic within its chat: that of the message that opened it.
    pub struct ThreadId;
}

impl From<UserId> for ChatId {
    /// The private chat with the user, which has the user's number.
    fn from(user: UserId) -> Self {
        Self(user.0)
    }
}

impl From<MessageId> for crate::types::ReplyParameters {
    /// A reply to the message, in the chat that is sent to.
    fn from(message_id: MessageId) -> Self {
        Self::new().message_id(message_id)
    }
}
