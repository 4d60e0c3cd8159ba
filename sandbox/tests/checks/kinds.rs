//! Telegram's words for what is in lists, and for kinds that there are not.

use serde_json::{Value, json};

use crate::bot::{Bot, Result};
use crate::words::each;

#[tokio::test]
async fn of_what_is_in_a_list() -> Result {
    let bot = Bot::start().await?;
    each(
        &bot,
        &[
            ("deleteMessages", "message_ids", json!([]), "message identifiers are not specified"),
            ("deleteMessages", "message_ids", json!(vec![1; 101]), "too many message identifiers specified"),
            ("deleteMessages", "message_ids", json!([true]), "message identifier must be a Number"),
            ("deleteMessages", "message_ids", json!(["x"]), "can't parse message identifier as a Number"),
            ("deleteMessages", "message_ids", json!([-1]), "invalid message identifier specified"),
            (
                "setManagedBotAccessSettings",
                "added_user_ids",
                json!(vec![1; 101]),
                "too many user identifiers specified",
            ),
            (
                "setManagedBotAccessSettings",
                "added_user_ids",
                json!([{}]),
                "user identifier must be a Number",
            ),
            (
                "setManagedBotAccessSettings",
                "added_user_ids",
                json!(["x"]),
                "can't parse user identifier as a Number",
            ),
            (
                "setManagedBotAccessSettings",
                "added_user_ids",
                json!([0]),
                "invalid user identifier specified",
            ),
            (
                "sendPoll",
                "correct_option_ids",
                json!(["x"]),
                "correct option identifier must be of type Number",
            ),
            ("sendPoll", "correct_option_ids", json!([-1]), "invalid correct option identifier specified"),
            ("sendPoll", "options", json!([5]), "expected an option to be of type String"),
        ],
    )
    .await
}

#[tokio::test]
async fn of_emoji_prices_and_shipping() -> Result {
    let bot = Bot::start().await?;
    let price = json!([{"label": "a", "amount": 1}]);
    each(
        &bot,
        &[
            (
                "getCustomEmojiStickers",
                "custom_emoji_ids",
                json!([5]),
                "custom emoji identifier must be of type String",
            ),
            (
                "getCustomEmojiStickers",
                "custom_emoji_ids",
                json!(["x"]),
                "invalid custom emoji identifier specified",
            ),
            ("setStickerEmojiList", "emoji_list", json!([]), "emoji list must be non-empty"),
            ("setStickerEmojiList", "emoji_list", json!([5]), "emoji must be a string"),
            ("setStickerEmojiList", "emoji_list", json!(["x"]), "expected a Unicode emoji"),
            ("setStickerEmojiList", "emoji_list", json!(vec!["👍"; 21]), "too many emoji specified"),
            ("setStickerKeywords", "keywords", json!([5]), "keyword must be a string"),
            ("sendInvoice", "prices", json!([]), "there must be at least one price"),
            (
                "answerShippingQuery",
                "shipping_options",
                json!([]),
                "there must be at least one shipping option",
            ),
            (
                "sendInvoice",
                "suggested_tip_amounts",
                json!([{}]),
                "suggested tip amount must be of type Number or String",
            ),
            (
                "sendInvoice",
                "suggested_tip_amounts",
                json!(["x"]),
                "can't parse suggested tip amount as Number",
            ),
            ("sendInvoice", "max_tip_amount", json!("x"), "can't parse \"max_tip_amount\" as Number"),
            (
                "answerInlineQuery",
                "results",
                json!(vec![json!({}); 51]),
                "too many inline query results specified",
            ),
            ("createNewStickerSet", "stickers", json!(vec![json!({}); 51]), "too many stickers specified"),
            ("sendPaidMedia", "media", json!(vec![json!({}); 11]), "too many items specified"),
            (
                "sendInvoice",
                "prices",
                json!([{"label": "", "amount": 1}]),
                "can't parse labeled price: LabeledPrice label must be non-empty",
            ),
            (
                "answerShippingQuery",
                "shipping_options",
                json!([{"id": "", "title": "a", "prices": price}]),
                "can't parse shipping option: ShippingOption identifier must be non-empty",
            ),
            (
                "answerShippingQuery",
                "shipping_options",
                json!([{"id": "a", "title": "", "prices": price}]),
                "can't parse shipping option: ShippingOption title must be non-empty",
            ),
        ],
    )
    .await
}

