//! The cost of finding the handler of a command and running it, beside other frameworks.
//!
//! The handler does nothing, and the command is the one registered last.

use std::sync::Arc;

use chappe::prelude::*;
use chappe::types::{Update, User};
use chappe_benches::peers::telers::{self, Telers};
use chappe_benches::peers::teloxide::{self, Teloxide};
use chappe_benches::{Race, Wanted, command, now};
use tower_service::Service as _;

const FEW: usize = 20;
const MANY: usize = 1000;

const CHAPPE: &str = "chappe, 20 commands";
const MANY_COMMANDS: &str = "chappe, 1,000 commands";
const TREE: &str = "teloxide, 20, a branch each";
const FLAT: &str = "teloxide, 20, one branch for all";
const TELERS: &str = "telers, 20 commands";

async fn empty() {}

fn router(commands: usize) -> Router {
    (0..commands).fold(Router::new(), |router, number| router.command(format!("command{number}"), empty))
}

fn bot() -> Bot {
    let me = User { username: Some("benchmark_bot".to_owned()), ..User::default() };
    Bot::builder("123456:benchmark").me(me).build().expect("a token of a token's form")
}

/// Routes one update and runs its handler.
fn dispatch(router: &mut Router, bot: &Bot, update: impl Into<Arc<Update>>) {
    let outcome = now(router.call(Ctx::new(bot.clone(), update)));
    assert!(outcome.is_ok_and(|outcome| outcome.is_done()));
}

fn parse(json: &str) -> Update {
    Update::from_slice(json.as_bytes()).expect("an update")
}

fn teloxide_parse(json: &str) -> ::teloxide::types::Update {
    teloxide::parse(json).expect("an update")
}

fn telers_parse(json: &str) -> ::telers::types::Update {
    telers::parse(json).expect("an update")
}

fn main() {
    let bot = &bot();
    let last_of = |commands: usize| command(&format!("command{}", commands - 1));
    let (few_json, many_json) = (last_of(FEW), last_of(MANY));
    let (few, many) = (Arc::new(parse(&few_json)), Arc::new(parse(&many_json)));

    let (mut first, mut second) = (router(FEW), router(MANY));
    let mut telers = Telers::new(FEW);
    let (tree, flat) = (Teloxide::tree(), Teloxide::flat());

    let teloxide_few = teloxide::Shared::new(teloxide_parse(&few_json));
    let telers_few = Arc::new(telers_parse(&few_json));
    let shared = Race::new()
        .enter(CHAPPE, 1, || dispatch(&mut first, bot, Arc::clone(&few)))
        .enter(MANY_COMMANDS, 1, || dispatch(&mut second, bot, Arc::clone(&many)))
        .enter(TREE, 1, || tree.dispatch_shared(&teloxide_few))
        .enter(FLAT, 1, || flat.dispatch_shared(&teloxide_few))
        .enter(TELERS, 1, || telers.dispatch(Arc::clone(&telers_few)))
        .run();
    shared.print("route and handle; the update is shared, so that dropping it is not timed");

    let owned = Race::new()
        .enter_with(CHAPPE, || Update::clone(&few), |update| dispatch(&mut first, bot, update))
        .enter_with(MANY_COMMANDS, || Update::clone(&many), |update| dispatch(&mut second, bot, update))
        .enter_with(TREE, || teloxide_parse(&few_json), |update| tree.dispatch(update))
        .enter_with(FLAT, || teloxide_parse(&few_json), |update| flat.dispatch(update))
        .enter_with(TELERS, || telers_parse(&few_json), |update| telers.dispatch(Arc::new(update)))
        .run();
    owned.print("route, handle and drop");

    let parsed = Race::new()
        .enter(CHAPPE, 1, || dispatch(&mut first, bot, parse(&few_json)))
        .enter(MANY_COMMANDS, 1, || dispatch(&mut second, bot, parse(&many_json)))
        .enter(TREE, 1, || tree.dispatch(teloxide_parse(&few_json)))
        .enter(FLAT, 1, || flat.dispatch(teloxide_parse(&few_json)))
        .enter(TELERS, 1, || telers.dispatch(Arc::new(telers_parse(&few_json))))
        .run();
    parsed.print("parse, route, handle and drop");

    let mut wanted = Wanted::new();
    wanted.at_least("teloxide / chappe, a branch per command", 50.0, shared.ratio(TREE, CHAPPE));
    wanted.at_most("1,000 commands / 20 commands", 1.2, shared.ratio(MANY_COMMANDS, CHAPPE));
    wanted.at_most("route and handle, ns", 1000.0, shared.nanoseconds(CHAPPE));
    wanted.print();
}
