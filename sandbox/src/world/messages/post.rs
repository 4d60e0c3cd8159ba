//! How a message comes into a chat, changes and goes.

use std::sync::Arc;

use serde_json::Value;

use super::message::button_label;
use crate::world::{Author, ChatKey, Entry, Happened, Json, Kind, Timer, What, World};

/// What is known of a message before it is posted.
#[derive(Debug, Default)]
pub(crate) struct Draft {
    /// The fields beside the sender, the chat and the time.
    pub(crate) content: Json,
    /// The message that it replies to.
    pub(crate) reply_to: Option<i64>,
    /// A reply keyboard, or its removal.
    pub(crate) keyboard: Option<Value>,
    /// Tells what happened rather than what somebody said: bots hear of it, and it is nobody's next message.
    pub(crate) service: bool,
    /// Comes without anybody sending it at that moment: its author is told as well.
    pub(crate) by_itself: bool,
}

/// What the chat makes of a message once it is posted.
#[derive(Default)]
struct After {
    /// After how many seconds it goes by itself; 0 for never.
    vanish: i64,
    channel: bool,
}

impl World {
    /// Puts a message into a chat; bots hear of a user's, users of a bot's.
    ///
    /// Gives the message and the identifier of the update that the bot got.
    pub(crate) fn post(&mut self, key: ChatKey, author: Author, mut draft: Draft) -> (Entry, Option<i64>) {
        let mut json = Json::new();
        self.dress(key, author, draft.reply_to, &mut draft.content);
        let chat_json = self.chat_json(key);
        let replied = draft.reply_to.or_else(|| Self::opening(&draft.content));
        let replied = replied.and_then(|id| self.entry(key, id)).map(Entry::nested);
        let now = self.now();
        let sequence = self.ids.sequence();
        let history = self.history;
        let bound = if history == 0 { 1 } else { history };
        let id = self.next_message_id(key);
        json.insert("message_id".into(), id.into());
        match author {
            Author::User(from) | Author::Bot(from) => {
                json.insert("from".into(), self.user_json(from).unwrap_or(Value::Null));
            }
            Author::Channel(_) => {
                json.insert("sender_chat".into(), chat_json.clone());
            }
        }
        json.insert("chat".into(), chat_json);
        json.insert("date".into(), now.into());
        if let Some(replied) = replied {
            json.insert("reply_to_message".into(), replied);
        }
        for (name, value) in draft.content {
            json.insert(name, value);
        }
        if json.contains_key("forum_topic_created") {
            json.insert("message_thread_id".into(), id.into());
            json.insert("is_topic_message".into(), true.into());
        }
        let keyboard = draft.keyboard.map(Arc::new);
        let entry = Entry { id, author, sequence, json: Arc::new(json), keyboard, reactions: Vec::new() };
        if entry.json.contains_key("poll") {
            self.place_poll(key, id, &Arc::clone(&entry.json));
        }
        let line = self.line(key, &entry, "");
        self.journal.write(line);
        let mut after = After::default();
        if let Some(chat) = self.chats.get_mut(&key) {
            chat.keep(entry.clone(), bound);
            after = After { vanish: chat.settings.auto_delete, channel: chat.kind == Kind::Channel };
            if let (Author::Bot(bot), false) = (author, draft.service) {
                chat.last_bot = Some(bot);
            }
        }
        self.feed.push(Happened::Message(key, entry.clone()));
        self.doing.done(key, author.id());
        if entry.keyboard.is_some() {
            self.put_keyboard(key, &entry);
            self.feed.push(Happened::Chat(key));
        }
        if let Author::User(user) = author
            && self.keyboards.replied(key, user)
        {
            self.feed.push(Happened::Chat(key));
        }
        let mut update = self.tell_between(key, What::Sent, &entry);
        let by_bot = self.bots.contains_key(&author.id()) && !draft.service;
        if by_bot || draft.by_itself {
            self.show(key, What::Sent, &entry);
        }
        if !by_bot || after.channel {
            let kind = self.update_kind(key, false);
            let everybody = draft.service || draft.by_itself;
            update = update.or(self.announce_message(key, kind, &entry, everybody));
        }
        if after.vanish > 0 && !draft.service {
            let at = self.now_in_milliseconds().saturating_add(after.vanish.saturating_mul(1000));
            self.timers.schedule(at, Timer::Vanish { chat: key, message: id });
        }
        if after.channel && !draft.service {
            self.copy_to_discussion(key, &entry);
        }
        self.replace_suggestion(key, &entry, draft.reply_to);
        (entry, update)
    }

    /// Changes a message and tells the others: bots where it is a user's, users where it is a bot's.
    pub(crate) fn change(
        &mut self,
        key: ChatKey,
        message_id: i64,
        edit: impl FnOnce(&mut Json),
    ) -> Option<(Entry, Option<i64>)> {
        let author = self.entry(key, message_id)?.author;
        let by_bot = self.bots.contains_key(&author.id());
        self.change_as(key, message_id, by_bot, edit)
    }

