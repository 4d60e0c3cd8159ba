//! Direct messages to channels: a chat beside a channel, in which everybody who writes has a topic of his own.
//!
//! Its administrators are those of the channel who manage direct messages, and speak as the channel; they alone see
//! every topic. A topic has the number of the user whose it is.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::error::{Error, Result};
use crate::server::Refusal;
use crate::world::people::{CHANNEL, account};
use crate::world::{Author, Chat, ChatKey, Entry, Happened, Json, Kind, Member, Role, World};

/// The right that makes somebody an administrator of direct messages.
const RIGHT: &str = "can_manage_direct_messages";

/// What a channel and the chat of its direct messages know of each other.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub(crate) struct DirectMessages {
    /// The chat of the channel's direct messages, or the channel of such a chat.
    other: Option<i64>,
    /// Whether people can write there; this and what follows is kept by the chat.
    pub(crate) open: bool,
    /// How many Stars a message costs.
    pub(crate) stars: i64,
    /// Who has written.
    topics: BTreeSet<i64>,
}

impl Chat {
    /// The channel whose direct messages this chat is for.
    pub(crate) fn direct_channel(&self) -> Option<i64> {
        self.settings.direct.other.filter(|_| !self.is_channel())
    }

    /// The chat of this channel's direct messages.
    pub(crate) fn direct_chat(&self) -> Option<i64> {
        self.settings.direct.other.filter(|_| self.is_channel())
    }

    /// Whether there is somebody's topic.
    pub(crate) fn has_direct_topic(&self, user: i64) -> bool {
        self.settings.direct.topics.contains(&user)
    }
}

impl Entry {
    /// The topic of direct messages that it stands in.
    pub(crate) fn direct_topic(&self) -> Option<i64> {
        named(&self.json)
    }
}

fn named(content: &Json) -> Option<i64> {
    content.get("direct_messages_topic")?.get("topic_id")?.as_i64()
}

impl World {
    /// Opens the direct messages of a channel, for so many Stars a message, or closes them; gives their chat.
    pub(crate) fn set_direct_messages(
        &mut self,
        channel: ChatKey,
        by: i64,
        stars: Option<i64>,
    ) -> Result<ChatKey, Refusal> {
        let chat = self.chats.get(&channel).filter(|chat| chat.is_channel());
        let chat = chat.ok_or_else(|| Refusal::bad("only channels have direct messages"))?;
        if !self.is_admin_with(channel, by, "can_change_info") {
            return Err(Refusal::bad("not enough rights to change the channel's direct messages"));
        }
        let key = match chat.direct_chat() {
            Some(id) => ChatKey::Shared(id),
            None => self.add_direct_chat(channel),
        };
        let Some(chat) = self.chats.get_mut(&key) else { return Ok(key) };
        let direct = &mut chat.settings.direct;
        let before = (direct.open, direct.stars);
        direct.open = stars.is_some();
        direct.stars = stars.unwrap_or(0);
        if before != (direct.open, direct.stars) {
            let price = json!({
                "are_direct_messages_enabled": direct.open,
                "direct_message_star_count": direct.stars,
            });
            self.service(channel, by, "direct_message_price_changed", price);
        }
        self.follow_channel(channel);
        Ok(key)
    }

    fn add_direct_chat(&mut self, channel: ChatKey) -> ChatKey {
        let id = self.ids.chat(Kind::Supergroup);
        let mut chat = Chat::new(id, Kind::Supergroup, "");
        chat.settings.direct.other = Some(channel.id());
        self.chats.insert(ChatKey::Shared(id), chat);
        if let Some(channel) = self.chats.get_mut(&channel) {
            channel.settings.direct.other = Some(id);
        }
        ChatKey::Shared(id)
    }

    /// Gives the chat of a channel's direct messages the channel's title and those administrators that it has now.
    pub(crate) fn follow_channel(&mut self, channel: ChatKey) {
        let Some(chat) = self.chats.get(&channel) else { return };
        let Some(key) = chat.direct_chat().map(ChatKey::Shared) else { return };
        let title = chat.title.clone();
        let admin = |id: i64, member: &Member| member.role.is_admin() && chat.may(id, RIGHT);
        let managers = chat.members.iter().filter(|(id, member)| admin(**id, member));
        let managers: BTreeMap<i64, Member> = managers.map(|(id, member)| (*id, member.clone())).collect();
        let Some(direct) = self.chats.get_mut(&key) else { return };
        direct.title = title;
        direct.members.retain(|_, member| !member.role.is_admin());
        direct.members.extend(managers);
        self.feed.push(Happened::Chat(key));
    }

