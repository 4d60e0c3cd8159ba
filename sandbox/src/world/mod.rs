//! Everybody and everything in the sandbox: users, bots, chats, messages, files.

mod chats;
mod clock;
mod doing;
mod feed;
mod ids;
mod in_base64;
mod journal;
mod messages;
mod pages;
pub(crate) mod pairs;
mod people;
pub(crate) mod saved;
mod things;
mod timer;
pub(crate) mod web;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

pub(crate) use chats::{
    ADMIN_RIGHTS, COLORS, Chat, ChatKey, ChatSettings, Invites, JoinRequest, Kind, Link, Member, PERMISSIONS,
    Role, SetUp, Topic, TopicChange, Topics, is_right_in, permissions,
};
pub(crate) use clock::Clock;
pub(crate) use doing::{Doing, Growing, Sight};
pub(crate) use feed::{Act, ActFile, Feed, FeedItem, Happened, KEPT_BYTES};
pub(crate) use ids::Ids;
pub(crate) use journal::Journal;
pub(crate) use messages::{
    Author, Callbacks, Draft, Entry, Ephemeral, Event, Files, Inbox, Inline, InlineQuery, Json, Keyboards,
    MEDIA, Offer, Offered, Offers, PICTURE, PreparedThings, Reader, Standing, StoredFile, What, button_label,
    check_photo, dimensions, fixture, folder,
};
pub(crate) use pages::WebApp;
pub(crate) use people::{BUSINESS_RIGHTS, Bot, Business, Connection, User, Webhook};
pub(crate) use things::{
    Due, FOREVER, Invoice, MOST_TASKS, NewPoll, NewSticker, Order, PERIOD, Reply, STARS, Sticker, StickerSet,
    Things, still, throw,
};
pub(crate) use timer::{Timer, Timers};
pub use web::WebFile;

use serde::{Deserialize, Serialize};

use crate::faults::Table;
use crate::limits::Limiter;

/// The state behind one sandbox; every change goes through one lock.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct World {
    pub(crate) users: BTreeMap<i64, User>,
    pub(crate) bots: BTreeMap<i64, Bot>,
    #[serde(with = "pairs")]
    pub(crate) chats: HashMap<ChatKey, Chat>,
    pub(crate) files: Files,
    #[serde(default)]
    pub(crate) web: web::Web,
    pub(crate) callbacks: Callbacks,
    pub(crate) things: Things,
    pub(crate) keyboards: Keyboards,
    pub(crate) inline: Inline,
    #[serde(default)]
    pub(crate) prepared: PreparedThings,
    pub(crate) doing: Doing,
    pub(crate) ephemeral: Ephemeral,
    pub(crate) business: Business,
    pub(crate) journal: Journal,
    pub(crate) ids: Ids,
    /// How many messages a chat remembers.
    pub(crate) history: usize,
    pub(crate) clock: Clock,
    /// What happens at a time of its own.
    pub(crate) timers: Timers,
    /// Not part of what is saved: who follows it starts again.
    #[serde(skip)]
    pub(crate) feed: Feed,
    /// Not part of what is saved: limits are chosen when a sandbox starts.
    #[serde(skip)]
    pub(crate) limiter: Limiter,
    /// What goes wrong with updates; chosen by a test, and not saved either.
    #[serde(skip)]
    pub(crate) faults: Table,
}

impl World {
    pub(crate) fn new(history: usize) -> Self {
        Self {
            users: BTreeMap::new(),
            bots: BTreeMap::new(),
            chats: HashMap::new(),
            files: Files::default(),
            web: web::Web::default(),
            callbacks: Callbacks::default(),
            things: Things::default(),
            keyboards: Keyboards::default(),
            inline: Inline::default(),
            prepared: PreparedThings::default(),
            doing: Doing::default(),
            ephemeral: Ephemeral::default(),
            business: Business::default(),
            journal: Journal::default(),
            ids: Ids::default(),
            history,
            clock: Clock::default(),
            timers: Timers::default(),
            feed: Feed::default(),
            limiter: Limiter::default(),
            faults: Table::default(),
        }
    }

    /// The seconds since 1970 on the sandbox's clock.
    pub(crate) fn now(&self) -> i64 {
        self.now_in_milliseconds().div_euclid(1000)
    }

    /// The same clock, finer.
    pub(crate) fn now_in_milliseconds(&self) -> i64 {
        self.clock.now()
    }

    /// The first name of a user or bot, for people to read.
    pub(crate) fn name(&self, id: i64) -> String {
        if let Some(user) = self.users.get(&id) {
            user.first_name.clone()
        } else if let Some(bot) = self.bots.get(&id) {
            bot.first_name.clone()
        } else {
            let account = people::account(id);
            let name = account.as_ref().and_then(|account| account["first_name"].as_str());
            name.map_or_else(|| id.to_string(), str::to_owned)
        }
    }

    /// The `User` object of a user or bot.
    pub(crate) fn user_json(&self, id: i64) -> Option<serde_json::Value> {
        let user = self.users.get(&id).map(User::to_json);
        user.or_else(|| self.bots.get(&id).map(Bot::to_json)).or_else(|| people::account(id))
    }

