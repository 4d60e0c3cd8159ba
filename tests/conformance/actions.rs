//! The shortcuts of the context: what they fill in, and what they cannot do without.

use chappe::bot::{ApiRequest, Call, Method};
use chappe::types::{
    ChatPermissions, InlineQueryResult, InputChecklist, InputMedia, InputMediaGroupItem, InputPaidMedia,
    InputPollOption, InputStoryContent, LabeledPrice, MessageId, PassportElementError, ReactionType,
    ReactionTypeEmoji, Seconds, ShippingOption, UserId,
};
use chappe::{Ctx, Error};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{Case, array, body, ctx, equal, grammy};

pub fn cases() -> Vec<Case> {
    let methods = array(&grammy()["actions"]["methods"]);
    let mut cases = Vec::new();
    for case in array(&grammy()["actions"]["cases"]) {
        let update = case["update"].as_str().unwrap_or_default();
        for (method, expected) in methods.iter().zip(array(&case["results"])) {
            let name = method["method"].as_str().unwrap_or_default();
            let result = check(update, name, array(&method["args"]), expected);
            cases.push((format!("{update} {name} {}", method["args"]), result));
        }
    }
    cases
}

fn check(update: &str, name: &str, args: &[Value], expected: &Value) -> Result<(), String> {
    let ctx = ctx(body(update));
    let Some(request) = call(&ctx, name, &Args(args)) else {
        return Err("the shortcut is not known here".to_owned());
    };
    // chappe knows who answered a poll, where grammY does not.
    let knows_more = body(update).get("poll_answer").is_some() && ctx.from().is_some();
    match (request, expected["error"].as_str()) {
        (Err(Error::Missing { .. }), Some(_)) => Ok(()),
        (Err(error), None) => Err(format!("{error}, expected {expected}")),
        (Err(error), Some(_)) => Err(format!("fails otherwise: {error}")),
        (Ok(_), Some(_)) if knows_more => Ok(()),
        (Ok(request), Some(error)) => Err(format!("got {request:?}, expected {error}")),
        (Ok(request), None) => {
            equal("method", &request.method().into(), &expected["method"])?;
            equal("payload", &Value::Object(request.params().clone()), &expected["payload"])
        }
    }
}

/// The arguments of a call; the last one may hold further parameters.
struct Args<'a>(&'a [Value]);

impl Args<'_> {
    fn text(&self, at: usize) -> String {
        self.0.get(at).and_then(Value::as_str).unwrap_or_default().to_owned()
    }

    fn number(&self, at: usize) -> i64 {
        self.0.get(at).and_then(Value::as_i64).unwrap_or_default()
    }

    fn float(&self, at: usize) -> f64 {
        self.0.get(at).and_then(Value::as_f64).unwrap_or_default()
    }

    fn is(&self, at: usize) -> bool {
        self.0.get(at).and_then(Value::as_bool).unwrap_or_default()
    }

    fn value<T: DeserializeOwned>(&self, at: usize) -> T {
        let value = self.0.get(at).cloned().unwrap_or_default();
        serde_json::from_value(value).unwrap_or_else(|error| panic!("argument {at} of {:?}: {error}", self.0))
    }

    fn ids(&self, at: usize) -> Vec<MessageId> {
        self.value(at)
    }

    fn user(&self, at: usize) -> UserId {
        UserId(self.number(at))
    }

    /// The request, with the parameters that stand behind the given number of positional arguments.
    #[allow(clippy::needless_pass_by_value)] // A hundred callers make the call just here.
    fn with<M: Method>(&self, call: Call<M>, positional: usize) -> Result<ApiRequest, Error> {
        let mut request = call.to_request()?;
        if let Some(Value::Object(other)) = self.0.get(positional) {
            request.params_mut().extend(other.clone());
        }
        Ok(request)
    }
}

fn reactions(value: Option<&Value>) -> Vec<ReactionType> {
    let one = |value: &Value| match value {
        Value::String(emoji) => ReactionTypeEmoji::new(emoji.as_str()).into(),
        other => serde_json::from_value(other.clone()).expect("a reaction"),
    };
    match value {
        Some(Value::Array(reactions)) => reactions.iter().map(one).collect(),
        Some(value) => vec![one(value)],
        None => Vec::new(),
    }
}

