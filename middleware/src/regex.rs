//! An expression, matched by a layer instead of a route: against a text, button data, or what else a user can send.
//!
//! What it takes is what the router's own routes take ([`hears`](chappe::Router::hears),
//! [`callback`](chappe::Router::callback), [`inline_query`](chappe::Router::inline_query), ..), and
//! [`Matches`](chappe::extract::Matches), [`CallbackData`](chappe::extract::CallbackData) and
//! [`Ctx::matched`](chappe::Ctx::matched) give the match within. It stands around a router, or around a single handler.
//!
//! # Example
//! ```
//! use chappe::prelude::*;
//! use chappe_middleware::regex::RegexLayer;
//! use tower::ServiceBuilder;
//!
//! async fn roll(Matches(m): Matches) -> String {
//!     format!("{} dice of {} sides", m.group(1).unwrap_or("?"), m.group(2).unwrap_or("?"))
//! }
//!
//! let dice = RegexLayer::new(regex!(r"^roll (\d+)d(\d+)$"));
//! let service = ServiceBuilder::new().layer(dice).service(roll.into_service());
//!
//! // A part of the bot that is about the buttons `poll:..` only.
//! let polls: Router = Router::new().any(async || "Noted.");
//! let router = Router::new().merge(polls.layer(RegexLayer::callback(regex!("^poll:"))));
//! # use chappe::Handler as _;
//! # let _ = (service, router);
//! ```

use chappe::filter::{self, Filter, Pattern};
use tower_layer::Layer;

pub use crate::matching::{Matching, ResponseFuture};

/// Lets only what an expression matches through, with the match at hand; everything else passes.
///
/// A [`Pattern`] is an expression by [`regex!`](chappe::regex), `Pattern::from` of a `Regex`, or any of several.
#[derive(Clone, Debug)]
#[must_use = "a layer does nothing until it wraps a service"]
pub struct RegexLayer {
    filter: Filter,
    optional: bool,
}

impl RegexLayer {
    /// A layer for the text or caption of messages and channel posts.
    pub fn new(pattern: Pattern) -> Self {
        filter::text(pattern).into()
    }

    /// A layer for the data of clicked buttons.
    pub fn callback(pattern: Pattern) -> Self {
        filter::callback(pattern).into()
    }

    /// A layer for the short names of games whose buttons are clicked.
    pub fn game(pattern: Pattern) -> Self {
        filter::game(pattern).into()
    }

    /// A layer for the text of inline queries.
    pub fn inline_query(pattern: Pattern) -> Self {
        filter::inline_query(pattern).into()
    }

    /// A layer for the identifiers of chosen inline results.
    pub fn chosen_inline_result(pattern: Pattern) -> Self {
        filter::chosen_inline_result(pattern).into()
    }

    /// A layer for the payloads of pre-checkout queries.
    pub fn pre_checkout_query(pattern: Pattern) -> Self {
        filter::pre_checkout_query(pattern).into()
    }

    /// A layer for the payloads of shipping queries.
    pub fn shipping_query(pattern: Pattern) -> Self {
        filter::shipping_query(pattern).into()
    }

    /// Lets everything else through too, without a match: handlers ask for `Option<Matches>` to know.
    pub fn optional(mut self) -> Self {
        self.optional = true;
        self
    }
}

impl From<Filter> for RegexLayer {
    /// A layer for what any filter takes: patterns of several kinds, or patterns and other conditions.
    fn from(filter: Filter) -> Self {
        Self { filter, optional: false }
    }
}

impl<S> Layer<S> for RegexLayer {
    type Service = Matching<S>;

    fn layer(&self, inner: S) -> Self::Service {
        Matching::new(inner, self.filter.clone(), self.optional)
    }
}

#[cfg(test)]
mod tests {
    use chappe::Handler as _;
    use chappe::extract::Flavor;
    use chappe::prelude::*;
    use serde_json::json;
    use tower::{Layer as _, ServiceExt as _};

    use super::*;
    use crate::testing::{Notes, caption, ctx, update};

