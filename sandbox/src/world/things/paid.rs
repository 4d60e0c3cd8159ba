//! Media that are shown once they are paid.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::super::{ChatKey, Kind, World};
use crate::error::Error;

/// How many messages with paid media are remembered.
const KEPT: usize = 10_000;

/// A message with paid media.
#[derive(Debug, Serialize, Deserialize)]
struct Offer {
    bot: i64,
    stars: i64,
    payload: String,
    buyers: BTreeSet<i64>,
}

/// Everything that can be bought so.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct PaidMedia {
    #[serde(with = "super::super::pairs")]
    offers: BTreeMap<(ChatKey, i64), Offer>,
}

impl World {
    /// Remembers that the media of a message have a price.
    pub(crate) fn offer_media(&mut self, key: ChatKey, message_id: i64, bot: i64, stars: i64, payload: &str) {
        let offer = Offer { bot, stars, payload: payload.to_owned(), buyers: BTreeSet::new() };
        let offers = &mut self.things.paid.offers;
        offers.insert((key, message_id), offer);
        if offers.len() > KEPT {
            offers.pop_first();
        }
    }

    /// Buys the media of a message; gives the update that the bot got.
    pub(crate) fn buy_media(&mut self, by: i64, key: ChatKey, message_id: i64) -> Result<Option<i64>, Error> {
        let impossible = |why: &str| Err(Error::Impossible(why.to_owned()));
        let entry = self.entry(key, message_id);
        if !entry.is_some_and(|entry| self.readers_of(key, entry).contains(&by)) {
            return impossible("the user does not see that message");
        }
        let Some(offer) = self.things.paid.offers.get_mut(&(key, message_id)) else {
            return impossible("that message has no paid media");
        };
        if !offer.buyers.insert(by) {
            return impossible("the media are bought already");
        }
        let (bot, stars, payload) = (offer.bot, offer.stars, offer.payload.clone());
        let media =
            self.entry(key, message_id).and_then(|entry| entry.json.get("paid_media")?.get("paid_media"));
        let mut source = json!({
            "type": "user",
            "transaction_type": "paid_media_payment",
            "user": self.user_json(by),
            "paid_media": media,
        });
        if !payload.is_empty() {
            source["paid_media_payload"] = payload.as_str().into();
        }
        let id = format!("stx{}", self.ids.other());
        let transaction = json!({"id": id, "amount": stars, "date": self.now(), "source": source});
        self.things.payments.book(bot, stars, transaction);
        let line = format!("{} buys paid media for {stars} Stars", self.name(by));
        self.journal.write(line);
        let channel = self.chats.get(&key).is_some_and(|chat| chat.kind == Kind::Channel);
        if payload.is_empty() || channel {
            return Ok(None);
        }
        let bought = json!({"from": self.user_json(by), "paid_media_payload": payload});
        Ok(self.bots.get_mut(&bot).and_then(|bot| bot.updates.push("purchased_paid_media", &bought)))
    }
}
