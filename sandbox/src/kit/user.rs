//! A simulated person.

use std::time::Duration;

use serde_json::Value;

use super::{Group, Message, Sandbox};
use crate::error::{Error, Result};
use crate::text::find_entities;
use crate::world::{self, Author, ChatKey, Draft, Entry, Json, Reader};

/// A person who talks to bots; a cheap handle.
///
/// # Example
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), chappe_sandbox::Error> {
/// let sandbox = chappe_sandbox::Sandbox::start().await?;
/// let alice = sandbox.user("Alice");
/// let sent = alice.send("hello").await?;
/// assert_eq!(sandbox.pending_updates(), 1);
/// alice.edit(&sent, "hello again").await?;
/// assert_eq!(sandbox.pending_updates(), 2);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct User {
    sandbox: Sandbox,
    id: i64,
    /// The chat that is written to, in place of the private one with the bot.
    place: Option<ChatKey>,
    deadline: Duration,
}

impl User {
    pub(crate) fn new(sandbox: Sandbox, id: i64) -> Self {
        let deadline = sandbox.deadline;
        Self { sandbox, id, place: None, deadline }
    }

    /// The user's identifier, which is also that of the private chat.
    pub fn id(&self) -> i64 {
        self.id
    }

    /// The first name.
    pub fn first_name(&self) -> String {
        self.sandbox.core().look().name(self.id)
    }

    /// The `User` object, as bots see it.
    pub fn json(&self) -> Value {
        self.sandbox.core().look().user_json(self.id).unwrap_or(Value::Null)
    }

    /// The same user with another patience.
    #[must_use]
    pub fn within(&self, deadline: Duration) -> Self {
        Self { deadline, ..self.clone() }
    }

    pub(crate) fn deadline(&self) -> Duration {
        self.deadline
    }

