//! Several sessions on one context.

use chappe::filter;
use chappe::middleware::{Next, from_fn};
use chappe::prelude::*;
use chappe_middleware::session::{
    BotData, BotDataLayer, ChatData, ChatDataLayer, Session, SessionKey, SessionLayer, UserData,
    UserDataLayer,
};
use chappe_middleware::store::MemoryStore;
use tower::{Layer as _, ServiceBuilder};

use crate::support::{Watched, bot, group, private, run, session_error};

#[tokio::test]
async fn user_chat_and_bot_data_are_distinct_even_in_a_private_chat() -> Result {
    let store = Watched::new();
    let all = async |mut user: UserData<u64>, mut chat: ChatData<u64>, mut bot: BotData<u64>| {
        (*user, *chat, *bot) = (*user + 1, *chat + 10, *bot + 100);
    };
    let service = ServiceBuilder::new()
        .layer(UserDataLayer::<u64>::new(store.clone()))
        .layer(ChatDataLayer::<u64>::new(store.clone()))
        .layer(BotDataLayer::<u64>::new(store.clone()))
        .service(Router::new().any(all));
    for event in [private(1), private(2), group(-5, 1)] {
        assert!(run(&service, event).await?.is_done());
    }
    let mut kept = Vec::new();
    for key in store.keys().await {
        let value = store.at(&key).await.unwrap_or_default();
        kept.push((key, value));
    }
    let expected = [
        ("bot_data:42/bot", "0:300"),
        ("chat_data:42/chat:-5", "0:10"),
        ("chat_data:42/chat:1", "0:10"),
        ("chat_data:42/chat:2", "0:10"),
        ("user_data:42/user:1", "0:2"),
        ("user_data:42/user:2", "0:1"),
    ];
    assert_eq!(kept, expected.map(|(key, value)| (key.to_owned(), value.to_owned())));
    Ok(())
}

#[tokio::test]
async fn several_types_on_one_context() -> Result {
    let store = Watched::new();
    let both = async |mut number: Session<u64>, mut words: Session<Vec<String>>| {
        *number += 1;
        words.push("a".to_owned());
    };
    let service = ServiceBuilder::new()
        .layer(SessionLayer::<u64>::new(store.clone()).key(SessionKey::USER))
        .layer(SessionLayer::<Vec<String>>::new(store.clone()).prefix("words:"))
        .service(Router::new().any(both));
    let _ = run(&service, group(-5, 1)).await?;
    assert_eq!(store.at("session:42/user:1").await.as_deref(), Some("0:1"));
    assert_eq!(store.at("words:42/chat:-5").await.as_deref(), Some("0:[\"a\"]"));
    Ok(())
}

async fn first(mut visits: Session<u64>, ctx: Ctx, next: Next) -> Result<Outcome> {
    *visits += 1;
    drop(visits);
    next.run(ctx).await
}

#[tokio::test]
async fn a_middleware_and_the_handler_see_one_value() -> Result {
    let store = Watched::new();
    let handler = async |mut visits: Session<u64>| {
        assert_eq!(*visits, 1);
        *visits += 1;
    };
    let service = ServiceBuilder::new()
        .layer(SessionLayer::<u64>::new(store.clone()))
        .layer(from_fn(first))
        .service(Router::new().any(handler));
    let _ = run(&service, private(1)).await?;
    assert_eq!(store.at("session:42/chat:1").await.as_deref(), Some("0:2"));
    Ok(())
}

#[tokio::test]
async fn one_that_is_in_use_is_not_given_out_again_but_told() {
    async fn keeps(_visits: Session<u64>, ctx: Ctx, next: Next) -> Result<Outcome> {
        next.run(ctx).await
    }
    let service = ServiceBuilder::new()
        .layer(SessionLayer::<u64>::new(MemoryStore::new()))
        .layer(from_fn(keeps))
        .service(Router::new().any(async |_: Session<u64>| {}));
    let result = run(&service, private(1)).await;
    assert!(session_error(&result).to_string().contains("drop it before `Next::run`"));
}

