//! What is over leaves the table, in small steps beside the work.

use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::Duration;

use tokio::time::Instant;

use super::PostgresStore;

/// When to do it next.
pub(super) struct Purge {
    every: Duration,
    next: Mutex<Instant>,
}

impl Purge {
    pub(super) fn every(every: Duration) -> Self {
        Self { every, next: Mutex::new(Instant::now()) }
    }

    /// Whether it is time; if so, it is not until later.
    fn is_due(&self) -> bool {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let due = *next <= now;
        if due {
            // Never, where that is beyond what the clock can tell.
            *next = now.checked_add(self.every).unwrap_or(*next + Duration::from_secs(1 << 31));
        }
        due
    }
}

impl PostgresStore {
    /// Removes what is over, if that was not done just now, without anybody's waiting for it.
    pub(super) fn purge_now_and_then(&self) {
        if !self.0.purge.is_due() {
            return;
        }
        let store = self.clone();
        tokio::spawn(async move {
            // Where it fails, the next one does it.
            while store.purge().await.is_ok_and(|purged| purged > 0) {}
        });
    }
}
