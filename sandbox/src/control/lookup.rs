//! Finding what a request names: its user, group, chat, message.

use super::refused::Refused;
use super::route::Call;
use crate::kit::{BotAccount, Group, Message, Sandbox, User};
use crate::world::ChatKey;

impl Call {
    /// The user whom the path names.
    pub(super) fn user(&self) -> Result<User, Refused> {
        let mut user = self.user_of(self.args.int("user").unwrap_or_default())?;
        if self.args.int("bot").is_some() {
            user = user.with_bot(&self.bot()?);
        }
        Ok(user)
    }

    pub(super) fn user_of(&self, id: i64) -> Result<User, Refused> {
        if self.sandbox.core().look().users.contains_key(&id) {
            return Ok(User::new(self.sandbox.clone(), id));
        }
        Err(Refused::missing(format!("there is no user {id}"), "POST /users makes one and answers its id"))
    }

    /// The sandbox, with the bot that `bot` names where it names one.
    pub(super) fn sandbox(&self) -> Result<Sandbox, Refused> {
        Ok(match self.args.int("bot") {
            Some(_) => self.sandbox.with_bot(&self.bot()?),
            None => self.sandbox.clone(),
        })
    }

    /// The bot that `bot` names, or the default one.
    pub(super) fn bot(&self) -> Result<BotAccount, Refused> {
        let id = self.args.int("bot").unwrap_or(self.sandbox.core().default_bot);
        self.sandbox.bot_of(id).ok_or_else(|| {
            Refused::missing(format!("there is no bot {id}"), "GET /bots lists them, POST /bots makes one")
        })
    }

    /// The group whom a member names.
    pub(super) fn group(&self, member: &str) -> Result<Group, Refused> {
        let id = self.args.int(member).unwrap_or_default();
        let key = ChatKey::Shared(id);
        if self.sandbox.core().look().chats.contains_key(&key) {
            return Ok(Group::of(self.sandbox()?, key));
        }
        Err(Refused::missing(format!("there is no group {id}"), "POST /groups makes one and answers its id"))
    }

    /// The group that `chat` names; nothing for the private chat with the bot.
    pub(super) fn place(&self, user: &User) -> Result<Option<Group>, Refused> {
        match self.args.int("chat") {
            None => Ok(None),
            Some(id) if id == user.id() => Ok(None),
            // The private chat with another user, which has no group's handle of its own.
            Some(id) if self.sandbox.core().look().users.contains_key(&id) => {
                let key = self.sandbox.core().change(|world| world.open_between(user.id(), id));
                Ok(Some(Group::of(self.sandbox.clone(), key)))
            }
            Some(_) => self.group("chat").map(Some),
        }
    }

    /// The user whom the path names, writing to the group that `chat` names.
    pub(super) fn writer(&self) -> Result<User, Refused> {
        let user = self.user()?;
        Ok(match self.place(&user)? {
            Some(group) => user.to(&group),
            None => user,
        })
    }

    /// The message that a member names, in the chat that `chat` names.
    pub(super) fn message(&self, user: &User, member: &str) -> Result<Message, Refused> {
        let id = self.args.int(member).unwrap_or_default();
        let key = self.place(user)?.map_or_else(|| user.private(), |group| group.key());
        let entry = self.sandbox.core().look().entry(key, id).cloned();
        let entry = entry.ok_or_else(|| {
            Refused::missing(
                format!("there is no message {id} in the chat {}", key.id()),
                "GET /users/{user}/history lists those of the private chat, and with `chat` those of a group",
            )
        })?;
        Ok(Message::new(self.sandbox.clone(), key, entry, None))
    }
}
