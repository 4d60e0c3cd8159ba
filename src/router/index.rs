//! Which routes an update can match at all, without asking them one by one.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use regex::{RegexSet, RegexSetBuilder};

use super::route::{Key, Route};
use crate::Ctx;
use crate::filter::{One, Pattern, UpdateKinds};
use crate::types::UpdateKind;

/// Bytes that the automaton of all `hears` expressions may take before it becomes slow.
const DFA_SIZE: usize = 64 << 20;

/// Routes by a name. The names are the bot's own, so no user can make them collide: the simplest hash will do.
type ByName = HashMap<Box<str>, Vec<u32>, BuildHasherDefault<Fnv>>;

/// The hash of Fowler, Noll and Vo, which is fast for short texts.
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for Fnv {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// The routes by what they can be looked up with. Each list is in the order of registration.
#[derive(Default)]
pub(super) struct Index {
    commands: ByName,
    texts: Texts,
    callbacks: Texts,
    /// Routes that have to be asked, by the kind of update; the last list is for kinds that are not known.
    asked: Vec<Vec<u32>>,
}

/// Routes by a text.
#[derive(Default)]
struct Texts {
    exact: ByName,
    expressions: Option<RegexSet>,
    /// The route of each expression of the set.
    routes: Vec<u32>,
}

/// The routes that one update can match, in order; made step by step.
#[derive(Default)]
pub(super) struct Candidates {
    /// The first route that has not had its turn.
    next: u32,
    /// Routes of expressions that match.
    expressions: Vec<u32>,
    searched: bool,
    /// The fallback, or a middleware around the rest, has had its turn: nothing comes after it.
    ended: bool,
}

impl Candidates {
    pub(super) fn end(&mut self) {
        self.ended = true;
    }

    pub(super) fn ended(&self) -> bool {
        self.ended
    }
}

impl Index {
    pub(super) fn build(routes: &[Route]) -> Self {
        let kinds = crate::types::UpdateType::ALL.len();
        let mut index = Self { asked: vec![Vec::new(); kinds + 1], ..Self::default() };
        let (mut texts, mut callbacks) = (Vec::new(), Vec::new());
        for (number, route) in (0u32..).zip(routes) {
            match &route.key {
                Key::Command(pattern) if pattern.is_plain() => {
                    for name in pattern.names.iter() {
                        index.commands.entry(name.clone()).or_default().push(number);
                    }
                }
                Key::Text(pattern) if Texts::takes(pattern) => index.texts.add(pattern, number, &mut texts),
                Key::Callback(pattern) if Texts::takes(pattern) => {
                    index.callbacks.add(pattern, number, &mut callbacks);
                }
                _ => index.ask(route.filter.kinds(), number),
            }
        }
        // Expressions whose set would be too large are asked one by one.
        for (set, expressions) in [(&mut index.texts, texts), (&mut index.callbacks, callbacks)] {
            let built =
                RegexSetBuilder::new(&expressions).dfa_size_limit(DFA_SIZE).size_limit(DFA_SIZE).build();
            match built {
                Ok(built) if !expressions.is_empty() => set.expressions = Some(built),
                _ => set.expressions = None,
            }
        }
        for set in [&mut index.texts, &mut index.callbacks] {
            if set.expressions.is_none() {
                for number in std::mem::take(&mut set.routes) {
                    let kinds = routes[number as usize].filter.kinds();
                    for kind in crate::types::UpdateType::ALL {
                        if kinds.contains(kind) {
                            let list = &mut index.asked[position(kind)];
                            if let Err(at) = list.binary_search(&number) {
                                list.insert(at, number);
                            }
                        }
                    }
                }
            }
        }
        index
    }

    fn ask(&mut self, kinds: UpdateKinds, number: u32) {
        for kind in crate::types::UpdateType::ALL {
            if kinds.contains(kind) {
                self.asked[position(kind)].push(number);
            }
        }
        if kinds.takes_unknown()
            && let Some(unknown) = self.asked.last_mut()
        {
            unknown.push(number);
        }
    }

    /// The next route that the event can match.
    pub(super) fn advance(&self, ctx: &Ctx, candidates: &mut Candidates) -> Option<usize> {
        let unknown = self.asked.len() - 1;
        let (kind, slot) = match ctx.update() {
            Some(update) => (Some(&update.kind), update.kind.index().map_or(unknown, usize::from)),
            None => (None, unknown),
        };
        let from = candidates.next;
        let mut best = first(&self.asked[slot], from);
        match kind {
            Some(UpdateKind::Message(message) | UpdateKind::ChannelPost(message)) => {
                if let Some(text) = message.text.as_deref().or(message.caption.as_deref()) {
                    if !self.commands.is_empty()
                        && let Some(command) = ctx.parsed_command()
                    {
                        best = lower(best, self.commands.get(command.name(text)), from);
                    }
                    best = self.texts.lower(best, text, candidates);
                }
            }
            Some(UpdateKind::CallbackQuery(query)) => {
                if let Some(data) = query.data.as_deref() {
                    best = self.callbacks.lower(best, data, candidates);
                }
            }
            _ => {}
        }
        let best = best?;
        candidates.next = best + 1;
        Some(best as usize)
    }
}

impl Texts {
    /// Whether all of the pattern can be looked up.
    fn takes(pattern: &Pattern) -> bool {
        // Prefixes would need a tree, and expressions with flags of their own cannot join the set: both are asked.
        pattern.0.iter().all(|one| matches!(one, One::Exact(_) | One::Regex { indexable: true, .. }))
    }

    fn add(&mut self, pattern: &Pattern, number: u32, expressions: &mut Vec<String>) {
        for one in &pattern.0 {
            match one {
                One::Exact(text) => self.exact.entry(text.clone()).or_default().push(number),
                One::Regex { regex, .. } => {
                    expressions.push(regex.as_str().to_owned());
                    self.routes.push(number);
                }
                One::Prefix(_) => {}
            }
        }
    }

    fn lower(&self, best: Option<u32>, text: &str, candidates: &mut Candidates) -> Option<u32> {
        let from = candidates.next;
        let mut best = best;
        if !self.exact.is_empty() {
            best = lower(best, self.exact.get(text), from);
        }
        if let Some(set) = &self.expressions {
            if !candidates.searched {
                candidates.searched = true;
                let mut routes: Vec<u32> = set.matches(text).into_iter().map(|i| self.routes[i]).collect();
                routes.sort_unstable();
                candidates.expressions = routes;
            }
            best = lower(best, Some(&candidates.expressions), from);
        }
        best
    }
}

fn position(kind: &crate::types::UpdateType) -> usize {
    crate::types::UpdateType::ALL.iter().position(|k| k == kind).unwrap_or_default()
}

/// The first number of a list that is not below `from`.
fn first(list: &[u32], from: u32) -> Option<u32> {
    match list.first() {
        Some(&head) if head >= from => Some(head),
        _ => list.get(list.partition_point(|&number| number < from)).copied(),
    }
}

fn lower(best: Option<u32>, list: Option<&Vec<u32>>, from: u32) -> Option<u32> {
    match (best, list.and_then(|list| first(list, from))) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}
