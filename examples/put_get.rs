//! User data: values that a user puts away, and gets back by the key that the bot made up.

use std::collections::BTreeMap;

use chappe::prelude::*;
use chappe_middleware::session::{UserData, UserDataLayer};
use chappe_middleware::store::MemoryStore;
use uuid::Uuid;

/// What one user has put away, by key.
type Values = BTreeMap<String, String>;

/// `/put the red umbrella`
async fn put(Args(Rest(value)): Args<Rest>, mut values: UserData<Values>) -> String {
    if value.is_empty() {
        return "Put what? Try /put the red umbrella".to_owned();
    }
    let key = Uuid::new_v4().to_string();
    values.insert(key.clone(), value);
    format!("/get {key}")
}

/// `/get 1d2f...`: one's own, from whatever chat; nobody else has a value under that key.
async fn get(Args(key): Args<String>, values: UserData<Values>) -> String {
    values.get(&key).cloned().unwrap_or_else(|| "You have put nothing there.".to_owned())
}

async fn list(values: UserData<Values>) -> String {
    match values.len() {
        0 => "You have put nothing away.".to_owned(),
        _ => values.iter().map(|(key, value)| format!("{value}: /get {key}\n")).collect(),
    }
}

#[tokio::main]
async fn main() -> Result {
    let bot = chappe_sandbox::playground().await?;
    let router = Router::new()
        .command("put", put)
        .command("get", get)
        .command("list", list)
        .layer(UserDataLayer::<Values>::new(MemoryStore::new()));
    bot.run(router).await?;
    Ok(())
}
