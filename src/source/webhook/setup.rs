//! Telling Telegram where to send updates.

use tower_service::Service;

use super::Webhook;
use crate::source::{RunError, check, retry};
use crate::types::UpdateType;
use crate::{BoxError, Ctx, Error, Outcome};

impl<S> Webhook<S>
where
    S: Service<Ctx, Response = Outcome> + Clone + Send + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send + 'static,
{
    /// Checks the routes, and has Telegram send the updates that they take to an address, with the secret.
    ///
    /// Telegram asks for `https`, on port 443, 80, 88 or 8443.
    ///
    /// # Errors
    /// Where handlers ask for flavors that nothing provides, or Telegram refuses.
    pub async fn set_webhook(&self, url: impl Into<String>) -> Result<(), RunError> {
        let kinds = self.check().await?;
        self.set(&url.into(), kinds).await.map_err(|error| match error {
            error if error.is_fatal() => RunError::Unauthorized(error),
            error => RunError::Start(error),
        })
    }

    /// Has Telegram keep updates, for long polling or another webhook.
    ///
    /// # Errors
    /// Those of every call.
    pub async fn delete_webhook(&self) -> Result<(), Error> {
        let settings = &self.settings;
        settings.bot.delete_webhook().drop_pending_updates(settings.drop_pending_updates).await?;
        Ok(())
    }

    /// Checks the routes; gives the kinds of updates to ask for.
    pub(super) async fn check(&self) -> Result<Option<Vec<UpdateType>>, RunError> {
        let asked = self.settings.allowed_updates.clone();
        if !self.settings.preflight {
            return Ok(asked);
        }
        check(&self.settings.bot, &mut self.service(), asked).await
    }

    /// Learns who the bot is, and sets the webhook where there is an address for it; waits out what is temporary.
    pub(super) async fn start(&self, url: Option<&str>) -> Result<(), RunError> {
        let kinds = self.check().await?;
        let bot = &self.settings.bot;
        let me = retry::insist(|| bot.me()).await?;
        if let Some(url) = url {
            retry::insist(|| self.set(url, kinds.clone())).await?;
        }
        tracing::info!(bot = me.username.as_deref().unwrap_or(&me.first_name), "waiting for updates");
        Ok(())
    }

    async fn set(&self, url: &str, kinds: Option<Vec<UpdateType>>) -> Result<(), Error> {
        let settings = &self.settings;
        let mut call = settings.bot.set_webhook(url).drop_pending_updates(settings.drop_pending_updates);
        if let Some(kinds) = kinds {
            call = call.allowed_updates(kinds);
        }
        if let Some(connections) = settings.max_connections {
            call = call.max_connections(connections.into());
        }
        if let Some(secret) = &settings.secret {
            call = call.secret_token(secret.reveal());
        } else {
            tracing::warn!(
                "the webhook has no secret token: whoever knows its address can send updates of his own"
            );
        }
        call.await?;
        Ok(())
    }
}
