//! `getUpdates` and the webhook's settings.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::Instant;

use super::{Done, Request};
use crate::server::{Answer, Core, Params, Refusal};
use crate::updates::Poll;
use crate::world::{Bot, Webhook};

/// The longest that a poll is held.
const LONGEST: u64 = 50;

const WEBHOOK_ACTIVE: &str =
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first";

pub(crate) async fn get_updates(core: &Arc<Core>, bot: i64, params: &Params) -> Result<Done, Refusal> {
    let limit = params.int("limit").filter(|limit| (1..=100).contains(limit)).unwrap_or(100) as usize;
    let timeout = params.int("timeout").and_then(|seconds| u64::try_from(seconds).ok()).unwrap_or(0);
    let deadline = Instant::now() + Duration::from_secs(timeout.min(LONGEST));
    let kinds = allowed(params)?;
    let (poller, turns, mut changed) = core.change(|world| {
        let bot = world.bots.get_mut(&bot).ok_or_else(gone)?;
        if bot.webhook.is_some() {
            return Err(Refusal::conflict(WEBHOOK_ACTIVE));
        }
        if let Some(kinds) = kinds {
            bot.updates.set_allowed(kinds);
        }
        bot.updates.confirm(params.int("offset").unwrap_or(0));
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
        match found {
            Poll::Ready(updates) => return Ok(Done::raw(updates)),
            Poll::Superseded => {
                return Err(Refusal::conflict(
                    "terminated by other getUpdates request; make sure that only one bot instance is running",
                ));
            }
            Poll::Webhook => return Err(Refusal::conflict("terminated by setWebhook request")),
            Poll::Empty if Instant::now() >= deadline => return Ok(Done::raw("[]".into())),
            Poll::Empty => {}
        }
        tokio::select! {
            _ = changed.changed() => {}
            () = tokio::time::sleep_until(deadline) => {}
        }
    }
}

fn gone() -> Refusal {
    Refusal::new(401, "Unauthorized")
}

/// The kinds that a request asks for, if it says anything about them.
fn allowed(params: &Params) -> Result<Option<Vec<String>>, Refusal> {
    let Some(kinds) = params.get("allowed_updates") else { return Ok(None) };
    let kinds = match kinds {
        Value::Null => return Ok(None),
        Value::Array(kinds) => kinds,
        _ => return Err(Refusal::bad("can't parse allowed updates: Expected an Array of String")),
    };
    Ok(Some(kinds.iter().filter_map(Value::as_str).map(str::to_owned).collect()))
}

pub(crate) fn dispatch(name: &str, request: &mut Request<'_>) -> Option<Answer> {
    Some(match name {
        "setWebhook" => set(request),
        "deleteWebhook" => delete(request),
        "getWebhookInfo" => own(request).map(|bot| info(bot)),
        _ => return None,
    })
}

fn own<'a>(request: &'a mut Request<'_>) -> Result<&'a mut Bot, Refusal> {
    request.world.bots.get_mut(&request.bot).ok_or_else(gone)
}

fn set(request: &mut Request<'_>) -> Answer {
    let params = request.params;
    let Some(url) = params.str("url") else { return delete(request) };
    if !url.starts_with("https://") && !url.starts_with("http://") {
        return Err(Refusal::bad("bad webhook: An HTTPS URL must be provided for webhook"));
    }
    let secret_token = params.str("secret_token");
    if let Some(secret) = secret_token {
        if secret.len() > 256 {
            return Err(Refusal::bad("secret token is too long"));
        }
        if !secret.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_') {
            return Err(Refusal::bad("secret token contains unallowed characters"));
        }
    }
    let kinds = allowed(params)?;
    let bot = own(request)?;
    if let Some(kinds) = kinds {
        bot.updates.set_allowed(kinds);
    }
    if params.flag("drop_pending_updates") {
        bot.updates.clear();
    }
    bot.webhook = Some(Webhook {
        url: url.to_owned(),
        secret_token: secret_token.map(str::to_owned),
        max_connections: params.int("max_connections").filter(|n| (1..=100).contains(n)).unwrap_or(40),
        ip_address: params.str("ip_address").map(str::to_owned),
        has_custom_certificate: params.files.contains_key("certificate"),
        last_error: None,
    });
    bot.updates.webhook_set();
    Ok(true.into())
}

fn delete(request: &mut Request<'_>) -> Answer {
    let drop = request.params.flag("drop_pending_updates");
    let bot = own(request)?;
    bot.webhook = None;
    bot.updates.webhook_gone();
    if drop {
        bot.updates.clear();
    }
    Ok(true.into())
}

fn info(bot: &Bot) -> Value {
    let webhook = bot.webhook.as_ref();
    let mut info = json!({
        "url": webhook.map_or("", |webhook| &webhook.url),
        "has_custom_certificate": webhook.is_some_and(|webhook| webhook.has_custom_certificate),
        "pending_update_count": bot.updates.len(),
    });
    if let Some(webhook) = webhook {
        info["max_connections"] = webhook.max_connections.into();
        if let Some((date, message)) = &webhook.last_error {
            info["last_error_date"] = (*date).into();
            info["last_error_message"] = message.as_str().into();
        }
        if let Some(address) = &webhook.ip_address {
            info["ip_address"] = address.as_str().into();
        }
    }
    if let Some(kinds) = bot.updates.allowed() {
        info["allowed_updates"] = kinds.into();
    }
    info
}
