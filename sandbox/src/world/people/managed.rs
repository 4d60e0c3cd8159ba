//! Bots that a user has made for another bot, which manages them.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::error::{Error, Result};
use crate::world::{Bot, Happened, World};

/// Whose bot it is, and who may use it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Managed {
    /// The bot that manages it.
    pub(crate) manager: i64,
    /// The user who made it.
    pub(crate) owner: i64,
    /// The users beside the owner who may write to it; everybody where it is not restricted.
    pub(crate) only: Option<BTreeSet<i64>>,
}

impl World {
    /// Makes a bot of a user's that another bot manages, and tells that bot; gives its number.
    pub(crate) fn create_managed_bot(
        &mut self,
        manager: i64,
        owner: i64,
        name: &str,
        username: &str,
    ) -> Result<i64> {
        let username = username.trim_start_matches('@');
        self.check_names(name, username).map_err(|why| Error::Impossible(why.to_owned()))?;
        let bot = self.add_bot(name.trim(), username);
        bot.managed = Some(Managed { manager, owner, only: None });
        let id = bot.id;
        let line = format!("{} makes the bot {name} for {}", self.name(owner), self.name(manager));
        self.journal.write(line);
        let update = json!({"user": self.user_json(owner), "bot": self.user_json(id)});
        if let Some(manager) = self.bots.get_mut(&manager) {
            manager.updates.push("managed_bot", &update);
        }
        Ok(id)
    }

    /// Why a bot cannot be called so.
    fn check_names(&self, name: &str, username: &str) -> Result<(), &'static str> {
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
        if !(1..=64).contains(&name.trim().chars().count()) {
            return Err("the name of a bot has 1 to 64 characters");
        }
        if !(5..=32).contains(&username.len())
            || !username.chars().all(plain)
            || !username.starts_with(|c: char| c.is_ascii_alphabetic())
        {
            return Err("the username of a bot has 5 to 32 letters, digits and underscores");
        }
        if !username.to_ascii_lowercase().ends_with("bot") {
            return Err("the username of a bot ends with \"bot\"");
        }
        if self.is_taken(username) { Err("that username is taken") } else { Ok(()) }
    }

    fn is_taken(&self, username: &str) -> bool {
        let same = |taken: Option<&str>| taken.is_some_and(|taken| taken.eq_ignore_ascii_case(username));
        self.bot_called(username).is_some()
            || self.users.values().any(|user| same(user.username.as_deref()))
            || self.chats.values().any(|chat| same(chat.username.as_deref()))
    }

    /// What the app suggests to call a bot: as the button says, or by its owner's name.
    pub(crate) fn suggested_names(&self, owner: i64, wish: &Value) -> (String, String) {
        let suggested = |name: &str| wish[name].as_str().filter(|text| !text.is_empty());
        let name =
            suggested("suggested_name").map_or_else(|| format!("{}'s bot", self.name(owner)), str::to_owned);
        let username =
            suggested("suggested_username").map_or_else(|| self.free_username(owner), str::to_owned);
        (name, username)
    }

    fn free_username(&self, owner: i64) -> String {
        let numbered = (2..).map(|number| format!("user{owner}_{number}_bot"));
        let mut names = std::iter::once(format!("user{owner}_bot")).chain(numbered);
        // There are fewer bots than numbers.
        names.find(|name| !self.is_taken(name)).unwrap_or_default()
    }

    /// A bot that another one manages.
    pub(crate) fn managed_by(&mut self, manager: i64, id: i64) -> Option<&mut Bot> {
        let bot = self.bots.get_mut(&id)?;
        (bot.managed.as_ref()?.manager == manager).then_some(bot)
    }

    /// Gives a bot a new token; the old one is refused from now on.
    pub(crate) fn replace_token(&mut self, id: i64) -> Option<String> {
        let token = format!("{id}:AAEsandbox{:0>25}", self.ids.other());
        self.bots.get_mut(&id)?.token.clone_from(&token);
        self.feed.push(Happened::Bot(id));
        Some(token)
    }

    /// Whether somebody may write to a bot, which may be open to few.
    pub(crate) fn may_use(&self, bot: i64, user: i64) -> bool {
        let managed = self.bots.get(&bot).and_then(|bot| bot.managed.as_ref());
        managed.is_none_or(|managed| {
            managed.owner == user || managed.only.as_ref().is_none_or(|only| only.contains(&user))
        })
    }
}
