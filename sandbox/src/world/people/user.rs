//! A simulated person.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::world::Inbox;

/// A person who chats with bots.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct User {
    pub(crate) id: i64,
    pub(crate) first_name: String,
    pub(crate) last_name: Option<String>,
    pub(crate) username: Option<String>,
    pub(crate) language: Option<String>,
    pub(crate) premium: bool,
    /// What the profile says of the user.
    pub(crate) bio: Option<String>,
    /// Whether forwarded messages name the user without leading to the account.
    pub(crate) private_forwards: bool,
    /// The bots whom this user blocked.
    pub(crate) blocked: BTreeSet<i64>,
    pub(crate) inbox: Inbox,
}

impl User {
    pub(crate) fn new(id: i64, first_name: &str) -> Self {
        let username: String =
            first_name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
        Self {
            id,
            first_name: first_name.to_owned(),
            last_name: None,
            username: (!username.is_empty()).then_some(username),
            language: Some("en".to_owned()),
            premium: false,
            bio: None,
            private_forwards: false,
            blocked: BTreeSet::new(),
            inbox: Inbox::default(),
        }
    }

    pub(crate) fn to_json(&self) -> Value {
        let mut user = json!({"id": self.id, "is_bot": false, "first_name": self.first_name});
        self.names(&mut user);
        if let Some(language) = &self.language {
            user["language_code"] = language.as_str().into();
        }
        if self.premium {
            user["is_premium"] = true.into();
        }
        user
    }

    /// The private chat with this user, as a bot sees it.
    pub(crate) fn to_chat_json(&self) -> Value {
        let mut chat = json!({"id": self.id, "first_name": self.first_name});
        self.names(&mut chat);
        chat["type"] = "private".into();
        chat
    }

    fn names(&self, object: &mut Value) {
        if let Some(last_name) = &self.last_name {
            object["last_name"] = last_name.as_str().into();
        }
        if let Some(username) = &self.username {
            object["username"] = username.as_str().into();
        }
    }
}
