//! Events of one key wait for each other; those of others do not; nobody waits for ever.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use chappe::filter::Filter;
use chappe::prelude::*;
use chappe_middleware::session::{
    BotData, BotDataLayer, ChatData, ChatDataLayer, Session, SessionKey, SessionLayer, UserData,
    UserDataLayer,
};
use chappe_middleware::store::MemoryStore;
use tokio::sync::Semaphore;
use tower::{Layer as _, ServiceBuilder};

use crate::support::{Watched, group, private, run};

/// More than everything here takes.
const PATIENCE: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn ten_thousand_counts_from_many_tasks_are_ten_thousand() -> Result {
    let store = Watched::new();
    let count = async |mut visits: Session<u64>| {
        let before = *visits;
        tokio::task::yield_now().await;
        *visits = before + 1;
    };
    let service = SessionLayer::<u64>::new(store.clone()).layer(Router::new().any(count));
    let tasks: Vec<_> = (0..50)
        .map(|_| {
            let service = service.clone();
            tokio::spawn(async move {
                for _ in 0..200 {
                    assert!(run(&service, private(7)).await.is_ok_and(|outcome| outcome.is_done()));
                }
            })
        })
        .collect();
    for task in tasks {
        task.await?;
    }
    assert_eq!(store.at("session:42/chat:7").await.as_deref(), Some("0:10000"));
    Ok(())
}

#[tokio::test]
async fn those_of_other_keys_do_not_wait() -> Result {
    let gate = Arc::new(Semaphore::new(0));
    let held = Arc::clone(&gate);
    let handler = move |visits: Session<u64>| {
        let held = Arc::clone(&held);
        async move {
            if visits.key().ends_with(":1") {
                let _ = held.acquire().await;
            }
        }
    };
    let service = SessionLayer::<u64>::new(MemoryStore::new()).layer(Router::new().any(handler));
    let waits = tokio::spawn({
        let service = service.clone();
        async move { run(&service, private(1)).await.map(|_| ()) }
    });
    let _ = run(&service, private(2)).await?;
    gate.add_permits(1);
    waits.await??;
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn lazy_sessions_asked_for_in_any_order_do_not_wait_for_each_other_for_ever() -> Result {
    type All = (UserData<u64>, ChatData<u64>, BotData<u64>);
    fn add((mut user, mut chat, mut bot): All) {
        (*user, *chat, *bot) = (*user + 1, *chat + 1, *bot + 1);
    }
    let store = Watched::new();
    let turn = Arc::new(AtomicUsize::new(0));
    let nth = |n: usize| {
        let turn = Arc::clone(&turn);
        Filter::new(move |_| turn.load(Ordering::Relaxed) % 3 == n)
    };
    let router = Router::new()
        .on(nth(0), async |user: UserData<u64>, chat: ChatData<u64>, bot: BotData<u64>| {
            add((user, chat, bot));
        })
        .on(nth(1), async |bot: BotData<u64>, user: UserData<u64>, chat: ChatData<u64>| {
            add((user, chat, bot));
        })
        .any(async |chat: ChatData<u64>, bot: BotData<u64>, user: UserData<u64>| add((user, chat, bot)));
    let service = ServiceBuilder::new()
        .layer(UserDataLayer::<u64>::new(store.clone()))
        .layer(ChatDataLayer::<u64>::new(store.clone()))
        .layer(BotDataLayer::<u64>::new(store.clone()))
        .service(router);
    let tasks: Vec<_> = (0..32_i64)
        .map(|task| {
            let (service, turn) = (service.clone(), Arc::clone(&turn));
            tokio::spawn(async move {
                for step in 0..100 {
                    turn.fetch_add(1, Ordering::Relaxed);
                    let event = group(-1 - (task + step) % 3, 1 + (task * step) % 3);
                    assert!(run(&service, event).await.is_ok_and(|outcome| outcome.is_done()));
                }
            })
        })
        .collect();
    for task in tasks {
        tokio::time::timeout(PATIENCE, task).await??;
    }
    assert_eq!(store.at("bot_data:42/bot").await.as_deref(), Some("0:3200"));
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sessions_around_each_other_do_not_wait_for_each_other_for_ever() -> Result {
    let store = Watched::new();
    let both = async |mut user: Session<u64>, mut chat: Session<u32>| {
        tokio::task::yield_now().await;
        (*user, *chat) = (*user + 1, *chat + 1);
    };
    let service = ServiceBuilder::new()
        .layer(SessionLayer::<u64>::new(store.clone()).key(SessionKey::USER))
        .layer(SessionLayer::<u32>::new(store.clone()))
        .service(Router::new().any(both));
    let tasks: Vec<_> = (0..32_i64)
        .map(|task| {
            let service = service.clone();
            tokio::spawn(async move {
                for step in 0..100 {
                    let event = group(-1 - (task + step) % 3, 1 + (task * step) % 3);
                    assert!(run(&service, event).await.is_ok_and(|outcome| outcome.is_done()));
                }
            })
        })
        .collect();
    for task in tasks {
        tokio::time::timeout(PATIENCE, task).await??;
    }
    let mut sum = 0;
    for chat in 1..=3 {
        let kept = store.at(&format!("session:42/chat:-{chat}")).await.unwrap_or_default();
        sum += kept.trim_start_matches("0:").parse::<u32>()?;
    }
    assert_eq!(sum, 3_200);
    Ok(())
}

#[tokio::test]
async fn bot_data_that_nobody_asks_for_makes_nobody_wait() -> Result {
    let gate = Arc::new(Semaphore::new(0));
    let held = Arc::clone(&gate);
    let router = Router::new()
        .on(Filter::new(|ctx| ctx.from_id() == Some(UserId(1))), move |_: BotData<u64>| {
            let held = Arc::clone(&held);
            async move {
                let _ = held.acquire().await;
            }
        })
        .any(async || {});
    let service = BotDataLayer::<u64>::new(MemoryStore::new()).layer(router);
    let waits = tokio::spawn({
        let service = service.clone();
        async move { run(&service, private(1)).await.map(|_| ()) }
    });
    let _ = run(&service, private(2)).await?;
    gate.add_permits(1);
    waits.await??;
    Ok(())
}
