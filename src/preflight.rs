//! The check before the first update.
//!
//! A probe runs through the whole stack, through the user's layers too: layers declare what flavors they put in,
//! the router compares that with what its handlers ask for. A missing layer, a command that is routed twice and a
//! route that nothing reaches are reported at start, with names.
//!
//! No handler runs for it, no filter, and no [middleware function](crate::middleware::from_fn). Other layers see a
//! [`Ctx`] without an update, and hand it on; so does a service of one's own, which can ask
//! [`Ctx::is_probe`](crate::Ctx::is_probe).

use std::fmt;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures_util::FutureExt as _;
use tower_service::Service;

use crate::extract::remedy;
use crate::filter::UpdateKinds;
use crate::{Bot, BoxError, Ctx, HandlerPanic, Outcome};

/// How long the probe may take: a layer that holds it longer is one that cannot be checked.
const PATIENCE: Duration = Duration::from_secs(5);

/// What the check before the first update found.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Report {
    /// Handlers that ask for a flavor that no layer on their way declares.
    pub missing: Vec<Missing>,
    /// What layers [refuse](crate::Ctx::refuse) to work with.
    pub problems: Vec<String>,
    /// Routes that cannot be what was meant: commands routed twice, filters that take nothing.
    pub suspicious: Vec<String>,
    /// The kinds of updates that the routes take; `None` where no router was reached.
    pub kinds: Option<UpdateKinds>,
    /// How many handlers were reached.
    pub handlers: usize,
    /// How many routers were reached.
    pub(crate) routers: usize,
}

/// A handler that asks for a flavor that no layer on its way declares.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Missing {
    /// The path of the handler, or of the middleware function.
    pub handler: &'static str,
    /// The flavor's type.
    pub flavor: &'static str,
    /// What would put it in, where the extractor knows.
    pub provider: Option<&'static str>,
    /// Middleware functions on the way that declare nothing, and so may be what puts the flavor in.
    pub silent: Vec<&'static str>,
}

/// Handlers ask for flavors that nothing puts in, or layers cannot work where they stand.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{}", .0.join("; "))]
pub struct PreflightError(Vec<String>);

impl Missing {
    /// Whether nothing on the way can have put the flavor in.
    pub fn is_certain(&self) -> bool {
        self.silent.is_empty()
    }
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` asks for `{}`, ", self.handler, self.flavor)?;
        if self.is_certain() {
            return write!(f, "which no layer around it provides: {}", remedy(self.provider));
        }
        let silent: Vec<String> = self.silent.iter().map(|name| format!("`{name}`")).collect();
        write!(f, "which only {} can provide: ", silent.join(" or "))?;
        f.write_str("if it does, say so with `from_fn(..).provides::<..>()`")
    }
}

impl Report {
    /// Fails where a flavor is missing for certain, and where a layer refuses to work.
    ///
    /// # Errors
    /// Names every such flavor and its handler, and what layers say.
    pub fn check(&self) -> Result<(), PreflightError> {
        let certain = self.missing.iter().filter(|missing| missing.is_certain()).map(ToString::to_string);
        let problems: Vec<String> = certain.chain(self.problems.iter().cloned()).collect();
        if problems.is_empty() { Ok(()) } else { Err(PreflightError(problems)) }
    }

    /// What is worth a warning, a line each.
    pub fn warnings(&self) -> Vec<String> {
        let uncertain = self.missing.iter().filter(|missing| !missing.is_certain()).map(ToString::to_string);
        self.suspicious.iter().cloned().chain(uncertain).collect()
    }
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
    let held_back = match tokio::time::timeout(PATIENCE, AssertUnwindSafe(way).catch_unwind()).await {
        Ok(Ok(Ok(_))) => None,
        Ok(Ok(Err(error))) => Some(format!("a layer fails it: {}", error.into())),
        Ok(Err(panic)) => Some(format!(
            "a service panics over it, which has no update and tells so by `Ctx::is_probe` ({})",
            HandlerPanic::new(&*panic).message
        )),
        Err(_) => Some(format!("a layer holds it for more than {} s", PATIENCE.as_secs())),
    };
    let mut report = ctx.probe().map(|probe| probe.report(|report| report.clone())).unwrap_or_default();
    report
        .suspicious
        .extend(held_back.map(|why| format!("the event of the preflight did not come through: {why}")));
    report
}
