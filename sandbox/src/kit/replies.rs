//! Replies that say more than which message they answer.

use super::user::write_words;
use super::{Group, Message, User};
use crate::error::{Error, Result};
use crate::world::{ChatKey, Draft, Json};

impl User {
    /// Answers a part of a message in its chat.
    ///
    /// # Errors
    ///
    /// When the message does not say that, or is gone; and as for [`User::reply`].
    ///
    /// # Example
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), chappe_sandbox::Error> {
    /// let alice = chappe_sandbox::Sandbox::start().await?.user("Alice");
    /// let plan = alice.send("tea at four, cake at five").await?;
    /// let sent = alice.quote(&plan, "cake at five", "I bring it").await?;
    /// assert_eq!(sent.field("quote")["position"], 13);
    /// # Ok(())
    /// # }
    /// ```
    pub async fn quote(&self, message: &Message, quoted: &str, text: impl Into<String>) -> Result<Message> {
        let quote = message.now().and_then(|now| now.entry.quote(quoted, 0));
        let quote = quote.ok_or_else(|| Error::Impossible(format!("the message does not say {quoted:?}")))?;
        let content = Json::from_iter([("quote".to_owned(), quote)]);
        self.answer(message.key, &text.into(), content, Some(message.id())).await
    }

    /// Answers a message in another chat than its own: in a group or, without one, in the private chat with the bot.
    ///
    /// # Errors
    ///
    /// When the message is gone, the text is empty, or the user may not write there.
    pub async fn reply_elsewhere(
        &self,
        message: &Message,
        group: Option<&Group>,
        text: impl Into<String>,
    ) -> Result<Message> {
        let key = group.map_or_else(|| self.private(), Group::key);
        let now = message.now().ok_or_else(|| Error::Impossible("the message is gone".into()))?;
        let external = self.sandbox().core().look().external_reply(message.key, &now.entry);
        let content = Json::from_iter([("external_reply".to_owned(), external)]);
        self.answer(key, &text.into(), content, None).await
    }

    async fn answer(
        &self,
        key: ChatKey,
        text: &str,
        mut content: Json,
        reply_to: Option<i64>,
    ) -> Result<Message> {
        if text.trim().is_empty() {
            return Err(Error::Impossible("Telegram's apps do not send an empty message".into()));
        }
        write_words(&mut content, text, "text", "entities");
        self.post(key, Draft { content, reply_to, ..Draft::default() }).await
    }
}
