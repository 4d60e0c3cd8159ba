//! Inline mode: queries that users type, results that bots offer, and the messages that become of them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::world::{Author, ChatKey, Draft, Entry, Invoice, Json, Kind, World};

/// How many queries, and how many messages sent by inline mode, are remembered.
const KEPT: usize = 1_000;
const KEPT_MESSAGES: usize = 10_000;
/// How long a bot may take to answer, in milliseconds of the sandbox's clock.
const PATIENCE: i64 = 30_000;

/// A result that a bot offers, with the message that it becomes.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Offer {
    pub(crate) id: String,
    /// As the bot gave it.
    pub(crate) json: Value,
    /// The fields of the message.
    pub(crate) content: Json,
    /// What is to be paid, where it is an invoice.
    pub(crate) invoice: Option<Invoice>,
}

/// What a bot answered to an inline query.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Offers {
    pub(crate) results: Vec<Offer>,
    pub(crate) next_offset: String,
    pub(crate) button: Option<Value>,
}

/// An inline query.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct InlineQuery {
    pub(crate) bot: i64,
    pub(crate) user: i64,
    pub(crate) key: ChatKey,
    pub(crate) query: String,
    pub(crate) offset: String,
    pub(crate) location: Option<Value>,
    pub(crate) at: i64,
    pub(crate) answer: Option<Arc<Offers>>,
}

/// An answer that is good for later queries too.
#[derive(Debug, Serialize, Deserialize)]
struct Cached {
    bot: i64,
    /// For this user alone.
    user: Option<i64>,
    query: String,
    offset: String,
    until: i64,
    answer: Arc<Offers>,
}

/// Everything about inline mode.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Inline {
    queries: BTreeMap<u64, InlineQuery>,
    cached: Vec<Cached>,
    placed: BTreeMap<String, (ChatKey, i64, i64)>,
    #[serde(with = "crate::world::pairs")]
    by_message: BTreeMap<(ChatKey, i64), String>,
    /// The bots that are not told which result was chosen.
    pub(crate) without_feedback: BTreeSet<i64>,
}

impl Inline {
    pub(crate) fn get(&self, id: u64) -> Option<&InlineQuery> {
        self.queries.get(&id)
    }

    /// The `inline_message_id` of a message, if it has one.
    pub(crate) fn id_of(&self, key: ChatKey, message_id: i64) -> Option<&str> {
        self.by_message.get(&(key, message_id)).map(String::as_str)
    }

    /// The chat and number of a bot's inline message.
    pub(crate) fn message(&self, id: &str, bot: i64) -> Option<(ChatKey, i64)> {
        self.placed.get(id).filter(|(_, _, by)| *by == bot).map(|(key, message_id, _)| (*key, *message_id))
    }

    /// Whether this bot can still answer this query.
    pub(crate) fn is_open(&self, id: u64, bot: i64, now: i64) -> bool {
        let query = self.queries.get(&id);
        query.is_some_and(|query| query.bot == bot && query.answer.is_none() && now - query.at <= PATIENCE)
    }

    /// Takes a bot's answer, and keeps it for as many milliseconds for the same question.
    pub(crate) fn answer(&mut self, id: u64, offers: Offers, now: i64, kept: i64, personal: bool) {
        let Some(query) = self.queries.get_mut(&id) else { return };
        let answer = Arc::new(offers);
        query.answer = Some(Arc::clone(&answer));
        self.cached.retain(|cached| cached.until > now);
        if kept > 0 {
            if self.cached.len() >= KEPT {
                self.cached.remove(0);
            }
            self.cached.push(Cached {
                bot: query.bot,
                user: personal.then_some(query.user),
                query: query.query.clone(),
                offset: query.offset.clone(),
                until: now.saturating_add(kept),
                answer,
            });
        }
    }

    fn cached(&self, query: &InlineQuery) -> Option<Arc<Offers>> {
        let same = |cached: &&Cached| {
            cached.bot == query.bot
                && cached.until > query.at
                && cached.user.is_none_or(|user| user == query.user)
                && cached.query == query.query
                && cached.offset == query.offset
        };
        self.cached.iter().rev().find(same).map(|cached| Arc::clone(&cached.answer))
    }
}

