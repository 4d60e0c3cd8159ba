//! The context's shortcuts: methods with the identifiers that an update knows filled in.

use std::fmt::Write as _;

use anyhow::{Context as _, Result};

use super::link;
use super::structs::argument;
use crate::model::{Field, Method, Model};

/// Methods whose `chat_id` is where the message goes, not where it is.
const TARGETED: &[&str] = &["forwardMessage", "forwardMessages", "copyMessage", "copyMessages"];

/// Methods that act on the message that the update is about.
const ON_MESSAGE: &[&str] = &[
    "forwardMessage",
    "copyMessage",
    "setMessageReaction",
    "readBusinessMessage",
    "editMessageChecklist",
    "stopPoll",
    "approveSuggestedPost",
    "declineSuggestedPost",
    "deleteMessage",
    "deleteMessageReaction",
];

/// Methods about the user who caused the update, although the user could be another.
const ON_AUTHOR: &[&str] = &[
    "addStickerToSet",
    "createNewStickerSet",
    "editUserStarSubscription",
    "getGameHighScores",
    "getUserChatBoosts",
    "getUserGifts",
    "getUserPersonalChatMessages",
    "getUserProfileAudios",
    "getUserProfilePhotos",
    "giftPremiumSubscription",
    "refundStarPayment",
    "removeUserVerification",
    "replaceStickerInSet",
    "savePreparedInlineMessage",
    "savePreparedKeyboardButton",
    "sendGift",
    "setGameScore",
    "setPassportDataErrors",
    "setUserEmojiStatus",
    "uploadStickerFile",
    "verifyUser",
];

/// Methods that have a second shortcut, for the user who caused the update.
const AUTHOR_VARIANTS: &[(&str, &str)] = &[
    ("banChatMember", "ban_author"),
    ("unbanChatMember", "unban_author"),
    ("restrictChatMember", "restrict_author"),
    ("promoteChatMember", "promote_author"),
    ("setChatAdministratorCustomTitle", "set_author_custom_title"),
    ("setChatMemberTag", "set_author_tag"),
    ("getChatMember", "get_author"),
];

/// Parameters that a shortcut takes as arguments although the method does not require them.
const EXTRA_ARGUMENTS: &[(&str, &str)] =
    &[("editMessageText", "text"), ("sendMessageDraft", "text"), ("editEphemeralMessageText", "text")];

/// All shortcuts.
pub(crate) fn emit(model: &Model) -> Result<String> {
    let mut out = String::from(
        "//! Every method of the Bot API that an update knows something for, with that filled in.\n\n\
         use crate::bot::Call;\nuse crate::ctx::Ctx;\nuse crate::methods::*;\nuse crate::types::*;\n\n\
         /// Calls with the identifiers filled in that the update knows; setting them on the call overrides.\n\
         /// Where the update lacks a required one, awaiting the call fails with [`Error::Missing`](crate::Error::Missing).\n\
         impl Ctx {\n",
    );
    for method in &model.methods {
        if let Some(text) = shortcut(method, &name(method), ON_AUTHOR.contains(&method.api_name.as_str())) {
            out.push_str(&text);
        }
    }
    for (api_name, name) in AUTHOR_VARIANTS {
        let method = model
            .methods
            .iter()
            .find(|m| m.api_name == *api_name)
            .with_context(|| format!("no {api_name}"))?;
        out.push_str(
            &shortcut(method, name, true).with_context(|| format!("{api_name}: nothing to fill in"))?,
        );
    }
    out.push_str("}\n");
    Ok(out)
}

/// `sendPhoto` is `reply_with_photo`, an edit leaves out what it edits: the message.
fn name(method: &Method) -> String {
    match method.api_name.as_str() {
        "sendMessage" => "reply".to_owned(),
        "sendChatJoinRequestWebApp" => method.snake.clone(),
        other if other.starts_with("editMessage") => method.snake.replacen("edit_message", "edit", 1),
        other if other.starts_with("send") => {
            let what = method.snake.trim_start_matches("send_").trim_start_matches("message_");
            format!("reply_with_{what}")
        }
        _ => method.snake.clone(),
    }
}

