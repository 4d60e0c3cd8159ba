//! What becomes of such things with time.

use serde::{Deserialize, Serialize};

use super::super::{ChatKey, Timer, World};

/// Something that happens at a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Due {
    /// A poll closes.
    Poll(String),
    /// A live location ends.
    Live(ChatKey, i64),
    /// A bot has not answered whether money may be taken.
    Checkout(u64),
    /// A subscription is paid again.
    Renewal(String),
    /// A suggested post is published.
    Publish(ChatKey, i64),
    /// A paid post of a channel has stayed long enough.
    Settle(ChatKey, i64),
}

impl World {
    /// Has something happen at a second of the sandbox's clock.
    pub(crate) fn due_at(&mut self, at: i64, due: Due) {
        self.timers.schedule(at.saturating_mul(1000), Timer::Thing(due));
    }

    /// Does what is due.
    pub(crate) fn do_due(&mut self, due: Due) {
        match due {
            Due::Poll(id) => {
                self.end_poll(&id, None);
            }
            Due::Live(key, message_id) => self.live_location_is_over(key, message_id),
            Due::Checkout(id) => self.checkout_is_late(id),
            Due::Renewal(charge) => self.renew(&charge),
            Due::Publish(key, message_id) => self.publish(key, message_id),
            Due::Settle(channel, post) => self.settle(channel, post),
        }
    }
}
