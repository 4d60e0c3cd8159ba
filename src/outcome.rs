//! What a service answers, and what a handler may return.

use std::borrow::Cow;
use std::future::Future;

use crate::bot::{Call, Method};
use crate::text::FormattedText;
use crate::{BoxError, Ctx, Result};

/// What became of an event.
#[derive(Debug)]
#[must_use = "an outcome that passes gives the event back: hand it on"]
#[non_exhaustive]
pub enum Outcome {
    /// It was handled.
    Done,
    /// It was not for this service; the next one may have it.
    Pass(Ctx),
}

impl Outcome {
    /// Whether the event was handled.
    pub fn is_done(&self) -> bool {
        matches!(self, Self::Done)
    }
}

/// What a handler may return; it is carried out before the handler's layers see the outcome.
///
/// | returned | what happens |
/// |---|---|
/// | `()` | nothing more |
/// | [`Outcome`] | done, or the next route has its turn |
/// | text, plain or [formatted](crate::text::FormattedText) | it is sent as a reply |
/// | a [`Call`], or any [method](crate::methods) | it is sent |
/// | `Option<T>` | `T`, if there is one |
/// | `Result<T, E>` | `T`, or the error goes to the error handler |
/// | a tuple | each in turn; a pass ends it |
///
/// What a call that is returned answers with is not looked at; its errors are the handler's.
///
/// # Example
/// ```
/// use chappe::prelude::*;
///
/// async fn ping() -> &'static str {
///     "pong"
/// }
///
/// async fn roll(ctx: Ctx) -> (Call<SendDice>, String) {
///     (ctx.reply_with_dice(), "good luck".to_owned())
/// }
/// # let _ = Router::new().command("ping", ping).command("roll", roll);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is nothing that a handler can return",
    label = "a handler returns `()`, `Outcome`, text, a method call, or an `Option`, `Result` or tuple of these",
    note = "for an error, return `chappe::Result<T>`; for fallthrough, return `Outcome::Pass(ctx)`"
)]
pub trait IntoOutcome: Send {
    /// Carries out what was returned.
    fn into_outcome(self, ctx: &Ctx) -> impl Future<Output = Result<Outcome>> + Send;
}

impl IntoOutcome for () {
    async fn into_outcome(self, _: &Ctx) -> Result<Outcome> {
        Ok(Outcome::Done)
    }
}

impl IntoOutcome for Outcome {
    async fn into_outcome(self, _: &Ctx) -> Result<Outcome> {
        Ok(self)
    }
}

impl IntoOutcome for String {
    async fn into_outcome(self, ctx: &Ctx) -> Result<Outcome> {
        ctx.reply(self).send_returned(ctx).await
    }
}

impl IntoOutcome for &'static str {
    async fn into_outcome(self, ctx: &Ctx) -> Result<Outcome> {
        ctx.reply(self).send_returned(ctx).await
    }
}

impl IntoOutcome for Cow<'static, str> {
    async fn into_outcome(self, ctx: &Ctx) -> Result<Outcome> {
        ctx.reply(self.into_owned()).send_returned(ctx).await
    }
}

impl IntoOutcome for FormattedText {
    async fn into_outcome(self, ctx: &Ctx) -> Result<Outcome> {
        let (text, entities) = self.into_parts();
        ctx.reply(text).entities(entities).send_returned(ctx).await
    }
}

#[diagnostic::do_not_recommend]
impl<M: Method> IntoOutcome for M {
    async fn into_outcome(self, ctx: &Ctx) -> Result<Outcome> {
        Call::new(ctx.bot(), self).send_returned(ctx).await
    }
}

impl<M: Method> IntoOutcome for Call<M> {
    async fn into_outcome(self, ctx: &Ctx) -> Result<Outcome> {
        self.send_returned(ctx).await
    }
}

impl<T: IntoOutcome> IntoOutcome for Option<T> {
    async fn into_outcome(self, ctx: &Ctx) -> Result<Outcome> {
        match self {
            Some(value) => value.into_outcome(ctx).await,
            None => Ok(Outcome::Done),
        }
    }
}

impl<T: IntoOutcome, E: Into<BoxError> + Send> IntoOutcome for Result<T, E> {
    async fn into_outcome(self, ctx: &Ctx) -> Result<Outcome> {
        match self {
            Ok(value) => value.into_outcome(ctx).await,
            Err(error) => Err(error.into()),
        }
    }
}

macro_rules! tuple {
    ($($name:ident),+) => {
        impl<$($name: IntoOutcome),+> IntoOutcome for ($($name,)+) {
            #[allow(non_snake_case)]
            async fn into_outcome(self, ctx: &Ctx) -> Result<Outcome> {
                let ($($name,)+) = self;
                $(if let Outcome::Pass(ctx) = $name.into_outcome(ctx).await? {
                    return Ok(Outcome::Pass(ctx));
                })+
                Ok(Outcome::Done)
            }
        }
    };
}

tuple!(A);
tuple!(A, B);
tuple!(A, B, C);
tuple!(A, B, C, D);
