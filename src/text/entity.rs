//! Entities with their text.

use std::ops::{Deref, Range};

use super::utf16::Index;
use crate::types::MessageEntity;

/// An entity of a message together with the text it covers.
///
/// It dereferences to its [`MessageEntity`], so that `entity.kind` and `entity.url` are at hand.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Entity<'a> {
    /// The text that the entity covers.
    pub text: &'a str,
    entity: &'a MessageEntity,
}

impl<'a> Entity<'a> {
    /// The entity without its text, for as long as the message lives.
    pub fn entity(self) -> &'a MessageEntity {
        self.entity
    }
}

impl Deref for Entity<'_> {
    type Target = MessageEntity;

    fn deref(&self) -> &MessageEntity {
        self.entity
    }
}

/// The entities of a text or caption, each with the part of `text` it covers.
///
/// The text is measured once, however many entities there are. An entity that reaches past the text is cut to it;
/// one that cuts a surrogate pair covers nothing that could be shown, and is left out.
///
/// # Example
/// ```
/// use chappe::text::entities;
/// use chappe::types::{EntityType, MessageEntity};
///
/// let found = [MessageEntity::new(EntityType::Url, 3, 12)];
/// let found = entities("😀 https://t.me", &found);
/// assert_eq!(found[0].text, "https://t.me");
/// assert_eq!(found[0].kind, EntityType::Url);
/// ```
pub fn entities<'a>(text: &'a str, entities: &'a [MessageEntity]) -> Vec<Entity<'a>> {
    ranges(text, entities)
        .filter_map(|(range, entity)| Some(Entity { text: text.get(range)?, entity }))
        .collect()
}

/// The byte ranges of the entities that have one.
pub(super) fn ranges<'a>(
    text: &'a str,
    entities: &'a [MessageEntity],
) -> impl Iterator<Item = (Range<usize>, &'a MessageEntity)> {
    let index = (!entities.is_empty()).then(|| Index::new(text));
    entities
        .iter()
        .filter_map(move |entity| Some((index.as_ref()?.range(entity.offset, entity.length)?, entity)))
}
