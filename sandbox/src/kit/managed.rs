//! Bots that users make for another bot, which manages them.

use serde_json::{Value, json};

use super::{BotAccount, Message, User};
use crate::error::{Error, Result};
use crate::world::{ChatKey, Json};

impl User {
    /// Makes a bot for the bot whose keyboard asks for one, as its `request_managed_bot` button does.
    ///
    /// The manager is told by a `managed_bot` update and by a message with `managed_bot_created`, and gets the token of
    /// the new bot by `getManagedBotToken`. [`User::click`] makes one with the names that the button suggests.
    ///
    /// # Errors
    ///
    /// When no keyboard asks for a bot, or it cannot be called so: a name has 1 to 64 characters, a username 5 to 32
    /// and `bot` at its end, and nobody else has it.
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn doc(alice: chappe_sandbox::User) -> chappe_sandbox::Result<()> {
    /// let shop = alice.create_managed_bot("My shop", "alices_shop_bot").await?;
    /// alice.with_bot(&shop).send("/start").await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn create_managed_bot(&self, name: &str, username: &str) -> Result<BotAccount> {
        let (key, button) = self.wish("request_managed_bot").ok_or_else(|| {
            Error::Impossible(format!("no keyboard that stands for {} asks for a bot", self.first_name()))
        })?;
        let (bot, _) = self.give_bot(key, name, username).await?;
        self.used(key, &button);
        Ok(bot)
    }

    /// The bot with the names that a button suggests.
    pub(super) async fn give_suggested_bot(&self, key: ChatKey, wish: &Value) -> Result<Message> {
        let (name, username) = self.sandbox().core().look().suggested_names(self.id(), wish);
        self.give_bot(key, &name, &username).await.map(|(_, message)| message)
    }

    async fn give_bot(&self, key: ChatKey, name: &str, username: &str) -> Result<(BotAccount, Message)> {
        let ChatKey::Private { bot: manager, .. } = key else {
            return Err(Error::Impossible(
                "a bot is made for another one in the private chat with it".into(),
            ));
        };
        let (bot, created) = self.sandbox().core().change(|world| {
            let id = world.create_managed_bot(manager, self.id(), name, username)?;
            Ok::<_, Error>((id, json!({"bot": world.user_json(id)})))
        })?;
        let content = Json::from_iter([("managed_bot_created".to_owned(), created)]);
        let message = self.contribute(key, content).await?;
        let bot = self.sandbox().bot_of(bot);
        let bot = bot.ok_or_else(|| Error::Impossible("the bot is gone".into()))?;
        Ok((bot, message))
    }
}
