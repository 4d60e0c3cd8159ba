//! What a session in memory adds to an update, beside the same update without one.
//!
//! The events of a thousand chats come in turn. The session is a counter; beside it stands one that has more to write.

use std::cell::Cell;
use std::sync::Arc;

use chappe::prelude::*;
use chappe::types::{Update, User};
use chappe_benches::{Race, Wanted, command, now};
use chappe_middleware::session::{Session, SessionLayer};
use chappe_middleware::store::MemoryStore;
use serde::{Deserialize, Serialize};
use tower_layer::Layer as _;
use tower_service::Service;

const CHATS: usize = 1_000;

const NONE: &str = "no session";
const UNTOUCHED: &str = "a lazy session, untouched";
const READ: &str = "a session, read";
const CHANGED: &str = "a session, changed and saved";
const LARGER: &str = "one with texts, changed and saved";

#[derive(Default, Serialize, Deserialize)]
struct Visits {
    count: u64,
}

#[derive(Serialize, Deserialize)]
struct Prefs {
    count: u64,
    language: String,
    words: Vec<String>,
}

impl Default for Prefs {
    fn default() -> Self {
        Self {
            count: 0,
            language: "en-GB".to_owned(),
            words: ["some", "words", "more"].map(str::to_owned).into(),
        }
    }
}

async fn without() {}

async fn read(visits: Session<Visits>) {
    std::hint::black_box(visits.count);
}

async fn change(mut visits: Session<Visits>) {
    visits.count += 1;
}

async fn change_larger(mut prefs: Session<Prefs>) {
    prefs.count += 1;
}

fn sessions(store: &MemoryStore) -> SessionLayer<Visits> {
    SessionLayer::new(store.clone())
}

fn handle(service: &mut impl Service<Ctx, Response = Outcome, Error = chappe::BoxError>, ctx: Ctx) {
    let outcome = now(service.call(ctx));
    assert!(outcome.is_ok_and(|outcome| outcome.is_done()));
}

fn main() {
    let me = User { username: Some("benchmark_bot".to_owned()), ..User::default() };
    let bot = Bot::builder("123456:benchmark").me(me).build().expect("a token of a token's form");
    let json = command("start");
    let updates: Vec<Arc<Update>> = (0..CHATS)
        .map(|chat| {
            let mut update = Update::from_slice(json.as_bytes()).expect("an update");
            if let chappe::types::UpdateKind::Message(message) = &mut update.kind {
                message.chat.id = ChatId(chat as i64 + 1);
            }
            Arc::new(update)
        })
        .collect();
    let next = Cell::new(0);
    let ctx = || {
        next.set((next.get() + 1) % CHATS);
        Ctx::new(bot.clone(), Arc::clone(&updates[next.get()]))
    };
    let mut plain = Router::new().command("start", without);
    let store = MemoryStore::new();
    let mut untouched = sessions(&store).lazy(true).layer(plain.clone());
    let mut reading = sessions(&store).layer(Router::new().command("start", read));
    let mut changing = sessions(&store).layer(Router::new().command("start", change));
    let mut larger =
        SessionLayer::<Prefs>::new(MemoryStore::new()).layer(Router::new().command("start", change_larger));
    // Those that are read are there already.
    for _ in 0..CHATS {
        handle(&mut changing, ctx());
    }
    let times = Race::new()
        .enter(NONE, 1, || handle(&mut plain, ctx()))
        .enter(UNTOUCHED, 1, || handle(&mut untouched, ctx()))
        .enter(READ, 1, || handle(&mut reading, ctx()))
        .enter(CHANGED, 1, || handle(&mut changing, ctx()))
        .enter(LARGER, 1, || handle(&mut larger, ctx()))
        .run();
    times.print("An update through a router, with and without a session in memory");
    let mut wanted = Wanted::new();
    let added = times.nanoseconds(CHANGED) - times.nanoseconds(NONE);
    wanted.at_most("nanoseconds that a saved session adds to an update", 500.0, added);
    wanted.print();
}
