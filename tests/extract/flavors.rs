//! Flavors: what layers and handlers put beside the event, and what wraps it.

use chappe::extract::{FromCtx, MissingFlavor, Needs, Rejection};
use chappe::prelude::*;

use crate::support::{bot, ctx, message, run};

#[derive(Clone, Debug, PartialEq)]
struct Visits(u32);

#[test]
fn a_flavor_is_put_in_looked_at_and_taken_out() {
    let ctx = ctx(message("hi"));
    assert_eq!(ctx.get::<Visits>(), None);
    assert_eq!(ctx.insert(Visits(1)), None);
    assert_eq!(ctx.insert(Visits(2)), Some(Visits(1)));
    assert!(ctx.contains::<Visits>());
    assert_eq!(ctx.remove::<Visits>(), Some(Visits(2)));
    assert!(!ctx.contains::<Visits>());
}

#[test]
fn clones_of_a_context_share_flavors() {
    let ctx = ctx(message("hi"));
    ctx.clone().insert(Visits(1));
    assert_eq!(ctx.get(), Some(Visits(1)));
}

#[test]
fn contexts_of_one_update_share_nothing() {
    let update = std::sync::Arc::new(message("hi"));
    let (one, other) = (Ctx::new(bot(), update.clone()), Ctx::new(bot(), update));
    one.insert(Visits(1));
    assert_eq!(other.get::<Visits>(), None);
}

#[test]
fn a_flavor_is_changed_from_its_default() {
    let ctx = ctx(message("hi"));
    assert_eq!(ctx.update_flavor(|n: &mut u8| std::mem::replace(n, 5)), 0);
    assert_eq!(ctx.get::<u8>(), Some(5));
}

#[test]
fn a_change_may_look_at_the_context() {
    let ctx = ctx(message("hi"));
    ctx.insert(3_u16);
    ctx.update_flavor(|n: &mut u8| *n = ctx.get::<u16>().map_or(0, |n| n as u8));
    assert_eq!(ctx.get::<u8>(), Some(3));
}

async fn show(Flavor(_): Flavor<Visits>) {}

async fn missing(router: Router) -> String {
    let error = run(&router, ctx(message("hi"))).await.expect_err("the flavor is missing");
    assert!(error.is::<MissingFlavor>());
    error.to_string()
}

#[tokio::test]
async fn a_missing_flavor_names_the_handler_the_type_and_what_to_do() {
    assert_eq!(
        missing(Router::new().any(show)).await,
        "`extract::flavors::show` asks for `extract::flavors::Visits`, which nothing has put in: add the layer that \
         provides it around the router, or insert it in a middleware"
    );
}

#[tokio::test]
async fn a_missing_state_names_with_state() {
    async fn show(_: State<Visits>) {}
    let error = missing(Router::new().any(show)).await;
    assert!(error.contains("State<extract::flavors::Visits>`"), "{error}");
    assert!(error.ends_with("add `Router::with_state`"), "{error}");
}

#[tokio::test]
async fn an_extractor_of_the_users_names_its_own_layer() {
    struct Language;
    impl FromCtx for Language {
        type Rejection = Rejection;
        async fn from_ctx(_: &Ctx) -> Result<Self, Rejection> {
            Err(Rejection::missing_from::<Self>("LanguageLayer"))
        }
    }
    async fn show(_: Language) {}
    assert!(missing(Router::new().any(show)).await.ends_with("add `LanguageLayer`"));
}

#[tokio::test]
async fn an_error_outside_of_an_error_handler_names_on_error() {
    async fn show(_: HandlerError) {}
    assert!(missing(Router::new().any(show)).await.ends_with("add `Router::on_error` or `ErrorsLayer`"));
}

#[tokio::test]
async fn a_missing_flavor_is_none_for_an_option() {
    let flavor = Option::<Flavor<Visits>>::from_ctx(&ctx(message("hi"))).await;
    assert!(matches!(flavor, Ok(None)));
}

#[tokio::test]
async fn a_missing_flavor_is_told_to_a_result() {
    let Ok(flavor) = Result::<Flavor<Visits>, Rejection>::from_ctx(&ctx(message("hi"))).await;
    assert!(matches!(flavor, Err(Rejection::Missing { .. })));
}

#[tokio::test]
async fn a_flavor_is_not_the_state_of_its_type() {
    let ctx = ctx(message("hi"));
    ctx.insert(Visits(1));
    assert!(State::<Visits>::from_ctx(&ctx).await.is_err());
}

