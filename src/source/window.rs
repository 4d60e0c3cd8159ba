//! Which updates have been taken in, and what of them may be confirmed.

use std::collections::BTreeMap;

/// The updates above the last confirmed one: Telegram confirms by one number everything below it, so what may be
/// confirmed ends at the lowest that is not finished.
#[derive(Debug, Default)]
pub(crate) struct Window {
    /// Whether each is finished; the lowest is not.
    taken: BTreeMap<i64, bool>,
    unfinished: usize,
    /// The highest number ever taken in.
    last: Option<i64>,
}

impl Window {
    /// Takes an update in; `false` where it is here already.
    pub(crate) fn take(&mut self, id: i64) -> bool {
        // What lies below the window was finished and confirmed: it comes again only where the confirmation was lost.
        let known = self.taken.contains_key(&id)
            || self.taken.is_empty() && self.last == Some(id)
            || self.taken.first_key_value().is_some_and(|(lowest, _)| id < *lowest);
        if known {
            return false;
        }
        self.taken.insert(id, false);
        self.unfinished += 1;
        self.last = Some(id);
        true
    }

    /// Notes that an update is finished.
    pub(crate) fn finish(&mut self, id: i64) {
        if let Some(finished) = self.taken.get_mut(&id) {
            if !std::mem::replace(finished, true) {
                self.unfinished -= 1;
            }
        }
        while let Some(lowest) = self.taken.first_entry().filter(|entry| *entry.get()) {
            lowest.remove();
        }
    }

    /// What `getUpdates` is to be called with: it confirms everything below.
    pub(crate) fn offset(&self) -> Option<i64> {
        match self.taken.first_key_value() {
            Some((lowest, _)) => Some(*lowest),
            None => self.last.map(|last| last.saturating_add(1)),
        }
    }

    /// How many updates are not finished.
    pub(crate) fn unfinished(&self) -> usize {
        self.unfinished
    }

    /// How many updates from the lowest that is not finished have been taken in.
    pub(crate) fn len(&self) -> usize {
        self.taken.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(ids: impl IntoIterator<Item = i64>) -> Window {
        let mut window = Window::default();
        for id in ids {
            assert!(window.take(id));
        }
        window
    }

    #[test]
    fn nothing_taken_confirms_nothing() {
        assert_eq!(Window::default().offset(), None);
    }

    #[test]
    fn the_lowest_unfinished_is_never_confirmed() {
        let mut window = window(10..15);
        window.finish(11);
        window.finish(13);
        assert_eq!(window.offset(), Some(10));
        window.finish(10);
        assert_eq!(window.offset(), Some(12));
        assert_eq!((window.unfinished(), window.len()), (2, 3));
        window.finish(12);
        window.finish(14);
        assert_eq!(window.offset(), Some(15));
    }

    #[test]
    fn what_comes_again_is_known() {
        let mut window = window([10, 11, 12]);
        window.finish(11);
        for again in [9, 10, 11, 12] {
            assert!(!window.take(again), "{again}");
        }
        assert!(window.take(13));
    }

    #[test]
    fn numbers_may_start_anew_after_a_silence() {
        let mut window = window([1000]);
        window.finish(1000);
        assert!(!window.take(1000));
        assert!(window.take(5));
        assert_eq!(window.offset(), Some(5));
    }
}
