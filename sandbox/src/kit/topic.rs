//! Topics: made, written into, closed.

use super::{Group, Message, Sandbox, User};
use crate::error::{Error, Result};
use crate::world::{COLORS, ChatKey, Draft, Json, Topic as Kept, TopicChange};

/// A topic of a forum, of a private chat with a bot that has them, or of a channel's direct messages.
///
/// # Example
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), chappe_sandbox::Error> {
/// let sandbox = chappe_sandbox::Sandbox::start().await?;
/// let alice = sandbox.user("Alice");
/// let forum = sandbox.supergroup("Forum", &[&alice]).forum(true);
/// let news = alice.create_topic(&forum, "News").await?;
/// let sent = alice.send_in(&news, "it rains").await?;
/// assert_eq!(sent.field("message_thread_id"), news.id());
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Topic {
    key: ChatKey,
    id: i64,
}

impl Topic {
    /// The topic that has this number in a forum, as when a bot made it.
    ///
    /// In the direct messages of a channel, topics have the numbers of the users whose they are.
    pub fn of(group: &Group, id: i64) -> Self {
        Self { key: group.key(), id }
    }

    /// Its `message_thread_id`.
    pub fn id(&self) -> i64 {
        self.id
    }
}

impl Group {
    /// Makes a forum of a supergroup, whose messages stand in topics, or a plain one again.
    #[must_use]
    pub fn forum(self, on: bool) -> Self {
        self.change(|chat| {
            chat.topics.on = on;
            chat.reserve_general();
        });
        self
    }
}

impl Sandbox {
    /// Sets whether private chats with the default bot have topics.
    pub fn set_topics(&self, on: bool) {
        self.change_bot(|bot| bot.topics = on);
    }
}

impl User {
    /// Opens a topic in a forum.
    ///
    /// # Errors
    ///
    /// When the chat is no forum, or the user may not.
    pub async fn create_topic(&self, forum: &Group, name: &str) -> Result<Topic> {
        let on = |chat: &crate::world::Chat| chat.topics.on && chat.is_present(self.id());
        if !self.sandbox().core().look().chats.get(&forum.key()).is_some_and(on) {
            return Err(Error::Impossible(format!("{:?} is not a forum of this user's", forum.title())));
        }
        self.open_topic(forum.key(), name).await
    }

    /// Opens a topic in the private chat with a bot that has topics.
    ///
    /// # Errors
    ///
    /// When the bot has none; [`Sandbox::set_topics`] gives them to it.
    pub async fn create_private_topic(&self, name: &str) -> Result<Topic> {
        let ChatKey::Private { bot, .. } = self.private() else { return Err(no_topics()) };
        if !self.sandbox().core().look().bots.get(&bot).is_some_and(|bot| bot.topics) {
            return Err(no_topics());
        }
        self.open_topic(self.private(), name).await
    }

    async fn open_topic(&self, key: ChatKey, name: &str) -> Result<Topic> {
        let topic =
            Kept { name: name.to_owned(), color: COLORS[0], emoji: None, creator: self.id(), closed: false };
        let opened = self.moderate(|world| world.create_topic(key, topic)).await?;
        Ok(Topic { key, id: opened.id })
    }

    /// Sends a text into a topic.
    ///
    /// # Errors
    ///
    /// When the topic is gone or closed, or the user may not write there.
    pub async fn send_in(&self, topic: &Topic, text: impl Into<String>) -> Result<Message> {
        let mut content = Json::new();
        self.sandbox().core().look().name_topic(topic.key, topic.id, &mut content);
        super::user::write_words(&mut content, &text.into(), "text", "entities");
        self.post(topic.key, Draft { content, ..Draft::default() }).await
    }

    /// Closes a topic, in which only those may write then who manage topics, or opens it again.
    ///
    /// # Errors
    ///
    /// When the user may not, or it is so already.
    pub async fn close_topic(&self, topic: &Topic, closed: bool) -> Result<()> {
        let change = TopicChange::Close(closed);
        self.moderate(|world| world.change_topic(topic.key, self.id(), topic.id, change)).await
    }
}

fn no_topics() -> Error {
    Error::Impossible("private chats with this bot have no topics; call `Sandbox::set_topics`".into())
}
