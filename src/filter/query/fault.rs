//! What is wrong with a query, and how it is said.

use super::error::QueryErrorKind;
use super::grammar::{Expansion, Parts};
use super::kinds::{self, Kinds};
use super::suggest::Nearest;
use super::table::{self, GROUPS, Key};
use super::text::Text;

/// What is wrong with a query, without memory of its own.
#[derive(Clone, Copy)]
pub(super) struct Fault<'a> {
    pub(super) kind: QueryErrorKind,
    /// The level of the part at fault: 1, 2 or 3.
    pub(super) level: u8,
    parts: Parts<'a>,
    /// The kinds that the first level names.
    kinds: Kinds,
    /// The part that the second level names.
    key: Option<&'static Key>,
}

impl<'a> Fault<'a> {
    pub(super) const fn kind(parts: Parts<'a>) -> Self {
        Self { kind: QueryErrorKind::Unknown, level: 1, parts, kinds: Kinds::NONE, key: None }
    }

    pub(super) const fn key(parts: Parts<'a>) -> Self {
        Self { level: 2, kinds: Kinds::of(parts.kind), ..Self::kind(parts) }.or_nothing()
    }

    pub(super) const fn leaf(parts: Parts<'a>) -> Self {
        let fault = Self::key(parts);
        let key = match parts.key {
            Some(name) => table::key(fault.kinds, name),
            None => None,
        };
        Self { kind: QueryErrorKind::Unknown, level: 3, key, ..fault }.or_nothing()
    }

    pub(super) const fn rest(parts: Parts<'a>) -> Self {
        Self { kind: QueryErrorKind::TooManyParts, ..Self::leaf(parts) }
    }

    /// The shortcuts of the query stand for nothing that makes sense.
    pub(super) const fn shortcut(parts: Parts<'a>) -> Self {
        let mut fault = Self::kind(parts);
        fault.kind = QueryErrorKind::Shortcut;
        fault.kinds = match parts.kind_shortcut() {
            Some(names) => all(names),
            None => Kinds::of(parts.kind),
        };
        if fault.kinds.is_empty() {
            return fault;
        }
        fault.level = 2;
        if let Some(names) = parts.key_shortcut() {
            let mut at = 0;
            while at < names.len() {
                if let Some(key) = table::key(fault.kinds, names[at]) {
                    fault.level = 3;
                    if fault.key.is_none() || !key.leaves.is_empty() {
                        fault.key = Some(key);
                    }
                }
                at += 1;
            }
        }
        fault
    }

