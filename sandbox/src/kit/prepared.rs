//! What bots have prepared for a user, to be offered by a Web App: messages, and buttons that ask for something.

use serde_json::{Value, json};

use super::{Clicked, Group, Message, User};
use crate::error::{Error, Result};
use crate::world::{ChatKey, Kind, Offered};

impl User {
    /// What bots have prepared for this user and is still good, the latest last.
    ///
    /// Each has its `id`, the `bot`, and either a `button` or a `message`, which is the inline result that becomes it,
    /// with the sorts of chats in `allowed`.
    pub fn prepared(&self) -> Vec<Value> {
        let world = self.sandbox().core().look();
        let shown = world.prepared_for(self.id()).filter_map(|(id, prepared)| match &prepared.what {
            Offered::Message { offer, allowed } => {
                Some(json!({"id": id, "bot": prepared.bot, "message": offer.json, "allowed": allowed}))
            }
            Offered::Button(button) => Some(json!({"id": id, "bot": prepared.bot, "button": button})),
            Offered::Reply(_) => None,
        });
        shown.collect()
    }

    /// Sends the message that a bot has prepared for this user, to a group or, without one, to the bot.
    ///
    /// # Errors
    ///
    /// When no such message is prepared for the user, any more, or not for such a chat.
    pub async fn send_prepared(&self, id: &str, group: Option<&Group>) -> Result<Message> {
        let key = group.map_or_else(|| self.private(), Group::key);
        let (entry, update) = self.sandbox().core().change(|world| {
            let prepared = world.prepared(id).filter(|one| one.user == self.id()).cloned();
            let Some((bot, Offered::Message { offer, allowed })) = prepared.map(|one| (one.bot, one.what))
            else {
                return Err(Error::Impossible(format!("no message {id:?} is prepared")));
            };
            let sort = match world.chats.get(&key).map(|chat| chat.kind) {
                Some(Kind::Channel) => "allow_channel_chats",
                Some(Kind::Private) => "allow_bot_chats",
                _ => "allow_group_chats",
            };
            if !allowed.is_empty() && !allowed.iter().any(|allowed| allowed == sort) {
                return Err(Error::Impossible(format!("the message is not for such chats ({sort})")));
            }
            let author = self.author(world, key)?;
            Ok(world.place(author, key, bot, &offer))
        })?;
        self.turn().await;
        Ok(self.hand(key, &entry, update))
    }

    /// Presses a button that a bot has prepared for this user, as the `requestChat` of its Web App lets the user do.
    ///
    /// What it asks for is chosen as [`User::click`] does it; [`User::share_users`] and the like choose otherwise.
    ///
    /// # Errors
    ///
    /// When no such button is prepared for the user, any more, or there is nothing that it asks for.
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn doc(alice: chappe_sandbox::User) -> chappe_sandbox::Result<()> {
    /// // The bot has called `savePreparedKeyboardButton`, and its Web App passes on the identifier.
    /// let id = alice.next_message().await?.text().to_owned();
    /// let pressed = alice.press_prepared(&id).await?;
    /// assert!(pressed.message().is_some_and(|sent| sent.field("users_shared").is_object()));
    /// # Ok(())
    /// # }
    /// ```
    pub async fn press_prepared(&self, id: &str) -> Result<Clicked> {
        let prepared = self.sandbox().core().look().prepared(id).filter(|one| one.user == self.id()).cloned();
        let Some((bot, Offered::Button(button))) = prepared.map(|one| (one.bot, one.what)) else {
            return Err(Error::Impossible(format!("no button {id:?} is prepared")));
        };
        let key = ChatKey::Private { bot, user: self.id() };
        let mut clicked = Clicked::new(self.clone(), button.clone());
        clicked.sent = self.share_what_is_asked(key, &button).await?;
        clicked.update_id = clicked.sent.as_ref().and_then(Message::update_id);
        Ok(clicked)
    }
}