    /// The same, where a bot can change a user's message too: one that was sent by inline mode.
    pub(crate) fn change_as(
        &mut self,
        key: ChatKey,
        message_id: i64,
        by_bot: bool,
        edit: impl FnOnce(&mut Json),
    ) -> Option<(Entry, Option<i64>)> {
        let now = self.now();
        let entry = if message_id < 0 {
            self.ephemeral.get_mut(key, message_id.saturating_neg())?
        } else {
            self.chats.get_mut(&key)?.entry_mut(message_id)?
        };
        let json = Arc::make_mut(&mut entry.json);
        edit(json);
        let markup = json.shift_remove("reply_markup");
        json.insert("edit_date".into(), now.into());
        if let Some(markup) = markup {
            json.insert("reply_markup".into(), markup);
        }
        let entry = entry.clone();
        let line = self.line(key, &entry, " (edited)");
        self.journal.write(line);
        self.feed.push(Happened::Edited(key, entry.clone()));
        let mut update = None;
        if let ChatKey::Between { .. } = key {
            update = self.tell_between(key, What::Edited, &entry);
        } else if by_bot {
            self.show(key, What::Edited, &entry);
        } else {
            let kind = self.update_kind(key, true);
            update = self.announce_message(key, kind, &entry, false);
        }
        Some((entry, update))
    }

    /// Takes a message away.
    pub(crate) fn delete(&mut self, key: ChatKey, message_id: i64) -> Option<Entry> {
        let chat = self.chats.get_mut(&key)?;
        let pinned = chat.pinned.contains(&message_id);
        let entry = chat.remove(message_id)?;
        let line = self.line(key, &entry, " (deleted)");
        self.journal.write(line);
        self.feed.push(Happened::Deleted(key, entry.clone()));
        if pinned || entry.keyboard.is_some() {
            self.feed.push(Happened::Chat(key));
        }
        self.keyboards.forget(key, message_id);
        if let ChatKey::Between { .. } = key {
            self.tell_between(key, What::Deleted, &entry);
        } else {
            self.show(key, What::Deleted, &entry);
        }
        self.forget_suggestion(key, message_id);
        Some(entry)
    }

    /// Takes away everything that somebody said in a chat.
    pub(crate) fn delete_all_of(&mut self, key: ChatKey, id: i64) {
        let Some(chat) = self.chats.get(&key) else { return };
        let theirs: Vec<i64> =
            chat.entries.iter().filter(|entry| entry.author.id() == id).map(|entry| entry.id).collect();
        for message in theirs {
            self.delete(key, message);
        }
    }

    fn update_kind(&self, key: ChatKey, edited: bool) -> &'static str {
        let channel = self.chats.get(&key).is_some_and(|chat| chat.kind == Kind::Channel);
        match (channel, edited) {
            (false, false) => "message",
            (false, true) => "edited_message",
            (true, false) => "channel_post",
            (true, true) => "edited_channel_post",
        }
    }

    /// One line of the transcript.
    fn line(&self, key: ChatKey, entry: &Entry, what: &str) -> String {
        let from = self.name(entry.author.id());
        let place = match key {
            ChatKey::Private { bot, user } => {
                let other = if entry.author.id() == bot { user } else { bot };
                self.name(other)
            }
            ChatKey::Between { .. } => {
                key.other(entry.author.id()).map_or_else(String::new, |id| self.name(id))
            }
            ChatKey::Shared(_) => self.chats.get(&key).map_or_else(String::new, |chat| chat.title.clone()),
        };
        let mut line = format!("{from} -> {place}{what}: {}", summary(entry));
        let labels: Vec<String> =
            entry.buttons().map(|button| format!("[{}]", button_label(button))).collect();
        if !labels.is_empty() {
            line.push(' ');
            line.push_str(&labels.join(" "));
        }
        line
    }
}

/// The fields that are not the content of a message.
const ENVELOPE: [&str; 24] = [
    "message_id",
    "from",
    "sender_chat",
    "chat",
    "date",
    "edit_date",
    "reply_to_message",
    "entities",
    "caption_entities",
    "reply_markup",
    "forward_origin",
    "has_protected_content",
    "link_preview_options",
    "message_thread_id",
    "media_group_id",
    "via_bot",
    "is_topic_message",
    "is_automatic_forward",
    "author_signature",
    "sender_tag",
    "direct_messages_topic",
    "paid_star_count",
    "suggested_post_info",
    "is_paid_post",
];

fn summary(entry: &Entry) -> String {
    let words = entry.words();
    if entry.json.contains_key("text") {
        return words.to_owned();
    }
    let kind = entry
        .json
        .keys()
        .map(String::as_str)
        .find(|name| !ENVELOPE.contains(name) && *name != "caption")
        .unwrap_or("message");
    if words.is_empty() { format!("<{kind}>") } else { format!("<{kind}> {words}") }
}
