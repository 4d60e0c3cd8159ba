//! A webhook that is served alone.

use std::fmt;
use std::future::IntoFuture;
use std::pin::{Pin, pin};
use std::sync::PoisonError;
use std::time::Duration;

use axum::ServiceExt;
use axum::body::Body;
use axum::extract::Request;
use axum::serve::ListenerExt as _;
use http::Response;
use tokio::sync::oneshot;
use tokio::time::{sleep, timeout};
use tower::util::MapResponse;
use tower_service::Service;

use super::{Listen, Webhook};
use crate::source::RunError;
use crate::source::shutdown::{Stop, stops};
use crate::{Bot, BoxError, Ctx, Outcome};

/// How long the answers to what was given up may take.
const FAREWELL: Duration = Duration::from_secs(1);

/// A webhook that is served alone, to be set up further; it runs when it is awaited.
///
/// It speaks HTTP and not HTTPS, which Telegram asks for: something in front of it is to do that.
///
/// # Example
/// ```no_run
/// # async fn f(bot: chappe::Bot, router: chappe::Router) -> chappe::Result {
/// bot.run_webhook("0.0.0.0:8080", router).public_url("https://bot.example.org/").await?;
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is served until it is awaited"]
pub struct Serve<S> {
    webhook: Webhook<S>,
    listen: Listen,
    public_url: Option<String>,
    shutdown_timeout: Duration,
    stop: Option<Stop>,
}

impl<S> Webhook<S>
where
    S: Service<Ctx, Response = Outcome> + Clone + Send + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send + 'static,
{
    /// Serves the webhook alone, on an address or a listener, until Ctrl-C or SIGTERM.
    ///
    /// # Errors
    /// Where the address cannot be listened on, the token is refused, handlers ask for flavors that nothing provides, or
    /// Telegram does not take the address; later, where the service can never be ready again. Network faults are waited
    /// out.
    pub fn serve(self, listen: impl Into<Listen>) -> Serve<S> {
        Serve {
            webhook: self,
            listen: listen.into(),
            public_url: None,
            shutdown_timeout: Duration::from_secs(30),
            stop: None,
        }
    }
}

impl Bot {
    /// Runs a service on a webhook that is served alone until Ctrl-C or SIGTERM: `Webhook::new(..).serve(..)`.
    ///
    /// Set up a [`Webhook`] for a secret token, and where it is to be one route of several.
    ///
    /// # Errors
    /// See [`Webhook::serve`].
    pub fn run_webhook<S>(&self, listen: impl Into<Listen>, service: S) -> Serve<S>
    where
        S: Service<Ctx, Response = Outcome> + Clone + Send + 'static,
        S::Error: Into<BoxError>,
        S::Future: Send + 'static,
    {
        Webhook::new(self.clone(), service).serve(listen)
    }
}

impl<S> Serve<S>
where
    S: Service<Ctx, Response = Outcome> + Clone + Send + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send + 'static,
{
    /// The address by which Telegram reaches the webhook: it is [set](Webhook::set_webhook) at the start.
    pub fn public_url(mut self, url: impl Into<String>) -> Self {
        self.public_url = Some(url.into());
        self
    }

    /// How long what runs may take to finish when the bot is asked to stop; 30 s at first. What has not finished then is
    /// answered 503 and comes again. A second Ctrl-C or SIGTERM ends the wait.
    pub fn shutdown_timeout(mut self, timeout: Duration) -> Self {
        self.shutdown_timeout = timeout;
        self
    }

    /// When to stop, instead of at Ctrl-C or SIGTERM.
    pub fn with_graceful_shutdown(mut self, signal: impl Future<Output = ()> + Send + 'static) -> Self {
        self.stop = Some(Box::pin(signal));
        self
    }

    async fn run(self) -> Result<(), RunError> {
        let (mut stop, again) = stops(self.stop);
        let webhook = self.webhook;
        // Before Telegram is told of it, so that no update finds nobody there.
        let listener = self.listen.listener().await?;
        tokio::select! {
            started = webhook.start(self.public_url.as_deref()) => started?,
            () = &mut stop => return Ok(()),
        }
        let service = MapResponse::new(webhook.clone(), |response: Response<_>| response.map(Body::new));
        let listener = listener.tap_io(|connection| {
            // Without it answers are merely late.
            _ = connection.set_nodelay(true);
        });
        let (leave, left) = oneshot::channel::<()>();
        let server = axum::serve(listener, ServiceExt::<Request>::into_make_service(service));
        let server = server.with_graceful_shutdown(async { _ = left.await });
        let mut ended = pin!(async {
            // It fails never, as its documentation says.
            _ = server.await;
            webhook.finished().await;
        });
        tokio::select! {
            () = &mut ended => {}
            () = stop => {}
            () = webhook.shared.broken.cancelled() => {}
        }
        tracing::info!("stopping");
        drop(leave);
        let complete = tokio::select! {
            () = &mut ended => true,
            () = sleep(self.shutdown_timeout) => false,
            () = again => false,
        };
        if !complete {
            tracing::warn!("updates that take too long are left; they come again");
            webhook.shared.abandon.cancel();
            // Only connections over which a request is still arriving take longer.
            _ = timeout(FAREWELL, ended).await;
        }
        let broken = webhook.shared.why_broken.lock().unwrap_or_else(PoisonError::into_inner).take();
        broken.map_or(Ok(()), |error| Err(RunError::Service(error)))
    }
}

impl<S> IntoFuture for Serve<S>
where
    S: Service<Ctx, Response = Outcome> + Clone + Send + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send + 'static,
{
    type Output = Result<(), RunError>;
    type IntoFuture = Pin<Box<dyn Future<Output = Result<(), RunError>> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

impl<S> fmt::Debug for Serve<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Serve").field("listen", &self.listen).finish_non_exhaustive()
    }
}
