//! The faults of a sandbox: which one happens to a call or an update.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::pattern::fits;
use super::{CallEffect, Effect, Fault, FaultHit, FaultId, UpdateEffect};

/// More rules than this cost the oldest one.
const KEPT: usize = 1_000;

/// A fault in force.
#[derive(Debug, Clone)]
pub(crate) struct Rule {
    pub(crate) id: u64,
    pub(crate) fault: Fault,
    /// How many calls or updates it fitted.
    pub(crate) met: u64,
    /// How often it happened.
    pub(crate) fired: u64,
    random: u64,
}

/// What happens to a call.
#[derive(Debug)]
pub(crate) struct Harm {
    pub(crate) effect: CallEffect,
    /// Whether the call is carried out all the same.
    pub(crate) carried_out: bool,
    pub(crate) hit: FaultHit,
}

#[derive(Debug, Default)]
struct Rules {
    rules: Vec<Rule>,
    numbers: u64,
}

/// The rules in force; clones are the same table.
#[derive(Debug, Clone, Default)]
pub(crate) struct Table {
    rules: Arc<Mutex<Rules>>,
    /// So that a sandbox without faults pays one load for them.
    any: Arc<AtomicBool>,
}

impl Table {
    fn lock(&self) -> MutexGuard<'_, Rules> {
        self.rules.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts a fault in force and gives its number.
    pub(crate) fn add(&self, fault: Fault) -> u64 {
        let mut table = self.lock();
        table.numbers += 1;
        let id = table.numbers;
        let random = fault.chance.map_or(0, |(_, seed)| seed);
        table.rules.push(Rule { id, fault, met: 0, fired: 0, random });
        if table.rules.len() > KEPT {
            table.rules.remove(0);
        }
        self.any.store(true, Ordering::Release);
        id
    }

    pub(crate) fn list(&self) -> Vec<Rule> {
        self.lock().rules.clone()
    }

    pub(crate) fn find(&self, id: u64) -> Option<Rule> {
        self.lock().rules.iter().find(|rule| rule.id == id).cloned()
    }

    /// Ends the faults that are meant, and tells whether there were any.
    pub(crate) fn remove(&self, meant: impl Fn(u64) -> bool) -> bool {
        let mut table = self.lock();
        let before = table.rules.len();
        table.rules.retain(|rule| !meant(rule.id));
        self.any.store(!table.rules.is_empty(), Ordering::Release);
        table.rules.len() < before
    }

    /// What happens to a call.
    pub(crate) fn call(&self, method: &str, bot: i64, chat: Option<i64>) -> Option<Harm> {
        let found = self.first(
            method,
            bot,
            || chat,
            |fault| match &fault.effect {
                Effect::Call(effect) => Some((effect.clone(), fault.carried_out)),
                Effect::Update(_) => None,
            },
        );
        found.map(|((effect, carried_out), hit)| Harm { effect, carried_out, hit })
    }

    /// What happens to an update, and by which fault.
    pub(crate) fn update(
        &self,
        kind: &str,
        bot: i64,
        chat: impl Fn() -> Option<i64>,
    ) -> Option<(UpdateEffect, FaultHit)> {
        self.first(kind, bot, chat, |fault| match &fault.effect {
            Effect::Update(effect) => Some(*effect),
            Effect::Call(_) => None,
        })
    }

    fn first<T>(
        &self,
        name: &str,
        bot: i64,
        chat: impl Fn() -> Option<i64>,
        effect: impl Fn(&Fault) -> Option<T>,
    ) -> Option<(T, FaultHit)> {
        if !self.any.load(Ordering::Acquire) {
            return None;
        }
        self.lock().rules.iter_mut().find_map(|rule| {
            let effect = effect(&rule.fault)?;
            let fault = &rule.fault;
            let meant = fault.bot.is_none_or(|wanted| wanted == bot)
                && fits(&fault.on, name)
                && fault.chat.is_none_or(|wanted| chat() == Some(wanted));
            let hit = FaultHit { id: FaultId(rule.id), effect: fault.effect.name() };
            (meant && rule.fires()).then_some((effect, hit))
        })
    }
}

impl Rule {
    /// Counts one that the rule fits, and tells whether the fault happens to it.
    fn fires(&mut self) -> bool {
        self.met += 1;
        if self.met <= self.fault.skip || self.fault.times.is_some_and(|times| self.fired >= times) {
            return false;
        }
        if let Some((probability, _)) = self.fault.chance
            && self.roll() >= probability
        {
            return false;
        }
        self.fired += 1;
        true
    }

    /// A number from 0 to 1, of a row that the seed begins: the generator called `SplitMix64`.
    fn roll(&mut self) -> f64 {
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.random;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Which of the first calls a fault happens to.
    fn hits(fault: Fault, calls: usize) -> Vec<usize> {
        let table = Table::default();
        table.add(fault);
        (0..calls).filter(|_| table.call("sendMessage", 1, Some(5)).is_some()).collect()
    }

    #[test]
    fn the_nth_is_counted_among_those_that_fit() {
        assert_eq!(hits(Fault::reset().on("send*").chat(5).nth(3), 6), [2]);
        assert_eq!(hits(Fault::reset().after(2).times(2), 6), [2, 3]);
        assert_eq!(hits(Fault::reset().bot(2), 6), Vec::<usize>::new());
        assert_eq!(hits(Fault::reset().chat(6), 6), Vec::<usize>::new());
        assert_eq!(hits(Fault::update_drop(), 6), Vec::<usize>::new());
    }

    #[test]
    fn chance_is_the_same_for_the_same_seed() {
        let some = |seed| hits(Fault::reset().chance(0.3, seed), 1000);
        assert_eq!(some(1), some(1));
        assert_ne!(some(1), some(2));
        assert!((250..350).contains(&some(1).len()), "{}", some(1).len());
        assert_eq!(hits(Fault::reset().chance(1.0, 0), 3), [0, 1, 2]);
        assert_eq!(hits(Fault::reset().chance(0.0, 0), 3), Vec::<usize>::new());
    }

    #[test]
    fn the_first_rule_that_fires_wins_and_counts() {
        let table = Table::default();
        let first = table.add(Fault::reset().times(1));
        let second = table.add(Fault::stall());
        for _ in 0..3 {
            table.call("getMe", 1, None);
        }
        assert_eq!(table.find(first).map(|rule| (rule.met, rule.fired)), Some((3, 1)));
        assert_eq!(table.find(second).map(|rule| (rule.met, rule.fired)), Some((2, 2)));
        assert!(table.remove(|id| id == second));
        assert!(!table.remove(|id| id == second));
        assert_eq!(table.list().len(), 1);
    }
}
