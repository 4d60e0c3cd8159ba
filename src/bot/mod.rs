//! The outgoing side: a call becomes an [`ApiRequest`], flows through a tower stack, and comes back answered.

mod builder;
mod call;
mod download;
mod error;
mod multipart;
mod params;
#[cfg(feature = "webhook")]
mod reply;
mod request;
mod token;
mod transport;

use std::fmt;
use std::sync::Arc;

use serde_json::{Map, Value};
use tokio::sync::OnceCell;
use tower::ServiceExt as _;
use tower::util::BoxCloneSyncService;

pub use builder::BotBuilder;
pub use call::{Call, Method};
pub use download::Download;
pub use error::{Error, Refusal};
#[cfg(feature = "webhook")]
pub(crate) use reply::ReplySlot;
pub use request::{ApiRequest, ApiResponse};
pub use transport::Transport;

use crate::json::{self, Decode, RawJson};
use crate::types::{User, UserId};
use crate::{BoxError, Ctx};
use token::Token;

/// The service that the layers of a bot wrap, with them around it.
type Stack = BoxCloneSyncService<ApiRequest, ApiResponse, BoxError>;

/// A handle to one bot: what calls are made with. Clones are cheap and share everything.
///
/// It has a method for every method of the Bot API.
///
/// # Example
/// ```no_run
/// # async fn f() -> Result<(), chappe::Error> {
/// use chappe::Bot;
///
/// let bot = Bot::from_env()?; // TELEGRAM_BOT_TOKEN
/// let me = bot.get_me().await?;
/// bot.send_message(-100123, format!("I am {}", me.first_name)).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Bot(Arc<Inner>);

struct Inner {
    token: Token,
    stack: Stack,
    transport: Transport,
    me: OnceCell<User>,
}

impl Bot {
    /// A bot with the given token, on Telegram's own server and with no layers.
    ///
    /// # Errors
    /// [`Error::Config`] where the token is not of a token's form.
    pub fn new(token: impl AsRef<str>) -> Result<Self, Error> {
        Self::builder(token.as_ref()).build()
    }

    /// A bot as the environment says: `TELEGRAM_BOT_TOKEN`, and `TELEGRAM_API_URL` for a server of one's own.
    ///
    /// # Errors
    /// [`Error::Config`] where the token is not set, or a value is malformed.
    pub fn from_env() -> Result<Self, Error> {
        BotBuilder::from_env()?.build()
    }

    /// A bot to be set up: its server, its HTTP client, its layers.
    pub fn builder(token: impl AsRef<str>) -> BotBuilder {
        BotBuilder::new(token.as_ref())
    }

    /// The bot's own identifier, which its token tells.
    pub fn id(&self) -> UserId {
        self.0.token.bot_id()
    }

    /// The bot's own user, asked for once and then remembered.
    ///
    /// # Errors
    /// Those of `getMe`; nothing is remembered then.
    pub async fn me(&self) -> Result<&User, Error> {
        self.0.me.get_or_try_init(|| async { self.get_me().await }).await
    }

    /// The bot's own user, if it is known by now.
    pub fn cached_me(&self) -> Option<&User> {
        self.0.me.get()
    }

    /// Sends a request through the layers.
    ///
    /// # Errors
    /// What the server refused with, what failed on the way, or what a layer said.
    pub async fn execute(&self, request: ApiRequest) -> Result<ApiResponse, Error> {
        let method = request.name();
        self.0.stack.clone().oneshot(request).await.map_err(|error| Error::from_layers(error, method))
    }

    /// Calls any method by its name: one that is newer than this version, or that only your own server has.
    ///
    /// # Errors
    /// Those of every call.
    ///
    /// # Example
    /// ```no_run
    /// # async fn f(bot: chappe::Bot) -> Result<(), Box<dyn std::error::Error>> {
    /// let answer = bot.call_raw("getMe", serde_json::Map::new()).await?;
    /// println!("{}", answer.to_value()?["username"]);
    /// # Ok(())
    /// # }
    /// ```
    pub async fn call_raw(
        &self,
        method: impl Into<String>,
        params: Map<String, Value>,
    ) -> Result<RawJson, Error> {
        let method = method.into();
        let response = self.execute(ApiRequest::new(method.clone(), params)).await?;
        self.read(&method, &response)
    }

    /// Sends what a handler returned for an event. Nobody looks at what it answers with, so it may go out in the answer
    /// to the update.
    pub(crate) async fn send_returned(
        &self,
        request: Result<ApiRequest, Error>,
        ctx: &Ctx,
    ) -> Result<(), Error> {
        #[cfg_attr(not(feature = "webhook"), expect(unused_mut))]
        let mut request = request?;
        #[cfg(feature = "webhook")]
        if let Some(slot) = ctx.get::<ReplySlot>() {
            request.extensions_mut().insert(slot);
        }
        #[cfg(not(feature = "webhook"))]
        let _ = ctx;
        self.execute(request).await.map(drop)
    }

    /// Reads an answer.
    pub(crate) fn read<T: Decode>(&self, method: &str, response: &ApiResponse) -> Result<T, Error> {
        json::from_slice(response.result()).map_err(|source| self.0.token.unreadable(method, source))
    }

    pub(crate) fn transport(&self) -> &Transport {
        &self.0.transport
    }
}

impl fmt::Debug for Bot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bot").field("id", &self.id()).finish_non_exhaustive()
    }
}
