//! Delivery by webhook: one update after the other, each again and again until it is taken.

use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::http::{Request, header};
use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper_util::client::legacy::{Client, connect::HttpConnector};
use hyper_util::rt::TokioExecutor;
use serde_json::Value;

use crate::server::{Core, Params, Recorded};
use crate::world::{Bot, Webhook};
use crate::{facts, methods};

/// How long a bot may take for one update.
const PATIENCE: Duration = Duration::from_secs(60);
/// The longest wait before the next try.
const LONGEST_DELAY: Duration = Duration::from_secs(60);
/// The largest answer that is read, in bytes.
const LARGEST_ANSWER: usize = 1024 * 1024;

/// Delivers a bot's updates until its webhook is another one or gone, or the sandbox stops.
///
/// The future is boxed, for a bot's answer may carry `setWebhook`, which starts a delivery.
pub(crate) fn deliver(core: Arc<Core>, bot: i64) -> Pin<Box<dyn Future<Output = ()> + Send>> {
    Box::pin(async move {
        let mut stopped = core.stopped();
        tokio::select! {
            () = run(&core, bot) => {}
            _ = stopped.wait_for(|stopped| *stopped) => {}
        }
    })
}

/// Takes up the deliveries of every bot that has a webhook, as a world from a file may have some.
pub(crate) fn deliver_all(core: &Arc<Core>) {
    let bots: Vec<i64> =
        core.look().bots.values().filter(|bot| bot.webhook.is_some()).map(|bot| bot.id).collect();
    for bot in bots {
        tokio::spawn(deliver(Arc::clone(core), bot));
    }
}

/// What there is to do for the webhook of a turn.
enum Task {
    Over,
    Wait,
    Send(i64, String, Webhook),
}

async fn run(core: &Arc<Core>, bot: i64) {
    let Some((turn, mut changed)) =
        core.look().bots.get(&bot).map(|bot| (bot.updates.webhook_turns(), bot.updates.watch()))
    else {
        return;
    };
    let client = Client::builder(TokioExecutor::new()).build_http();
    let mut delay = Duration::from_secs(1);
    loop {
        changed.mark_unchanged();
        let task = core.look().bots.get(&bot).map_or(Task::Over, |bot| task(bot, turn));
        let (id, update, webhook) = match task {
            Task::Over => return,
            Task::Wait => {
                if changed.changed().await.is_err() {
                    return;
                }
                continue;
            }
            Task::Send(id, update, webhook) => (id, update, webhook),
        };
        let sent = tokio::time::timeout(PATIENCE, post(&client, &webhook, update)).await;
        match sent.unwrap_or_else(|_| Err("Read timeout expired".into())) {
            Ok(answer) => {
                delay = Duration::from_secs(1);
                core.change(|world| {
                    if let Some(bot) = world.bots.get_mut(&bot) {
                        bot.updates.taken(id);
                    }
                });
                carry_out(core, bot, &answer).await;
            }
            Err(error) => {
                tracing::debug!(bot, %error, "a webhook failed");
                core.change(|world| {
                    let now = world.now();
                    if let Some(webhook) = world.bots.get_mut(&bot).and_then(|bot| bot.webhook.as_mut()) {
                        webhook.last_error = Some((now, error));
                    }
                });
                tokio::time::sleep(delay).await;
                delay = (delay * 2).min(LONGEST_DELAY);
            }
        }
    }
}

fn task(bot: &Bot, turn: u64) -> Task {
    match &bot.webhook {
        Some(webhook) if bot.updates.webhook_turns() == turn => match bot.updates.first() {
            Some((id, update)) => Task::Send(id, update.to_owned(), webhook.clone()),
            None => Task::Wait,
        },
        _ => Task::Over,
    }
}

/// Posts an update and gives the body of the answer if the bot took it.
async fn post(
    client: &Client<HttpConnector, Full<Bytes>>,
    webhook: &Webhook,
    update: String,
) -> Result<Bytes, String> {
    if !webhook.url.to_ascii_lowercase().starts_with("http://") {
        return Err("The sandbox delivers to http:// only; use such an address".into());
    }
    let mut request = Request::post(&webhook.url).header(header::CONTENT_TYPE, "application/json");
    if let Some(secret) = &webhook.secret_token {
        request = request.header("X-Telegram-Bot-Api-Secret-Token", secret);
    }
    let request = request.body(Full::new(Bytes::from(update))).map_err(|error| error.to_string())?;
    let response = client.request(request).await.map_err(|error| format!("Connection failed: {error}"))?;
    let status = response.status();
    if !status.is_success() {
        return Err(format!("Wrong response from the webhook: {status}"));
    }
    let body = Limited::new(response.into_body(), LARGEST_ANSWER).collect().await;
    body.map(http_body_util::Collected::to_bytes).map_err(|error| error.to_string())
}

/// Carries out the method that an answer may hold.
async fn carry_out(core: &Arc<Core>, bot: i64, answer: &[u8]) {
    let at = Instant::now();
    let Ok(Value::Object(mut values)) = serde_json::from_slice(answer) else { return };
    let Some(Value::String(name)) = values.shift_remove("method") else { return };
    let Some(method) = facts::method(&name) else { return };
    let mut params = Params { values, ..Params::default() };
    let done = match params.normalise(method) {
        Ok(()) => methods::call(core, bot, method, &params).await,
        Err(refusal) => Err(refusal),
    };
    let (answer, simulated) = match done {
        Ok(done) => {
            let simulated = done.simulated;
            (crate::server::answer::ok_body(&done.text()), simulated)
        }
        Err(refusal) => (refusal.to_json().to_string(), false),
    };
    let method = method.name.to_owned();
    core.record(Recorded { bot, method, params: params.to_json(), answer, at, simulated });
}