    /// Whoever writes to a channel comes into the chat of its direct messages by that, and has a topic.
    pub(crate) fn begin_direct(&mut self, key: ChatKey, user: i64) -> Result<()> {
        let Some(chat) = self.chats.get_mut(&key) else { return Ok(()) };
        if chat.direct_channel().is_none() || chat.role(user).is_admin() {
            return Ok(());
        }
        if !chat.settings.direct.open {
            return Err(Error::Impossible(format!("{:?} takes no direct messages", chat.title)));
        }
        let member = chat.members.entry(user).or_insert_with(|| Member::new(Role::Member));
        if member.role == Role::Left {
            member.become_role(Role::Member);
        }
        if member.role == Role::Member && chat.settings.direct.topics.insert(user) {
            self.feed.push(Happened::Chat(key));
        }
        Ok(())
    }

    /// Puts the topic into a message that is meant for it: one of direct messages, or another.
    pub(crate) fn name_topic(&self, key: ChatKey, topic: i64, content: &mut Json) {
        if self.chats.get(&key).is_some_and(|chat| chat.direct_channel().is_some()) {
            content.insert("direct_messages_topic".into(), json!({"topic_id": topic}));
        } else {
            content.insert("message_thread_id".into(), topic.into());
        }
    }

    /// The topic of a message: the one that it names, that of the message it replies to, or the writer's own.
    fn topic_of(&self, key: ChatKey, by: i64, reply_to: Option<i64>, content: &Json) -> Option<i64> {
        let replied = || self.entry(key, reply_to?)?.direct_topic();
        let own = || self.chats.get(&key)?.has_direct_topic(by).then_some(by);
        named(content).or_else(replied).or_else(own)
    }

    /// Whether somebody may write a direct message into the topic that it names; only there are such topics.
    pub(crate) fn may_write_directly(
        &self,
        key: ChatKey,
        by: i64,
        reply_to: Option<i64>,
        content: &Json,
    ) -> Result<(), Refusal> {
        let refuse = |why: &str| Err(Refusal::bad(why));
        let Some(chat) = self.chats.get(&key).filter(|chat| chat.direct_channel().is_some()) else {
            return match named(content) {
                None => Ok(()),
                Some(_) => refuse("chat is not an administered channel direct messages chat"),
            };
        };
        // Apps put an answer where the message is that it answers; a bot has to say where itself.
        let topic = match named(content) {
            None if self.bots.contains_key(&by) => None,
            _ => self.topic_of(key, by, reply_to, content),
        };
        let Some(topic) = topic else { return refuse("channel direct messages topic must be specified") };
        let manages = chat.role(by).is_admin();
        if !chat.has_direct_topic(topic) || !(manages || topic == by) {
            return refuse("topic not found");
        }
        let replied = reply_to.and_then(|id| self.entry(key, id));
        if replied.is_some_and(|entry| entry.direct_topic() != Some(topic)) {
            return refuse("message to be replied not found");
        }
        Ok(())
    }

    /// Adds to a direct message its topic and, as its sender, the channel or whoever pays for it.
    pub(super) fn dress_direct(
        &self,
        chat: &Chat,
        author: Author,
        reply_to: Option<i64>,
        content: &mut Json,
    ) {
        let key = ChatKey::Shared(chat.id);
        if let Some(topic) = self.topic_of(key, author.id(), reply_to, content) {
            let topic = json!({"topic_id": topic, "user": self.user_json(topic)});
            content.insert("direct_messages_topic".into(), topic);
        }
        if chat.role(author.id()).is_admin() {
            let channel = chat.direct_channel().map(|id| self.chat_json(ChatKey::Shared(id)));
            content.insert("from".into(), account(CHANNEL).unwrap_or_default());
            content.insert("sender_chat".into(), channel.unwrap_or_default());
        } else if chat.settings.direct.stars > 0 {
            content.insert("paid_star_count".into(), chat.settings.direct.stars.into());
        }
    }

    /// Whether somebody in a chat sees that message, as far as it is a direct message.
    pub(crate) fn sees_directly(&self, key: ChatKey, entry: &Entry, reader: i64) -> bool {
        let Some(chat) = self.chats.get(&key).filter(|chat| chat.direct_channel().is_some()) else {
            return true;
        };
        entry.direct_topic() == Some(reader) || chat.role(reader).is_admin()
    }
}
