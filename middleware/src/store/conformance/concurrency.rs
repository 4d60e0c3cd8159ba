//! Rules on what happens at the same time.

use std::sync::Arc;

use bytes::Bytes;
use tokio::sync::Barrier;
use tokio::task::JoinSet;

use super::room::{Broken, Room, expect, same};
use super::{Report, Suite};
use crate::store::{Expect, Store, StoreError, Version};

const TASKS: usize = 16;
const ROUNDS: usize = 10;
const INCREMENTS: u64 = 25;

pub(super) async fn rules<S: Store>(suite: &Suite<S>, report: &mut Report) {
    suite.rule(report, "one of many creates a key", one_creates).await;
    suite.rule(report, "one of many replaces a version", one_replaces).await;
    suite.rule(report, "one of many deletes a version", one_deletes).await;
    suite.rule(report, "a counter that many increment is exact", counter).await;
    suite.rule(report, "an entry is never of two saves", whole).await;
}

/// Does something in many tasks at once, half of them on the second handle.
async fn all<S, F, T>(room: &Arc<Room<S>>, work: impl Fn(Arc<S>, usize) -> F) -> Result<Vec<T>, Broken>
where
    S: Store,
    F: Future<Output = Result<T, Broken>> + Send + 'static,
    T: Send + 'static,
{
    let start = Arc::new(Barrier::new(TASKS));
    let mut tasks = JoinSet::new();
    for task in 0..TASKS {
        let store = if task % 2 == 0 { &room.store } else { &room.second };
        let (work, start) = (work(Arc::clone(store), task), Arc::clone(&start));
        tasks.spawn(async move {
            start.wait().await;
            work.await
        });
    }
    let mut results = Vec::new();
    while let Some(result) = tasks.join_next().await {
        results.push(result.map_err(|error| Broken(format!("a task failed: {error}")))??);
    }
    Ok(results)
}

/// A change that was made, or that came too late.
fn made<T>(answer: Result<T, StoreError>) -> Result<Option<T>, Broken> {
    match answer {
        Ok(made) => Ok(Some(made)),
        Err(StoreError::Conflict { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Has every task save its own value under a key, with the same expectation; one has to succeed.
async fn one_saves<S: Store>(room: &Arc<Room<S>>, key: &str, expected: Expect) -> Result<Version, Broken> {
    let answers = all(room, |store, task| {
        let key = key.to_owned();
        async move {
            let value = Bytes::from(format!("task {task}"));
            let saved = made(store.save(&key, value.clone(), None, expected).await)?;
            Ok(saved.map(|version| (value, version)))
        }
    })
    .await?;
    let winners: Vec<_> = answers.into_iter().flatten().collect();
    same(&format!("how many of {TASKS} saves with {expected:?} succeeded"), &1, &winners.len())?;
    let there = room.store.load(key).await?.map(|entry| (entry.value, entry.version));
    same("what is there afterwards", &winners.first().cloned(), &there)?;
    Ok(winners[0].1)
}

async fn one_creates<S: Store>(room: Arc<Room<S>>) -> Result<(), Broken> {
    for round in 0..ROUNDS {
        one_saves(&room, &room.key(round), Expect::Absent).await?;
    }
    // Over what is over as well.
    for round in 0..ROUNDS / 3 {
        let key = room.key(format!("expired:{round}"));
        room.expired(&key).await?;
        one_saves(&room, &key, Expect::Absent).await?;
    }
    Ok(())
}

async fn one_replaces<S: Store>(room: Arc<Room<S>>) -> Result<(), Broken> {
    let key = room.key("replaced");
    let mut version = room.put(&key, "first").await?;
    for _ in 0..ROUNDS {
        version = one_saves(&room, &key, Expect::Version(version)).await?;
    }
    Ok(())
}

async fn one_deletes<S: Store>(room: Arc<Room<S>>) -> Result<(), Broken> {
    let key = room.key("deleted");
    for round in 0..ROUNDS {
        let version = room.put(&key, "value").await?;
        let expected = if round % 2 == 0 { Expect::Version(version) } else { Expect::Any };
        let answers = all(&room, |store, _| {
            let key = key.clone();
            async move { Ok(made(store.delete(&key, expected).await)?.unwrap_or(false)) }
        })
        .await?;
        let winners = answers.into_iter().filter(|deleted| *deleted).count();
        same(&format!("how many of {TASKS} deletes with {expected:?} found the entry"), &1, &winners)?;
    }
    Ok(())
}

/// Adds one to the number under a key, however often that takes.
async fn increment<S: Store>(store: &S, key: &str) -> Result<(), Broken> {
    loop {
        let entry = store.load(key).await?;
        let (number, expected) = match &entry {
            None => (0, Expect::Absent),
            Some(entry) => (number(&entry.value)?, Expect::Version(entry.version)),
        };
        let value = (number + 1).to_string().into();
        if made(store.save(key, value, None, expected).await)?.is_some() {
            return Ok(());
        }
    }
}

fn number(value: &[u8]) -> Result<u64, Broken> {
    let number = std::str::from_utf8(value).ok().and_then(|text| text.parse().ok());
    number.ok_or_else(|| Broken(format!("expected a number that was saved, but loaded {value:?}")))
}

async fn counter<S: Store>(room: Arc<Room<S>>) -> Result<(), Broken> {
    let key = room.key("counter");
    all(&room, |store, _| {
        let key = key.clone();
        async move {
            for _ in 0..INCREMENTS {
                increment(&*store, &key).await?;
            }
            Ok(())
        }
    })
    .await?;
    let wanted = TASKS as u64 * INCREMENTS;
    let value = room.value(&key).await?.unwrap_or_default();
    same("the counter", &wanted, &number(&value)?)
}

async fn whole<S: Store>(room: Arc<Room<S>>) -> Result<(), Broken> {
    let key = room.key("whole");
    room.put(&key, vec![b'0'; 1 << 14]).await?;
    let answers = all(&room, |store, task| {
        let key = key.clone();
        async move {
            let (mut saved, mut loaded) = (Vec::new(), Vec::new());
            for turn in 0..ROUNDS {
                if task % 4 == 0 {
                    let byte = b'a' + task as u8;
                    let value = vec![byte; (1 << 14) + turn];
                    let version = store.save(&key, value.into(), None, Expect::Any).await?;
                    saved.push((version, byte, (1 << 14) + turn));
                } else if let Some(entry) = store.load(&key).await? {
                    let byte = entry.value.first().copied().unwrap_or(0);
                    expect(entry.value.iter().all(|other| *other == byte), || {
                        "a loaded value is made of two saves".to_owned()
                    })?;
                    loaded.push((entry.version, byte, entry.value.len()));
                }
            }
            Ok((saved, loaded))
        }
    })
    .await?;
    let saved: Vec<_> = answers.iter().flat_map(|(saved, _)| saved).collect();
    let stray =
        answers.iter().flat_map(|(_, loaded)| loaded).find(|entry| entry.1 != b'0' && !saved.contains(entry));
    expect(stray.is_none(), || {
        format!("loaded a version, value and size that no save had together: {stray:?}")
    })
}
