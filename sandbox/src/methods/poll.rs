//! `getUpdates`.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::Done;
use crate::server::{Core, Params, Refusal};
use crate::updates::Poll;

/// The longest that a poll is held, in seconds.
const LONGEST: i64 = 50;

const WEBHOOK_ACTIVE: &str =
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first";

pub(crate) async fn get_updates(core: &Arc<Core>, bot: i64, params: &Params) -> Result<Done, Refusal> {
    // What is out of range is taken for the end of the range, and what is no number for 0.
    let limit = params.int("limit").unwrap_or(100).clamp(1, 100) as usize;
    let timeout = params.number("timeout").clamp(0, LONGEST);
    let deadline = Instant::now() + Duration::from_secs(timeout.unsigned_abs());
    let kinds = allowed(params);
    let (poller, turns, mut changed) = core.change(|world| {
        let bot = world.bots.get_mut(&bot).ok_or_else(|| Refusal::new(401, "Unauthorized"))?;
        if bot.webhook.is_some() {
            return Err(Refusal::conflict(WEBHOOK_ACTIVE));
        }
        if let Some(kinds) = kinds {
            bot.updates.set_allowed(kinds);
        }
        bot.updates.confirm(params.number("offset"));
        let (poller, changed) = bot.updates.take_over();
        Ok((poller, bot.updates.webhook_turns(), changed))
    })?;
    loop {
        changed.mark_unchanged();
        let found = core
            .look()
            .bots
            .get_mut(&bot)
            .map_or(Poll::Superseded, |bot| bot.updates.poll(poller, turns, limit));
        let release = match found {
            Poll::Ready(updates) => return Ok(Done::raw(updates)),
            Poll::Superseded => {
                return Err(Refusal::conflict(
                    "terminated by other getUpdates request; make sure that only one bot instance is running",
                ));
            }
            Poll::Webhook => return Err(Refusal::conflict("terminated by setWebhook request")),
            Poll::Empty(_) if Instant::now() >= deadline => return Ok(Done::raw("[]".into())),
            Poll::Empty(release) => release,
        };
        let released = async {
            match release {
                Some(at) => core.sleep_until(at).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            _ = changed.changed() => {}
            () = tokio::time::sleep_until(deadline) => {}
            () = released => {}
        }
    }
}

/// The kinds that a request asks for; one that is no list of names says nothing about them.
pub(super) fn allowed(params: &Params) -> Option<Vec<String>> {
    let kinds = params.array("allowed_updates")?;
    kinds.iter().map(|kind| kind.as_str().map(str::to_ascii_lowercase)).collect()
}
