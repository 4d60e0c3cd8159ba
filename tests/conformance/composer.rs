//! grammY's composer programs, as routers.

use std::sync::{Arc, Mutex};

use chappe::filter::{self, Filter};
use chappe::middleware::Next;
use chappe::types::ChatType;
use chappe::{BoxError, Ctx, HandlerError, Outcome, Result, Router};
use serde_json::Value;
use tower::Service as _;

use crate::checks::{matched, pattern, reaction, strings};
use crate::{Case, array, body, ctx, equal, grammy};

#[derive(Clone, Default)]
struct Trace(Arc<Mutex<Vec<String>>>);

impl Trace {
    fn push(&self, line: String) {
        self.0.lock().expect("no test panics while it traces").push(line);
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().expect("no test panics while it traces"))
    }
}

pub async fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for program in array(&grammy()["composer_programs"]) {
        let name = program["name"].as_str().unwrap_or_default();
        // A `next` that can be run twice cannot be written in Rust: it is consumed.
        if array(&program["nodes"]).iter().any(|node| node["next"].as_i64() > Some(1)) {
            continue;
        }
        let trace = Trace::default();
        let router = match build(array(&program["nodes"]), &trace) {
            Ok(router) => router,
            Err(error) => {
                cases.push((name.to_owned(), Err(error)));
                continue;
            }
        };
        for (update, expected) in program["runs"].as_object().into_iter().flatten() {
            let result = router.clone().call(ctx(body(update))).await;
            let unordered = program["unordered"] == true;
            cases.push((format!("{name} {update}"), check(trace.take(), &result, expected, unordered)));
        }
    }
    cases
}

fn check(
    mut trace: Vec<String>,
    result: &Result<Outcome>,
    expected: &Value,
    unordered: bool,
) -> Result<(), String> {
    let mut lines: Vec<String> = strings(&expected["trace"]).into_iter().map(str::to_owned).collect();
    if unordered {
        trace.sort();
        lines.sort();
    }
    equal("trace", &trace.into(), &lines.into())?;
    let error = result.as_ref().err().map(ToString::to_string);
    equal("error", &error.into(), &expected["error"]["inner"])
}

fn build(nodes: &[Value], trace: &Trace) -> Result<Router, String> {
    nodes.iter().try_fold(Router::new(), |router, node| add(router, node, trace))
}

fn add(router: Router, node: &Value, trace: &Trace) -> Result<Router, String> {
    let op = node["op"].as_str().unwrap_or_default();
    let children = || build(array(&node["children"]), trace);
    let arg = &node["arg"];
    Ok(match op {
        "fork" => {
            let step = Step::of(node, trace);
            router.fork(move |ctx| step.clone().run(ctx))
        }
        "errorBoundary" => {
            let within = if node["children"].is_array() {
                children()?
            } else {
                let step = Step::of(node, trace);
                Router::new().any(move |ctx| step.clone().run(ctx))
            };
            let boundary = Boundary {
                handler: node["handler"].as_str().unwrap_or_default().to_owned(),
                rethrow: node["rethrow"].as_str().map(str::to_owned),
                passes: node["handler_next"] == 1,
                trace: trace.clone(),
            };
            router.merge(within.on_error(move |ctx, error| boundary.clone().run(ctx, error)))
        }
        "route" => {
            let mut routers = Vec::new();
            for (key, nodes) in node["routes"].as_object().into_iter().flatten() {
                routers.push((key.clone(), build(array(nodes), trace)?));
            }
            let router = router.route(|ctx| ctx.chat().map(|chat| chat.kind.to_string()), routers);
            if node["fallback"].is_array() {
                router.merge(build(array(&node["fallback"]), trace)?)
            } else {
                router
            }
        }
        "branch" => router.branch(
            filter_of("filter", arg)?,
            build(array(&node["true"]), trace)?,
            build(array(&node["false"]), trace)?,
        ),
        "lazy" => {
            let within = children()?;
            router.lazy(move |_| std::future::ready(Ok(within.clone())))
        }
        "drop" => router.drop(filter_of("filter", arg).or_else(|_| filter_of("on", arg))?),
        _ if node["children"].is_array() => router.nest(filter_of(op, arg)?, children()?),
        _ if node["after"] == true => {
            let (filter, step) = (filter_of(op, arg)?, Step::of(node, trace));
            router.middleware(move |ctx: Ctx, next: Next| around(filter.clone(), step.clone(), ctx, next))
        }
        _ => {
            let step = Step::of(node, trace);
            router.on(filter_of(op, arg)?, move |ctx| step.clone().run(ctx))
        }
    })
}

