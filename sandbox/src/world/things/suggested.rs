//! Posts that are suggested to a channel in its direct messages: approved or declined, published at their time, and paid.
//!
//! Whoever has the topic pays, whoever suggested the post. The Stars are taken when it is approved; the channel has them
//! once the post has stayed for a day, all of them, and they are given back where it is deleted before that. Nobody takes
//! the payment back otherwise, and Toncoins are never short.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::super::{Author, Chat, ChatKey, Draft, Entry, Json, Role, World};
use super::due::Due;
use super::payments::STARS;
use crate::server::Refusal;

/// How many approved posts are remembered.
const KEPT: usize = 10_000;
/// How soon and how far ahead a post can be suggested for, in seconds.
const AHEAD: std::ops::RangeInclusive<i64> = 300..=2_678_400;
/// How long a paid post has to stay, in seconds.
const STAY: i64 = 86_400;

const WRONG_DATE: &str = "SCHEDULE_DATE_INVALID";

/// An approved post.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Approved {
    by: i64,
    topic: i64,
    price: Option<Value>,
    /// What will be published; nothing once it is.
    content: Option<Json>,
}

/// Everything about suggested posts.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct SuggestedPosts {
    /// What is to be published or paid, by the message that suggested it.
    #[serde(with = "super::super::pairs")]
    approved: BTreeMap<(ChatKey, i64), Approved>,
    /// The suggestions of published posts that are still to be paid.
    #[serde(with = "super::super::pairs")]
    published: BTreeMap<(ChatKey, i64), (ChatKey, i64)>,
    /// How many Stars users have, of those who have not as many as they need.
    pub(crate) stars: BTreeMap<i64, i64>,
}

/// The Stars of a price, if it is in Stars.
fn stars(price: Option<&Value>) -> i64 {
    let price = price.filter(|price| price["currency"] == STARS);
    price.and_then(|price| price["amount"].as_i64()).unwrap_or(0)
}

fn check_price(price: &Value) -> Result<(), Refusal> {
    let amount = price["amount"].as_i64().unwrap_or_default();
    let (bounds, what) = match price["currency"].as_str() {
        Some("TON") => (10_000_000..=10_000_000_000_000, "Toncoins"),
        _ => (5..=100_000, "Telegram Stars"),
    };
    if bounds.contains(&amount) {
        return Ok(());
    }
    Err(Refusal::bad(format!("invalid amount of {what} specified")))
}

impl World {
    /// The `SuggestedPostInfo` of a post that is suggested with these `SuggestedPostParameters`.
    pub(crate) fn suggestion(&self, key: ChatKey, parameters: &Json) -> Result<Value, Refusal> {
        let mut info = json!({"state": "pending"});
        if let Some(price) = parameters.get("price").filter(|price| !price.is_null()) {
            check_price(price)?;
            info["price"] = price.clone();
        }
        if self.chats.get(&key).and_then(Chat::direct_channel).is_none() {
            return Err(Refusal::bad("suggested posts can be sent only to channel direct messages"));
        }
        if let Some(date) = parameters.get("send_date").and_then(Value::as_i64).filter(|date| *date != 0) {
            if !AHEAD.contains(&date.saturating_sub(self.now())) {
                return Err(Refusal::bad(WRONG_DATE));
            }
            info["send_date"] = date.into();
        }
        Ok(info)
    }

    /// A post that is suggested in answer to another takes its place.
    pub(crate) fn replace_suggestion(&mut self, key: ChatKey, entry: &Entry, replied: Option<i64>) {
        let pending = |entry: &Entry| entry.json.get("suggested_post_info").map(|info| info["state"].clone());
        let old = replied.filter(|id| self.entry(key, *id).and_then(pending) == Some(json!("pending")));
        if let (Some(old), Some(_)) = (old, entry.json.get("suggested_post_info")) {
            self.set_suggestion(key, old, "declined", None);
        }
    }

    fn set_suggestion(
        &mut self,
        key: ChatKey,
        message_id: i64,
        state: &str,
        date: Option<i64>,
    ) -> Option<Entry> {
        self.repaint(key, message_id, |json| {
            if let Some(info) = json.get_mut("suggested_post_info") {
                info["state"] = state.into();
                if let Some(date) = date {
                    info["send_date"] = date.into();
                }
            }
        })
    }

