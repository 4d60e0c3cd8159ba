//! A session: what the bot remembers of a chat. It counts visits, and goes on counting when it is started again.
//!
//! `cargo run --example session_counter` runs it in a sandbox.

use chappe::prelude::*;
use chappe_middleware::session::{Session, SessionLayer};
use chappe_middleware::store::RedbStore;
use serde::{Deserialize, Serialize};

#[derive(Default, Serialize, Deserialize)]
struct Visits {
    count: u64,
}

/// Changed by being written to, and saved once this has returned.
async fn start(mut visits: Session<Visits>) -> String {
    visits.count += 1;
    format!("This is visit number {}.", visits.count)
}

async fn forget(mut visits: Session<Visits>) -> &'static str {
    visits.delete();
    "Who are you?"
}

#[tokio::main]
async fn main() -> Result {
    let bot = chappe_sandbox::playground().await?;
    let store = RedbStore::open(std::env::temp_dir().join("session_counter.redb"))?; // yours: "bot.redb"
    let router = Router::new()
        .command("start", start)
        .command("forget", forget)
        .layer(SessionLayer::<Visits>::new(store));
    bot.run(router).await?;
    Ok(())
}