#[allow(clippy::too_many_lines)]
fn call(ctx: &Ctx, name: &str, a: &Args<'_>) -> Option<Result<ApiRequest, Error>> {
    Some(match name {
        "reply" => a.with(ctx.reply(a.text(0)), 1),
        "replyWithPhoto" => a.with(ctx.reply_with_photo(a.text(0)), 1),
        "replyWithAudio" => a.with(ctx.reply_with_audio(a.text(0)), 1),
        "replyWithDocument" => a.with(ctx.reply_with_document(a.text(0)), 1),
        "replyWithVideo" => a.with(ctx.reply_with_video(a.text(0)), 1),
        "replyWithAnimation" => a.with(ctx.reply_with_animation(a.text(0)), 1),
        "replyWithVoice" => a.with(ctx.reply_with_voice(a.text(0)), 1),
        "replyWithVideoNote" => a.with(ctx.reply_with_video_note(a.text(0)), 1),
        "replyWithSticker" => a.with(ctx.reply_with_sticker(a.text(0)), 1),
        "replyWithLivePhoto" => a.with(ctx.reply_with_live_photo(a.text(0), a.text(1)), 2),
        "replyWithDice" => a.with(ctx.reply_with_dice().emoji(a.text(0)), 1),
        "replyWithChatAction" => a.with(ctx.reply_with_chat_action(a.text(0)), 1),
        "replyWithPoll" => a.with(ctx.reply_with_poll(a.text(0), a.value::<Vec<InputPollOption>>(1)), 2),
        "replyWithInvoice" => a.with(
            ctx.reply_with_invoice(
                a.text(0),
                a.text(1),
                a.text(2),
                a.text(3),
                a.value::<Vec<LabeledPrice>>(4),
            ),
            5,
        ),
        "replyWithGame" => a.with(ctx.reply_with_game(a.text(0)), 1),
        "replyWithDraft" => a.with(ctx.reply_with_draft(a.text(0)), 1),
        "replyWithMediaGroup" => {
            a.with(ctx.reply_with_media_group(a.value::<Vec<InputMediaGroupItem>>(0)), 1)
        }
        "replyWithLocation" => a.with(ctx.reply_with_location(a.float(0), a.float(1)), 2),
        "replyWithVenue" => a.with(ctx.reply_with_venue(a.float(0), a.float(1), a.text(2), a.text(3)), 4),
        "replyWithContact" => a.with(ctx.reply_with_contact(a.text(0), a.text(1)), 2),
        "replyWithPaidMedia" => {
            a.with(ctx.reply_with_paid_media(a.number(0), a.value::<Vec<InputPaidMedia>>(1)), 2)
        }
        "replyWithChecklist" => a.with(ctx.reply_with_checklist(a.value::<InputChecklist>(0)), 1),
        "replyWithGift" => a.with(ctx.reply_with_gift(a.text(0)), 1),
        "forwardMessage" => a.with(ctx.forward_message(a.number(0)), 1),
        "forwardMessages" => a.with(ctx.forward_messages(a.number(0), a.ids(1)), 2),
        "copyMessage" => a.with(ctx.copy_message(a.number(0)), 1),
        "copyMessages" => a.with(ctx.copy_messages(a.number(0), a.ids(1)), 2),
        "deleteMessage" => a.with(ctx.delete_message(), 0),
        "deleteMessages" => a.with(ctx.delete_messages(a.ids(0)), 1),
        "react" => a.with(ctx.react(reactions(a.0.first())), 1),
        "deleteMessageReaction" => a.with(ctx.delete_message_reaction(), 0),
        "deleteAllMessageReactions" => a.with(ctx.delete_all_message_reactions(), 0),
        "editMessageText" => a.with(ctx.edit_text(a.text(0)), 1),
        "editMessageCaption" => a.with(ctx.edit_caption(), 0),
        "editMessageReplyMarkup" => a.with(ctx.edit_reply_markup(), 0),
        "editMessageMedia" => a.with(ctx.edit_media(a.value::<InputMedia>(0)), 1),
        "editMessageLiveLocation" => a.with(ctx.edit_live_location(a.float(0), a.float(1)), 2),
        "editMessageChecklist" => a.with(ctx.edit_checklist(a.value::<InputChecklist>(0)), 1),
        "stopMessageLiveLocation" => a.with(ctx.stop_message_live_location(), 0),
        "stopPoll" => a.with(ctx.stop_poll(), 0),
        "answerCallbackQuery" => match a.0.first() {
            Some(Value::String(text)) => a.with(ctx.answer_callback_query().text(text.as_str()), 1),
            _ => a.with(ctx.answer_callback_query(), 0),
        },
        "answerInlineQuery" => a.with(ctx.answer_inline_query(a.value::<Vec<InlineQueryResult>>(0)), 1),
        "answerShippingQuery" => a.with(ctx.answer_shipping_query(a.is(0)), 1).map(|mut request| {
            if let Some(Value::Array(_)) = a.0.get(1) {
                let options = a.value::<Vec<ShippingOption>>(1);
                request.params_mut().insert("shipping_options".to_owned(), serde_json::json!(options));
            }
            request
        }),
        "answerPreCheckoutQuery" => match a.0.get(1) {
            Some(Value::String(text)) => {
                a.with(ctx.answer_pre_checkout_query(a.is(0)).error_message(text.as_str()), 2)
            }
            _ => a.with(ctx.answer_pre_checkout_query(a.is(0)), 1),
        },
        "answerGuestQuery" => a.with(ctx.answer_guest_query(a.value::<InlineQueryResult>(0)), 1),
        "getChat" => a.with(ctx.get_chat(), 0),
        "getAuthor" => a.with(ctx.get_author(), 0),
        "getChatMember" => a.with(ctx.get_chat_member(a.user(0)), 1),
        "getChatMemberCount" => a.with(ctx.get_chat_member_count(), 0),
        "getChatAdministrators" => a.with(ctx.get_chat_administrators(), 0),
        "getUserProfilePhotos" => a.with(ctx.get_user_profile_photos(), 0),
        "getUserProfileAudios" => a.with(ctx.get_user_profile_audios(), 0),
        "getUserChatBoosts" => a.with(ctx.get_user_chat_boosts(), 0),
        "getUserGifts" => a.with(ctx.get_user_gifts(), 0),
        "getChatGifts" => a.with(ctx.get_chat_gifts(), 0),
        "getFile" => a.with(ctx.get_file(), 0),
        "getBusinessConnection" => a.with(ctx.get_business_connection(), 0),
        "getCustomEmojiStickers" => a.with(ctx.get_custom_emoji_stickers(), 0),
        "setUserEmojiStatus" => a.with(ctx.set_user_emoji_status(), 0),
        "banAuthor" => a.with(ctx.ban_author(), 0),
        "banChatMember" => a.with(ctx.ban_chat_member(a.user(0)), 1),
        "unbanChatMember" => a.with(ctx.unban_chat_member(a.user(0)), 1),
        "restrictAuthor" => a.with(ctx.restrict_author(a.value::<ChatPermissions>(0)), 1),
        "restrictChatMember" => a.with(ctx.restrict_chat_member(a.user(0), a.value::<ChatPermissions>(1)), 2),
        "promoteAuthor" => a.with(ctx.promote_author(), 0),
        "promoteChatMember" => a.with(ctx.promote_chat_member(a.user(0)), 1),
        "setChatAdministratorAuthorCustomTitle" => a.with(ctx.set_author_custom_title(a.text(0)), 1),
        "setChatAdministratorCustomTitle" => {
            a.with(ctx.set_chat_administrator_custom_title(a.user(0), a.text(1)), 2)
        }
        "banChatSenderChat" => a.with(ctx.ban_chat_sender_chat(a.number(0)), 1),
        "unbanChatSenderChat" => a.with(ctx.unban_chat_sender_chat(a.number(0)), 1),
        "setChatPermissions" => a.with(ctx.set_chat_permissions(a.value::<ChatPermissions>(0)), 1),
        "approveChatJoinRequest" => a.with(ctx.approve_chat_join_request(a.user(0)), 1),
        "declineChatJoinRequest" => a.with(ctx.decline_chat_join_request(a.user(0)), 1),
        "approveSuggestedPost" => a.with(ctx.approve_suggested_post(), 0),
        "declineSuggestedPost" => a.with(ctx.decline_suggested_post(), 0),
        "pinChatMessage" => a.with(ctx.pin_chat_message(MessageId(a.number(0))), 1),
        "unpinChatMessage" => match a.0.first() {
            Some(Value::Number(_)) => a.with(ctx.unpin_chat_message().message_id(a.number(0)), 1),
            _ => a.with(ctx.unpin_chat_message(), 0),
        },
        "unpinAllChatMessages" => a.with(ctx.unpin_all_chat_messages(), 0),
        "leaveChat" => a.with(ctx.leave_chat(), 0),
        "setChatTitle" => a.with(ctx.set_chat_title(a.text(0)), 1),
        "setChatDescription" => match a.0.first() {
            Some(Value::String(text)) => a.with(ctx.set_chat_description().description(text.as_str()), 1),
            _ => a.with(ctx.set_chat_description(), 0),
        },
        "setChatPhoto" => a.with(ctx.set_chat_photo(a.text(0)), 1),
        "deleteChatPhoto" => a.with(ctx.delete_chat_photo(), 0),
        "setChatStickerSet" => a.with(ctx.set_chat_sticker_set(a.text(0)), 1),
        "deleteChatStickerSet" => a.with(ctx.delete_chat_sticker_set(), 0),
        "exportChatInviteLink" => a.with(ctx.export_chat_invite_link(), 0),
        "createChatInviteLink" => a.with(ctx.create_chat_invite_link(), 0),
        "editChatInviteLink" => a.with(ctx.edit_chat_invite_link(a.text(0)), 1),
        "createChatSubscriptionInviteLink" => {
            a.with(ctx.create_chat_subscription_invite_link(Seconds(a.number(0)), a.number(1)), 2)
        }
        "editChatSubscriptionInviteLink" => a.with(ctx.edit_chat_subscription_invite_link(a.text(0)), 1),
        "revokeChatInviteLink" => a.with(ctx.revoke_chat_invite_link(a.text(0)), 1),
        "createForumTopic" => a.with(ctx.create_forum_topic(a.text(0)), 1),
        "editForumTopic" => a.with(ctx.edit_forum_topic(), 0),
        "closeForumTopic" => a.with(ctx.close_forum_topic(), 0),
        "reopenForumTopic" => a.with(ctx.reopen_forum_topic(), 0),
        "deleteForumTopic" => a.with(ctx.delete_forum_topic(), 0),
        "unpinAllForumTopicMessages" => a.with(ctx.unpin_all_forum_topic_messages(), 0),
        "editGeneralForumTopic" => a.with(ctx.edit_general_forum_topic(a.text(0)), 1),
        "closeGeneralForumTopic" => a.with(ctx.close_general_forum_topic(), 0),
        "reopenGeneralForumTopic" => a.with(ctx.reopen_general_forum_topic(), 0),
        "hideGeneralForumTopic" => a.with(ctx.hide_general_forum_topic(), 0),
        "unhideGeneralForumTopic" => a.with(ctx.unhide_general_forum_topic(), 0),
        "unpinAllGeneralForumTopicMessages" => a.with(ctx.unpin_all_general_forum_topic_messages(), 0),
        "refundStarPayment" => a.with(ctx.refund_star_payment(), 0),
        "editUserStarSubscription" => a.with(ctx.edit_user_star_subscription(a.is(0)), 1),
        "giftPremiumSubscription" => a.with(ctx.gift_premium_subscription(a.number(0), a.number(1)), 2),
        "verifyUser" => a.with(ctx.verify_user(), 0),
        "verifyChat" => a.with(ctx.verify_chat(), 0),
        "removeUserVerification" => a.with(ctx.remove_user_verification(), 0),
        "removeChatVerification" => a.with(ctx.remove_chat_verification(), 0),
        "readBusinessMessage" => a.with(ctx.read_business_message(), 0),
        "setBusinessAccountName" => a.with(ctx.set_business_account_name(a.text(0)), 1),
        "setBusinessAccountUsername" => match a.0.first() {
            Some(Value::String(name)) => {
                a.with(ctx.set_business_account_username().username(name.as_str()), 1)
            }
            _ => a.with(ctx.set_business_account_username(), 0),
        },
        "getBusinessAccountStarBalance" => a.with(ctx.get_business_account_star_balance(), 0),
        "getBusinessAccountGifts" => a.with(ctx.get_business_account_gifts(), 0),
        "postStory" => a.with(ctx.post_story(a.value::<InputStoryContent>(0), Seconds(a.number(1))), 2),
        "setPassportDataErrors" => {
            a.with(ctx.set_passport_data_errors(a.value::<Vec<PassportElementError>>(0)), 1)
        }
        _ => return None,
    })
}
