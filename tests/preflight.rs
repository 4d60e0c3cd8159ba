//! The check before the first update.

#![allow(unreachable_pub)]

use std::time::Duration;

use chappe::extract::{Flavor, FromCtx, Needs, Rejection, State, Text};
use chappe::filter::{self, Filter, UpdateKinds};
use chappe::middleware::{Next, from_fn};
use chappe::preflight::{self, Report};
use chappe::types::UpdateType;
use chappe::{BoxError, Ctx, HandlerError, Outcome, Result, Router};
use tower::{Service, ServiceBuilder, ServiceExt as _, service_fn};

#[path = "router/support.rs"]
mod support;

use support::{Trace, bot};

#[derive(Clone)]
struct Config;

#[derive(Clone)]
struct Other;

async fn show(_: Flavor<Config>) {}

async fn put(ctx: Ctx, next: Next) -> Result<Outcome> {
    ctx.insert(Config);
    next.run(ctx).await
}

async fn forward(ctx: Ctx, next: Next) -> Result<Outcome> {
    next.run(ctx).await
}

fn inserting(ctx: Ctx) -> Ctx {
    ctx.insert(Config);
    ctx
}

async fn report<S>(mut service: S) -> Report
where
    S: Service<Ctx, Response = Outcome>,
    S::Error: Into<BoxError>,
{
    preflight::run(&bot(), &mut service).await
}

/// The handlers that miss something, each with whether that is certain.
async fn missing<S>(service: S) -> Vec<(String, bool)>
where
    S: Service<Ctx, Response = Outcome>,
    S::Error: Into<BoxError>,
{
    let name = |path: &str| path.rsplit("::").next().unwrap_or_default().to_owned();
    report(service).await.missing.iter().map(|m| (name(m.handler), m.is_certain())).collect()
}

fn shown() -> Router {
    Router::new().command("show", show)
}

fn certain() -> Vec<(String, bool)> {
    vec![("show".to_owned(), true)]
}

fn uncertain() -> Vec<(String, bool)> {
    vec![("show".to_owned(), false)]
}

#[tokio::test]
async fn a_missing_flavor_is_an_error_that_names_handler_and_type() {
    let error = report(shown()).await.check().expect_err("a flavor is missing").to_string();
    assert_eq!(
        error,
        "`preflight::show` asks for `preflight::Config`, which no layer around it provides: add the layer that provides \
         it around the router, or insert it in a middleware"
    );
}

#[tokio::test]
async fn nothing_missing_is_no_error() {
    let report = report(Router::new().any(async |_: Ctx, _: Option<Flavor<Config>>, _: Text| {})).await;
    report.check().expect("nothing is missing");
    assert!(report.warnings().is_empty() && report.handlers == 1);
}

#[tokio::test]
async fn through_layers_of_tower() {
    let stack = || {
        ServiceBuilder::new()
            .buffer(4)
            .load_shed()
            .concurrency_limit(4)
            .rate_limit(10, Duration::from_secs(1))
            .timeout(Duration::from_secs(1))
            .option_layer(None::<tower::layer::util::Identity>)
            .map_response(|outcome: Outcome| outcome)
    };
    assert_eq!(missing(stack().service(shown())).await, certain());
    assert!(missing(stack().map_request(inserting).service(shown())).await.is_empty());
}

#[tokio::test]
async fn a_layer_that_inserts_declares_by_that() {
    assert!(missing(ServiceBuilder::new().map_request(inserting).service(shown())).await.is_empty());
    assert!(missing(shown().layer(tower::util::MapRequestLayer::new(inserting))).await.is_empty());
}

#[tokio::test]
async fn a_layer_that_inserts_for_some_updates_declares_for_all() {
    let sometimes = |ctx: Ctx| {
        ctx.declare::<Config>();
        if ctx.update().is_some_and(|update| update.chat_id().is_some()) {
            ctx.insert(Config);
        }
        ctx
    };
    assert!(missing(ServiceBuilder::new().map_request(sometimes).service(shown())).await.is_empty());
}

