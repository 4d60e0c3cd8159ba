//! The error that an error handler is called for.

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures_util::FutureExt as _;

use crate::{BoxError, Ctx, Outcome, Result};

/// The error of a handler or of a layer around it, as an error handler gets it.
///
/// It is a flavor like any other, and can be returned to let it go on.
///
/// # Example
/// ```
/// use chappe::prelude::*;
///
/// async fn report(ctx: Ctx, error: HandlerError) -> Result {
///     eprintln!("{:#}", error.chain());
///     ctx.reply("Something went wrong.").await?;
///     Err(error.into()) // and on to the log
/// }
/// # async fn start() {}
/// # let _ = Router::new().command("start", start).on_error(report);
/// ```
#[derive(Clone)]
pub struct HandlerError(Arc<BoxError>);

impl HandlerError {
    /// Wraps an error, to hand it to an error handler or to tell its chain of causes.
    pub fn new(error: BoxError) -> Self {
        match error.downcast::<Self>() {
            Ok(same) => *same,
            Err(error) => Self(Arc::new(error)),
        }
    }

    /// Gives the error to an error handler, and answers what that one answers: what
    /// [`Router::on_error`](crate::Router::on_error) does, for layers that have error handlers too.
    ///
    /// Where the handler fails itself, or panics, its error is the answer, and this one is logged: none is lost. An error
    /// handler that returns the error it got lets it go on as it was.
    ///
    /// # Errors
    /// The error handler's.
    pub async fn handle<F>(self, ctx: Ctx, handler: impl FnOnce(Ctx) -> F) -> Result<Outcome>
    where
        F: Future<Output = Result<Outcome>>,
    {
        ctx.insert(self.clone());
        let result = AssertUnwindSafe(async { handler(ctx).await }).catch_unwind().await;
        let error = match result {
            Ok(Ok(outcome)) => return Ok(outcome),
            Ok(Err(error)) => error,
            Err(payload) => HandlerPanic::new(&*payload).into(),
        };
        if !self.is_behind(&*error) {
            tracing::error!(error = %self.chain(), failed = %error, "an error handler failed over this error");
        }
        Err(error)
    }

    /// Whether an error is this one, or was caused by it.
    fn is_behind(&self, error: &(dyn StdError + 'static)) -> bool {
        let same = |error: &Self| Arc::ptr_eq(&error.0, &self.0);
        error.downcast_ref().is_some_and(same) || error.source().is_some_and(|cause| self.is_behind(cause))
    }

    /// The error, if it is of the type.
    pub fn downcast_ref<E: StdError + 'static>(&self) -> Option<&E> {
        self.0.downcast_ref()
    }

    /// The error and what caused it, in one line.
    pub fn chain(&self) -> String {
        let mut text = self.0.to_string();
        let mut cause = self.0.source();
        while let Some(error) = cause {
            text.push_str(": ");
            text.push_str(&error.to_string());
            cause = error.source();
        }
        text
    }

    /// The panic's message, where the handler panicked.
    pub fn panic_message(&self) -> Option<&str> {
        self.downcast_ref::<HandlerPanic>().map(|panic| panic.message.as_str())
    }
}

impl fmt::Debug for HandlerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Display for HandlerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl StdError for HandlerError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source()
    }
}

/// A handler panicked. The event is over, the bot goes on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a handler panicked: {message}")]
#[non_exhaustive]
pub struct HandlerPanic {
    /// What the panic said.
    pub message: String,
}

impl HandlerPanic {
    /// The panic of a payload, as [`catch_unwind`](std::panic::catch_unwind) gives it.
    pub fn new(payload: &(dyn std::any::Any + Send)) -> Self {
        let message = payload
            .downcast_ref::<&str>()
            .map(|text| (*text).to_owned())
            .or_else(|| payload.downcast_ref::<String>().cloned())
            .unwrap_or_else(|| "with a payload that is no text".to_owned());
        Self { message }
    }
}