    /// Makes a bot, or gives the one that is there.
    pub(crate) fn bot(&mut self, id: i64, make: impl FnOnce() -> Bot) -> &mut Bot {
        self.bots.entry(id).or_insert_with(|| {
            let mut bot = make();
            bot.updates.attend(id, &self.clock, &self.faults, &self.feed);
            self.feed.push(Happened::Bot(id));
            bot
        })
    }

    /// Lets these faults happen to the updates of every bot, which follow this world's clock.
    pub(crate) fn attend(&mut self, faults: &Table) {
        self.faults = faults.clone();
        self.feed.set_ahead(self.clock.ahead());
        for bot in self.bots.values_mut() {
            bot.updates.attend(bot.id, &self.clock, faults, &self.feed);
        }
    }

    /// Makes a user who has not begun a chat with any bot.
    pub(crate) fn add_stranger(&mut self, user: User) -> i64 {
        let id = user.id;
        self.users.insert(id, user);
        self.feed.push(Happened::User(id));
        id
    }

    /// Makes a user and the private chat with a bot.
    pub(crate) fn add_user(&mut self, user: User, bot: i64) -> i64 {
        let id = user.id;
        self.users.insert(id, user);
        self.feed.push(Happened::User(id));
        self.open_private(bot, id);
        id
    }

    /// The private chat of a bot and a user, made when it is new.
    pub(crate) fn open_private(&mut self, bot: i64, user: i64) -> ChatKey {
        let key = ChatKey::Private { bot, user };
        let feed = &self.feed;
        self.chats.entry(key).or_insert_with(|| {
            feed.push(Happened::Chat(key));
            Chat::private(bot, user)
        });
        key
    }

    /// The `Chat` object, as the parties of that chat see it.
    pub(crate) fn chat_json(&self, key: ChatKey) -> serde_json::Value {
        match (key, self.chats.get(&key)) {
            (ChatKey::Private { user, .. } | ChatKey::Between { high: user, .. }, _) => self
                .users
                .get(&user)
                .map_or_else(|| serde_json::json!({"id": user, "type": "private"}), User::to_chat_json),
            (ChatKey::Shared(id), None) => serde_json::json!({"id": id, "type": "group", "title": ""}),
            (ChatKey::Shared(_), Some(chat)) => chat.to_json(),
        }
    }

    /// Who reads along in a chat, users only.
    pub(crate) fn readers(&self, key: ChatKey) -> Vec<i64> {
        match key {
            ChatKey::Private { user, .. } => vec![user],
            ChatKey::Between { low, high } => vec![low, high],
            ChatKey::Shared(_) => self.chats.get(&key).map_or_else(Vec::new, |chat| {
                chat.present().filter(|id| self.users.contains_key(id)).collect()
            }),
        }
    }

    /// Who of them sees a message: not all do where it is for one alone, or a direct message to a channel.
    pub(crate) fn readers_of(&self, key: ChatKey, entry: &Entry) -> Vec<i64> {
        let alone = entry.receiver();
        let mut readers = self.readers(key);
        readers.retain(|one| alone.is_none_or(|alone| alone == *one) && self.sees_directly(key, entry, *one));
        readers
    }

    /// Which bots get the updates of a chat.
    pub(crate) fn listeners(&self, key: ChatKey) -> Vec<i64> {
        match key {
            ChatKey::Private { bot, .. } => vec![bot],
            ChatKey::Between { .. } => Vec::new(),
            ChatKey::Shared(_) => self.chats.get(&key).map_or_else(Vec::new, |chat| {
                chat.present().filter(|id| self.bots.contains_key(id)).collect()
            }),
        }
    }

    /// Hands an update to every bot of a chat and gives the identifier that the first of them got.
    pub(crate) fn announce(&mut self, key: ChatKey, kind: &str, content: &serde_json::Value) -> Option<i64> {
        let mut first = None;
        for bot in self.listeners(key) {
            if let Some(bot) = self.bots.get_mut(&bot) {
                let id = bot.updates.push(kind, content);
                first = first.or(id);
            }
        }
        first
    }

    /// Puts what a bot did into the inbox of everybody who sees it.
    pub(crate) fn show(&mut self, key: ChatKey, what: What, entry: &Entry) {
        for reader in self.readers_of(key, entry) {
            let entry = self.seen_by(key, entry, reader);
            if let Some(user) = self.users.get_mut(&reader) {
                user.inbox.push(Event { what, key, entry });
            }
        }
    }

    /// A message by chat and number; below zero are those for one member alone.
    pub(crate) fn entry(&self, key: ChatKey, message_id: i64) -> Option<&Entry> {
        if message_id < 0 {
            return self.ephemeral.get(key, message_id.saturating_neg());
        }
        self.chats.get(&key)?.entry(message_id)
    }

    /// Keeps a file's bytes and gives its record.
    pub(crate) fn keep_file(
        &mut self,
        folder: &str,
        name: Option<&str>,
        bytes: bytes::Bytes,
    ) -> Arc<StoredFile> {
        let number = self.ids.file();
        self.files.keep(number, folder, name, bytes)
    }
}
