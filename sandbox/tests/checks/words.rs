//! Telegram's words, one row for each that parameters alone bring about.

use serde_json::{Value, json};

use crate::bot::{Bot, Params, Result};
use crate::facts::{methods, text, valid};

/// Calls a method with valid parameters but these, and compares the refusal's words.
pub(crate) async fn say(bot: &Bot, rows: &[(&str, Value, &str)]) -> Result {
    let mut wrong = Vec::new();
    for (method, faults, words) in rows {
        let Some(facts) = methods().iter().find(|facts| facts["name"] == *method) else { continue };
        let mut params: Params = valid(bot, facts);
        for (name, value) in faults.as_object().ok_or("no object")? {
            match value {
                Value::Null => params.remove(name),
                value => params.insert(name.clone(), value.clone()),
            };
        }
        let found = bot.refusal(method, &params).await?;
        if found.as_deref() != Some(&format!("Bad Request: {words}")) {
            wrong.push(format!("{method} {faults}\n  expected {words}\n  found    {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
    Ok(())
}

/// The same by one parameter each.
pub(crate) async fn each(bot: &Bot, rows: &[(&str, &str, Value, &str)]) -> Result {
    let rows: Vec<_> =
        rows.iter().map(|(method, name, value, words)| (*method, json!({*name: value}), *words)).collect();
    say(bot, &rows).await
}

#[tokio::test]
async fn of_what_is_missing() -> Result {
    let bot = Bot::start().await?;
    each(
        &bot,
        &[
            ("sendMessage", "chat_id", json!(null), "chat_id is empty"),
            ("sendMessage", "chat_id", json!(""), "chat_id is empty"),
            ("forwardMessage", "from_chat_id", json!(null), "parameter \"from_chat_id\" is required"),
            ("sendContact", "phone_number", json!(""), "parameter \"phone_number\" is required"),
            ("sendGame", "game_short_name", json!(null), "parameter \"game_short_name\" is required"),
            ("banChatSenderChat", "sender_chat_id", json!(null), "sender_chat_id is empty"),
            ("banChatSenderChat", "sender_chat_id", json!("@news"), "sender_chat_id is not a valid Integer"),
            ("readBusinessMessage", "chat_id", json!(null), "chat identifier is empty"),
            ("setChatStickerSet", "sticker_set_name", json!(null), "sticker_set_name is empty"),
            ("sendMessage", "text", json!(null), "message text is empty"),
            ("getFile", "file_id", json!(null), "file_id not specified"),
            ("sendLocation", "latitude", json!(null), "latitude is empty"),
            ("sendLocation", "longitude", json!(null), "longitude is empty"),
            ("sendChatAction", "action", json!(null), "wrong parameter action in request"),
            ("banChatMember", "user_id", json!(null), "invalid user_id specified"),
            ("banChatMember", "user_id", json!("Bob"), "invalid user_id specified"),
            ("setMessageReaction", "message_id", json!(null), "message identifier is not specified"),
            ("setMessageReaction", "message_id", json!("first"), "message identifier is not specified"),
            ("deleteMessages", "message_ids", json!(null), "message identifiers are not specified"),
            ("sendPhoto", "photo", json!(null), "there is no photo in the request"),
            ("sendLivePhoto", "live_photo", json!(null), "there is no live photo in the request"),
            ("sendAudio", "audio", json!(null), "there is no audio in the request"),
            ("sendDocument", "document", json!(null), "there is no document in the request"),
            ("sendVideo", "video", json!(null), "there is no video in the request"),
            ("sendAnimation", "animation", json!(null), "there is no animation in the request"),
            ("sendVoice", "voice", json!(null), "there is no voice in the request"),
            ("sendVideoNote", "video_note", json!(null), "there is no video note in the request"),
            ("sendSticker", "sticker", json!(null), "there is no sticker in the request"),
            ("uploadStickerFile", "sticker", json!(null), "there is no sticker file in the request"),
            ("setChatPhoto", "photo", json!("a file"), "photo must be uploaded as an InputFile"),
            ("setMyProfilePhoto", "photo", json!(null), "photo isn't specified"),
            ("setStickerKeywords", "sticker", json!(null), "sticker is not specified"),
            ("answerWebAppQuery", "result", json!(null), "result isn't specified"),
            ("postStory", "content", json!(null), "story content isn't specified"),
            (
                "setBusinessAccountGiftSettings",
                "accepted_gift_types",
                json!(null),
                "accepted gift types aren't specified",
            ),
        ],
    )
    .await?;
    let neither = json!({"chat_id": null, "message_id": null});
    say(&bot, &[("editMessageReplyMarkup", neither, "message identifier is not specified")]).await
}

#[tokio::test]
async fn of_what_is_no_json() -> Result {
    let bot = Bot::start().await?;
    let rows = [
        ("sendMessage", "reply_markup", "reply keyboard markup JSON object"),
        ("sendMessage", "reply_parameters", "reply parameters JSON object"),
        ("sendMessage", "link_preview_options", "link preview options JSON object"),
        ("sendMessage", "suggested_post_parameters", "suggested post parameters JSON object"),
        ("setMyCommands", "commands", "commands JSON object"),
        ("setMyCommands", "scope", "BotCommandScope JSON object"),
        ("setMyDefaultAdministratorRights", "rights", "ChatAdministratorRights JSON object"),
        ("sendChecklist", "checklist", "InputChecklist JSON object"),
        ("setBusinessAccountGiftSettings", "accepted_gift_types", "accepted gift types JSON object"),
        ("sendPoll", "correct_option_ids", "correct option identifiers JSON object"),
        ("getCustomEmojiStickers", "custom_emoji_ids", "custom emoji identifiers JSON object"),
        ("setStickerEmojiList", "emoji_list", "emoji list JSON array"),
        ("setPassportDataErrors", "errors", "errors JSON object"),
        ("answerInlineQuery", "button", "inline query results button JSON object"),
        ("editMessageMedia", "media", "input media JSON object"),
        ("savePreparedKeyboardButton", "button", "keyboard button JSON object"),
        ("setStickerKeywords", "keywords", "keywords JSON object"),
        ("setStickerMaskPosition", "mask_position", "mask position JSON object"),
        ("sendMediaGroup", "media", "media JSON object"),
        ("setChatMenuButton", "menu_button", "menu button JSON object"),
        ("sendPoll", "options", "options JSON object"),
        ("sendPaidMedia", "media", "paid media JSON object"),
        ("setChatPermissions", "permissions", "permissions JSON object"),
        ("setMyProfilePhoto", "photo", "photo JSON object"),
        ("sendInvoice", "prices", "prices JSON object"),
        ("setMessageReaction", "reaction", "reaction types JSON object"),
        ("answerShippingQuery", "shipping_options", "shipping options JSON object"),
        ("addStickerToSet", "sticker", "sticker JSON object"),
        ("createNewStickerSet", "stickers", "stickers JSON object"),
        ("postStory", "areas", "story areas JSON object"),
        ("postStory", "content", "story content JSON object"),
        ("sendInvoice", "suggested_tip_amounts", "suggested_tip_amounts JSON object"),
    ];
    for (method, name, what) in rows {
        let words = format!("can't parse {what}");
        each(&bot, &[(method, name, json!("{broken"), &words)]).await?;
    }
    Ok(())
}

#[tokio::test]
async fn of_what_is_no_list() -> Result {
    let bot = Bot::start().await?;
    each(
        &bot,
        &[
            ("setMyCommands", "commands", json!({}), "expected an Array of BotCommand"),
            ("sendMediaGroup", "media", json!({}), "expected an Array of InputMedia"),
            ("sendPaidMedia", "media", json!({}), "expected an Array of InputPaidMedia"),
            ("createNewStickerSet", "stickers", json!({}), "expected an Array of InputSticker"),
            ("postStory", "areas", json!({}), "expected an Array of InputStoryArea"),
            ("setPassportDataErrors", "errors", json!({}), "expected an Array of PassportElementError"),
            ("setMessageReaction", "reaction", json!({}), "expected an Array of ReactionType"),
            ("sendPoll", "country_codes", json!({}), "expected an Array of String"),
            ("sendPoll", "options", json!({}), "expected an Array of String as options"),
            ("sendPoll", "correct_option_ids", json!({}), "expected an Array of correct option identifiers"),
            (
                "getCustomEmojiStickers",
                "custom_emoji_ids",
                json!({}),
                "expected an Array of custom emoji identifiers",
            ),
            ("answerInlineQuery", "results", json!({}), "expected an Array of inline query results"),
            ("sendInvoice", "prices", json!({}), "expected an Array of labeled prices"),
            ("deleteMessages", "message_ids", json!({}), "expected an Array of message identifiers"),
            ("answerShippingQuery", "shipping_options", json!({}), "expected an Array of shipping options"),
            ("sendInvoice", "suggested_tip_amounts", json!({}), "expected an Array of suggested tip amounts"),
            (
                "setManagedBotAccessSettings",
                "added_user_ids",
                json!({}),
                "expected an Array of user identifiers",
            ),
            ("setStickerEmojiList", "emoji_list", json!({}), "expected an Array of string"),
        ],
    )
    .await
}

#[tokio::test]
async fn of_what_is_no_object() -> Result {
    let bot = Bot::start().await?;
    each(
        &bot,
        &[
            ("sendMessage", "reply_markup", json!([]), "object expected as reply markup"),
            ("sendMessage", "reply_parameters", json!([]), "object expected as reply parameters"),
            ("sendMessage", "link_preview_options", json!([]), "object expected as link preview options"),
            (
                "sendMessage",
                "suggested_post_parameters",
                json!([]),
                "object expected as suggested post parameters",
            ),
            (
                "sendMessage",
                "suggested_post_parameters",
                json!({"price": 5}),
                "object expected as suggested post price",
            ),
            ("setChatPermissions", "permissions", json!([]), "object expected as permissions"),
            ("setMyProfilePhoto", "photo", json!([]), "object expected as profile photo"),
            ("postStory", "content", json!([]), "object expected as story content"),
            (
                "setBusinessAccountGiftSettings",
                "accepted_gift_types",
                json!([]),
                "object expected as accepted gift types",
            ),
            ("setMyCommands", "commands", json!([5]), "can't parse BotCommand: expected an Object"),
            (
                "setMyCommands",
                "scope",
                json!([]),
                "can't parse BotCommandScope: BotCommandScope must be an Object",
            ),
            (
                "setMyDefaultAdministratorRights",
                "rights",
                json!([]),
                "can't parse ChatAdministratorRights: ChatAdministratorRights must be an Object",
            ),
            (
                "setChatMenuButton",
                "menu_button",
                json!([]),
                "can't parse menu button: MenuButton must be an Object",
            ),
            ("setStickerMaskPosition", "mask_position", json!([]), "maskPosition must be an Object"),
            (
                "answerInlineQuery",
                "button",
                json!([]),
                "can't parse inline query results button: InlineQueryResultsButton must be an Object",
            ),
            (
                "answerInlineQuery",
                "results",
                json!([5]),
                "can't parse inline query result: Inline query result must be an object",
            ),
            ("answerWebAppQuery", "result", json!([]), "inline query result must be an object"),
            (
                "sendInvoice",
                "prices",
                json!([5]),
                "can't parse labeled price: LabeledPrice must be an Object",
            ),
            (
                "answerShippingQuery",
                "shipping_options",
                json!([5]),
                "can't parse shipping option: ShippingOption must be an Object",
            ),
            (
                "createNewStickerSet",
                "stickers",
                json!([5]),
                "can't parse InputSticker: InputSticker must be an Object",
            ),
            (
                "savePreparedKeyboardButton",
                "button",
                json!([]),
                "can't parse keyboard button: KeyboardButton must be a String or an Object",
            ),
            (
                "sendChecklist",
                "checklist",
                json!({"title": "a", "tasks": 5}),
                "can't parse InputChecklist: Expected an Array of InputChecklistTask",
            ),
        ],
    )
    .await
}

#[tokio::test]
async fn values_that_fit_are_taken_as_text_too() -> Result {
    let client = reqwest::Client::new();
    for method in methods() {
        let bot = Bot::start_with(&client).await?;
        let name = text(&method["name"]);
        let params = valid(&bot, method);
        // Methods that change the world answer otherwise the second time.
        let fresh = Bot::start_with(&client).await?;
        let written: Params = params
            .iter()
            .map(|(name, value)| {
                let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                (name.clone(), text.into())
            })
            .collect();
        let (one, other) = (bot.refusal(name, &params).await?, fresh.refusal(name, &written).await?);
        if one.is_none() {
            assert_eq!(other, None, "{name} {written:?}");
        }
    }
    Ok(())
}
