//! What the methods do: one file per group.

mod access;
mod album;
mod business;
mod chats;
mod doing;
mod edit;
mod ephemeral;
mod fetch;
mod forward;
mod inline;
mod input_content;
mod invites;
mod managed;
mod markup;
mod me;
mod media;
mod members;
mod my_photo;
mod my_settings;
mod poll;
mod prepared;
mod profile;
mod query;
mod reply;
mod result;
mod send;
mod simulated;
mod suggested;
mod tell;
mod things;
mod topics;
mod webhook;

pub(crate) use access::Access;
pub(crate) use album::together;

use std::sync::Arc;

use serde_json::Value;

use crate::check;
use crate::facts::Method;
use crate::server::{Answer, Core, Params, Refusal};
use crate::updates;
use crate::world::{Json, World};

/// A method's result, as JSON or as its text.
#[derive(Debug)]
pub(crate) struct Done {
    result: Text,
    /// Whether the answer is made up, and the world unchanged.
    pub(crate) simulated: bool,
    /// What is told beside the result.
    description: Option<&'static str>,
}

#[derive(Debug)]
enum Text {
    Value(Value),
    Raw(String),
    /// A message as it was posted; it is written once nobody waits for the world any more.
    Posted(Arc<Json>),
}

impl Done {
    pub(crate) fn raw(text: String) -> Self {
        Self { result: Text::Raw(text), simulated: false, description: None }
    }

    fn posted(message: Arc<Json>) -> Self {
        Self { result: Text::Posted(message), simulated: false, description: None }
    }

    /// The whole answer.
    pub(crate) fn body(&self) -> String {
        let mut body = br#"{"ok":true,"result":"#.to_vec();
        // Writing into memory does not fail, nor is what is written anything but UTF-8.
        match &self.result {
            Text::Value(value) => serde_json::to_writer(&mut body, value).unwrap_or_default(),
            Text::Raw(text) => body.extend_from_slice(text.as_bytes()),
            Text::Posted(message) => serde_json::to_writer(&mut body, &**message).unwrap_or_default(),
        }
        if let Some(description) = self.description {
            body.extend_from_slice(format!(r#","description":"{description}""#).as_bytes());
        }
        body.push(b'}');
        String::from_utf8(body).unwrap_or_default()
    }
}

impl From<Value> for Done {
    fn from(value: Value) -> Self {
        Self { result: Text::Value(value), simulated: false, description: None }
    }
}

/// What a method works with.
pub(crate) struct Request<'a> {
    pub(crate) world: &'a mut World,
    pub(crate) bot: i64,
    pub(crate) params: &'a Params,
    pub(crate) method: &'static Method,
    /// The message that is the answer, in place of what the method gives.
    pub(crate) posted: Option<Arc<Json>>,
}

/// Carries out a method.
pub(crate) async fn call(
    core: &Arc<Core>,
    bot: i64,
    method: &'static Method,
    params: &Params,
) -> Result<Done, Refusal> {
    check::check(method, params)?;
    if method.name == "getUpdates" {
        return poll::get_updates(core, bot, params).await;
    }
    let fetched = fetch::fetch(method, params).await?;
    let params = fetched.as_ref().unwrap_or(params);
    let webhook = |world: &World| {
        let bot = world.bots.get(&bot)?;
        Some((bot.webhook.is_some(), bot.updates.webhook_turns()))
    };
    let sets_webhook = matches!(method.name, "setWebhook" | "deleteWebhook");
    let (mut done, before, after) = core.change(|world| {
        let before = webhook(world).filter(|_| sets_webhook);
        let now = world.now_in_milliseconds();
        world.limiter.count(bot, method.name, params, now)?;
        let mut request = Request { world, bot, params, method, posted: None };
        let done = match dispatch(&mut request) {
            Some(answer) => {
                let answer = answer?;
                tell::changed(&mut request);
                request.posted.take().map_or_else(|| answer.into(), Done::posted)
            }
            None => Done { simulated: true, ..simulated::answer(&request)?.into() },
        };
        Ok::<_, Refusal>((done, before, webhook(world).filter(|_| sets_webhook)))
    })?;
    if let (Some((was, old)), Some((is, new))) = (before, after) {
        done.description = Some(webhook::description(was, is, old != new));
        if is && old != new {
            tokio::spawn(updates::deliver(Arc::clone(core), bot));
        }
    }
    Ok(done)
}

/// `None` where a method has no meaning here.
fn dispatch(request: &mut Request<'_>) -> Option<Answer> {
    let name = request.method.name;
    None.or_else(|| me::dispatch(name, request))
        .or_else(|| webhook::dispatch(name, request))
        .or_else(|| send::dispatch(name, request))
        .or_else(|| media::dispatch(name, request))
        .or_else(|| album::dispatch(name, request))
        .or_else(|| things::dispatch(name, request))
        .or_else(|| edit::dispatch(name, request))
        .or_else(|| forward::dispatch(name, request))
        .or_else(|| chats::dispatch(name, request))
        .or_else(|| members::dispatch(name, request))
        .or_else(|| my_settings::dispatch(name, request))
        .or_else(|| my_photo::dispatch(name, request))
        .or_else(|| invites::dispatch(name, request))
        .or_else(|| topics::dispatch(name, request))
        .or_else(|| query::dispatch(name, request))
        .or_else(|| inline::dispatch(name, request))
        .or_else(|| prepared::dispatch(name, request))
        .or_else(|| managed::dispatch(name, request))
        .or_else(|| business::dispatch(name, request))
        .or_else(|| profile::dispatch(name, request))
        .or_else(|| doing::dispatch(name, request))
        .or_else(|| ephemeral::dispatch(name, request))
        .or_else(|| suggested::dispatch(name, request))
}
