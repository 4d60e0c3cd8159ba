//! The parts that several names of the third level are asked of.

use std::slice;

use super::table::Seen;
use crate::types::{GiftInfo, MessageEntity, ReactionType, UpdateKind, User};

/// A part of an update as a list: one element where the part is no list.
pub(super) trait Part {
    type Item: 'static;

    fn items<'a>(seen: &Seen<'a>) -> &'a [Self::Item];
}

pub(super) struct Entities;
pub(super) struct CaptionEntities;
pub(super) struct NewMembers;
pub(super) struct LeftMember;
pub(super) struct Actor;
pub(super) struct OldReaction;
pub(super) struct NewReaction;
pub(super) struct Gifts;
pub(super) struct UpgradedGifts;

impl Part for Entities {
    type Item = MessageEntity;

    fn items<'a>(seen: &Seen<'a>) -> &'a [MessageEntity] {
        seen.message().and_then(|m| m.entities.as_deref()).unwrap_or_default()
    }
}

impl Part for CaptionEntities {
    type Item = MessageEntity;

    fn items<'a>(seen: &Seen<'a>) -> &'a [MessageEntity] {
        seen.message().and_then(|m| m.caption_entities.as_deref()).unwrap_or_default()
    }
}

impl Part for NewMembers {
    type Item = User;

    fn items<'a>(seen: &Seen<'a>) -> &'a [User] {
        seen.message().and_then(|m| m.new_chat_members.as_deref()).unwrap_or_default()
    }
}

impl Part for LeftMember {
    type Item = User;

    fn items<'a>(seen: &Seen<'a>) -> &'a [User] {
        seen.message().and_then(|m| m.left_chat_member.as_deref()).map_or(&[], slice::from_ref)
    }
}

impl Part for Actor {
    type Item = User;

    fn items<'a>(seen: &Seen<'a>) -> &'a [User] {
        match seen.kind {
            UpdateKind::MyChatMember(update) | UpdateKind::ChatMember(update) => {
                slice::from_ref(&update.from)
            }
            _ => &[],
        }
    }
}

impl Part for OldReaction {
    type Item = ReactionType;

    fn items<'a>(seen: &Seen<'a>) -> &'a [ReactionType] {
        match seen.kind {
            UpdateKind::MessageReaction(update) => &update.old_reaction,
            _ => &[],
        }
    }
}

impl Part for NewReaction {
    type Item = ReactionType;

    fn items<'a>(seen: &Seen<'a>) -> &'a [ReactionType] {
        match seen.kind {
            UpdateKind::MessageReaction(update) => &update.new_reaction,
            _ => &[],
        }
    }
}

impl Part for Gifts {
    type Item = GiftInfo;

    fn items<'a>(seen: &Seen<'a>) -> &'a [GiftInfo] {
        seen.message().and_then(|m| m.gift.as_deref()).map_or(&[], slice::from_ref)
    }
}

impl Part for UpgradedGifts {
    type Item = GiftInfo;

    fn items<'a>(seen: &Seen<'a>) -> &'a [GiftInfo] {
        seen.message().and_then(|m| m.gift_upgrade_sent.as_deref()).map_or(&[], slice::from_ref)
    }
}
