//! One session that three processes change, over Redis and over PostgreSQL: no change is lost unseen.
//!
//! The processes are this very program, started anew; each has a layer, and so locks, of its own.

#[path = "stores/children.rs"]
#[allow(dead_code)]
mod children;

use std::process::Stdio;

use chappe::prelude::*;
use chappe::types::Update;
use chappe_middleware::session::{Session, SessionError, SessionLayer, SessionService};
use chappe_middleware::store::{Expect, PostgresStore, RedisStore, Store};
use tokio::io::AsyncReadExt as _;
use tokio::task::JoinSet;
use tower::{Layer as _, ServiceExt as _};

const PROCESSES: u64 = 3;
const TASKS: u64 = 4;
const EVENTS: u64 = 60;
const KEY: &str = "session:42/chat:";

/// Changes its session in the two ways that there are.
fn service(store: impl Store) -> SessionService<Router, u64> {
    // A plain change, which may turn out to be a conflict.
    let change = async |mut counter: Session<u64>| *counter += 1;
    let update =
        async |mut counter: Session<u64>| -> Result { Ok(counter.update(|counter| *counter += 1).await?) };
    let router = Router::new().command("change", change).command("update", update);
    SessionLayer::<u64>::new(store).layer(router)
}

fn event(chat: i64, command: &str) -> Result<Ctx> {
    let length = command.len() + 1;
    let update = format!(
        r#"{{"update_id":1,"message":{{"message_id":1,"date":1,"text":"/{command}","chat":{{"id":{chat},"type":"private"}},
        "entities":[{{"type":"bot_command","offset":0,"length":{length}}}]}}}}"#
    );
    Ok(Ctx::new(Bot::new("42:TEST")?, Update::from_json(&update)?))
}

/// Sends the events from many tasks, and tells how many were conflicts.
async fn child(service: SessionService<Router, u64>, chat: i64, command: &'static str) -> Result<u64> {
    let mut tasks = JoinSet::new();
    for _ in 0..TASKS {
        let service = service.clone();
        tasks.spawn(async move {
            let mut conflicts = 0;
            for _ in 0..EVENTS {
                match service.clone().oneshot(event(chat, command)?).await {
                    Ok(outcome) => assert!(outcome.is_done(), "the command has a route"),
                    Err(error) => {
                        let conflict = error.downcast_ref().is_some_and(SessionError::is_conflict);
                        assert!(conflict, "{error}");
                        conflicts += 1;
                    }
                }
            }
            Ok::<u64, chappe::BoxError>(conflicts)
        });
    }
    let mut conflicts = 0;
    while let Some(task) = tasks.join_next().await {
        conflicts += task??;
    }
    Ok(conflicts)
}

/// Runs the processes on one session, and answers how many conflicts they told of and what they counted to.
async fn count(store: &impl Store, name: &str, command: &str) -> Result<(u64, u64)> {
    // A chat that no other run of these tests has.
    let chat = i64::from(std::process::id()) * 2 + i64::from(command == "update");
    let test = format!("{name}_child");
    let mut processes = Vec::new();
    for _ in 0..PROCESSES {
        let started = children::command(&test, name, format!("{chat} {command}"));
        let mut process = tokio::process::Command::from(started);
        processes.push(process.stdout(Stdio::piped()).kill_on_drop(true).spawn()?);
    }
    let mut conflicts = 0;
    for mut process in processes {
        let mut told = String::new();
        process.stdout.take().ok_or("it is piped")?.read_to_string(&mut told).await?;
        assert!(process.wait().await?.success(), "a process failed: {told}");
        let line = told.lines().find_map(|line| line.split("conflicts=").nth(1)).ok_or("it tells")?;
        conflicts += line.trim().parse::<u64>()?;
    }
    let key = format!("{KEY}{chat}");
    let counter = store.load(&key).await?.ok_or("it was counted")?.value;
    store.delete(&key, Expect::Any).await?;
    Ok((conflicts, std::str::from_utf8(&counter)?.trim_start_matches("0:").parse()?))
}

/// What is asked of both stores.
async fn is_exact(store: impl Store, name: &str) -> Result {
    let all = PROCESSES * TASKS * EVENTS;
    let (conflicts, counted) = count(&store, name, "change").await?;
    assert_eq!(counted + conflicts, all, "{conflicts} conflicts were told of");
    let (conflicts, counted) = count(&store, name, "update").await?;
    assert_eq!((conflicts, counted), (0, all));
    Ok(())
}

/// The child's part: `chat command` is what it is given.
async fn be_child(store: impl Store, argument: std::path::PathBuf) -> Result {
    let argument = argument.to_string_lossy().into_owned();
    let (chat, command) = argument.split_once(' ').ok_or("a chat and a command")?;
    let command = if command == "update" { "update" } else { "change" };
    let conflicts = child(service(store), chat.parse()?, command).await?;
    println!("\nconflicts={conflicts}");
    Ok(())
}

async fn redis() -> Result<RedisStore> {
    Ok(RedisStore::connect(&variable("CHAPPE_TEST_REDIS_URL")?).await?)
}

async fn postgres() -> Result<PostgresStore> {
    Ok(PostgresStore::connect(&variable("CHAPPE_TEST_POSTGRES_URL")?).await?)
}

fn variable(name: &str) -> Result<String> {
    std::env::var(name)
        .map_err(|_| format!("{name} is not set: run `./scripts/test`, which starts the servers").into())
}

#[tokio::test(flavor = "multi_thread")]
async fn over_redis() -> Result {
    is_exact(redis().await?, "redis").await
}

#[tokio::test(flavor = "multi_thread")]
async fn over_postgres() -> Result {
    is_exact(postgres().await?, "postgres").await
}

#[tokio::test(flavor = "multi_thread")]
async fn redis_child() -> Result {
    match children::argument("redis") {
        Some(argument) => be_child(redis().await?, argument).await,
        // Only the processes that `over_redis` starts have something to do.
        None => Ok(()),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn postgres_child() -> Result {
    match children::argument("postgres") {
        Some(argument) => be_child(postgres().await?, argument).await,
        None => Ok(()),
    }
}
