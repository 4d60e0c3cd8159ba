//! Delivery by webhook: in order within a chat, side by side across chats, each again and again until it is taken.

use std::pin::Pin;
use std::sync::Arc;

use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use hyper::body::Body as _;

use super::lane::Lane;
use super::lanes::Lanes;
use super::post::{Client, Failure, client, post};
use super::reply;
use crate::server::Core;
use crate::world::{Bot, Webhook, World};

/// How long a bot may take for one update, in milliseconds.
const PATIENCE: i64 = 60_000;
/// A webhook that says that it is gone is believed when it has taken nothing for so many milliseconds.
const GONE_AFTER: i64 = 23 * 3_600_000;

/// Goes on delivering to the webhooks of a world that was loaded.
pub(crate) fn deliver_all(core: &Arc<Core>) {
    let bots: Vec<i64> =
        core.look().bots.values().filter(|bot| bot.webhook.is_some()).map(|bot| bot.id).collect();
    for bot in bots {
        tokio::spawn(deliver(Arc::clone(core), bot));
    }
}

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

/// What came of an attempt or a wait.
enum Landed {
    Taken(Lane),
    Failed(Lane, Failure),
    /// The wait after a failure is over.
    Rested(Lane),
}

/// What all attempts of a webhook share.
struct Delivery {
    core: Arc<Core>,
    bot: i64,
    webhook: Webhook,
    client: Client,
}

async fn run(core: &Arc<Core>, bot: i64) {
    let Some((turn, mut changed, webhook)) = core
        .look()
        .bots
        .get(&bot)
        .and_then(|bot| Some((bot.updates.webhook_turns(), bot.updates.watch(), bot.webhook.clone()?)))
    else {
        return;
    };
    let most = usize::try_from(webhook.max_connections).unwrap_or(1);
    let client = client(&webhook);
    let delivery = Arc::new(Delivery { core: Arc::clone(core), bot, webhook, client });
    let mut lanes = Lanes::default();
    let mut busy = 0;
    let mut pending: FuturesUnordered<BoxFuture<'static, Landed>> = FuturesUnordered::new();
    loop {
        changed.mark_unchanged();
        let release = {
            let mut world = core.look();
            let Some(bot) = world.bots.get_mut(&bot).filter(|bot| is_current(bot, turn)) else { return };
            bot.updates.settle();
            lanes.read(&bot.updates);
            while busy < most
                && let Some((lane, place)) = lanes.next()
            {
                match bot.updates.at_place(place) {
                    None => lanes.done(lane),
                    Some(update) => {
                        busy += 1;
                        let attempt = attempt(Arc::clone(&delivery), lane, place, update.raw.to_string());
                        pending.push(Box::pin(attempt));
                    }
                }
            }
            bot.updates.next_release()
        };
        let released = async {
            match release {
                Some(at) => core.sleep_until(at).await,
                None => std::future::pending().await,
            }
        };
        let landed = tokio::select! {
            Some(landed) = pending.next() => landed,
            changed = changed.changed() => match changed {
                Ok(()) => continue,
                Err(_) => return,
            },
            () = released => continue,
        };
        match landed {
            Landed::Rested(lane) => lanes.ready(lane),
            Landed::Taken(lane) => {
                busy -= 1;
                lanes.done(lane);
            }
            Landed::Failed(lane, failure) => {
                busy -= 1;
                let delay = lanes.delay(lane, failure.asked);
                let until = core.change(|world| note_failure(world, delivery.bot, turn, failure)) + delay;
                let core = Arc::clone(core);
                pending.push(Box::pin(async move {
                    core.sleep_until(until).await;
                    Landed::Rested(lane)
                }));
            }
        }
    }
}

fn is_current(bot: &Bot, turn: u64) -> bool {
    bot.webhook.is_some() && bot.updates.webhook_turns() == turn
}

/// Remembers a failure for `getWebhookInfo`, and gives the time.
fn note_failure(world: &mut World, bot: i64, turn: u64, failure: Failure) -> i64 {
    tracing::debug!(bot, error = failure.message, "a webhook failed");
    let now = world.now_in_milliseconds();
    let Some(bot) = world.bots.get_mut(&bot).filter(|bot| is_current(bot, turn)) else { return now };
    if let Some(webhook) = &mut bot.webhook {
        webhook.last_error = Some((now.div_euclid(1000), failure.message));
        if failure.gone && now - webhook.last_success > GONE_AFTER {
            bot.webhook = None;
            bot.updates.webhook_gone();
        }
    }
    now
}

/// Sends an update once.
async fn attempt(delivery: Arc<Delivery>, lane: Lane, place: u64, update: String) -> Landed {
    let core = &delivery.core;
    let patience = core.look().now_in_milliseconds() + PATIENCE;
    let work = async {
        let response = post(&delivery.client, &delivery.webhook, update).await?;
        // An answer without a word names no method, nor does one that cannot be read: the update is taken all the same.
        if response.body().is_end_stream() {
            return Ok(None);
        }
        Ok(reply::read(core, response).await.ok())
    };
    let answer = tokio::select! {
        answer = work => answer,
        () = core.sleep_until(patience) => Err(Failure::new("Read timeout expired")),
    };
    let bot = delivery.bot;
    match answer {
        Err(failure) => Landed::Failed(lane, failure),
        Ok(params) => {
            let there = core.change(|world| {
                let now = world.now_in_milliseconds();
                let bot = world.bots.get_mut(&bot)?;
                if let Some(webhook) = &mut bot.webhook {
                    webhook.last_success = now;
                }
                bot.updates.take(place);
                Some(())
            });
            if let (Some(()), Some(params)) = (there, params) {
                let core = Arc::clone(core);
                // A task of its own: the method may end this delivery, and has to be carried out whole.
                let carried = tokio::spawn(async move {
                    reply::carry_out(&core, bot, params).await;
                    finish(&core, bot, place);
                });
                // An error means that the runtime ends.
                let _ = carried.await;
            } else {
                finish(core, bot, place);
            }
            Landed::Taken(lane)
        }
    }
}

/// The update is done with.
fn finish(core: &Core, bot: i64, place: u64) {
    core.change(|world| {
        if let Some(bot) = world.bots.get_mut(&bot) {
            bot.updates.finish(place);
        }
    });
}
