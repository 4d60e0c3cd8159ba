//! Which updates a webhook can be sent now: the first of each lane that rests.

use std::collections::{HashMap, VecDeque};

use super::lane::Lane;
use super::queue::Queue;

/// The first wait before an update is tried again, in milliseconds.
const FIRST_DELAY: i64 = 1_000;
/// The longest such wait.
const LONGEST_DELAY: i64 = 60_000;

/// The lanes of one webhook.
#[derive(Debug, Default)]
pub(super) struct Lanes {
    /// From this place on the queue has not been read.
    read_to: u64,
    lanes: HashMap<Lane, Places>,
    /// Those whose first update can be sent.
    ready: VecDeque<Lane>,
}

/// The places of a lane's updates in the queue, oldest first.
#[derive(Debug)]
struct Places {
    places: VecDeque<u64>,
    /// How long the last wait for the first of them was.
    delay: i64,
}

impl Lanes {
    /// Takes in what is new in the queue.
    pub(super) fn read(&mut self, queue: &Queue) {
        for (place, lane) in queue.places_from(self.read_to) {
            self.read_to = place + 1;
            let ready = &mut self.ready;
            let places = self.lanes.entry(lane).or_insert_with(|| {
                ready.push_back(lane);
                Places { places: VecDeque::new(), delay: 0 }
            });
            places.places.push_back(place);
        }
    }

    /// The next update that can be sent; its lane rests until [`done`](Self::done) or [`ready`](Self::ready).
    pub(super) fn next(&mut self) -> Option<(Lane, u64)> {
        let lane = self.ready.pop_front()?;
        let place = self.lanes.get(&lane)?.places.front()?;
        Some((lane, *place))
    }

    /// A lane's first update is delivered, or no more to be delivered.
    pub(super) fn done(&mut self, lane: Lane) {
        let Some(places) = self.lanes.get_mut(&lane) else { return };
        places.places.pop_front();
        places.delay = 0;
        if places.places.is_empty() {
            self.lanes.remove(&lane);
        } else {
            self.ready.push_back(lane);
        }
    }

    /// How many milliseconds to wait after a failure: twice as long each time, and as long as the bot asked.
    pub(super) fn delay(&mut self, lane: Lane, asked: i64) -> i64 {
        let Some(places) = self.lanes.get_mut(&lane) else { return FIRST_DELAY };
        places.delay = (places.delay * 2).clamp(FIRST_DELAY, LONGEST_DELAY);
        places.delay.max(asked)
    }

    /// A lane's first update can be tried again.
    pub(super) fn ready(&mut self, lane: Lane) {
        self.ready.push_back(lane);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn queue(chats: &[i64]) -> Queue {
        let mut queue = Queue::new();
        for chat in chats {
            queue.push("message", &json!({"chat": {"id": chat}}));
        }
        queue
    }

    #[test]
    fn one_update_of_each_lane_is_out_at_a_time() {
        let mut lanes = Lanes::default();
        lanes.read(&queue(&[1, 1, 2]));
        assert_eq!(lanes.next(), Some((Lane::Chat(1), 0)));
        assert_eq!(lanes.next(), Some((Lane::Chat(2), 2)));
        assert_eq!(lanes.next(), None);
        lanes.done(Lane::Chat(1));
        assert_eq!(lanes.next(), Some((Lane::Chat(1), 1)));
        lanes.done(Lane::Chat(1));
        lanes.done(Lane::Chat(2));
        assert!(lanes.next().is_none() && lanes.lanes.is_empty());
    }

    #[test]
    fn waits_double_up_to_a_minute_and_start_anew_with_the_next() {
        let mut lanes = Lanes::default();
        lanes.read(&queue(&[1, 1]));
        let lane = Lane::Chat(1);
        let waits: Vec<i64> = (0..8).map(|_| lanes.delay(lane, 0) / 1000).collect();
        assert_eq!(waits, [1, 2, 4, 8, 16, 32, 60, 60]);
        assert_eq!(lanes.delay(lane, 90_000), 90_000);
        lanes.done(lane);
        assert_eq!(lanes.delay(lane, 0), 1_000);
    }
}
