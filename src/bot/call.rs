//! A method bound to a bot: a value, a builder, and a future to be.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::time::Duration;

use super::{ApiRequest, Bot, Error};
use crate::json::{Decode, Encode};
use crate::{Ctx, Outcome};

/// A method of the Bot API: its name, its parameters, and what it answers with.
///
/// Implemented for every method in [`methods`](crate::methods); implement it for one that is newer than this
/// version, or that only your own server has.
pub trait Method: Encode + fmt::Debug + Send + Sync + 'static {
    /// The method's name, as the Bot API writes it.
    const NAME: &'static str;
    /// What the method answers with.
    type Output: Decode + Send + 'static;
}

/// A method bound to a bot.
///
/// It is a value (a handler may return it), a builder (with the method's own setters), and becomes a future with
/// `.await`. Nothing is sent before that.
///
/// # Example
/// ```
/// # async fn f(bot: chappe::Bot) -> Result<(), chappe::Error> {
/// let call = bot.send_message(-100123, "<b>hi</b>").parse_mode("HTML");
/// assert_eq!(call.as_method().text, "<b>hi</b>");
/// let message = call.await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[must_use = "a call does nothing until it is awaited or returned from a handler"]
pub struct Call<M> {
    bot: Bot,
    pub(crate) method: M,
    /// Parameters that the context could not fill in and nobody has given yet.
    missing: Vec<&'static str>,
    timeout: Option<Duration>,
}

impl<M> Call<M> {
    /// Binds a method to a bot.
    #[inline]
    pub fn new(bot: &Bot, method: M) -> Self {
        Self { bot: bot.clone(), method, missing: Vec::new(), timeout: None }
    }

    /// The method with its parameters.
    pub fn as_method(&self) -> &M {
        &self.method
    }

    /// The method with its parameters, without the bot.
    pub fn into_method(self) -> M {
        self.method
    }

    /// The time that the request may take, from being sent to being answered.
    pub fn request_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Notes parameters that must be given before the call can be sent.
    pub(crate) fn lacks(mut self, parameters: Vec<&'static str>) -> Self {
        self.missing = parameters;
        self
    }

    /// Notes that a parameter was given.
    #[inline]
    pub(crate) fn given(&mut self, parameter: &'static str) {
        self.missing.retain(|missing| match (parameter, *missing) {
            // An inline message is named by its own identifier alone, and a reaction is a user's or a chat's.
            ("inline_message_id", "chat_id" | "message_id") | ("actor_chat_id", "user_id") => false,
            _ => *missing != parameter,
        });
    }
}

impl<M: Method> Call<M> {
    /// The request that the call sends.
    ///
    /// # Errors
    /// [`Error::Missing`] where the update that the call was made from lacks an identifier.
    pub fn to_request(&self) -> Result<ApiRequest, Error> {
        if let Some(&parameter) = self.missing.first() {
            return Err(Error::Missing { method: M::NAME, parameter });
        }
        Ok(ApiRequest::from_method(&self.method).with_timeout(self.timeout))
    }
}

impl<M: Method> Call<M> {
    /// Sends the call as what a handler returned for an event.
    pub(crate) fn send_returned(self, ctx: &Ctx) -> impl Future<Output = crate::Result<Outcome>> + Send {
        let request = self.to_request();
        let bot = self.bot;
        async move {
            bot.send_returned(request, ctx).await?;
            Ok(Outcome::Done)
        }
    }
}

impl<M: Method> IntoFuture for Call<M> {
    type Output = Result<M::Output, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        let request = self.to_request();
        let bot = self.bot;
        Box::pin(async move {
            let response = bot.execute(request?).await?;
            bot.read(M::NAME, &response)
        })
    }
}

impl<M: Method> fmt::Debug for Call<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Call").field(&self.method).finish()
    }
}
