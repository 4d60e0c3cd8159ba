//! Extractors: what a handler names as its arguments.
//!
//! | extractor | gives | where there is none |
//! |---|---|---|
//! | [`Ctx`], [`Bot`] | the event itself, the bot | |
//! | [`Message`], [`Chat`], [`From`], [`CallbackQuery`], .. | a part of the update | passes |
//! | [`Text`] | the text or caption | passes |
//! | [`Command`], [`Args`] | the command, its typed arguments | passes; a wrong argument is answered with a usage line |
//! | [`Matches`], [`CallbackData`] | what the route's pattern matched, typed button data | passes |
//! | [`Flavor`], [`State`] | what a layer or the router put in | an error that names it |
//! | `Option<T>` | `T`, or `None` where `T` passes or is missing | |
//! | `Result<T, T::Rejection>` | `T`, or why not | |
//!
//! A struct of extractors is one too: derive [`FromCtx`](derive@crate::FromCtx).

mod args;
mod flavor;
mod parts;
mod rejection;

use std::any::{TypeId, type_name};
use std::convert::Infallible;
use std::future::Future;

pub use args::{Arg, Args, CallbackData, FromArgs, Rest, Words};
pub use flavor::{Flavor, State};
pub use parts::{
    CallbackQuery, Chat, ChatJoinRequest, ChatMemberUpdated, ChosenInlineResult, Command, From, InlineQuery,
    Matches, Message, Poll, PollAnswer, PreCheckoutQuery, Reaction, ShippingQuery, Text, Update,
};
pub(crate) use rejection::remedy;
pub use rejection::{MissingFlavor, Rejection};

use crate::{Bot, Ctx, HandlerError};

/// A type that a handler can name as an argument.
///
/// # Example
/// A flavor of one's own making, from what the event has:
/// ```
/// use chappe::extract::{FromCtx, Rejection};
/// use chappe::prelude::*;
///
/// struct Language(String);
///
/// impl FromCtx for Language {
///     type Rejection = Rejection;
///
///     async fn from_ctx(ctx: &Ctx) -> Result<Self, Rejection> {
///         let code = ctx.from().and_then(|user| user.language_code.clone());
///         code.map(Language).ok_or(Rejection::Pass)
///     }
/// }
///
/// async fn hello(Language(code): Language) -> &'static str {
///     if code == "fr" { "Bonjour" } else { "Hello" }
/// }
/// # let _ = Router::new().command("hello", hello);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an extractor",
    label = "not an extractor",
    note = "arguments of handlers and fields of contexts are extractors: types that implement `chappe::extract::FromCtx`",
    note = "a flavor that a layer puts in is named as `Flavor<{Self}>`, a state of the router as `State<{Self}>`"
)]
pub trait FromCtx: Sized + Send {
    /// Why there is none: converts into a pass or an error.
    type Rejection: Into<Rejection> + Send;

    /// Takes the value out of the event.
    fn from_ctx(ctx: &Ctx) -> impl Future<Output = Result<Self, Self::Rejection>> + Send;

    /// Tells what has to be there, for the [preflight](crate::preflight).
    fn needs(needs: &mut Needs) {
        let _ = needs;
    }
}

/// The flavors that a handler cannot do without.
#[derive(Clone, Debug, Default)]
pub struct Needs {
    pub(crate) flavors: Vec<Need>,
}

#[derive(Clone, Debug)]
pub(crate) struct Need {
    pub(crate) id: TypeId,
    pub(crate) name: &'static str,
    pub(crate) provider: Option<&'static str>,
}

impl Needs {
    /// Notes that a flavor has to be there.
    pub fn flavor<T: 'static>(&mut self) {
        self.push::<T>(None);
    }

    /// Notes that a flavor has to be there, and which layer puts it in.
    pub fn flavor_from<T: 'static>(&mut self, provider: &'static str) {
        self.push::<T>(Some(provider));
    }

    fn push<T: 'static>(&mut self, provider: Option<&'static str>) {
        self.flavors.push(Need { id: TypeId::of::<T>(), name: type_name::<T>(), provider });
    }
}

impl FromCtx for Ctx {
    type Rejection = Infallible;

    async fn from_ctx(ctx: &Ctx) -> Result<Self, Infallible> {
        Ok(ctx.clone())
    }
}

impl FromCtx for Bot {
    type Rejection = Infallible;

    async fn from_ctx(ctx: &Ctx) -> Result<Self, Infallible> {
        Ok(ctx.bot().clone())
    }
}

impl FromCtx for HandlerError {
    type Rejection = Rejection;

    async fn from_ctx(ctx: &Ctx) -> Result<Self, Rejection> {
        ctx.get().ok_or_else(|| Rejection::missing_from::<Self>("Router::on_error` or `ErrorsLayer"))
    }

    fn needs(needs: &mut Needs) {
        needs.flavor_from::<Self>("Router::on_error` or `ErrorsLayer");
    }
}

#[diagnostic::do_not_recommend]
impl<T: FromCtx> FromCtx for Option<T> {
    type Rejection = Rejection;

    async fn from_ctx(ctx: &Ctx) -> Result<Self, Rejection> {
        match T::from_ctx(ctx).await.map_err(Into::into) {
            Ok(value) => Ok(Some(value)),
            Err(Rejection::Error(error)) => Err(Rejection::Error(error)),
            Err(_) => Ok(None),
        }
    }
}

#[diagnostic::do_not_recommend]
impl<T: FromCtx> FromCtx for Result<T, T::Rejection> {
    type Rejection = Infallible;

    async fn from_ctx(ctx: &Ctx) -> Result<Self, Infallible> {
        Ok(T::from_ctx(ctx).await)
    }
}