    /// The part of the query that is at fault.
    pub(super) const fn part(&self) -> &'a str {
        let part = match (self.kind, self.level) {
            (QueryErrorKind::TooManyParts, _) => self.parts.rest,
            (_, 1) => return self.parts.kind,
            (_, 2) => self.parts.key,
            _ => self.parts.leaf,
        };
        match part {
            Some(part) => part,
            None => "",
        }
    }

    /// The names that may stand in place of the part at fault, by their number.
    pub(super) const fn permitted(&self, index: usize) -> Option<&'static str> {
        match (self.kind, self.level) {
            (QueryErrorKind::TooManyParts, _) => None,
            (_, 1) if index < kinds::NAMES.len() => Some(kinds::NAMES[index]),
            (_, 1) => None,
            (_, 2) => key_name(self.kinds, index),
            _ => match self.key {
                Some(key) if index < key.leaves.len() => Some(key.leaves[index].name),
                _ => None,
            },
        }
    }

    /// The whole message.
    pub(super) const fn message(&self, query: &str) -> Text {
        let mut text = Text::new();
        text.push("invalid filter query ");
        text.quote(query);
        text.push(": ");
        match (self.kind, self.level) {
            (QueryErrorKind::Unknown, 1) => {
                text.push("there is no update kind ");
                text.quote(self.part());
            }
            (QueryErrorKind::Unknown, _) => {
                self.push_base(&mut text);
                text.push(" has no ");
                text.quote(self.part());
            }
            (QueryErrorKind::NothingFollows, _) => {
                text.push("nothing can follow ");
                self.push_base(&mut text);
            }
            (QueryErrorKind::TooManyParts, _) => {
                text.push("it has three parts at most, ");
                text.quote(self.part());
                text.push(" is one too many");
            }
            (QueryErrorKind::Shortcut, _) => self.push_shortcuts(&mut text),
        }
        self.push_hint(&mut text);
        text
    }

    const fn or_nothing(self) -> Self {
        if self.permitted(0).is_none() { Self { kind: QueryErrorKind::NothingFollows, ..self } } else { self }
    }

    /// What stands before the part at fault.
    const fn push_base(&self, text: &mut Text) {
        text.push("`");
        text.push(self.parts.kind);
        if let (3, Some(key)) = (self.level, self.parts.key) {
            text.push(":");
            text.push(key);
        }
        text.push("`");
    }

    const fn push_shortcuts(&self, text: &mut Text) {
        text.push("it stands for nothing that exists");
        if let Some(names) = self.parts.kind_shortcut() {
            text.push("; ");
            text.quote(self.parts.kind);
            text.push(" is ");
            push_names(text, names);
        }
        if let (Some(names), Some(key)) = (self.parts.key_shortcut(), self.parts.key) {
            text.push("; ");
            text.quote(key);
            text.push(" is ");
            push_names(text, names);
        }
    }

    /// What was meant, if it can be guessed, and else all that could be.
    const fn push_hint(&self, text: &mut Text) {
        if self.push_missing_colon(text) || self.push_owners(text) {
            return;
        }
        let mut nearest = Nearest::to(self.part());
        let mut count = 0;
        while let Some(name) = self.permitted(count) {
            nearest.offer(name);
            count += 1;
        }
        if self.level == 1 {
            nearest.offer("msg");
            nearest.offer("edit");
        }
        if let Some(name) = nearest.found() {
            text.push("; did you mean ");
            text.quote(name);
            text.push("?");
            return;
        }
        let mut index = 0;
        while let Some(name) = self.permitted(index) {
            text.push(if index == 0 { "; permitted: " } else { ", " });
            text.quote(name);
            index += 1;
        }
    }

    /// Says if a colon was forgotten: `text` for `:text`, `message:url` for `message::url`.
    const fn push_missing_colon(&self, text: &mut Text) -> bool {
        let part = self.part();
        let (kind, key, leaf) = match (self.level, self.parts.leaf) {
            (1, _) => ("", part, None),
            (2, None) => (self.parts.kind, "", Some(part)),
            _ => return false,
        };
        let meant = Parts { kind, key: Some(key), leaf, rest: None };
        if part.is_empty() || Expansion::of_parts(meant).next().is_none() {
            return false;
        }
        text.push("; did you mean `");
        text.push(kind);
        text.push(if leaf.is_some() { "::" } else { ":" });
        text.push(part);
        text.push("`?");
        true
    }

    /// Says whose part it is, if it is one.
    const fn push_owners(&self, text: &mut Text) -> bool {
        let owners = if self.level == 3 { Kinds::NONE } else { table::kinds_with(self.part()) };
        if owners.is_empty() {
            return false;
        }
        text.push("; ");
        text.quote(self.part());
        text.push(" is a part of ");
        let mut first = true;
        let mut index = 0;
        while index < kinds::NAMES.len() {
            if Kinds::nth(index).meets(owners) {
                text.push(if first { "" } else { ", " });
                text.quote(kinds::NAMES[index]);
                first = false;
            }
            index += 1;
        }
        true
    }
}

const fn all(names: &[&str]) -> Kinds {
    let mut kinds = Kinds::NONE;
    let mut at = 0;
    while at < names.len() {
        kinds = kinds.or(Kinds::of(names[at]));
        at += 1;
    }
    kinds
}

/// The name of a part of such updates, by its number.
const fn key_name(kinds: Kinds, mut index: usize) -> Option<&'static str> {
    let mut group = 0;
    while group < GROUPS.len() {
        if GROUPS[group].kinds.meets(kinds) {
            let keys = GROUPS[group].keys;
            if index < keys.len() {
                return Some(keys[index].name);
            }
            index -= keys.len();
        }
        group += 1;
    }
    None
}

/// Names, of which one is meant.
const fn push_names(text: &mut Text, names: &[&str]) {
    let mut at = 0;
    while at < names.len() {
        text.push(match at {
            0 => "",
            _ if at + 1 == names.len() => " or ",
            _ => ", ",
        });
        text.quote(names[at]);
        at += 1;
    }
}
