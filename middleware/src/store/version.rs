//! Versions that are never given twice, without anything to keep count.

use std::hash::{BuildHasher as _, RandomState};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

use super::Version;

static KEYS: LazyLock<RandomState> = LazyLock::new(RandomState::new);
static GIVEN: AtomicU64 = AtomicU64::new(0);

/// A version of 64 random bits: a count, hashed with a key that is the process's own.
pub(super) fn random() -> Version {
    Version(KEYS.hash_one(GIVEN.fetch_add(1, Ordering::Relaxed)))
}
