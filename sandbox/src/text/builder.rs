//! What a parser writes into: the plain text, and how long it is so far.

use super::{Entity, Formatted};

/// The text that remains of markup, with its entities.
#[derive(Debug, Default)]
pub(super) struct Builder {
    pub(super) text: String,
    /// The length so far, in UTF-16 units.
    pub(super) units: usize,
    entities: Vec<Entity>,
}

impl Builder {
    pub(super) fn push(&mut self, c: char) {
        self.text.push(c);
        self.units += c.len_utf16();
    }

    pub(super) fn mark(&mut self, entity: Entity) {
        self.entities.push(entity);
    }

    pub(super) fn last(&mut self) -> Option<&mut Entity> {
        self.entities.last_mut()
    }

    /// The result, with the entities in Telegram's order.
    pub(super) fn finish(mut self) -> Formatted {
        for entity in self.entities.iter_mut().filter(|entity| entity.kind == "code") {
            entity.extra = None;
        }
        sort(&mut self.entities);
        Formatted { text: self.text, entities: self.entities }
    }
}

/// By place; of two with one place the longer first; of two with one length, blocks before styles.
pub(super) fn sort(entities: &mut [Entity]) {
    entities.sort_by_key(|entity| (entity.offset, std::cmp::Reverse(entity.length), rank(entity)));
}

fn rank(entity: &Entity) -> u8 {
    match entity.kind {
        "blockquote" | "expandable_blockquote" => 0,
        "pre" if entity.extra.is_some() => 10,
        "pre" => 11,
        "code" => 20,
        "text_link" | "text_mention" => 49,
        "bold" => 90,
        "italic" => 91,
        "underline" => 92,
        "strikethrough" => 93,
        "spoiler" => 94,
        "custom_emoji" | "date_time" => 99,
        _ => 50,
    }
}
