//! What filters take, and which updates are asked for.

use chappe::filter::{self, Filter, UpdateKinds};
use chappe::types::UpdateType::{
    self, CallbackQuery, ChannelPost, ChatMember, EditedMessage, InlineQuery, Message, MessageReaction,
    MessageReactionCount,
};
use chappe::{CommandPattern, Router, query, regex};
use proptest::prelude::*;

use crate::support::{captioned, clicked, ctx, message, reacted, text_of, update};

const ON_REQUEST: [UpdateType; 3] = [ChatMember, MessageReaction, MessageReactionCount];

fn default_kinds() -> Vec<UpdateType> {
    UpdateType::ALL.iter().filter(|kind| !ON_REQUEST.contains(kind)).cloned().collect()
}

fn asked_for(router: &Router) -> Vec<UpdateType> {
    router.allowed_updates()
}

fn on(filter: impl Into<Filter>) -> Router {
    Router::new().on(filter, async || {})
}

#[test]
fn a_router_without_routes_asks_for_nothing() {
    assert!(asked_for(&Router::new()).is_empty());
}

#[test]
fn commands_and_texts_ask_for_messages_and_channel_posts() {
    assert_eq!(asked_for(&Router::new().command("a", async || {})), [Message, ChannelPost]);
    assert_eq!(asked_for(&Router::new().hears("a", async || {})), [Message, ChannelPost]);
}

#[test]
fn commands_in_edits_ask_for_edits() {
    let router = Router::new().command(CommandPattern::new("a").in_edits(), async || {});
    assert!(asked_for(&router).contains(&EditedMessage));
}

#[test]
fn commands_in_all_messages_ask_for_business_and_guest_messages() {
    let router = Router::new().command(CommandPattern::new("a").in_all_messages(), async || {});
    let kinds = asked_for(&router);
    assert!(kinds.contains(&UpdateType::BusinessMessage) && kinds.contains(&UpdateType::GuestMessage));
}

#[test]
fn each_registration_asks_for_its_own_kind() {
    let kinds = |router: Router| asked_for(&router);
    assert_eq!(kinds(Router::new().callback("a", async || {})), [CallbackQuery]);
    assert_eq!(kinds(Router::new().game_query("a", async || {})), [CallbackQuery]);
    assert_eq!(kinds(Router::new().inline_query("a", async || {})), [InlineQuery]);
    assert_eq!(kinds(Router::new().chosen_inline_result("a", async || {})), [UpdateType::ChosenInlineResult]);
    assert_eq!(kinds(Router::new().pre_checkout_query("a", async || {})), [UpdateType::PreCheckoutQuery]);
    assert_eq!(kinds(Router::new().shipping_query("a", async || {})), [UpdateType::ShippingQuery]);
    assert_eq!(kinds(Router::new().reaction("👍", async || {})), [MessageReaction]);
    assert_eq!(kinds(on(query!("poll_answer"))), [UpdateType::PollAnswer]);
    assert_eq!(kinds(on(query!("chat_member"))), [ChatMember]);
}

#[test]
fn what_takes_everything_asks_for_all_but_what_comes_on_request() {
    assert_eq!(asked_for(&on(filter::any())), default_kinds());
    assert_eq!(asked_for(&on(filter::private())), default_kinds());
    assert_eq!(asked_for(&on(!filter::photo())), default_kinds());
    assert_eq!(asked_for(&Router::new().fallback(async || {})), default_kinds());
    assert_eq!(asked_for(&Router::new().fork(async || {})), default_kinds());
}

#[test]
fn middleware_and_drop_of_nothing_ask_for_nothing() {
    let router = Router::new().middleware(chappe_next).drop(filter::none());
    assert!(asked_for(&router).is_empty());
}

async fn chappe_next(ctx: chappe::Ctx, next: chappe::middleware::Next) -> chappe::Result<chappe::Outcome> {
    next.run(ctx).await
}

#[test]
fn a_kind_on_request_that_is_named_beside_everything_is_asked_for() {
    let router = on(filter::any()).reaction("👍", async || {});
    assert!(asked_for(&router).contains(&MessageReaction));
    assert!(asked_for(&on(filter::private() | filter::reaction("👍"))).contains(&MessageReaction));
}

#[test]
fn a_kind_on_request_is_asked_for_by_the_filter_around_a_router_that_takes_everything() {
    let nested = Router::new().any(async || {});
    assert_eq!(asked_for(&Router::new().nest(filter::kind(ChatMember), nested)), [ChatMember]);
    let nested = Router::new().fallback(async || {});
    assert_eq!(asked_for(&Router::new().nest(filter::kind(MessageReaction), nested)), [MessageReaction]);
}

