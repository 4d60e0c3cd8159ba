//! A message as it is kept.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A JSON object.
pub(crate) type Json = Map<String, Value>;

/// Who wrote a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Author {
    /// A simulated person.
    User(i64),
    /// A bot.
    Bot(i64),
    /// The chat itself: a post in a channel, by somebody.
    Channel(i64),
}

impl Author {
    /// The account behind it.
    pub(crate) fn id(self) -> i64 {
        match self {
            Author::User(id) | Author::Bot(id) | Author::Channel(id) => id,
        }
    }
}

/// The fields that belong to one message alone.
const OWN: [&str; 23] = [
    "message_id",
    "from",
    "sender_chat",
    "sender_tag",
    "author_signature",
    "chat",
    "date",
    "edit_date",
    "reply_to_message",
    "external_reply",
    "reply_markup",
    "quote",
    "media_group_id",
    "message_thread_id",
    "is_topic_message",
    "is_automatic_forward",
    "has_protected_content",
    "effect_id",
    "business_connection_id",
    "direct_messages_topic",
    "paid_star_count",
    "suggested_post_info",
    "is_paid_post",
];

/// The fields that make a service message.
const SERVICE: [&str; 35] = [
    "checklist_tasks_added",
    "checklist_tasks_done",
    "poll_option_added",
    "proximity_alert_triggered",
    "new_chat_members",
    "left_chat_member",
    "new_chat_title",
    "new_chat_photo",
    "delete_chat_photo",
    "group_chat_created",
    "supergroup_chat_created",
    "channel_chat_created",
    "message_auto_delete_timer_changed",
    "direct_message_price_changed",
    "suggested_post_approved",
    "suggested_post_approval_failed",
    "suggested_post_declined",
    "suggested_post_paid",
    "suggested_post_refunded",
    "migrate_to_chat_id",
    "migrate_from_chat_id",
    "pinned_message",
    "successful_payment",
    "refunded_payment",
    "users_shared",
    "chat_shared",
    "managed_bot_created",
    "web_app_data",
    "connected_website",
    "forum_topic_created",
    "forum_topic_edited",
    "forum_topic_closed",
    "forum_topic_reopened",
    "general_forum_topic_hidden",
    "general_forum_topic_unhidden",
];

/// A kept message; cheap to clone.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Entry {
    pub(crate) id: i64,
    pub(crate) author: Author,
    /// The order over all chats.
    pub(crate) sequence: u64,
    /// The `Message` object.
    pub(crate) json: Arc<Json>,
    /// The reply keyboard that came with it, which the object does not show.
    pub(crate) keyboard: Option<Arc<Value>>,
    /// Who reacted with what.
    pub(crate) reactions: Vec<(i64, Value)>,
}

impl Entry {
    /// The bot that its buttons are for: its author, or the one by which a user sent it.
    pub(crate) fn bot(&self) -> i64 {
        let by = self.json.get("via_bot").or_else(|| self.json.get("sender_business_bot"));
        by.and_then(|bot| bot.get("id")).and_then(Value::as_i64).unwrap_or_else(|| self.author.id())
    }

    /// The inline button in a row and column, both from 0.
    pub(crate) fn inline_button_at(&self, row: usize, column: usize) -> Option<&Value> {
        self.json.get("reply_markup")?.get("inline_keyboard")?.get(row)?.get(column)
    }

    /// The inline button of that label.
    pub(crate) fn inline_button(&self, label: &str) -> Option<&Value> {
        let rows = self.json.get("reply_markup")?.get("inline_keyboard")?.as_array()?;
        rows.iter().filter_map(Value::as_array).flatten().find(|button| button_label(button) == label)
    }

    /// The object, as it is nested in a reply: without the message that it replies to itself.
    pub(crate) fn nested(&self) -> Value {
        let mut json = Json::clone(&self.json);
        json.shift_remove("reply_to_message");
        json.shift_remove("pinned_message");
        Value::Object(json)
    }

    /// The fields that another message can have as well: what is said, without who, where and when.
    pub(crate) fn content(&self) -> Json {
        let own = |name: &str| OWN.contains(&name);
        self.json.iter().filter(|(name, _)| !own(name)).map(|(n, v)| (n.clone(), v.clone())).collect()
    }

    /// The topic that it stands in.
    pub(crate) fn thread(&self) -> Option<i64> {
        self.json.get("is_topic_message").and(self.json.get("message_thread_id")).and_then(Value::as_i64)
    }

    /// Whether it tells what happened rather than what somebody said.
    pub(crate) fn is_service(&self) -> bool {
        self.json.keys().any(|name| SERVICE.contains(&name.as_str()))
    }

    /// The text or the caption.
    pub(crate) fn words(&self) -> &str {
        self.json.get("text").or_else(|| self.json.get("caption")).and_then(Value::as_str).unwrap_or_default()
    }

    /// The rows of its buttons, inline or not.
    pub(crate) fn rows(&self) -> impl Iterator<Item = &Value> + '_ {
        let inline = self.json.get("reply_markup").and_then(|markup| markup.get("inline_keyboard"));
        let reply = self.keyboard.as_deref().and_then(|markup| markup.get("keyboard"));
        inline.into_iter().chain(reply).filter_map(Value::as_array).flatten()
    }

    /// Every button, row by row.
    pub(crate) fn buttons(&self) -> impl Iterator<Item = &Value> + '_ {
        self.rows().filter_map(Value::as_array).flatten()
    }
}

/// What is written on a button; a plain string is a button too.
pub(crate) fn button_label(button: &Value) -> &str {
    button.as_str().or_else(|| button.get("text").and_then(Value::as_str)).unwrap_or_default()
}
