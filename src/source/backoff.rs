//! How long to wait before the next try.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher as _, Hasher as _};
use std::time::Duration;

/// Waits that double from try to try, each somewhere between its half and its whole.
#[derive(Debug)]
pub(crate) struct Backoff {
    first: Duration,
    last: Duration,
    failures: u32,
    random: RandomState,
}

impl Backoff {
    pub(crate) fn new(first: Duration, last: Duration) -> Self {
        Self { first, last, failures: 0, random: RandomState::new() }
    }

    /// The wait after one more failure.
    pub(crate) fn next(&mut self) -> Duration {
        let whole = self.first.saturating_mul(1 << self.failures.min(16)).min(self.last);
        self.failures = self.failures.saturating_add(1);
        // A keyed hash is random enough to keep many instances from trying in step.
        let mut hasher = self.random.build_hasher();
        hasher.write_u32(self.failures);
        let share = (hasher.finish() >> 11) as f64 / (1u64 << 53) as f64;
        whole.mul_f64(0.5 + share / 2.0)
    }

    /// Whether the last failure is worth a line in the log: the first, the second, the fourth, ...
    pub(crate) fn is_worth_telling(&self) -> bool {
        self.failures.is_power_of_two()
    }

    /// Notes a success; returns how many failures came before it.
    pub(crate) fn reset(&mut self) -> u32 {
        std::mem::take(&mut self.failures)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_last_and_start_anew() {
        let mut backoff = Backoff::new(Duration::from_secs(1), Duration::from_secs(8));
        for whole in [1, 2, 4, 8, 8, 8] {
            let wait = backoff.next().as_secs_f64();
            assert!((f64::from(whole) / 2.0..=f64::from(whole)).contains(&wait), "{wait} for {whole}");
        }
        assert_eq!(backoff.reset(), 6);
        assert!(backoff.next() <= Duration::from_secs(1));
    }

    #[test]
    fn two_instances_do_not_try_in_step() {
        let waits = |mut backoff: Backoff| -> Vec<Duration> { (0..8).map(|_| backoff.next()).collect() };
        let make = || Backoff::new(Duration::from_secs(1), Duration::from_secs(8));
        assert_ne!(waits(make()), waits(make()));
    }

    #[test]
    fn a_long_outage_is_told_of_seldom() {
        let mut backoff = Backoff::new(Duration::from_secs(1), Duration::from_secs(8));
        let told = (0..100).filter(|_| {
            backoff.next();
            backoff.is_worth_telling()
        });
        assert_eq!(told.count(), 7);
    }
}