/// A transformative flavor: extracts once per event.
#[derive(Clone, Debug, PartialEq)]
struct Cached<T>(T);

impl<T: FromCtx + Clone + Sync + 'static> FromCtx for Cached<T> {
    type Rejection = T::Rejection;

    async fn from_ctx(ctx: &Ctx) -> Result<Self, T::Rejection> {
        if let Some(cached) = ctx.get::<Self>() {
            return Ok(cached);
        }
        let fresh = Self(T::from_ctx(ctx).await?);
        ctx.insert(fresh.clone());
        Ok(fresh)
    }

    fn needs(needs: &mut Needs) {
        T::needs(needs);
    }
}

/// Another: only for users with an even number.
#[derive(Clone, Debug, PartialEq)]
struct Even<T>(T);

impl<T: FromCtx> FromCtx for Even<T> {
    type Rejection = Rejection;

    async fn from_ctx(ctx: &Ctx) -> Result<Self, Rejection> {
        if ctx.from_id().is_none_or(|id| id.get() % 2 == 1) {
            return Err(Rejection::Pass);
        }
        T::from_ctx(ctx).await.map(Self).map_err(Into::into)
    }

    fn needs(needs: &mut Needs) {
        T::needs(needs);
    }
}

/// Counts how often it was extracted.
#[derive(Clone, Debug, PartialEq)]
struct Counted(u32);

impl FromCtx for Counted {
    type Rejection = Rejection;

    async fn from_ctx(ctx: &Ctx) -> Result<Self, Rejection> {
        Ok(ctx.update_flavor(|count: &mut u32| {
            *count += 1;
            Self(*count)
        }))
    }
}

fn of_user(id: i64) -> Ctx {
    let from = serde_json::json!({"id": id, "is_bot": false, "first_name": "A"});
    let chat = serde_json::json!({"id": id, "type": "private"});
    let content = serde_json::json!({"message_id": 1, "date": 1, "chat": chat, "from": from, "text": "hi"});
    ctx(crate::support::update("message", content))
}

#[tokio::test]
async fn a_transformative_flavor_changes_what_it_wraps() {
    let ctx = ctx(message("hi"));
    for _ in 0..3 {
        assert_eq!(Cached::<Counted>::from_ctx(&ctx).await.expect("it is there"), Cached(Counted(1)));
    }
    assert_eq!(Counted::from_ctx(&ctx).await.expect("it is there"), Counted(2));
}

#[tokio::test]
async fn transformative_flavors_nest_and_their_order_matters() {
    type CachedInEven = Even<Cached<Counted>>;
    type EvenInCached = Cached<Even<Counted>>;
    let (even, odd) = (of_user(2), of_user(3));
    assert_eq!(CachedInEven::from_ctx(&even).await.expect("it is even"), Even(Cached(Counted(1))));
    assert_eq!(EvenInCached::from_ctx(&even).await.expect("it is even"), Cached(Even(Counted(2))));
    assert!(matches!(CachedInEven::from_ctx(&odd).await, Err(Rejection::Pass)));
    assert!(!odd.contains::<u32>(), "what is within is not extracted");
}

#[tokio::test]
async fn options_and_results_nest_in_transformative_flavors() {
    type Deep = Option<Even<Option<Flavor<Visits>>>>;
    let (even, odd) = (of_user(2), of_user(3));
    assert_eq!(Deep::from_ctx(&even).await.expect("it is always there"), Some(Even(None)));
    even.insert(Visits(4));
    assert_eq!(Deep::from_ctx(&even).await.expect("it is always there"), Some(Even(Some(Flavor(Visits(4))))));
    assert_eq!(Deep::from_ctx(&odd).await.expect("it is always there"), None);
}

#[tokio::test]
async fn a_handler_takes_them_like_any_extractor() {
    async fn handler(
        Even(Cached(Counted(n))): Even<Cached<Counted>>,
        Cached(Counted(same)): Cached<Counted>,
        ctx: Ctx,
    ) {
        ctx.insert((n, same));
    }
    let (router, ctx) = (Router::new().any(handler), of_user(2));
    let _ = run(&router, ctx.clone()).await.expect("nothing fails");
    assert_eq!(ctx.get::<(u32, u32)>(), Some((1, 1)));
}
