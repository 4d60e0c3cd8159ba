use std::sync::atomic::{AtomicUsize, Ordering};

use chappe::Bot;
use chappe::prelude::*;
use chappe::types::Update;
use tokio::sync::Semaphore;
use tower::{Layer as _, ServiceExt as _};

use super::*;
use crate::store::{Entry, MemoryStore, Page, Version};
use crate::testing::{Notes, bot, numbered, text};

fn event(id: i64, words: &str) -> Ctx {
    numbered(id, "message", &text(words))
}

/// A router that notes what it handles, and fails or passes where the text says so.
fn router(notes: &Notes) -> Router {
    let notes = notes.clone();
    Router::new().any(move |ctx: Ctx| {
        let words = ctx.text().unwrap_or_default().to_owned();
        notes.add(&words);
        std::future::ready(match &*words {
            "fail" => Err("failed"),
            "pass" => Ok(Outcome::Pass(ctx)),
            _ => Ok(Outcome::Done),
        })
    })
}

async fn run(service: &Dedup<Router>, ctx: Ctx) -> Result<Outcome> {
    service.clone().oneshot(ctx).await
}

#[tokio::test]
async fn an_update_that_was_handled_is_not_handled_again() -> Result {
    let notes = Notes::default();
    let service = DedupLayer::new().layer(router(&notes));
    for id in [1, 2, 1, 2, 3] {
        assert!(run(&service, event(id, &id.to_string())).await?.is_done());
    }
    assert_eq!(notes.take(), ["1", "2", "3"]);
    Ok(())
}

#[tokio::test]
async fn an_update_that_failed_is_handled_when_it_comes_again() -> Result {
    let notes = Notes::default();
    let service = DedupLayer::new().layer(router(&notes));
    assert!(run(&service, event(1, "fail")).await.is_err());
    assert!(run(&service, event(1, "well")).await?.is_done());
    assert!(run(&service, event(1, "again")).await?.is_done());
    assert_eq!(notes.take(), ["fail", "well"]);
    Ok(())
}

#[tokio::test]
async fn an_update_that_passed_passes_when_it_comes_again() -> Result {
    let notes = Notes::default();
    let service = DedupLayer::new().layer(router(&notes));
    for _ in 0..2 {
        assert!(matches!(run(&service, event(1, "pass")).await?, Outcome::Pass(_)));
    }
    Ok(())
}

#[tokio::test]
async fn updates_of_two_bots_have_numbers_of_their_own() -> Result {
    let notes = Notes::default();
    let service = DedupLayer::new().layer(router(&notes));
    for token in ["42:TEST", "43:TEST", "42:TEST"] {
        let ctx = Ctx::new(
            Bot::new(token)?,
            Update::from_json(&event(1, token).update().map_or_else(String::new, Update::to_json))?,
        );
        let _ = run(&service, ctx).await?;
    }
    assert_eq!(notes.take(), ["42:TEST", "43:TEST"]);
    Ok(())
}

#[tokio::test]
async fn the_oldest_is_forgotten_where_there_is_no_room() -> Result {
    let notes = Notes::default();
    let service = DedupLayer::new().capacity(2).layer(router(&notes));
    for id in [1, 2, 3, 2, 3, 1, 3, 2] {
        let _ = run(&service, event(id, &id.to_string())).await?;
    }
    assert_eq!(notes.take(), ["1", "2", "3", "1", "2"]);
    Ok(())
}

