//! A set of update kinds.

use std::ops::{BitAnd, BitOr};

use crate::types::{UpdateKind, UpdateType};

/// A set of update kinds, as one number.
///
/// It remembers which of the kinds that Telegram sends only on request were named.
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

/// Kinds that Telegram sends only where they are named, each with a bit for having been named: a set of all kinds has
/// room for them, and still does not ask for them.
static ON_REQUEST: [(UpdateType, u64); 3] = [
    (UpdateType::ChatMember, 1 << 60),
    (UpdateType::MessageReaction, 1 << 61),
    (UpdateType::MessageReactionCount, 1 << 62),
];

/// The bits of [`ON_REQUEST`].
const NAMED: u64 = 0b111 << 60;

impl UpdateKinds {
    /// Every kind, and those that are not known yet.
    pub const ALL: Self = Self(!NAMED);
    /// No kind.
    pub const NONE: Self = Self(0);

    /// The set of one kind.
    pub fn of(kind: &UpdateType) -> Self {
        let named = ON_REQUEST.iter().find(|(own, _)| own == kind).map_or(0, |(_, named)| *named);
        Self(named | position(kind))
    }

    /// The set of several kinds.
    pub fn from_types(kinds: &[UpdateType]) -> Self {
        kinds.iter().fold(Self::NONE, |set, kind| set | Self::of(kind))
    }

    /// The kinds that Telegram sends where none are named: all but `chat_member`, `message_reaction` and
    /// `message_reaction_count`.
    pub fn default_set() -> Self {
        let on_request = ON_REQUEST.iter().fold(0, |bits, (kind, _)| bits | position(kind));
        Self(Self::known().0 & !on_request & !NAMED)
    }

    /// What of the set is to be asked for: the known kinds, those that come only on request where they were named.
    ///
    /// # Example
    /// ```
    /// use chappe::filter::UpdateKinds;
    /// use chappe::types::UpdateType;
    ///
    /// assert_eq!(UpdateKinds::ALL.requested(), UpdateKinds::default_set());
    /// let all_and_reactions = UpdateKinds::ALL | UpdateKinds::of(&UpdateType::MessageReaction);
    /// assert!(all_and_reactions.requested().contains(&UpdateType::MessageReaction));
    /// ```
    #[must_use]
    pub fn requested(self) -> Self {
        let unnamed = ON_REQUEST.iter().filter(|(_, named)| self.0 & named == 0);
        let left_out = unnamed.fold(0, |bits, (kind, _)| bits | position(kind));
        Self(self.0 & Self::known().0 & !left_out)
    }

    /// Every kind that this version knows.
    pub fn known() -> Self {
        Self::from_types(UpdateType::ALL)
    }

    /// Whether the kind is in the set.
    pub fn contains(self, kind: &UpdateType) -> bool {
        self.0 & position(kind) != 0
    }

    /// Whether the update's kind is in the set.
    #[inline]
    pub(crate) fn has(self, kind: &UpdateKind) -> bool {
        self.0 & kind.index().map_or(UNKNOWN, |index| 1 << index) != 0
    }

    /// Whether a kind that this version does not know can be in the set.
    pub(crate) fn takes_unknown(self) -> bool {
        self.0 & UNKNOWN != 0
    }

    /// Whether no kind is in the set.
    pub fn is_empty(self) -> bool {
        self.0 & !NAMED == 0
    }

    /// Whether every kind is in the set, also those not known.
    pub fn is_all(self) -> bool {
        self.0 | NAMED == u64::MAX
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
        let both = self.0 & rhs.0 & !NAMED;
        // Named by one side and taken by the other is named.
        let named = ON_REQUEST.iter().filter(|(kind, _)| both & position(kind) != 0);
        Self(both | named.fold(0, |bits, (_, named)| bits | (self.0 | rhs.0) & named))
    }
}

fn position(kind: &UpdateType) -> u64 {
    UpdateType::ALL.iter().position(|k| k == kind).map_or(UNKNOWN, |index| 1 << index)
}
