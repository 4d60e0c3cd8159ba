//! What a failed request means, and how long to wait after it.

use std::mem::{Discriminant, discriminant};
use std::time::Duration;

use super::RunError;
use super::backoff::Backoff;
use crate::Error;
use crate::bot::Refusal;

/// The first and the longest pause after a failed request.
const PAUSE: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(30));

/// Pauses after failed requests, told in the log without flooding it.
pub(crate) struct Retry {
    backoff: Backoff,
    /// The kind of the last failure: another one is news.
    kind: Option<Discriminant<Error>>,
}

impl Retry {
    pub(crate) fn new() -> Self {
        Self { backoff: Backoff::new(PAUSE.0, PAUSE.1), kind: None }
    }

    /// How long to wait after a failure.
    pub(crate) fn after(&mut self, error: &Error) -> Duration {
        let pause = self.backoff.next();
        let news = self.kind.replace(discriminant(error)) != Some(discriminant(error));
        let wait = match error {
            Error::RetryAfter { after, .. } => pause.max(*after),
            _ => pause,
        };
        if news || self.backoff.is_worth_telling() {
            tell(error, wait);
        }
        wait
    }

    /// Notes a success; returns how many failures came before it.
    pub(crate) fn over(&mut self) -> u32 {
        self.kind = None;
        self.backoff.reset()
    }
}

/// Makes a request until it succeeds: waits out what is temporary.
pub(crate) async fn insist<T, F>(mut ask: impl FnMut() -> F) -> Result<T, RunError>
where
    F: Future<Output = Result<T, Error>>,
{
    let mut retry = Retry::new();
    loop {
        match ask().await {
            Err(error) if error.is_temporary() => tokio::time::sleep(retry.after(&error)).await,
            Err(error) if error.is_fatal() => return Err(RunError::Unauthorized(error)),
            answer => return answer.map_err(RunError::Start),
        }
    }
}

fn tell(error: &Error, wait: Duration) {
    if let Error::Conflict(refusal) = error {
        tracing::error!(?wait, "{}", explain(refusal));
        return;
    }
    let cause = std::error::Error::source(error).map(|source| format!(": {source}")).unwrap_or_default();
    tracing::warn!(?wait, "{error}{cause}; trying again");
}

fn explain(refusal: &Refusal) -> String {
    let why = if refusal.description.to_ascii_lowercase().contains("webhook") {
        "a webhook is set for this bot: delete it, or run the bot by webhook"
    } else {
        "another instance is polling with the same token: stop it, or give this one a token of its own"
    };
    format!("{why} ({refusal})")
}
