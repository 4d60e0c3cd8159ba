//! Counters that many increment: from several processes, and through crashes of the server.

use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use chappe_middleware::store::{Expect, Store, StoreError};
use tokio::task::JoinSet;

use crate::children::{self, Result};
use crate::servers::{Server, eventually};

const PROCESSES: u64 = 3;
const TASKS: u64 = 4;
const INCREMENTS: u64 = 100;
const CRASHES: usize = 3;

/// Adds one to the number under a key if nobody else has meanwhile, and answers what it is then.
async fn try_increment(store: &impl Store, key: &str) -> Result<u64, StoreError> {
    let entry = store.load(key).await?;
    let number: u64 = entry.as_ref().map_or(0, |entry| {
        std::str::from_utf8(&entry.value).expect("a number was saved").parse().expect("a number was saved")
    });
    let expect = entry.map_or(Expect::Absent, |entry| Expect::Version(entry.version));
    store.save(key, (number + 1).to_string().into(), None, expect).await?;
    Ok(number + 1)
}

async fn number(store: &impl Store, key: &str) -> Result<u64> {
    let entry = store.load(key).await?.ok_or("the counter is there")?;
    Ok(std::str::from_utf8(&entry.value)?.parse()?)
}

/// Increments from many tasks, and nothing fails but by conflict.
pub(crate) async fn child(store: impl Store + Clone, key: &str) -> Result {
    let mut tasks = JoinSet::new();
    for _ in 0..TASKS {
        let (store, key) = (store.clone(), key.to_owned());
        tasks.spawn(async move {
            let mut done = 0;
            while done < INCREMENTS {
                match try_increment(&store, &key).await {
                    Ok(_) => done += 1,
                    Err(error) if error.is_conflict() => {}
                    Err(error) => return Err(error),
                }
            }
            Ok(())
        });
    }
    while let Some(done) = tasks.join_next().await {
        done??;
    }
    Ok(())
}

/// Has three processes count, and compares.
pub(crate) async fn three_processes(store: impl Store, name: &str) -> Result {
    let key = format!("counter of {} processes, {}", PROCESSES, std::process::id());
    let mut processes = Vec::new();
    for _ in 0..PROCESSES {
        let mut command =
            tokio::process::Command::from(children::command(&format!("{name}::child"), name, &key));
        processes.push(command.stdout(Stdio::null()).kill_on_drop(true).spawn()?);
    }
    for mut process in processes {
        let status = process.wait().await?;
        assert!(status.success(), "a process failed: {status}");
    }
    assert_eq!(number(&store, &key).await?, PROCESSES * TASKS * INCREMENTS);
    store.delete(&key, Expect::Any).await?;
    Ok(())
}

/// What a task knows of its counter.
#[derive(Default)]
struct Known {
    /// The highest number that was answered.
    answered: AtomicU64,
    /// How many increments are in doubt.
    doubtful: AtomicU64,
}

/// Counts while the server crashes and starts again: no increment that was answered is lost, none is made twice.
pub(crate) async fn through_crashes(store: impl Store + Clone, server: &mut Server) -> Result {
    let over = Arc::new(AtomicBool::new(false));
    let known: Arc<Vec<Known>> = Arc::new((0..TASKS).map(|_| Known::default()).collect());
    let mut tasks = JoinSet::<Result>::new();
    for task in 0..TASKS as usize {
        let (store, over, known) = (store.clone(), Arc::clone(&over), Arc::clone(&known));
        tasks.spawn(async move {
            let (key, known) = (format!("counter {task}"), &known[task]);
            while !over.load(Ordering::Relaxed) {
                match try_increment(&store, &key).await {
                    Ok(number) => {
                        let before = known.answered.swap(number, Ordering::Relaxed);
                        let doubtful = known.doubtful.swap(0, Ordering::Relaxed);
                        assert!(
                            (before + 1..=before + 1 + doubtful).contains(&number),
                            "{before}, then {number}"
                        );
                    }
                    Err(StoreError::Unavailable(_)) => {
                        known.doubtful.fetch_add(1, Ordering::Relaxed);
                    }
                    Err(error) => return Err(error.into()),
                }
                tokio::task::yield_now().await;
            }
            Ok(())
        });
    }
    for _ in 0..CRASHES {
        progress(&known, &mut tasks).await?;
        server.crash()?;
        let error = eventually(async || store.load("counter 0").await.err().ok_or("it answers")).await;
        assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
        server.start()?;
        eventually(async || store.load("counter 0").await).await;
    }
    progress(&known, &mut tasks).await?;
    over.store(true, Ordering::Relaxed);
    while let Some(done) = tasks.join_next().await {
        done??;
    }
    for (task, known) in known.iter().enumerate() {
        let (answered, doubtful) = (&known.answered, &known.doubtful);
        let (answered, doubtful) = (answered.load(Ordering::Relaxed), doubtful.load(Ordering::Relaxed));
        let there = number(&store, &format!("counter {task}")).await?;
        assert!(
            (answered..=answered + doubtful).contains(&there),
            "{answered} was answered, {there} is there"
        );
    }
    Ok(())
}

/// Waits until every task has got on.
async fn progress(known: &[Known], tasks: &mut JoinSet<Result>) -> Result {
    let numbers = || known.iter().map(|known| known.answered.load(Ordering::Relaxed));
    let wanted: Vec<u64> = numbers().map(|number| number + 50).collect();
    let deadline = Instant::now() + Duration::from_secs(60);
    while numbers().zip(&wanted).any(|(number, wanted)| number < *wanted) {
        if let Some(ended) = tasks.try_join_next() {
            ended??;
            return Err("a task has ended early".into());
        }
        assert!(Instant::now() < deadline, "nothing gets on");
        tokio::task::yield_now().await;
    }
    Ok(())
}
