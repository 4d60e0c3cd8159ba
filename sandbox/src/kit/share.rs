//! What the special buttons of reply keyboards ask for: a contact, a place, users, a chat.

use serde_json::{Value, json};

use super::{Group, Message, User};
use crate::error::{Error, Result};
use crate::world::{ChatKey, Draft, Happened, Json, Kind, Offered, Role, Standing, World};

impl User {
    /// Shares a place, as a `request_location` button does, where a keyboard asks for it or else with the default bot.
    ///
    /// # Errors
    ///
    /// When the place is none on this world.
    pub async fn share_location(&self, latitude: f64, longitude: f64) -> Result<Message> {
        if !(latitude.abs() <= 90.0 && longitude.abs() <= 180.0) {
            return Err(Error::Impossible(format!("there is no place {latitude}, {longitude}")));
        }
        let place = place(latitude, longitude);
        match self.wish("request_location") {
            Some((key, button)) => {
                let sent = self.contribute(key, place).await?;
                self.used(key, &button);
                Ok(sent)
            }
            None => self.contribute(self.private(), place).await,
        }
    }

    /// Shares users, as the `request_users` button of the standing keyboard asks.
    ///
    /// # Errors
    ///
    /// When no keyboard asks for users, or not for these or as many.
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn doc(alice: chappe_sandbox::User, bob: chappe_sandbox::User) -> chappe_sandbox::Result<()> {
    /// let sent = alice.share_users(&[&bob]).await?;
    /// assert_eq!(sent.field("users_shared")["users"][0]["user_id"], bob.id());
    /// # Ok(())
    /// # }
    /// ```
    pub async fn share_users(&self, users: &[&User]) -> Result<Message> {
        let (key, button) = self.wish("request_users").ok_or_else(|| no_wish("users", &self.first_name()))?;
        let users: Vec<i64> = users.iter().map(|user| user.id()).collect();
        let sent = self.give_users(key, &button["request_users"], &users).await?;
        self.used(key, &button);
        Ok(sent)
    }

    /// Shares a group or channel, as the `request_chat` button of the standing keyboard asks.
    ///
    /// # Errors
    ///
    /// When no keyboard asks for a chat, or not for one of this sort.
    pub async fn share_chat(&self, group: &Group) -> Result<Message> {
        let (key, button) = self.wish("request_chat").ok_or_else(|| no_wish("a chat", &self.first_name()))?;
        let sent = self.give_chat(key, &button["request_chat"], group.key()).await?;
        self.used(key, &button);
        Ok(sent)
    }

    /// Closes the reply that a bot wished for: the next message is none.
    pub fn dismiss_reply(&self) {
        self.sandbox().core().change(|world| {
            let keys: Vec<ChatKey> = world.keyboards.of_user(self.id()).map(|(key, _)| key).collect();
            for key in keys {
                if world.keyboards.replied(key, self.id()) {
                    world.feed.push(Happened::Chat(key));
                }
            }
        });
    }

    /// The reply keyboard or force reply that stands for this user in the private chat with the bot.
    pub fn keyboard(&self) -> Option<Value> {
        self.keyboard_at(self.private())
    }

    /// The same in a group.
    pub fn keyboard_in(&self, group: &Group) -> Option<Value> {
        self.keyboard_at(group.key())
    }

    fn keyboard_at(&self, key: ChatKey) -> Option<Value> {
        let world = self.sandbox().core().look();
        world.keyboards.get(key, self.id()).map(|standing| Value::clone(&standing.markup))
    }

    /// The phone number that a contact button shares.
    fn phone(&self) -> String {
        format!("+1555{:07}", self.id().rem_euclid(10_000_000))
    }

    pub(super) fn own_contact(&self, phone_number: &str) -> Json {
        let contact =
            json!({"phone_number": phone_number, "first_name": self.first_name(), "user_id": self.id()});
        Json::from_iter([("contact".to_owned(), contact)])
    }

    pub(super) async fn contribute(&self, key: ChatKey, content: Json) -> Result<Message> {
        self.post(key, Draft { content, ..Draft::default() }).await
    }

    /// Gives what a button asks for, as far as that goes without choosing; nothing where it asks for nothing such.
    pub(super) async fn share_what_is_asked(&self, key: ChatKey, button: &Value) -> Result<Option<Message>> {
        let asks =
            |name: &str| button.get(name).filter(|wish| !matches!(wish, Value::Null | Value::Bool(false)));
        let sent = if asks("request_contact").is_some() {
            self.contribute(key, self.own_contact(&self.phone())).await
        } else if asks("request_location").is_some() {
            self.contribute(key, place(46.5197, 6.6323)).await
        } else if let Some(wish) = asks("request_users") {
            self.give_users(key, wish, &self.fitting_users(wish)).await
        } else if let Some(wish) = asks("request_chat") {
            self.give_chat(key, wish, self.fitting_chat(wish)?).await
        } else if let Some(wish) = asks("request_managed_bot") {
            self.give_suggested_bot(key, wish).await
        } else {
            return Ok(None);
        };
        sent.map(Some)
    }

    /// The buttons that ask for something: those that stand, the latest keyboard's first, then those that are prepared.
    pub(super) fn wishes(&self, what: &str) -> Vec<(ChatKey, Value)> {
        let world = self.sandbox().core().look();
        let mut standing: Vec<_> = world.keyboards.of_user(self.id()).collect();
        standing.sort_by_key(|(_, standing)| std::cmp::Reverse(standing.sequence));
        let of = |(key, standing): (ChatKey, &Standing)| {
            let wished = standing.buttons().filter(|button| button.get(what).is_some());
            wished.map(|button| (key, button.clone())).collect::<Vec<_>>()
        };
        let prepared = world.prepared_for(self.id()).filter_map(|(_, prepared)| match &prepared.what {
            Offered::Button(button) if button.get(what).is_some() => {
                Some((ChatKey::Private { bot: prepared.bot, user: self.id() }, button.clone()))
            }
            _ => None,
        });
        let mut prepared: Vec<_> = prepared.collect();
        prepared.reverse();
        standing.into_iter().flat_map(of).chain(prepared).collect()
    }

    pub(super) fn wish(&self, what: &str) -> Option<(ChatKey, Value)> {
        self.wishes(what).into_iter().next()
    }

    /// Whom the user gives where a button is pressed and nobody is named: the first who are fitting.
    fn fitting_users(&self, wish: &Value) -> Vec<i64> {
        let world = self.sandbox().core().look();
        let ids = world.users.keys().chain(world.bots.keys()).copied();
        let mut fitting: Vec<i64> =
            ids.filter(|id| *id != self.id() && misfit(&world, wish, *id).is_none()).collect();
        fitting.truncate(1);
        fitting
    }

    async fn give_users(&self, key: ChatKey, wish: &Value, users: &[i64]) -> Result<Message> {
        let content = users_shared(&self.sandbox().core().look(), wish, users)?;
        self.contribute(key, content).await
    }

    /// The first chat of this user's that is fitting.
    fn fitting_chat(&self, wish: &Value) -> Result<ChatKey> {
        let world = self.sandbox().core().look();
        let mut keys: Vec<ChatKey> = world.chats.keys().copied().collect();
        keys.sort_unstable();
        let found = keys.into_iter().find(|key| self.chat_misfit(&world, wish, *key).is_none());
        found.ok_or_else(|| {
            Error::Impossible(format!("{} has no chat that the button asks for", world.name(self.id())))
        })
    }

    async fn give_chat(&self, key: ChatKey, wish: &Value, chat: ChatKey) -> Result<Message> {
        let content = self.chat_shared(&self.sandbox().core().look(), wish, chat)?;
        self.contribute(key, content).await
    }

    fn chat_shared(&self, world: &World, wish: &Value, chat: ChatKey) -> Result<Json> {
        if let Some(why) = self.chat_misfit(world, wish, chat) {
            return Err(Error::Impossible(format!("that chat is not asked for: {why}")));
        }
        let mut shared = json!({"request_id": wish["request_id"], "chat_id": chat.id()});
        let json = world.chat_json(chat);
        for (on, name) in [("request_title", "title"), ("request_username", "username")] {
            if let (true, Some(value)) = (wish[on] == true, json.get(name)) {
                shared[name] = value.clone();
            }
        }
        Ok(Json::from_iter([("chat_shared".to_owned(), shared)]))
    }

    /// Why a chat is not what a button asks for.
    fn chat_misfit(&self, world: &World, wish: &Value, key: ChatKey) -> Option<&'static str> {
        let ChatKey::Shared(_) = key else { return Some("it is private") };
        let chat = world.chats.get(&key)?;
        let wished = |name: &str| wish[name].as_bool();
        let bot_in = |id: &i64| world.bots.contains_key(id) && chat.role(*id).is_present();
        if !chat.role(self.id()).is_present() || chat.upgraded_to.is_some() {
            return Some("the user is not in it");
        }
        if wished("chat_is_channel").unwrap_or(false) != (chat.kind == Kind::Channel) {
            return Some("it is of another kind");
        }
        if wished("chat_has_username").is_some_and(|wished| wished != chat.username.is_some()) {
            return Some("its username, or that it has none");
        }
        if wished("chat_is_created") == Some(true) && chat.role(self.id()) != Role::Creator {
            return Some("the user does not own it");
        }
        let rights = !wish["user_administrator_rights"].is_null();
        if rights && !chat.role(self.id()).is_admin() {
            return Some("the user is no administrator of it");
        }
        if wished("bot_is_member") == Some(true) && !chat.members.keys().any(bot_in) {
            return Some("the bot is not in it");
        }
        None
    }
}