#[test]
fn a_kind_on_request_is_asked_for_by_a_route_within_everything() {
    let nested = Router::new().reaction("👍", async || {});
    assert_eq!(asked_for(&Router::new().nest(filter::private(), nested)), [MessageReaction]);
}

#[test]
fn a_nested_router_asks_for_what_it_and_its_filter_take() {
    let nested = Router::new().command("a", async || {}).callback("b", async || {});
    assert_eq!(asked_for(&Router::new().nest(filter::kind(CallbackQuery), nested)), [CallbackQuery]);
}

#[test]
fn layers_and_states_do_not_change_what_is_asked_for() {
    let router = Router::new()
        .callback("a", async || {})
        .route_layer(tower::layer::util::Identity::new())
        .with_state(1_u8)
        .layer(tower::layer::util::Identity::new());
    assert_eq!(asked_for(&router), [CallbackQuery]);
}

#[test]
fn route_and_branch_ask_for_what_their_routers_take() {
    let inline = || Router::new().inline_query("a", async || {});
    let clicks = || Router::new().callback("a", async || {});
    let router = Router::new().route(|_| Some(1), [(1, inline()), (2, clicks())]);
    assert_eq!(asked_for(&router), [InlineQuery, CallbackQuery]);
    let router = Router::new().branch(filter::private(), inline(), clicks());
    assert_eq!(asked_for(&router), [InlineQuery, CallbackQuery]);
}

#[tokio::test]
async fn a_kind_that_is_not_known_is_taken_by_its_name() {
    let filter = filter::kind("teleported");
    let named = update("teleported", serde_json::json!({}));
    let other = update("vanished", serde_json::json!({}));
    assert!(ctx(named).has(&filter));
    assert!(!ctx(other).has(&filter));
}

#[test]
fn kinds_are_a_set() {
    let set = UpdateKinds::of(&Message) | UpdateKinds::of(&ChatMember);
    assert_eq!(set.iter().collect::<Vec<_>>(), [&Message, &ChatMember]);
    assert!((set & UpdateKinds::of(&EditedMessage)).is_empty());
    assert!((set | UpdateKinds::ALL).is_all());
    assert_eq!(UpdateKinds::known().iter().count(), UpdateType::ALL.len());
}

#[test]
fn truth_tables() {
    let value = |value: bool| if value { filter::any() } else { filter::none() };
    let ctx = ctx(message("hi"));
    for (a, b) in [(false, false), (false, true), (true, false), (true, true)] {
        let holds = |filter: Filter| filter.test(&ctx).expect("nothing fails");
        assert_eq!(holds(value(a) & value(b)), a && b, "{a} & {b}");
        assert_eq!(holds(value(a) | value(b)), a || b, "{a} | {b}");
        assert_eq!(holds(value(a) ^ value(b)), a ^ b, "{a} ^ {b}");
        assert_eq!(holds(!value(a)), !a, "!{a}");
    }
}

#[test]
fn the_right_side_is_not_asked_where_the_left_decides() {
    let fails = || Filter::try_new(|_| Err::<bool, _>("asked"));
    let ctx = ctx(message("hi"));
    assert!(!(filter::none() & fails()).test(&ctx).expect("the right side is not asked"));
    assert!((filter::any() | fails()).test(&ctx).expect("the right side is not asked"));
}

#[test]
fn a_filter_that_fails_is_no_match_for_a_has_check_and_an_error_for_a_test() {
    let fails = Filter::try_new(|_| Err::<bool, _>("broken"));
    let ctx = ctx(message("hi"));
    assert!(!ctx.has(&fails));
    assert_eq!((!fails).test(&ctx).expect_err("it fails").to_string(), "broken");
}

/// What a filter matched in `ab 12`, each match by its text.
fn matched(filter: &Filter) -> Option<Vec<String>> {
    let ctx = ctx(message("ab 12"));
    ctx.has(filter).then(|| ctx.matches().iter().map(|m| m.as_str().to_owned()).collect())
}

fn letters() -> Filter {
    filter::text(regex!("[a-z]+"))
}

fn digits() -> Filter {
    filter::text(regex!("[0-9]+"))
}

fn nothing() -> Filter {
    filter::text("nothing")
}

#[test]
fn both_sides_of_and_leave_their_matches() {
    assert_eq!(matched(&(letters() & digits())), Some(vec!["ab".to_owned(), "12".to_owned()]));
}

#[test]
fn or_leaves_the_match_of_the_side_that_took() {
    assert_eq!(matched(&(letters() | digits())), Some(vec!["ab".to_owned()]));
    assert_eq!(matched(&(nothing() | digits())), Some(vec!["12".to_owned()]));
}

