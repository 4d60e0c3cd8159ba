//! Inline queries: typed, answered, and one result chosen.

use std::sync::Arc;

use serde_json::{Value, json};

use super::wait::within;
use super::{Group, Message, User};
use crate::error::{Error, Result};
use crate::world::{ChatKey, InlineQuery, Offers};

/// An inline query that is not asked yet: where it is typed, and with what.
///
/// [`User::asks`] makes one.
#[derive(Debug, Clone)]
#[must_use = "a query is asked by `ask` or `results`"]
pub struct NewInlineQuery {
    user: User,
    query: String,
    key: ChatKey,
    offset: String,
    location: Option<Value>,
}

/// An inline query that a bot was asked.
#[derive(Debug, Clone)]
pub struct AskedInline {
    user: User,
    id: u64,
    update_id: Option<i64>,
}

/// What a bot offers for an inline query.
#[derive(Debug, Clone)]
pub struct InlineResults {
    user: User,
    asked: InlineQuery,
    offers: Arc<Offers>,
}

impl User {
    /// Types an inline query in the private chat with the default bot and waits for its results.
    ///
    /// # Errors
    ///
    /// When the bot does not answer before the deadline.
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn doc(alice: chappe_sandbox::User) -> chappe_sandbox::Result<()> {
    /// let results = alice.inline("cats").await?;
    /// let sent = results.choose(0).await?;
    /// assert_eq!(sent.field("via_bot")["is_bot"], true);
    /// # Ok(())
    /// # }
    /// ```
    pub async fn inline(&self, query: &str) -> Result<InlineResults> {
        self.asks(query).results().await
    }

    /// Prepares an inline query, for another chat, with a place or an offset, or without waiting for results.
    pub fn asks(&self, query: &str) -> NewInlineQuery {
        NewInlineQuery {
            user: self.clone(),
            query: query.to_owned(),
            key: self.private(),
            offset: String::new(),
            location: None,
        }
    }
}

impl super::Sandbox {
    /// Sets whether the default bot is told which results are chosen, as the setting of inline feedback does; it is at first.
    pub fn inline_feedback(&self, told: bool) {
        let bot = self.bot_id();
        self.core().change(|world| {
            if told {
                world.inline.without_feedback.remove(&bot);
            } else {
                world.inline.without_feedback.insert(bot);
            }
        });
    }
}

impl NewInlineQuery {
    /// Types it in a group or channel.
    pub fn in_group(self, group: &Group) -> Self {
        self.at(group.key())
    }

    /// Types it in the private chat with another user.
    pub fn in_chat_with(self, other: &User) -> Self {
        let key = self.user.sandbox().core().change(|world| world.open_between(self.user.id(), other.id()));
        self.at(key)
    }

    pub(crate) fn at(self, key: ChatKey) -> Self {
        Self { key, ..self }
    }

    /// Tells the bot where the user is.
    pub fn from_place(self, latitude: f64, longitude: f64) -> Self {
        Self { location: Some(json!({"latitude": latitude, "longitude": longitude})), ..self }
    }

    /// Asks for the results from an offset on.
    pub fn offset(self, offset: &str) -> Self {
        Self { offset: offset.to_owned(), ..self }
    }

    /// Asks the bot, without waiting for results.
    ///
    /// # Errors
    ///
    /// When the query is longer than 256 characters.
    pub async fn ask(self) -> Result<AskedInline> {
        if self.query.chars().count() > 256 {
            return Err(Error::Impossible("a query has at most 256 characters".into()));
        }
        let user = self.user;
        let bot = user.sandbox().bot_id();
        let (id, update_id) = user.sandbox().core().change(|world| {
            world.ask_inline(bot, user.id(), self.key, &self.query, &self.offset, self.location)
        });
        user.turn().await;
        Ok(AskedInline { user, id, update_id })
    }

    /// Asks the bot and waits for its results.
    ///
    /// # Errors
    ///
    /// When none come before the deadline.
    pub async fn results(self) -> Result<InlineResults> {
        self.ask().await?.results().await
    }
}

impl AskedInline {
    /// The query's identifier.
    pub fn id(&self) -> String {
        self.id.to_string()
    }

    /// The update that told the bot of it; none where an answer was still kept.
    pub fn update_id(&self) -> Option<i64> {
        self.update_id
    }

    /// Waits for the bot's `answerInlineQuery`.
    ///
    /// # Errors
    ///
    /// When none comes before the deadline.
    pub async fn results(&self) -> Result<InlineResults> {
        InlineResults::wait(&self.user, self.id).await
    }
}

impl InlineResults {
    pub(crate) async fn wait(user: &User, id: u64) -> Result<Self> {
        let sandbox = user.sandbox();
        let what = "results for the inline query";
        let (asked, offers) = within(sandbox, &user.first_name(), what, user.deadline(), || {
            let world = sandbox.core().look();
            let asked = world.inline.get(id);
            Ok(asked.and_then(|asked| Some((asked.clone(), Arc::clone(asked.answer.as_ref()?)))))
        })
        .await?;
        Ok(Self { user: user.clone(), asked, offers })
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.offers.results.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.offers.results.is_empty()
    }

    /// The results as the bot gave them.
    pub fn json(&self) -> Vec<Value> {
        self.offers.results.iter().map(|offer| offer.json.clone()).collect()
    }

    /// What is written on them; nothing on those that have no title.
    pub fn titles(&self) -> Vec<&str> {
        self.offers.results.iter().map(|offer| offer.json["title"].as_str().unwrap_or_default()).collect()
    }

    /// The button above the results.
    pub fn button(&self) -> Option<&Value> {
        self.offers.button.as_ref()
    }

    /// From where on there is more; nothing where this is all.
    pub fn next_offset(&self) -> &str {
        &self.offers.next_offset
    }

    /// Asks for more, from where these end.
    ///
    /// # Errors
    ///
    /// When this is all, or the bot does not answer before the deadline.
    pub async fn more(&self) -> Result<Self> {
        if self.next_offset().is_empty() {
            return Err(Error::Impossible("the bot said that there are no more results".into()));
        }
        let mut next = self.user.asks(&self.asked.query).at(self.asked.key).offset(self.next_offset());
        next.location.clone_from(&self.asked.location);
        next.results().await
    }

    /// Sends the result in that place, counted from 0, to the chat where the query was typed.
    ///
    /// # Errors
    ///
    /// When there are not so many, or the user is not in that chat.
    pub async fn choose(&self, index: usize) -> Result<Message> {
        let offer = self.offers.results.get(index).ok_or_else(|| {
            Error::Impossible(format!("there is no result {index}; the bot offers {}", self.len()))
        })?;
        let user = &self.user;
        let (entry, update) = user.sandbox().core().change(|world| {
            let author = user.author(world, self.asked.key)?;
            Ok::<_, Error>(world.choose(author, &self.asked, offer))
        })?;
        user.turn().await;
        Ok(user.hand(self.asked.key, &entry, update))
    }

    /// Sends the result of that title.
    ///
    /// # Errors
    ///
    /// When there is none, or the user is not in that chat.
    pub async fn choose_titled(&self, title: &str) -> Result<Message> {
        let index = self.titles().iter().position(|one| *one == title).ok_or_else(|| {
            Error::Impossible(format!("no result has the title {title:?}; there are {:?}", self.titles()))
        })?;
        self.choose(index).await
    }
}
