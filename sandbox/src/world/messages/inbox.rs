//! What a user saw bots do, and how far each of those who look at it is.

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};

use crate::world::{ChatKey, Entry};

/// An inbox forgets the oldest beyond this many.
const KEPT: usize = 1_000;

/// What a bot did to a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum What {
    Sent,
    Edited,
    Deleted,
}

/// One thing that a user saw a bot do, with the message as it was then.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Event {
    pub(crate) what: What,
    pub(crate) key: ChatKey,
    pub(crate) entry: Entry,
}

/// Who looks at inboxes; what one of them takes is still there for the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Reader {
    Kit,
    Control,
    Terminal,
}

/// The last events of a user, oldest first, and what each reader has taken of them.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Inbox {
    events: VecDeque<Event>,
    /// How many were forgotten, which is the number of the oldest that is kept.
    forgotten: usize,
    /// Moved on when a reader looks, so that an event costs the same however many readers there are.
    positions: BTreeMap<Reader, Position>,
}

/// How far a reader is.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Position {
    /// The number of the first event that it has not looked at.
    next: usize,
    /// Those before it that it left for later, oldest first.
    left: VecDeque<usize>,
}

impl Inbox {
    pub(crate) fn push(&mut self, event: Event) {
        self.events.push_back(event);
        if self.events.len() > KEPT {
            self.events.pop_front();
            self.forgotten = self.forgotten.saturating_add(1);
        }
    }

    /// The oldest event that fits and that this reader has not taken; those that do not fit stay.
    pub(crate) fn take(&mut self, reader: Reader, fits: impl Fn(&Event) -> bool) -> Option<Event> {
        let position = self.positions.entry(reader).or_default();
        let end = self.forgotten.saturating_add(self.events.len());
        position.left.retain(|number| *number >= self.forgotten);
        position.left.extend(position.next.max(self.forgotten)..end);
        position.next = end;
        let event = |number: &usize| self.events.get(number.checked_sub(self.forgotten)?);
        let index = position.left.iter().position(|number| event(number).is_some_and(&fits))?;
        let number = position.left.remove(index)?;
        event(&number).cloned()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::world::{Author, Json};

    fn event(what: What, id: i64) -> Event {
        let entry = Entry {
            id,
            author: Author::Bot(1),
            sequence: 0,
            json: Arc::new(Json::new()),
            keyboard: None,
            reactions: Vec::new(),
        };
        Event { what, key: ChatKey::Shared(-1), entry }
    }

    fn inbox(events: impl IntoIterator<Item = (What, i64)>) -> Inbox {
        let mut inbox = Inbox::default();
        events.into_iter().for_each(|(what, id)| inbox.push(event(what, id)));
        inbox
    }

    fn take(inbox: &mut Inbox, reader: Reader, what: What) -> Option<i64> {
        inbox.take(reader, |event| event.what == what).map(|event| event.entry.id)
    }

    #[test]
    fn each_reader_takes_every_event_once() {
        let mut inbox = inbox([(What::Sent, 1), (What::Sent, 2)]);
        for reader in [Reader::Kit, Reader::Control, Reader::Terminal] {
            let taken = [(); 3].map(|()| take(&mut inbox, reader, What::Sent));
            assert_eq!(taken, [Some(1), Some(2), None], "{reader:?}");
        }
    }

    #[test]
    fn what_does_not_fit_is_left_for_later_in_its_order() {
        let mut inbox = inbox([(What::Edited, 1), (What::Sent, 2), (What::Edited, 3)]);
        assert_eq!(take(&mut inbox, Reader::Kit, What::Sent), Some(2));
        inbox.push(event(What::Edited, 4));
        let edits = [(); 4].map(|()| take(&mut inbox, Reader::Kit, What::Edited));
        assert_eq!(edits, [Some(1), Some(3), Some(4), None]);
    }

    #[test]
    fn what_nobody_takes_is_forgotten_beyond_a_bound() {
        let kept = i64::try_from(KEPT).unwrap();
        let mut inbox = inbox([(What::Edited, 0), (What::Sent, 0)]);
        assert_eq!(take(&mut inbox, Reader::Kit, What::Deleted), None, "both are left for later");
        (1..=kept).for_each(|id| inbox.push(event(What::Sent, id)));
        assert_eq!(inbox.events.len(), KEPT);
        assert_eq!(take(&mut inbox, Reader::Kit, What::Edited), None);
        for reader in [Reader::Kit, Reader::Terminal] {
            let taken: Vec<i64> = std::iter::from_fn(|| take(&mut inbox, reader, What::Sent)).collect();
            assert_eq!(taken, (1..=kept).collect::<Vec<_>>(), "{reader:?}");
        }
        assert!(inbox.positions.values().all(|position| position.left.is_empty()));
    }
}
