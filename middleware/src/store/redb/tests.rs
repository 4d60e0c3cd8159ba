//! What cannot be seen from outside: what is in the file, and the thread's end.

use std::future::poll_fn;
use std::path::PathBuf;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::task::Poll;

use super::*;

type Result<T = (), E = StoreError> = std::result::Result<T, E>;

/// A file in a folder for such, removed in the end.
struct Place(PathBuf);

impl Place {
    fn new() -> Self {
        let name = format!("chappe-redb-{:016x}", crate::store::version::random().0);
        Self(std::env::temp_dir().join(name))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// A store whose clock is set by hand, in seconds.
fn timed(place: &Place) -> Result<(RedbStore, Arc<AtomicU64>)> {
    let seconds = Arc::new(AtomicU64::new(1_000));
    let now = Arc::clone(&seconds);
    let clock = move || SystemTime::UNIX_EPOCH + Duration::from_secs(now.load(Ordering::Relaxed));
    Ok((RedbStore::builder().clock(clock).open(&place.0)?, seconds))
}

fn lengths(store: &RedbStore) -> (u64, u64) {
    store.0.file.read(tables::lengths).map_err(|(trouble, _)| trouble).expect("the file can be read")
}

async fn put(store: &RedbStore, key: &str, seconds: Option<u64>) -> Result<Version> {
    store.save(key, "value".into(), seconds.map(Duration::from_secs), Expect::Any).await
}

#[tokio::test]
async fn ends_are_kept_beside_the_entries() -> Result {
    let place = Place::new();
    let (store, _) = timed(&place)?;
    put(&store, "key", Some(10)).await?;
    assert_eq!(lengths(&store), (1, 1));
    put(&store, "key", Some(20)).await?;
    assert_eq!(lengths(&store), (1, 1));
    put(&store, "key", None).await?;
    assert_eq!(lengths(&store), (1, 0));
    put(&store, "key", Some(30)).await?;
    store.delete("key", Expect::Any).await?;
    assert_eq!(lengths(&store), (0, 0));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_over_leaves_the_file_as_others_are_written() -> Result {
    let place = Place::new();
    let (store, seconds) = timed(&place)?;
    let mut saves = tokio::task::JoinSet::new();
    for number in 0..3_000 {
        let store = store.clone();
        saves.spawn(async move { put(&store, &format!("old {number}"), Some(10)).await });
    }
    while let Some(saved) = saves.join_next().await {
        saved.expect("no save panics")?;
    }
    put(&store, "for ever", None).await?;
    assert_eq!(lengths(&store), (3_001, 3_000));
    seconds.fetch_add(11, Ordering::Relaxed);
    put(&store, "new", Some(10)).await?;
    // The save was answered before all of them were removed: its own transaction removes a few only.
    tokio::time::timeout(Duration::from_secs(30), async {
        while lengths(&store) != (2, 1) {
            tokio::task::yield_now().await;
        }
    })
    .await
    .expect("what is over is removed while nothing else is to do");
    Ok(())
}

#[tokio::test]
async fn a_transaction_removes_no_more_than_it_may() -> Result {
    let place = Place::new();
    let (store, seconds) = timed(&place)?;
    for number in 0..40 {
        put(&store, &format!("old {number}"), Some(10)).await?;
    }
    seconds.fetch_add(11, Ordering::Relaxed);
    let purged =
        store.0.file.write(|tables| tables.purge(store.0.clock.now(), 25)).map_err(|error| error.to_error());
    assert_eq!((purged?, lengths(&store)), (25, (15, 15)));
    Ok(())
}

#[tokio::test]
async fn the_end_of_the_thread_is_an_error() -> Result {
    let place = Place::new();
    let broken = Arc::new(AtomicBool::new(false));
    let panics = Arc::clone(&broken);
    let clock = move || {
        assert!(!panics.load(Ordering::Relaxed), "this clock is broken");
        SystemTime::now()
    };
    let store = RedbStore::builder().clock(clock).open(&place.0)?;
    put(&store, "key", None).await?;
    broken.store(true, Ordering::Relaxed);
    for _ in 0..2 {
        let error = put(&store, "key", None).await.expect_err("nobody writes any more");
        assert!(matches!(error, StoreError::Other(_)), "{error:?}");
    }
    assert_eq!(store.load("key").await?.map(|entry| entry.value), Some("value".into()));
    Ok(())
}

#[tokio::test]
async fn a_future_that_is_dropped_harms_nobody() -> Result {
    let place = Place::new();
    let store = RedbStore::open(&place.0)?;
    for number in 0..200 {
        let key = format!("dropped {number}");
        let mut save = pin!(put(&store, &key, None));
        poll_fn(|context| {
            assert!(save.as_mut().poll(context).is_pending(), "the answer comes from another thread");
            Poll::Ready(())
        })
        .await;
    }
    put(&store, "key", None).await?;
    assert!(store.list("", None).await?.keys.contains(&"key".to_owned()));
    Ok(())
}

#[tokio::test]
async fn the_last_clone_closes_the_file() -> Result {
    let place = Place::new();
    for turn in 0..10 {
        let store = RedbStore::open(&place.0)?;
        let clone = store.clone();
        assert_eq!(
            store.load("turn").await?.map(|entry| entry.value),
            (turn > 0).then(|| vec![turn - 1].into())
        );
        drop(store);
        clone.save("turn", vec![turn].into(), None, Expect::Any).await?;
    }
    Ok(())
}

#[test]
fn times_are_rounded_up() {
    let clock = Clock::new(|| SystemTime::UNIX_EPOCH + Duration::from_micros(10_300));
    assert_eq!(clock.now(), 10);
    let after = |time| clock.after(time).map(std::num::NonZeroU64::get);
    assert_eq!(after(Duration::ZERO), Some(11));
    assert_eq!(after(Duration::from_micros(700)), Some(11));
    assert_eq!(after(Duration::from_micros(701)), Some(12));
    assert_eq!(after(Duration::MAX), None);
}
