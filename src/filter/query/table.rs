//! What may stand in a query: the update kinds, their parts, and the parts of those.

use super::kinds::{self, Kinds};
use super::messages::{CHANNEL_POST, COMMON, MESSAGE};
use super::updates::{
    BUSINESS_CONNECTION, CALLBACK_QUERY, CHAT_MEMBER, REACTION, REACTION_COUNT, SUBSCRIPTION,
};
use crate::Ctx;
use crate::types::{Message, UpdateKind};

/// A name on the second level: a part of an update, and what can be asked of it.
pub(super) struct Key {
    pub(super) name: &'static str,
    /// Whether the part is there.
    pub(super) test: Test,
    pub(super) leaves: &'static [Leaf],
}

/// A name on the third level.
pub(super) struct Leaf {
    pub(super) name: &'static str,
    pub(super) test: fn(&Seen<'_>) -> bool,
}

/// How a part is looked for. Most are fields of a message, which is taken from the update once.
#[derive(Clone, Copy)]
pub(super) enum Test {
    Message(fn(&Message) -> bool),
    Update(fn(&Seen<'_>) -> bool),
}

/// The event that is looked at.
pub(super) struct Seen<'a> {
    pub(super) ctx: &'a Ctx,
    pub(super) kind: &'a UpdateKind,
}

impl<'a> Seen<'a> {
    /// The message that the update itself is; that of a clicked button is not meant by any query.
    #[inline]
    pub(super) fn message(&self) -> Option<&'a Message> {
        match self.kind {
            UpdateKind::Message(m)
            | UpdateKind::EditedMessage(m)
            | UpdateKind::ChannelPost(m)
            | UpdateKind::EditedChannelPost(m)
            | UpdateKind::BusinessMessage(m)
            | UpdateKind::EditedBusinessMessage(m)
            | UpdateKind::GuestMessage(m) => Some(m),
            _ => None,
        }
    }
}

impl Test {
    #[inline]
    pub(super) fn run(self, seen: &Seen<'_>) -> bool {
        match self {
            Self::Message(test) => seen.message().is_some_and(test),
            Self::Update(test) => test(seen),
        }
    }
}

/// Update kinds that have the same parts.
pub(super) struct Group {
    pub(super) kinds: Kinds,
    pub(super) keys: &'static [Key],
}

/// Which parts an update of which kind can have. A kind that is in no group has none to ask for.
pub(super) static GROUPS: [Group; 9] = [
    Group { kinds: kinds::MESSAGES.or(kinds::CHANNEL_POSTS), keys: &COMMON },
    Group { kinds: kinds::MESSAGES, keys: &MESSAGE },
    Group { kinds: kinds::CHANNEL_POSTS, keys: &CHANNEL_POST },
    Group { kinds: Kinds::of("business_connection"), keys: &BUSINESS_CONNECTION },
    Group { kinds: Kinds::of("message_reaction"), keys: &REACTION },
    Group { kinds: Kinds::of("message_reaction_count"), keys: &REACTION_COUNT },
    Group { kinds: Kinds::of("callback_query"), keys: &CALLBACK_QUERY },
    Group { kinds: Kinds::of("my_chat_member").or(Kinds::of("chat_member")), keys: &CHAT_MEMBER },
    Group { kinds: Kinds::of("subscription"), keys: &SUBSCRIPTION },
];

/// The part of that name which updates of some of the kinds can have.
pub(super) const fn key(kinds: Kinds, name: &str) -> Option<&'static Key> {
    let mut group = 0;
    while group < GROUPS.len() {
        if GROUPS[group].kinds.meets(kinds) {
            let keys = GROUPS[group].keys;
            let mut at = 0;
            while at < keys.len() {
                if same(keys[at].name, name) {
                    return Some(&keys[at]);
                }
                at += 1;
            }
        }
        group += 1;
    }
    None
}

/// The kinds whose updates can have a part of that name.
pub(super) const fn kinds_with(name: &str) -> Kinds {
    let mut found = Kinds::NONE;
    let mut index = 0;
    while index < kinds::NAMES.len() {
        let kind = Kinds::nth(index);
        if key(kind, name).is_some() {
            found = found.or(kind);
        }
        index += 1;
    }
    found
}

/// What may stand on the third level after the part.
pub(super) const fn leaf(key: &'static Key, name: &str) -> Option<&'static Leaf> {
    let mut at = 0;
    while at < key.leaves.len() {
        if same(key.leaves[at].name, name) {
            return Some(&key.leaves[at]);
        }
        at += 1;
    }
    None
}

/// `==` of strings, for constants.
pub(super) const fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut at = 0;
    while at < a.len() {
        if a[at] != b[at] {
            return false;
        }
        at += 1;
    }
    true
}