    /// The topic and the message of a suggestion that somebody may approve or decline.
    ///
    /// What the owner of the topic suggests is for administrators who have that right; what they suggest, for the owner.
    fn open_suggestion(
        &self,
        key: ChatKey,
        by: i64,
        message_id: i64,
        (verb, right): (&str, &str),
    ) -> Result<(i64, Entry), Refusal> {
        let channel = self.chats.get(&key).and_then(Chat::direct_channel);
        let channel = channel.ok_or_else(|| Refusal::bad("chat is not a channel direct messages chat"))?;
        let entry = self.entry(key, message_id).ok_or_else(|| Refusal::bad("message not found"))?;
        let pending = entry.json.get("suggested_post_info").is_some_and(|info| info["state"] == "pending");
        let topic = entry.direct_topic().unwrap_or_default();
        let mine = if entry.author.id() == topic { by != topic } else { by == topic };
        if !pending || !mine || !self.sees_directly(key, entry, by) {
            return Err(Refusal::bad(format!("suggested post can't be {verb}")));
        }
        let channel = ChatKey::Shared(channel);
        if by != topic && !self.is_admin_with(channel, by, right) {
            return Err(Refusal::bad(format!("not enough rights: {right} is needed in the channel")));
        }
        Ok((topic, entry.clone()))
    }

    /// Approves a post, to be published at its own date or else that one, or at once.
    pub(crate) fn approve_post(
        &mut self,
        key: ChatKey,
        by: i64,
        message_id: i64,
        date: Option<i64>,
    ) -> Result<(), Refusal> {
        let approve = ("approved", "can_post_messages");
        let place = (key, message_id);
        let (topic, entry) = self.open_suggestion(key, by, message_id, approve)?;
        let info = entry.json.get("suggested_post_info").cloned().unwrap_or_default();
        let now = self.now();
        if date.is_some_and(|date| date.saturating_sub(now) > *AHEAD.end()) {
            return Err(Refusal::bad(WRONG_DATE));
        }
        let date = info["send_date"].as_i64().or(date).unwrap_or(now).max(now);
        let price = info.get("price").cloned();
        let mut told = Json::new();
        if let Some(price) = &price {
            told.insert("price".into(), price.clone());
        }
        if !self.spend(topic, stars(price.as_ref())) {
            self.tell_of_suggestion(place, topic, by, "suggested_post_approval_failed", told);
            return Ok(());
        }
        self.set_suggestion(key, message_id, "approved", Some(date));
        told.insert("send_date".into(), date.into());
        self.tell_of_suggestion(place, topic, by, "suggested_post_approved", told);
        // What the channel itself suggested is published in its owner's name, and not by whoever agreed to it.
        let by = if by == topic { self.voice(key) } else { by };
        let approved = &mut self.things.suggested.approved;
        approved.insert(place, Approved { by, topic, price, content: Some(entry.content()) });
        if approved.len() > KEPT {
            approved.pop_first();
        }
        if date > now {
            self.due_at(date, Due::Publish(key, message_id));
        } else {
            self.publish(key, message_id);
        }
        Ok(())
    }

    /// Declines a post.
    pub(crate) fn decline_post(
        &mut self,
        key: ChatKey,
        by: i64,
        message_id: i64,
        comment: &str,
    ) -> Result<(), Refusal> {
        let decline = ("declined", "can_manage_direct_messages");
        let (topic, _) = self.open_suggestion(key, by, message_id, decline)?;
        self.set_suggestion(key, message_id, "declined", None);
        let mut told = Json::new();
        if !comment.is_empty() {
            told.insert("comment".into(), comment.into());
        }
        self.tell_of_suggestion((key, message_id), topic, by, "suggested_post_declined", told);
        Ok(())
    }

    /// Takes Stars of a user; `false` where there are not so many.
    fn spend(&mut self, user: i64, amount: i64) -> bool {
        let Some(left) = self.things.suggested.stars.get_mut(&user) else { return true };
        let enough = *left >= amount;
        if enough {
            *left -= amount;
        }
        enough
    }

