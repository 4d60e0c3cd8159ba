//! Instants and durations as the Bot API counts them: in whole seconds.

use std::ops::{Add, Sub};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::macros::integer;

integer! {
    /// An instant, in seconds since 1970-01-01 00:00 UTC.
    ///
    /// # Example
    /// ```
    /// use std::time::{Duration, SystemTime, UNIX_EPOCH};
    /// use chappe::types::Timestamp;
    ///
    /// let t = Timestamp(1_700_000_000) + Duration::from_secs(60);
    /// assert_eq!(t.system_time(), UNIX_EPOCH + Duration::from_secs(1_700_000_060));
    /// assert_eq!(Timestamp::from(SystemTime::from(t)), t);
    /// ```
    pub struct Timestamp;
}

integer! {
    /// A duration in whole seconds.
    pub struct Seconds;
}

impl Timestamp {
    /// The present second.
    pub fn now() -> Self {
        SystemTime::now().into()
    }

    /// The instant as the standard library's type; instants out of its range end at its bounds.
    pub fn system_time(self) -> SystemTime {
        let distance = Duration::from_secs(self.0.unsigned_abs());
        let time =
            if self.0 < 0 { UNIX_EPOCH.checked_sub(distance) } else { UNIX_EPOCH.checked_add(distance) };
        time.unwrap_or(UNIX_EPOCH)
    }
}

impl From<SystemTime> for Timestamp {
    fn from(time: SystemTime) -> Self {
        match time.duration_since(UNIX_EPOCH) {
            Ok(after) => Self(after.as_secs().try_into().unwrap_or(i64::MAX)),
            Err(before) => Self(before.duration().as_secs().try_into().map_or(i64::MIN, |s: i64| -s)),
        }
    }
}

impl From<Timestamp> for SystemTime {
    fn from(time: Timestamp) -> Self {
        time.system_time()
    }
}

impl Add<Duration> for Timestamp {
    type Output = Self;

    fn add(self, rhs: Duration) -> Self {
        Self(self.0.saturating_add(rhs.as_secs().try_into().unwrap_or(i64::MAX)))
    }
}

impl Sub<Duration> for Timestamp {
    type Output = Self;

    fn sub(self, rhs: Duration) -> Self {
        Self(self.0.saturating_sub(rhs.as_secs().try_into().unwrap_or(i64::MAX)))
    }
}

impl Seconds {
    /// The duration; a negative number is no time at all.
    pub fn duration(self) -> Duration {
        Duration::from_secs(self.0.try_into().unwrap_or(0))
    }
}

impl From<Duration> for Seconds {
    /// The whole seconds of the duration.
    fn from(duration: Duration) -> Self {
        Self(duration.as_secs().try_into().unwrap_or(i64::MAX))
    }
}

impl From<Seconds> for Duration {
    fn from(seconds: Seconds) -> Self {
        seconds.duration()
    }
}
