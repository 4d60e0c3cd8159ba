//! What a call can fail with.

use std::borrow::Cow;
use std::time::Duration;

use crate::BoxError;
use crate::json::DecodeError;
use crate::types::{ChatId, ResponseParameters};

/// What a call of the Bot API can fail with.
///
/// The token never appears in it, not even where it quotes an address.
///
/// # Example
/// ```
/// # async fn f(bot: chappe::Bot) -> Result<(), chappe::Error> {
/// use chappe::Error;
///
/// match bot.send_message(-100123, "hi").await {
///     Ok(message) => println!("sent as {}", message.message_id),
///     Err(Error::Forbidden(refusal)) => println!("gone: {}", refusal.description),
///     Err(Error::RetryAfter { after, .. }) => println!("too fast: again in {after:?}"),
///     Err(error) => return Err(error),
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// 400: Telegram will not do this; sending the same again will not help.
    #[error("{0}")]
    BadRequest(Refusal),
    /// 401: the token is wrong or was revoked.
    #[error("{0}; check the token: @BotFather shows it")]
    Unauthorized(Refusal),
    /// 403: the bot was blocked, removed, or lacks a right.
    #[error("{0}")]
    Forbidden(Refusal),
    /// 404: no such method or file, or a token that is none.
    #[error("{0}")]
    NotFound(Refusal),
    /// 409: another instance fetches updates with this token, or a webhook is set.
    #[error("{0}")]
    Conflict(Refusal),
    /// 429: too many requests.
    #[error("{refusal}; wait {after:?}")]
    RetryAfter {
        /// How long to wait before the next request.
        after: Duration,
        /// What Telegram said.
        refusal: Refusal,
    },
    /// 400: the group has become a supergroup and has a new identifier.
    #[error("{refusal}; the chat {} is now {new}", .old.map_or_else(|| "asked for".to_owned(), |old| old.to_string()))]
    Migrated {
        /// The identifier that was asked for, where it was a number.
        old: Option<ChatId>,
        /// The identifier to use from now on.
        new: ChatId,
        /// What Telegram said.
        refusal: Refusal,
    },
    /// 5xx: Telegram's own fault; the same request may succeed later.
    #[error("{0}")]
    Server(Refusal),
    /// Any other code.
    #[error("{0}")]
    Refused(Refusal),
    /// The request or its answer was lost on the way.
    #[error("{method}: the connection to the Bot API server failed")]
    Network {
        /// The method that was called.
        method: String,
        /// What failed, without the address.
        #[source]
        source: BoxError,
    },
    /// No answer in time.
    #[error("{method}: no answer in time")]
    Timeout {
        /// The method that was called.
        method: String,
    },
    /// The answer was not what the method answers with.
    #[error("{method}: the answer could not be read")]
    Decode {
        /// The method that was called.
        method: String,
        /// What was wrong with it.
        #[source]
        source: DecodeError,
    },
    /// A shortcut of the context lacks an identifier that the update does not have.
    #[error(
        "{method} needs `{parameter}`, which this update does not have: set it on the call with `.{parameter}(..)`"
    )]
    Missing {
        /// The method that was to be called.
        method: &'static str,
        /// The parameter that is missing.
        parameter: &'static str,
    },
    /// A file to be sent could not be read.
    #[error("{method}: the file {name:?} cannot be read")]
    File {
        /// The method that was called.
        method: String,
        /// The file's name.
        name: String,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A layer of the outgoing stack failed in a way of its own.
    #[error("{method}: a layer refused the request")]
    Layer {
        /// The method that was called.
        method: String,
        /// What the layer said.
        #[source]
        source: BoxError,
    },
    /// The bot was set up with a value that cannot work.
    #[error("{0}")]
    Config(String),
}

/// A request that the Bot API server answered with `"ok": false`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Refusal {
    /// The method that was called.
    pub method: String,
    /// The code, which is that of HTTP.
    pub code: i64,
    /// What the server said.
    pub description: String,
    /// What the server told besides.
    pub parameters: ResponseParameters,
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {} ({})", self.method, self.description, self.code)
    }
}

impl Refusal {
    /// The error for the code; `chat` is what the request was for.
    pub(crate) fn into_error(self, chat: Option<ChatId>) -> Error {
        if let Some(after) = self.parameters.retry_after {
            return Error::RetryAfter { after: after.duration(), refusal: self };
        }
        if let Some(new) = self.parameters.migrate_to_chat_id {
            return Error::Migrated { old: chat, new, refusal: self };
        }
        match self.code {
            400 => Error::BadRequest(self),
            401 => Error::Unauthorized(self),
            403 => Error::Forbidden(self),
            404 => Error::NotFound(self),
            409 => Error::Conflict(self),
            429 => Error::RetryAfter { after: Duration::from_secs(1), refusal: self },
            500..600 => Error::Server(self),
            _ => Error::Refused(self),
        }
    }
}

impl Error {
    /// What the server said, where it was the server that refused.
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::BadRequest(refusal)
            | Self::Unauthorized(refusal)
            | Self::Forbidden(refusal)
            | Self::NotFound(refusal)
            | Self::Conflict(refusal)
            | Self::RetryAfter { refusal, .. }
            | Self::Migrated { refusal, .. }
            | Self::Server(refusal)
            | Self::Refused(refusal) => Some(refusal),
            _ => None,
        }
    }

    /// Whether the same request may succeed later without being changed.
    pub fn is_temporary(&self) -> bool {
        matches!(
            self,
            Self::RetryAfter { .. } | Self::Server(_) | Self::Network { .. } | Self::Timeout { .. }
        )
    }

    /// Whether the token was refused, or there is nothing at the address: no request like it can succeed.
    pub fn is_fatal(&self) -> bool {
        matches!(self, Self::Unauthorized(_) | Self::NotFound(_))
    }

    /// The classification of an error that came through layers, whose errors are of any type.
    pub(crate) fn from_layers(error: BoxError, method: Cow<'static, str>) -> Self {
        match error.downcast::<Self>() {
            Ok(error) => *error,
            Err(error) if error.is::<tower::timeout::error::Elapsed>() => {
                Self::Timeout { method: method.into_owned() }
            }
            Err(source) => Self::Layer { method: method.into_owned(), source },
        }
    }
}
