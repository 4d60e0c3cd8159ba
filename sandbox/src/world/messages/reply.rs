//! Replies with a part of a message, and replies to messages of other chats.

use serde_json::{Value, json};

use crate::text;
use crate::world::{ChatKey, Entry, Json, Kind, MEDIA, World};

/// The formatting that a quote keeps.
const KEPT: [&str; 7] =
    ["bold", "italic", "underline", "strikethrough", "spoiler", "custom_emoji", "date_time"];

/// What a message is, beside its media, that a reply from another chat shows.
const SHOWN: [&str; 11] = [
    "link_preview_options",
    "has_media_spoiler",
    "checklist",
    "contact",
    "dice",
    "game",
    "invoice",
    "location",
    "poll",
    "venue",
    "paid_media",
];

impl Entry {
    /// The `TextQuote` of a part of the message, of several the one nearest to a position; nothing where the message
    /// does not say that.
    pub(crate) fn quote(&self, quoted: &str, position: usize) -> Option<Value> {
        let words = self.words();
        let offsets = words.match_indices(quoted).map(|(at, _)| text::length(words.get(..at).unwrap_or("")));
        let at = offsets.min_by_key(|at| at.abs_diff(position)).filter(|_| !quoted.is_empty())?;
        let mut quote = json!({"text": quoted, "position": at, "is_manual": true});
        let entities = self.entities_within(at, text::length(quoted));
        if !entities.is_empty() {
            quote["entities"] = entities.into();
        }
        Some(quote)
    }

    /// The formatting of a part of the text that quotes keep, counted from where the part begins.
    fn entities_within(&self, from: usize, length: usize) -> Vec<Value> {
        let entities = self.json.get("entities").or_else(|| self.json.get("caption_entities"));
        let cut = |entity: &Value| {
            let kept = entity["type"].as_str().is_some_and(|kind| KEPT.contains(&kind));
            let number = |name: &str| entity[name].as_u64().and_then(|number| usize::try_from(number).ok());
            let (begin, long) = (number("offset")?, number("length")?);
            let (begin, end) = (begin.max(from), begin.saturating_add(long).min(from + length));
            if !kept || begin >= end {
                return None;
            }
            let mut entity = entity.as_object()?.clone();
            entity.insert("offset".into(), (begin - from).into());
            entity.insert("length".into(), (end - begin).into());
            Some(Value::Object(entity))
        };
        entities.and_then(Value::as_array).into_iter().flatten().filter_map(cut).collect()
    }
}

impl World {
    /// The `ExternalReplyInfo` of a message, for a reply from another chat.
    pub(crate) fn external_reply(&self, key: ChatKey, entry: &Entry) -> Value {
        let mut reply = Json::new();
        reply.insert("origin".into(), self.origin(key, entry));
        let kind = self.chats.get(&key).map(|chat| chat.kind);
        if matches!(kind, Some(Kind::Supergroup | Kind::Channel)) {
            reply.insert("chat".into(), self.chat_json(key));
            reply.insert("message_id".into(), entry.id.into());
        }
        for name in MEDIA.into_iter().chain(SHOWN) {
            if let Some(value) = entry.json.get(name) {
                reply.insert(name.into(), value.clone());
            }
        }
        reply.into()
    }
}
