//! What a load and a conditional save cost in each store, with few entries and with many; and what group commit is for.
//!
//! Redis and PostgreSQL are timed where `CHAPPE_TEST_REDIS_URL` and `CHAPPE_TEST_POSTGRES_URL` name servers.

use std::env;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use bytes::Bytes;
use chappe_benches::{Race, Wanted, now};
use chappe_middleware::store::{
    Expect, MemoryStore, PostgresStore, RedbStore, RedisStore, Store, StoreError,
};
use tokio::task::JoinSet;

const FEW: u64 = 1_000;
const MANY: u64 = 1_000_000;
/// Turns that the two sizes have in alternation.
const ROUNDS: usize = 11;
const VALUE: &[u8] = &[b'x'; 100];

type Result<T = (), E = StoreError> = std::result::Result<T, E>;

/// Numbers without order, the same in every run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }
}

fn key(number: u64) -> String {
    format!("chat:{number}")
}

/// One load and one conditional save.
async fn update(store: &impl Store, key: &str) -> Result {
    let expect = store.load(key).await?.map_or(Expect::Absent, |entry| Expect::Version(entry.version));
    match store.save(key, Bytes::from_static(VALUE), None, expect).await {
        Err(error) if !error.is_conflict() => Err(error),
        _ => Ok(()),
    }
}

/// Does something with so many keys, at random, several at a time; answers how long one takes of the whole.
async fn many<S: Store + Clone>(
    store: &S,
    keys: u64,
    tasks: u64,
    times: u64,
    load_only: bool,
) -> Result<Duration> {
    let start = Instant::now();
    let mut running = JoinSet::new();
    for task in 0..tasks {
        let (store, mut random) = (store.clone(), Random(0x9e37_79b9 + task));
        running.spawn(async move {
            for _ in 0..times / tasks {
                let key = key(random.next() % keys);
                if load_only {
                    store.load(&key).await?;
                } else {
                    update(&store, &key).await?;
                }
            }
            Ok(())
        });
    }
    while let Some(done) = running.join_next().await {
        done.unwrap_or_else(|panic| panic!("a task failed: {panic}"))?;
    }
    Ok(start.elapsed() / u32::try_from(times).unwrap_or(u32::MAX))
}

/// Saves so many entries.
async fn fill<S: Store + Clone>(store: &S, keys: u64) -> Result {
    let mut running = JoinSet::new();
    for task in 0..512 {
        let store = store.clone();
        running.spawn(async move {
            for number in (task..keys).step_by(512) {
                store.save(&key(number), Bytes::from_static(VALUE), None, Expect::Any).await?;
            }
            Ok(())
        });
    }
    while let Some(done) = running.join_next().await {
        done.unwrap_or_else(|panic| panic!("a task failed: {panic}"))?;
    }
    Ok(())
}

/// What is timed: how many of the many entries are in use, how many tasks there are, and what they do how often.
#[derive(Clone, Copy)]
struct Work {
    used: u64,
    tasks: u64,
    times: u64,
    load_only: bool,
}

/// Few entries beside many, in turn.
async fn sizes<S: Store + Clone>(name: &str, few: &S, large: &S, work: Work, wanted: &mut Wanted) -> Result {
    let Work { used, tasks, times, load_only } = work;
    let (mut ratios, mut small_times, mut large_times) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        let small = many(few, FEW, tasks, times, load_only).await?.as_secs_f64() * 1e6;
        let large = many(large, used, tasks, times, load_only).await?.as_secs_f64() * 1e6;
        // The first fills the caches.
        if round > 0 {
            ratios.push(large / small);
            small_times.push(small);
            large_times.push(large);
        }
    }
    let what = if load_only { "load" } else { "update" };
    let what = format!("{name}, {what}, {tasks} at a time, {used} in use");
    let (small, large) = (median(small_times), median(large_times));
    println!("  {what}: {small:.1} us with {FEW} entries, {large:.1} us with {MANY}");
    wanted.at_most(&what, 1.2, median(ratios));
    Ok(())
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

fn memory(wanted: &mut Wanted) {
    let (few, large) = (MemoryStore::new(), MemoryStore::new());
    for (store, entries) in [(&few, FEW), (&large, MANY)] {
        for number in 0..entries {
            now(store.save(&key(number), Bytes::from_static(VALUE), None, Expect::Any))
                .expect("memory takes it");
        }
    }
    let once = |store: &MemoryStore, random: &mut Random, keys| {
        let key = key(random.next() % keys);
        now(update(store, &key)).expect("memory takes it");
    };
    let (mut a, mut b, mut c) = (Random(1), Random(1), Random(1));
    let times = Race::new()
        .enter("1,000 entries", 1, || once(&few, &mut a, FEW))
        .enter("1,000,000 entries", 1, || once(&large, &mut b, MANY))
        .enter("1,000,000 entries, 1,000 of them in use", 1, || once(&large, &mut c, FEW))
        .run();
    times.print("Memory: load and conditional save of a random key, making the key included");
    for (what, name) in [
        ("memory, update, 1000000 in use", "1,000,000 entries"),
        ("memory, update, 1000 in use", "1,000,000 entries, 1,000 of them in use"),
    ] {
        wanted.at_most(what, 1.2, times.ratio(name, "1,000 entries"));
    }
}

/// A file that is gone in the end.
struct Place(PathBuf);

