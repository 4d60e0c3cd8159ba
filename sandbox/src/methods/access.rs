//! Which chat a bot means, and whether it may do there what it wants.

use serde_json::Value;

use super::Request;
use crate::server::Refusal;
use crate::world::{Chat, ChatKey, Json, Kind, Role};

/// What a bot wants of a chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// To look at it.
    Read,
    /// To learn who is in it.
    Members,
    /// To say or to change something.
    Write,
}

impl Request<'_> {
    /// The chat that the bot means, if the bot may know it.
    pub(crate) fn chat(&mut self) -> Result<ChatKey, Refusal> {
        if self.params.str("business_connection_id").is_some() {
            return self.business_chat();
        }
        let key = self.chat_named("chat_id")?;
        match self.world.upgraded(key) {
            Some(new) => Err(Refusal::upgraded(new)),
            None => Ok(key),
        }
    }

    /// The same by another parameter; a group that became a supergroup can still be read from.
    pub(crate) fn chat_named(&mut self, parameter: &str) -> Result<ChatKey, Refusal> {
        let value = self.params.get(parameter);
        self.chat_of(value.ok_or_else(|| Refusal::bad(format!("{parameter} is empty")))?, parameter)
    }

    /// The same by what stands in another object.
    pub(crate) fn chat_of(&self, value: &Value, parameter: &str) -> Result<ChatKey, Refusal> {
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
        let (key, known) = if id <= 0 {
            let key = ChatKey::Shared(id);
            (key, self.world.chats.get(&key).is_some_and(|chat| self.knows(chat)))
        } else {
            let key = ChatKey::Private { bot: self.bot, user: id };
            (key, self.world.chats.contains_key(&key) || self.has_met(id))
        };
        if known { Ok(key) } else { Err(Refusal::bad("chat not found")) }
    }

    /// Whether the bot has ever heard of a chat of several: anybody can find it, or the bot was in there, in what it has
    /// become, or in the channel that it belongs to.
    fn knows(&self, chat: &Chat) -> bool {
        let other = chat.upgraded_to.or(chat.direct_channel());
        let other = other.and_then(|id| self.world.chats.get(&ChatKey::Shared(id)));
        chat.username.is_some()
            || [Some(chat), other].into_iter().flatten().any(|chat| chat.members.contains_key(&self.bot))
    }

    /// Whether the bot is in a chat of several with somebody.
    fn has_met(&self, user: i64) -> bool {
        let met = |chat: &Chat| chat.is_present(self.bot) && chat.members.contains_key(&user);
        self.world.users.contains_key(&user) && self.world.chats.values().any(met)
    }

    /// A chat that the bot may look into.
    pub(crate) fn readable_chat(&mut self, access: Access) -> Result<ChatKey, Refusal> {
        let key = self.chat_named("chat_id")?;
        self.may_access(key, access)?;
        Ok(key)
    }

    /// A chat where the bot may speak.
    pub(crate) fn open_chat(&mut self) -> Result<ChatKey, Refusal> {
        let key = self.chat()?;
        self.may_speak(key)?;
        Ok(key)
    }

    /// Whether the bot may speak there.
    pub(crate) fn may_speak(&self, key: ChatKey) -> Result<(), Refusal> {
        if let ChatKey::Private { bot, user } = key {
            if !self.world.chats.contains_key(&key) {
                return Err(Refusal::forbidden("bot can't initiate conversation with a user"));
            }
            let user = self.world.users.get(&user);
            if user.is_some_and(|user| user.blocked.contains(&bot)) {
                return Err(Refusal::forbidden("bot was blocked by the user"));
            }
            return Ok(());
        }
        self.may_access(key, Access::Write)?;
        let chat = self.world.chats.get(&key);
        let reader = |chat: &Chat| chat.kind == Kind::Channel && chat.role(self.bot) == Role::Member;
        if chat.is_some_and(reader) {
            return Err(Refusal::bad("need administrator rights in the channel chat"));
        }
        Ok(())
    }

    /// Whether the bot may do that in a chat of several, as far as being in there is concerned.
    ///
    /// A public chat shows itself to everybody, and a basic group to whoever was in it.
    pub(crate) fn may_access(&self, key: ChatKey, access: Access) -> Result<(), Refusal> {
        let Some(chat) = self.world.chats.get(&key) else { return Ok(()) };
        let free = match chat.kind {
            Kind::Private => true,
            Kind::Group => access == Access::Read,
            Kind::Supergroup | Kind::Channel => chat.username.is_some() && access != Access::Write,
        };
        if chat.is_present(self.bot) || (free && !chat.is_banned(self.bot)) {
            return Ok(());
        }
        if let Some(new) = chat.upgraded_to {
            return Err(Refusal::upgraded(new));
        }
        let kind = chat.kind.name();
        Err(match chat.role(self.bot) {
            Role::Kicked => Refusal::forbidden(format!("bot was kicked from the {kind} chat")),
            _ => Refusal::forbidden(format!("bot is not a member of the {kind} chat")),
        })
    }

    /// Whether the bot may send that content there, into that thread.
    pub(crate) fn may_say(&self, key: ChatKey, reply_to: Option<i64>, content: &Json) -> Result<(), Refusal> {
        if let ChatKey::Shared(_) = key {
            let chat = self.world.chats.get(&key);
            let mute = |chat: &Chat| chat.kind == Kind::Channel && !chat.may(self.bot, "can_post_messages");
            if chat.is_some_and(mute) {
                return Err(Refusal::bad("need administrator rights in the channel chat"));
            }
            if let Some(refusal) = self.world.may_not_send(key, self.bot, content) {
                return Err(Refusal::bad(refusal));
            }
        }
        self.world.may_write_directly(key, self.bot, reply_to, content)?;
        self.world.may_post_in_topic(key, self.bot, content)
    }
}
