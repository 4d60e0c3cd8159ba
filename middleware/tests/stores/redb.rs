//! The store in a file: killed, damaged, on a full disk.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use chappe_middleware::store::conformance::Suite;
use chappe_middleware::store::{Expect, RedbStore, Store, StoreError};

use crate::children::{self, Result};

const KILLS: usize = 20;
const TASKS: usize = 16;

/// A file in a folder for such, removed in the end.
struct Place(PathBuf);

impl Place {
    fn new(name: &str) -> Self {
        Self(PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}.redb", std::process::id())))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn keeps_the_rules() -> Result {
    let place = Place::new("rules");
    let store = RedbStore::open(&place.0)?;
    Suite::new(store.clone()).second_handle(store).largest_value(16 << 20).run().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn keeps_the_rules_by_a_clock_that_is_put_forward() -> Result {
    let place = Place::new("clock");
    let past = Arc::new(AtomicU64::new(0));
    let now = Arc::clone(&past);
    let clock = move || SystemTime::UNIX_EPOCH + Duration::from_millis(now.load(Ordering::Relaxed));
    let store = RedbStore::builder().clock(clock).quick_repair(true).open(&place.0)?;
    let advance = move |time: Duration| {
        past.fetch_add(time.as_millis() as u64, Ordering::Relaxed);
        std::future::ready(())
    };
    Suite::new(store).advance(advance).run().await?;
    Ok(())
}

/// The entries that the child writes: how often it has done so, many times over, so that a torn one shows.
fn value(turn: u64) -> Vec<u8> {
    turn.to_string().repeat(1 + turn as usize % 300).into_bytes()
}

/// Not a test but the child, where this is one: saves, and tells what was answered.
#[test]
fn child() -> Result {
    let Some(path) = children::argument("redb") else { return Ok(()) };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(async {
        let store = RedbStore::open(path)?;
        let mut tasks = tokio::task::JoinSet::<Result>::new();
        for task in 0..TASKS {
            let store = store.clone();
            tasks.spawn(async move {
                let key = format!("task {task}");
                let there = store.load(&key).await?;
                let mut expect =
                    there.as_ref().map_or(Expect::Absent, |entry| Expect::Version(entry.version));
                let mut turn = there.map_or(Ok(0), |entry| read(&entry.value))?;
                loop {
                    turn += 1;
                    let time = (turn % 2 == 0).then(|| Duration::from_secs(3600 + turn));
                    expect = Expect::Version(store.save(&key, value(turn).into(), time, expect).await?);
                    writeln!(std::io::stdout().lock(), "saved {task} {turn}")?;
                }
            });
        }
        tasks.join_next().await.ok_or("there are tasks")??
    })
}

/// The turn that a value is of.
fn read(bytes: &[u8]) -> Result<u64> {
    for length in 1..=20.min(bytes.len()) {
        let turn: u64 = std::str::from_utf8(&bytes[..length])?.parse()?;
        if value(turn) == bytes {
            return Ok(turn);
        }
    }
    Err(format!("a torn value of {} bytes", bytes.len()).into())
}

#[tokio::test]
async fn a_kill_at_any_moment_loses_nothing() -> Result {
    let place = Place::new("kill");
    let mut saved: HashMap<usize, u64> = HashMap::new();
    for kill in 0..KILLS {
        let mut child =
            Killed(children::command("redb::child", "redb", &place.0).stdout(Stdio::piped()).spawn()?);
        let output = BufReader::new(child.0.stdout.take().ok_or("a pipe was asked for")?);
        let mut seen = 0;
        for line in output.lines() {
            let line = line?;
            let Some(("saved", rest)) = line.split_once(' ') else { continue };
            let (task, turn) = rest.split_once(' ').ok_or_else(|| format!("half a line: {line:?}"))?;
            saved.insert(task.parse()?, turn.parse()?);
            seen += 1;
            // Somewhere else each time. What was told before the kill is read to its end.
            if seen == 1 + kill * 37 {
                child.0.kill()?;
            }
        }
        assert!(!child.0.wait()?.success(), "the child was killed");
        let store = RedbStore::builder().verify(true).open(&place.0)?;
        for (task, turn) in &mut saved {
            let entry = store.load(&format!("task {task}")).await?.ok_or("a task's entry is gone")?;
            let there = read(&entry.value)?;
            // The save that was under way may have happened.
            assert!(
                (*turn..=*turn + 1).contains(&there),
                "kill {kill}: {turn} was answered, {there} is there"
            );
            assert_eq!(entry.time_to_live.is_some(), there % 2 == 0, "value and end are of one save");
            *turn = there;
        }
    }
    assert_eq!(saved.len(), TASKS);
    Ok(())
}

/// A child, which does not outlive the test.
struct Killed(Child);

impl Drop for Killed {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[tokio::test]
async fn a_file_that_another_process_has_is_told_of() -> Result {
    let place = Place::new("open");
    let mut child =
        Killed(children::command("redb::child", "redb", &place.0).stdout(Stdio::piped()).spawn()?);
    let mut output = BufReader::new(child.0.stdout.take().ok_or("a pipe was asked for")?).lines();
    while !output.next().ok_or("the child writes")??.starts_with("saved") {}
    let error = RedbStore::open(&place.0).expect_err("the child has it");
    assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
    let text = children::text(&error);
    assert!(text.contains("open already") && text.contains(&*place.0.to_string_lossy()), "{text}");
    child.0.kill()?;
    child.0.wait()?;
    RedbStore::open(&place.0)?;
    Ok(())
}

#[test]
fn what_cannot_be_opened_is_told_of() -> Result {
    let place = Place::new("garbage");
    for garbage in [&b"no database"[..], &[0; 8192], &[0xff; 8192]] {
        std::fs::write(&place.0, garbage)?;
        let error = RedbStore::open(&place.0).expect_err("that is no store");
        assert!(matches!(error, StoreError::Corrupted(_)), "{error:?}");
        assert_eq!(std::fs::read(&place.0)?, garbage, "it is left as it is");
    }
    let error = RedbStore::open(place.0.join("below a file")).expect_err("that is no folder");
    assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
    Ok(())
}

#[tokio::test]
async fn a_damaged_file_is_an_error_and_no_panic() -> Result {
    let place = Place::new("damaged");
    let store = RedbStore::open(&place.0)?;
    let keys: Vec<_> = (0..400).map(|number| format!("key {number}")).collect();
    let saves = keys.iter().map(|key| store.save(key, key.repeat(200).into(), None, Expect::Any));
    futures_util::future::try_join_all(saves).await?;
    drop(store);
    let whole = std::fs::read(&place.0)?;
    let mut found = 0;
    for turn in 0..60 {
        let mut damaged = whole.clone();
        if turn % 6 == 0 {
            damaged.truncate(whole.len() * (turn + 1) / 62);
        } else {
            // Everywhere in turn, the header of the file more often.
            let start = if turn < 20 { turn * 17 } else { whole.len() / 60 * turn };
            damaged[start..start + 40].iter_mut().for_each(|byte| *byte ^= 0x5a);
        }
        std::fs::write(&place.0, damaged)?;
        found += usize::from(use_all(&place.0, &keys).await.is_err_and(|error| {
            assert!(!matches!(error, StoreError::Full(_) | StoreError::Conflict { .. }), "{error:?}");
            true
        }));
    }
    assert!(found > 20, "only {found} of 60 were found");
    Ok(())
}

/// Opens the file, and uses everything in it.
async fn use_all(path: &Path, keys: &[String]) -> Result<(), StoreError> {
    let store = RedbStore::builder().verify(true).open(path)?;
    for key in keys {
        // Where nothing was found to be damaged, nothing is.
        let entry = store.load(key).await?;
        assert_eq!(entry.map(|entry| entry.value), Some(key.repeat(200).into()));
    }
    assert_eq!(store.list("", None).await?.keys.len(), keys.len());
    let saves = keys.iter().map(|key| store.save(key, "new".into(), None, Expect::Any));
    futures_util::future::try_join_all(saves).await?;
    Ok(())
}

/// Not a test but the child, where this is one: fills the disk, and goes on when there is room again.
#[test]
fn full_child() -> Result {
    let Some(path) = children::argument("redb-full") else { return Ok(()) };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let store = RedbStore::open(path)?;
        let mut saved = 0_u32;
        let error = loop {
            let key = format!("key {saved}");
            match store.save(&key, vec![saved as u8; 10_000].into(), None, Expect::Absent).await {
                Ok(_) => saved += 1,
                Err(error) => break error,
            }
        };
        assert!(saved > 10 && matches!(error, StoreError::Full(_)), "after {saved} saves: {error:?}");
        for number in 0..saved {
            let entry = store.load(&format!("key {number}")).await?.ok_or("what was answered is there")?;
            assert_eq!(entry.value, vec![number as u8; 10_000]);
        }
        println!("full");
        std::io::stdin().read_line(&mut String::new())?;
        for number in 0..2 * saved {
            store.save(&format!("more {number}"), vec![7; 10_000].into(), None, Expect::Absent).await?;
        }
        println!("recovered");
        Ok(())
    })
}

#[test]
fn a_full_disk_is_told_of_and_recovered_from() -> Result {
    let place = Place::new("full");
    // The size of a file is limited, which is as good as a disk; what would be a signal is to be an error.
    let limit = "trap '' XFSZ; ulimit -S -f 8192; exec \"$0\" \"$@\"";
    let inner = children::command("redb::full_child", "redb-full", &place.0);
    let mut limited = Command::new("sh");
    limited.args(["-c", limit]).arg(inner.get_program()).args(inner.get_args());
    limited.envs(inner.get_envs().filter_map(|(name, value)| Some((name, value?)))).process_group(0);
    let mut child = Killed(limited.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?);
    let mut lines = BufReader::new(child.0.stdout.take().ok_or("a pipe was asked for")?).lines();
    let mut until = |wanted: &str| -> Result {
        loop {
            let line = lines.next().ok_or_else(|| format!("the child ended before it was {wanted}"))??;
            if line.ends_with(wanted) {
                return Ok(());
            }
        }
    };
    until("full")?;
    let raised =
        Command::new("prlimit").args(["--pid", &child.0.id().to_string(), "--fsize=unlimited"]).status()?;
    assert!(raised.success(), "prlimit: {raised}");
    child.0.stdin.take().ok_or("a pipe was asked for")?.write_all(b"go on\n")?;
    until("recovered")?;
    assert!(child.0.wait()?.success());
    Ok(())
}
