//! Why an extractor gives nothing.

use std::any::type_name;
use std::convert::Infallible;

use crate::{BoxError, Ctx, Outcome, Result};

/// Why an extractor gives nothing, and what becomes of the event then.
#[derive(Debug)]
#[non_exhaustive]
pub enum Rejection {
    /// The event is not of that shape: the next route has its turn.
    Pass,
    /// A layer that should have put a flavor in is not there: an error that names the flavor and the handler.
    Missing {
        /// The flavor's type.
        flavor: &'static str,
        /// The layer that would put it in, where the extractor knows.
        provider: Option<&'static str>,
    },
    /// The user wrote something that does not fit: they are answered with this text, and the event is done.
    Reply(String),
    /// It failed: the error goes to the error handler.
    Error(BoxError),
}

/// A handler asked for a flavor that no layer put in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{handler}` asks for `{flavor}`, which nothing has put in: {}", remedy(*.provider))]
#[non_exhaustive]
pub struct MissingFlavor {
    /// The flavor's type.
    pub flavor: &'static str,
    /// The handler's path.
    pub handler: &'static str,
    /// What would put it in, where the extractor knows.
    pub provider: Option<&'static str>,
}

/// What to do about a flavor that is not there.
pub(crate) fn remedy(provider: Option<&'static str>) -> String {
    match provider {
        Some(provider) => format!("add `{provider}`"),
        None => "add the layer that provides it around the router, or insert it in a middleware".to_owned(),
    }
}

impl Rejection {
    /// The rejection for a flavor that is not there.
    pub fn missing<T>() -> Self {
        Self::Missing { flavor: type_name::<T>(), provider: None }
    }

    /// The rejection for a flavor that is not there, with the layer that would put it in.
    ///
    /// # Example
    /// ```
    /// use chappe::extract::{FromCtx, Needs, Rejection};
    /// use chappe::prelude::*;
    ///
    /// #[derive(Clone)]
    /// struct Language(String);
    ///
    /// impl FromCtx for Language {
    ///     type Rejection = Rejection;
    ///
    ///     async fn from_ctx(ctx: &Ctx) -> Result<Self, Rejection> {
    ///         ctx.get().ok_or_else(|| Rejection::missing_from::<Self>("LanguageLayer"))
    ///     }
    ///
    ///     fn needs(needs: &mut Needs) {
    ///         needs.flavor_from::<Self>("LanguageLayer");
    ///     }
    /// }
    /// ```
    pub fn missing_from<T>(provider: &'static str) -> Self {
        Self::Missing { flavor: type_name::<T>(), provider: Some(provider) }
    }

    /// The rejection for a failure.
    pub fn error(error: impl Into<BoxError>) -> Self {
        Self::Error(error.into())
    }

    pub(crate) async fn resolve(self, ctx: Ctx, handler: &'static str) -> Result<Outcome> {
        match self {
            Self::Pass => Ok(Outcome::Pass(ctx)),
            Self::Missing { flavor, provider } => Err(MissingFlavor { flavor, handler, provider }.into()),
            Self::Reply(text) => {
                ctx.reply(text).await?;
                Ok(Outcome::Done)
            }
            Self::Error(error) => Err(error),
        }
    }
}

impl From<Infallible> for Rejection {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}