    /// What a layer's handler has of an event: all groups of the match.
    async fn groups(layer: &RegexLayer, ctx: Ctx) -> Vec<String> {
        let notes = Notes::default();
        let log = notes.clone();
        let handler = move |matched: Option<Matches>| {
            match matched {
                Some(m) => m.groups().for_each(|group| log.add(group.unwrap_or_default())),
                None => log.add("none"),
            }
            std::future::ready(())
        };
        let service = layer.layer(handler.into_service());
        if let Outcome::Pass(_) = service.oneshot(ctx).await.expect("nothing fails") {
            notes.add("passed");
        }
        notes.take()
    }

    #[tokio::test]
    async fn a_handler_within_has_the_match_and_everything_else_passes() {
        let layer = RegexLayer::new(regex!(r"(\d+)d(\d+)"));
        assert_eq!(groups(&layer, ctx("roll 2d6")).await, ["2d6", "2", "6"]);
        assert_eq!(groups(&layer, caption("roll 2d6")).await, ["2d6", "2", "6"]);
        assert_eq!(groups(&layer, ctx("roll")).await, ["passed"]);
    }

    #[tokio::test]
    async fn each_kind_of_text_has_its_layer() {
        let from = json!({"id": 7, "is_bot": false, "first_name": "Alice"});
        let shipping = json!({"country_code": "", "state": "", "city": "", "street_line1": "", "street_line2": "",
            "post_code": ""});
        let events = [
            ("callback_query", json!({"id": "q", "chat_instance": "c", "from": from, "data": "x1"})),
            (
                "callback_query",
                json!({"id": "q", "chat_instance": "c", "from": from, "game_short_name": "x1"}),
            ),
            ("inline_query", json!({"id": "q", "from": from, "query": "x1", "offset": ""})),
            ("chosen_inline_result", json!({"result_id": "x1", "from": from, "query": ""})),
            (
                "pre_checkout_query",
                json!({"id": "q", "from": from, "currency": "XTR", "total_amount": 1, "invoice_payload": "x1"}),
            ),
            (
                "shipping_query",
                json!({"id": "q", "from": from, "invoice_payload": "x1", "shipping_address": shipping}),
            ),
        ];
        let layers = [
            RegexLayer::callback(regex!(r"x(\d)")),
            RegexLayer::game(regex!(r"x(\d)")),
            RegexLayer::inline_query(regex!(r"x(\d)")),
            RegexLayer::chosen_inline_result(regex!(r"x(\d)")),
            RegexLayer::pre_checkout_query(regex!(r"x(\d)")),
            RegexLayer::shipping_query(regex!(r"x(\d)")),
        ];
        for (own, layer) in layers.iter().enumerate() {
            for (number, (kind, content)) in events.iter().enumerate() {
                let wanted = if number == own { vec!["x1", "1"] } else { vec!["passed"] };
                assert_eq!(groups(layer, update(kind, content.clone())).await, wanted, "{kind} by {layer:?}");
            }
        }
    }

    #[tokio::test]
    async fn an_optional_layer_lets_everything_through_and_has_only_its_match() {
        let layer = RegexLayer::new(regex!(r"\d+")).optional();
        assert_eq!(groups(&layer, ctx("about 42")).await, ["42"]);
        assert_eq!(groups(&layer, ctx("hello")).await, ["none"]);
    }

    #[tokio::test]
    async fn a_filter_is_one_too() {
        let layer = RegexLayer::from(filter::text(regex!("x")) & !filter::users([7]));
        assert_eq!(groups(&layer, ctx("x")).await, ["passed"]);
    }

    #[tokio::test]
    async fn a_router_within_is_entered_only_for_a_match() {
        let notes = Notes::default();
        let within = Router::new().any(notes.handler("within")).layer(RegexLayer::new(regex!("^in")));
        let router = Router::new().merge(within).any(notes.handler("without"));
        for text in ["in it", "not in it"] {
            let _ = router.clone().oneshot(ctx(text)).await.expect("nothing fails");
        }
        assert_eq!(notes.take(), ["within", "without"]);
    }

    #[tokio::test]
    async fn the_preflight_reaches_what_is_within() -> Result {
        async fn needs(_: Flavor<u8>) {}
        let mut service = RegexLayer::new(regex!("x")).layer(Router::new().any(needs));
        let report = chappe::preflight::run(&Bot::new("42:TEST")?, &mut service).await;
        assert_eq!((report.handlers, report.missing.len()), (1, 1));
        Ok(())
    }
}
