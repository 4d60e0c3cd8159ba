//! Parts of the event, shared and not copied.

use std::fmt;
use std::ops::Deref;

use super::{FromCtx, Rejection};
use crate::command::ParsedCommand;
use crate::filter::Match;
use crate::{Ctx, types};
use types::UpdateKind;

/// An extractor that keeps the event and gives one part of it.
macro_rules! part {
    ($(#[$meta:meta])* $name:ident: $target:ty, |$ctx:ident| $get:expr) => {
        $(#[$meta])*
        ///
        /// It derefs to the part; the event is shared, not copied. Where there is no such part, it passes.
        #[derive(Clone)]
        pub struct $name(Ctx);

        impl $name {
            fn find($ctx: &Ctx) -> Option<&$target> {
                $get
            }
        }

        impl FromCtx for $name {
            type Rejection = Rejection;

            async fn from_ctx(ctx: &Ctx) -> Result<Self, Rejection> {
                match Self::find(ctx) {
                    Some(_) => Ok(Self(ctx.clone())),
                    None => Err(Rejection::Pass),
                }
            }
        }

        impl Deref for $name {
            type Target = $target;

            fn deref(&self) -> &$target {
                Self::find(&self.0).expect("an extractor is made only where its part was found, and events do not change")
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&**self, f)
            }
        }
    };
}

/// The content of an update of one kind.
macro_rules! kind {
    ($(#[$meta:meta])* $name:ident: $($variant:ident)|+) => {
        part! {
            $(#[$meta])*
            $name: types::$name, |ctx| match &ctx.update()?.kind {
                $(UpdateKind::$variant(part))|+ => Some(part),
                _ => None,
            }
        }
    };
}

part! {
    /// The whole update.
    Update: types::Update, |ctx| ctx.update()
}

part! {
    /// The message that the event brings or that a clicked button hangs on. See [`Ctx::msg`].
    Message: types::Message, |ctx| ctx.msg()
}

part! {
    /// The chat that the event happened in. See [`Ctx::chat`].
    Chat: types::Chat, |ctx| ctx.chat()
}

part! {
    /// The user who caused the event. See [`Ctx::from`].
    From: types::User, |ctx| ctx.from()
}

part! {
    /// The text of the message, or the caption of its medium. See [`Ctx::text`].
    Text: str, |ctx| ctx.text()
}

part! {
    /// A reaction that a user gave or took back.
    Reaction: types::MessageReactionUpdated, |ctx| match &ctx.update()?.kind {
        UpdateKind::MessageReaction(part) => Some(part),
        _ => None,
    }
}

kind! {
    /// A click on an inline button.
    CallbackQuery: CallbackQuery
}

kind! {
    /// What a user is typing after the bot's name.
    InlineQuery: InlineQuery
}

kind! {
    /// The inline result that a user chose.
    ChosenInlineResult: ChosenInlineResult
}

kind! {
    /// The address that a payer entered.
    ShippingQuery: ShippingQuery
}

kind! {
    /// The last question before a payment.
    PreCheckoutQuery: PreCheckoutQuery
}

kind! {
    /// The new state of a poll.
    Poll: Poll
}

kind! {
    /// A vote in a poll that is not anonymous.
    PollAnswer: PollAnswer
}

kind! {
    /// What became of a member of a chat, be it the bot or another.
    ChatMemberUpdated: MyChatMember | ChatMember
}

kind! {
    /// A request to join a chat.
    ChatJoinRequest: ChatJoinRequest
}

/// What the route's pattern matched; it passes where the route had none. See [`Ctx::matched`].
#[derive(Clone, Debug)]
pub struct Matches(pub Match);

impl FromCtx for Matches {
    type Rejection = Rejection;

    async fn from_ctx(ctx: &Ctx) -> Result<Self, Rejection> {
        ctx.matched().map(Matches).ok_or(Rejection::Pass)
    }
}

impl Deref for Matches {
    type Target = Match;

    fn deref(&self) -> &Match {
        &self.0
    }
}

/// The command at the start of the text; it passes where there is none.
///
/// Where a route or a layer took a command in a caption, or with another prefix than the slash, it is that one.
///
/// # Example
/// ```
/// use chappe::extract::Command;
/// use chappe::prelude::*;
///
/// async fn unknown(command: Command) -> String {
///     format!("I do not know /{}", command.name())
/// }
/// # let _ = Router::new().on(chappe::filter::has_command(), unknown);
/// ```
#[derive(Clone)]
pub struct Command(Of);

/// Where the command is.
#[derive(Clone)]
enum Of {
    Matched(Match),
    Message(Ctx),
}

impl Command {
    /// The name, without the slash and the target.
    pub fn name(&self) -> &str {
        self.part(|command, text| Some(command.name(text))).unwrap_or_default()
    }

    /// The bot that the command is addressed to, if it names one.
    pub fn target(&self) -> Option<&str> {
        self.part(|command, text| command.target(text))
    }

    /// What follows the command, as it was written.
    pub fn args(&self) -> &str {
        self.part(|command, text| Some(command.args(text))).unwrap_or_default()
    }

    fn part<'a>(&'a self, get: fn(&ParsedCommand, &'a str) -> Option<&'a str>) -> Option<&'a str> {
        match &self.0 {
            Of::Matched(matched) => get(matched.command()?, matched.haystack()),
            Of::Message(ctx) => get(ctx.parsed_command()?, ctx.msg()?.text.as_deref()?),
        }
    }
}

impl FromCtx for Command {
    type Rejection = Rejection;

    async fn from_ctx(ctx: &Ctx) -> Result<Self, Rejection> {
        if let Some(matched) = ctx.matched().filter(|matched| matched.command().is_some()) {
            return Ok(Self(Of::Matched(matched)));
        }
        match ctx.parsed_command() {
            Some(_) => Ok(Self(Of::Message(ctx.clone()))),
            None => Err(Rejection::Pass),
        }
    }
}

impl fmt::Debug for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Command").field("name", &self.name()).field("args", &self.args()).finish()
    }
}
