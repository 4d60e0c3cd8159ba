//! What the methods do: one file per group.

mod chats;
mod edit;
mod forward;
mod me;
mod media;
mod members;
mod poll;
mod query;
mod send;
mod simulated;
mod things;
mod webhook;

use std::fmt::Write as _;
use std::sync::Arc;

use serde_json::Value;

use crate::facts::{Method, Type};
use crate::server::{Answer, Core, Params, Refusal};
use crate::updates;
use crate::world::{ChatKey, World};

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
}

impl Done {
    pub(crate) fn raw(text: String) -> Self {
        Self { result: Text::Raw(text), simulated: false, description: None }
    }

    /// The whole answer.
    pub(crate) fn body(&self) -> String {
        let mut body = String::from(r#"{"ok":true,"result":"#);
        match &self.result {
            Text::Value(value) => write!(body, "{value}").unwrap_or_default(),
            Text::Raw(text) => body.push_str(text),
        }
        if let Some(description) = self.description {
            write!(body, r#","description":"{description}""#).unwrap_or_default();
        }
        body.push('}');
        body
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
}

/// Carries out a method.
pub(crate) async fn call(
    core: &Arc<Core>,
    bot: i64,
    method: &'static Method,
    params: &Params,
) -> Result<Done, Refusal> {
    if method.name == "getUpdates" {
        return poll::get_updates(core, bot, params).await;
    }
    let webhook = |world: &World| {
        let bot = world.bots.get(&bot)?;
        Some((bot.webhook.is_some(), bot.updates.webhook_turns()))
    };
    let sets_webhook = matches!(method.name, "setWebhook" | "deleteWebhook");
    let (mut done, before, after) = core.change(|world| {
        let before = webhook(world).filter(|_| sets_webhook);
        let now = world.now_in_milliseconds();
        world.limiter.count(bot, method.name, params, now)?;
        let mut request = Request { world, bot, params, method };
        let done = match dispatch(&mut request) {
            Some(answer) => answer.map(Done::from)?,
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
        .or_else(|| things::dispatch(name, request))
        .or_else(|| edit::dispatch(name, request))
        .or_else(|| forward::dispatch(name, request))
        .or_else(|| chats::dispatch(name, request))
        .or_else(|| members::dispatch(name, request))
        .or_else(|| query::dispatch(name, request))
}

impl Request<'_> {
    /// The chat that the bot means, if the bot may know it.
    pub(crate) fn chat(&mut self) -> Result<ChatKey, Refusal> {
        let key = self.chat_named("chat_id")?;
        match self.world.upgraded(key) {
            Some(new) => Err(Refusal::upgraded(new)),
            None => Ok(key),
        }
    }

    /// The same by another parameter; a group that became a supergroup can still be read from.
    pub(crate) fn chat_named(&mut self, parameter: &str) -> Result<ChatKey, Refusal> {
        let value =
            self.params.get(parameter).ok_or_else(|| Refusal::bad(format!("{parameter} is empty")))?;
        let key = match value {
            Value::Number(number) => self.by_number(number.as_i64().unwrap_or_default())?,
            Value::String(name) if name.is_empty() => {
                return Err(Refusal::bad(format!("{parameter} is empty")));
            }
            Value::String(name) => {
                let name = name.strip_prefix('@').unwrap_or(name);
                self.world
                    .chats
                    .iter()
                    .find(|(_, chat)| chat.username.as_deref().is_some_and(|u| u.eq_ignore_ascii_case(name)))
                    .map(|(key, _)| *key)
                    .ok_or_else(|| Refusal::bad("chat not found"))?
            }
            _ => return Err(Refusal::bad("chat not found")),
        };
        Ok(key)
    }

    fn by_number(&self, id: i64) -> Result<ChatKey, Refusal> {
        let key = if id > 0 { ChatKey::Private { bot: self.bot, user: id } } else { ChatKey::Shared(id) };
        if self.world.chats.contains_key(&key) { Ok(key) } else { Err(Refusal::bad("chat not found")) }
    }

    /// A chat where the bot may speak.
    pub(crate) fn open_chat(&mut self) -> Result<ChatKey, Refusal> {
        let key = self.chat()?;
        self.may_speak(key)?;
        Ok(key)
    }

    /// Whether the bot may speak there.
    pub(crate) fn may_speak(&self, key: ChatKey) -> Result<(), Refusal> {
        use crate::world::{Kind, Role};
        match key {
            ChatKey::Private { bot, user } => {
                if self.world.users.get(&user).is_some_and(|user| user.blocked.contains(&bot)) {
                    return Err(Refusal::forbidden("bot was blocked by the user"));
                }
            }
            ChatKey::Shared(_) => {
                if let Some(chat) = self.world.chats.get(&key) {
                    let kind = chat.kind.name();
                    match chat.role(self.bot) {
                        Role::Kicked => {
                            return Err(Refusal::forbidden(format!("bot was kicked from the {kind} chat")));
                        }
                        Role::Left => {
                            return Err(Refusal::forbidden(format!(
                                "bot is not a member of the {kind} chat"
                            )));
                        }
                        Role::Member if chat.kind == Kind::Channel => {
                            return Err(Refusal::bad("need administrator rights in the channel chat"));
                        }
                        _ => {}
                    }
                }
            }
        }
        Ok(())
    }

    /// A required number.
    pub(crate) fn need_int(&self, name: &str, refusal: &str) -> Result<i64, Refusal> {
        self.params.int(name).ok_or_else(|| Refusal::bad(refusal))
    }

    /// Refuses when a parameter that the facts require is not there.
    pub(crate) fn need_required(&self) -> Result<(), Refusal> {
        for param in self.method.params.iter().filter(|param| param.required) {
            let there = match self.params.get(param.name) {
                None | Some(Value::Null) => self.params.files.contains_key(param.name),
                Some(Value::String(text)) => !text.is_empty() || param.kind == Type::Text,
                Some(_) => true,
            };
            if !there {
                return Err(Refusal::bad(format!("{} is empty", param.name)));
            }
        }
        Ok(())
    }
}
