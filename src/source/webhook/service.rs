//! From a request to an update, through the service, and to an answer.

use std::convert::Infallible;
use std::error::Error as StdError;
use std::pin::Pin;
use std::sync::{Arc, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Request, Response};
use http_body::Body;
use http_body_util::Full;
use tower::load_shed::error::Overloaded;
use tower_service::Service;
use tracing::Instrument as _;

use super::detach::Detach;
use super::patience::within;
use super::refusal::Refusal;
use super::{Webhook, body, head};
use crate::bot::ReplySlot;
use crate::source::handle;
use crate::{BoxError, Ctx, HandlerError, Outcome};

/// What became of an update.
enum Verdict {
    Handled,
    Failed,
    Overloaded,
    Abandoned,
}

impl<S, B> Service<Request<B>> for Webhook<S>
where
    S: Service<Ctx, Response = Outcome> + Clone + Send + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send + 'static,
    B: Body + Send + 'static,
    B::Data: Send,
    B::Error: Send,
{
    type Response = Response<Full<Bytes>>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        // Whether the service is ready is asked for each update: here it would be held while there is none.
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let webhook = self.clone();
        Box::pin(async move { Ok(webhook.answer(request).await.unwrap_or_else(Refusal::into_response)) })
    }
}

impl<S> Webhook<S>
where
    S: Service<Ctx, Response = Outcome> + Clone + Send + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send + 'static,
{
    async fn answer<B: Body>(self, request: Request<B>) -> Result<Response<Full<Bytes>>, Refusal> {
        let settings = &*self.settings;
        let (head, body) = request.into_parts();
        head::check(settings, &head, &body.size_hint())?;
        let read = within(settings.body_timeout, body::read(body, settings.body_limit));
        let update = body::parse(&read.await.ok_or(Refusal::TooSlow)??)?;

        let bot = &settings.bot;
        if bot.cached_me().is_none() {
            self.learn_me().await?;
        }
        let mut service = self.ready().await?;

        let id = update.update_id;
        let span = tracing::debug_span!("update", id, kind = update.kind.update_type().as_str());
        let ctx = Ctx::new(bot.clone(), *update);
        let slot = settings.reply_in_response.then(|| ReplySlot::new(bot));
        if let Some(slot) = &slot {
            ctx.insert(slot.clone());
        }
        let called = span.in_scope(|| handle::call(&mut service, ctx));
        drop(service);
        let shared = Arc::clone(&self.shared);
        let handled = async move {
            tokio::select! {
                biased;
                result = handle::finish(called) => judge(id, result),
                () = shared.abandon.cancelled() => Verdict::Abandoned,
            }
        };
        let status = match Detach::new(handled.instrument(span), &self.shared.detached).await {
            Verdict::Handled => http::StatusCode::OK,
            Verdict::Failed => settings.failure_status,
            Verdict::Overloaded => return Err(Refusal::Busy("the bot is overloaded")),
            Verdict::Abandoned => return Err(Refusal::Busy("the bot is stopping")),
        };
        let mut response = Response::default();
        *response.status_mut() = status;
        if let Some(call) = slot.and_then(|slot| slot.take()) {
            *response.body_mut() = Full::new(call);
            response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        Ok(response)
    }

    /// The service, ready for one update.
    async fn ready(&self) -> Result<S, Refusal> {
        let mut service = self.service();
        match within(self.settings.ready_timeout, handle::ready(&mut service)).await {
            Some(Ok(())) => Ok(service),
            Some(Err(error)) => {
                self.broke_down(error);
                Err(Refusal::Busy("the bot broke down"))
            }
            None => Err(Refusal::Busy("the bot is overloaded")),
        }
    }

    /// Tells once that the service can never be ready again; where the webhook is served alone, that ends.
    fn broke_down(&self, error: BoxError) {
        if !self.shared.broken.is_cancelled() {
            let error = HandlerError::new(error);
            tracing::error!(error = %error.chain(), "the service broke down and can take no more updates");
            *self.shared.why_broken.lock().unwrap_or_else(PoisonError::into_inner) = Some(error.into());
            self.shared.broken.cancel();
        }
    }

    /// Learns who the bot is, which handlers may rely on.
    async fn learn_me(&self) -> Result<(), Refusal> {
        match within(self.settings.ready_timeout, self.settings.bot.me()).await {
            Some(Ok(_)) => return Ok(()),
            Some(Err(error)) => {
                let error = HandlerError::new(error.into()).chain();
                tracing::error!(%error, "the bot cannot learn who it is, and takes no updates until then");
            }
            None => tracing::error!(
                "the Bot API server does not say who the bot is; no update is taken until then"
            ),
        }
        Err(Refusal::Busy("the bot cannot reach the Bot API server"))
    }
}

fn judge(id: i64, result: Result<Outcome, BoxError>) -> Verdict {
    let verdict = match &result {
        Ok(_) => Verdict::Handled,
        Err(error) if is_overload(&**error) => {
            tracing::debug!(update_id = id, "the service is overloaded; the update comes again");
            return Verdict::Overloaded;
        }
        Err(_) => Verdict::Failed,
    };
    handle::log(id, result);
    verdict
}

/// Whether a layer shed the load.
fn is_overload(error: &(dyn StdError + 'static)) -> bool {
    error.is::<Overloaded>()
        || error
            .downcast_ref::<HandlerError>()
            .is_some_and(|error| error.downcast_ref::<Overloaded>().is_some())
        || error.source().is_some_and(is_overload)
}
