//! Whose session it is.

use chappe::prelude::*;
use chappe::types::Update;
use chappe_middleware::session::{Session, SessionKey, SessionLayer};
use tower::Layer as _;

use crate::support::{Watched, bot, ctx_of, group, inline_query, private, run};

async fn count(mut visits: Session<u64>) {
    *visits += 1;
}

async fn keys_of(key: SessionKey, events: impl IntoIterator<Item = Ctx>) -> Result<Vec<String>> {
    let store = Watched::new();
    let service = SessionLayer::<u64>::new(store.clone()).key(key).layer(Router::new().any(count));
    for event in events {
        let _ = run(&service, event).await?;
    }
    Ok(store.keys().await)
}

#[tokio::test]
async fn each_kind_of_key() -> Result {
    let events = || [private(1), group(-5, 1), group(-5, 2)];
    assert_eq!(keys_of(SessionKey::CHAT, events()).await?, ["session:42/chat:-5", "session:42/chat:1"]);
    assert_eq!(keys_of(SessionKey::USER, events()).await?, ["session:42/user:1", "session:42/user:2"]);
    assert_eq!(
        keys_of(SessionKey::USER_IN_CHAT, events()).await?,
        ["session:42/chat:-5/user:1", "session:42/chat:-5/user:2", "session:42/chat:1/user:1"]
    );
    assert_eq!(keys_of(SessionKey::BOT, events()).await?, ["session:42/bot"]);
    let name = SessionKey::with(|ctx| Some(format!("named {}", ctx.from()?.first_name)));
    assert_eq!(keys_of(name, events()).await?, ["session:named A"]);
    Ok(())
}

#[tokio::test]
async fn a_topic_has_its_own_and_the_rest_of_the_forum_one() -> Result {
    let message = |rest: &str| {
        ctx_of(&format!(
            r#"{{"update_id":1,"message":{{"message_id":1,"date":1,"text":"hi"{rest},
            "chat":{{"id":-100,"type":"supergroup","is_forum":true}}}}}}"#
        ))
    };
    let events = [
        message(r#","message_thread_id":9,"is_topic_message":true"#),
        message(""),
        // A thread of replies is no topic.
        message(r#","message_thread_id":8"#),
    ];
    assert_eq!(
        keys_of(SessionKey::TOPIC, events).await?,
        ["session:42/chat:-100/topic:0", "session:42/chat:-100/topic:9"]
    );
    Ok(())
}

#[tokio::test]
async fn two_bots_in_one_store_do_not_share() -> Result {
    let store = Watched::new();
    let service = SessionLayer::<u64>::new(store.clone()).layer(Router::new().any(count));
    let _ = run(&service, private(1)).await?;
    let update = private(1).update_arc().expect("it is one");
    let _ = run(&service, Ctx::new(Bot::new("43:TEST")?, update)).await?;
    assert_eq!(store.keys().await, ["session:42/chat:1", "session:43/chat:1"]);
    Ok(())
}

#[tokio::test]
async fn an_event_without_a_key_has_no_session_and_the_next_route_has_it() -> Result {
    let store = Watched::new();
    let router = Router::new().any(count).any(async |visits: Option<Session<u64>>| assert!(visits.is_none()));
    let service = SessionLayer::<u64>::new(store.clone()).layer(router);
    assert!(run(&service, inline_query(1)).await?.is_done());
    assert!(store.log().is_empty());
    Ok(())
}

#[tokio::test]
async fn an_option_is_some_where_there_is_one() -> Result {
    let service = SessionLayer::<u64>::new(Watched::new())
        .layer(Router::new().any(async |visits: Option<Session<u64>>| assert!(visits.is_some())));
    assert!(run(&service, private(1)).await?.is_done());
    Ok(())
}

#[tokio::test]
async fn the_layer_is_named_where_it_is_missing() -> Result {
    let error = run(&Router::new().any(count), private(1)).await.map(|_| ()).unwrap_err();
    assert!(error.to_string().contains("add `SessionLayer`"), "{error}");
    let mut bare: Router = Router::new().any(count);
    let report = chappe::preflight::run(&bot(), &mut bare).await;
    assert_eq!(
        report.missing.iter().map(|missing| missing.provider).collect::<Vec<_>>(),
        [Some("SessionLayer")]
    );
    let mut layered = SessionLayer::<u64>::new(Watched::new()).layer(bare);
    chappe::preflight::run(&bot(), &mut layered).await.check()?;
    Ok(())
}

#[tokio::test]
async fn an_error_without_an_update_has_the_bots_session_and_no_other() -> Result {
    let error = || Ctx::from_error(bot(), None::<std::sync::Arc<Update>>, "lost");
    assert_eq!(keys_of(SessionKey::BOT, [error()]).await?, ["session:42/bot"]);
    assert!(keys_of(SessionKey::CHAT, [error()]).await?.is_empty());
    Ok(())
}
