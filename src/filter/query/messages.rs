//! The second level of messages: which fields can be asked for.

use super::leaves;
use super::parts::{CaptionEntities, Entities, Gifts, LeftMember, NewMembers, UpgradedGifts};
use super::table::{Key, Leaf, Test};
use crate::types::Message;

const fn key(name: &'static str, test: fn(&Message) -> bool) -> Key {
    with(name, test, &[])
}

const fn with(name: &'static str, test: fn(&Message) -> bool, leaves: &'static [Leaf]) -> Key {
    Key { name, test: Test::Message(test), leaves }
}

/// What every kind of message can have. That of a list counts as there when the list is empty.
pub(super) static COMMON: [Key; 52] = [
    with("forward_origin", |m| m.forward_origin.is_some(), &leaves::ORIGIN),
    key("is_topic_message", |m| m.is_topic_message),
    key("is_automatic_forward", |m| m.is_automatic_forward),
    key("guest_query_id", |m| m.guest_query_id.is_some()),
    key("business_connection_id", |m| m.business_connection_id.is_some()),
    key("text", |m| m.text.is_some()),
    with("entities", |m| m.entities.is_some(), &leaves::entities::<Entities>()),
    key("rich_message", |m| m.rich_message.is_some()),
    key("caption", |m| m.caption.is_some()),
    with("caption_entities", |m| m.caption_entities.is_some(), &leaves::entities::<CaptionEntities>()),
    with("link_preview_options", |m| m.link_preview_options.is_some(), &leaves::LINK_PREVIEW),
    key("effect_id", |m| m.effect_id.is_some()),
    key("paid_star_count", |m| m.paid_star_count.is_some()),
    key("has_media_spoiler", |m| m.has_media_spoiler),
    key("animation", |m| m.animation.is_some()),
    key("audio", |m| m.audio.is_some()),
    key("document", |m| m.document.is_some()),
    key("live_photo", |m| m.live_photo.is_some()),
    key("paid_media", |m| m.paid_media.is_some()),
    key("photo", |m| m.photo.is_some()),
    with("sticker", |m| m.sticker.is_some(), &leaves::STICKER),
    key("story", |m| m.story.is_some()),
    key("video", |m| m.video.is_some()),
    key("video_note", |m| m.video_note.is_some()),
    key("voice", |m| m.voice.is_some()),
    key("contact", |m| m.contact.is_some()),
    key("dice", |m| m.dice.is_some()),
    key("game", |m| m.game.is_some()),
    key("poll", |m| m.poll.is_some()),
    key("venue", |m| m.venue.is_some()),
    key("location", |m| m.location.is_some()),
    key("new_chat_title", |m| m.new_chat_title.is_some()),
    key("new_chat_photo", |m| m.new_chat_photo.is_some()),
    key("delete_chat_photo", |m| m.delete_chat_photo),
    key("message_auto_delete_timer_changed", |m| m.message_auto_delete_timer_changed.is_some()),
    key("pinned_message", |m| m.pinned_message.is_some()),
    key("invoice", |m| m.invoice.is_some()),
    key("proximity_alert_triggered", |m| m.proximity_alert_triggered.is_some()),
    key("chat_background_set", |m| m.chat_background_set.is_some()),
    key("giveaway_created", |m| m.giveaway_created.is_some()),
    with("giveaway", |m| m.giveaway.is_some(), &leaves::GIVEAWAY),
    with("giveaway_winners", |m| m.giveaway_winners.is_some(), &leaves::GIVEAWAY_WINNERS),
    key("giveaway_completed", |m| m.giveaway_completed.is_some()),
    with("gift", |m| m.gift.is_some(), &leaves::gift::<Gifts>()),
    with("gift_upgrade_sent", |m| m.gift_upgrade_sent.is_some(), &leaves::gift::<UpgradedGifts>()),
    with("unique_gift", |m| m.unique_gift.is_some(), &leaves::UNIQUE_GIFT),
    key("paid_message_price_changed", |m| m.paid_message_price_changed.is_some()),
    key("video_chat_scheduled", |m| m.video_chat_scheduled.is_some()),
    key("video_chat_started", |m| m.video_chat_started.is_some()),
    key("video_chat_ended", |m| m.video_chat_ended.is_some()),
    key("video_chat_participants_invited", |m| m.video_chat_participants_invited.is_some()),
    key("web_app_data", |m| m.web_app_data.is_some()),
];

