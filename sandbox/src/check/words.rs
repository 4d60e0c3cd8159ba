//! Telegram's words for what is wrong with a parameter.

use crate::facts::{Method, Slot, Type};

pub(super) const NO_MESSAGE: &str = "message identifier is not specified";
/// What is said of a query that nobody asks, or not any more.
pub(crate) const TOO_OLD: &str = "query is too old and response timeout expired or query ID is invalid";

/// What is said of a required parameter that is not there.
pub(super) fn missing(method: &Method, slot: &Slot, for_business: bool) -> String {
    let words = match (method.name, slot.name) {
        ("deleteMessage", "chat_id") => "Chat identifier is not specified",
        (_, "chat_id") if for_business => "chat identifier is empty",
        (_, "chat_id") => "chat_id is empty",
        (_, "message_id") => NO_MESSAGE,
        (_, "message_ids") => "Message identifiers are not specified",
        (_, "text") => "Message text is empty",
        (_, "file_id") => "file_id not specified",
        (_, "action") => "Wrong parameter action in request",
        (_, "question") => "poll question must be non-empty",
        ("sendVenue", "title") => "venue title must be non-empty",
        ("sendVenue", "address") => "venue address must be non-empty",
        ("setChatTitle", "title") => "chat title must be non-empty",
        (_, "sticker_format" | "format") => "Invalid sticker format specified",
        ("uploadStickerFile", "sticker") => "there is no sticker file in the request",
        (_, "content") => "Story content isn't specified",
        (_, "result") => "Result isn't specified",
        (_, "commands") => "Expected an Array of BotCommand",
        (_, "results") => "Expected an Array of inline query results",
        (_, "accepted_gift_types") => "Accepted gift types aren't specified",
        (_, "callback_query_id" | "inline_query_id" | "shipping_query_id" | "pre_checkout_query_id") => {
            TOO_OLD
        }
        (_, "web_app_query_id" | "guest_query_id" | "chat_join_request_query_id") => TOO_OLD,
        (_, "photo") if slot.kind == Type::Object("InputProfilePhoto") => "Photo isn't specified",
        (_, "sticker") if slot.kind != Type::File => "Sticker is not specified",
        (_, "user_id" | "receiver_user_id") => return format!("Invalid {} specified", slot.name),
        (_, name) => match &slot.kind {
            Type::File => return format!("There is no {} in the request", name.replace('_', " ")),
            Type::Array(_) | Type::Object(_) | Type::Any(_) => return unparsed(method.name, name),
            Type::Float => return format!("{name} is empty"),
            _ if matches!(name, "sender_chat_id" | "sticker_set_name") => return format!("{name} is empty"),
            _ => return required(name),
        },
    };
    words.to_owned()
}

/// What is said of a parameter without which nothing can be done.
pub(crate) fn required(name: &str) -> String {
    format!("Parameter \"{name}\" is required")
}

/// What is said of a parameter that is no JSON.
pub(crate) fn unparsed(method: &str, name: &str) -> String {
    let what = match (method, name) {
        (_, "reply_markup") => "reply keyboard markup",
        (_, "reaction") => "reaction types",
        (_, "scope") => "BotCommandScope",
        (_, "rights") => "ChatAdministratorRights",
        (_, "checklist") => "InputChecklist",
        (_, "correct_option_ids") => "correct option identifiers",
        (_, "custom_emoji_ids") => "custom emoji identifiers",
        (_, "message_ids") => "message identifiers",
        (_, "areas") => "story areas",
        (_, "content") => "story content",
        (_, "suggested_tip_amounts") => "suggested_tip_amounts",
        (_, "results") => "inline query results",
        (_, "result") => "inline query result",
        (_, "emoji_list") => return "Can't parse emoji list JSON array".into(),
        ("answerInlineQuery", "button") => "inline query results button",
        (_, "button") => "keyboard button",
        ("sendMediaGroup", "media") => "media",
        ("sendPaidMedia", "media") => "paid media",
        (_, "media") => "input media",
        (_, name) => return format!("Can't parse {} JSON object", name.replace('_', " ")),
    };
    format!("Can't parse {what} JSON object")
}

