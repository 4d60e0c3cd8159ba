//! The check before the first update.
//!
//! A probe runs through the whole stack, through the user's layers too: layers declare what flavors they put in,
//! the router compares that with what its handlers ask for. A missing layer, a command that is routed twice and a
//! route that nothing reaches are reported at start, with names.

use std::fmt;
use std::time::Duration;

use tower_service::Service;

use crate::filter::UpdateKinds;
use crate::{Bot, BoxError, Ctx, Outcome};

/// How long the probe may take: a layer that holds it longer is one that cannot be checked.
const PATIENCE: Duration = Duration::from_secs(5);

/// What the check before the first update found.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Report {
    /// Handlers that ask for a flavor that no layer on their way declares.
    pub missing: Vec<Missing>,
    /// Routes that cannot be what was meant: commands routed twice, filters that take nothing.
    pub suspicious: Vec<String>,
    /// The kinds of updates that the routes take; `None` where no router was reached.
    pub kinds: Option<UpdateKinds>,
    /// How many handlers were reached.
    pub handlers: usize,
}

/// A handler that asks for a flavor that no layer on its way declares.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Missing {
    /// The handler's path.
    pub handler: &'static str,
    /// The flavor's type.
    pub flavor: &'static str,
    /// Middleware functions on the way that declare nothing, and so may be what puts the flavor in.
    pub silent: Vec<&'static str>,
}

/// Handlers ask for flavors that nothing puts in.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{}", describe(.0))]
pub struct PreflightError(Vec<Missing>);

impl Missing {
    /// Whether nothing on the way can have put the flavor in.
    pub fn is_certain(&self) -> bool {
        self.silent.is_empty()
    }
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` asks for the flavor `{}`, ", self.handler, self.flavor)?;
        if self.is_certain() {
            return f.write_str("which no layer around it provides: add the layer that does");
        }
        write!(f, "which only {} can provide: say so with `.provides::<..>()`", self.silent.join(" or "))
    }
}

impl Report {
    /// Fails where a flavor is missing for certain.
    ///
    /// # Errors
    /// Names every such flavor and its handler.
    pub fn check(&self) -> Result<(), PreflightError> {
        let certain: Vec<Missing> =
            self.missing.iter().filter(|missing| missing.is_certain()).cloned().collect();
        if certain.is_empty() { Ok(()) } else { Err(PreflightError(certain)) }
    }

    /// What is worth a warning, a line each.
    pub fn warnings(&self) -> Vec<String> {
        let uncertain = self.missing.iter().filter(|missing| !missing.is_certain()).map(ToString::to_string);
        self.suspicious.iter().cloned().chain(uncertain).collect()
    }
}

fn describe(missing: &[Missing]) -> String {
    let lines: Vec<String> = missing.iter().map(ToString::to_string).collect();
    lines.join("; ")
}

/// Sends the probe through a service, and tells what it found.
///
/// # Example
/// ```
/// use chappe::prelude::*;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result {
/// #[derive(Clone)]
/// struct Config;
///
/// async fn show(_: Flavor<Config>) {}
///
/// let mut router: Router = Router::new().command("show", show);
/// let report = chappe::preflight::run(&Bot::new("42:TEST")?, &mut router).await;
/// assert!(report.check().is_err());
/// # Ok(())
/// # }
/// ```
pub async fn run<S>(bot: &Bot, service: &mut S) -> Report
where
    S: Service<Ctx, Response = Outcome>,
    S::Error: Into<BoxError>,
{
    let ctx = Ctx::new_probe(bot.clone());
    let way = async {
        std::future::poll_fn(|cx| service.poll_ready(cx)).await?;
        service.call(ctx.clone()).await
    };
    // A layer that fails, holds or drops the probe has its reasons; what was found until then counts.
    let _ = tokio::time::timeout(PATIENCE, way).await;
    ctx.probe().map(|probe| probe.report(|report| report.clone())).unwrap_or_default()
}
