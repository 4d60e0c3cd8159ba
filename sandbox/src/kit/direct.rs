//! Direct messages to channels.

use super::{Group, User};
use crate::error::Result;
use crate::world::ChatKey;

impl User {
    /// Lets people write to a channel, each in a topic of their own, for so many Stars a message; `None` ends that.
    ///
    /// Gives the chat of these messages. Whoever writes there has a [`Topic`](super::Topic) with the user's identifier
    /// as its number, and sees only that. Administrators of the channel who may manage direct messages, bots among
    /// them, see every topic and answer as the channel. The channel is told of a new price.
    ///
    /// # Errors
    ///
    /// When it is no channel, or the user may not change it.
    ///
    /// # Example
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), chappe_sandbox::Error> {
    /// use chappe_sandbox::{Sandbox, Topic};
    ///
    /// let sandbox = Sandbox::start().await?;
    /// let (alice, bob) = (sandbox.user("Alice"), sandbox.user("Bob"));
    /// let desk = alice.set_direct_messages(&sandbox.channel("News", &[&alice]), Some(0)).await?;
    /// let asked = bob.send_to(&desk, "When does it go on?").await?;
    /// assert_eq!(asked.field("direct_messages_topic")["topic_id"], bob.id());
    /// let answer = alice.send_in(&Topic::of(&desk, bob.id()), "Tomorrow").await?;
    /// assert_eq!(answer.field("sender_chat")["title"], "News");
    /// # Ok(())
    /// # }
    /// ```
    pub async fn set_direct_messages(&self, channel: &Group, stars: Option<u32>) -> Result<Group> {
        let stars = stars.map(i64::from);
        let key = self.moderate(|world| world.set_direct_messages(channel.key(), self.id(), stars)).await?;
        Ok(Group::of(self.sandbox().clone(), key))
    }
}

impl Group {
    /// The chat of the channel's direct messages, if it has ever had any.
    pub fn direct_messages(&self) -> Option<Group> {
        let id = self.sandbox().core().look().chats.get(&self.key())?.direct_chat()?;
        Some(Group::of(self.sandbox().clone(), ChatKey::Shared(id)))
    }
}
