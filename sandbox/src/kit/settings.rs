//! How a group or channel is set up, as its owner does it in the app.

use super::{Group, Sandbox, User};
use crate::error::{Error, Result};
use crate::world::{ADMIN_RIGHTS, ChatKey, Kind, Role};

impl Group {
    /// Makes the default bot an administrator with just these rights, such as `can_pin_messages`.
    pub fn bot_rights(&self, rights: &[&str]) {
        let bot = self.sandbox().bot_id();
        self.change(|chat| {
            let member = chat.member(bot);
            member.become_role(Role::Administrator);
            let all = ADMIN_RIGHTS.iter().copied().chain(["is_anonymous"]);
            let manages = |name: &str| name == "can_manage_chat" || rights.contains(&name);
            member.rights = all.map(|name| (name.to_owned(), manages(name))).collect();
        });
    }

    /// Makes members wait that many seconds between messages; 0 lets them write as they like.
    #[must_use]
    pub fn slow_mode(self, seconds: u32) -> Self {
        self.change(|chat| chat.settings.slow_mode = seconds.into());
        self
    }

    /// Sets whether messages can be neither forwarded nor copied.
    #[must_use]
    pub fn protected(self, protected: bool) -> Self {
        self.change(|chat| chat.settings.protected = protected);
        self
    }

    /// Sets whether posts of a channel name their author.
    #[must_use]
    pub fn signatures(self, signed: bool) -> Self {
        self.change(|chat| chat.settings.signatures = signed);
        self
    }

    /// Sets whether whoever joins has to be let in by an administrator.
    #[must_use]
    pub fn join_by_request(self, asks: bool) -> Self {
        self.change(|chat| chat.settings.join_by_request = asks);
        self
    }

    /// Makes that group the discussion group of this channel: posts come there, to be commented.
    #[must_use]
    pub fn discussion(self, group: &Group) -> Self {
        self.sandbox().core().change(|world| {
            for (one, other) in [(self.key(), group.key()), (group.key(), self.key())] {
                if let Some(chat) = world.chats.get_mut(&one) {
                    chat.settings.linked = Some(other.id());
                }
            }
        });
        self
    }

    /// Has messages go by themselves after so many seconds; 0 lets them stay. Messages from before stay.
    ///
    /// # Errors
    ///
    /// When the chat has no owner who could set it.
    pub async fn auto_delete(&self, seconds: u32) -> Result<Option<i64>> {
        let owner = self.owner()?;
        let update = self.sandbox().core().change(|world| {
            if let Some(chat) = world.chats.get_mut(&self.key()) {
                chat.settings.auto_delete = seconds.into();
            }
            let timer = serde_json::json!({"message_auto_delete_time": seconds});
            world.service(self.key(), owner.id(), "message_auto_delete_timer_changed", timer)
        });
        owner.turn().await;
        Ok(update)
    }
}

impl User {
    /// Speaks in a group as a channel of the user's own from now on, or as oneself again.
    ///
    /// # Errors
    ///
    /// When the channel is not the user's, or the user is not in the group.
    pub fn speak_as(&self, group: &Group, channel: Option<&Group>) -> Result<()> {
        self.sandbox().core().change(|world| {
            if let Some(channel) = channel {
                let owned = world
                    .chats
                    .get(&channel.key())
                    .is_some_and(|chat| chat.kind == Kind::Channel && chat.role(self.id()) == Role::Creator);
                if !owned {
                    let name = world.name(self.id());
                    return Err(Error::Impossible(format!("{name} does not own such a channel")));
                }
            }
            let chat = world.chats.get_mut(&group.key()).filter(|chat| chat.is_present(self.id()));
            let chat = chat.ok_or_else(|| Error::Impossible("the user is not in that group".into()))?;
            chat.member(self.id()).speaks_as = channel.map(Group::id);
            Ok(())
        })
    }

    /// Comments on a post of a channel, in its discussion group.
    ///
    /// # Errors
    ///
    /// When the channel has no discussion group with that post, or the user is not in it.
    pub async fn comment(&self, post: &super::Message, text: impl Into<String>) -> Result<super::Message> {
        let copy = {
            let world = self.sandbox().core().look();
            let group = world.chats.get(&post.key).and_then(|chat| chat.settings.linked);
            group.map(ChatKey::Shared).and_then(|group| {
                let entries = &world.chats.get(&group)?.entries;
                let copy = entries.iter().rev().find(|entry| {
                    let origin = entry.json.get("forward_origin");
                    let here = |origin: &serde_json::Value| {
                        origin["chat"]["id"] == post.chat_id() && origin["message_id"] == post.id()
                    };
                    entry.json.contains_key("is_automatic_forward") && origin.is_some_and(here)
                });
                Some((group, copy?.clone()))
            })
        };
        let (group, entry) =
            copy.ok_or_else(|| Error::Impossible("that post is not in a discussion group".into()))?;
        self.reply(&super::Message::new(self.sandbox().clone(), group, entry, None), text).await
    }
}

impl Sandbox {
    /// Sets whether the default bot is asked about requests to join one by one, before administrators see them.
    ///
    /// The update `chat_join_request` has a `query_id` then, for `answerChatJoinRequestQuery`.
    pub fn set_join_queries(&self, on: bool) {
        self.change_bot(|bot| bot.join_queries = on);
    }

    /// Switches the default bot's privacy mode: whether it sees in groups only what is meant for it.
    pub fn set_privacy(&self, on: bool) {
        self.change_bot(|bot| bot.privacy = on);
    }
}