/// What is said of a parameter that is no list.
pub(super) fn no_array(method: &Method, slot: &Slot) -> &'static str {
    match (method.name, slot.name) {
        (_, "commands") => "Expected an Array of BotCommand",
        (_, "options") => "Expected an Array of String as options",
        (_, "correct_option_ids") => "Expected an Array of correct option identifiers",
        (_, "message_ids") => "Expected an Array of message identifiers",
        (_, "added_user_ids") => "Expected an Array of user identifiers",
        (_, "custom_emoji_ids") => "Expected an Array of custom emoji identifiers",
        (_, "reaction") => "Expected an Array of ReactionType",
        (_, "prices") => "Expected an Array of labeled prices",
        (_, "shipping_options") => "Expected an Array of shipping options",
        (_, "suggested_tip_amounts") => "Expected an Array of suggested tip amounts",
        (_, "errors") => "Expected an Array of PassportElementError",
        (_, "areas") => "Expected an Array of InputStoryArea",
        (_, "stickers") => "Expected an Array of InputSticker",
        (_, "results") => "Expected an Array of inline query results",
        (_, "emoji_list" | "keywords") => "expected an Array of string",
        ("sendPaidMedia", "media") => "Expected an Array of InputPaidMedia",
        (_, "media") => "Expected an Array of InputMedia",
        _ => "Expected an Array of String",
    }
}

/// What stands before the words for an object inside a parameter.
pub(super) fn prefix(method: &Method, slot: &Slot) -> &'static str {
    match (method.name, slot.name) {
        (_, "commands") => "Can't parse BotCommand",
        (_, "scope") => "Can't parse BotCommandScope",
        (_, "rights") => "Can't parse ChatAdministratorRights",
        (_, "reaction") => "Can't parse ReactionType",
        (_, "menu_button") => "Can't parse menu button",
        (_, "prices") => "Can't parse labeled price",
        (_, "shipping_options") => "Can't parse shipping option",
        (_, "errors") => "Can't parse PassportElementError",
        (_, "areas") => "Can't parse StoryArea",
        (_, "checklist") => "Can't parse InputChecklist",
        (_, "results") => "Can't parse inline query result",
        ("answerInlineQuery", "button") => "Can't parse inline query results button",
        (_, "button") => "Can't parse keyboard button",
        (_, "stickers" | "sticker") => "Can't parse InputSticker",
        ("sendPaidMedia", "media") => "Can't parse InputPaidMedia",
        (_, "media" | "explanation_media") => "Can't parse InputMedia",
        _ => "",
    }
}

/// What is said of a text that is too long.
pub(super) fn too_long(method: &Method, slot: &Slot) -> String {
    match (method.name, slot.name) {
        ("answerCallbackQuery", "text") => "MESSAGE_TOO_LONG".into(),
        ("sendGift" | "giftPremiumSubscription", "text") => "text is too long".into(),
        (_, "text") => "message is too long".into(),
        (_, "caption") => "message caption is too long".into(),
        ("sendInvoice" | "createInvoiceLink", "payload") => "INVOICE_PAYLOAD_INVALID".into(),
        ("sendPoll", "question") => "poll question length must not exceed 300".into(),
        ("setChatTitle", "title") => "chat title is too long".into(),
        ("setChatDescription", "description") => "chat description is too long".into(),
        (_, name) => format!("{} is too long", name.replace('_', " ")),
    }
}

/// What is said of a word that is none of the few that may stand there.
pub(super) fn wrong_value(name: &str) -> String {
    match name {
        "sticker_format" | "format" => "Invalid sticker format specified".into(),
        "sticker_type" => "Unsupported sticker type specified".into(),
        "currency" => "Invalid suggested post price currency specified".into(),
        "point" => "Wrong point specified in MaskPosition".into(),
        "mime_type" | "thumbnail_mime_type" => "WEBDOCUMENT_MIME_INVALID".into(),
        name => format!("Invalid {name} specified"),
    }
}

/// What is said of a number that is too low or too high.
pub(super) fn out_of_range(name: &str) -> String {
    match name {
        "live_period" => "wrong live location period specified".into(),
        "heading" => "wrong live location heading specified".into(),
        "proximity_alert_radius" => "wrong live location proximity alert radius specified".into(),
        name => format!("Invalid {name} specified"),
    }
}
