//! The third level: what can be asked of a part.

use super::parts::Part;
use super::table::{Leaf, Seen};
use crate::types::{
    EntityType, GiftInfo, Message, MessageEntity, MessageOrigin, ReactionType, SubscriptionState, UpdateKind,
    User,
};

const fn leaf(name: &'static str, test: fn(&Seen<'_>) -> bool) -> Leaf {
    Leaf { name, test }
}

fn any<P: Part>(seen: &Seen<'_>, test: impl Fn(&P::Item) -> bool) -> bool {
    P::items(seen).iter().any(test)
}

fn of(seen: &Seen<'_>, test: impl FnOnce(&Message) -> bool) -> bool {
    seen.message().is_some_and(test)
}

/// Text that is there and not empty.
fn filled(text: Option<&String>) -> bool {
    text.is_some_and(|text| !text.is_empty())
}

pub(super) const fn entities<P: Part<Item = MessageEntity>>() -> [Leaf; 20] {
    [
        leaf("mention", |s| any::<P>(s, |e| e.kind == EntityType::Mention)),
        leaf("hashtag", |s| any::<P>(s, |e| e.kind == EntityType::Hashtag)),
        leaf("cashtag", |s| any::<P>(s, |e| e.kind == EntityType::Cashtag)),
        leaf("bot_command", |s| any::<P>(s, |e| e.kind == EntityType::BotCommand)),
        // Whoever looks for links wants those behind a text too.
        leaf("url", |s| any::<P>(s, |e| e.kind == EntityType::Url || filled(e.url.as_ref()))),
        leaf("email", |s| any::<P>(s, |e| e.kind == EntityType::Email)),
        leaf("phone_number", |s| any::<P>(s, |e| e.kind == EntityType::PhoneNumber)),
        leaf("bold", |s| any::<P>(s, |e| e.kind == EntityType::Bold)),
        leaf("italic", |s| any::<P>(s, |e| e.kind == EntityType::Italic)),
        leaf("underline", |s| any::<P>(s, |e| e.kind == EntityType::Underline)),
        leaf("strikethrough", |s| any::<P>(s, |e| e.kind == EntityType::Strikethrough)),
        leaf("spoiler", |s| any::<P>(s, |e| e.kind == EntityType::Spoiler)),
        leaf("blockquote", |s| any::<P>(s, |e| e.kind == EntityType::Blockquote)),
        leaf("expandable_blockquote", |s| any::<P>(s, |e| e.kind == EntityType::ExpandableBlockquote)),
        leaf("code", |s| any::<P>(s, |e| e.kind == EntityType::Code)),
        leaf("pre", |s| any::<P>(s, |e| e.kind == EntityType::Pre)),
        leaf("text_link", |s| any::<P>(s, |e| e.kind == EntityType::TextLink)),
        leaf("text_mention", |s| any::<P>(s, |e| e.kind == EntityType::TextMention)),
        leaf("custom_emoji", |s| any::<P>(s, |e| e.kind == EntityType::CustomEmoji)),
        leaf("date_time", |s| any::<P>(s, |e| e.kind == EntityType::DateTime)),
    ]
}

pub(super) const fn user<P: Part<Item = User>>() -> [Leaf; 4] {
    [
        leaf("me", |s| s.ctx.me().is_some_and(|me| any::<P>(s, |user| user.id == me.id))),
        leaf("is_bot", |s| any::<P>(s, |user| user.is_bot)),
        leaf("is_premium", |s| any::<P>(s, |user| user.is_premium)),
        leaf("added_to_attachment_menu", |s| any::<P>(s, |user| user.added_to_attachment_menu)),
    ]
}

pub(super) const fn reaction<P: Part<Item = ReactionType>>() -> [Leaf; 3] {
    [
        leaf("emoji", |s| any::<P>(s, |r| matches!(r, ReactionType::Emoji(_)))),
        leaf("custom_emoji", |s| any::<P>(s, |r| matches!(r, ReactionType::CustomEmoji(_)))),
        leaf("paid", |s| any::<P>(s, |r| matches!(r, ReactionType::Paid(_)))),
    ]
}

pub(super) const fn gift<P: Part<Item = GiftInfo>>() -> [Leaf; 3] {
    [
        leaf("can_be_upgraded", |s| any::<P>(s, |gift| gift.can_be_upgraded)),
        leaf("is_upgrade_separate", |s| any::<P>(s, |gift| gift.is_upgrade_separate)),
        leaf("is_private", |s| any::<P>(s, |gift| gift.is_private)),
    ]
}

pub(super) static REACTIONS: [Leaf; 3] = [
    leaf("emoji", |s| counted(s, |r| matches!(r, ReactionType::Emoji(_)))),
    leaf("custom_emoji", |s| counted(s, |r| matches!(r, ReactionType::CustomEmoji(_)))),
    leaf("paid", |s| counted(s, |r| matches!(r, ReactionType::Paid(_)))),
];

/// grammY lets these queries stand and never match; here they match what they name.
fn counted(seen: &Seen<'_>, test: impl Fn(&ReactionType) -> bool) -> bool {
    matches!(seen.kind, UpdateKind::MessageReactionCount(u) if u.reactions.iter().any(|r| test(&r.kind)))
}

