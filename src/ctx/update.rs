//! Whom and what an update is about, whatever its kind.

use crate::types::{
    Chat, ChatBoostSource, ChatId, MaybeInaccessibleMessage, Message, MessageEntity, MessageId, Update,
    UpdateKind, User,
};

/// A group that became a supergroup, and so has another identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Migration {
    /// The group's identifier until then.
    pub from: ChatId,
    /// The supergroup's, which it has from then on.
    pub to: ChatId,
}

impl Update {
    /// Which group became a supergroup, where the update is one of the two messages that tell of it.
    ///
    /// Telegram sends one in the old group and one in the new supergroup.
    ///
    /// # Example
    /// ```
    /// use chappe::types::Update;
    ///
    /// let update = Update::from_json(
    ///     r#"{"update_id":1,"message":{"message_id":9,"date":1,"chat":{"id":-5,"type":"group"},"migrate_to_chat_id":-1001}}"#,
    /// )?;
    /// let migration = update.migration().expect("it tells of one");
    /// assert_eq!((migration.from.0, migration.to.0), (-5, -1001));
    /// # Ok::<(), chappe::json::DecodeError>(())
    /// ```
    pub fn migration(&self) -> Option<Migration> {
        let UpdateKind::Message(message) = &self.kind else { return None };
        let here = message.chat.id;
        let to = message.migrate_to_chat_id.map(|to| Migration { from: here, to });
        to.or_else(|| message.migrate_from_chat_id.map(|from| Migration { from, to: here }))
    }

    /// The message that the update brings, edited or new, or that a clicked button hangs on.
    ///
    /// A message too old to be seen is not among them: [`msg_id`](Self::msg_id) and [`chat`](Self::chat) know it.
    pub fn msg(&self) -> Option<&Message> {
        Some(match &self.kind {
            UpdateKind::Message(m)
            | UpdateKind::EditedMessage(m)
            | UpdateKind::ChannelPost(m)
            | UpdateKind::EditedChannelPost(m)
            | UpdateKind::BusinessMessage(m)
            | UpdateKind::EditedBusinessMessage(m)
            | UpdateKind::GuestMessage(m) => m,
            UpdateKind::CallbackQuery(query) => match query.message.as_deref()? {
                MaybeInaccessibleMessage::Accessible(m) => m,
                _ => return None,
            },
            _ => return None,
        })
    }

    /// The identifier of the message that the update is about; also of one that a reaction was given to.
    pub fn msg_id(&self) -> Option<MessageId> {
        if let Some(message) = self.msg() {
            return Some(message.message_id);
        }
        Some(match &self.kind {
            UpdateKind::CallbackQuery(query) => query.message.as_deref()?.message_id()?,
            UpdateKind::MessageReaction(reaction) => reaction.message_id,
            UpdateKind::MessageReactionCount(reaction) => reaction.message_id,
            _ => return None,
        })
    }

    /// The chat that the update happened in.
    pub fn chat(&self) -> Option<&Chat> {
        if let Some(message) = self.msg() {
            return Some(&message.chat);
        }
        Some(match &self.kind {
            UpdateKind::CallbackQuery(query) => query.message.as_deref()?.chat()?,
            UpdateKind::DeletedBusinessMessages(u) => &u.chat,
            UpdateKind::StoppedMessageGeneration(u) => &u.chat,
            UpdateKind::MessageReaction(u) => &u.chat,
            UpdateKind::MessageReactionCount(u) => &u.chat,
            UpdateKind::MyChatMember(u) | UpdateKind::ChatMember(u) => &u.chat,
            UpdateKind::ChatJoinRequest(u) => &u.chat,
            UpdateKind::ChatBoost(u) => &u.chat,
            UpdateKind::RemovedChatBoost(u) => &u.chat,
            _ => return None,
        })
    }

    /// The identifier of the chat; that of the private chat with the owner for a business connection.
    pub fn chat_id(&self) -> Option<ChatId> {
        match &self.kind {
            UpdateKind::BusinessConnection(connection) => Some(connection.user_chat_id),
            _ => self.chat().map(|chat| chat.id),
        }
    }

    /// The user who caused the update: for a clicked button the one who clicked.
    pub fn from(&self) -> Option<&User> {
        fn booster(source: &ChatBoostSource) -> Option<&User> {
            match source {
                ChatBoostSource::Premium(source) => Some(&source.user),
                ChatBoostSource::GiftCode(source) => Some(&source.user),
                ChatBoostSource::Giveaway(source) => source.user.as_deref(),
                ChatBoostSource::Unknown(_) => None,
            }
        }
        Some(match &self.kind {
            UpdateKind::BusinessConnection(u) => &u.user,
            UpdateKind::MessageReaction(u) => u.user.as_deref()?,
            UpdateKind::ManagedBot(u) => &u.user,
            UpdateKind::ChatBoost(u) => booster(&u.boost.source)?,
            UpdateKind::RemovedChatBoost(u) => booster(&u.source)?,
            UpdateKind::Subscription(u) => &u.user,
            UpdateKind::CallbackQuery(u) => &u.from,
            UpdateKind::InlineQuery(u) => &u.from,
            UpdateKind::ChosenInlineResult(u) => &u.from,
            UpdateKind::ShippingQuery(u) => &u.from,
            UpdateKind::PreCheckoutQuery(u) => &u.from,
            UpdateKind::MyChatMember(u) | UpdateKind::ChatMember(u) => &u.from,
            UpdateKind::ChatJoinRequest(u) => &u.from,
            UpdateKind::PurchasedPaidMedia(u) => &u.from,
            UpdateKind::PollAnswer(u) => u.user.as_deref()?,
            _ => self.msg()?.from.as_deref()?,
        })
    }

    /// The chat in whose name the message was sent.
    pub fn sender_chat(&self) -> Option<&Chat> {
        self.msg()?.sender_chat.as_deref()
    }

    /// The identifier of the message sent by inline mode that a button hangs on or that was chosen.
    pub fn inline_message_id(&self) -> Option<&str> {
        match &self.kind {
            UpdateKind::CallbackQuery(query) => query.inline_message_id.as_deref(),
            UpdateKind::ChosenInlineResult(result) => result.inline_message_id.as_deref(),
            _ => None,
        }
    }

    /// The business connection that the update came through.
    pub fn business_connection_id(&self) -> Option<&str> {
        match &self.kind {
            UpdateKind::BusinessConnection(connection) => Some(&connection.id),
            UpdateKind::DeletedBusinessMessages(deleted) => Some(&deleted.business_connection_id),
            _ => self.msg()?.business_connection_id.as_deref(),
        }
    }

    /// The text of the message, or the caption of its medium.
    pub fn text_or_caption(&self) -> Option<&str> {
        let message = self.msg()?;
        message.text.as_deref().or(message.caption.as_deref())
    }

    /// The entities of the message's text, or of its caption.
    pub fn raw_entities(&self) -> &[MessageEntity] {
        let Some(message) = self.msg() else { return &[] };
        message.entities.as_deref().or(message.caption_entities.as_deref()).unwrap_or_default()
    }
}
