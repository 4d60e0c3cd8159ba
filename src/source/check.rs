//! The check of the routes before the first update.

use tower_service::Service;

use super::RunError;
use crate::types::UpdateType;
use crate::{Bot, BoxError, Ctx, Outcome, preflight};

/// Checks the routes; gives the kinds of updates to ask for: those `asked` for, or else those that the routes take.
pub(crate) async fn check<S>(
    bot: &Bot,
    service: &mut S,
    asked: Option<Vec<UpdateType>>,
) -> Result<Option<Vec<UpdateType>>, RunError>
where
    S: Service<Ctx, Response = Outcome>,
    S::Error: Into<BoxError>,
{
    let report = preflight::run(bot, service).await;
    for warning in report.warnings() {
        tracing::warn!("{warning}");
    }
    report.check()?;
    let Some(kinds) = report.kinds else {
        tracing::debug!("no router was reached: the kinds of updates are left as they are");
        return Ok(asked);
    };
    let Some(asked) = asked else { return Ok(Some(kinds.iter().cloned().collect())) };
    for kind in kinds.iter().filter(|kind| !asked.contains(kind)) {
        tracing::warn!(kind = kind.as_str(), "there is a route for a kind of update that is not asked for");
    }
    Ok(Some(asked))
}
