//! Users who let a bot answer for them: business connections.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::world::chats::name_chat;
use crate::world::{Author, ChatKey, Entry, Happened, Json, User, What, World};

/// What a user can let a connected bot do.
pub(crate) const BUSINESS_RIGHTS: [&str; 14] = [
    "can_reply",
    "can_read_messages",
    "can_delete_sent_messages",
    "can_delete_all_messages",
    "can_edit_name",
    "can_edit_bio",
    "can_edit_profile_photo",
    "can_edit_username",
    "can_change_gift_settings",
    "can_view_gifts_and_stars",
    "can_convert_gifts_to_stars",
    "can_transfer_and_upgrade_gifts",
    "can_transfer_stars",
    "can_manage_stories",
];

/// A bot that is connected to a user's account.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Connection {
    pub(crate) id: String,
    pub(crate) bot: i64,
    pub(crate) user: i64,
    pub(crate) date: i64,
    pub(crate) enabled: bool,
    /// The names of the rights that were given.
    pub(crate) rights: Vec<String>,
}

/// The business connections, and what was read.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Business {
    connections: BTreeMap<String, Connection>,
    /// The last message that somebody has read, by chat and reader.
    #[serde(with = "crate::world::pairs")]
    read: BTreeMap<(ChatKey, i64), i64>,
    /// The profile photos that bots gave to users, by user and whether it is the one for strangers.
    #[serde(with = "crate::world::pairs")]
    pub(crate) photos: BTreeMap<(i64, bool), Value>,
}

impl Business {
    pub(crate) fn get(&self, id: &str) -> Option<&Connection> {
        self.connections.get(id)
    }

    /// The connection of a user's account, which is at most one that is enabled.
    pub(crate) fn of_user(&self, user: i64) -> Option<&Connection> {
        self.connections.values().find(|connection| connection.user == user && connection.enabled)
    }

    pub(crate) fn mark_read(&mut self, key: ChatKey, reader: i64, message_id: i64) {
        let last = self.read.entry((key, reader)).or_default();
        *last = message_id.max(*last);
    }

    pub(crate) fn has_read(&self, key: ChatKey, reader: i64, message_id: i64) -> bool {
        self.read.get(&(key, reader)).is_some_and(|last| *last >= message_id)
    }
}

impl World {
    /// Connects a bot to a user's account, or changes what it may do; gives the connection and the update.
    pub(crate) fn connect_business(
        &mut self,
        bot: i64,
        user: i64,
        rights: Vec<String>,
    ) -> (String, Option<i64>) {
        // An account has one bot: another takes the place of the first.
        if let Some(other) = self.business.of_user(user).filter(|other| other.bot != bot).cloned() {
            self.set_business(&other.id, |connection| connection.enabled = false);
        }
        let known = self.business.connections.values().find(|one| one.bot == bot && one.user == user);
        let id = known.map_or_else(String::new, |connection| connection.id.clone());
        if !id.is_empty() {
            let update = self.set_business(&id, |connection| {
                connection.rights = rights;
                connection.enabled = true;
            });
            return (id, update);
        }
        let id = format!("sandbox{}", self.ids.other());
        let connection = Connection { id: id.clone(), bot, user, date: self.now(), enabled: true, rights };
        self.business.connections.insert(id.clone(), connection);
        // The bot may write to whoever connected it.
        self.open_private(bot, user);
        let update = self.set_business(&id, |_| {});
        (id, update)
    }

    /// Changes a connection and tells its bot.
    pub(crate) fn set_business(&mut self, id: &str, change: impl FnOnce(&mut Connection)) -> Option<i64> {
        let connection = self.business.connections.get_mut(id)?;
        change(connection);
        let connection = connection.clone();
        let update = self.business_json(&connection);
        let verb = if connection.enabled { "connects" } else { "disconnects" };
        let line =
            format!("{} {verb} {} for business", self.name(connection.user), self.name(connection.bot));
        self.journal.write(line);
        self.feed.push(Happened::User(connection.user));
        self.bots.get_mut(&connection.bot)?.updates.push("business_connection", &update)
    }

    /// The `BusinessConnection` object.
    pub(crate) fn business_json(&self, connection: &Connection) -> Value {
        let rights: Json = connection.rights.iter().map(|right| (right.clone(), true.into())).collect();
        json!({
            "id": connection.id,
            "user": self.user_json(connection.user),
            "user_chat_id": connection.user,
            "date": connection.date,
            "rights": rights,
            "is_enabled": connection.enabled,
        })
    }

    /// A message as the bot sees it that is connected to one of the two.
    pub(crate) fn business_view(&self, key: ChatKey, entry: &Entry, connection: &Connection) -> Value {
        let mut json = Json::clone(&entry.json);
        if let Some(customer) = key.other(connection.user).and_then(|id| self.users.get(&id)) {
            name_chat(&mut json, &customer.to_chat_json());
        }
        json.insert("business_connection_id".into(), connection.id.as_str().into());
        json.into()
    }

    /// Tells the bot of a user's account what became of a message, unless it did that itself.
    pub(crate) fn tell_business(
        &mut self,
        key: ChatKey,
        user: i64,
        what: What,
        entry: &Entry,
    ) -> Option<i64> {
        let connection = self.business.of_user(user)?.clone();
        let by = entry.json.get("sender_business_bot").and_then(|bot| bot.get("id")).and_then(Value::as_i64);
        if by == Some(connection.bot) {
            return None;
        }
        let message = self.business_view(key, entry, &connection);
        let (kind, update) = match what {
            What::Sent => ("business_message", message),
            What::Edited => ("edited_business_message", message),
            What::Deleted => (
                "deleted_business_messages",
                json!({
                    "business_connection_id": connection.id,
                    "chat": message["chat"],
                    "message_ids": [entry.id],
                }),
            ),
        };
        self.bots.get_mut(&connection.bot)?.updates.push(kind, &update)
    }

    /// As whom a bot speaks in a chat: for the user who connected it in a chat of two users, as a channel there.
    pub(crate) fn speaker(&self, key: ChatKey, bot: i64) -> Author {
        let ChatKey::Between { low, high } = key else {
            let channel = matches!(key, ChatKey::Shared(_))
                && self.chats.get(&key).is_some_and(crate::world::Chat::is_channel);
            return if channel { Author::Channel(bot) } else { Author::Bot(bot) };
        };
        let owner = [low, high]
            .into_iter()
            .find(|user| self.business.of_user(*user).is_some_and(|connection| connection.bot == bot));
        owner.map_or(Author::Bot(bot), Author::User)
    }

    /// When somebody last wrote in a chat, by the sandbox's clock.
    pub(crate) fn last_wrote(&self, key: ChatKey, who: i64) -> Option<i64> {
        let entries = &self.chats.get(&key)?.entries;
        let last = entries.iter().rev().find(|entry| entry.author == Author::User(who))?;
        last.json.get("date").and_then(Value::as_i64)
    }

    /// The user behind a connection, to be changed.
    pub(crate) fn business_user(&mut self, connection: &Connection) -> Option<&mut User> {
        self.users.get_mut(&connection.user)
    }
}
