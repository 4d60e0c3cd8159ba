//! From route to route: passing, nesting, merging, choosing.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use chappe::extract::{Flavor, State, Text};
use chappe::filter::{self, Filter};
use chappe::middleware::Next;
use chappe::types::ChatType;
use chappe::{Ctx, FromCtx, Outcome, Result, Router};

use crate::support::{Trace, captioned, ctx, message, reacted, run, traced};

#[tokio::test]
async fn an_event_that_no_route_takes_passes() {
    let router = Router::new().command("start", async || {});
    let outcome = run(&router, ctx(message("hi"))).await.expect("nothing fails");
    assert!(matches!(outcome, Outcome::Pass(_)));
}

#[tokio::test]
async fn an_extractor_that_passes_leaves_the_event_to_the_next_route() {
    let trace = Trace::default();
    let router = Router::new().any(async |_: Text| {}).any(trace.done("next"));
    let photo = crate::support::update("message", crate::support::message_with(serde_json::json!({})));
    assert_eq!(traced(&router, &trace, photo).await, ["next"]);
}

#[tokio::test]
async fn routes_that_do_not_match_are_not_cloned() {
    #[derive(Default)]
    struct Counted(Arc<AtomicUsize>);

    impl Clone for Counted {
        fn clone(&self) -> Self {
            self.0.fetch_add(1, Ordering::Relaxed);
            Self(Arc::clone(&self.0))
        }
    }

    let count = Arc::new(AtomicUsize::new(0));
    let counted = Counted(Arc::clone(&count));
    let handler = move || {
        let _ = &counted;
        async {}
    };
    let router = Router::new().command("other", handler).any(async || {});
    count.store(0, Ordering::Relaxed);
    let _ = run(&router, ctx(message("/start"))).await.expect("nothing fails");
    assert_eq!(count.load(Ordering::Relaxed), 0);
}

#[tokio::test]
async fn the_context_that_comes_back_is_the_one_that_went_in() {
    let router = Router::new().any(async |ctx: Ctx| {
        ctx.insert("seen");
        Outcome::Pass(ctx)
    });
    let outcome = run(&router, ctx(message("hi"))).await.expect("nothing fails");
    let Outcome::Pass(ctx) = outcome else { panic!("the route passes") };
    assert_eq!(ctx.get::<&str>(), Some("seen"));
}

#[tokio::test]
async fn what_a_nested_router_passes_the_next_route_has() {
    let trace = Trace::default();
    let nested = Router::new().any(trace.pass("nested"));
    let router = Router::new().nest(filter::private(), nested).any(trace.done("after"));
    assert_eq!(traced(&router, &trace, message("hi")).await, ["nested", "after"]);
}

#[tokio::test]
async fn a_nested_router_is_not_entered_where_its_filter_does_not_match() {
    let trace = Trace::default();
    let router = Router::new().nest(filter::group(), Router::new().any(trace.done("nested")));
    assert!(traced(&router, &trace, message("hi")).await.is_empty());
}

#[tokio::test]
async fn merged_routes_come_after_those_before_and_before_those_after() {
    let trace = Trace::default();
    let router = Router::new()
        .any(trace.pass("first"))
        .merge(Router::new().any(trace.pass("merged")).hears("hi", trace.pass("heard")))
        .any(trace.pass("last"));
    assert_eq!(traced(&router, &trace, message("hi")).await, ["first", "merged", "heard", "last"]);
}

#[tokio::test]
async fn middleware_of_a_merged_router_is_around_its_own_routes_only() {
    let trace = Trace::default();
    let log = trace.clone();
    let around = move |ctx: Ctx, next: Next| {
        log.push("around");
        next.run(ctx)
    };
    let merged = Router::new().middleware(around).command("merged", trace.done("merged"));
    let router = Router::new().command("before", trace.done("before")).merge(merged).any(trace.done("after"));
    assert_eq!(traced(&router, &trace, message("/before")).await, ["before"]);
    assert_eq!(traced(&router, &trace, message("/merged")).await, ["around", "merged"]);
    assert_eq!(traced(&router, &trace, message("/after")).await, ["around", "after"]);
}

#[tokio::test]
async fn middleware_of_a_merged_router_that_ends_an_event_ends_it() {
    let trace = Trace::default();
    let merged = Router::new().middleware(async |_: Ctx, _: Next| {});
    let router = Router::new().merge(merged).any(trace.done("after"));
    assert!(traced(&router, &trace, message("hi")).await.is_empty());
}

