//! What users do beside writing: react, join, leave, block.

use serde_json::{Value, json};

use super::{Group, Message, User};
use crate::error::{Error, Result};
use crate::world::{ChatKey, Happened};

impl User {
    /// Reacts to a message with an emoji, or takes the reaction back with an empty one.
    ///
    /// Bots hear of it when they asked for `message_reaction` in `allowed_updates`. Gives the update's identifier.
    ///
    /// # Errors
    ///
    /// When the message is gone.
    pub async fn react(&self, message: &Message, emoji: &str) -> Result<Option<i64>> {
        let new: Vec<Value> =
            if emoji.is_empty() { Vec::new() } else { vec![json!({"type": "emoji", "emoji": emoji})] };
        let new = Value::Array(new);
        let update = self.sandbox().core().change(|world| {
            let chat = world.chats.get_mut(&message.key)?;
            let entry = chat.entry_mut(message.id())?;
            let place = entry.reactions.iter().position(|(who, _)| *who == self.id());
            let old = place.map_or_else(|| json!([]), |place| entry.reactions.swap_remove(place).1);
            if new != json!([]) {
                entry.reactions.push((self.id(), new.clone()));
            }
            world.feed.push(Happened::Reacted(message.key, entry.clone()));
            let update = json!({
                "chat": world.chat_json(message.key),
                "message_id": message.id(),
                "user": world.user_json(self.id()),
                "date": world.now(),
                "old_reaction": old,
                "new_reaction": new,
            });
            let line = format!("{} reacts with {emoji:?}", world.name(self.id()));
            world.journal.write(line);
            Some(world.announce(message.key, "message_reaction", &update))
        });
        self.turn().await;
        update.ok_or_else(|| Error::Impossible("the message to react to is gone".into()))
    }

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
            .map(|entry| world.seen_by(key, entry, self.id()))
            .map(|entry| Message::new(self.sandbox().clone(), key, entry, None))
            .collect()
    }
}
