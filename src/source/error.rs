//! Why a run ended, or did not begin.

use std::{fmt, io};

use crate::preflight::PreflightError;
use crate::{BoxError, Error};

/// Why a run ended, or did not begin.
///
/// Its `Debug` is as clear as its `Display`, since it is what a `main` prints that returns it.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum RunError {
    /// The token was refused.
    #[error(
        "Telegram does not know this token: copy it anew from @BotFather, or check TELEGRAM_API_URL ({0})"
    )]
    Unauthorized(#[source] Error),
    /// The first requests failed in a way that waiting does not mend.
    #[error("the bot cannot start")]
    Start(#[source] Error),
    /// Handlers ask for flavors that nothing provides.
    #[error("the routes cannot work: {0}")]
    Preflight(#[from] PreflightError),
    /// The service can never be ready again.
    #[error("the service broke down and can take no more updates")]
    Service(#[source] BoxError),
    /// The address for the webhook cannot be listened on.
    #[error("cannot listen on {address}{}", advice(.source))]
    Bind {
        /// The address, as it was given.
        address: String,
        /// Why.
        #[source]
        source: io::Error,
    },
}

fn advice(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::AddrInUse => ", which is in use: stop the other program, or take another port",
        io::ErrorKind::PermissionDenied => {
            ", which takes a right that this program lacks: take a port from 1024 on"
        }
        _ => "",
    }
}

impl fmt::Debug for RunError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)?;
        // The others quote what caused them.
        let mut cause = match self {
            Self::Start(error) => Some(error as &dyn std::error::Error),
            Self::Service(error) => Some(&**error as &dyn std::error::Error),
            Self::Bind { source, .. } => Some(source as &dyn std::error::Error),
            Self::Unauthorized(_) | Self::Preflight(_) => None,
        };
        while let Some(error) = cause {
            write!(f, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}
