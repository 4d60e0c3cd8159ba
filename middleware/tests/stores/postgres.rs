//! The store in PostgreSQL.

use std::process::Stdio;
use std::time::Duration;

use chappe_middleware::store::conformance::Suite;
use chappe_middleware::store::{Expect, PostgresStore, Store, StoreError};
use tokio::task::JoinSet;

use crate::children::{self, Result};
use crate::counting;
use crate::servers::{Server, address, eventually};

const VARIABLE: &str = "CHAPPE_TEST_POSTGRES_URL";

/// Has the server do something that no store would.
async fn execute(url: &str, statement: &str) -> Result<String> {
    let output = tokio::process::Command::new("psql").args([url, "-Atqc", statement]).output().await?;
    if output.status.success() {
        Ok(String::from_utf8(output.stdout)?.trim().to_owned())
    } else {
        Err(String::from_utf8_lossy(&output.stderr).into())
    }
}

/// A store in a table of the test's own.
async fn store(table: &str) -> Result<PostgresStore> {
    let url = address(VARIABLE)?;
    execute(&url, &format!("drop table if exists {table}")).await?;
    Ok(PostgresStore::builder().table(table).connect(&url).await?)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn keeps_the_rules() -> Result {
    let first = store("rules").await?;
    let second = PostgresStore::builder().table("rules").connect(&address(VARIABLE)?).await?;
    Suite::new(first).second_handle(second).largest_value(8 << 20).run().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_set_the_table_up_at_once() -> Result {
    let url = address(VARIABLE)?;
    execute(&url, "drop schema if exists at_once cascade; create schema at_once").await?;
    let mut stores = JoinSet::new();
    for _ in 0..16 {
        let url = url.clone();
        stores.spawn(async move {
            let settings = PostgresStore::builder().table("at_once.sessions").max_connections(1);
            settings.connect(&url).await?.save("key", "value".into(), None, Expect::Any).await
        });
    }
    while let Some(saved) = stores.join_next().await {
        saved??;
    }
    assert_eq!(execute(&url, "select count(*) from at_once.sessions").await?, "1");
    Ok(())
}

#[tokio::test]
async fn what_is_over_leaves_the_table() -> Result {
    let url = address(VARIABLE)?;
    let store = store("over").await?;
    let count = || execute(&url, "select count(*) from over");
    let insert = "insert into over select 'old ' || n, n, now() - interval '1 second', '' from generate_series(1, 2500) n";
    execute(&url, insert).await?;
    assert_eq!(store.purge().await?, 1_000, "a step is bounded");
    assert_eq!(count().await?, "1500");
    // And by itself, the first time that an entry with an end is saved.
    store.save("new", "value".into(), Some(Duration::from_secs(60)), Expect::Any).await?;
    eventually(async || match count().await {
        Ok(count) if count == "1" => Ok(()),
        other => Err(other),
    })
    .await;
    Ok(())
}

#[tokio::test]
async fn rows_that_are_garbage_are_told_of() -> Result {
    let url = address(VARIABLE)?;
    let store = store("garbage").await?;
    store.save("key", "value".into(), None, Expect::Any).await?;
    execute(&url, "alter table garbage alter version drop not null; update garbage set version = null")
        .await?;
    let error = store.load("key").await.expect_err("it has no version");
    assert!(matches!(&error, StoreError::Damaged { key, .. } if key == "key"), "{error:?}");
    execute(&url, "alter table garbage drop column value").await?;
    let error = store.load("key").await.expect_err("there are no values");
    assert!(matches!(&error, StoreError::Damaged { key, .. } if key == "key"), "{error:?}");
    Ok(())
}

#[tokio::test]
async fn a_table_that_is_another_s_is_left_alone() -> Result {
    let url = address(VARIABLE)?;
    execute(&url, "drop table if exists other; create table other (key text primary key, value text)")
        .await?;
    let error = PostgresStore::builder().table("other").connect(&url).await.expect_err("that is no store");
    assert!(children::text(&error).contains("choose another name"), "{}", children::text(&error));
    let error =
        PostgresStore::builder().table("no table; drop").connect(&url).await.expect_err("that is no name");
    assert!(children::text(&error).contains("cannot be the store's table"), "{}", children::text(&error));
    Ok(())
}

#[tokio::test]
async fn a_server_that_is_down_or_none_is_told_of() -> Result {
    let url = "postgres:///postgres?host=/nowhere&user=chappe";
    let settings = PostgresStore::builder().timeout(Duration::from_secs(2));
    let error = settings.connect(url).await.expect_err("nobody is there");
    assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
    let error = PostgresStore::connect("postgres://localhost:port/").await.expect_err("that is no address");
    assert!(matches!(error, StoreError::Other(_)), "{error:?}");
    Ok(())
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_given_up() -> Result {
    let url = address(VARIABLE)?;
    let store = store("slow").await?;
    let settings =
        PostgresStore::builder().table("slow").timeout(Duration::from_millis(500)).max_connections(2);
    let hasty = settings.connect(&url).await?;
    let version = store.save("key", "value".into(), None, Expect::Any).await?;
    // Somebody holds the row for longer than that.
    let mut holder = tokio::process::Command::new("psql");
    let hold = "begin; update slow set ends = ends; select pg_sleep(60)";
    holder.args([&url, "-qc", hold]).stdout(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
    let mut holder = holder.spawn()?;
    let asleep =
        "select count(*) from pg_stat_activity where wait_event = 'PgSleep' and query like '%update slow%'";
    eventually(async || match execute(&url, asleep).await {
        Ok(count) if count != "0" => Ok(()),
        other => Err(other),
    })
    .await;
    for _ in 0..5 {
        let error =
            hasty.save("key", "new".into(), None, Expect::Version(version)).await.expect_err("it waits");
        assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
    }
    assert_eq!(hasty.load("key").await?.map(|entry| entry.version), Some(version), "a load need not wait");
    execute(&url, "select pg_terminate_backend(pid) from pg_stat_activity where wait_event = 'PgSleep'")
        .await?;
    holder.wait().await?;
    eventually(async || hasty.save("key", "new".into(), None, Expect::Version(version)).await).await;
    Ok(())
}

#[tokio::test]
async fn a_server_that_is_full_is_told_of() -> Result {
    let url = address(VARIABLE)?;
    let store = store("full_disk").await?;
    let version = store.save("key", "value".into(), None, Expect::Any).await?;
    // What the server says then, without filling a disk.
    for code in ["53100", "53200"] {
        let raise = format!(
            "create or replace function full_disk() returns trigger language plpgsql as \
             $$ begin raise exception 'no room' using errcode = '{code}'; end $$; \
             create or replace trigger full_disk before insert or update on full_disk for each row execute function full_disk()"
        );
        execute(&url, &raise).await?;
        let error =
            store.save("key", "new".into(), None, Expect::Version(version)).await.expect_err("it is full");
        assert!(matches!(error, StoreError::Full(_)), "{error:?}");
        assert_eq!(store.load("key").await?.map(|entry| entry.version), Some(version), "nothing was changed");
    }
    execute(&url, "drop trigger full_disk on full_disk").await?;
    store.save("key", "new".into(), None, Expect::Version(version)).await?;
    Ok(())
}

#[tokio::test]
async fn a_server_that_crashes_under_load_loses_nothing() -> Result {
    let mut server = Server::postgres(&["-c", "max_connections=20"])?;
    let settings = PostgresStore::builder().timeout(Duration::from_secs(5));
    let store = eventually(async || settings.clone().connect(server.url()).await).await;
    counting::through_crashes(store, &mut server).await
}

/// Not a test but the child, where this is one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn child() -> Result {
    let Some(key) = children::argument("postgres") else { return Ok(()) };
    counting::child(PostgresStore::connect(&address(VARIABLE)?).await?, &key.to_string_lossy()).await
}

#[tokio::test]
async fn three_processes_count_together() -> Result {
    counting::three_processes(PostgresStore::connect(&address(VARIABLE)?).await?, "postgres").await
}
