//! A group becomes a supergroup: its sessions follow, once.

use chappe::prelude::*;
use chappe_middleware::session::{ChatData, ChatDataLayer, Session, SessionKey, SessionLayer, UserDataLayer};
use tower::Layer as _;

use crate::support::{Fault, Watched, ctx_of, group, run, session_error};

const OLD: &str = "chat_data:42/chat:-5";
const NEW: &str = "chat_data:42/chat:-100";

/// In the old group.
fn migrate_to() -> Ctx {
    ctx_of(
        r#"{"update_id":1,"message":{"message_id":9,"date":1,"chat":{"id":-5,"type":"group","title":"G"},
        "from":{"id":1,"is_bot":false,"first_name":"A"},"migrate_to_chat_id":-100}}"#,
    )
}

/// In the new one.
fn migrate_from() -> Ctx {
    ctx_of(
        r#"{"update_id":2,"message":{"message_id":1,"date":1,"chat":{"id":-100,"type":"supergroup","title":"G"},
        "from":{"id":1,"is_bot":false,"first_name":"A"},"migrate_from_chat_id":-5}}"#,
    )
}

/// The keys under which there is a session: not where one was, and left word of where it went.
async fn sessions(store: &Watched) -> Vec<String> {
    let mut keys = Vec::new();
    for key in store.keys().await {
        if store.at(&key).await.is_some_and(|value| !value.starts_with('>')) {
            keys.push(key);
        }
    }
    keys
}

async fn add(mut count: ChatData<u64>) {
    *count += 1;
}

#[tokio::test]
async fn either_message_moves_it_and_the_other_does_no_harm() -> Result {
    for events in [[migrate_to(), migrate_from()], [migrate_from(), migrate_to()]] {
        let store = Watched::new();
        store.put(OLD, "0:5").await;
        let service = ChatDataLayer::<u64>::new(store.clone()).layer(Router::new().any(add));
        for event in events {
            let _ = run(&service, event).await?;
        }
        let _ = run(&service, group(-100, 1)).await?;
        // Both messages were counted too: the handler saw the moved data in each.
        assert_eq!(store.at(NEW).await.as_deref(), Some("0:8"));
        assert_eq!(sessions(&store).await, [NEW]);
    }
    Ok(())
}

#[tokio::test]
async fn both_at_the_same_time_do_no_harm() -> Result {
    for _ in 0..50 {
        let store = Watched::new();
        store.put(OLD, "0:5").await;
        let service = ChatDataLayer::<u64>::new(store.clone()).layer(Router::new().any(add));
        let (first, second) = tokio::join!(run(&service, migrate_to()), run(&service, migrate_from()));
        assert!(first?.is_done() && second?.is_done());
        assert_eq!(store.at(NEW).await.as_deref(), Some("0:7"));
        assert_eq!(sessions(&store).await, [NEW]);
    }
    Ok(())
}

#[tokio::test]
async fn sessions_of_its_users_move_with_it_and_others_stay() -> Result {
    let store = Watched::new();
    let unmoved = ["session:42/chat:-55/user:1", "session:43/chat:-5/user:1", "user_data:42/user:1"];
    for key in unmoved.into_iter().chain(["session:42/chat:-5/user:1", "session:42/chat:-5/user:2"]) {
        store.put(key, "0:1").await;
    }
    let layer = SessionLayer::<u64>::new(store.clone()).key(SessionKey::USER_IN_CHAT);
    let users = UserDataLayer::<u64>::new(store.clone());
    let service = users.layer(layer.layer(Router::new().any(async |mut it: Session<u64>| *it += 1)));
    let _ = run(&service, migrate_to()).await?;
    let mut expected =
        [&unmoved[..], &["session:42/chat:-100/user:1", "session:42/chat:-100/user:2"]].concat();
    expected.sort_unstable();
    assert_eq!(sessions(&store).await, expected);
    assert_eq!(store.at("session:42/chat:-100/user:1").await.as_deref(), Some("0:2"));
    Ok(())
}

#[tokio::test]
async fn what_was_in_the_new_place_is_replaced_and_kept_aside() -> Result {
    // Even where it has the same value by chance.
    for there in ["0:70", "0:5"] {
        let store = Watched::new();
        store.put(OLD, "0:5").await;
        store.put(NEW, there).await;
        let service = ChatDataLayer::<u64>::new(store.clone()).layer(Router::new().any(add));
        let _ = run(&service, migrate_from()).await?;
        let _ = run(&service, migrate_to()).await?;
        assert_eq!(store.at(NEW).await.as_deref(), Some("0:7"));
        let keys = store.keys().await;
        let aside = keys.iter().find(|key| key.starts_with("replaced:")).expect("it is kept");
        assert_eq!(store.at(aside).await.as_deref(), Some(there));
    }
    Ok(())
}

#[tokio::test]
async fn what_was_said_before_and_is_handled_after_counts_in_the_new_place() -> Result {
    for (key, layer) in [
        ("session:42/chat:-100", SessionKey::CHAT),
        ("session:42/chat:-100/user:1", SessionKey::USER_IN_CHAT),
    ] {
        let store = Watched::new();
        let counts = async |mut it: Session<u64>| *it += 1;
        let service = SessionLayer::<u64>::new(store.clone()).key(layer).layer(Router::new().any(counts));
        for event in [migrate_from(), group(-5, 1), migrate_to(), group(-5, 1), group(-100, 1)] {
            let _ = run(&service, event).await?;
        }
        assert_eq!(sessions(&store).await, [key]);
        assert_eq!(store.at(key).await.as_deref(), Some("0:5"));
    }
    Ok(())
}

#[tokio::test]
async fn a_process_that_still_has_the_old_one_is_told_of_a_conflict() {
    let store = Watched::new();
    store.put(OLD, "0:5").await;
    store.fault("save", Fault::Overtaken(">chat_data:42/chat:-100"));
    let service = ChatDataLayer::<u64>::new(store.clone()).layer(Router::new().any(add));
    let result = run(&service, group(-5, 1)).await;
    assert!(session_error(&result).is_conflict());
}

#[tokio::test]
async fn a_move_that_was_cut_off_is_finished_by_the_other_message() -> Result {
    let store = Watched::new();
    store.put(OLD, "0:5").await;
    store.fault("save", Fault::Passed);
    store.fault("save", Fault::Down);
    let service = ChatDataLayer::<u64>::new(store.clone()).layer(Router::new().any(add));
    assert!(run(&service, migrate_to()).await.is_err());
    assert_eq!(store.at(NEW).await.as_deref(), Some("0:5\n"));
    let _ = run(&service, migrate_from()).await?;
    assert_eq!(store.at(NEW).await.as_deref(), Some("0:6"));
    assert_eq!(sessions(&store).await, [NEW]);
    Ok(())
}

#[tokio::test]
async fn a_change_in_the_old_place_during_the_move_comes_with_it() -> Result {
    let store = Watched::new();
    store.put(OLD, "0:5").await;
    store.fault("save", Fault::Passed);
    store.fault("save", Fault::Overtaken("0:6"));
    let service = ChatDataLayer::<u64>::new(store.clone()).layer(Router::new().any(add));
    let _ = run(&service, migrate_to()).await?;
    assert_eq!(store.at(NEW).await.as_deref(), Some("0:7"));
    assert_eq!(sessions(&store).await, [NEW]);
    Ok(())
}
