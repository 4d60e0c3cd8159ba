//! Ready-made filters.

use super::{Filter, Finds, Found, Groups, Pattern, Source, UpdateKinds};
use crate::Ctx;
use crate::command::CommandPattern;
use crate::types::{
    ChatId, ChatType, Message, ReactionType, ReactionTypeCustomEmoji, ReactionTypeEmoji, UpdateKind,
    UpdateType, UserId,
};

/// Takes everything.
pub fn any() -> Filter {
    Filter::from_test(UpdateKinds::ALL, |_, _| Ok(true))
}

/// Takes nothing.
pub fn none() -> Filter {
    Filter::from_test(UpdateKinds::NONE, |_, _| Ok(false))
}

/// Takes updates of one kind.
pub fn kind(kind: impl Into<UpdateType>) -> Filter {
    kinds(&[kind.into()])
}

/// Takes updates of the given kinds.
pub fn kinds(kinds: &[UpdateType]) -> Filter {
    // Kinds that are not known have one bit for all of them, and are told apart by their names.
    let names: Vec<String> = kinds
        .iter()
        .filter_map(|kind| match kind {
            UpdateType::Other(name) => Some(name.clone()),
            _ => None,
        })
        .collect();
    let test = move |ctx: &Ctx, _: &mut Finds| {
        let unknown = match ctx.update().map(|update| &update.kind) {
            Some(UpdateKind::Unknown(update)) => names.iter().any(|name| **name == *update.name),
            _ => true,
        };
        Ok(unknown)
    };
    Filter::from_test(UpdateKinds::from_types(kinds), test)
}

/// Takes updates in chats of a type.
pub fn chat_type(kind: ChatType) -> Filter {
    Filter::new(move |ctx| ctx.chat().is_some_and(|chat| chat.kind == kind))
}

/// Takes updates in private chats.
pub fn private() -> Filter {
    chat_type(ChatType::Private)
}

/// Takes updates in groups and supergroups.
pub fn group() -> Filter {
    chat_type(ChatType::Group) | chat_type(ChatType::Supergroup)
}

/// Takes updates in channels.
pub fn channel() -> Filter {
    chat_type(ChatType::Channel)
}

/// Takes updates caused by the given users.
pub fn users<T: Into<UserId>>(users: impl IntoIterator<Item = T>) -> Filter {
    let mut users: Vec<UserId> = users.into_iter().map(Into::into).collect();
    users.sort_unstable();
    Filter::new(move |ctx| ctx.from_id().is_some_and(|id| users.binary_search(&id).is_ok()))
}

/// Takes updates in the given chats.
pub fn chats<T: Into<ChatId>>(chats: impl IntoIterator<Item = T>) -> Filter {
    let mut chats: Vec<ChatId> = chats.into_iter().map(Into::into).collect();
    chats.sort_unstable();
    Filter::new(move |ctx| ctx.chat_id().is_some_and(|id| chats.binary_search(&id).is_ok()))
}

/// Takes updates caused by users with one of the usernames, with or without `@`, in any case.
pub fn usernames<T: AsRef<str>>(names: impl IntoIterator<Item = T>) -> Filter {
    let names: Vec<String> =
        names.into_iter().map(|n| n.as_ref().trim_start_matches('@').to_owned()).collect();
    Filter::new(move |ctx| {
        let username = ctx.from().and_then(|user| user.username.as_deref());
        username.is_some_and(|username| names.iter().any(|name| name.eq_ignore_ascii_case(username)))
    })
}

/// Takes a command: `/name` at the start of a message or a channel post. See [`CommandPattern`].
#[track_caller]
pub fn command(pattern: impl Into<CommandPattern>) -> Filter {
    command_filter(pattern.into())
}

pub(crate) fn command_filter(pattern: CommandPattern) -> Filter {
    let mut kinds = vec![UpdateType::Message, UpdateType::ChannelPost];
    if pattern.takes_edits() {
        kinds.extend([UpdateType::EditedMessage, UpdateType::EditedChannelPost]);
    }
    if pattern.takes_all() {
        kinds.extend([
            UpdateType::BusinessMessage,
            UpdateType::GuestMessage,
            UpdateType::EditedBusinessMessage,
        ]);
    }
    Filter::from_test(UpdateKinds::from_types(&kinds), move |ctx, found| {
        let Some(command) = pattern.test(ctx) else { return Ok(false) };
        found.push(Found { source: Source::Text, groups: Groups::Command(command) });
        Ok(true)
    })
}

/// Takes messages and channel posts whose text or caption matches.
pub fn text(pattern: impl Into<Pattern>) -> Filter {
    matching(&[UpdateType::Message, UpdateType::ChannelPost], Source::Text, pattern.into())
}

/// Takes clicks on buttons whose data matches.
pub fn callback(pattern: impl Into<Pattern>) -> Filter {
    matching(&[UpdateType::CallbackQuery], Source::CallbackData, pattern.into())
}

/// Takes clicks on the button of a game whose short name matches.
pub fn game(pattern: impl Into<Pattern>) -> Filter {
    matching(&[UpdateType::CallbackQuery], Source::GameShortName, pattern.into())
}

/// Takes inline queries whose text matches.
pub fn inline_query(pattern: impl Into<Pattern>) -> Filter {
    matching(&[UpdateType::InlineQuery], Source::InlineQuery, pattern.into())
}

/// Takes chosen inline results whose identifier matches.
pub fn chosen_inline_result(pattern: impl Into<Pattern>) -> Filter {
    matching(&[UpdateType::ChosenInlineResult], Source::ChosenInlineResult, pattern.into())
}

