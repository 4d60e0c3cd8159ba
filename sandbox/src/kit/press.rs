//! Pressing buttons, inline or of a reply keyboard.

use serde_json::Value;

use super::wait::within;
use super::{Clicked, Message, User};
use crate::error::{Error, Result};
use crate::world::{ChatKey, Entry, Happened, World, button_label};

/// A button that was found, and where.
#[derive(Debug, Clone)]
enum Found {
    Inline(ChatKey, Box<Entry>, Value),
    Reply(ChatKey, i64, Value),
}

impl User {
    /// Presses the button of that label, waiting for it if need be: in the latest message that has one, or on the reply
    /// keyboard that stands.
    ///
    /// # Errors
    ///
    /// When no such button is there before the deadline.
    pub async fn click(&self, label: &str) -> Result<Clicked> {
        let what = format!("a button {label:?}");
        let found = within(self.sandbox(), &self.first_name(), &what, self.deadline(), || {
            Ok(self.find_button(&self.sandbox().core().look(), label))
        })
        .await?;
        self.press(found).await
    }

    /// Presses the button of that label in a message, as the message is now, or on the keyboard that it brought.
    ///
    /// # Errors
    ///
    /// When the message has no such button, or the user can't do what it asks for.
    pub async fn click_on(&self, message: &Message, label: &str) -> Result<Clicked> {
        let entry = self.entry_now(message)?;
        let inline = entry.inline_button(label).cloned();
        let found = self.find_in(message.key, entry, inline, |standing| standing.button(label).cloned());
        self.press(found.map_err(|buttons| Error::NoButton { label: label.to_owned(), buttons })?).await
    }

    /// Presses the button in that row and column of a message, both counted from 0.
    ///
    /// # Errors
    ///
    /// As for [`User::click_on`].
    pub async fn click_at(&self, message: &Message, row: usize, column: usize) -> Result<Clicked> {
        let entry = self.entry_now(message)?;
        let inline = entry.inline_button_at(row, column).cloned();
        let find = |standing: &crate::world::Standing| standing.button_at(row, column).cloned();
        let found = self.find_in(message.key, entry, inline, find);
        let label = format!("in row {row}, column {column}");
        self.press(found.map_err(|buttons| Error::NoButton { label, buttons })?).await
    }

    /// A message as it is now; one that is forgotten still has its buttons, one that was deleted has not.
    fn entry_now(&self, message: &Message) -> Result<Entry> {
        let world = self.sandbox().core().look();
        if let Some(entry) = world.entry(message.key, message.id()) {
            return Ok(entry.clone());
        }
        let oldest = world.chats.get(&message.key).and_then(|chat| chat.entries.front());
        if oldest.is_some_and(|oldest| oldest.id > message.id()) {
            return Ok(message.entry.clone());
        }
        Err(Error::Impossible("the message with that button was deleted".into()))
    }

    fn find_in(
        &self,
        key: ChatKey,
        entry: Entry,
        inline: Option<Value>,
        find: impl FnOnce(&crate::world::Standing) -> Option<Value>,
    ) -> std::result::Result<Found, Vec<String>> {
        if let Some(button) = inline {
            return Ok(Found::Inline(key, Box::new(entry), button));
        }
        let world = self.sandbox().core().look();
        let standing = world.keyboards.get(key, self.id()).filter(|one| one.message_id == entry.id);
        match standing.and_then(find) {
            Some(button) => Ok(Found::Reply(key, entry.id, button)),
            None => Err(entry
                .buttons()
                .filter(|_| entry.keyboard.is_none() || standing.is_some())
                .map(|button| button_label(button).to_owned())
                .collect()),
        }
    }

