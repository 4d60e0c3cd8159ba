//! Business: users who connect a bot to their account, and their customers.

use super::moderate::known;
use super::{Message, Sandbox, User};
use crate::error::{Error, Result};
use crate::world::{BUSINESS_RIGHTS, ChatKey};

/// A bot's connection to a user's account.
///
/// # Example
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), chappe_sandbox::Error> {
/// let sandbox = chappe_sandbox::Sandbox::start().await?;
/// let (shop, bob) = (sandbox.user("Shop"), sandbox.user("Bob"));
/// let connection = shop.connect_business(&["can_reply"]).await?;
/// let asked = bob.send_to_user(&shop, "Are you open?").await?;
/// // The bot is told of the connection, and then of the customer's message.
/// assert_eq!(asked.update_id(), connection.update_id().map(|id| id + 1));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct BusinessConnection {
    user: User,
    id: String,
    update_id: Option<i64>,
}

impl User {
    /// Lets the default bot answer for this user, with these `BusinessBotRights` by name.
    ///
    /// Connecting again changes the rights; another bot takes the place of the first.
    ///
    /// # Errors
    ///
    /// When a right is not one of the Bot API's.
    pub async fn connect_business(&self, rights: &[&str]) -> Result<BusinessConnection> {
        known(&BUSINESS_RIGHTS, rights)?;
        let ChatKey::Private { bot, user } = self.private() else {
            return Err(Error::Impossible("only a bot can be connected".into()));
        };
        let rights = rights.iter().map(|right| (*right).to_owned()).collect();
        let (id, update_id) = self.sandbox().core().change(|world| world.connect_business(bot, user, rights));
        self.turn().await;
        Ok(BusinessConnection { user: self.clone(), id, update_id })
    }

    /// Ends the connection of this user's account; gives the update that told the bot.
    ///
    /// # Errors
    ///
    /// When no bot is connected.
    pub async fn disconnect_business(&self) -> Result<Option<i64>> {
        let update = self.sandbox().core().change(|world| {
            let id = world.business.of_user(self.id())?.id.clone();
            Some(world.set_business(&id, |connection| connection.enabled = false))
        });
        self.turn().await;
        update.ok_or_else(|| Error::Impossible("no bot is connected to that account".into()))
    }

    /// The same user, writing to another user: what this handle sends goes there, media and polls as well.
    ///
    /// Bots hear of it that one of the two has connected.
    ///
    /// # Errors
    ///
    /// When the other is this user.
    ///
    /// # Example
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), chappe_sandbox::Error> {
    /// let sandbox = chappe_sandbox::Sandbox::start().await?;
    /// let (alice, bob) = (sandbox.user("Alice"), sandbox.user("Bob"));
    /// alice.to_user(&bob)?.send_sticker("🎉").await?;
    /// assert_eq!(bob.history_with(&alice).len(), 1);
    /// # Ok(())
    /// # }
    /// ```
    pub fn to_user(&self, other: &User) -> Result<Self> {
        if other.id() == self.id() {
            return Err(Error::Impossible("nobody has a private chat with himself here".into()));
        }
        let key = self.sandbox().core().change(|world| world.open_between(self.id(), other.id()));
        Ok(self.writing_in(key))
    }

    /// Writes to another user; bots hear of it that one of the two has connected.
    ///
    /// # Errors
    ///
    /// When the text is empty, or the other is this user.
    pub async fn send_to_user(&self, other: &User, text: impl Into<String>) -> Result<Message> {
        self.to_user(other)?.send(text).await
    }

    /// Writes to another user with any fields, as [`User::send_json`] does to the bot.
    ///
    /// # Errors
    ///
    /// When the fields are not an object, or the other is this user.
    pub async fn send_json_to_user(&self, other: &User, fields: serde_json::Value) -> Result<Message> {
        self.to_user(other)?.send_json(fields).await
    }

    /// Whether this user, or a bot for him, has read a message of a chat of two users.
    pub fn has_read(&self, message: &Message) -> bool {
        self.sandbox().core().look().business.has_read(message.key, self.id(), message.id())
    }

    /// The messages of the chat with another user that are remembered, oldest first.
    pub fn history_with(&self, other: &User) -> Vec<Message> {
        self.messages(ChatKey::between(self.id(), other.id()))
    }
}

impl BusinessConnection {
    /// The `business_connection_id`.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The update that told the bot of it.
    pub fn update_id(&self) -> Option<i64> {
        self.update_id
    }

    /// Ends it: what the bot does with it is refused from now on. Gives the update that told the bot.
    pub async fn disconnect(&self) -> Option<i64> {
        let update = self
            .sandbox()
            .core()
            .change(|world| world.set_business(&self.id, |connection| connection.enabled = false));
        self.user.turn().await;
        update
    }

    fn sandbox(&self) -> &Sandbox {
        self.user.sandbox()
    }
}