#[tokio::test]
async fn a_fallback_has_what_no_route_took() {
    let trace = Trace::default();
    let router = Router::new().fallback(trace.done("fallback")).command("a", trace.pass("a"));
    assert_eq!(traced(&router, &trace, message("/a")).await, ["a", "fallback"]);
}

#[tokio::test]
async fn the_last_fallback_counts() {
    let trace = Trace::default();
    let router = Router::new().fallback(trace.done("first")).fallback(trace.done("second"));
    assert_eq!(traced(&router, &trace, message("hi")).await, ["second"]);
}

#[tokio::test]
async fn a_nested_fallback_comes_before_the_outer_routes_after_it() {
    let trace = Trace::default();
    let nested = Router::new().command("a", trace.done("a")).fallback(trace.done("nested fallback"));
    let router = Router::new().nest(filter::private(), nested).any(trace.done("outer"));
    assert_eq!(traced(&router, &trace, message("hi")).await, ["nested fallback"]);
}

#[tokio::test]
async fn a_nested_fallback_that_passes_leaves_the_event_to_the_outer_routes() {
    let trace = Trace::default();
    let nested = Router::new().fallback(trace.pass("nested"));
    let router = Router::new().nest(filter::any(), nested).fallback(trace.done("outer"));
    assert_eq!(traced(&router, &trace, message("hi")).await, ["nested", "outer"]);
}

#[tokio::test]
async fn a_fallback_that_passes_ends_the_router() {
    let trace = Trace::default();
    let router = Router::new().fallback(trace.pass("fallback"));
    assert!(matches!(run(&router, ctx(message("hi"))).await, Ok(Outcome::Pass(_))));
    assert_eq!(trace.take(), ["fallback"]);
}

#[tokio::test]
async fn a_merged_routers_fallback_is_its_own() {
    let trace = Trace::default();
    let merged = Router::new().command("a", trace.done("a")).fallback(trace.pass("merged fallback"));
    let router = Router::new().merge(merged).fallback(trace.done("own fallback"));
    assert_eq!(traced(&router, &trace, message("hi")).await, ["merged fallback", "own fallback"]);
}

/// Traces the state, and passes.
fn states(
    trace: &Trace,
) -> impl Fn(Ctx, Option<State<&'static str>>) -> std::future::Ready<Outcome> + Clone + use<> {
    let trace = trace.clone();
    move |ctx, state| {
        trace.push(state.map_or("none", |state| state.0));
        std::future::ready(Outcome::Pass(ctx))
    }
}

#[tokio::test]
async fn a_state_is_for_the_routes_of_its_router() {
    let trace = Trace::default();
    let merged = Router::new().any(states(&trace)).with_state("merged");
    let router = Router::new().any(states(&trace)).merge(merged).any(states(&trace));
    assert_eq!(traced(&router, &trace, message("hi")).await, ["none", "merged", "none"]);
}

#[tokio::test]
async fn the_innermost_state_counts_and_the_outer_one_is_back_afterwards() {
    let trace = Trace::default();
    let nested = Router::new().any(states(&trace)).with_state("inner");
    let router =
        Router::new().any(states(&trace)).nest(filter::any(), nested).any(states(&trace)).with_state("outer");
    assert_eq!(traced(&router, &trace, message("hi")).await, ["outer", "inner", "outer"]);
}

#[tokio::test]
async fn a_nested_router_sees_the_states_around_it() {
    let trace = Trace::default();
    let nested = Router::new().any(states(&trace)).with_state(5_u8);
    let router = Router::new().nest(filter::any(), nested).with_state("outer");
    assert_eq!(traced(&router, &trace, message("hi")).await, ["outer"]);
}

#[tokio::test]
async fn a_state_reaches_fallback_filter_and_error_handler() {
    let trace = Trace::default();
    let log = trace.clone();
    let filter = Filter::new(|ctx| ctx.state::<&str>() == Some(&"state"));
    let router = Router::new()
        .on(filter, trace.pass("filter"))
        .fallback(async |State(state): State<&'static str>| Result::<()>::Err(state.into()))
        .on_error(move |State(state): State<&'static str>| {
            log.push(format!("error handler: {state}"));
            async {}
        })
        .with_state("state");
    assert_eq!(traced(&router, &trace, message("hi")).await, ["filter", "error handler: state"]);
}

