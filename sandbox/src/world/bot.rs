//! A bot as the server knows it: its names, commands and updates.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::updates::Queue;

/// Where a bot wants its updates delivered.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Webhook {
    pub(crate) url: String,
    pub(crate) secret_token: Option<String>,
    pub(crate) max_connections: i64,
    pub(crate) ip_address: Option<String>,
    pub(crate) has_custom_certificate: bool,
    /// When and why the last delivery failed.
    pub(crate) last_error: Option<(i64, String)>,
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
    #[serde(with = "super::pairs")]
    pub(crate) commands: BTreeMap<(String, String), Value>,
    /// Names and descriptions by what they are and the language.
    #[serde(with = "super::pairs")]
    pub(crate) texts: BTreeMap<(String, String), String>,
    /// Whatever else the bot stored, such as a menu button.
    pub(crate) settings: BTreeMap<String, Value>,
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
            settings: BTreeMap::new(),
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
            ("can_read_all_group_messages", true),
            ("supports_inline_queries", true),
            ("can_connect_to_business", false),
            ("has_main_web_app", false),
            ("has_topics_enabled", false),
            ("allows_users_to_create_topics", false),
            ("can_manage_bots", false),
        ] {
            me[name] = on.into();
        }
        me
    }
}
