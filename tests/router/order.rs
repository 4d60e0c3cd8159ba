//! The indexed router against one that asks route by route.

use std::cell::RefCell;
use std::collections::HashMap;

use chappe::filter::{self, Filter, Pattern};
use chappe::middleware::Next;
use chappe::types::{Update, UpdateType};
use chappe::{BoxError, CommandPattern, Ctx, Outcome, Router};
use futures_util::future::BoxFuture;
use proptest::prelude::*;
use regex::RegexBuilder;
use serde_json::json;

use crate::support::{Trace, captioned, clicked, ctx, message, reacted, run, text_of, update};

/// A route as data, so that both routers can be made of it.
#[derive(Clone, Debug)]
enum Spec {
    Command(Commands, Then),
    Text(Texts, Then),
    Callback(Texts, Then),
    Asked(Asked, Then),
    Nest(Asked, Vec<Spec>, bool),
    Merge(Vec<Spec>),
    Around,
    Beside,
}

#[derive(Clone, Copy, Debug)]
enum Then {
    Done,
    Pass,
    Fail,
}

#[derive(Clone, Debug)]
struct Commands {
    names: Vec<&'static str>,
    option: u8,
}

/// Patterns as `(kind, text)`.
#[derive(Clone, Debug)]
struct Texts(Vec<(u8, &'static str)>);

#[derive(Clone, Copy, Debug)]
enum Asked {
    Any,
    Text,
    NotText,
    Photo,
    Callback,
    Unknown,
    TextOrReaction,
    TextXorCallback,
}

impl Commands {
    fn pattern(&self) -> CommandPattern {
        let pattern = CommandPattern::from(self.names.clone());
        match self.option {
            0 => pattern.ignore_case(),
            1 => pattern.in_edits(),
            2 => pattern.in_captions(),
            3 => pattern.prefixes(["!", "/"]),
            4 => pattern.args(1),
            _ => pattern,
        }
    }
}

thread_local! {
    static PATTERNS: RefCell<HashMap<(u8, &'static str), Pattern>> = RefCell::default();
}

fn one(kind: u8, text: &str) -> Pattern {
    match kind {
        0 => Pattern::prefix(text),
        1 => Pattern::regex(text).expect("the texts are valid expressions"),
        2 => {
            let regex = RegexBuilder::new(text).case_insensitive(true).build();
            regex.expect("the texts are valid expressions").into()
        }
        _ => Pattern::from(text),
    }
}

impl Texts {
    fn pattern(&self) -> Pattern {
        let one = |&(kind, text): &(u8, &'static str)| {
            // Expressions take long to compile, and there are few.
            PATTERNS
                .with_borrow_mut(|known| known.entry((kind, text)).or_insert_with(|| one(kind, text)).clone())
        };
        Pattern::from(self.0.iter().map(one).collect::<Vec<_>>())
    }
}

impl Asked {
    fn filter(self) -> Filter {
        match self {
            Self::Any => filter::any(),
            Self::Text => filter::has_text(),
            Self::NotText => !filter::has_text(),
            Self::Photo => filter::photo(),
            Self::Callback => filter::kind(UpdateType::CallbackQuery),
            Self::Unknown => filter::kind("teleported"),
            Self::TextOrReaction => filter::text("x") | filter::reaction("👍"),
            Self::TextXorCallback => filter::has_text() ^ filter::callback("x"),
        }
    }
}

/// The router that is tested.
fn router(specs: &[Spec], at: &str, trace: &Trace) -> Router {
    specs.iter().enumerate().fold(Router::new(), |router, (number, spec)| {
        let at = format!("{at}.{number}");
        match spec {
            Spec::Command(commands, then) => match then {
                Then::Done => router.command(commands.pattern(), trace.done(at)),
                Then::Pass => router.command(commands.pattern(), trace.pass(at)),
                Then::Fail => router.command(commands.pattern(), trace.fail(at)),
            },
            Spec::Text(texts, then) => match then {
                Then::Done => router.hears(texts.pattern(), trace.done(at)),
                Then::Pass => router.hears(texts.pattern(), trace.pass(at)),
                Then::Fail => router.hears(texts.pattern(), trace.fail(at)),
            },
            Spec::Callback(texts, then) => match then {
                Then::Done => router.callback(texts.pattern(), trace.done(at)),
                Then::Pass => router.callback(texts.pattern(), trace.pass(at)),
                Then::Fail => router.callback(texts.pattern(), trace.fail(at)),
            },
            Spec::Asked(asked, then) => match then {
                Then::Done => router.on(asked.filter(), trace.done(at)),
                Then::Pass => router.on(asked.filter(), trace.pass(at)),
                Then::Fail => router.on(asked.filter(), trace.fail(at)),
            },
            Spec::Nest(asked, specs, fallback) => {
                let nested = self::router(specs, &at, trace);
                let nested =
                    if *fallback { nested.fallback(trace.done(format!("{at} fallback"))) } else { nested };
                router.nest(asked.filter(), nested)
            }
            Spec::Merge(specs) => router.merge(self::router(specs, &at, trace)),
            Spec::Around => {
                let trace = trace.clone();
                router.middleware(move |ctx, next: Next| {
                    let (trace, at) = (trace.clone(), at.clone());
                    async move {
                        trace.push(format!("{at} before"));
                        let outcome = next.run(ctx).await;
                        trace.push(format!("{at} after"));
                        outcome
                    }
                })
            }
            Spec::Beside => router.fork(trace.done(at)),
        }
    })
}

/// The router that it is held against: every route is asked in turn, and what is around the rest is around the fallback.
#[derive(Clone)]
struct Reference<'a> {
    specs: &'a [Spec],
    at: String,
    fallback: bool,
    trace: &'a Trace,
}

impl<'a> Reference<'a> {
    fn within(&self, specs: &'a [Spec], number: usize, fallback: bool) -> Self {
        Self { specs, at: format!("{}.{number}", self.at), fallback, trace: self.trace }
    }

    /// Gives the event to the routes from a number on.
    fn from(self, number: usize, ctx: Ctx) -> BoxFuture<'a, Result<Outcome, BoxError>> {
        Box::pin(async move {
            let Some(spec) = self.specs.get(number) else {
                if !self.fallback {
                    return Ok(Outcome::Pass(ctx));
                }
                self.trace.push(format!("{} fallback", self.at));
                return Ok(Outcome::Done);
            };
            let at = format!("{}.{number}", self.at);
            let (filter, then) = match spec {
                Spec::Command(commands, then) => (filter::command(commands.pattern()), then),
                Spec::Text(texts, then) => (filter::text(texts.pattern()), then),
                Spec::Callback(texts, then) => (filter::callback(texts.pattern()), then),
                Spec::Asked(asked, then) => (asked.filter(), then),
                Spec::Nest(..) | Spec::Merge(_) => {
                    let (taken, specs, fallback) = match spec {
                        Spec::Nest(asked, specs, fallback) => (asked.filter().test(&ctx)?, specs, *fallback),
                        Spec::Merge(specs) => (true, specs, false),
                        _ => unreachable!("the arm takes these two"),
                    };
                    if !taken {
                        return self.from(number + 1, ctx).await;
                    }
                    return match self.within(specs, number, fallback).from(0, ctx).await? {
                        Outcome::Pass(ctx) => self.from(number + 1, ctx).await,
                        done => Ok(done),
                    };
                }
                Spec::Around => {
                    let trace = self.trace;
                    trace.push(format!("{at} before"));
                    let outcome = self.from(number + 1, ctx).await;
                    trace.push(format!("{at} after"));
                    return outcome;
                }
                Spec::Beside => {
                    self.trace.push(at);
                    return self.from(number + 1, ctx).await;
                }
            };
            if !filter.test(&ctx)? {
                return self.from(number + 1, ctx).await;
            }
            self.trace.push(&at);
            match then {
                Then::Done => Ok(Outcome::Done),
                Then::Pass => self.from(number + 1, ctx).await,
                Then::Fail => Err(at.into()),
            }
        })
    }
}

fn then() -> impl Strategy<Value = Then> {
    prop_oneof![3 => Just(Then::Done), 3 => Just(Then::Pass), 1 => Just(Then::Fail)]
}

fn asked() -> impl Strategy<Value = Asked> {
    prop::sample::select(vec![
        Asked::Any,
        Asked::Text,
        Asked::NotText,
        Asked::Photo,
        Asked::Callback,
        Asked::Unknown,
        Asked::TextOrReaction,
        Asked::TextXorCallback,
    ])
}

fn texts() -> impl Strategy<Value = Texts> {
    let text = prop::sample::select(vec!["x", "y", "x1", "^x", "[xy]$", r"\d", "é", "/a"]);
    prop::collection::vec((0_u8..5, text), 1..3).prop_map(Texts)
}

fn commands() -> impl Strategy<Value = Commands> {
    let name = prop::sample::select(vec!["a", "b", "A", "b@my_bot", "b@other_bot", "café"]);
    (prop::collection::vec(name, 1..3), 0_u8..9).prop_map(|(names, option)| Commands { names, option })
}

fn spec() -> impl Strategy<Value = Spec> {
    let leaf = prop_oneof![
        4 => (commands(), then()).prop_map(|(commands, then)| Spec::Command(commands, then)),
        4 => (texts(), then()).prop_map(|(texts, then)| Spec::Text(texts, then)),
        3 => (texts(), then()).prop_map(|(texts, then)| Spec::Callback(texts, then)),
        4 => (asked(), then()).prop_map(|(asked, then)| Spec::Asked(asked, then)),
        1 => Just(Spec::Around),
        1 => Just(Spec::Beside),
    ];
    leaf.prop_recursive(2, 16, 4, |inner| {
        let several = prop::collection::vec(inner, 0..5);
        prop_oneof![
            (asked(), several.clone(), any::<bool>())
                .prop_map(|(asked, specs, fallback)| { Spec::Nest(asked, specs, fallback) }),
            several.prop_map(Spec::Merge),
        ]
    })
}

fn updates() -> impl Strategy<Value = Update> {
    let text = prop::sample::select(vec![
        "x",
        "y",
        "x1",
        "X",
        "é",
        "/a",
        "/a 1",
        "/b@MY_BOT",
        "/b@my_bot",
        "/b@other_bot",
        "/A",
        "!a",
        "/café",
        "1 /a",
        "",
    ]);
    let kind = prop::sample::select(vec!["message", "edited_message", "channel_post", "business_message"]);
    prop_oneof![
        4 => text.clone().prop_map(message),
        2 => (kind, text.clone()).prop_map(|(kind, text)| text_of(kind, text)),
        2 => text.clone().prop_map(captioned),
        2 => text.prop_map(clicked),
        1 => Just(reacted("👍")),
        1 => Just(update("teleported", json!({"to": "Paris"}))),
        1 => Just(update("vanished", json!({}))),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, ..ProptestConfig::default() })]

    #[test]
    fn routes_are_taken_in_the_order_of_registration(
        specs in prop::collection::vec(spec(), 0..10),
        updates in prop::collection::vec(updates(), 1..6),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime can be made");
        let trace = Trace::default();
        let router = router(&specs, "r", &trace);
        let reference = Reference { specs: &specs, at: "r".to_owned(), fallback: false, trace: &trace };
        for update in updates {
            let got = runtime.block_on(run(&router, ctx(update.clone())));
            let got = (trace.take(), got.map(|outcome| outcome.is_done()).map_err(|error| error.to_string()));
            let wanted = runtime.block_on(reference.clone().from(0, ctx(update.clone())));
            let wanted = (trace.take(), wanted.map(|outcome| outcome.is_done()).map_err(|error| error.to_string()));
            prop_assert_eq!(got, wanted, "{}", update.to_json());
        }
    }
}