/// What a parameter is filled with.
enum Fill {
    /// An expression for an `Option`, and whether the call cannot do without.
    Known(&'static str, bool),
    /// Left to the caller.
    Argument,
    /// Left unset.
    Unset,
}

fn fill(method: &Method, field: &Field, author: bool) -> Fill {
    let api = method.api_name.as_str();
    let edits = method.params.iter().any(|p| p.json == "inline_message_id");
    let known = |expression| Fill::Known(expression, field.required);
    match field.json.as_str() {
        "chat_id" if edits => Fill::Known("self.known_edit_chat()", true),
        "message_id" if edits => Fill::Known("self.known_edit_message()", true),
        "inline_message_id" => Fill::Known("self.inline_message_id().map(str::to_owned)", false),
        "chat_id" if field.required && !TARGETED.contains(&api) => known("self.chat_id()"),
        "from_chat_id" if TARGETED.contains(&api) => known("self.chat_id()"),
        "message_id" if ON_MESSAGE.contains(&api) => known("self.msg_id()"),
        "user_id" if api == "deleteMessageReaction" || api == "deleteAllMessageReactions" => {
            Fill::Known("self.known_reacting_user()", false)
        }
        "actor_chat_id" => Fill::Known("self.known_reacting_chat()", false),
        "user_id" if api.contains("ManagedBot") => known("self.known_managed_bot()"),
        "user_id" if author => Fill::Known("self.from_id()", true),
        "receiver_user_id" => known("self.from_id()"),
        "ephemeral_message_id" => known("self.msg().and_then(|m| m.ephemeral_message_id)"),
        "business_connection_id" => known("self.business_connection_id().map(str::to_owned)"),
        "message_thread_id" if field.required => known("self.msg().and_then(|m| m.message_thread_id)"),
        "message_thread_id" if !TARGETED.contains(&api) => known("self.known_topic()"),
        "direct_messages_topic_id" => known("self.known_direct_messages_topic()"),
        "draft_id" => known("self.update().map(|update| update.update_id)"),
        "callback_query_id" => known("self.known_callback_query()"),
        "inline_query_id" => known("self.known_inline_query()"),
        "shipping_query_id" => known("self.known_shipping_query()"),
        "pre_checkout_query_id" => known("self.known_pre_checkout_query()"),
        "guest_query_id" => known("self.msg().and_then(|m| m.guest_query_id.clone())"),
        "chat_join_request_query_id" => known("self.known_join_request_query()"),
        "telegram_payment_charge_id" => known("self.known_payment_charge()"),
        "file_id" if api == "getFile" => known("self.known_file()"),
        "custom_emoji_ids" if api == "getCustomEmojiStickers" => known("Some(self.known_custom_emoji())"),
        _ if field.required => Fill::Argument,
        name if EXTRA_ARGUMENTS.contains(&(api, name)) => Fill::Argument,
        _ => Fill::Unset,
    }
}

fn shortcut(method: &Method, name: &str, author: bool) -> Option<String> {
    let fills: Vec<(&Field, Fill)> = method.params.iter().map(|p| (p, fill(method, p, author))).collect();
    if !fills.iter().any(|(_, fill)| matches!(fill, Fill::Known(..))) {
        return None;
    }
    let (mut arguments, mut news, mut sets, mut lacks) =
        (String::new(), String::new(), String::new(), String::new());
    let needs_actor =
        method.api_name == "deleteMessageReaction" || method.api_name == "deleteAllMessageReactions";
    for (field, fill) in &fills {
        let parameter = &field.name;
        match fill {
            Fill::Argument => {
                let (ty, value) = argument(field);
                let _ = write!(arguments, ", {parameter}: {ty}");
                if field.required {
                    let _ = write!(news, "{parameter},");
                } else {
                    let _ = writeln!(sets, "m.{parameter} = Some({value});");
                }
            }
            Fill::Known(expression, needed) => {
                let _ = writeln!(lacks, "let {parameter} = {expression};");
                if field.required {
                    let _ = write!(news, "{parameter}.clone().unwrap_or_default(),");
                } else {
                    let convert =
                        if field.ty.rust() == "Recipient" { ".map(Into::into)" } else { ".clone()" };
                    let _ = writeln!(sets, "m.{parameter} = {parameter}{convert};");
                }
                let json = &field.json;
                if *needed {
                    let _ = writeln!(sets, "if {parameter}.is_none() {{ lacks.push(\"{json}\"); }}");
                }
            }
            Fill::Unset => {}
        }
    }
    if needs_actor {
        sets.push_str("if user_id.is_none() && actor_chat_id.is_none() { lacks.push(\"user_id\"); }\n");
    }
    let edits = method.params.iter().any(|p| p.json == "inline_message_id");
    if edits {
        sets.push_str("if inline_message_id.is_some() { lacks.retain(|lack| *lack != \"chat_id\" && *lack != \"message_id\"); }\n");
    }
    let pascal = &method.name;
    let muts = |text: &str| if text.is_empty() { "" } else { "mut " };
    let (m, l) = (
        muts(if sets.contains("m.") { "m" } else { "" }),
        muts(if sets.contains("lacks.") { "l" } else { "" }),
    );
    Some(format!(
        "    /// Calls `{}` for what the event is about. {}\n    pub fn {name}(&self{arguments}) -> Call<{pascal}> {{\n\
         let {l}lacks: Vec<&'static str> = Vec::new();\n{lacks}\
         let {m}m = {pascal}::new({news});\n{sets}self.call(m, lacks)\n}}\n\n",
        method.api_name,
        link(&method.api_name)
    ))
}
