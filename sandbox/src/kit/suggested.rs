//! Posts that are suggested to a channel in its direct messages.

use std::time::Duration;

use serde_json::json;

use super::user::write_words;
use super::{Group, Message, User};
use crate::error::{Error, Result};
use crate::world::{Draft, Json};

/// A post that a user is about to suggest to a channel.
///
/// # Example
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), chappe_sandbox::Error> {
/// use std::time::Duration;
///
/// use chappe_sandbox::{Sandbox, SuggestedPost};
///
/// let sandbox = Sandbox::start().await?;
/// let (alice, bob) = (sandbox.user("Alice"), sandbox.user("Bob"));
/// let news = sandbox.channel("News", &[&alice]);
/// let desk = alice.set_direct_messages(&news, Some(0)).await?;
/// let hour = Duration::from_secs(3600);
/// let post = bob.suggest_post(&desk, &SuggestedPost::new("Tea for all").stars(50).after(hour)).await?;
/// alice.approve_post(&post, None).await?;
/// sandbox.advance(hour);
/// assert_eq!(alice.history_of(&news).last().unwrap().text(), "Tea for all");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
#[must_use = "a post does nothing until it is suggested"]
pub struct SuggestedPost {
    text: String,
    stars: Option<u32>,
    after: Option<Duration>,
    replaces: Option<i64>,
}

impl SuggestedPost {
    /// A post of this text, for nothing, to be published whenever the channel likes.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), stars: None, after: None, replaces: None }
    }

    /// Offers so many Stars for it, 5 to 100,000.
    pub fn stars(mut self, stars: u32) -> Self {
        self.stars = Some(stars);
        self
    }

    /// Wishes it published after that time by the sandbox's clock, 5 minutes to 31 days.
    pub fn after(mut self, time: Duration) -> Self {
        self.after = Some(time);
        self
    }

    /// Puts it in the place of another suggestion, which is declined by that: in the same topic, by either side.
    pub fn in_place_of(mut self, message: &Message) -> Self {
        self.replaces = Some(message.id());
        self
    }
}

impl User {
    /// Suggests a post to a channel, in the chat of its direct messages.
    ///
    /// Bots that manage direct messages approve or decline it; administrators do so by [`User::approve_post`]. Where the
    /// channel suggests one in its place, it is the user who approves that.
    ///
    /// # Errors
    ///
    /// When the price or the time is out of bounds, or the user may not write there.
    pub async fn suggest_post(&self, chat: &Group, post: &SuggestedPost) -> Result<Message> {
        let mut parameters = Json::new();
        if let Some(stars) = post.stars {
            parameters.insert("price".into(), json!({"currency": "XTR", "amount": stars}));
        }
        if let Some(after) = post.after {
            parameters.insert("send_date".into(), self.date_after(after).into());
        }
        if post.text.trim().is_empty() {
            return Err(Error::Impossible("Telegram's apps do not send an empty message".into()));
        }
        let info = self.sandbox().core().look().suggestion(chat.key(), &parameters)?;
        let mut content = Json::new();
        write_words(&mut content, &post.text, "text", "entities");
        content.insert("suggested_post_info".into(), info);
        self.post(chat.key(), Draft { content, reply_to: post.replaces, ..Draft::default() }).await
    }

    /// Approves a suggested post: it is published at the time that was suggested or else after this one, or at once.
    ///
    /// Its price is taken from whoever wrote to the channel. Where there are not so many Stars, the chat is told, and
    /// the suggestion waits on.
    ///
    /// # Errors
    ///
    /// When it is not for this user to approve, or not any more, or the time is more than 31 days.
    pub async fn approve_post(&self, message: &Message, after: Option<Duration>) -> Result<()> {
        let date = after.map(|after| self.date_after(after));
        self.moderate(|world| world.approve_post(message.key, self.id(), message.id(), date)).await
    }

    /// Declines a suggested post, with a comment unless that is empty.
    ///
    /// # Errors
    ///
    /// When it is not for this user to decline, or not any more, or the comment has over 128 characters.
    pub async fn decline_post(&self, message: &Message, comment: &str) -> Result<()> {
        if comment.chars().count() > 128 {
            return Err(Error::Impossible("a comment has at most 128 characters".into()));
        }
        self.moderate(|world| world.decline_post(message.key, self.id(), message.id(), comment)).await
    }

    /// Sets how many Stars the user has for suggested posts; as many as it takes, at first and for `None`.
    pub fn set_stars(&self, stars: Option<u32>) {
        self.sandbox().core().change(|world| {
            let all = &mut world.things.suggested.stars;
            match stars {
                Some(stars) => _ = all.insert(self.id(), stars.into()),
                None => _ = all.remove(&self.id()),
            }
        });
    }

    /// How many Stars the user has; nothing where it is as many as it takes.
    pub fn stars(&self) -> Option<i64> {
        self.sandbox().core().look().things.suggested.stars.get(&self.id()).copied()
    }

    /// The second that comes after some time by the sandbox's clock.
    fn date_after(&self, time: Duration) -> i64 {
        let seconds = i64::try_from(time.as_secs()).unwrap_or(i64::MAX);
        self.sandbox().core().look().now().saturating_add(seconds)
    }
}