#[tokio::test]
async fn a_function_that_declares_nothing_makes_it_uncertain() {
    assert_eq!(missing(shown().layer(from_fn(put))).await, uncertain());
    assert_eq!(missing(shown().route_layer(from_fn(put))).await, uncertain());
    assert_eq!(missing(Router::new().middleware(put).merge(shown())).await, uncertain());
}

#[tokio::test]
async fn what_is_uncertain_is_a_warning_that_names_the_function() {
    let report = report(shown().layer(from_fn(put))).await;
    report.check().expect("it is not certain");
    let warnings = report.warnings();
    assert!(warnings[0].contains("only `preflight::put` can provide"), "{warnings:?}");
    assert!(warnings[0].contains(".provides::<..>()"), "{warnings:?}");
}

#[tokio::test]
async fn a_function_that_declares_provides() {
    assert!(missing(shown().layer(from_fn(put).provides::<Config>())).await.is_empty());
    assert!(missing(shown().route_layer(from_fn(put).provides::<Config>())).await.is_empty());
    assert!(
        missing(Router::new().middleware(from_fn(put).provides::<Config>()).merge(shown())).await.is_empty()
    );
}

#[tokio::test]
async fn a_function_that_declares_something_else_does_not_provide() {
    assert_eq!(missing(shown().layer(from_fn(put).provides::<Other>())).await, certain());
    assert_eq!(
        missing(Router::new().middleware(from_fn(put).provides::<Other>()).merge(shown())).await,
        certain()
    );
}

#[tokio::test]
async fn several_flavors_are_declared_one_by_one() {
    async fn both(_: Flavor<Config>, _: Flavor<Other>) {}
    let router = Router::new().any(both);
    assert!(missing(router.layer(from_fn(put).provides::<Config>().provides::<Other>())).await.is_empty());
}

#[tokio::test]
async fn a_function_provides_for_what_is_registered_after_it() {
    let router = Router::new()
        .command("before", show)
        .middleware(from_fn(put).provides::<Config>())
        .command("after", show)
        .fallback(show);
    assert_eq!(missing(router).await, certain());
}

#[tokio::test]
async fn what_a_function_itself_needs_is_checked() {
    async fn hungry(_: Flavor<Config>, ctx: Ctx, next: Next) -> Result<Outcome> {
        next.run(ctx).await
    }
    let wanted = vec![("hungry".to_owned(), true)];
    assert_eq!(missing(Router::new().any(async || {}).layer(from_fn(hungry))).await, wanted);
    assert_eq!(missing(Router::new().middleware(hungry)).await, wanted);
    assert!(
        missing(Router::new().layer(from_fn(hungry)).layer(from_fn(put).provides::<Config>()))
            .await
            .is_empty()
    );
}

#[tokio::test]
async fn a_layer_of_one_router_does_not_provide_for_its_neighbour() {
    let with = shown().layer(from_fn(put).provides::<Config>());
    let router = Router::new().merge(with).merge(Router::new().callback("show", show));
    assert_eq!(missing(router).await, certain());
}

#[tokio::test]
async fn nested_routers_are_reached_and_have_what_is_around_them() {
    let nested = || Router::new().nest(filter::private(), Router::new().nest(filter::group(), shown()));
    assert_eq!(missing(nested()).await, certain());
    assert!(missing(nested().layer(from_fn(put).provides::<Config>())).await.is_empty());
}

#[tokio::test]
async fn fallback_error_handler_fork_and_chosen_routers_are_reached() {
    let router = Router::new()
        .fork(show)
        .route(|_| Some(1), [(1, shown())])
        .branch(filter::private(), shown(), shown())
        .fallback(show)
        .on_error(show);
    assert_eq!(missing(router).await.len(), 6);
}

#[tokio::test]
async fn an_error_is_there_in_an_error_handler_and_nowhere_else() {
    async fn report(_: HandlerError) {}
    assert!(missing(Router::new().on_error(report)).await.is_empty());
    assert_eq!(missing(Router::new().any(report)).await, [("report".to_owned(), true)]);
}