    /// Tells the topic of a suggestion what became of it.
    ///
    /// The suggestion itself may be forgotten or deleted by now.
    fn tell_of_suggestion(
        &mut self,
        (key, message_id): (ChatKey, i64),
        topic: i64,
        by: i64,
        name: &str,
        mut told: Json,
    ) {
        if let Some(entry) = self.entry(key, message_id) {
            told.insert("suggested_post_message".into(), entry.nested());
        }
        let mut content = Json::from_iter([(name.to_owned(), Value::Object(told))]);
        self.name_topic(key, topic, &mut content);
        let author = if self.bots.contains_key(&by) { Author::Bot(by) } else { Author::User(by) };
        self.post(key, author, Draft { content, service: true, ..Draft::default() });
    }

    /// Puts an approved post into the channel.
    pub(crate) fn publish(&mut self, key: ChatKey, message_id: i64) {
        let channel = self.chats.get(&key).and_then(Chat::direct_channel).map(ChatKey::Shared);
        let approved = self.things.suggested.approved.get_mut(&(key, message_id));
        let (Some(channel), Some(approved)) = (channel, approved) else { return };
        let (by, paid) = (approved.by, approved.price.is_some());
        let Some(mut content) = approved.content.take() else { return };
        if !paid {
            self.things.suggested.approved.remove(&(key, message_id));
        }
        if paid {
            content.insert("is_paid_post".into(), true.into());
        }
        // What can be sent there begins anew everywhere; nobody can send a quiz of unknown answer.
        self.begin_anew(by, channel, &mut content);
        let draft = Draft { content, by_itself: true, ..Draft::default() };
        let (post, _) = self.post(channel, Author::Channel(by), draft);
        if paid {
            let published = &mut self.things.suggested.published;
            published.insert((channel, post.id), (key, message_id));
            if published.len() > KEPT {
                published.pop_first();
            }
            self.due_at(self.now().saturating_add(STAY), Due::Settle(channel, post.id));
        }
    }

    /// A paid post has stayed long enough: the channel has its price.
    pub(crate) fn settle(&mut self, channel: ChatKey, post: i64) {
        let Some((key, message_id)) = self.things.suggested.published.remove(&(channel, post)) else {
            return;
        };
        let Some(approved) = self.things.suggested.approved.remove(&(key, message_id)) else { return };
        let price = approved.price.unwrap_or_default();
        let mut told = Json::from_iter([("currency".to_owned(), price["currency"].clone())]);
        if price["currency"] == STARS {
            told.insert("star_amount".into(), json!({"amount": price["amount"]}));
        } else {
            told.insert("amount".into(), price["amount"].clone());
        }
        self.tell_of_suggestion(
            (key, message_id),
            approved.topic,
            self.voice(key),
            "suggested_post_paid",
            told,
        );
    }

    /// A message is deleted: a suggestion that was to be published, or a post that was to be paid.
    pub(crate) fn forget_suggestion(&mut self, key: ChatKey, message_id: i64) {
        let suggested = &mut self.things.suggested;
        let waits = |approved: &Approved| approved.content.is_some();
        let place = match suggested.published.remove(&(key, message_id)) {
            Some(place) => place,
            None if suggested.approved.get(&(key, message_id)).is_some_and(waits) => (key, message_id),
            None => return,
        };
        let Some(approved) = suggested.approved.remove(&place) else { return };
        if approved.price.is_none() {
            return;
        }
        if let Some(left) = suggested.stars.get_mut(&approved.topic) {
            *left = left.saturating_add(stars(approved.price.as_ref()));
        }
        let told = Json::from_iter([("reason".to_owned(), "post_deleted".into())]);
        self.tell_of_suggestion(place, approved.topic, self.voice(place.0), "suggested_post_refunded", told);
    }

    /// In whose name a channel tells what happens by itself in its direct messages: its owner's.
    fn voice(&self, key: ChatKey) -> i64 {
        let members = self.chats.get(&key).into_iter().flat_map(|chat| &chat.members);
        members
            .filter(|(_, member)| member.role == Role::Creator)
            .map(|(id, _)| *id)
            .next()
            .unwrap_or_default()
    }
}