/// Takes pre-checkout queries whose payload matches.
pub fn pre_checkout_query(pattern: impl Into<Pattern>) -> Filter {
    matching(&[UpdateType::PreCheckoutQuery], Source::PreCheckoutPayload, pattern.into())
}

/// Takes shipping queries whose payload matches.
pub fn shipping_query(pattern: impl Into<Pattern>) -> Filter {
    matching(&[UpdateType::ShippingQuery], Source::ShippingPayload, pattern.into())
}

fn matching(kinds: &[UpdateType], source: Source, pattern: Pattern) -> Filter {
    Filter::from_test(UpdateKinds::from_types(kinds), move |ctx, found| {
        let groups = ctx.update().and_then(|update| source.text(update)).and_then(|text| pattern.find(text));
        let Some(groups) = groups else { return Ok(false) };
        found.push(Found { source, groups });
        Ok(true)
    })
}

/// A reaction to look for: an emoji as text, or any [`ReactionType`].
///
/// # Example
/// ```
/// use chappe::filter::{self, Reaction};
///
/// let liked = filter::reaction(["👍", "❤"]);
/// let paid = filter::reaction(Reaction::paid());
/// ```
#[derive(Clone, Debug)]
pub struct Reaction(Vec<ReactionType>);

impl Reaction {
    /// A custom emoji by its identifier.
    pub fn custom_emoji(id: impl Into<String>) -> Self {
        Self(vec![ReactionTypeCustomEmoji::new(id.into()).into()])
    }

    /// The reaction that is paid for.
    pub fn paid() -> Self {
        Self(vec![crate::types::ReactionTypePaid::new().into()])
    }

    /// The reactions as the Bot API has them.
    pub(crate) fn into_types(self) -> Vec<ReactionType> {
        self.0
    }

    /// Whether an update adds one of the reactions: there now, and not before.
    fn is_new(&self, kind: &UpdateKind) -> bool {
        let UpdateKind::MessageReaction(update) = kind else { return false };
        self.0.iter().any(|wanted| {
            let has = |reactions: &[ReactionType]| reactions.iter().any(|r| same(r, wanted));
            has(&update.new_reaction) && !has(&update.old_reaction)
        })
    }
}

fn same(a: &ReactionType, b: &ReactionType) -> bool {
    match (a, b) {
        (ReactionType::Emoji(a), ReactionType::Emoji(b)) => a.emoji == b.emoji,
        (ReactionType::CustomEmoji(a), ReactionType::CustomEmoji(b)) => {
            a.custom_emoji_id == b.custom_emoji_id
        }
        (ReactionType::Paid(_), ReactionType::Paid(_)) => true,
        _ => false,
    }
}

impl From<&str> for Reaction {
    fn from(emoji: &str) -> Self {
        Self(vec![ReactionTypeEmoji::new(emoji).into()])
    }
}

impl From<ReactionType> for Reaction {
    fn from(reaction: ReactionType) -> Self {
        Self(vec![reaction])
    }
}

impl<T: Into<Reaction>, const N: usize> From<[T; N]> for Reaction {
    fn from(reactions: [T; N]) -> Self {
        Self(reactions.into_iter().flat_map(|r| r.into().0).collect())
    }
}

impl<T: Into<Reaction>> From<Vec<T>> for Reaction {
    fn from(reactions: Vec<T>) -> Self {
        Self(reactions.into_iter().flat_map(|r| r.into().0).collect())
    }
}

/// Takes updates that add one of the reactions. They arrive only where they are asked for, which the router does.
pub fn reaction(reaction: impl Into<Reaction>) -> Filter {
    let reaction = reaction.into();
    Filter::from_test(UpdateKinds::of(&UpdateType::MessageReaction), move |ctx, _| {
        Ok(ctx.update().is_some_and(|update| reaction.is_new(&update.kind)))
    })
}

/// A filter on new messages and channel posts.
fn message(test: impl Fn(&Message) -> bool + Send + Sync + 'static) -> Filter {
    Filter::new(move |ctx| ctx.msg().is_some_and(&test))
        .only(UpdateKinds::from_types(&[UpdateType::Message, UpdateType::ChannelPost]))
}

macro_rules! media {
    ($($name:ident: $what:literal,)*) => {
        $(#[doc = concat!("Takes new messages and channel posts with ", $what, ".")]
        pub fn $name() -> Filter {
            message(|message| message.$name.is_some())
        })*
    };
}

media! {
    animation: "an animation",
    audio: "a piece of music",
    caption: "a caption",
    contact: "a contact",
    dice: "a dice",
    document: "a file",
    live_photo: "a live photo",
    location: "a location",
    paid_media: "paid media",
    photo: "a photo",
    poll: "a poll",
    reply_to_message: "a reply to a message",
    sticker: "a sticker",
    story: "a story",
    venue: "a venue",
    video: "a video",
    video_note: "a video note",
    voice: "a voice note",
    new_chat_members: "new members",
    left_chat_member: "a member who left",
    successful_payment: "a payment",
    web_app_data: "data of a Mini App",
    forward_origin: "a forwarded content",
}

/// Takes new messages and channel posts with text.
pub fn has_text() -> Filter {
    message(|message| message.text.is_some())
}

/// Takes new messages and channel posts with a command anywhere in their text.
pub fn has_command() -> Filter {
    message(|m| m.entities.iter().flatten().any(|e| e.kind == crate::types::EntityType::BotCommand))
}
