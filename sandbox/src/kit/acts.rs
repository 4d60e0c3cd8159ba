//! What users do beside writing: react, join, leave, block.

use super::{Group, Message, User};
use crate::error::Result;
use crate::world::ChatKey;

impl User {
    /// Joins a chat.
    ///
    /// # Errors
    ///
    /// When the user is in there already, or banned.
    pub async fn join(&self, group: &Group) -> Result<Option<i64>> {
        let update = self.sandbox().core().change(|world| world.join(group.key(), self.id()));
        self.turn().await;
        update
    }

    /// Leaves a chat.
    ///
    /// # Errors
    ///
    /// When the user is not in there.
    pub async fn leave(&self, group: &Group) -> Result<Option<i64>> {
        let update = self.sandbox().core().change(|world| world.go(group.key(), self.id()));
        self.turn().await;
        update
    }

    /// Blocks the default bot: what it sends is refused from now on.
    ///
    /// # Errors
    ///
    /// None today; it is a `Result` as every act is.
    pub async fn block(&self) -> Result<Option<i64>> {
        self.set_blocked(true).await
    }

    /// Takes the block away, as sending a message does too.
    ///
    /// # Errors
    ///
    /// None today; it is a `Result` as every act is.
    pub async fn unblock(&self) -> Result<Option<i64>> {
        self.set_blocked(false).await
    }

    async fn set_blocked(&self, blocked: bool) -> Result<Option<i64>> {
        let update = self.sandbox().core().change(|world| world.set_blocked(self.private(), blocked));
        self.turn().await;
        Ok(update)
    }

    /// The messages of the private chat that are remembered, oldest first.
    pub fn history(&self) -> Vec<Message> {
        self.messages(self.private())
    }

    /// The messages of a group that are remembered, oldest first.
    pub fn history_of(&self, group: &Group) -> Vec<Message> {
        self.messages(group.key())
    }

    pub(crate) fn messages(&self, key: ChatKey) -> Vec<Message> {
        let world = self.sandbox().core().look();
        let chat = world.chats.get(&key);
        chat.into_iter()
            .flat_map(|chat| &chat.entries)
            .filter(|entry| world.sees_directly(key, entry, self.id()))
            .map(|entry| world.seen_by(key, entry, self.id()))
            .map(|entry| Message::new(self.sandbox().clone(), key, entry, None))
            .collect()
    }
}
