//! Which updates have been taken in, and what of them may be confirmed.

use std::collections::{BTreeMap, VecDeque};

/// How many of those that left the window are remembered: more than a server gives at once.
const RECENT: usize = 256;

/// The updates above the last confirmed one: Telegram confirms by one number everything below it, so what may be
/// confirmed ends at the lowest that is not finished.
#[derive(Debug, Default)]
pub(crate) struct Window {
    /// Whether each is finished; the lowest is not.
    taken: BTreeMap<i64, bool>,
    unfinished: usize,
    /// The number after the last that left the window.
    next: Option<i64>,
    /// The last that left the window.
    recent: VecDeque<i64>,
}

impl Window {
    /// Takes an update in that came in answer to a request for those from `asked` on; `false` where it is not new.
    pub(crate) fn take(&mut self, id: i64, asked: Option<i64>) -> bool {
        if self.taken.contains_key(&id) {
            return false;
        }
        // What lies below the window was finished while the request was under way, unless it lies below what was
        // asked for too: then Telegram, which does so after a week of silence, has begun to count anew. A server that
        // does not do as it is asked and brings what it brought before is seen through.
        let below = self.offset().is_some_and(|offset| id < offset);
        if below && (asked.is_none_or(|asked| id >= asked) || self.recent.contains(&id)) {
            return false;
        }
        self.taken.insert(id, false);
        self.unfinished += 1;
        true
    }

    /// Notes that an update is finished.
    pub(crate) fn finish(&mut self, id: i64) {
        if let Some(finished) = self.taken.get_mut(&id)
            && !std::mem::replace(finished, true)
        {
            self.unfinished -= 1;
        }
        while let Some(lowest) = self.taken.first_entry().filter(|entry| *entry.get()) {
            let (id, _) = lowest.remove_entry();
            self.next = Some(id.saturating_add(1));
            self.recent.push_back(id);
            if self.recent.len() > RECENT {
                self.recent.pop_front();
            }
        }
    }

    /// What `getUpdates` is to be called with: it confirms everything below.
    pub(crate) fn offset(&self) -> Option<i64> {
        self.taken.first_key_value().map(|(lowest, _)| *lowest).or(self.next)
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
            assert!(window.take(id, None));
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
        for again in [10, 11, 12] {
            assert!(!window.take(again, Some(10)), "{again}");
        }
        assert!(window.take(13, Some(10)));
    }

    #[test]
    fn what_finished_while_a_request_was_under_way_is_known() {
        let mut window = window([10, 11, 12]);
        for id in [12, 10, 11] {
            window.finish(id);
        }
        for again in [10, 11, 12] {
            assert!(!window.take(again, Some(10)), "{again}");
        }
        assert!(window.take(13, Some(10)));
    }

    #[test]
    fn what_was_confirmed_and_comes_all_the_same_is_known() {
        let mut window = window([10]);
        window.finish(10);
        assert!(!window.take(10, Some(11)));
    }

    #[test]
    fn numbers_may_start_anew_after_a_silence() {
        let mut window = window([1000]);
        window.finish(1000);
        assert!(window.take(5, Some(1001)));
        assert_eq!(window.offset(), Some(5));
        window.finish(5);
        assert_eq!(window.offset(), Some(6));
    }
}
