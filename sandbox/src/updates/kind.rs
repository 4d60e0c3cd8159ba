//! The kinds of updates, and how long each is worth delivering.

/// Every kind that a bot can ask for by name.
pub(crate) const KINDS: [&str; 27] = [
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "business_connection",
    "business_message",
    "edited_business_message",
    "deleted_business_messages",
    "guest_message",
    "message_reaction",
    "message_reaction_count",
    "inline_query",
    "chosen_inline_result",
    "callback_query",
    "shipping_query",
    "pre_checkout_query",
    "purchased_paid_media",
    "poll",
    "poll_answer",
    "my_chat_member",
    "chat_member",
    "chat_join_request",
    "chat_boost",
    "removed_chat_boost",
    "managed_bot",
    "subscription",
    "stopped_message_generation",
];

/// The kinds that a bot gets only when it asks for them by name.
pub(crate) const OPT_IN: [&str; 3] = ["chat_member", "message_reaction", "message_reaction_count"];

/// How many milliseconds an update waits before it is dropped.
pub(super) fn lifetime(kind: &str) -> i64 {
    let seconds = match kind {
        "inline_query" => 30,
        "callback_query" | "shipping_query" | "pre_checkout_query" => 150,
        "chosen_inline_result" => 600,
        _ => 86_400,
    };
    seconds * 1000
}
