//! What an update knows that a call may need.

use super::Ctx;
use crate::bot::{Call, Method};
use crate::filter::Reaction;
use crate::methods::SetMessageReaction;
use crate::types::{ChatId, MessageEntity, MessageId, ThreadId, Update, UpdateKind, UserId};

impl Ctx {
    /// Reacts to the message that the event is about: with an emoji, several, or none to take the reaction back.
    /// [Bot API](https://core.telegram.org/bots/api#setmessagereaction)
    ///
    /// # Example
    /// ```
    /// use chappe::prelude::*;
    ///
    /// async fn like(ctx: Ctx) -> Result {
    ///     ctx.react("👍").await?;
    ///     Ok(())
    /// }
    /// ```
    pub fn react(&self, reaction: impl Into<Reaction>) -> Call<SetMessageReaction> {
        self.set_message_reaction().reaction(reaction.into().into_types())
    }

    /// A call with what the update lacks for it.
    pub(super) fn call<M: Method>(&self, method: M, lacks: Vec<&'static str>) -> Call<M> {
        Call::new(self.bot(), method).lacks(lacks)
    }

    /// The chat of a message to edit: of one sent by inline mode none is named.
    pub(super) fn known_edit_chat(&self) -> Option<ChatId> {
        self.chat_id().filter(|_| self.inline_message_id().is_none())
    }

    /// The message to edit: one sent by inline mode is named in its own way.
    pub(super) fn known_edit_message(&self) -> Option<MessageId> {
        self.msg_id().filter(|_| self.inline_message_id().is_none())
    }

    /// The topic to answer in: a thread of mere replies is none.
    pub(super) fn known_topic(&self) -> Option<ThreadId> {
        self.msg().filter(|message| message.is_topic_message)?.message_thread_id
    }

    pub(super) fn known_direct_messages_topic(&self) -> Option<i64> {
        Some(self.msg()?.direct_messages_topic.as_deref()?.topic_id)
    }

    pub(super) fn known_callback_query(&self) -> Option<String> {
        match &self.update()?.kind {
            UpdateKind::CallbackQuery(query) => Some(query.id.clone()),
            _ => None,
        }
    }

    pub(super) fn known_inline_query(&self) -> Option<String> {
        match &self.update()?.kind {
            UpdateKind::InlineQuery(query) => Some(query.id.clone()),
            _ => None,
        }
    }

    pub(super) fn known_shipping_query(&self) -> Option<String> {
        match &self.update()?.kind {
            UpdateKind::ShippingQuery(query) => Some(query.id.clone()),
            _ => None,
        }
    }

    pub(super) fn known_pre_checkout_query(&self) -> Option<String> {
        match &self.update()?.kind {
            UpdateKind::PreCheckoutQuery(query) => Some(query.id.clone()),
            _ => None,
        }
    }

    pub(super) fn known_join_request_query(&self) -> Option<String> {
        match &self.update()?.kind {
            UpdateKind::ChatJoinRequest(request) => request.query_id.clone(),
            _ => None,
        }
    }

    pub(super) fn known_managed_bot(&self) -> Option<UserId> {
        match &self.update()?.kind {
            UpdateKind::ManagedBot(update) => Some(update.bot.id),
            _ => None,
        }
    }

    pub(super) fn known_reacting_user(&self) -> Option<UserId> {
        match &self.update()?.kind {
            UpdateKind::MessageReaction(reaction) => reaction.user.as_deref().map(|user| user.id),
            _ => None,
        }
    }

    pub(super) fn known_reacting_chat(&self) -> Option<ChatId> {
        match &self.update()?.kind {
            UpdateKind::MessageReaction(reaction) => reaction.actor_chat.as_deref().map(|chat| chat.id),
            _ => None,
        }
    }

    pub(super) fn known_payment_charge(&self) -> Option<String> {
        Some(self.msg()?.successful_payment.as_deref()?.telegram_payment_charge_id.clone())
    }

    /// The file that the message brings: of a photo the largest size.
    pub(super) fn known_file(&self) -> Option<String> {
        let m = self.msg()?;
        let id = None
            .or_else(|| m.photo.as_deref()?.last().map(|file| &file.file_id))
            .or_else(|| m.animation.as_deref().map(|file| &file.file_id))
            .or_else(|| m.audio.as_deref().map(|file| &file.file_id))
            .or_else(|| m.document.as_deref().map(|file| &file.file_id))
            .or_else(|| m.video.as_deref().map(|file| &file.file_id))
            .or_else(|| m.video_note.as_deref().map(|file| &file.file_id))
            .or_else(|| m.voice.as_deref().map(|file| &file.file_id))
            .or_else(|| m.sticker.as_deref().map(|file| &file.file_id))?;
        Some(id.clone())
    }

    pub(super) fn known_custom_emoji(&self) -> Vec<String> {
        let entities: &[MessageEntity] = self.update().map(Update::raw_entities).unwrap_or_default();
        entities.iter().filter_map(|entity| entity.custom_emoji_id.clone()).collect()
    }
}
