//! Topics: the threads of a forum, and of a private chat with a bot that has them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::server::Refusal;
use crate::world::{Author, ChatKey, Draft, Entry, Json, World};

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

/// What can be done to a topic.
#[derive(Debug)]
pub(crate) enum TopicChange {
    /// Another name, another icon; an empty icon takes it away.
    Edit {
        name: Option<String>,
        icon: Option<String>,
    },
    Rename(String),
    Close(bool),
    /// Only for the topic that every forum has.
    Hide(bool),
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
    pub(crate) fn opening(content: &Json) -> Option<i64> {
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

    /// Whether somebody may do everything with topics.
    fn manages_topics(&self, key: ChatKey, id: i64) -> bool {
        matches!(key, ChatKey::Private { .. }) || self.is_admin_with(key, id, "can_manage_topics")
    }

    /// Opens a topic; gives the message that tells of it, whose number is the topic's.
    pub(crate) fn create_topic(&mut self, key: ChatKey, topic: Topic) -> Result<Entry, Refusal> {
        let may = match key {
            ChatKey::Private { .. } => true,
            _ => self.chats.get(&key).is_some_and(|chat| chat.may(topic.creator, "can_manage_topics")),
        };
        if !may {
            return Err(Refusal::bad("not enough rights to create a topic"));
        }
        let mut told = topic.to_json(0);
        if let Some(told) = told.as_object_mut() {
            told.shift_remove("message_thread_id");
        }
        let entry = self.tell(key, topic.creator, None, "forum_topic_created", told);
        if let Some(chat) = self.chats.get_mut(&key) {
            chat.topics.list.insert(entry.id, topic);
        }
        Ok(entry)
    }

    /// A service message in a topic.
    fn tell(&mut self, key: ChatKey, by: i64, thread: Option<i64>, name: &str, value: Value) -> Entry {
        let author = if self.bots.contains_key(&by) { Author::Bot(by) } else { Author::User(by) };
        let mut content = Json::new();
        if let Some(thread) = thread {
            content.insert("message_thread_id".into(), thread.into());
        }
        content.insert(name.to_owned(), value);
        self.post(key, author, Draft { content, service: true, ..Draft::default() }).0
    }

    pub(crate) fn topic(&self, key: ChatKey, id: i64) -> Result<&Topic, Refusal> {
        let topic = self.chats.get(&key).and_then(|chat| chat.topics.list.get(&id));
        topic.ok_or_else(|| Refusal::bad("TOPIC_ID_INVALID"))
    }

    /// Changes a topic and tells of it there.
    pub(crate) fn change_topic(
        &mut self,
        key: ChatKey,
        by: i64,
        id: i64,
        change: TopicChange,
    ) -> Result<(), Refusal> {
        let mut topic = self.topic(key, id)?.clone();
        if topic.creator != by && !self.manages_topics(key, by) {
            return Err(Refusal::bad("not enough rights to edit the topic"));
        }
        let mut told = json!({});
        let name = match change {
            TopicChange::Edit { name, icon } => {
                if let Some(name) = name.filter(|name| *name != topic.name) {
                    told["name"] = name.as_str().into();
                    topic.name = name;
                }
                let icon = icon.filter(|icon| *icon != topic.emoji.as_deref().unwrap_or_default());
                if let Some(icon) = icon {
                    told["icon_custom_emoji_id"] = icon.as_str().into();
                    topic.emoji = (!icon.is_empty()).then_some(icon);
                }
                "forum_topic_edited"
            }
            TopicChange::Close(closed) if closed != topic.closed => {
                topic.closed = closed;
                if closed { "forum_topic_closed" } else { "forum_topic_reopened" }
            }
            _ => return Err(Refusal::bad("TOPIC_NOT_MODIFIED")),
        };
        if name == "forum_topic_edited" && told == json!({}) {
            return Err(Refusal::bad("TOPIC_NOT_MODIFIED"));
        }
        if let Some(chat) = self.chats.get_mut(&key) {
            chat.topics.list.insert(id, topic);
        }
        self.tell(key, by, Some(id), name, told);
        Ok(())
    }

    /// Changes the topic that every forum has.
    pub(crate) fn change_general(
        &mut self,
        key: ChatKey,
        by: i64,
        change: TopicChange,
    ) -> Result<(), Refusal> {
        if !self.manages_topics(key, by) {
            return Err(Refusal::bad("not enough rights to edit the topic"));
        }
        let Some(chat) = self.chats.get_mut(&key) else { return Err(Refusal::bad("chat not found")) };
        let topics = &mut chat.topics;
        let unchanged = || Refusal::bad("TOPIC_NOT_MODIFIED");
        let mut told = vec![];
        match change {
            TopicChange::Rename(name) => {
                if name.is_empty() {
                    return Err(Refusal::bad("TOPIC_TITLE_EMPTY"));
                }
                if name == topics.general_name.as_deref().unwrap_or("General") {
                    return Err(unchanged());
                }
                told.push(("forum_topic_edited", json!({"name": name})));
                topics.general_name = Some(name);
            }
            TopicChange::Close(closed) => {
                if topics.general_closed == closed {
                    return Err(unchanged());
                }
                // It cannot be open and hidden.
                if !closed && std::mem::take(&mut topics.general_hidden) {
                    told.push(("general_forum_topic_unhidden", json!({})));
                }
                topics.general_closed = closed;
                told.push((if closed { "forum_topic_closed" } else { "forum_topic_reopened" }, json!({})));
            }
            TopicChange::Hide(hidden) => {
                if topics.general_hidden == hidden {
                    return Err(unchanged());
                }
                if hidden && !std::mem::replace(&mut topics.general_closed, true) {
                    told.push(("forum_topic_closed", json!({})));
                }
                topics.general_hidden = hidden;
                let name = if hidden { "general_forum_topic_hidden" } else { "general_forum_topic_unhidden" };
                told.push((name, json!({})));
            }
            TopicChange::Edit { .. } => return Err(unchanged()),
        }
        for (name, value) in told {
            self.tell(key, by, None, name, value);
        }
        Ok(())
    }

    /// Takes a topic away with everything that was said in it.
    pub(crate) fn delete_topic(&mut self, key: ChatKey, by: i64, id: i64) -> Result<(), Refusal> {
        self.topic(key, id)?;
        if !matches!(key, ChatKey::Private { .. }) && !self.is_admin_with(key, by, "can_delete_messages") {
            return Err(Refusal::bad("not enough rights to delete the topic"));
        }
        let Some(chat) = self.chats.get_mut(&key) else { return Ok(()) };
        chat.topics.list.remove(&id);
        let inside = chat.entries.iter().filter(|entry| entry.thread() == Some(id));
        let messages: Vec<i64> = inside.map(|entry| entry.id).collect();
        for message in messages {
            self.delete(key, message);
        }
        Ok(())
    }

    /// Unpins what is pinned in a topic, or in none.
    pub(crate) fn unpin_thread(&mut self, key: ChatKey, thread: Option<i64>) {
        let Some(chat) = self.chats.get_mut(&key) else { return };
        let pinned = std::mem::take(&mut chat.pinned);
        let stays = |id: &i64| chat.entry(*id).is_some_and(|entry| entry.thread() != thread);
        let left = pinned.into_iter().filter(stays).collect();
        chat.pinned = left;
    }
}