#[tokio::test]
async fn of_kinds_that_there_are_not() -> Result {
    let bot = Bot::start().await?;
    each(
        &bot,
        &[
            ("sendMessage", "parse_mode", json!("BBCode"), "unsupported parse_mode"),
            ("sendChatAction", "action", json!("juggling"), "wrong parameter action in request"),
            ("uploadStickerFile", "sticker_format", json!("stone"), "invalid sticker format specified"),
            ("createNewStickerSet", "sticker_type", json!("wall"), "unsupported sticker type specified"),
            ("sendPoll", "type", json!("survey"), "unsupported poll type specified"),
            (
                "setMyCommands",
                "scope",
                json!({"type": "x"}),
                "can't parse BotCommandScope: Unsupported type specified",
            ),
            (
                "setChatMenuButton",
                "menu_button",
                json!({"type": "x"}),
                "can't parse menu button: MenuButton has unsupported type",
            ),
            (
                "setMessageReaction",
                "reaction",
                json!([{"type": "x"}]),
                "can't parse ReactionType: invalid reaction type specified",
            ),
            ("setMyProfilePhoto", "photo", json!({"type": "x"}), "invalid profile photo type specified"),
            ("postStory", "content", json!({"type": "x"}), "invalid story content type specified"),
            (
                "setStickerMaskPosition",
                "mask_position",
                json!({"point": "knee", "x_shift": 1, "y_shift": 1, "scale": 1}),
                "wrong point specified in MaskPosition",
            ),
            (
                "sendMessage",
                "suggested_post_parameters",
                json!({"price": {"currency": "EUR", "amount": 5}}),
                "invalid suggested post price currency specified",
            ),
            (
                "sendMessage",
                "suggested_post_parameters",
                json!({"price": {"currency": "TON", "amount": 5}}),
                "suggested post price must be divisible by 10000000 nanotoncoins",
            ),
            (
                "answerInlineQuery",
                "button",
                json!({"text": "a"}),
                "can't parse inline query results button: InlineQueryResultsButton must have exactly one optional field",
            ),
            (
                "answerInlineQuery",
                "results",
                json!([{"type": "article", "id": "1", "title": "a"}]),
                "can't parse inline query result: Can't find field \"message_text\"",
            ),
            (
                "answerInlineQuery",
                "results",
                json!([{"type": "article", "id": "1", "title": "a", "input_message_content": {}}]),
                "can't parse inline query result: Input message content is not specified",
            ),
        ],
    )
    .await
}

#[tokio::test]
async fn of_errors_in_passports() -> Result {
    let bot = Bot::start().await?;
    let passport = |more: Value| {
        let mut error = json!({"source": "data", "type": "passport", "field_name": "a", "data_hash": "YQ==", "message": "a"});
        error
            .as_object_mut()
            .into_iter()
            .for_each(|error| error.extend(more.as_object().cloned().unwrap_or_default()));
        json!([error])
    };
    each(
        &bot,
        &[
            (
                "setPassportDataErrors",
                "errors",
                passport(json!({"source": "x"})),
                "can't parse PassportElementError: wrong source specified",
            ),
            (
                "setPassportDataErrors",
                "errors",
                passport(json!({"type": "x"})),
                "can't parse PassportElementError: wrong Telegram Passport element type specified",
            ),
            (
                "setPassportDataErrors",
                "errors",
                passport(json!({"data_hash": {}})),
                "can't parse PassportElementError: hash must be a string",
            ),
            (
                "setPassportDataErrors",
                "errors",
                passport(json!({"data_hash": "?"})),
                "can't parse PassportElementError: hash isn't a valid base64-encoded string",
            ),
        ],
    )
    .await
}