impl World {
    /// Asks a bot what it offers for a query; gives the query's number and the update.
    ///
    /// A place makes the question one that no kept answer is good for.
    pub(crate) fn ask_inline(
        &mut self,
        bot: i64,
        user: i64,
        key: ChatKey,
        query: &str,
        offset: &str,
        location: Option<Value>,
    ) -> (u64, Option<i64>) {
        let id = self.ids.callback();
        let (query, offset) = (query.to_owned(), offset.to_owned());
        let at = self.now_in_milliseconds();
        let mut asked = InlineQuery { bot, user, key, query, offset, location, at, answer: None };
        if asked.location.is_none() {
            asked.answer = self.inline.cached(&asked);
        }
        let line = format!("{} asks {}: {:?}", self.name(user), self.name(bot), asked.query);
        self.journal.write(line);
        let mut update = None;
        if asked.answer.is_none() {
            let mut json = json!({
                "id": id.to_string(),
                "from": self.user_json(user),
                "query": asked.query,
                "offset": asked.offset,
                "chat_type": self.chat_type(bot, key),
            });
            if let Some(location) = &asked.location {
                json["location"] = location.clone();
            }
            update = self.bots.get_mut(&bot).and_then(|bot| bot.updates.push("inline_query", &json));
        }
        self.inline.queries.insert(id, asked);
        if self.inline.queries.len() > KEPT {
            self.inline.queries.pop_first();
        }
        (id, update)
    }

    /// In what sort of chat a query was typed, as its bot is told.
    fn chat_type(&self, bot: i64, key: ChatKey) -> &'static str {
        match key {
            ChatKey::Private { bot: there, .. } if there == bot => "sender",
            ChatKey::Private { .. } | ChatKey::Between { .. } => "private",
            ChatKey::Shared(_) => self.chats.get(&key).map_or(Kind::Group, |chat| chat.kind).name(),
        }
    }

    /// Sends an offered message into a chat; gives it and the update that bots there got.
    pub(crate) fn place(
        &mut self,
        author: Author,
        key: ChatKey,
        bot: i64,
        offer: &Offer,
    ) -> (Entry, Option<i64>) {
        let mut content = offer.content.clone();
        let via = self.user_json(bot).unwrap_or_default();
        content.insert("via_bot".into(), via);
        let markup = content.shift_remove("reply_markup");
        let has_keyboard = markup.is_some();
        if let Some(markup) = markup {
            content.insert("reply_markup".into(), markup);
        }
        let (entry, update) = self.post(key, author, Draft { content, ..Draft::default() });
        let period = entry.json.get("location").and_then(|location| location["live_period"].as_i64());
        if let Some(period) = period {
            self.live_location_begins(key, entry.id, period);
        }
        if entry.json.contains_key("game") {
            self.place_game(key, entry.id);
        }
        if let Some(invoice) = &offer.invoice {
            self.place_invoice(key, entry.id, invoice.clone());
        }
        if has_keyboard {
            let id = format!("AgAAAB{}Sandbox", self.ids.other());
            self.inline.by_message.insert((key, entry.id), id.clone());
            self.inline.placed.insert(id, (key, entry.id, bot));
            if self.inline.placed.len() > KEPT_MESSAGES
                && let Some((_, (key, message_id, _))) = self.inline.placed.pop_first()
            {
                self.inline.by_message.remove(&(key, message_id));
            }
        }
        (entry, update)
    }

    /// A user chooses a result: the message is sent, and the bot is told if it wants to know.
    pub(crate) fn choose(
        &mut self,
        author: Author,
        asked: &InlineQuery,
        offer: &Offer,
    ) -> (Entry, Option<i64>) {
        let (entry, update) = self.place(author, asked.key, asked.bot, offer);
        if !self.inline.without_feedback.contains(&asked.bot) {
            let mut chosen = json!({
                "result_id": offer.id,
                "from": self.user_json(asked.user),
                "query": asked.query,
            });
            if let Some(location) = &asked.location {
                chosen["location"] = location.clone();
            }
            if let Some(id) = self.inline.id_of(asked.key, entry.id) {
                chosen["inline_message_id"] = id.into();
            }
            if let Some(bot) = self.bots.get_mut(&asked.bot) {
                bot.updates.push("chosen_inline_result", &chosen);
            }
        }
        (entry, update)
    }
}
