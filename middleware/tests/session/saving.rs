//! When a session is loaded, saved and deleted.

use std::time::Duration;

use chappe::prelude::*;
use chappe_middleware::session::{SaveWhen, Session, SessionLayer};
use tower::{Layer as _, ServiceBuilder};

use crate::support::{Watched, private, run, session_error};

const KEY: &str = "session:42/chat:7";

fn counting(store: &Watched) -> SessionLayer<u64> {
    SessionLayer::new(store.clone())
}

async fn count(mut visits: Session<u64>) {
    *visits += 1;
}

#[tokio::test]
async fn a_change_is_saved_once_and_loaded_by_the_next() -> Result {
    let store = Watched::new();
    let service = counting(&store).layer(Router::new().any(count));
    assert!(run(&service, private(7)).await?.is_done());
    assert_eq!(store.log(), [format!("load {KEY}"), format!("save {KEY}")]);
    let _ = run(&service, private(7)).await?;
    assert_eq!(store.at(KEY).await.as_deref(), Some("0:2"));
    Ok(())
}

#[tokio::test]
async fn what_is_only_read_is_not_written() -> Result {
    let store = Watched::new();
    store.put(KEY, "0:5").await;
    let service =
        counting(&store).layer(Router::new().any(async |visits: Session<u64>| assert_eq!(*visits, 5)));
    let _ = run(&service, private(7)).await?;
    assert_eq!(store.log(), [format!("load {KEY}")]);
    Ok(())
}

#[tokio::test]
async fn what_is_set_to_what_it_was_is_not_written() -> Result {
    let store = Watched::new();
    store.put(KEY, "0:5").await;
    let service = counting(&store).layer(Router::new().any(async |mut visits: Session<u64>| *visits = 5));
    let _ = run(&service, private(7)).await?;
    assert_eq!(store.log(), [format!("load {KEY}")]);
    Ok(())
}

#[tokio::test]
async fn a_lazy_one_that_nobody_asks_for_is_not_even_read() -> Result {
    let store = Watched::new();
    let service = counting(&store).lazy(true).layer(Router::new().any(async || {}));
    let _ = run(&service, private(7)).await?;
    assert!(store.log().is_empty());
    let service = counting(&store).lazy(true).layer(Router::new().any(count));
    let _ = run(&service, private(7)).await?;
    assert_eq!(store.log(), [format!("load {KEY}"), format!("save {KEY}")]);
    Ok(())
}

async fn count_and_fail(mut visits: Session<u64>) -> Result {
    *visits += 1;
    Err("no".into())
}

#[tokio::test]
async fn a_failed_handler_saves_nothing() -> Result {
    let store = Watched::new();
    let service = counting(&store).layer(Router::new().any(count_and_fail));
    assert!(run(&service, private(7)).await.is_err());
    assert_eq!(store.log(), [format!("load {KEY}")]);
    Ok(())
}

#[tokio::test]
async fn a_policy_says_otherwise() -> Result {
    let store = Watched::new();
    let always = counting(&store).save_when(SaveWhen::Always).layer(Router::new().any(count_and_fail));
    assert!(run(&always, private(7)).await.is_err());
    assert_eq!(store.at(KEY).await.as_deref(), Some("0:1"));

    let never = counting(&store).save_when(SaveWhen::Never);
    let _ = run(&never.clone().layer(Router::new().any(count)), private(7)).await?;
    assert_eq!(store.at(KEY).await.as_deref(), Some("0:1"));
    let by_hand = async |mut visits: Session<u64>| -> Result {
        *visits = 10;
        visits.save().await?;
        *visits = 11;
        Ok(())
    };
    let _ = run(&never.layer(Router::new().any(by_hand)), private(7)).await?;
    assert_eq!(store.at(KEY).await.as_deref(), Some("0:10"));
    Ok(())
}