#[test]
fn a_half_match_of_and_leaves_nothing_behind_in_or() {
    assert_eq!(matched(&((letters() & nothing()) | digits())), Some(vec!["12".to_owned()]));
}

#[test]
fn xor_leaves_the_match_of_the_one_side() {
    assert_eq!(matched(&(letters() ^ nothing())), Some(vec!["ab".to_owned()]));
    assert_eq!(matched(&(nothing() ^ digits())), Some(vec!["12".to_owned()]));
    assert_eq!(matched(&(letters() ^ digits())), None);
}

#[test]
fn not_leaves_no_match() {
    assert_eq!(matched(&!nothing()), Some(Vec::new()));
    assert_eq!(matched(&!!letters()), Some(Vec::new()));
}

#[test]
fn a_check_that_fails_leaves_the_matches_of_the_one_before() {
    let ctx = ctx(message("ab 12"));
    assert!(ctx.has(&letters()));
    assert!(!ctx.has(&(digits() & nothing())));
    assert_eq!(ctx.matched().expect("the first check matched").as_str(), "ab");
}

#[test]
fn groups_are_read_by_number_and_by_name() {
    let ctx = ctx(message("2d6"));
    assert!(ctx.has_text(regex!(r"(?<count>\d+)d(\d+)(x)?")));
    let m = ctx.matched().expect("it matched");
    assert_eq!((m.name("count"), m.group(2), m.group(3), m.group(9)), (Some("2"), Some("6"), None, None));
    assert_eq!(m.groups().count(), 4);
}

/// A filter as data.
#[derive(Clone, Debug)]
enum Expr {
    Leaf(u8),
    And(Box<Expr>, Box<Expr>),
    Or(Box<Expr>, Box<Expr>),
    Xor(Box<Expr>, Box<Expr>),
    Not(Box<Expr>),
}

fn leaf(number: u8) -> Filter {
    match number {
        0 => filter::any(),
        1 => filter::none(),
        2 => filter::has_text(),
        3 => filter::private(),
        4 => filter::callback(regex!("x")),
        5 => filter::reaction("👍"),
        6 => query!("edit:text"),
        7 => filter::kind("teleported"),
        8 => filter::kinds(&[Message, CallbackQuery]),
        _ => filter::command("a"),
    }
}

impl Expr {
    fn filter(&self) -> Filter {
        match self {
            Self::Leaf(number) => leaf(*number),
            Self::And(a, b) => a.filter() & b.filter(),
            Self::Or(a, b) => a.filter() | b.filter(),
            Self::Xor(a, b) => a.filter() ^ b.filter(),
            Self::Not(a) => !a.filter(),
        }
    }

    fn holds(&self, ctx: &chappe::Ctx) -> bool {
        match self {
            Self::Leaf(number) => ctx.has(&leaf(*number)),
            Self::And(a, b) => a.holds(ctx) && b.holds(ctx),
            Self::Or(a, b) => a.holds(ctx) || b.holds(ctx),
            Self::Xor(a, b) => a.holds(ctx) ^ b.holds(ctx),
            Self::Not(a) => !a.holds(ctx),
        }
    }
}

fn expr() -> impl Strategy<Value = Expr> {
    (0_u8..10).prop_map(Expr::Leaf).prop_recursive(4, 16, 2, |inner| {
        let two = (inner.clone(), inner.clone()).prop_map(|(a, b)| (Box::new(a), Box::new(b)));
        prop_oneof![
            two.clone().prop_map(|(a, b)| Expr::And(a, b)),
            two.clone().prop_map(|(a, b)| Expr::Or(a, b)),
            two.prop_map(|(a, b)| Expr::Xor(a, b)),
            inner.prop_map(|a| Expr::Not(Box::new(a))),
        ]
    })
}

proptest! {
    #[test]
    fn combined_filters_are_what_logic_says_and_know_their_kinds(expr in expr()) {
        let filter = expr.filter();
        let updates = [
            message("/a"), message("x"), text_of("edited_message", "x"), captioned("x"), clicked("x"), reacted("👍"),
            update("teleported", serde_json::json!({})), update("vanished", serde_json::json!({})),
        ];
        for update in updates {
            let kind = update.kind.update_type();
            let ctx = ctx(update);
            let taken = ctx.has(&filter);
            prop_assert_eq!(taken, expr.holds(&ctx), "{:?}", kind);
            prop_assert!(!taken || filter.kinds().contains(&kind), "{:?} is taken and not among the kinds", kind);
        }
    }
}
