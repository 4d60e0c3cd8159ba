//! Several sessions on one context: a café that knows the order, the guest, the table and the till.

use std::time::Duration;

use chappe::prelude::*;
use chappe_middleware::session::{
    BotData, BotDataLayer, ChatData, ChatDataLayer, Session, SessionKey, SessionLayer, UserData,
    UserDataLayer,
};
use chappe_middleware::store::MemoryStore;
use serde::{Deserialize, Serialize};

/// What a guest has ordered at a table, and not paid: forgotten after two hours.
#[derive(Default, Serialize, Deserialize)]
struct Order(Vec<String>);

/// A guest, at whatever table.
#[derive(Default, Serialize, Deserialize)]
struct Guest {
    drinks: u64,
}

/// A table, which is a chat.
#[derive(Default, Serialize, Deserialize)]
struct Table {
    served: u64,
}

/// All takings, of all tables.
#[derive(Default, Serialize, Deserialize)]
struct Till {
    euros: u64,
}

/// The context of this bot. What a handler does not ask for is not even loaded.
#[derive(FromCtx)]
struct Cafe {
    order: Session<Order>,
    guest: UserData<Guest>,
    table: ChatData<Table>,
    till: BotData<Till>,
}

async fn order(Args(Rest(drink)): Args<Rest>, mut order: Session<Order>) -> String {
    order.0.push(if drink.is_empty() { "coffee".to_owned() } else { drink });
    format!("So far: {}. /pay when you are done.", order.0.join(", "))
}

async fn pay(mut cafe: Cafe) -> String {
    let drinks = cafe.order.0.len() as u64;
    cafe.order.delete();
    cafe.guest.drinks += drinks;
    cafe.table.served += drinks;
    cafe.till.euros += 3 * drinks;
    let (guest, table, till) = (cafe.guest.drinks, cafe.table.served, cafe.till.euros);
    format!("{} euros. Your drinks: {guest}, this table's: {table}, in the till: {till} euros.", 3 * drinks)
}

#[tokio::main]
async fn main() -> Result {
    let bot = chappe_sandbox::playground().await?;
    let store = MemoryStore::new();
    let orders = SessionLayer::<Order>::new(store.clone())
        .key(SessionKey::USER_IN_CHAT)
        .time_to_live(Duration::from_secs(2 * 3600));
    let router = Router::new()
        .command("order", order)
        .command("pay", pay)
        .layer(BotDataLayer::<Till>::new(store.clone())) // the one that most share stands innermost
        .layer(ChatDataLayer::<Table>::new(store.clone()))
        .layer(UserDataLayer::<Guest>::new(store.clone()))
        .layer(orders);
    bot.run(router).await?;
    Ok(())
}