/// The message with which users are shared.
fn users_shared(world: &World, wish: &Value, users: &[i64]) -> Result<Json> {
    let most = wish["max_quantity"].as_u64().unwrap_or(1);
    if users.is_empty() || users.len() as u64 > most {
        return Err(Error::Impossible(format!("the button asks for 1 to {most} users")));
    }
    let mut shared = Vec::new();
    for id in users {
        if let Some(why) = misfit(world, wish, *id) {
            return Err(Error::Impossible(format!("{} is not asked for: {why}", world.name(*id))));
        }
        let user = world.user_json(*id).unwrap_or_default();
        let mut one = json!({"user_id": id});
        for (on, name) in
            [("request_name", "first_name"), ("request_name", "last_name"), ("request_username", "username")]
        {
            if let (true, Some(value)) = (wish[on] == true, user.get(name)) {
                one[name] = value.clone();
            }
        }
        shared.push(one);
    }
    let shared = json!({"request_id": wish["request_id"], "users": shared});
    Ok(Json::from_iter([("users_shared".to_owned(), shared)]))
}

/// Why somebody is not whom a button asks for.
fn misfit(world: &World, wish: &Value, id: i64) -> Option<&'static str> {
    let bot = world.bots.contains_key(&id);
    if wish["user_is_bot"].as_bool().is_some_and(|wished| wished != bot) {
        return Some("whether it is a bot");
    }
    let premium = world.users.get(&id).is_some_and(|user| user.premium);
    if wish["user_is_premium"].as_bool().is_some_and(|wished| wished != premium) {
        return Some("whether the user has Premium");
    }
    None
}

fn place(latitude: f64, longitude: f64) -> Json {
    Json::from_iter([("location".to_owned(), json!({"latitude": latitude, "longitude": longitude}))])
}

fn no_wish(what: &str, who: &str) -> Error {
    Error::Impossible(format!("no keyboard that stands for {who} asks for {what}"))
}