    /// The same user, writing to a group or channel: what this handle sends goes there.
    ///
    /// # Example
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), chappe_sandbox::Error> {
    /// let sandbox = chappe_sandbox::Sandbox::start().await?;
    /// let alice = sandbox.user("Alice");
    /// let friends = sandbox.group("Friends", &[&alice]);
    /// let sent = alice.to(&friends).send_sticker("🎉").await?;
    /// assert_eq!(sent.chat_id(), friends.id());
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn to(&self, group: &Group) -> Self {
        self.writing_in(group.key())
    }

    pub(crate) fn writing_in(&self, key: ChatKey) -> Self {
        Self { place: Some(key), ..self.clone() }
    }

    /// Where this handle writes.
    pub(crate) fn here(&self) -> ChatKey {
        self.place.unwrap_or_else(|| self.private())
    }

    /// The same user, whose private chat is with a certain bot.
    pub(crate) fn of_bot(&self, bot: i64) -> Self {
        Self { sandbox: self.sandbox.of_bot(bot), ..self.clone() }
    }

    /// The same user, who takes nothing of what other readers are to see.
    pub(crate) fn read_by(&self, reader: Reader) -> Self {
        Self { sandbox: self.sandbox.read_by(reader), ..self.clone() }
    }

    pub(crate) fn sandbox(&self) -> &Sandbox {
        &self.sandbox
    }

    /// Sends a text to the default bot.
    ///
    /// # Errors
    ///
    /// When the text is empty.
    pub async fn send(&self, text: impl Into<String>) -> Result<Message> {
        self.say(self.here(), text.into(), None).await
    }

    /// Sends a text to a group or channel.
    ///
    /// # Errors
    ///
    /// When the user is not in that chat, or the text is empty.
    pub async fn send_to(&self, group: &Group, text: impl Into<String>) -> Result<Message> {
        self.say(group.key(), text.into(), None).await
    }

    /// Answers a message in its chat.
    ///
    /// # Errors
    ///
    /// When the user is not in that chat, or the text is empty.
    pub async fn reply(&self, message: &Message, text: impl Into<String>) -> Result<Message> {
        self.say(message.key, text.into(), Some(message.id())).await
    }

    /// Changes the text or caption of an own message, or of a channel's post as an administrator who may.
    ///
    /// # Errors
    ///
    /// When it is somebody else's message, or it is gone.
    pub async fn edit(&self, message: &Message, text: impl Into<String>) -> Result<Message> {
        let text = text.into();
        let others = matches!(message.entry.author, Author::Channel(by) if by != self.id)
            && self.sandbox.core().look().is_admin_with(message.key, self.id, "can_edit_messages");
        if message.entry.json.contains_key("is_paid_post") {
            return Err(Error::Impossible("a post that somebody has paid for cannot be edited".into()));
        }
        if message.entry.author.id() != self.id && !others {
            return Err(Error::Impossible(format!(
                "{} cannot edit a message of {}",
                self.first_name(),
                self.sandbox.core().look().name(message.entry.author.id())
            )));
        }
        let (name, entities) = if message.entry.json.contains_key("text") {
            ("text", "entities")
        } else {
            ("caption", "caption_entities")
        };
        let changed = self.sandbox.core().change(|world| {
            world.change(message.key, message.id(), |json| {
                json.shift_remove(entities);
                write_words(json, &text, name, entities);
            })
        });
        let (entry, update) =
            changed.ok_or_else(|| Error::Impossible("the message to edit is gone".into()))?;
        self.turn().await;
        Ok(Message::new(self.sandbox.clone(), message.key, entry, update))
    }

    /// Sends a message to the default bot with any fields, such as `{"text": ..}` or `{"location": {..}}`.
    ///
    /// The sender, the chat, the number and the time are filled in; fields of the same name replace them.
    ///
    /// # Errors
    ///
    /// When the fields are not an object.
    pub async fn send_json(&self, fields: Value) -> Result<Message> {
        let Value::Object(content) = fields else { return Err(Error::NotAnUpdate(fields.to_string())) };
        self.post(self.here(), Draft { content, ..Draft::default() }).await
    }

    /// Writes a text; where a bot wished for a reply, the app makes it one.
    pub(crate) async fn say(&self, key: ChatKey, text: String, reply_to: Option<i64>) -> Result<Message> {
        if text.trim().is_empty() {
            return Err(Error::Impossible("Telegram's apps do not send an empty message".into()));
        }
        let mut content = Json::new();
        write_words(&mut content, &text, "text", "entities");
        let reply_to = reply_to.or_else(|| {
            let world = self.sandbox.core().look();
            world.keyboards.get(key, self.id).filter(|one| one.wants_reply).map(|one| one.message_id)
        });
        self.post(key, Draft { content, reply_to, ..Draft::default() }).await
    }

    pub(crate) async fn post(&self, key: ChatKey, draft: Draft) -> Result<Message> {
        let (entry, update) = self.sandbox.core().change(|world| {
            let author = self.author(world, key)?;
            world.check_words(key, self.id, &draft)?;
            Ok::<_, Error>(world.post(key, author, draft))
        })?;
        self.turn().await;
        Ok(self.hand(key, &entry, update))
    }

    /// The handle of a message, as this user sees it.
    pub(crate) fn hand(&self, key: ChatKey, entry: &Entry, update: Option<i64>) -> Message {
        let entry = self.sandbox.core().look().seen_by(key, entry, self.id);
        Message::new(self.sandbox.clone(), key, entry, update)
    }

    /// As whom the user speaks in a chat, if at all.
    pub(crate) fn author(&self, world: &mut world::World, key: ChatKey) -> Result<Author> {
        let name = world.name(self.id);
        match key {
            ChatKey::Private { user, .. } if user == self.id => {
                // Writing to a bot begins the chat with it, and takes the block away, as the app does.
                if let ChatKey::Private { bot, user } = key {
                    if !world.may_use(bot, user) {
                        let bot = world.name(bot);
                        return Err(Error::Impossible(format!("{bot} is not open to {name}")));
                    }
                    world.open_private(bot, user);
                }
                world.set_blocked(key, false);
                Ok(Author::User(self.id))
            }
            ChatKey::Between { low, high } if low == self.id || high == self.id => Ok(Author::User(self.id)),
            ChatKey::Private { .. } | ChatKey::Between { .. } => {
                Err(Error::Impossible(format!("{name} is not in that private chat")))
            }
            ChatKey::Shared(_) if world.upgraded(key).is_some() => Err(world.became_supergroup(key)),
            ChatKey::Shared(_) => {
                world.begin_direct(key, self.id)?;
                let chat = world.chats.get(&key);
                let here = chat.is_some_and(|chat| chat.is_present(self.id));
                let title = chat.map_or_else(String::new, |chat| chat.title.clone());
                let channel = chat.is_some_and(|chat| chat.kind == world::Kind::Channel);
                match (here, channel) {
                    (false, _) => {
                        Err(Error::Impossible(format!("{name} is not in {title:?}; call `join` first")))
                    }
                    (true, true) if !world.is_admin_with(key, self.id, "can_post_messages") => {
                        Err(Error::Impossible(format!("{name} may not post in the channel {title:?}")))
                    }
                    (true, true) => Ok(Author::Channel(self.id)),
                    (true, false) => Ok(Author::User(self.id)),
                }
            }
        }
    }

    pub(crate) fn private(&self) -> ChatKey {
        ChatKey::Private { bot: self.sandbox.bot_id(), user: self.id }
    }

    /// Whether this handle looks at a message: where it is about a certain bot, at that bot's.
    pub(crate) fn hears(&self, entry: &Entry) -> bool {
        self.sandbox.concerns(entry.bot())
    }

    /// Lets the bot's tasks run before the test goes on.
    pub(crate) async fn turn(&self) {
        tokio::task::yield_now().await;
    }
}

/// Puts a text and what is found in it into a message.
pub(crate) fn write_words(json: &mut Json, text: &str, name: &str, entities: &str) {
    let text = text.trim();
    json.insert(name.into(), text.into());
    let found = find_entities(text);
    if !found.is_empty() {
        json.insert(entities.into(), found.iter().map(crate::text::Entity::to_json).collect());
    }
}
