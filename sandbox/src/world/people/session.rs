//! A bot's stay on the server: it begins with a call, and ends by `close` or `logOut`.

use crate::server::Refusal;
use crate::world::Bot;

/// How long a bot has to run before it may be closed, and how long it stays away once it logged out: ten minutes.
const TEN_MINUTES: i64 = 600_000;

impl Bot {
    /// Whether the bot may make calls now; its first one launches it.
    pub(crate) fn check_session(&mut self, now: i64) -> Result<(), Refusal> {
        if now < self.logged_out_until {
            return Err(Refusal::new(400, "Logged out"));
        }
        if self.launched == 0 {
            self.launched = now;
        }
        Ok(())
    }

    /// Ends its stay, to begin another with the next call; not in the first ten minutes.
    pub(crate) fn close(&mut self, now: i64) -> Result<(), Refusal> {
        let left = self.launched.saturating_add(TEN_MINUTES).saturating_sub(now);
        if left > 0 {
            return Err(Refusal::too_many(left.unsigned_abs().div_ceil(1000)));
        }
        self.launched = 0;
        Ok(())
    }

    /// Leaves for another server: nothing waits here any more, and it may not come back for ten minutes.
    pub(crate) fn log_out(&mut self, now: i64) {
        self.webhook = None;
        self.updates.clear();
        self.updates.webhook_gone();
        self.launched = 0;
        self.logged_out_until = now.saturating_add(TEN_MINUTES);
    }
}
