//! Topics: the threads of a forum, and of a private chat with a bot that has them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{ChatKey, Json, World};
use crate::server::Refusal;

/// The colors that a topic's icon may have.
pub(crate) const COLORS: [i64; 6] = [7_322_096, 16_766_590, 13_338_331, 9_367_192, 16_749_490, 16_478_047];

/// A topic.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Topic {
    pub(crate) name: String,
    pub(crate) color: i64,
    pub(crate) emoji: Option<String>,
    pub(crate) creator: i64,
    pub(crate) closed: bool,
}

/// The topics of a chat, by the number of the message that opened each.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub(crate) struct Topics {
    /// Whether the chat is a forum.
    pub(crate) on: bool,
    pub(crate) list: BTreeMap<i64, Topic>,
    /// What the topic is called that every forum has.
    pub(crate) general_name: Option<String>,
    pub(crate) general_closed: bool,
    pub(crate) general_hidden: bool,
}

impl Topic {
    /// The `ForumTopic` object.
    pub(crate) fn to_json(&self, id: i64) -> Value {
        let mut json = json!({"message_thread_id": id, "name": self.name, "icon_color": self.color});
        if let Some(emoji) = &self.emoji {
            json["icon_custom_emoji_id"] = emoji.as_str().into();
        }
        json
    }
}

impl World {
    /// The message that opened the topic of another, which that one replies to unless to something else.
    pub(super) fn opening(content: &Json) -> Option<i64> {
        content.get("is_topic_message")?;
        content.get("message_thread_id")?.as_i64()
    }

    /// Whether somebody may write into the thread that a message names.
    pub(crate) fn may_post_in_topic(&self, key: ChatKey, id: i64, content: &Json) -> Result<(), Refusal> {
        let named = content.get("message_thread_id").and_then(Value::as_i64);
        let Some(chat) = self.chats.get(&key) else { return Ok(()) };
        if named.is_none() && !chat.topics.on {
            return Ok(());
        }
        let closed = match named {
            None => chat.topics.general_closed,
            Some(thread) => match chat.topics.list.get(&thread) {
                Some(topic) => topic.closed,
                // Outside of forums a thread is a message with what was answered to it.
                None if !chat.topics.on && chat.entry(thread).is_some() => false,
                None => return Err(Refusal::bad("message thread not found")),
            },
        };
        if closed && !(chat.role(id).is_admin() && chat.may(id, "can_manage_topics")) {
            return Err(Refusal::bad("TOPIC_CLOSED"));
        }
        Ok(())
    }
}