#[tokio::test]
async fn a_store_knows_it_for_the_next_process_too() -> Result {
    let (notes, store) = (Notes::default(), MemoryStore::new());
    for id in [1, 1, 2] {
        let service = DedupLayer::stored(store.clone()).layer(router(&notes));
        assert!(run(&service, event(id, &id.to_string())).await?.is_done());
    }
    assert_eq!(notes.take(), ["1", "2"]);
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn a_store_forgets_it_after_a_day() -> Result {
    let (notes, store) = (Notes::default(), MemoryStore::new());
    let service = DedupLayer::stored(store).layer(router(&notes));
    let _ = run(&service, event(1, "first")).await?;
    tokio::time::advance(DAY).await;
    let _ = run(&service, event(1, "second")).await?;
    assert_eq!(notes.take(), ["first", "second"]);
    Ok(())
}

#[tokio::test]
async fn a_store_that_is_down_keeps_nothing_from_being_handled() -> Result {
    struct Down;

    impl Store for Down {
        async fn load(&self, _: &str) -> Result<Option<Entry>, StoreError> {
            Err(StoreError::Unavailable("connection refused".into()))
        }

        async fn save(
            &self,
            _: &str,
            _: Bytes,
            _: Option<Duration>,
            _: Expect,
        ) -> Result<Version, StoreError> {
            Err(StoreError::Unavailable("connection refused".into()))
        }

        async fn delete(&self, _: &str, _: Expect) -> Result<bool, StoreError> {
            Err(StoreError::Unavailable("connection refused".into()))
        }

        async fn list(&self, _: &str, _: Option<&str>) -> Result<Page, StoreError> {
            Err(StoreError::Unavailable("connection refused".into()))
        }
    }

    let notes = Notes::default();
    let service = DedupLayer::stored(Down).layer(router(&notes));
    for _ in 0..2 {
        assert!(run(&service, event(1, "handled")).await?.is_done());
    }
    assert_eq!(notes.take(), ["handled", "handled"]);
    Ok(())
}

#[tokio::test]
async fn an_event_without_an_update_goes_through_every_time() -> Result {
    let notes = Notes::default();
    let service = DedupLayer::new().layer(Router::new().any(notes.handler("error")));
    for _ in 0..2 {
        let _ = run(&service, Ctx::from_error(bot(), None, "late")).await?;
    }
    assert_eq!(notes.take(), ["error", "error"]);
    Ok(())
}

/// A router whose handler waits at a gate, and fails so many times first.
fn gated(notes: &Notes, gate: &Arc<Semaphore>, failures: usize) -> Router {
    let (notes, gate) = (notes.clone(), Arc::clone(gate));
    let calls = Arc::new(AtomicUsize::new(0));
    Router::new().any(move || {
        let (notes, gate, calls) = (notes.clone(), Arc::clone(&gate), Arc::clone(&calls));
        async move {
            notes.add("begun");
            gate.acquire().await?.forget();
            if calls.fetch_add(1, Ordering::SeqCst) < failures {
                Err(BoxError::from("failed"))
            } else {
                Ok(())
            }
        }
    })
}

/// Runs what can run until all wait for something.
async fn settle() {
    for _ in 0..20 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_duplicate_waits_for_the_first_and_is_done_with_it() -> Result {
    let (notes, gate) = (Notes::default(), Arc::new(Semaphore::new(0)));
    let service = DedupLayer::new().layer(gated(&notes, &gate, 0));
    let calls: Vec<_> = (0..5).map(|_| tokio::spawn(service.clone().oneshot(event(1, "x")))).collect();
    settle().await;
    assert_eq!(notes.take(), ["begun"]);
    assert!(calls.iter().all(|call| !call.is_finished()));
    gate.add_permits(1);
    for call in calls {
        assert!(call.await??.is_done());
    }
    assert!(notes.take().is_empty());
    Ok(())
}

#[tokio::test]
async fn a_duplicate_is_handled_itself_where_the_first_fails() -> Result {
    let (notes, gate) = (Notes::default(), Arc::new(Semaphore::new(5)));
    let service = DedupLayer::new().layer(gated(&notes, &gate, 2));
    let calls: Vec<_> = (0..5).map(|_| tokio::spawn(service.clone().oneshot(event(1, "x")))).collect();
    let mut failed = 0;
    for call in calls {
        failed += usize::from(call.await?.is_err());
    }
    assert_eq!((failed, notes.take().len()), (2, 3));
    Ok(())
}

#[tokio::test]
async fn a_duplicate_has_its_turn_where_the_first_is_given_up() -> Result {
    let (notes, gate) = (Notes::default(), Arc::new(Semaphore::new(0)));
    let service = DedupLayer::new().layer(gated(&notes, &gate, 0));
    let first = tokio::spawn(service.clone().oneshot(event(1, "x")));
    settle().await;
    let [second, third] = [(); 2].map(|()| tokio::spawn(service.clone().oneshot(event(1, "x"))));
    settle().await;
    // One that waits, and the one that is waited for.
    third.abort();
    first.abort();
    assert!(third.await.is_err() && first.await.is_err());
    gate.add_permits(1);
    assert!(second.await??.is_done());
    assert_eq!(notes.take(), ["begun", "begun"]);
    Ok(())
}

#[tokio::test]
async fn other_updates_do_not_wait() -> Result {
    let (notes, gate) = (Notes::default(), Arc::new(Semaphore::new(0)));
    let service = DedupLayer::new().layer(gated(&notes, &gate, 0));
    let calls: Vec<_> = (0..3).map(|id| tokio::spawn(service.clone().oneshot(event(id, "x")))).collect();
    settle().await;
    assert_eq!(notes.take().len(), 3);
    gate.add_permits(3);
    for call in calls {
        assert!(call.await??.is_done());
    }
    Ok(())
}

#[tokio::test]
async fn the_preflight_goes_through_every_time() {
    let mut service = DedupLayer::new().layer(Router::new().any(async || {}));
    for _ in 0..2 {
        assert_eq!(chappe::preflight::run(&bot(), &mut service).await.handlers, 1);
    }
}
