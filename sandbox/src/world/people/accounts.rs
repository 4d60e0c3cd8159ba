//! Telegram's own accounts, in whose name some messages come.

use serde_json::{Value, json};

/// Sends what anonymous administrators write.
pub(crate) const ANONYMOUS: i64 = 1_087_968_824;
/// Sends what people write in the name of a channel.
pub(crate) const CHANNEL: i64 = 136_817_688;
/// Brings a channel's posts into its discussion group.
pub(crate) const TELEGRAM: i64 = 777_000;

/// The `User` object of such an account.
pub(crate) fn account(id: i64) -> Option<Value> {
    match id {
        ANONYMOUS => Some(bot(id, "Group", "GroupAnonymousBot")),
        CHANNEL => Some(bot(id, "Channel", "Channel_Bot")),
        TELEGRAM => Some(json!({"id": id, "is_bot": false, "first_name": "Telegram"})),
        _ => None,
    }
}

fn bot(id: i64, first_name: &str, username: &str) -> Value {
    json!({"id": id, "is_bot": true, "first_name": first_name, "username": username})
}
