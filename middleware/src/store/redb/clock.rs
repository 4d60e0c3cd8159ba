//! The time that entries end by.

use std::fmt;
use std::num::NonZeroU64;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// When an entry ends, in milliseconds since 1970; `None` is never.
pub(super) type Ends = Option<NonZeroU64>;

/// Tells the time, in milliseconds since 1970.
#[derive(Clone)]
pub(super) struct Clock(Arc<dyn Fn() -> SystemTime + Send + Sync>);

impl Clock {
    pub(super) fn new(now: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// Now, rounded down: an entry never ends early.
    pub(super) fn now(&self) -> u64 {
        self.since_1970().as_millis().try_into().unwrap_or(u64::MAX)
    }

    /// Now and some more time, rounded up. What is beyond reckoning is never.
    pub(super) fn after(&self, time: Duration) -> Ends {
        let ends = self.since_1970().checked_add(time)?.checked_add(Duration::from_nanos(999_999))?;
        NonZeroU64::new(ends.as_millis().try_into().ok()?)
    }

    fn since_1970(&self) -> Duration {
        (self.0)().duration_since(UNIX_EPOCH).unwrap_or_default()
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self::new(SystemTime::now)
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}
