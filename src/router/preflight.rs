//! What the preflight finds in a router.

use std::collections::HashMap;
use std::panic::Location;

use super::route::{Endpoint, Key, Route};
use super::{OutcomeFuture, Router};
use crate::filter::{One, Pattern};
use crate::{Ctx, HandlerError, Outcome};

impl Router {
    /// Sends the probe down every route.
    pub(super) fn preflight(&self, ctx: Ctx) -> OutcomeFuture {
        let router = self.clone();
        Box::pin(async move {
            let Some(probe) = ctx.probe() else { return Ok(Outcome::Done) };
            let suspicious = router.suspicious();
            probe.report(|report| {
                report.routers += 1;
                report.suspicious.extend(suspicious);
                // The outermost router is reached first, and knows those within.
                report.kinds.get_or_insert(router.kinds().requested());
            });
            for route in &router.0.routes {
                match &route.endpoint {
                    Endpoint::Service(service) | Endpoint::Fork(service) => {
                        let _ = service.call(ctx.fork_probe()).await;
                    }
                    Endpoint::Router(_, service) => {
                        let before = probe.report(|report| report.routers);
                        let _ = service.call(ctx.fork_probe()).await;
                        probe.report(|report| {
                            if report.routers == before {
                                report.suspicious.push(held_back(route));
                            }
                        });
                    }
                    Endpoint::Middleware(function) => function.probe(&ctx),
                }
            }
            if let Some(fallback) = &router.0.fallback {
                let _ = fallback.call(ctx.fork_probe()).await;
            }
            if let Some(on_error) = &router.0.on_error {
                let ctx = ctx.fork_probe();
                ctx.declare::<HandlerError>();
                let _ = on_error.call(ctx).await;
            }
            Ok(Outcome::Done)
        })
    }

    /// Routes that cannot be what was meant.
    fn suspicious(&self) -> Vec<String> {
        let mut out = Vec::new();
        let mut seen = HashMap::new();
        for route in &self.0.routes {
            if route.filter.kinds().is_empty() {
                out.push(format!(
                    "the route at {} takes no kind of update: its filters exclude each other",
                    route.place
                ));
            } else if matches!(&route.endpoint, Endpoint::Router(kinds, _) if !kinds.is_empty())
                && route.kinds().is_empty()
            {
                out.push(format!(
                    "the router nested at {} is never reached: its routes take other kinds of updates than its filter",
                    route.place
                ));
            }
            let mut names = names(&route.key);
            names.sort_unstable();
            names.dedup();
            for (what, name) in names {
                if let Some(first) = seen.insert((what, name), route.place) {
                    out.push(twice(what, name, first, route.place));
                }
            }
        }
        out
    }
}

/// What a route is looked up by, where that is a name and nothing else decides.
fn names(key: &Key) -> Vec<(&'static str, &str)> {
    fn texts<'a>(what: &'static str, pattern: &'a Pattern) -> Vec<(&'static str, &'a str)> {
        let exact = pattern.0.iter().filter_map(|one| match one {
            One::Exact(text) => Some((what, &**text)),
            One::Prefix(_) | One::Regex { .. } => None,
        });
        exact.collect()
    }
    match key {
        Key::Command(pattern) if pattern.is_plain() && pattern.takes_any_args() => {
            pattern.names.iter().map(|name| ("the command", &**name)).collect()
        }
        Key::Text(pattern) => texts("the text", pattern),
        Key::Callback(pattern) => texts("the button", pattern),
        Key::Command(_) | Key::None => Vec::new(),
    }
}

fn twice(what: &str, name: &str, first: &Location<'_>, second: &Location<'_>) -> String {
    format!(
        "{what} {name:?} is routed twice, at {first} and at {second}: the second has only what the first passes"
    )
}

fn held_back(route: &Route) -> String {
    format!(
        "the router at {} was not checked: a layer around it holds back the event of the preflight",
        route.place
    )
}
