//! What has to be delivered in order: the updates of one chat, or what one user asked for.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Updates of one lane come one after the other; those of different lanes come side by side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Lane {
    Chat(i64),
    User(i64),
    Poll(i64),
    /// Whatever cannot be told apart.
    Other,
}

impl Lane {
    /// The lane of an update, by its kind and its content.
    pub(super) fn of(kind: &str, content: &Value) -> Self {
        let id =
            |object: &str| content.get(object).and_then(|object| object.get("id")).and_then(Value::as_i64);
        let by_user = matches!(
            kind,
            "callback_query"
                | "inline_query"
                | "chosen_inline_result"
                | "shipping_query"
                | "pre_checkout_query"
                | "purchased_paid_media"
                | "poll_answer"
        );
        let chat = id("chat").filter(|_| !by_user).map(Lane::Chat);
        let user = || id("from").or_else(|| id("user")).or_else(|| id("voter_chat")).map(Lane::User);
        let poll = || content.get("id")?.as_str()?.parse().ok().map(Lane::Poll);
        chat.or_else(user).or_else(poll).unwrap_or(Lane::Other)
    }

    /// The chat or user that it is about, for whoever looks for one.
    pub(super) fn about(kind: &str, content: &Value) -> Option<i64> {
        let chat = content.get("chat").or_else(|| content.get("message")?.get("chat"));
        let id = chat.and_then(|chat| chat.get("id")).and_then(Value::as_i64);
        id.or(match Lane::of(kind, content) {
            Lane::Chat(id) | Lane::User(id) => Some(id),
            Lane::Poll(_) | Lane::Other => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn messages_go_by_chat_and_queries_by_user() {
        let message = json!({"chat": {"id": -5}, "from": {"id": 7}});
        assert_eq!(Lane::of("message", &message), Lane::Chat(-5));
        assert_eq!(Lane::of("edited_message", &message), Lane::Chat(-5));
        let query = json!({"id": "1", "from": {"id": 7}, "message": message});
        assert_eq!(Lane::of("callback_query", &query), Lane::User(7));
        assert_eq!(Lane::about("callback_query", &query), Some(-5));
        assert_eq!(Lane::of("poll", &json!({"id": "12"})), Lane::Poll(12));
        for odd in [json!(5), json!({"chat": 5, "id": {}}), Value::Null] {
            assert_eq!(Lane::of("hologram", &odd), Lane::Other, "{odd}");
        }
    }
}
