//! The store in Redis.

use std::time::Duration;

use chappe_middleware::store::conformance::Suite;
use chappe_middleware::store::{Expect, RedisStore, Store, StoreError};

use crate::children::{self, Result};
use crate::counting;
use crate::servers::{Server, address, eventually};

const VARIABLE: &str = "CHAPPE_TEST_REDIS_URL";

/// Has the server do something that no store would.
async fn command(url: &str, words: &[&str]) -> Result<String> {
    let socket = url.trim_start_matches("redis+unix://");
    let output = tokio::process::Command::new("redis-cli").args(["-s", socket]).args(words).output().await?;
    Ok(String::from_utf8(output.stdout)?)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn keeps_the_rules() -> Result {
    let url = address(VARIABLE)?;
    let store = RedisStore::connect(&url).await?;
    Suite::new(store).second_handle(RedisStore::connect(&url).await?).largest_value(8 << 20).run().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn keeps_the_rules_under_a_prefix_that_looks_like_a_pattern() -> Result {
    let store = RedisStore::builder().prefix("[a-z]*?\\").connect(&address(VARIABLE)?).await?;
    Suite::new(store).keys(300).run().await?;
    Ok(())
}

#[tokio::test]
async fn prefixes_are_apart() -> Result {
    let url = address(VARIABLE)?;
    let one = RedisStore::builder().prefix("one:").connect(&url).await?;
    let other = RedisStore::builder().prefix("other:").connect(&url).await?;
    one.save("key", "one".into(), None, Expect::Any).await?;
    assert_eq!(other.load("key").await?, None);
    assert_eq!(other.list("", None).await?.keys, Vec::<String>::new());
    one.delete("key", Expect::Any).await?;
    Ok(())
}

#[tokio::test]
async fn a_script_that_the_server_has_forgotten_is_sent_again() -> Result {
    let server = Server::redis(&[])?;
    let store = eventually(async || RedisStore::connect(server.url()).await).await;
    for number in 0..3 {
        let version = store.save("key", "value".into(), None, Expect::Any).await?;
        let version = store.save("key", "new".into(), None, Expect::Version(version)).await?;
        command(server.url(), &["SCRIPT", "FLUSH"]).await?;
        assert!(store.delete("key", Expect::Version(version)).await?, "turn {number}");
    }
    Ok(())
}

#[tokio::test]
async fn what_others_have_written_is_told_of() -> Result {
    let server = Server::redis(&[])?;
    let store = eventually(async || RedisStore::connect(server.url()).await).await;
    for (key, words) in [
        ("text", &["SET", "chappe:text", "something else"][..]),
        ("short", &["SET", "chappe:short", ""]),
        ("list", &["LPUSH", "chappe:list", "something"]),
    ] {
        command(server.url(), words).await?;
        let error = store.load(key).await.expect_err("that is no entry");
        assert!(
            matches!(&error, StoreError::Damaged { key: damaged, .. } if damaged == key),
            "{key}: {error:?}"
        );
        let saved = store.save(key, "lost".into(), None, Expect::Absent).await;
        assert!(saved.is_err_and(|error| error.is_conflict()), "{key} is there");
        let version = store.save(key, "entry".into(), None, Expect::Any).await?;
        assert_eq!(store.load(key).await?.map(|entry| entry.version), Some(version));
    }
    Ok(())
}

#[tokio::test]
async fn a_server_that_is_full_is_told_of() -> Result {
    let server = Server::redis(&["--maxmemory", "8mb", "--maxmemory-policy", "noeviction"])?;
    let store = eventually(async || RedisStore::connect(server.url()).await).await;
    let version = store.save("key", "value".into(), None, Expect::Any).await?;
    let mut number = 0;
    let error = loop {
        match store.save(&format!("full {number}"), vec![1; 100_000].into(), None, Expect::Any).await {
            Ok(_) => number += 1,
            Err(error) => break error,
        }
    };
    assert!(matches!(error, StoreError::Full(_)), "{error:?}");
    let error = store.save("key", vec![1; 100_000].into(), None, Expect::Version(version)).await;
    assert!(matches!(error, Err(StoreError::Full(_))), "{error:?}");
    assert_eq!(store.load("key").await?.map(|entry| entry.version), Some(version), "nothing was changed");
    while number > 0 {
        number -= 1;
        store.delete(&format!("full {number}"), Expect::Any).await?;
    }
    store.save("key", "new".into(), None, Expect::Version(version)).await?;
    Ok(())
}

#[tokio::test]
async fn a_server_that_is_down_or_none_is_told_of() -> Result {
    let error = RedisStore::connect("redis+unix:///nowhere/socket").await.expect_err("nobody is there");
    assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
    let error = RedisStore::connect("https://localhost").await.expect_err("that is no such address");
    assert!(matches!(error, StoreError::Other(_)), "{error:?}");
    Ok(())
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_given_up() -> Result {
    let server = Server::redis(&[])?;
    let settings = RedisStore::builder().timeout(Duration::from_millis(300));
    let store = eventually(async || settings.clone().connect(server.url()).await).await;
    store.save("key", "value".into(), None, Expect::Any).await?;
    server.signal("-STOP")?;
    let error = store.load("key").await.expect_err("the server does nothing");
    assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
    server.signal("-CONT")?;
    let entry = eventually(async || store.load("key").await).await;
    assert_eq!(entry.map(|entry| entry.value), Some("value".into()));
    Ok(())
}

#[tokio::test]
async fn a_server_that_crashes_under_load_loses_nothing() -> Result {
    let mut server = Server::redis(&[])?;
    let store = eventually(async || RedisStore::connect(server.url()).await).await;
    counting::through_crashes(store, &mut server).await
}

/// Not a test but the child, where this is one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn child() -> Result {
    let Some(key) = children::argument("redis") else { return Ok(()) };
    counting::child(RedisStore::connect(&address(VARIABLE)?).await?, &key.to_string_lossy()).await
}

#[tokio::test]
async fn three_processes_count_together() -> Result {
    counting::three_processes(RedisStore::connect(&address(VARIABLE)?).await?, "redis").await
}