#[tokio::test]
async fn a_state_is_there_within_its_router() {
    async fn state(_: State<Config>) {}
    let nested = || Router::new().nest(filter::any(), Router::new().any(state));
    assert!(missing(nested().with_state(Config)).await.is_empty());
    let error = report(Router::new().merge(Router::new().with_state(Config)).any(state)).await.check();
    let error = error.expect_err("the state is not the neighbour's").to_string();
    assert!(error.ends_with("add `Router::with_state`"), "{error}");
}

#[tokio::test]
async fn an_extractor_names_the_layer_that_provides_what_it_needs() {
    struct Session;
    impl FromCtx for Session {
        type Rejection = Rejection;
        async fn from_ctx(_: &Ctx) -> Result<Self, Rejection> {
            Ok(Self)
        }
        fn needs(needs: &mut Needs) {
            needs.flavor_from::<Config>("SessionLayer");
        }
    }
    async fn handler(_: Session) {}
    let error = report(Router::new().any(handler)).await.check().expect_err("it is missing").to_string();
    assert!(error.ends_with("add `SessionLayer`"), "{error}");
}

#[tokio::test]
async fn no_function_of_the_users_runs() {
    let trace = Trace::default();
    let log = trace.clone();
    let watch = move |ctx: Ctx, next: Next| {
        log.push("middleware");
        next.run(ctx)
    };
    let log = trace.clone();
    let filter = Filter::new(move |_| {
        log.push("filter");
        true
    });
    let log = trace.clone();
    let key = move |_: &Ctx| {
        log.push("key");
        Some(1)
    };
    let log = trace.clone();
    let make = move |_: Ctx| {
        log.push("lazy");
        std::future::ready(Ok(Router::new()))
    };
    let router = Router::new()
        .middleware(watch.clone())
        .on(filter.clone(), trace.done("handler"))
        .nest(filter.clone(), Router::new().any(trace.done("nested")))
        .branch(filter, Router::new(), Router::new())
        .route(key, [(1, Router::new())])
        .lazy(make)
        .fork(trace.done("fork"))
        .fallback(trace.done("fallback"))
        .on_error(trace.done("on_error"))
        .route_layer(from_fn(watch.clone()))
        .layer(from_fn(watch.clone()));
    let _ = report(ServiceBuilder::new().layer(from_fn(watch)).service(router)).await;
    assert!(trace.take().is_empty());
}

#[tokio::test]
async fn layers_of_the_users_see_no_update() {
    let trace = Trace::default();
    let log = trace.clone();
    let look = move |ctx: Ctx| {
        log.push(format!("{} {}", ctx.update().is_none(), ctx.is_probe()));
        ctx
    };
    let _ = report(ServiceBuilder::new().map_request(look).service(shown())).await;
    assert_eq!(trace.take(), ["true true"]);
}

#[tokio::test]
async fn a_layer_that_fails_the_check_is_a_warning() {
    let deny = |ctx: Ctx| ctx.update().is_some().then_some(ctx).ok_or("no update");
    let report = report(ServiceBuilder::new().filter(deny).service(shown())).await;
    assert!(report.kinds.is_none() && report.check().is_ok());
    assert!(report.warnings()[0].contains("no update"), "{:?}", report.warnings());
}

#[tokio::test]
async fn a_layer_that_panics_at_the_check_is_a_warning() {
    let careless = |ctx: Ctx| {
        assert!(ctx.update().is_some(), "there is always an update");
        ctx
    };
    let report = report(ServiceBuilder::new().map_request(careless).service(shown())).await;
    assert!(report.warnings()[0].contains("there is always an update"), "{:?}", report.warnings());
}

#[tokio::test(start_paused = true)]
async fn a_layer_that_holds_the_check_is_a_warning() {
    let report = report(service_fn(async |_: Ctx| std::future::pending::<Result<Outcome>>().await)).await;
    assert!(report.warnings()[0].contains("5 s"), "{:?}", report.warnings());
}

