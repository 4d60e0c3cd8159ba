//! The language: how a text becomes the places in the tables that it names.
//!
//! Everything here is `const`: the compiler runs it for [`query!`](crate::query), and a program for
//! [`parse`](super::parse).

use super::fault::Fault;
use super::kinds::Kinds;
use super::table::{self, Key, Leaf, key, same};

/// Names of the first level that stand for several.
const KIND_SHORTCUTS: [(&str, &[&str]); 3] = [
    ("", &["message", "channel_post"]),
    ("msg", &["message", "channel_post"]),
    ("edit", &["edited_message", "edited_channel_post"]),
];

/// Names of the second level that stand for several.
const KEY_SHORTCUTS: [(&str, &[&str]); 3] = [
    ("", &["entities", "caption_entities"]),
    ("media", &["photo", "live_photo", "video"]),
    (
        "file",
        &["photo", "live_photo", "animation", "audio", "document", "video", "video_note", "voice", "sticker"],
    ),
];

/// A query, taken apart at its colons.
#[derive(Clone, Copy)]
pub(super) struct Parts<'a> {
    pub(super) kind: &'a str,
    pub(super) key: Option<&'a str>,
    pub(super) leaf: Option<&'a str>,
    /// What is too much.
    pub(super) rest: Option<&'a str>,
}

/// What a query without shortcuts names.
#[derive(Clone, Copy)]
pub(super) struct Target {
    pub(super) kind: Kinds,
    pub(super) key: Option<&'static Key>,
    pub(super) leaf: Option<&'static Leaf>,
}

impl<'a> Parts<'a> {
    pub(super) const fn of(query: &'a str) -> Self {
        let (kind, tail) = cut(query);
        let (key, tail) = cut_further(tail);
        let (leaf, rest) = cut_further(tail);
        Self { kind, key, leaf, rest }
    }

    /// What the first level stands for, if it is a shortcut. A query of nothing but colons has none.
    pub(super) const fn kind_shortcut(&self) -> Option<&'static [&'static str]> {
        if self.kind.is_empty() && is_blank(self.key) && is_blank(self.leaf) {
            return None;
        }
        targets(&KIND_SHORTCUTS, self.kind)
    }

    /// What the second level stands for, if it is a shortcut. One that is empty needs a third.
    pub(super) const fn key_shortcut(&self) -> Option<&'static [&'static str]> {
        match self.key {
            None => None,
            Some(key) if key.is_empty() && is_blank(self.leaf) => None,
            Some(key) => targets(&KEY_SHORTCUTS, key),
        }
    }

    /// The places that the names stand for.
    pub(super) const fn resolve(&self) -> Result<Target, Fault<'a>> {
        let kind = Kinds::of(self.kind);
        if kind.is_empty() {
            return Err(Fault::kind(*self));
        }
        let Some(name) = self.key else { return Ok(Target { kind, key: None, leaf: None }) };
        let Some(key) = table::key(kind, name) else { return Err(Fault::key(*self)) };
        let Some(name) = self.leaf else { return Ok(Target { kind, key: Some(key), leaf: None }) };
        let Some(leaf) = table::leaf(key, name) else { return Err(Fault::leaf(*self)) };
        if self.rest.is_some() {
            return Err(Fault::rest(*self));
        }
        Ok(Target { kind, key: Some(key), leaf: Some(leaf) })
    }
}

/// What a query stands for, one after the other: itself, unless it has a shortcut.
pub(super) struct Expansion<'a> {
    parts: Parts<'a>,
    kinds: Option<&'static [&'static str]>,
    keys: Option<&'static [&'static str]>,
    index: usize,
}

impl<'a> Expansion<'a> {
    pub(super) const fn of(query: &'a str) -> Self {
        Self::of_parts(Parts::of(query))
    }

    pub(super) const fn of_parts(parts: Parts<'a>) -> Self {
        Self { parts, kinds: parts.kind_shortcut(), keys: parts.key_shortcut(), index: 0 }
    }

    /// The next query that it stands for. Of those that a shortcut brings up, the ones that make no sense are left
    /// out where that tells them from others: `:new_chat_members` does not stand for channel posts.
    pub(super) const fn next(&mut self) -> Option<Parts<'a>> {
        let keys = match self.keys {
            Some(keys) => keys.len(),
            None => 1,
        };
        let kinds = match self.kinds {
            Some(kinds) => kinds.len(),
            None => 1,
        };
        while self.index < kinds * keys {
            let index = self.index;
            self.index += 1;
            let mut parts = self.parts;
            if let Some(kinds) = self.kinds {
                parts.kind = kinds[index / keys];
                parts.rest = None;
            }
            if let Some(keys) = self.keys {
                parts.key = Some(keys[index % keys.len()]);
                parts.rest = None;
            }
            if self.takes(parts) {
                return Some(parts);
            }
        }
        None
    }

    const fn takes(&self, parts: Parts<'a>) -> bool {
        let Some(name) = parts.key else { return true };
        let key = key(Kinds::of(parts.kind), name);
        if self.keys.is_none() {
            return self.kinds.is_none() || key.is_some();
        }
        let Some(leaf) = parts.leaf else { return true };
        match key {
            Some(key) => table::leaf(key, leaf).is_some(),
            None => false,
        }
    }
}

/// Whether the query is one, and if not, why not.
pub(super) const fn check(query: &str) -> Result<(), Fault<'_>> {
    let mut expansion = Expansion::of(query);
    let mut empty = true;
    while let Some(parts) = expansion.next() {
        empty = false;
        if let Err(fault) = parts.resolve() {
            // The name that was written is at fault, not one that it stands for.
            let written = Parts::of(query);
            let shortcut = fault.level == 2 && written.key_shortcut().is_some();
            return Err(if shortcut { Fault::shortcut(written) } else { fault });
        }
    }
    if empty { Err(Fault::shortcut(Parts::of(query))) } else { Ok(()) }
}

const fn targets(
    shortcuts: &[(&str, &'static [&'static str])],
    name: &str,
) -> Option<&'static [&'static str]> {
    let mut at = 0;
    while at < shortcuts.len() {
        if same(shortcuts[at].0, name) {
            return Some(shortcuts[at].1);
        }
        at += 1;
    }
    None
}

const fn is_blank(part: Option<&str>) -> bool {
    match part {
        Some(part) => part.is_empty(),
        None => true,
    }
}

/// What stands before the first colon, and what stands after it.
const fn cut(text: &str) -> (&str, Option<&str>) {
    let mut at = 0;
    while at < text.len() {
        if text.as_bytes()[at] == b':' {
            let (head, tail) = text.split_at(at);
            return (head, Some(tail.split_at(1).1));
        }
        at += 1;
    }
    (text, None)
}

const fn cut_further(text: Option<&str>) -> (Option<&str>, Option<&str>) {
    match text {
        Some(text) => {
            let (head, tail) = cut(text);
            (Some(head), tail)
        }
        None => (None, None),
    }
}
