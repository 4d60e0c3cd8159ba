//! What was met lately: a map that forgets what it met first.

use std::collections::{HashMap, VecDeque};
use std::hash::Hash;

/// A map of so many keys at the most; those that were met first are forgotten first.
#[derive(Debug)]
pub(crate) struct Recent<K, V> {
    values: HashMap<K, V>,
    /// The same keys, the oldest first.
    order: VecDeque<K>,
    capacity: usize,
}

impl<K: Clone + Eq + Hash, V> Recent<K, V> {
    pub(crate) fn new(capacity: usize) -> Self {
        Self { values: HashMap::new(), order: VecDeque::new(), capacity }
    }

    pub(crate) fn get(&self, key: &K) -> Option<&V> {
        self.values.get(key)
    }

    pub(crate) fn insert(&mut self, key: K, value: V) {
        if self.values.insert(key.clone(), value).is_none() {
            self.order.push_back(key);
        }
        if self.order.len() > self.capacity {
            let oldest = self.order.pop_front();
            oldest.map(|oldest| self.values.remove(&oldest));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_is_forgotten_where_there_is_no_room() {
        let mut recent = Recent::new(2);
        for (key, value) in [(1, "a"), (2, "b"), (1, "c"), (3, "d")] {
            recent.insert(key, value);
        }
        assert_eq!([1, 2, 3].map(|key| recent.get(&key).copied()), [None, Some("b"), Some("d")]);
        assert_eq!((recent.values.len(), recent.order.len()), (2, 2));
    }

    #[test]
    fn with_no_room_nothing_is_kept() {
        let mut recent = Recent::new(0);
        recent.insert(1, ());
        assert_eq!(recent.get(&1), None);
    }
}
