//! Names: from the Bot API's to Rust's, and the few that are chosen by hand.

/// `sendMessage` to `send_message`, `InputMediaPhoto` to `input_media_photo`.
pub(crate) fn snake(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    for (i, c) in name.chars().enumerate() {
        if c.is_ascii_uppercase() {
            if i > 0 {
                out.push('_');
            }
            out.push(c.to_ascii_lowercase());
        } else {
            out.push(c);
        }
    }
    out
}

/// `send_message`, `sendMessage` or `image/jpeg` to `SendMessage`, `SendMessage`, `ImageJpeg`.
pub(crate) fn pascal(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut upper = true;
    for c in name.chars() {
        if !c.is_ascii_alphanumeric() {
            upper = true;
        } else if upper {
            out.push(c.to_ascii_uppercase());
            upper = false;
        } else {
            out.push(c);
        }
    }
    // `XTR` and `TON` are acronyms: written as words, like all others in Rust.
    if out.len() > 1 && out.chars().all(|c| c.is_ascii_uppercase()) {
        out[1..].make_ascii_lowercase();
    }
    out
}

/// `can_join_groups` to `can join groups`.
pub(crate) fn words(name: &str) -> String {
    snake(name).replace('_', " ")
}

/// The first letter raised.
pub(crate) fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}

/// The Rust name of a field: `type` is a keyword, and reads as `kind` everywhere.
pub(crate) fn field(name: &str) -> String {
    match name {
        "type" => "kind".to_owned(),
        other => other.to_owned(),
    }
}

/// The Rust name of a Bot API type.
pub(crate) fn type_name(name: &str) -> &str {
    match name {
        // The plain name is the identifier itself; this one is the object that copying answers with.
        "MessageId" => "CopiedMessage",
        other => other,
    }
}

/// The module of a section.
pub(crate) fn module(section: &str) -> String {
    match section {
        "Available types" | "Available methods" => "available".to_owned(),
        other => other.to_ascii_lowercase().replace(' ', "_"),
    }
}

/// The enum for a field of enumerated values.
pub(crate) fn value_enum(owner: &str, field: &str) -> String {
    let name = match (owner, field) {
        ("Chat" | "ChatFullInfo", "type") => "ChatType",
        ("MessageEntity", "type") => "EntityType",
        ("Poll", "type") => "PollType",
        ("SuggestedPostPaid" | "SuggestedPostPrice", "currency")
        | ("UniqueGiftInfo", "last_resale_currency") => "StarOrTon",
        ("KeyboardButton" | "InlineKeyboardButton" | "RichMessageButton", "style") => "ButtonStyle",
        ("Sticker", "type") | ("StickerSet", "sticker_type") => "StickerType",
        ("InputSticker" | "setStickerSetThumbnail", "format") | ("uploadStickerFile", "sticker_format") => {
            "StickerFormat"
        }
        ("RichBlockTableCell" | "RichBlockButtons" | "InputRichBlockButtons", "align") => "HorizontalAlign",
        ("RichBlockTableCell", "valign") => "VerticalAlign",
        ("InlineQuery", "chat_type") => "InlineQueryChatType",
        (_, "thumbnail_mime_type") => "ThumbnailMimeType",
        ("InlineQueryResultDocument", "mime_type") => "DocumentMimeType",
        ("sendChatAction", "action") => "ChatAction",
        ("answerChatJoinRequestQuery", "result") => "JoinRequestAnswer",
        ("BotSubscriptionUpdated", "state") => "SubscriptionState",
        ("RefundedPayment", "currency") => "RefundCurrency",
        ("EncryptedPassportElement", "type") => "PassportElementType",
        (owner, "type") if owner.starts_with("PassportElementError") => "PassportElementType",
        (owner, field) => return format!("{}{}", pascal(owner), pascal(field)),
    };
    name.to_owned()
}

/// The newtype for an integer field, if a mix-up would hurt there or the number is a time.
#[allow(clippy::match_same_arms)] // Read from the top: the first arm that fits counts.
pub(crate) fn integer(owner: &str, field: &str) -> Option<&'static str> {
    Some(match (owner, field) {
        ("User", "id") => "UserId",
        ("Chat" | "ChatFullInfo", "id") => "ChatId",
        (_, "user_chat_id" | "chat_id") => "ChatId",
        (_, "message_id") => "MessageId",
        (_, "message_thread_id") => "ThreadId",
        (_, name) if name.ends_with("_chat_id") => "ChatId",
        (_, name) if name == "user_id" || name.ends_with("_user_id") => "UserId",
        (_, "user_ids" | "added_user_ids") => "UserId",
        (_, "message_ids" | "giveaway_message_id") => "MessageId",
        (_, name) if name == "date" || name.ends_with("_date") || name == "unix_time" => "Timestamp",
        (_, name)
            if name.ends_with("duration")
                || name.ends_with("_period")
                || name.ends_with("start_timestamp") =>
        {
            "Seconds"
        }
        (_, "retry_after" | "slow_mode_delay" | "message_auto_delete_time" | "cache_time" | "timeout") => {
            "Seconds"
        }
        _ => return None,
    })
}

/// Strings whose values the facts do not enumerate, but which have a type of their own.
pub(crate) fn string(field: &str) -> Option<&'static str> {
    match field {
        "parse_mode" => Some("ParseMode"),
        name if name.ends_with("_parse_mode") => Some("ParseMode"),
        "allowed_updates" => Some("UpdateType"),
        _ => None,
    }
}

/// A union that the facts give no name: its name by its members.
pub(crate) fn anonymous_union(members: &[String]) -> Option<&'static str> {
    Some(match members.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["InlineKeyboardMarkup", "ReplyKeyboardMarkup", "ReplyKeyboardRemove", "ForceReply"] => "ReplyMarkup",
        [
            "InputMediaAnimation",
            "InputMediaAudio",
            "InputMediaDocument",
            "InputMediaPhoto",
            "InputMediaVideo",
            "InputMediaVoiceNote",
        ] => "InputRichMedia",
        [
            "InputMediaAudio",
            "InputMediaDocument",
            "InputMediaLivePhoto",
            "InputMediaPhoto",
            "InputMediaVideo",
        ] => "InputMediaGroupItem",
        _ => return None,
    })
}

/// The variant of a union for a member: the part of the member's name that the union's does not say.
pub(crate) fn variant(union: &str, member: &str) -> String {
    match (union, member) {
        ("MaybeInaccessibleMessage", "Message") => return "Accessible".to_owned(),
        ("MaybeInaccessibleMessage", _) => return "Inaccessible".to_owned(),
        ("ReplyMarkup", "InlineKeyboardMarkup") => return "InlineKeyboard".to_owned(),
        ("ReplyMarkup", "ReplyKeyboardMarkup") => return "Keyboard".to_owned(),
        ("ReplyMarkup", "ReplyKeyboardRemove") => return "RemoveKeyboard".to_owned(),
        ("InputMessageContent", m) => {
            return m.trim_start_matches("Input").trim_end_matches("MessageContent").to_owned();
        }
        ("InputPollMedia" | "InputPollOptionMedia" | "InputRichMedia" | "InputMediaGroupItem", m) => {
            return m.trim_start_matches("InputMedia").to_owned();
        }
        _ => {}
    }
    member.strip_prefix(union).unwrap_or(member).to_owned()
}