#[tokio::test]
async fn a_layer_that_holds_the_check_back_from_a_nested_router_is_named_by_its_place() {
    let deny =
        tower::filter::FilterLayer::new(|ctx: Ctx| ctx.update().is_some().then_some(ctx).ok_or("no update"));
    let router = Router::new().merge(shown().layer(deny)).any(async || {});
    let report = report(router).await;
    assert_eq!((report.handlers, report.suspicious.len()), (1, 1));
    assert!(report.suspicious[0].contains("preflight.rs:"), "{:?}", report.suspicious);
}

#[tokio::test]
async fn a_service_of_ones_own_is_not_checked_and_no_warning() {
    let report = report(service_fn(async |_: Ctx| Ok::<_, BoxError>(Outcome::Done))).await;
    assert!(report.kinds.is_none() && report.warnings().is_empty());
}

async fn suspicious(router: Router) -> Vec<String> {
    report(router).await.suspicious
}

#[tokio::test]
async fn a_command_that_is_routed_twice_is_told_with_both_places() {
    let router = Router::new().command("start", async || {}).command(["go", "start"], async || {});
    let told = suspicious(router).await;
    assert_eq!(told.len(), 1);
    assert!(told[0].contains("\"start\""), "{told:?}");
    assert_eq!(told[0].matches("preflight.rs:").count(), 2, "{told:?}");
}

#[tokio::test]
async fn texts_and_buttons_that_are_routed_twice_are_told() {
    let router = Router::new()
        .hears("a", async || {})
        .hears("a", async || {})
        .callback("a", async || {})
        .callback(["b", "a"], async || {});
    assert_eq!(suspicious(router).await.len(), 2);
}

#[tokio::test]
async fn what_differs_is_not_routed_twice() {
    let router = Router::new()
        .command("a", async || {})
        .command("A", async || {})
        .command(chappe::CommandPattern::new("a").args(1), async || {})
        .command(["b", "b"], async || {})
        .hears("a", async || {})
        .callback("a", async || {});
    assert!(suspicious(router).await.is_empty());
}

#[tokio::test]
async fn a_filter_that_takes_nothing_is_told() {
    let never = filter::photo() & filter::callback("a");
    assert!(suspicious(Router::new().on(never, async || {})).await[0].contains("exclude each other"));
}

#[tokio::test]
async fn a_nested_router_that_nothing_reaches_is_told() {
    let router = Router::new().nest(filter::kind(UpdateType::CallbackQuery), shown());
    let told = suspicious(router.layer(from_fn(put).provides::<Config>())).await;
    assert!(told[0].contains("never reached"), "{told:?}");
}

#[tokio::test]
async fn what_can_be_reached_is_not_told() {
    let router = Router::new()
        .middleware(forward)
        .nest(filter::private(), Router::new())
        .nest(filter::kind(UpdateType::ChatMember), Router::new().any(async || {}))
        .nest(filter::any(), Router::new().middleware(forward));
    assert!(suspicious(router).await.is_empty());
}

#[tokio::test]
async fn kinds_are_those_of_the_outermost_router() {
    let router = Router::new().nest(filter::private(), Router::new().callback("a", async || {}));
    let kinds = report(ServiceBuilder::new().concurrency_limit(1).service(router)).await.kinds;
    assert_eq!(kinds, Some(UpdateKinds::of(&UpdateType::CallbackQuery)));
}

#[tokio::test]
async fn an_event_after_the_check_is_handled_as_ever() {
    let trace = Trace::default();
    let mut service =
        ServiceBuilder::new().concurrency_limit(1).service(Router::new().any(trace.done("handled")));
    let _ = preflight::run(&bot(), &mut service).await;
    let service = service.ready().await.expect("the permit is given back");
    let _ = service.call(support::ctx(support::message("hi"))).await.expect("nothing fails");
    assert_eq!(trace.take(), ["handled"]);
}