#[tokio::test]
async fn a_state_is_no_flavor_of_the_event() {
    let trace = Trace::default();
    let log = trace.clone();
    let router = Router::new()
        .any(move |flavor: Option<Flavor<&'static str>>| {
            log.push(format!("{flavor:?}"));
            async {}
        })
        .with_state("state");
    assert_eq!(traced(&router, &trace, message("hi")).await, ["None"]);
}

#[tokio::test]
async fn a_router_that_is_merged_twice_keeps_its_states_apart() {
    let trace = Trace::default();
    let plugin = Router::new().any(states(&trace));
    let router = Router::new().merge(plugin.clone().with_state("a")).merge(plugin.with_state("b"));
    assert_eq!(traced(&router, &trace, message("hi")).await, ["a", "b"]);
}

#[tokio::test]
async fn drop_ends_what_its_filter_takes() {
    let trace = Trace::default();
    let router = Router::new().drop(filter::text("spam")).any(trace.done("rest"));
    assert!(traced(&router, &trace, message("spam")).await.is_empty());
    assert_eq!(traced(&router, &trace, message("ham")).await, ["rest"]);
}

#[tokio::test]
async fn lazy_makes_a_router_for_each_event() {
    let trace = Trace::default();
    let log = trace.clone();
    let router = Router::new()
        .lazy(move |ctx: Ctx| {
            let text = ctx.text().unwrap_or_default().to_owned();
            std::future::ready(Ok(Router::new().hears("a", log.done(text))))
        })
        .any(trace.done("after"));
    assert_eq!(traced(&router, &trace, message("a")).await, ["a"]);
    assert_eq!(traced(&router, &trace, message("b")).await, ["after"]);
}

#[tokio::test]
async fn lazy_that_fails_fails_the_event() {
    let router = Router::new().lazy(async |_: Ctx| Err("no router".into()));
    assert_eq!(run(&router, ctx(message("a"))).await.expect_err("it fails").to_string(), "no router");
}

fn by_text(trace: &Trace) -> (Router, Arc<AtomicUsize>) {
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let key = move |ctx: &Ctx| {
        count.fetch_add(1, Ordering::Relaxed);
        ctx.text().and_then(|text| text.chars().next())
    };
    let routers = ['a', 'b', 'c'].map(|key| (key, Router::new().any(trace.pass(key))));
    (Router::new().route(key, routers).any(trace.done("after")), asked)
}

#[tokio::test]
async fn route_chooses_by_key_and_what_the_router_passes_goes_on() {
    let trace = Trace::default();
    assert_eq!(traced(&by_text(&trace).0, &trace, message("b")).await, ["b", "after"]);
}

#[tokio::test]
async fn an_unknown_key_and_no_key_pass() {
    let trace = Trace::default();
    let (router, _) = by_text(&trace);
    assert_eq!(traced(&router, &trace, message("z")).await, ["after"]);
    assert_eq!(traced(&router, &trace, reacted("👍")).await, ["after"]);
}

#[tokio::test]
async fn route_asks_for_the_key_once() {
    let trace = Trace::default();
    let (router, asked) = by_text(&trace);
    let _ = traced(&router, &trace, message("c")).await;
    assert_eq!(asked.load(Ordering::Relaxed), 1);
}

fn branched(trace: &Trace, filter: Filter) -> Router {
    let (yes, no) = (Router::new().any(trace.pass("yes")), Router::new().any(trace.pass("no")));
    Router::new().branch(filter, yes, no).any(trace.done("after"))
}

#[tokio::test]
async fn branch_takes_one_way_and_what_that_passes_goes_on() {
    let trace = Trace::default();
    let router = branched(&trace, filter::text("a"));
    assert_eq!(traced(&router, &trace, message("a")).await, ["yes", "after"]);
    assert_eq!(traced(&router, &trace, message("b")).await, ["no", "after"]);
}

#[tokio::test]
async fn branch_asks_its_filter_once() {
    let (trace, log) = (Trace::default(), Trace::default());
    let asked = log.clone();
    let filter = Filter::new(move |_| {
        asked.push("asked");
        false
    });
    let _ = traced(&branched(&trace, filter), &trace, message("a")).await;
    assert_eq!(log.take(), ["asked"]);
}

#[tokio::test]
async fn branch_gives_what_its_filter_matched() {
    let trace = Trace::default();
    let log = trace.clone();
    let yes = Router::new().any(move |m: chappe::extract::Matches| {
        log.push(m.group(1).unwrap_or_default());
        async {}
    });
    let router = Router::new().branch(filter::text(chappe::regex!("n=(.)")), yes, Router::new());
    assert_eq!(traced(&router, &trace, message("n=5")).await, ["5"]);
}