    fn find_button(&self, world: &World, label: &str) -> Option<Found> {
        let inline = world
            .chats
            .iter()
            .filter(|(key, _)| world.readers(**key).contains(&self.id()))
            .filter_map(|(key, chat)| {
                let seen = |entry: &&Entry| world.sees_directly(*key, entry, self.id());
                let mut entries = chat.entries.iter().rev().filter(seen);
                let entry =
                    entries.find(|entry| self.hears(entry) && entry.inline_button(label).is_some())?;
                Some((*key, entry))
            })
            .max_by_key(|(_, entry)| entry.sequence);
        let reply = world
            .keyboards
            .of_user(self.id())
            .filter_map(|(key, standing)| Some((key, standing, standing.button(label)?)))
            .max_by_key(|(_, standing, _)| standing.sequence);
        match (inline, reply) {
            (Some((_, entry)), Some((key, standing, button))) if standing.sequence > entry.sequence => {
                Some(Found::Reply(key, standing.message_id, button.clone()))
            }
            (Some((key, entry)), _) => {
                let button = entry.inline_button(label)?.clone();
                Some(Found::Inline(key, Box::new(entry.clone()), button))
            }
            (None, Some((key, standing, button))) => {
                Some(Found::Reply(key, standing.message_id, button.clone()))
            }
            (None, None) => None,
        }
    }

    async fn press(&self, found: Found) -> Result<Clicked> {
        match found {
            Found::Inline(key, entry, button) => self.press_inline(key, &entry, button).await,
            Found::Reply(key, message_id, button) => self.press_reply(key, message_id, button).await,
        }
    }

    async fn press_inline(&self, key: ChatKey, entry: &Entry, button: Value) -> Result<Clicked> {
        let mut clicked = Clicked::new(self.clone(), button.clone());
        let label = button_label(&button).to_owned();
        let text = |name: &str| button.get(name).and_then(Value::as_str).map(str::to_owned);
        self.sandbox().core().change(|world| {
            let line = format!("{} presses [{label}]", world.name(self.id()));
            world.journal.write(line);
            let bot = entry.bot();
            let game = button.get("callback_game").and_then(|_| entry.json.get("game"));
            if let Some(data) = text("callback_data") {
                let (id, update) = world.press(self.id(), key, entry, ("data", &data));
                clicked.callback = Some(id);
                clicked.update_id = update;
            } else if let Some(game) = game {
                let name = game.get("short_name").or_else(|| game.get("title")).and_then(Value::as_str);
                let (id, update) =
                    world.press(self.id(), key, entry, ("game_short_name", name.unwrap_or_default()));
                clicked.callback = Some(id);
                clicked.update_id = update;
            } else if let Some(query) = text("switch_inline_query_current_chat") {
                let (id, update) = world.ask_inline(bot, self.id(), key, &query, "", None);
                clicked.inline = Some(id);
                clicked.update_id = update;
            } else if let Some(url) = web_app_url(&button) {
                clicked.web_app = Some(world.open_web_app(bot, self.id(), key, url));
            } else if let Some(login) = button.get("login_url") {
                clicked.opens = Some(world.log_in(login, bot, self.id())?);
            } else {
                clicked.opens = text("url");
            }
            Ok::<_, Error>(())
        })?;
        self.turn().await;
        Ok(clicked)
    }

    async fn press_reply(&self, key: ChatKey, message_id: i64, button: Value) -> Result<Clicked> {
        let mut clicked = Clicked::new(self.clone(), button.clone());
        let sent = if let Some(sent) = self.share_what_is_asked(key, &button).await? {
            Some(sent)
        } else if let Some(url) = web_app_url(&button) {
            clicked.web_app = Some(World::open_keyboard_app(url));
            None
        } else if button.get("request_poll").is_some_and(Value::is_object) {
            // The app opens a form; what the user fills in is sent by `share_poll`.
            None
        } else {
            // In a group, what a keyboard says answers the message that brought it.
            let reply_to = matches!(key, ChatKey::Shared(_)).then_some(message_id);
            Some(self.say(key, button_label(&button).to_owned(), reply_to).await?)
        };
        if let Some(sent) = sent {
            self.used(key, &button);
            clicked.update_id = sent.update_id();
            clicked.sent = Some(sent);
        }
        Ok(clicked)
    }

    /// A button did what it is for: the keyboard for one time that has it is gone.
    pub(super) fn used(&self, key: ChatKey, button: &Value) {
        self.sandbox().core().change(|world| {
            let standing = world.keyboards.get(key, self.id());
            let has = standing.is_some_and(|standing| standing.buttons().any(|one| one == button));
            if has && world.keyboards.used(key, self.id()) {
                world.feed.push(Happened::Chat(key));
            }
        });
    }
}

/// The address of the Web App that a button opens.
pub(super) fn web_app_url(button: &Value) -> Option<&str> {
    button.get("web_app")?.get("url")?.as_str()
}
