//! What people do with messages and chats: pin, delete, forward, rename; and what they see of a bot.

use bytes::Bytes;
use serde_json::{Value, json};

use super::{Group, Message, User};
use crate::error::{Error, Result};
use crate::server::Refusal;
use crate::world::{Chat, ChatKey, Draft, Kind, Member, Role, check_photo};

impl User {
    /// Makes a basic group with these users and the default bot in it, which hears of it.
    ///
    /// The user owns the group; [`Sandbox::group`](crate::Sandbox::group) makes one that was always there.
    pub async fn create_group(&self, title: &str, users: &[&User]) -> Group {
        let bot = self.sandbox().bot_id();
        let key = self.sandbox().core().change(|world| {
            let id = world.ids.chat(Kind::Group);
            let mut chat = Chat::new(id, Kind::Group, title);
            chat.members.insert(self.id(), Member::new(Role::Creator));
            for user in users {
                chat.members.entry(user.id()).or_insert_with(|| Member::new(Role::Member));
            }
            let key = ChatKey::Shared(id);
            world.chats.insert(key, chat);
            world.change_member(key, self.id(), bot, |member| member.role = Role::Member);
            world.service(key, self.id(), "group_chat_created", true.into());
            key
        });
        self.turn().await;
        Group::of(self.sandbox().clone(), key)
    }

    /// Pins a message.
    ///
    /// # Errors
    ///
    /// When the user may not, or the message is gone.
    pub async fn pin(&self, message: &Message) -> Result<()> {
        self.moderate(|world| world.pin(message.key, self.id(), message.id())).await
    }

    /// Unpins a message.
    ///
    /// # Errors
    ///
    /// When the user may not, or it is not pinned.
    pub async fn unpin(&self, message: &Message) -> Result<()> {
        self.moderate(|world| world.unpin(message.key, self.id(), Some(message.id()))).await
    }

    /// Deletes a message: an own one, any in a chat of two, or where the user is an administrator who may.
    ///
    /// Bots are not told of it.
    ///
    /// # Errors
    ///
    /// When the user may not, or the message is gone.
    pub async fn delete(&self, message: &Message) -> Result<()> {
        self.moderate(|world| {
            let entry = world.entry(message.key, message.id());
            let entry = entry.ok_or_else(|| Refusal::bad("message to delete not found"))?;
            let elsewhere =
                !matches!(message.key, ChatKey::Shared(_)) && message.key.other(self.id()).is_none();
            if elsewhere {
                return Err(Refusal::bad("message can't be deleted"));
            }
            world.may_delete(message.key, self.id(), entry)?;
            world.delete(message.key, message.id());
            Ok(())
        })
        .await
    }

    /// Forwards a message to a group or channel.
    ///
    /// # Errors
    ///
    /// When the message is protected, or the user may not write there.
    ///
    /// # Example
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), chappe_sandbox::Error> {
    /// let sandbox = chappe_sandbox::Sandbox::start().await?;
    /// let alice = sandbox.user("Alice");
    /// let group = sandbox.group("Friends", &[&alice]);
    /// let sent = alice.send("look at this").await?;
    /// let forwarded = alice.forward(&sent, &group).await?;
    /// assert_eq!(forwarded.field("forward_origin")["type"], "user");
    /// # Ok(())
    /// # }
    /// ```
    pub async fn forward(&self, message: &Message, group: &Group) -> Result<Message> {
        self.forward_into(message, group.key()).await
    }

    /// Forwards a message to the bot.
    ///
    /// # Errors
    ///
    /// When the message is protected.
    pub async fn forward_to_bot(&self, message: &Message) -> Result<Message> {
        self.forward_into(message, self.private()).await
    }

    async fn forward_into(&self, message: &Message, key: ChatKey) -> Result<Message> {
        let content = {
            let world = self.sandbox().core().look();
            let entry = world.entry(message.key, message.id());
            let entry = entry.ok_or_else(|| Error::Impossible("message to forward not found".into()))?;
            world.forwarded(message.key, entry)?
        };
        self.post(key, Draft { content, ..Draft::default() }).await
    }

    /// Gives a group or channel another title.
    ///
    /// # Errors
    ///
    /// When the user may not, or it is empty or the same.
    pub async fn rename(&self, group: &Group, title: &str) -> Result<()> {
        self.moderate(|world| world.set_chat_title(group.key(), self.id(), title)).await
    }

    /// Gives a group or channel another description; an empty one takes it away.
    ///
    /// # Errors
    ///
    /// When the user may not, or it is too long or the same.
    pub async fn describe(&self, group: &Group, description: &str) -> Result<()> {
        self.moderate(|world| world.set_chat_description(group.key(), self.id(), description)).await
    }

    /// Gives a group or channel a photo; without bytes the photo is taken away.
    ///
    /// # Errors
    ///
    /// When the user may not, the bytes are no picture, or there is none to take away.
    pub async fn set_photo(&self, group: &Group, photo: Option<Bytes>) -> Result<()> {
        photo.as_deref().map_or(Ok(()), check_photo).map_err(Error::Impossible)?;
        self.moderate(|world| {
            let sizes = photo.map(|bytes| world.photo_sizes(None, bytes));
            world.set_chat_photo(group.key(), self.id(), sizes)
        })
        .await
    }

    /// The commands that the bot offers this user in the private chat, in the user's language where it has them.
    pub fn commands(&self) -> Value {
        self.commands_at(self.private(), self.private())
    }

    /// The commands that the bot offers this user in a group.
    pub fn commands_in(&self, group: &Group) -> Value {
        self.commands_at(self.private(), group.key())
    }

    fn commands_at(&self, private: ChatKey, key: ChatKey) -> Value {
        let ChatKey::Private { bot, .. } = private else { return json!([]) };
        self.sandbox().core().look().commands_for(bot, self.id(), key)
    }

    /// The button beside the place where this user writes to the bot.
    pub fn menu_button(&self) -> Value {
        let ChatKey::Private { bot, .. } = self.private() else { return json!({"type": "default"}) };
        self.sandbox().core().look().menu_button_for(bot, self.id())
    }

    /// The name, `description` or `short_description` of the bot, in the user's language where it has one.
    pub fn bot_text(&self, what: &str) -> String {
        let ChatKey::Private { bot, .. } = self.private() else { return String::new() };
        self.sandbox().core().look().bot_text_for(bot, self.id(), what)
    }
}
