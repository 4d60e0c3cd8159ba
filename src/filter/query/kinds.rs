//! The first level: update kinds, as a set that constants can work with.

use super::table::same;
use crate::filter::UpdateKinds;
use crate::types::UpdateType;

/// The names of the update kinds, in the order of [`UpdateType::ALL`].
pub(super) const NAMES: [&str; 27] = [
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "business_connection",
    "business_message",
    "edited_business_message",
    "deleted_business_messages",
    "guest_message",
    "message_reaction",
    "message_reaction_count",
    "inline_query",
    "chosen_inline_result",
    "callback_query",
    "shipping_query",
    "pre_checkout_query",
    "purchased_paid_media",
    "poll",
    "poll_answer",
    "my_chat_member",
    "chat_member",
    "chat_join_request",
    "chat_boost",
    "removed_chat_boost",
    "managed_bot",
    "subscription",
    "stopped_message_generation",
];

/// The kinds that bring a message which is no channel post.
pub(super) const MESSAGES: Kinds = Kinds::of("message")
    .or(Kinds::of("edited_message"))
    .or(Kinds::of("business_message"))
    .or(Kinds::of("edited_business_message"))
    .or(Kinds::of("guest_message"));

/// The kinds that bring a channel post.
pub(super) const CHANNEL_POSTS: Kinds = Kinds::of("channel_post").or(Kinds::of("edited_channel_post"));

/// A set of update kinds: the bit at a kind's position in [`NAMES`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Kinds(u32);

impl Kinds {
    pub(super) const NONE: Self = Self(0);

    /// The kind of that name; none, if there is no such kind.
    pub(super) const fn of(name: &str) -> Self {
        let mut index = 0;
        while index < NAMES.len() {
            if same(NAMES[index], name) {
                return Self::nth(index);
            }
            index += 1;
        }
        Self::NONE
    }

    pub(super) const fn nth(index: usize) -> Self {
        Self(1 << index)
    }

    pub(super) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(super) const fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl From<Kinds> for UpdateKinds {
    fn from(kinds: Kinds) -> Self {
        let named = UpdateType::ALL.iter().enumerate().filter(|(index, _)| kinds.meets(Kinds::nth(*index)));
        named.fold(Self::NONE, |set, (_, kind)| set | Self::of(kind))
    }
}