#[tokio::test]
async fn a_panic_saves_nothing_and_frees_the_session() -> Result {
    let store = Watched::new();
    let layer = counting(&store);
    let panics = async |mut visits: Session<u64>| -> Result {
        *visits += 1;
        panic!("half-way")
    };
    let service = layer.clone().layer(Router::new().any(panics));
    let task = tokio::spawn(async move { run(&service, private(7)).await.map(|_| ()) });
    // The router makes an error of it, or the task ends of it.
    assert!(!matches!(task.await, Ok(Ok(()))));
    let _ = run(&layer.layer(Router::new().any(count)), private(7)).await?;
    assert_eq!(store.at(KEY).await.as_deref(), Some("0:1"));
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn what_runs_out_of_time_saves_nothing_and_frees_the_session() -> Result {
    let store = Watched::new();
    let sessions = counting(&store);
    let hangs = async |mut visits: Session<u64>| {
        *visits += 1;
        std::future::pending::<()>().await;
    };
    let service = ServiceBuilder::new()
        .timeout(Duration::from_secs(1))
        .layer(sessions.clone())
        .service(Router::new().any(hangs));
    // Even where somebody keeps the context.
    let kept = private(7);
    assert!(run(&service, kept.clone()).await.is_err());
    let _ = run(&sessions.layer(Router::new().any(count)), private(7)).await?;
    assert_eq!(store.at(KEY).await.as_deref(), Some("0:1"));
    drop(kept);
    Ok(())
}

#[tokio::test]
async fn what_is_deleted_is_gone_unless_it_is_changed_after_that() -> Result {
    let store = Watched::new();
    store.put(KEY, "0:5").await;
    let delete = async |mut visits: Session<u64>| {
        *visits += 1;
        visits.delete();
    };
    let _ = run(&counting(&store).layer(Router::new().any(delete)), private(7)).await?;
    assert_eq!(store.at(KEY).await, None);

    store.put(KEY, "0:5").await;
    let renew = async |mut visits: Session<u64>| {
        visits.delete();
        *visits = 0;
    };
    let _ = run(&counting(&store).layer(Router::new().any(renew)), private(7)).await?;
    assert_eq!(store.at(KEY).await.as_deref(), Some("0:0"));
    Ok(())
}

#[tokio::test]
async fn none_is_nothing() -> Result {
    let store = Watched::new();
    store.put(KEY, "0:\"a\"").await;
    let layer = SessionLayer::<Option<String>>::new(store.clone());
    let clear = async |mut name: Session<Option<String>>| assert_eq!(name.take().as_deref(), Some("a"));
    let _ = run(&layer.layer(Router::new().any(clear)), private(7)).await?;
    assert!(store.keys().await.is_empty());
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn a_session_ends_a_time_after_it_was_last_saved() -> Result {
    let store = Watched::new();
    let layer = counting(&store).time_to_live(Duration::from_secs(60));
    let touch = layer.clone().layer(Router::new().any(async |mut visits: Session<u64>| visits.touch()));
    let service = layer.layer(Router::new().any(count));
    let _ = run(&service, private(7)).await?;
    tokio::time::advance(Duration::from_secs(40)).await;
    let _ = run(&touch, private(7)).await?;
    tokio::time::advance(Duration::from_secs(40)).await;
    assert_eq!(store.at(KEY).await.as_deref(), Some("0:1"));
    tokio::time::advance(Duration::from_secs(20)).await;
    assert_eq!(store.at(KEY).await, None);
    let _ = run(&service, private(7)).await?;
    assert_eq!(store.at(KEY).await.as_deref(), Some("0:1"));
    Ok(())
}

#[tokio::test]
async fn what_a_middleware_changed_is_saved_where_the_routes_pass() -> Result {
    let store = Watched::new();
    let service = counting(&store).layer(Router::new().any(async |mut visits: Session<u64>, ctx: Ctx| {
        *visits += 1;
        Outcome::Pass(ctx)
    }));
    assert!(!run(&service, private(7)).await?.is_done());
    assert_eq!(store.at(KEY).await.as_deref(), Some("0:1"));
    Ok(())
}

#[tokio::test]
async fn one_that_is_kept_beyond_its_event_is_an_error_and_not_saved() -> Result {
    let store = Watched::new();
    let (sender, receiver) = std::sync::mpsc::channel();
    let keep = move |mut visits: Session<u64>| {
        *visits += 1;
        let sent = sender.send(visits);
        async move { assert!(sent.is_ok()) }
    };
    let result = run(&counting(&store).layer(Router::new().any(keep)), private(7)).await;
    assert!(session_error(&result).to_string().contains("was still in use"));
    drop(receiver.recv()?);
    assert!(store.keys().await.is_empty());
    Ok(())
}

#[tokio::test]
async fn after_its_event_it_cannot_be_asked_for() -> Result {
    let store = Watched::new();
    let ctx = private(7);
    let _ = run(&counting(&store).layer(Router::new().any(count)), ctx.clone()).await?;
    let late = run(&Router::new().any(count), ctx).await;
    assert!(session_error(&late).to_string().contains("after its event was handled"));
    Ok(())
}