fn filter_of(op: &str, arg: &Value) -> Result<Filter, String> {
    Ok(match op {
        "use" => filter::any(),
        "on" => {
            let queries: Result<Vec<Filter>, _> =
                strings(arg).into_iter().map(filter::query::parse).collect();
            let queries = queries.map_err(|error| error.to_string())?;
            queries.into_iter().reduce(|a, b| a | b).unwrap_or_else(filter::none)
        }
        "hears" => filter::text(pattern(arg)),
        "command" => filter::command(strings(arg)),
        "chatType" => {
            let kinds = strings(arg).into_iter().map(|kind| filter::chat_type(ChatType::from(kind)));
            kinds.reduce(|a, b| a | b).unwrap_or_else(filter::none)
        }
        "callbackQuery" => filter::callback(pattern(arg)),
        "gameQuery" => filter::game(pattern(arg)),
        "inlineQuery" => filter::inline_query(pattern(arg)),
        "chosenInlineResult" => filter::chosen_inline_result(pattern(arg)),
        "preCheckoutQuery" => filter::pre_checkout_query(pattern(arg)),
        "shippingQuery" => filter::shipping_query(pattern(arg)),
        "reaction" => filter::reaction(reaction(arg)),
        "filter" => match arg.as_str() {
            Some("throws") => Filter::try_new(|_| Err::<bool, BoxError>("pred boom".into())),
            Some("true" | "always") => filter::any(),
            Some("false" | "never") => filter::none(),
            Some("private" | "is_private") => filter::private(),
            Some("has_text") => Filter::new(|ctx| ctx.msg().is_some_and(|m| m.text.is_some())),
            _ => return Err(format!("the predicate {arg} is not known")),
        },
        _ => return Err(format!("the operation {op:?} is not known")),
    })
}

/// What a node does when it is reached.
#[derive(Clone)]
struct Step {
    id: Option<String>,
    throws: Option<String>,
    passes: bool,
    records: bool,
    trace: Trace,
}

impl Step {
    fn of(node: &Value, trace: &Trace) -> Self {
        Self {
            id: node["id"].as_str().map(str::to_owned),
            throws: node["throws"].as_str().map(str::to_owned),
            passes: node["next"] == 1,
            records: node["record_match"] == true,
            trace: trace.clone(),
        }
    }

    #[allow(clippy::unused_async)] // A handler is an async function, whether it waits or not.
    async fn run(self, ctx: Ctx) -> Result<Outcome> {
        if let Some(id) = &self.id {
            let line = if self.records { format!("{id}={}", matched(&ctx)) } else { id.clone() };
            self.trace.push(line);
        }
        match self.throws {
            Some(error) => Err(error.into()),
            None if self.passes => Ok(Outcome::Pass(ctx)),
            None => Ok(Outcome::Done),
        }
    }
}

/// A node that goes on after the rest is done.
async fn around(filter: Filter, step: Step, ctx: Ctx, next: Next) -> Result<Outcome> {
    if !ctx.has(&filter) {
        return next.run(ctx).await;
    }
    let (id, trace) = (step.id.clone().unwrap_or_default(), step.trace.clone());
    let outcome = match step.run(ctx).await? {
        Outcome::Pass(ctx) => next.run(ctx).await?,
        done => done,
    };
    trace.push(format!("{id}:after"));
    Ok(outcome)
}

/// What a boundary does with an error.
#[derive(Clone)]
struct Boundary {
    handler: String,
    rethrow: Option<String>,
    passes: bool,
    trace: Trace,
}

impl Boundary {
    #[allow(clippy::unused_async)] // As above.
    async fn run(self, ctx: Ctx, error: HandlerError) -> Result<Outcome> {
        self.trace.push(format!("{}:{error}", self.handler));
        match self.rethrow {
            Some(again) => Err(again.into()),
            None if self.passes => Ok(Outcome::Pass(ctx)),
            None => Ok(Outcome::Done),
        }
    }
}