/// What a message can have that is no channel post.
pub(super) static MESSAGE: [Key; 39] = [
    key("direct_messages_topic", |m| m.direct_messages_topic.is_some()),
    key("sender_boost_count", |m| m.sender_boost_count.is_some()),
    key("suggested_post_info", |m| m.suggested_post_info.is_some()),
    with("new_chat_members", |m| m.new_chat_members.is_some(), &leaves::user::<NewMembers>()),
    with("left_chat_member", |m| m.left_chat_member.is_some(), &leaves::user::<LeftMember>()),
    with("chat_owner_left", |m| m.chat_owner_left.is_some(), &leaves::OWNER_LEFT),
    key("chat_owner_changed", |m| m.chat_owner_changed.is_some()),
    key("group_chat_created", |m| m.group_chat_created),
    key("supergroup_chat_created", |m| m.supergroup_chat_created),
    key("migrate_to_chat_id", |m| m.migrate_to_chat_id.is_some()),
    key("migrate_from_chat_id", |m| m.migrate_from_chat_id.is_some()),
    key("successful_payment", |m| m.successful_payment.is_some()),
    key("refunded_payment", |m| m.refunded_payment.is_some()),
    key("users_shared", |m| m.users_shared.is_some()),
    key("chat_shared", |m| m.chat_shared.is_some()),
    key("connected_website", |m| m.connected_website.is_some()),
    key("managed_bot_created", |m| m.managed_bot_created.is_some()),
    key("write_access_allowed", |m| m.write_access_allowed.is_some()),
    key("passport_data", |m| m.passport_data.is_some()),
    key("boost_added", |m| m.boost_added.is_some()),
    with("forum_topic_created", |m| m.forum_topic_created.is_some(), &leaves::TOPIC_CREATED),
    with("forum_topic_edited", |m| m.forum_topic_edited.is_some(), &leaves::TOPIC_EDITED),
    key("forum_topic_closed", |m| m.forum_topic_closed.is_some()),
    key("forum_topic_reopened", |m| m.forum_topic_reopened.is_some()),
    key("general_forum_topic_hidden", |m| m.general_forum_topic_hidden.is_some()),
    key("general_forum_topic_unhidden", |m| m.general_forum_topic_unhidden.is_some()),
    with("checklist", |m| m.checklist.is_some(), &leaves::CHECKLIST),
    key("checklist_tasks_done", |m| m.checklist_tasks_done.is_some()),
    key("checklist_tasks_added", |m| m.checklist_tasks_added.is_some()),
    key("community_chat_added", |m| m.community_chat_added.is_some()),
    key("community_chat_joined", |m| m.community_chat_joined.is_some()),
    key("community_chat_removed", |m| m.community_chat_removed.is_some()),
    key("poll_option_added", |m| m.poll_option_added.is_some()),
    key("poll_option_deleted", |m| m.poll_option_deleted.is_some()),
    key("suggested_post_approved", |m| m.suggested_post_approved.is_some()),
    key("suggested_post_approval_failed", |m| m.suggested_post_approval_failed.is_some()),
    key("suggested_post_declined", |m| m.suggested_post_declined.is_some()),
    key("suggested_post_paid", |m| m.suggested_post_paid.is_some()),
    key("suggested_post_refunded", |m| m.suggested_post_refunded.is_some()),
];

/// What only a channel post can have.
pub(super) static CHANNEL_POST: [Key; 3] = [
    key("channel_chat_created", |m| m.channel_chat_created),
    key("direct_message_price_changed", |m| m.direct_message_price_changed.is_some()),
    key("is_paid_post", |m| m.is_paid_post),
];
