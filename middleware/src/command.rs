//! A command and its arguments, matched by a layer instead of a route.
//!
//! What it takes is what [`Router::command`](chappe::Router::command) takes, and the extractors
//! [`Args`](chappe::extract::Args), [`Command`](chappe::extract::Command) and
//! [`Matches`](chappe::extract::Matches) work within. It stands around a router, or around a single handler.
//!
//! # Example
//! ```
//! use chappe::prelude::*;
//! use chappe_middleware::command::CommandLayer;
//! use tower::ServiceBuilder;
//!
//! async fn add(Args((a, b)): Args<(i64, i64)>) -> String {
//!     (a + b).to_string()
//! }
//!
//! // A bot of one command needs no router.
//! let service = ServiceBuilder::new().layer(CommandLayer::new("add")).service(add.into_service());
//!
//! // All that an administrator can do begins with `!admin`, in edited messages too.
//! let pattern = CommandPattern::new("admin").prefixes(["!"]).in_edits();
//! let admin: Router = Router::new().any(async |Args(Rest(what)): Args<Rest>| format!("Did {what}"));
//! let router = Router::new().command("add", add).merge(admin.layer(CommandLayer::new(pattern)));
//! # use chappe::Handler as _;
//! # let _ = (service, router);
//! ```

use chappe::CommandPattern;
use chappe::filter::{self, Filter};
use tower_layer::Layer;

pub use crate::matching::{Matching, ResponseFuture};

/// Lets only a command through, with its arguments at hand; everything else passes.
#[derive(Clone, Debug)]
#[must_use = "a layer does nothing until it wraps a service"]
pub struct CommandLayer {
    filter: Filter,
    optional: bool,
}

impl CommandLayer {
    /// A layer for a command: a name, several, or a [`CommandPattern`] with all its options.
    ///
    /// # Panics
    /// Where a name cannot be a command.
    #[track_caller]
    pub fn new(command: impl Into<CommandPattern>) -> Self {
        Self { filter: filter::command(command), optional: false }
    }

    /// Lets everything else through too, without a match: handlers ask for `Option<Matches>` to know.
    pub fn optional(mut self) -> Self {
        self.optional = true;
        self
    }
}

impl<S> Layer<S> for CommandLayer {
    type Service = Matching<S>;

    fn layer(&self, inner: S) -> Self::Service {
        Matching::new(inner, self.filter.clone(), self.optional)
    }
}

#[cfg(test)]
mod tests {
    use chappe::Handler as _;
    use chappe::extract::{Command, Flavor};
    use chappe::prelude::*;
    use tower::{Layer as _, Service, ServiceExt as _};

    use super::*;
    use crate::testing::{Notes, caption, ctx};

    /// What a service does with a text: what its handler notes, or that it passes.
    async fn answer<S>(service: &S, notes: &Notes, ctx: Ctx) -> Vec<String>
    where
        S: Service<Ctx, Response = Outcome> + Clone,
        S::Error: Into<BoxError>,
    {
        match service.clone().oneshot(ctx).await.map_err(Into::into) {
            Ok(Outcome::Pass(_)) => notes.add("passed"),
            Ok(_) => {}
            Err(error) => notes.add(error.to_string()),
        }
        notes.take()
    }

    fn sum(notes: &Notes) -> impl Fn(Args<(i64, i64)>) -> std::future::Ready<()> + Clone + use<> {
        let notes = notes.clone();
        move |Args((a, b))| {
            notes.add((a + b).to_string());
            std::future::ready(())
        }
    }

    #[tokio::test]
    async fn a_handler_within_has_the_arguments_and_everything_else_passes() {
        let notes = Notes::default();
        let service = CommandLayer::new(["add", "plus"]).layer(sum(&notes).into_service());
        assert_eq!(answer(&service, &notes, ctx("/add 2 3")).await, ["5"]);
        assert_eq!(answer(&service, &notes, ctx("/plus 3 4")).await, ["7"]);
        for other in ["/sub 2 3", "add 2 3", "/add@other_bot 2 3"] {
            assert_eq!(answer(&service, &notes, ctx(other)).await, ["passed"], "{other}");
        }
    }

    #[tokio::test]
    async fn a_router_within_is_entered_only_for_the_command() {
        let notes = Notes::default();
        let within = Router::new().any(sum(&notes)).layer(CommandLayer::new("add"));
        let router = Router::new().merge(within).any(notes.handler("other"));
        assert_eq!(answer(&router, &notes, ctx("/add 2 3")).await, ["5"]);
        assert_eq!(answer(&router, &notes, ctx("hello")).await, ["other"]);
    }

    #[tokio::test]
    async fn a_route_layer_narrows_each_route() {
        let notes = Notes::default();
        let router =
            Router::new().on(chappe::filter::private(), sum(&notes)).route_layer(CommandLayer::new("add"));
        assert_eq!(answer(&router, &notes, ctx("/add 2 3")).await, ["5"]);
        assert_eq!(answer(&router, &notes, ctx("hello")).await, ["passed"]);
    }

    #[tokio::test]
    async fn the_options_of_a_pattern_hold() {
        let notes = Notes::default();
        let log = notes.clone();
        let named = move |command: Command, Args((word,)): Args<(String,)>| {
            log.add(format!("{} {word}", command.name()));
            std::future::ready(())
        };
        let pattern = CommandPattern::new("add").in_captions().ignore_case();
        let captions = CommandLayer::new(pattern).layer(named.clone().into_service());
        assert_eq!(answer(&captions, &notes, caption("/ADD x")).await, ["ADD x"]);
        let prefixed =
            CommandLayer::new(CommandPattern::new("add").prefixes(["!"])).layer(named.into_service());
        assert_eq!(answer(&prefixed, &notes, ctx("!add x")).await, ["add x"]);
        assert_eq!(answer(&prefixed, &notes, ctx("/add x")).await, ["passed"]);
    }

    #[tokio::test]
    async fn an_optional_layer_lets_everything_through_and_matches_only_its_command() {
        let notes = Notes::default();
        let log = notes.clone();
        let any = move |matched: Option<Matches>| {
            log.add(matched.map_or_else(|| "none".to_owned(), |matched| matched.as_str().to_owned()));
            std::future::ready(())
        };
        let service = CommandLayer::new("add").optional().layer(any.into_service());
        assert_eq!(answer(&service, &notes, ctx("/add 2 3")).await, ["2 3"]);
        assert_eq!(answer(&service, &notes, ctx("/sub 2 3")).await, ["none"]);
        assert_eq!(answer(&service, &notes, ctx("hello")).await, ["none"]);
    }

    #[tokio::test]
    async fn the_preflight_reaches_what_is_within() -> Result {
        async fn needs(_: Flavor<u8>) {}
        let mut service = CommandLayer::new("add").layer(Router::new().any(needs));
        let report = chappe::preflight::run(&Bot::new("42:TEST")?, &mut service).await;
        assert_eq!((report.handlers, report.missing.len()), (1, 1));
        Ok(())
    }

    #[test]
    #[should_panic(expected = "leave out the slash")]
    fn a_name_that_cannot_be_a_command_is_refused_at_once() {
        let _ = CommandLayer::new("/add");
    }
}
