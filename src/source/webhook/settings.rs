//! How a webhook is set up.

use std::fmt;
use std::time::Duration;

use http::StatusCode;

use super::secret::SecretToken;
use crate::Bot;
use crate::types::UpdateType;

#[derive(Clone)]
pub(super) struct Settings {
    pub(super) bot: Bot,
    pub(super) secret: Option<SecretToken>,
    pub(super) path: Option<String>,
    pub(super) body_limit: usize,
    pub(super) body_timeout: Duration,
    pub(super) ready_timeout: Duration,
    pub(super) failure_status: StatusCode,
    pub(super) reply_in_response: bool,
    pub(super) allowed_updates: Option<Vec<UpdateType>>,
    pub(super) max_connections: Option<u8>,
    pub(super) drop_pending_updates: bool,
    pub(super) preflight: bool,
}

impl Settings {
    pub(super) fn new(bot: Bot) -> Self {
        Self {
            bot,
            secret: None,
            path: None,
            body_limit: 1024 * 1024,
            body_timeout: Duration::from_secs(10),
            ready_timeout: Duration::from_secs(5),
            failure_status: StatusCode::OK,
            reply_in_response: false,
            allowed_updates: None,
            max_connections: None,
            drop_pending_updates: false,
            preflight: true,
        }
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A path may be a secret, too.
        f.debug_struct("Settings").field("bot", &self.bot).finish_non_exhaustive()
    }
}
