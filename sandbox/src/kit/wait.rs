//! Waiting for something to become true, told by every change.

use std::time::Duration;

use super::Sandbox;
use crate::error::{Error, Result};

/// Looks after every change until `look` finds something; the error shows the transcript.
pub(crate) async fn within<T>(
    sandbox: &Sandbox,
    who: &str,
    what: &str,
    deadline: Duration,
    mut look: impl FnMut() -> Result<Option<T>>,
) -> Result<T> {
    let mut changed = sandbox.core().watch();
    let found = tokio::time::timeout(deadline, async {
        loop {
            changed.mark_unchanged();
            if let Some(found) = look()? {
                return Ok(found);
            }
            if changed.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    })
    .await;
    found.unwrap_or_else(|_| {
        Err(Error::Deadline {
            who: who.to_owned(),
            what: what.to_owned(),
            waited: deadline,
            transcript: sandbox.transcript(),
        })
    })
}