#[tokio::test]
async fn a_layer_within_hides_that_of_the_same_type_and_gives_it_back() -> Result {
    let (outer, inner) = (Watched::new(), Watched::new());
    let set = |value: u64| {
        move |mut visits: Session<u64>, ctx: Ctx| {
            *visits = value;
            async move { Outcome::Pass(ctx) }
        }
    };
    let within = SessionLayer::<u64>::new(inner.clone()).prefix("inner:").layer(Router::new().any(set(1)));
    let router = Router::new().route_service(filter::any(), within).any(set(2));
    let _ = run(&SessionLayer::<u64>::new(outer.clone()).layer(router), private(1)).await?;
    assert_eq!(inner.at("inner:42/chat:1").await.as_deref(), Some("0:1"));
    assert_eq!(outer.at("session:42/chat:1").await.as_deref(), Some("0:2"));
    Ok(())
}

#[tokio::test]
async fn two_that_would_share_keys_are_refused_at_start() {
    let mut service = ServiceBuilder::new()
        .layer(SessionLayer::<u64>::new(MemoryStore::new()))
        .layer(SessionLayer::<String>::new(MemoryStore::new()))
        .service(Router::new());
    let error = chappe::preflight::run(&bot(), &mut service).await.check().unwrap_err();
    assert!(error.to_string().contains("`u64` and `alloc::string::String` share keys"), "{error}");
}

#[tokio::test]
async fn two_around_each_other_in_both_orders_are_refused_at_start() {
    let numbers = SessionLayer::<u64>::new(MemoryStore::new());
    let words = SessionLayer::<String>::new(MemoryStore::new()).key(SessionKey::USER);
    let one = ServiceBuilder::new().layer(numbers.clone()).layer(words.clone()).service(Router::new());
    let other = ServiceBuilder::new().layer(words).layer(numbers).service(Router::new());
    let mut good: Router =
        Router::new().route_service(filter::any(), one.clone()).route_service(filter::any(), one.clone());
    assert!(chappe::preflight::run(&bot(), &mut good).await.check().is_ok());
    let mut bad: Router = Router::new().route_service(filter::any(), one).route_service(filter::any(), other);
    let error = chappe::preflight::run(&bot(), &mut bad).await.check().unwrap_err();
    assert!(error.to_string().contains("stand in both orders"), "{error}");
}

#[tokio::test]
async fn a_filter_routes_by_what_the_session_is() -> Result {
    let store = Watched::new();
    let first = async |mut step: Session<u64>| *step = 1;
    let second = async |mut step: Session<u64>| *step += 10;
    let router =
        Router::new().on(chappe_middleware::session::when(|step: &u64| *step > 0), second).any(first);
    let service = SessionLayer::<u64>::new(store.clone()).layer(router);
    for _ in 0..3 {
        let _ = run(&service, private(1)).await?;
    }
    assert_eq!(store.at("session:42/chat:1").await.as_deref(), Some("0:21"));
    Ok(())
}

#[tokio::test]
async fn an_error_handler_has_them_too() -> Result {
    let store = Watched::new();
    let fails = async |mut chat: ChatData<u64>| -> Result {
        *chat += 1;
        Err("failed".into())
    };
    let counts_failures = async |mut user: UserData<u64>, chat: ChatData<u64>| *user += 10 * *chat;
    let service = ServiceBuilder::new()
        .layer(UserDataLayer::<u64>::new(store.clone()))
        .layer(ChatDataLayer::<u64>::new(store.clone()))
        .service(Router::new().any(fails).on_error(counts_failures));
    assert!(run(&service, group(-5, 1)).await?.is_done());
    // The handler of the error answered for it, and so what was changed is saved.
    assert_eq!(store.at("user_data:42/user:1").await.as_deref(), Some("0:10"));
    assert_eq!(store.at("chat_data:42/chat:-5").await.as_deref(), Some("0:1"));
    Ok(())
}
