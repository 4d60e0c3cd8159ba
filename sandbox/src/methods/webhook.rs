//! The webhook's settings.

use std::net::IpAddr;

use axum::http::Uri;
use serde_json::{Value, json};

use super::Request;
use super::poll::allowed;
use crate::server::{Answer, Params, Refusal};
use crate::world::{Bot, Webhook};

/// The longest secret token, in bytes.
const LONGEST_SECRET: usize = 256;
/// The largest certificate, in bytes.
const LARGEST_CERTIFICATE: usize = 3 << 20;
/// The ports that a webhook may have.
const PORTS: [u16; 4] = [443, 80, 88, 8443];

pub(crate) fn dispatch(name: &str, request: &mut Request<'_>) -> Option<Answer> {
    Some(match name {
        "setWebhook" => set(request),
        "deleteWebhook" => delete(request),
        "getWebhookInfo" => own(request).map(info),
        _ => return None,
    })
}

/// What is told beside the result.
pub(super) fn description(was: bool, is: bool, changed: bool) -> &'static str {
    match (was, is) {
        (_, true) if changed => "Webhook was set",
        (_, true) => "Webhook is already set",
        (true, false) => "Webhook was deleted",
        (false, false) => "Webhook is already deleted",
    }
}

fn own<'a>(request: &'a mut Request<'_>) -> Result<&'a mut Bot, Refusal> {
    request.world.bots.get_mut(&request.bot).ok_or_else(|| Refusal::new(401, "Unauthorized"))
}

fn set(request: &mut Request<'_>) -> Answer {
    let params = request.params;
    let Some(url) = params.str("url") else { return delete(request) };
    let webhook = webhook(params, url, request.world.now_in_milliseconds())?;
    let kinds = allowed(params);
    let bot = own(request)?;
    if let Some(kinds) = kinds {
        bot.updates.set_allowed(kinds);
    }
    if params.flag("drop_pending_updates") {
        bot.updates.clear();
    }
    if bot.webhook.as_ref().is_none_or(|old| !old.same(&webhook)) {
        bot.webhook = Some(webhook);
        bot.updates.webhook_set();
    }
    Ok(true.into())
}

/// The webhook that a request describes, checked.
///
/// Unlike Telegram the sandbox takes `http://`, on any port, so that a bot needs no certificate.
fn webhook(params: &Params, url: &str, now: i64) -> Result<Webhook, Refusal> {
    check(url)?;
    let secret_token = params.str("secret_token");
    if let Some(secret) = secret_token {
        if secret.len() > LONGEST_SECRET {
            return Err(Refusal::bad("secret token is too long"));
        }
        if !secret.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_') {
            return Err(Refusal::bad("secret token contains unallowed characters"));
        }
    }
    let ip_address = params.str("ip_address");
    if ip_address.is_some_and(|address| address.parse::<IpAddr>().is_err()) {
        return Err(Refusal::bad("bad webhook: Invalid IP address specified"));
    }
    let certificate = params.files.get("certificate");
    if let Some(size) = certificate.map(|file| file.bytes.len()).filter(|size| *size > LARGEST_CERTIFICATE) {
        return Err(Refusal::bad(format!("certificate size is too big ({size} bytes)")));
    }
    Ok(Webhook {
        url: url.to_owned(),
        secret_token: secret_token.map(str::to_owned),
        max_connections: params.int("max_connections").unwrap_or(40).clamp(1, 100),
        ip_address: ip_address.map(str::to_owned),
        certificate: certificate.map(|file| String::from_utf8_lossy(&file.bytes).into_owned()),
        last_error: None,
        last_success: now,
    })
}

fn check(url: &str) -> Result<(), Refusal> {
    let invalid = || Refusal::bad("invalid webhook URL specified");
    let uri: Uri = with_scheme(url).parse().map_err(|_| invalid())?;
    let host = uri.host().filter(|host| !host.is_empty()).ok_or_else(invalid)?;
    match uri.scheme_str() {
        Some("http") => Ok(()),
        Some("https") => {
            let address = host.trim_matches(['[', ']']).parse().ok();
            let local = host == "localhost" || address.is_some_and(|ip: IpAddr| ip.is_loopback());
            if local || uri.port_u16().is_none_or(|port| PORTS.contains(&port)) {
                return Ok(());
            }
            let ports = "Webhook can be set up only on ports 80, 88, 443 or 8443";
            Err(Refusal::bad(format!("bad webhook: {ports}")))
        }
        _ => Err(invalid()),
    }
}

/// A URL as it is meant: without a scheme it is one of HTTPS.
fn with_scheme(url: &str) -> String {
    if url.contains("://") { url.to_owned() } else { format!("https://{url}") }
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

fn info(bot: &mut Bot) -> Value {
    bot.updates.settle();
    let webhook = bot.webhook.as_ref();
    let mut info = json!({
        "url": webhook.map_or("", |webhook| &webhook.url),
        "has_custom_certificate": webhook.is_some_and(|webhook| webhook.certificate.is_some()),
        "pending_update_count": bot.updates.len(),
    });
    if let Some(webhook) = webhook {
        info["max_connections"] = webhook.max_connections.into();
        if let Some((date, message)) = &webhook.last_error {
            info["last_error_date"] = (*date).into();
            info["last_error_message"] = message.as_str().into();
        }
        if let Some(address) = webhook.address() {
            info["ip_address"] = address.into();
        }
    }
    if let Some(kinds) = bot.updates.allowed() {
        info["allowed_updates"] = kinds.into();
    }
    info
}
