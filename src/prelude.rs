//! What almost every bot uses: `use chappe::prelude::*`.

pub use crate::bot::{Bot, Call};
pub use crate::command::CommandPattern;
pub use crate::ctx::Ctx;
pub use crate::extract::{Args, CallbackData, Flavor, FromCtx, Matches, Rest, State, Text};
pub use crate::filter::{self, Filter};
pub use crate::handler_error::HandlerError;
#[cfg(feature = "macros")]
pub use chappe_macros::FromCtx;

pub use crate::keyboard::{InlineKeyboard, ReplyKeyboard};
pub use crate::methods::*;
pub use crate::outcome::{IntoOutcome, Outcome};
pub use crate::router::Router;
pub use crate::types::{
    ChatId, ChatType, InputFile, InputMedia, MessageId, ParseMode, ReplyMarkup, ReplyParameters, UpdateType,
    UserId,
};
pub use crate::{BoxError, Result, query, regex};
