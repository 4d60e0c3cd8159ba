//! Reactions of users, and which ones a chat allows.

use serde_json::{Value, json};

use super::{Group, Message, User};
use crate::error::{Error, Result};

/// What a user reacts with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reaction {
    /// One of the emoji that Telegram knows as reactions.
    Emoji(String),
    /// A custom emoji, by its identifier; Premium users have it, and all others where it is there already.
    Custom(String),
    /// One that costs a Star.
    Paid,
}

impl From<&str> for Reaction {
    fn from(emoji: &str) -> Self {
        Reaction::Emoji(emoji.to_owned())
    }
}

impl Reaction {
    fn to_json(&self) -> Value {
        match self {
            Reaction::Emoji(emoji) => json!({"type": "emoji", "emoji": emoji}),
            Reaction::Custom(id) => json!({"type": "custom_emoji", "custom_emoji_id": id}),
            Reaction::Paid => json!({"type": "paid"}),
        }
    }
}

impl User {
    /// Reacts to a message with an emoji, or takes the reaction back with an empty one.
    ///
    /// Bots hear of it when they asked for `message_reaction` in `allowed_updates`, and are administrators where it is
    /// no private chat. In a channel they get `message_reaction_count`. Gives the update's identifier.
    ///
    /// # Errors
    ///
    /// When the message is gone, or the emoji is no reaction, or not one that the chat allows.
    pub async fn react(&self, message: &Message, emoji: &str) -> Result<Option<i64>> {
        self.react_with(message, (!emoji.is_empty()).then(|| Reaction::from(emoji))).await
    }

    /// Reacts to a message with several reactions, as Premium users can, in place of those before.
    ///
    /// # Errors
    ///
    /// When the message is gone, or the user may not react so.
    ///
    /// # Example
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), chappe_sandbox::Error> {
    /// let sandbox = chappe_sandbox::Sandbox::start().await?;
    /// let alice = sandbox.user_with("Alice").premium().create();
    /// let sent = alice.send("hello").await?;
    /// alice.react_with(&sent, ["👍", "🔥"]).await?;
    /// assert!(alice.react(&sent, "🥦").await.is_err());
    /// # Ok(())
    /// # }
    /// ```
    pub async fn react_with<T: Into<Reaction>>(
        &self,
        message: &Message,
        reactions: impl IntoIterator<Item = T>,
    ) -> Result<Option<i64>> {
        let new: Vec<Value> = reactions.into_iter().map(|reaction| reaction.into().to_json()).collect();
        let update = self.sandbox().core().change(|world| {
            let impossible = |why: String| Err(Error::Impossible(why));
            let Some(entry) = world.entry(message.key, message.id()) else {
                return impossible("the message to react to is gone".into());
            };
            if !world.readers_of(message.key, entry).contains(&self.id()) {
                return impossible(format!("{} does not see that message", world.name(self.id())));
            }
            if !world.may(message.key, self.id(), "can_react_to_messages") {
                return impossible(format!("{} may not react there", world.name(self.id())));
            }
            world.react(self.id(), message.key, message.id(), new).or_else(|word| {
                impossible(format!("{} cannot react so to that message: {word}", world.name(self.id())))
            })
        });
        self.turn().await;
        update
    }
}

impl Group {
    /// Allows only these reactions, as its administrators can; none at all forbids reacting.
    pub fn allow_reactions<T: Into<Reaction>>(&self, only: impl IntoIterator<Item = T>) {
        let only = only.into_iter().map(|reaction| reaction.into().to_json()).collect();
        self.sandbox().core().change(|world| world.things.reactions.allow(self.key(), Some(only)));
    }

    /// Allows every emoji as a reaction again.
    pub fn allow_all_reactions(&self) {
        self.sandbox().core().change(|world| world.things.reactions.allow(self.key(), None));
    }
}
