//! The layers together: each calls only what was ready, in any order, around a router and around a handler.

#![allow(unreachable_pub)]

#[path = "../../tests/support/require_ready.rs"]
mod require_ready;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use chappe::prelude::*;
use chappe::types::Update;
use chappe::{Handler as _, HandlerPanic};
use chappe_middleware::catch_panic::CatchPanicLayer;
use chappe_middleware::command::CommandLayer;
use chappe_middleware::dedup::DedupLayer;
use chappe_middleware::errors::ErrorsLayer;
use chappe_middleware::flavor::FlavorLayer;
use chappe_middleware::regex::RegexLayer;
use chappe_middleware::session::{Session, SessionLayer};
use chappe_middleware::store::MemoryStore;
use require_ready::layer;
use serde_json::json;
use tower::util::BoxCloneSyncService;
use tower::{ServiceBuilder, ServiceExt as _};

fn ctx(id: i64, text: &str) -> Result<Ctx> {
    let update = json!({"update_id": id, "message": {
        "message_id": 5, "date": 1, "text": text,
        "chat": {"id": 7, "type": "private", "first_name": "Alice"},
        "from": {"id": 7, "is_bot": false, "first_name": "Alice"},
        "entities": [{"type": "bot_command", "offset": 0, "length": 4}],
    }});
    Ok(Ctx::new(Bot::new("42:TEST")?, Update::from_json(&update.to_string())?))
}

#[tokio::test]
async fn every_layer_calls_what_was_ready_around_a_router_and_around_a_handler() -> Result {
    async fn sum(
        Args((a, b)): Args<(u32, u32)>,
        Flavor(factor): Flavor<u32>,
        mut sums: Session<Vec<u32>>,
        Flavor(seen): Flavor<Arc<AtomicUsize>>,
    ) {
        sums.push((a + b) * factor);
        seen.store(sums.iter().sum::<u32>() as usize, Ordering::SeqCst);
    }

    let seen = Arc::new(AtomicUsize::new(0));
    let shared = Arc::clone(&seen);
    let around = ServiceBuilder::new()
        .layer(layer())
        .layer(ErrorsLayer::new(async |error: HandlerError| Err::<(), _>(error)))
        .layer(layer())
        .layer(CatchPanicLayer::new())
        .layer(layer())
        .layer(DedupLayer::new())
        .layer(layer())
        .layer(SessionLayer::<Vec<u32>>::new(MemoryStore::new()))
        .layer(layer())
        .layer(FlavorLayer::new(async |_| Ok(10_u32)))
        .layer(layer())
        .layer(FlavorLayer::new(move |_| std::future::ready(Ok(Arc::clone(&shared)))))
        .layer(layer())
        .layer(RegexLayer::new(regex!("add")).optional())
        .layer(layer())
        .layer(CommandLayer::new("add"))
        .layer(layer());
    let by_router = around.clone().service(BoxCloneSyncService::new(Router::new().any(sum)));
    let by_handler = around.service(BoxCloneSyncService::new(sum.into_service()));
    for (id, wanted) in [(1, 50), (1, 50), (2, 100)] {
        assert!(by_router.clone().oneshot(ctx(id, "/add 2 3")?).await?.is_done());
        assert_eq!(seen.load(Ordering::SeqCst), wanted);
    }
    // What was handled is each service's own; the store is that of both.
    assert!(by_handler.clone().oneshot(ctx(1, "/add 1 1")?).await?.is_done());
    assert_eq!(seen.load(Ordering::SeqCst), 120);
    Ok(())
}

#[tokio::test]
async fn a_panic_is_handled_and_its_update_may_come_again() -> Result {
    let tries = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&tries);
    let panics_once = move |_: Ctx| {
        let first = count.fetch_add(1, Ordering::SeqCst) == 0;
        async move { assert!(!first, "oh") }
    };
    let told = Arc::new(AtomicUsize::new(0));
    let tell = Arc::clone(&told);
    let service = ServiceBuilder::new()
        .layer(ErrorsLayer::new(move |error: HandlerError| {
            tell.fetch_add(usize::from(error.downcast_ref::<HandlerPanic>().is_some()), Ordering::SeqCst);
            std::future::ready(())
        }))
        .layer(DedupLayer::new())
        .layer(CatchPanicLayer::new())
        .service(panics_once.into_service());
    for _ in 0..3 {
        assert!(service.clone().oneshot(ctx(1, "/add")?).await?.is_done());
    }
    assert_eq!((told.load(Ordering::SeqCst), tries.load(Ordering::SeqCst)), (1, 2));
    Ok(())
}
