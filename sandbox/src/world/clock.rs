//! The sandbox's clock: the machine's, put ahead as far as a test likes.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};
use tokio::sync::watch;

/// What time it is in the sandbox; clones show the same time.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Clock {
    /// By how many milliseconds it is ahead of the machine's.
    ahead: Arc<AtomicI64>,
    #[serde(skip)]
    stepped: watch::Sender<()>,
}

impl Clock {
    /// The milliseconds since 1970.
    pub(crate) fn now(&self) -> i64 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_millis()).unwrap_or(i64::MAX).saturating_add(self.ahead())
    }

    /// By how many milliseconds it was put ahead so far.
    pub(crate) fn ahead(&self) -> i64 {
        self.ahead.load(Ordering::Relaxed)
    }

    /// Puts it ahead; it never goes back.
    pub(crate) fn step(&self, milliseconds: i64) {
        if milliseconds > 0 {
            self.ahead.store(self.ahead().saturating_add(milliseconds), Ordering::Relaxed);
            self.stepped.send_replace(());
        }
    }

    /// Is told whenever the clock is put ahead.
    pub(crate) fn watch(&self) -> watch::Receiver<()> {
        self.stepped.subscribe()
    }
}
