//! A set of update kinds.

use std::ops::{BitAnd, BitOr};

use crate::types::{UpdateKind, UpdateType};

/// A set of update kinds, as one number.
///
/// # Example
/// ```
/// use chappe::filter::UpdateKinds;
/// use chappe::types::UpdateType;
///
/// let kinds = UpdateKinds::of(&UpdateType::Message) | UpdateKinds::of(&UpdateType::ChannelPost);
/// assert!(kinds.contains(&UpdateType::Message));
/// assert_eq!(kinds.iter().count(), 2);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UpdateKinds(u64);

/// The bit for kinds that this version does not know.
const UNKNOWN: u64 = 1 << 63;

impl UpdateKinds {
    /// Every kind, and those that are not known yet.
    pub const ALL: Self = Self(u64::MAX);
    /// No kind.
    pub const NONE: Self = Self(0);

    /// The set of one kind.
    pub fn of(kind: &UpdateType) -> Self {
        Self(UpdateType::ALL.iter().position(|k| k == kind).map_or(UNKNOWN, |index| 1 << index))
    }

    /// The set of several kinds.
    pub fn from_types(kinds: &[UpdateType]) -> Self {
        kinds.iter().fold(Self::NONE, |set, kind| set | Self::of(kind))
    }

    /// The kinds that Telegram sends where none are named: all but `chat_member`, `message_reaction` and
    /// `message_reaction_count`.
    pub fn default_set() -> Self {
        let opt_in = [UpdateType::ChatMember, UpdateType::MessageReaction, UpdateType::MessageReactionCount];
        Self(Self::known().0 & !Self::from_types(&opt_in).0)
    }

    /// Every kind that this version knows.
    pub fn known() -> Self {
        Self::from_types(UpdateType::ALL)
    }

    /// Whether the kind is in the set.
    pub fn contains(self, kind: &UpdateType) -> bool {
        self.0 & Self::of(kind).0 != 0
    }

    /// Whether the update's kind is in the set.
    #[inline]
    pub(crate) fn has(self, kind: &UpdateKind) -> bool {
        self.0 & kind.index().map_or(UNKNOWN, |index| 1 << index) != 0
    }

    /// Whether no kind is in the set.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether every kind is in the set, also those not known.
    pub fn is_all(self) -> bool {
        self == Self::ALL
    }

    /// The known kinds of the set, in the order of the Bot API.
    pub fn iter(self) -> impl Iterator<Item = &'static UpdateType> {
        UpdateType::ALL.iter().enumerate().filter(move |(i, _)| self.0 & (1 << i) != 0).map(|(_, kind)| kind)
    }
}

impl BitOr for UpdateKinds {
    type Output = Self;

    fn bitor(self, rhs: Self) -> Self {
        Self(self.0 | rhs.0)
    }
}

impl BitAnd for UpdateKinds {
    type Output = Self;

    fn bitand(self, rhs: Self) -> Self {
        Self(self.0 & rhs.0)
    }
}
