//! How a chat is set up, beside its title and members.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::direct::DirectMessages;
use super::{Chat, Role};

/// How a chat of several is set up, as far as a test sets it up again.
#[derive(Debug, Clone)]
pub(crate) struct SetUp {
    pub(crate) title: String,
    pub(crate) username: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) forum: bool,
    pub(crate) settings: ChatSettings,
    /// What a certain bot is in it.
    pub(crate) bot: Role,
}

impl Chat {
    pub(crate) fn set_up(&self, bot: i64) -> SetUp {
        SetUp {
            title: self.title.clone(),
            username: self.username.clone(),
            description: self.description.clone(),
            forum: self.topics.on,
            settings: self.settings.clone(),
            bot: self.role(bot),
        }
    }
}

/// The settings of a chat.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub(crate) struct ChatSettings {
    /// The `ChatPhoto` object.
    pub(crate) photo: Option<Value>,
    pub(crate) sticker_set: Option<String>,
    /// How many seconds a member has to wait between messages; 0 for none.
    pub(crate) slow_mode: i64,
    /// Whether messages can be neither forwarded nor copied.
    pub(crate) protected: bool,
    /// After how many seconds messages go by themselves; 0 for never.
    pub(crate) auto_delete: i64,
    /// Whether posts of a channel name their author.
    pub(crate) signatures: bool,
    /// The discussion group of a channel, or the channel of a discussion group.
    pub(crate) linked: Option<i64>,
    /// Whether who joins a public chat has to be let in.
    pub(crate) join_by_request: bool,
    /// The channels that may not be spoken as here.
    pub(crate) banned_senders: BTreeSet<i64>,
    pub(crate) direct: DirectMessages,
}
