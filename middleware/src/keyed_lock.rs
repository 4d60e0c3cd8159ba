//! A lock per key: what works on one key waits for its turn, what works on others does not.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

use crate::shard::shard_of;

/// How many tables the keys are spread over.
const SHARDS: usize = 16;

/// Locks by key, first come, first served. Clones share them.
#[derive(Clone, Debug, Default)]
pub(crate) struct KeyedLock(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    /// Who waits for each key that is locked.
    shards: [Mutex<Table>; SHARDS],
}

type Table = HashMap<Arc<str>, VecDeque<oneshot::Sender<KeyGuard>>, foldhash::fast::RandomState>;

/// Holds the lock of a key until it is dropped.
#[derive(Debug)]
pub(crate) struct KeyGuard {
    /// `None` in one that was handed over.
    locked: Option<(KeyedLock, Arc<str>)>,
}

impl KeyedLock {
    /// Waits for the lock of a key.
    pub(crate) async fn lock(&self, key: Arc<str>) -> KeyGuard {
        let turn = match self.table(&key).entry(key.clone()) {
            Entry::Vacant(free) => {
                free.insert(VecDeque::new());
                None
            }
            Entry::Occupied(mut locked) => {
                let (sender, turn) = oneshot::channel();
                locked.get_mut().push_back(sender);
                Some(turn)
            }
        };
        match turn {
            None => KeyGuard { locked: Some((self.clone(), key)) },
            // A guard that is dropped hands itself to the next, and drops no sender.
            Some(turn) => turn.await.unwrap_or(KeyGuard { locked: None }),
        }
    }

    fn table(&self, key: &str) -> MutexGuard<'_, Table> {
        // Nothing that runs under this lock can panic half-way.
        self.0.shards[shard_of(key, SHARDS)].lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for KeyGuard {
    fn drop(&mut self) {
        let Some((locks, key)) = self.locked.take() else { return };
        loop {
            let next = {
                let mut table = locks.table(&key);
                let Entry::Occupied(mut waiting) = table.entry(key.clone()) else { return };
                let next = waiting.get_mut().pop_front();
                if next.is_none() {
                    waiting.remove();
                }
                next
            };
            let Some(next) = next else { return };
            let guard = Self { locked: Some((locks.clone(), key.clone())) };
            match next.send(guard) {
                Ok(()) => return,
                // That one waits no more: its guard comes back, and must not do what this does.
                Err(mut guard) => guard.locked = None,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;

    use super::*;

    fn held(locks: &KeyedLock) -> usize {
        locks.0.shards.iter().map(|shard| shard.lock().map_or(0, |table| table.len())).sum()
    }

    #[tokio::test]
    async fn a_key_is_locked_once_and_others_stay_free() {
        let locks = KeyedLock::default();
        let first = locks.lock("a".into()).await;
        let second = locks.lock("a".into());
        tokio::pin!(second);
        assert!((&mut second).now_or_never().is_none());
        assert!(locks.lock("b".into()).now_or_never().is_some());
        drop(first);
        assert!(second.now_or_never().is_some());
        assert_eq!(held(&locks), 0);
    }

    #[tokio::test]
    async fn they_have_it_in_the_order_in_which_they_asked() {
        let locks = KeyedLock::default();
        let first = locks.lock("a".into()).await;
        let mut waiting: Vec<_> = (0..3).map(|_| Box::pin(locks.lock("a".into()))).collect();
        for waiting in &mut waiting {
            assert!(waiting.now_or_never().is_none());
        }
        drop(first);
        assert!((&mut waiting[1]).now_or_never().is_none());
        let second = (&mut waiting[0]).now_or_never().expect("the first in the queue has it");
        drop(second);
        assert!((&mut waiting[1]).now_or_never().is_some());
    }

    #[tokio::test]
    async fn one_that_waits_no_more_is_left_out() {
        let locks = KeyedLock::default();
        let first = locks.lock("a".into()).await;
        let mut gone = Box::pin(locks.lock("a".into()));
        let mut handed = Box::pin(locks.lock("a".into()));
        let mut last = Box::pin(locks.lock("a".into()));
        assert!((&mut gone).now_or_never().is_none());
        assert!((&mut handed).now_or_never().is_none());
        assert!((&mut last).now_or_never().is_none());
        drop(gone);
        drop(first);
        // It was given the lock already, and never looked.
        drop(handed);
        assert!((&mut last).now_or_never().is_some());
        drop(last);
        assert_eq!(held(&locks), 0);
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn nobody_is_inside_with_another() {
        let locks = KeyedLock::default();
        let inside = Arc::new(std::sync::atomic::AtomicUsize::new(0));
        let tasks = (0..64).map(|task: usize| {
            let (locks, inside) = (locks.clone(), Arc::clone(&inside));
            tokio::spawn(async move {
                for turn in 0..200 {
                    let guard = locks.lock("a".into());
                    if (task + turn).is_multiple_of(7) {
                        // Asked for, and given up.
                        let _ = Box::pin(guard).now_or_never();
                        continue;
                    }
                    let guard = guard.await;
                    assert_eq!(inside.fetch_add(1, std::sync::atomic::Ordering::SeqCst), 0);
                    tokio::task::yield_now().await;
                    inside.fetch_sub(1, std::sync::atomic::Ordering::SeqCst);
                    drop(guard);
                }
            })
        });
        for task in tasks.collect::<Vec<_>>() {
            task.await.expect("no task panics");
        }
        assert_eq!(held(&locks), 0);
    }
}