#[tokio::test]
async fn a_branch_whose_filter_fails_fails_the_event() {
    let trace = Trace::default();
    let router = branched(&trace, Filter::try_new(|_| Err::<bool, _>("broken")));
    assert_eq!(run(&router, ctx(message("a"))).await.expect_err("it fails").to_string(), "broken");
}

#[tokio::test]
async fn chat_type_takes_its_chats() {
    let trace = Trace::default();
    let router = Router::new()
        .chat_type(ChatType::Group, trace.done("group"))
        .chat_type(ChatType::Private, trace.done("private"));
    assert_eq!(traced(&router, &trace, captioned("hi")).await, ["private"]);
}

#[tokio::test]
async fn a_fork_runs_beside_the_rest() {
    let trace = Trace::default();
    let (send, receive) = tokio::sync::oneshot::channel::<()>();
    let receive = Arc::new(tokio::sync::Mutex::new(Some(receive)));
    let send = Arc::new(std::sync::Mutex::new(Some(send)));
    let log = trace.clone();
    // It ends only when the rest has run.
    let beside = move || {
        let (receive, log) = (Arc::clone(&receive), log.clone());
        async move {
            let receive = receive.lock().await.take().expect("it runs once");
            receive.await.expect("the rest sends");
            log.push("beside");
        }
    };
    let log = trace.clone();
    let rest = move || {
        log.push("rest");
        let _ = send.lock().expect("nothing panics").take().expect("it runs once").send(());
        async {}
    };
    let router = Router::new().fork(beside).any(rest);
    assert_eq!(traced(&router, &trace, message("hi")).await, ["rest", "beside"]);
}

#[tokio::test]
async fn a_fork_that_passes_does_not_change_what_becomes_of_the_event() {
    let trace = Trace::default();
    let router = Router::new().fork(trace.pass("beside")).any(trace.done("rest"));
    assert!(run(&router, ctx(message("hi"))).await.expect("nothing fails").is_done());
}

#[tokio::test]
async fn a_fork_that_panics_leaves_the_rest_running() {
    async fn beside() {
        panic!("beside");
    }

    let trace = Trace::default();
    let log = trace.clone();
    let rest = move || {
        let log = log.clone();
        async move {
            tokio::task::yield_now().await;
            log.push("rest");
        }
    };
    let router = Router::new().fork(beside).any(rest);
    let error = run(&router, ctx(message("hi"))).await.expect_err("what is beside panics");
    assert_eq!(
        (trace.take(), error.to_string()),
        (vec!["rest".to_owned()], "a handler panicked: beside".to_owned())
    );
}

#[tokio::test]
async fn what_one_handler_inserts_later_ones_see() {
    let trace = Trace::default();
    let log = trace.clone();
    let router = Router::new()
        .any(async |ctx: Ctx| {
            ctx.insert(5_u8);
            Outcome::Pass(ctx)
        })
        .any(move |Flavor(five): Flavor<u8>| {
            log.push(five.to_string());
            async {}
        });
    assert_eq!(traced(&router, &trace, message("hi")).await, ["5"]);
}

#[tokio::test]
async fn every_update_has_a_context_of_its_own() {
    let trace = Trace::default();
    let log = trace.clone();
    let router = Router::new().any(move |ctx: Ctx| {
        log.push(format!("{:?}", ctx.insert(5_u8)));
        async {}
    });
    let _ = traced(&router, &trace, message("a")).await;
    assert_eq!(traced(&router, &trace, message("b")).await, ["None"]);
}

#[tokio::test]
async fn routers_of_one_context_type_are_plugins() {
    #[derive(FromCtx)]
    struct MyCtx {
        ctx: Ctx,
        name: State<&'static str>,
    }

    impl MyCtx {
        fn hello(&self) -> String {
            format!("{}: {}", self.name.0, self.ctx.text().unwrap_or_default())
        }
    }

    fn plugin(trace: &Trace) -> Router {
        let trace = trace.clone();
        Router::new().hears("plugin", move |my: MyCtx| {
            trace.push(my.hello());
            async {}
        })
    }

    let trace = Trace::default();
    let log = trace.clone();
    let router = Router::new()
        .merge(plugin(&trace))
        .any(move |my: MyCtx| {
            log.push(my.hello());
            async {}
        })
        .with_state("bot");
    assert_eq!(traced(&router, &trace, message("plugin")).await, ["bot: plugin"]);
    assert_eq!(traced(&router, &trace, message("rest")).await, ["bot: rest"]);
}