impl Place {
    fn new(name: &str) -> Self {
        let folder = env::var_os("CHAPPE_BENCH_FOLDER").map_or_else(env::temp_dir, PathBuf::from);
        Self(folder.join(format!("chappe-bench-{name}-{}.redb", std::process::id())))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

async fn redb(wanted: &mut Wanted) -> Result {
    let (small, big) = (Place::new("few"), Place::new("many"));
    let (few, large) = (RedbStore::open(&small.0)?, RedbStore::open(&big.0)?);
    fill(&few, FEW).await?;
    fill(&large, MANY).await?;
    println!("\nredb");
    let (mut together, mut apart) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        together.push(1.0 / many(&large, MANY, 512, 16_384, false).await?.as_secs_f64());
        apart.push(1.0 / many(&large, MANY, 1, 256, false).await?.as_secs_f64());
    }
    let (together, apart) = (median(together), median(apart));
    println!("  durable updates a second: {together:.0} of 512 chats at a time, {apart:.0} one by one");
    wanted.at_least("redb: durable updates a second", 5_000.0, together);
    let quick = Place::new("quick");
    let repaired = RedbStore::builder().quick_repair(true).open(&quick.0)?;
    fill(&repaired, MANY).await?;
    let (mut with, mut without) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        with.push(1.0 / many(&repaired, MANY, 512, 16_384, false).await?.as_secs_f64());
        without.push(1.0 / many(&large, MANY, 512, 16_384, false).await?.as_secs_f64());
    }
    println!("  with quick repair: {:.0}, without: {:.0}", median(with), median(without));
    let alone = Work { used: MANY, tasks: 1, times: 128, load_only: false };
    sizes("redb", &few, &large, alone, wanted).await?;
    sizes("redb", &few, &large, Work { tasks: 512, times: 8_192, ..alone }, wanted).await?;
    sizes("redb", &few, &large, Work { used: FEW, tasks: 512, times: 8_192, ..alone }, wanted).await?;
    sizes("redb", &few, &large, Work { times: 20_000, load_only: true, ..alone }, wanted).await?;
    sizes("redb", &few, &large, Work { used: FEW, times: 20_000, load_only: true, ..alone }, wanted).await?;

    // A load beside writes that never end, where it is asked for.
    let writes = tokio::spawn({
        let store = large.clone();
        async move { many(&store, MANY, 256, 65_536, false).await }
    });
    let (mut random, mut times) = (Random(7), Vec::new());
    while !writes.is_finished() {
        let key = key(random.next() % MANY);
        let start = Instant::now();
        large.load(&key).await?;
        times.push(start.elapsed().as_secs_f64() * 1e6);
        tokio::task::yield_now().await;
    }
    times.sort_unstable_by(f64::total_cmp);
    let at = |share: f64| times.get((times.len() as f64 * share) as usize).copied().unwrap_or(f64::NAN);
    println!(
        "  a load beside writes: median {:.1} us, 99 % {:.1} us, 99.9 % {:.1} us",
        at(0.5),
        at(0.99),
        at(0.999)
    );

    let start = Instant::now();
    many(&large, MANY, 1, 1, false).await?;
    println!("  one update alone: {:.2} ms", start.elapsed().as_secs_f64() * 1e3);
    let copy = Place::new("killed");
    std::fs::copy(&big.0, &copy.0).expect("a copy can be made");
    let start = Instant::now();
    drop(RedbStore::open(&copy.0)?);
    println!("  opening {MANY} entries after a kill: {:.2} s", start.elapsed().as_secs_f64());
    Ok(())
}

async fn redis(url: &str, wanted: &mut Wanted) -> Result {
    let few = RedisStore::builder().prefix("few:").connect(url).await?;
    let large = RedisStore::builder().prefix("many:").connect(url).await?;
    fill(&few, FEW).await?;
    fill(&large, MANY).await?;
    println!("\nRedis");
    let work = Work { used: MANY, tasks: 64, times: 16_384, load_only: false };
    sizes("Redis", &few, &large, work, wanted).await
}

async fn postgres(url: &str, wanted: &mut Wanted) -> Result {
    let few = PostgresStore::builder().table("few").connect(url).await?;
    let large = PostgresStore::builder().table("many").connect(url).await?;
    fill(&few, FEW).await?;
    let fill = format!(
        "insert into many select 'chat:' || n, n, null, repeat('x', 100)::bytea from generate_series(0, {}) n; \
         vacuum analyze many",
        MANY - 1
    );
    for statement in fill.split("; ") {
        let filled = Command::new("psql").args([url, "-qc", statement]).status();
        assert!(filled.is_ok_and(|status| status.success()), "psql fills the table");
    }
    println!("\nPostgreSQL");
    let work = Work { used: MANY, tasks: 10, times: 4_000, load_only: false };
    sizes("PostgreSQL", &few, &large, work, wanted).await
}

fn main() -> Result {
    let mut wanted = Wanted::new();
    memory(&mut wanted);
    let runtime = tokio::runtime::Runtime::new().expect("a runtime can be made");
    runtime.block_on(async {
        redb(&mut wanted).await?;
        match env::var("CHAPPE_TEST_REDIS_URL") {
            Ok(url) => redis(&url, &mut wanted).await?,
            Err(_) => println!("\nRedis: CHAPPE_TEST_REDIS_URL is not set"),
        }
        match env::var("CHAPPE_TEST_POSTGRES_URL") {
            Ok(url) => postgres(&url, &mut wanted).await?,
            Err(_) => println!("\nPostgreSQL: CHAPPE_TEST_POSTGRES_URL is not set"),
        }
        Ok(())
    })?;
    wanted.print();
    Ok(())
}