pub(super) static STATE: [Leaf; 3] = [
    leaf("canceled", |s| state(s, &SubscriptionState::Canceled)),
    leaf("active", |s| state(s, &SubscriptionState::Active)),
    leaf("failed", |s| state(s, &SubscriptionState::Failed)),
];

/// As with [`counted`]: they match, where in grammY they do not.
fn state(seen: &Seen<'_>, state: &SubscriptionState) -> bool {
    matches!(seen.kind, UpdateKind::Subscription(u) if u.state == *state)
}

pub(super) static ORIGIN: [Leaf; 4] = [
    leaf("user", |s| origin(s, |o| matches!(o, MessageOrigin::User(_)))),
    leaf("hidden_user", |s| origin(s, |o| matches!(o, MessageOrigin::HiddenUser(_)))),
    // A channel is a chat.
    leaf("chat", |s| origin(s, |o| matches!(o, MessageOrigin::Chat(_) | MessageOrigin::Channel(_)))),
    leaf("channel", |s| origin(s, |o| matches!(o, MessageOrigin::Channel(_)))),
];

fn origin(seen: &Seen<'_>, test: impl FnOnce(&MessageOrigin) -> bool) -> bool {
    of(seen, |m| m.forward_origin.as_deref().is_some_and(test))
}

pub(super) static STICKER: [Leaf; 3] = [
    leaf("is_video", |s| of(s, |m| m.sticker.as_ref().is_some_and(|sticker| sticker.is_video))),
    leaf("is_animated", |s| of(s, |m| m.sticker.as_ref().is_some_and(|sticker| sticker.is_animated))),
    leaf("premium_animation", |s| {
        of(s, |m| m.sticker.as_ref().is_some_and(|sticker| sticker.premium_animation.is_some()))
    }),
];

pub(super) static LINK_PREVIEW: [Leaf; 4] = [
    leaf("url", |s| of(s, |m| m.link_preview_options.as_ref().is_some_and(|o| filled(o.url.as_ref())))),
    leaf("prefer_small_media", |s| {
        of(s, |m| m.link_preview_options.as_ref().is_some_and(|o| o.prefer_small_media == Some(true)))
    }),
    leaf("prefer_large_media", |s| {
        of(s, |m| m.link_preview_options.as_ref().is_some_and(|o| o.prefer_large_media == Some(true)))
    }),
    leaf("show_above_text", |s| {
        of(s, |m| m.link_preview_options.as_ref().is_some_and(|o| o.show_above_text == Some(true)))
    }),
];

pub(super) static GIVEAWAY: [Leaf; 2] = [
    leaf("only_new_members", |s| of(s, |m| m.giveaway.as_ref().is_some_and(|g| g.only_new_members))),
    leaf("has_public_winners", |s| of(s, |m| m.giveaway.as_ref().is_some_and(|g| g.has_public_winners))),
];

pub(super) static GIVEAWAY_WINNERS: [Leaf; 2] = [
    leaf("only_new_members", |s| of(s, |m| m.giveaway_winners.as_ref().is_some_and(|g| g.only_new_members))),
    leaf("was_refunded", |s| of(s, |m| m.giveaway_winners.as_ref().is_some_and(|g| g.was_refunded))),
];

pub(super) static UNIQUE_GIFT: [Leaf; 3] = [
    // A gift that can be transferred for nothing has no price.
    leaf("transfer_star_count", |s| {
        of(s, |m| {
            m.unique_gift.as_ref().is_some_and(|g| g.transfer_star_count.is_some_and(|count| count != 0))
        })
    }),
    leaf("text", |s| of(s, |m| m.unique_gift.as_ref().is_some_and(|g| filled(g.text.as_ref())))),
    leaf("is_private", |s| of(s, |m| m.unique_gift.as_ref().is_some_and(|g| g.is_private))),
];

pub(super) static OWNER_LEFT: [Leaf; 1] = [leaf("new_owner", |s| {
    of(s, |m| m.chat_owner_left.as_ref().is_some_and(|left| left.new_owner.is_some()))
})];

pub(super) static TOPIC_CREATED: [Leaf; 1] = [leaf("is_name_implicit", |s| {
    of(s, |m| m.forum_topic_created.as_ref().is_some_and(|topic| topic.is_name_implicit))
})];

pub(super) static TOPIC_EDITED: [Leaf; 2] = [
    leaf("name", |s| {
        of(s, |m| m.forum_topic_edited.as_ref().is_some_and(|topic| filled(topic.name.as_ref())))
    }),
    // An icon that was taken away is an empty text.
    leaf("icon_custom_emoji_id", |s| {
        of(s, |m| {
            m.forum_topic_edited.as_ref().is_some_and(|topic| filled(topic.icon_custom_emoji_id.as_ref()))
        })
    }),
];

pub(super) static CHECKLIST: [Leaf; 2] = [
    leaf("others_can_add_tasks", |s| of(s, |m| m.checklist.as_ref().is_some_and(|c| c.others_can_add_tasks))),
    leaf("others_can_mark_tasks_as_done", |s| {
        of(s, |m| m.checklist.as_ref().is_some_and(|c| c.others_can_mark_tasks_as_done))
    }),
];
