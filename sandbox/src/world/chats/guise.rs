//! As whom somebody speaks in a chat, and into which thread: what a message says of its sender and place.

use serde_json::{Value, json};

use crate::world::people::{ANONYMOUS, CHANNEL, TELEGRAM, account};
use crate::world::{Author, ChatKey, Draft, Entry, Json, Kind, World};

impl World {
    /// Adds to a message what the chat and the sender's part in it make of it.
    pub(crate) fn dress(&self, key: ChatKey, author: Author, reply_to: Option<i64>, content: &mut Json) {
        let ChatKey::Shared(_) = key else {
            self.thread(key, Kind::Private, reply_to, content);
            return;
        };
        let Some(chat) = self.chats.get(&key) else { return };
        if chat.settings.protected {
            content.entry("has_protected_content").or_insert(true.into());
        }
        if chat.direct_channel().is_some() {
            self.dress_direct(chat, author, reply_to, content);
            return;
        }
        self.thread(key, chat.kind, reply_to, content);
        if chat.kind == Kind::Channel {
            if chat.settings.signatures && !content.contains_key("author_signature") {
                content.insert("author_signature".into(), self.name(author.id()).into());
            }
            return;
        }
        let Some(member) = chat.members.get(&author.id()) else { return };
        if content.contains_key("from") || content.contains_key("sender_chat") {
            return;
        }
        let mut disguise = |account_id: i64, sender: Value| {
            content.insert("from".into(), account(account_id).unwrap_or_default());
            content.insert("sender_chat".into(), sender);
        };
        if chat.may(author.id(), "is_anonymous") {
            disguise(ANONYMOUS, chat.to_json());
            if let Some(title) = &member.custom_title {
                content.insert("author_signature".into(), title.as_str().into());
            }
        } else if let Some(channel) = member.speaks_as {
            disguise(CHANNEL, self.chat_json(ChatKey::Shared(channel)));
        } else if let (Some(tag), false) = (&member.tag, member.role.is_admin()) {
            content.insert("sender_tag".into(), tag.as_str().into());
        }
    }

    /// Finds the thread of a message: the topic that is named, or that of the message it replies to.
    fn thread(&self, key: ChatKey, kind: Kind, reply_to: Option<i64>, content: &mut Json) {
        let forum = kind == Kind::Private || self.chats.get(&key).is_some_and(|chat| chat.topics.on);
        if content.contains_key("message_thread_id") {
            if forum {
                content.insert("is_topic_message".into(), true.into());
            }
            return;
        }
        let Some(replied) = reply_to.and_then(|id| self.entry(key, id)) else { return };
        let thread = replied.json.get("message_thread_id");
        if replied.json.contains_key("is_topic_message") {
            content.insert("message_thread_id".into(), thread.cloned().unwrap_or_default());
            content.insert("is_topic_message".into(), true.into());
        } else if kind == Kind::Supergroup && !forum {
            let thread = thread.cloned().unwrap_or_else(|| replied.id.into());
            content.insert("message_thread_id".into(), thread);
        }
    }

    /// Brings a channel's post into its discussion group.
    pub(crate) fn copy_to_discussion(&mut self, channel: ChatKey, post: &Entry) {
        let group = self.chats.get(&channel).and_then(|chat| chat.settings.linked);
        let Some(group) = group.map(ChatKey::Shared).filter(|group| self.chats.contains_key(group)) else {
            return;
        };
        let mut content = post.content();
        content.insert("from".into(), account(TELEGRAM).unwrap_or_default());
        content.insert("sender_chat".into(), self.chat_json(channel));
        content.insert("is_automatic_forward".into(), true.into());
        content.entry("forward_origin").or_insert_with(|| self.origin(channel, post));
        if let Some(album) = post.json.get("media_group_id") {
            content.insert("media_group_id".into(), album.clone());
        }
        self.post(group, Author::User(TELEGRAM), Draft { content, ..Draft::default() });
    }

    /// The `MessageOrigin` of a message that is forwarded from a chat.
    pub(crate) fn origin(&self, from: ChatKey, entry: &Entry) -> Value {
        let field = |name: &str| entry.json.get(name).cloned();
        let date = field("date").unwrap_or_default();
        let mut origin = match (entry.author, field("sender_chat")) {
            (Author::Channel(_), _) => json!({
                "type": "channel",
                "date": date,
                "chat": self.chat_json(from),
                "message_id": entry.id,
            }),
            (_, Some(chat)) => json!({"type": "chat", "date": date, "sender_chat": chat}),
            (Author::User(id) | Author::Bot(id), None) => {
                if self.users.get(&id).is_some_and(|user| user.private_forwards) {
                    return json!({"type": "hidden_user", "date": date, "sender_user_name": self.full_name(id)});
                }
                return json!({"type": "user", "date": date, "sender_user": self.user_json(id)});
            }
        };
        if let Some(signature) = field("author_signature") {
            origin["author_signature"] = signature;
        }
        origin
    }

    /// First and last name.
    pub(crate) fn full_name(&self, id: i64) -> String {
        let last = self.users.get(&id).and_then(|user| user.last_name.as_deref());
        last.map_or_else(|| self.name(id), |last| format!("{} {last}", self.name(id)))
    }
}
