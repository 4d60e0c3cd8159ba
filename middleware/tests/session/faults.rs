//! A store that is down, slow, or keeps what is no session.

use std::time::Duration;

use chappe::extract::Rejection;
use chappe::prelude::*;
use chappe_middleware::session::{Session, SessionError, SessionLayer};
use tower::{Layer as _, ServiceBuilder};

use crate::support::{Fault, Watched, private, run, session_error};

const KEY: &str = "session:42/chat:7";

async fn count(mut visits: Session<u64>) {
    *visits += 1;
}

#[tokio::test]
async fn one_that_cannot_be_loaded_keeps_the_handler_from_running() {
    let store = Watched::new();
    store.fault("load", Fault::Down);
    let never = async |_: Session<u64>| -> Result { panic!("ran without its session") };
    let result =
        run(&SessionLayer::<u64>::new(store.clone()).layer(Router::new().any(never)), private(7)).await;
    assert!(matches!(session_error(&result), SessionError::Load { key, .. } if key == KEY));
}

#[tokio::test]
async fn one_that_cannot_be_saved_fails_the_event_and_the_next_goes_on() -> Result {
    let store = Watched::new();
    store.fault("save", Fault::Down);
    let service = SessionLayer::<u64>::new(store.clone()).layer(Router::new().any(count));
    let result = run(&service, private(7)).await;
    assert!(matches!(session_error(&result), SessionError::Save { key, .. } if key == KEY));
    let _ = run(&service, private(7)).await?;
    assert_eq!(store.at(KEY).await.as_deref(), Some("0:1"));
    Ok(())
}

#[tokio::test]
async fn a_lazy_one_that_failed_to_load_can_be_asked_for_again() -> Result {
    let store = Watched::new();
    store.fault("load", Fault::Down);
    let twice = async |first: Result<Session<u64>, Rejection>, mut second: Session<u64>| {
        assert!(first.is_err());
        *second += 1;
    };
    let service = SessionLayer::<u64>::new(store.clone()).lazy(true).layer(Router::new().any(twice));
    let _ = run(&service, private(7)).await?;
    assert_eq!(store.at(KEY).await.as_deref(), Some("0:1"));
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn a_store_that_does_not_answer_holds_an_event_as_long_as_its_timeout() -> Result {
    for operation in ["load", "save"] {
        let store = Watched::new();
        store.fault(operation, Fault::Hangs);
        let service = ServiceBuilder::new()
            .timeout(Duration::from_secs(5))
            .layer(SessionLayer::<u64>::new(store.clone()))
            .service(Router::new().any(count));
        assert!(run(&service, private(7)).await.is_err());
        let _ = run(&service, private(7)).await?;
        assert_eq!(store.at(KEY).await.as_deref(), Some("0:1"));
    }
    Ok(())
}

#[tokio::test]
async fn what_is_no_session_is_told_and_left_alone() {
    let store = Watched::new();
    store.put(KEY, "garbage").await;
    let result =
        run(&SessionLayer::<u64>::new(store.clone()).layer(Router::new().any(count)), private(7)).await;
    assert!(matches!(session_error(&result), SessionError::Garbage { key } if key == KEY));
    assert_eq!(store.at(KEY).await.as_deref(), Some("garbage"));
}

#[tokio::test]
async fn what_is_no_value_of_the_type_any_more_is_told_with_key_version_and_type() {
    let store = Watched::new();
    store.put(KEY, "3:\"five\"").await;
    let result =
        run(&SessionLayer::<u64>::new(store.clone()).layer(Router::new().any(count)), private(7)).await;
    let text = session_error(&result).to_string();
    for part in [KEY, "version 3", "`u64`"] {
        assert!(text.contains(part), "{part} is missing in: {text}");
    }
    assert_eq!(store.at(KEY).await.as_deref(), Some("3:\"five\""));
}

#[tokio::test]
async fn an_option_keeps_a_copy_and_starts_afresh() -> Result {
    for damaged in ["garbage", "3:\"five\""] {
        let store = Watched::new();
        store.put(KEY, damaged).await;
        let service =
            SessionLayer::<u64>::new(store.clone()).start_afresh(true).layer(Router::new().any(count));
        let _ = run(&service, private(7)).await?;
        assert_eq!(store.at(KEY).await.as_deref(), Some("0:1"));
        let keys = store.keys().await;
        let copy = keys.iter().find(|key| key.starts_with("damaged:")).expect("there is a copy");
        assert!(copy.ends_with(KEY));
        assert_eq!(store.at(copy).await.as_deref(), Some(damaged));
    }
    Ok(())
}

#[tokio::test]
async fn a_handlers_own_error_is_what_is_told_where_saving_fails_too() {
    let store = Watched::new();
    store.fault("save", Fault::Down);
    let fails = async |mut visits: Session<u64>| -> Result {
        *visits += 1;
        Err("the handler's".into())
    };
    let service = SessionLayer::<u64>::new(store.clone())
        .save_when(chappe_middleware::session::SaveWhen::Always)
        .layer(Router::new().any(fails));
    let error = run(&service, private(7)).await.map(|_| ()).unwrap_err();
    assert_eq!(error.to_string(), "the handler's");
}
