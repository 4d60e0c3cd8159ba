//! A bot as the server knows it: its names, commands and updates.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::managed::Managed;
use crate::updates::Queue;
use crate::world::World;

/// Where the numbers of bots begin that are made here: the same in every run.
const FIRST_ID: i64 = 700_001;

/// Where a bot wants its updates delivered.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Webhook {
    pub(crate) url: String,
    pub(crate) secret_token: Option<String>,
    pub(crate) max_connections: i64,
    pub(crate) ip_address: Option<String>,
    /// The certificate that came with it, as text.
    #[serde(default)]
    pub(crate) certificate: Option<String>,
    /// When and why the last delivery failed.
    pub(crate) last_error: Option<(i64, String)>,
    /// When an update was taken last or, before that, when it was set; in milliseconds since 1970.
    pub(crate) last_success: i64,
}

impl Webhook {
    /// Whether setting this one in place of the other changes nothing.
    pub(crate) fn same(&self, other: &Self) -> bool {
        self.url == other.url
            && self.secret_token == other.secret_token
            && self.max_connections == other.max_connections
            && self.ip_address == other.ip_address
            && self.certificate.is_none()
            && other.certificate.is_none()
    }

    /// The IP address that is connected to, where it is known beforehand.
    pub(crate) fn address(&self) -> Option<String> {
        let uri: axum::http::Uri = self.url.parse().ok()?;
        let host = uri.host()?.trim_matches(['[', ']']);
        let literal = host.parse::<std::net::IpAddr>().ok();
        self.ip_address.clone().or_else(|| literal.map(|address| address.to_string()))
    }
}

/// A bot account.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Bot {
    pub(crate) id: i64,
    pub(crate) token: String,
    pub(crate) first_name: String,
    pub(crate) username: String,
    pub(crate) updates: Queue,
    pub(crate) webhook: Option<Webhook>,
    /// Commands by scope and language, both in a canonical spelling.
    #[serde(with = "crate::world::pairs")]
    pub(crate) commands: BTreeMap<(String, String), Value>,
    /// Names and descriptions by what they are and the language.
    #[serde(with = "crate::world::pairs")]
    pub(crate) texts: BTreeMap<(String, String), String>,
    /// When it was launched, for `close`, in milliseconds since 1970; 0 before its first call.
    pub(crate) launched: i64,
    /// Until when it may not come back after `logOut`, in the same time.
    pub(crate) logged_out_until: i64,
    /// Whatever else the bot stored, such as a menu button.
    pub(crate) settings: BTreeMap<String, Value>,
    /// Its profile photos, each the `PhotoSize` objects of one; the latest is last.
    pub(crate) photos: Vec<Value>,
    /// Whether it sees only what is meant for it in groups.
    pub(crate) privacy: bool,
    /// Whether private chats with it have topics.
    pub(crate) topics: bool,
    /// Whether it looks at requests to join in a Web App.
    pub(crate) join_queries: bool,
    /// Whose it is, where another bot manages it.
    #[serde(default)]
    pub(crate) managed: Option<Managed>,
}

impl Bot {
    pub(crate) fn new(id: i64, token: &str, first_name: &str, username: &str) -> Self {
        Self {
            id,
            token: token.to_owned(),
            first_name: first_name.to_owned(),
            username: username.to_owned(),
            updates: Queue::new(),
            webhook: None,
            commands: BTreeMap::new(),
            texts: BTreeMap::new(),
            launched: 0,
            logged_out_until: 0,
            settings: BTreeMap::new(),
            photos: Vec::new(),
            privacy: false,
            topics: false,
            join_queries: false,
            managed: None,
        }
    }

    /// As others see it.
    pub(crate) fn to_json(&self) -> Value {
        json!({"id": self.id, "is_bot": true, "first_name": self.first_name, "username": self.username})
    }

    /// As it sees itself: the answer to `getMe`.
    pub(crate) fn to_me(&self) -> Value {
        let mut me = self.to_json();
        for (name, on) in [
            ("can_join_groups", true),
            ("can_read_all_group_messages", !self.privacy),
            ("supports_inline_queries", true),
            ("can_connect_to_business", true),
            ("has_main_web_app", false),
            ("has_topics_enabled", self.topics),
            ("allows_users_to_create_topics", self.topics),
            ("can_manage_bots", true),
            ("supports_join_request_queries", self.join_queries),
        ] {
            me[name] = on.into();
        }
        me
    }
}

impl World {
    /// The bot of a username.
    pub(crate) fn bot_called(&self, username: &str) -> Option<&Bot> {
        let username = username.trim_start_matches('@');
        self.bots.values().find(|bot| bot.username.eq_ignore_ascii_case(username))
    }

    /// Makes a bot with the next number and a token of its own.
    pub(crate) fn add_bot(&mut self, name: &str, username: &str) -> &mut Bot {
        let mut id = FIRST_ID;
        while self.bots.contains_key(&id) || self.users.contains_key(&id) {
            id += 1;
        }
        let token = format!("{id}:AAEsandboxsandboxsandboxsandbox-abc");
        self.bot(id, || Bot::new(id, &token, name, username))
    }
}
