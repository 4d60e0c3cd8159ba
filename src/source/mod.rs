//! Where events come from, and how they are delivered: at least once, in order per chat, concurrent across chats.

mod backoff;
mod batch;
mod check;
mod error;
mod handle;
mod lane;
mod polling;
mod pump;
mod retry;
mod run;
mod shutdown;
mod stream;
#[cfg(feature = "webhook")]
mod webhook;
mod window;

pub use batch::{BrokenUpdate, Received, parse_batch};
pub(crate) use check::check;
pub use error::RunError;
pub use polling::Polling;
pub use shutdown::signal;
pub use stream::Streaming;
#[cfg(feature = "webhook")]
pub use webhook::{InvalidSecretToken, Listen, Serve, Webhook};

use futures_util::Stream;
use tower_service::Service;

use crate::types::Update;
use crate::{Bot, BoxError, Ctx, Outcome};

impl Bot {
    /// Runs a service on long polling until Ctrl-C or SIGTERM: `bot.polling().run(service)`.
    ///
    /// An update is confirmed to Telegram only after the service has finished with it, so that nothing is lost
    /// whatever happens to the process; after a crash an update can come twice. Updates of one chat are handled one
    /// after the other, those of different chats at the same time.
    ///
    /// # Errors
    /// Where the token is refused, where handlers ask for flavors that nothing provides, or where the service can
    /// never be ready again. Network faults are waited out.
    pub fn run<S>(&self, service: S) -> impl Future<Output = Result<(), RunError>> + Send + use<S>
    where
        S: Service<Ctx, Response = Outcome> + Send,
        S::Error: Into<BoxError>,
        S::Future: Send + 'static,
    {
        // Not an `async fn`, whose future would borrow the bot and so could not be spawned.
        self.polling().run(service)
    }

    /// Long polling, to be set up.
    pub fn polling(&self) -> Polling {
        Polling::new(self.clone())
    }

    /// Runs a service on the updates of a stream until it ends: `bot.stream(stream).run(service)`.
    ///
    /// # Errors
    /// See [`Streaming::run`].
    pub fn run_stream<St, S>(
        &self,
        stream: St,
        service: S,
    ) -> impl Future<Output = Result<(), RunError>> + Send + use<St, S>
    where
        St: Stream + Send,
        St::Item: Into<Box<Update>>,
        S: Service<Ctx, Response = Outcome> + Send,
        S::Error: Into<BoxError>,
        S::Future: Send + 'static,
    {
        self.stream(stream).run(service)
    }

    /// A run on the updates of a stream, to be set up.
    pub fn stream<St>(&self, stream: St) -> Streaming<St>
    where
        St: Stream + Send,
        St::Item: Into<Box<Update>>,
    {
        Streaming::new(self.clone(), stream)
    }
}
