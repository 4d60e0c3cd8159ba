//! What happens where another process changes a session meanwhile.

use chappe::prelude::*;
use chappe_middleware::session::{Session, SessionLayer};
use chappe_middleware::store::{MemoryStore, Store};
use tower::Layer as _;

use crate::support::{Fault, Watched, private, run, session_error};

const KEY: &str = "session:42/chat:7";

async fn count(mut visits: Session<u64>) {
    *visits += 1;
}

#[tokio::test]
async fn it_is_an_error_and_nothing_is_overwritten() {
    let store = Watched::new();
    store.put(KEY, "0:5").await;
    store.fault("save", Fault::Overtaken("0:100"));
    let result =
        run(&SessionLayer::<u64>::new(store.clone()).layer(Router::new().any(count)), private(7)).await;
    assert!(session_error(&result).is_conflict());
    assert!(session_error(&result).to_string().contains(KEY));
    assert_eq!(store.at(KEY).await.as_deref(), Some("0:100"));
}

#[tokio::test]
async fn one_that_was_new_is_not_overwritten_either() {
    let store = Watched::new();
    store.fault("save", Fault::Overtaken("0:100"));
    let result =
        run(&SessionLayer::<u64>::new(store.clone()).layer(Router::new().any(count)), private(7)).await;
    assert!(session_error(&result).is_conflict());
    assert_eq!(store.at(KEY).await.as_deref(), Some("0:100"));
}

#[tokio::test]
async fn nor_is_it_deleted() {
    let store = Watched::new();
    store.put(KEY, "0:5").await;
    store.fault("delete", Fault::Overtaken("0:100"));
    let delete = async |mut visits: Session<u64>| visits.delete();
    let result =
        run(&SessionLayer::<u64>::new(store.clone()).layer(Router::new().any(delete)), private(7)).await;
    assert!(session_error(&result).is_conflict());
    assert_eq!(store.at(KEY).await.as_deref(), Some("0:100"));
}

#[tokio::test]
async fn an_update_is_made_again_on_top() -> Result {
    let store = Watched::new();
    store.put(KEY, "0:5").await;
    store.fault("save", Fault::Overtaken("0:100"));
    store.fault("save", Fault::Overtaken("0:200"));
    let update = async |mut visits: Session<u64>| -> Result {
        let (mut runs, after) = (
            0,
            visits
                .update(|visits| {
                    *visits += 1;
                    *visits
                })
                .await?,
        );
        assert_eq!((after, *visits), (201, 201));
        visits.update(|_| runs += 1).await?;
        assert_eq!(runs, 1);
        Ok(())
    };
    let _ =
        run(&SessionLayer::<u64>::new(store.clone()).layer(Router::new().any(update)), private(7)).await?;
    assert_eq!(store.at(KEY).await.as_deref(), Some("0:201"));
    Ok(())
}

#[tokio::test]
async fn what_was_changed_before_an_update_is_not_lost_unseen() {
    let store = Watched::new();
    store.put(KEY, "0:5").await;
    store.fault("save", Fault::Overtaken("0:100"));
    let update = async |mut visits: Session<u64>| -> Result {
        *visits = 50;
        visits.update(|visits| *visits += 1).await?;
        Ok(())
    };
    let result =
        run(&SessionLayer::<u64>::new(store.clone()).layer(Router::new().any(update)), private(7)).await;
    assert!(session_error(&result).is_conflict());
    assert_eq!(store.at(KEY).await.as_deref(), Some("0:100"));
}

#[tokio::test]
async fn an_update_that_fails_leaves_what_the_store_has() -> Result {
    let store = Watched::new();
    store.put(KEY, "0:5").await;
    store.fault("save", Fault::Down);
    let update = async |mut visits: Session<u64>| {
        assert!(visits.update(|visits| *visits += 1).await.is_err());
        assert_eq!(*visits, 5);
    };
    let _ =
        run(&SessionLayer::<u64>::new(store.clone()).layer(Router::new().any(update)), private(7)).await?;
    assert_eq!(store.at(KEY).await.as_deref(), Some("0:5"));
    Ok(())
}

#[tokio::test]
async fn a_refresh_shows_what_others_made_of_it() -> Result {
    let store = Watched::new();
    let other = store.clone();
    let refresh = move |mut visits: Session<u64>| {
        let other = other.clone();
        async move {
            other.put(KEY, "0:9").await;
            *visits = 1;
            visits.refresh().await.expect("the store is there");
            assert_eq!(*visits, 9);
            *visits += 1;
        }
    };
    let _ =
        run(&SessionLayer::<u64>::new(store.clone()).layer(Router::new().any(refresh)), private(7)).await?;
    assert_eq!(store.at(KEY).await.as_deref(), Some("0:10"));
    Ok(())
}

/// Each layer of its own stands for a process: they share nothing but the store.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_difference_between_processes_is_a_conflict_that_was_told() -> Result {
    let store = MemoryStore::new();
    let racing = async |mut visits: Session<u64>| {
        *visits += 1;
        tokio::task::yield_now().await;
    };
    let tasks: Vec<_> = (0..3)
        .map(|_| {
            let service = SessionLayer::<u64>::new(store.clone()).layer(Router::new().any(racing));
            tokio::spawn(async move {
                let mut conflicts = 0;
                for _ in 0..1_000 {
                    let result = run(&service, private(7)).await;
                    if result.is_err() {
                        assert!(session_error(&result).is_conflict());
                        conflicts += 1;
                    }
                }
                conflicts
            })
        })
        .collect();
    let mut conflicts = 0;
    for task in tasks {
        conflicts += task.await?;
    }
    let kept = store.load(KEY).await?.expect("it was counted").value;
    assert_eq!(kept, format!("0:{}", 3_000 - conflicts));
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn updates_of_several_processes_are_exact() -> Result {
    let store = MemoryStore::new();
    let exact =
        async |mut visits: Session<u64>| -> Result { Ok(visits.update(|visits| *visits += 1).await?) };
    let tasks: Vec<_> = (0..3)
        .map(|_| {
            let service = SessionLayer::<u64>::new(store.clone()).layer(Router::new().any(exact));
            tokio::spawn(async move {
                for _ in 0..1_000 {
                    assert!(run(&service, private(7)).await.is_ok_and(|outcome| outcome.is_done()));
                }
            })
        })
        .collect();
    for task in tasks {
        task.await?;
    }
    assert_eq!(store.load(KEY).await?.expect("it was counted").value, "0:3000");
    Ok(())
}
