//! What a user sees bots do, taken one after another.

use super::wait::within;
use super::{Group, Message, User};
use crate::error::{Error, Result};
use crate::world::{ChatKey, Event, What};

impl User {
    /// The next message that a bot sent where this user sees it and that was not looked at yet.
    ///
    /// Only what was taken by this test counts as looked at: what a test over HTTP or the terminal took is still there.
    ///
    /// # Errors
    ///
    /// When none comes before the deadline; the error shows the transcript.
    pub async fn next_message(&self) -> Result<Message> {
        self.next(What::Sent, None, "a message").await
    }

    /// The next message if it is there already, without waiting.
    pub fn try_next_message(&self) -> Option<Message> {
        self.take(|event| event.what == What::Sent && self.hears(&event.entry)).map(|event| self.seen(event))
    }

    /// The next thing that a bot did to a message, if there is one already.
    pub(crate) fn try_next_event(&self) -> Option<(What, Message)> {
        self.take(|_| true).map(|event| (event.what, self.seen(event)))
    }

    /// The next message that a bot sent to a group, leaving others for later.
    ///
    /// # Errors
    ///
    /// When none comes before the deadline.
    pub async fn next_message_in(&self, group: &Group) -> Result<Message> {
        self.next(What::Sent, Some(group.key()), "a message in the group").await
    }

    /// The next message that a bot edited, as it was after that edit.
    ///
    /// # Errors
    ///
    /// When none comes before the deadline.
    pub async fn next_edit(&self) -> Result<Message> {
        self.next(What::Edited, None, "an edited message").await
    }

    /// The next message that a bot deleted, as it was before.
    ///
    /// # Errors
    ///
    /// When none comes before the deadline.
    pub async fn next_deleted(&self) -> Result<Message> {
        self.next(What::Deleted, None, "a deleted message").await
    }

    /// Takes the next message and checks its text or caption.
    ///
    /// # Errors
    ///
    /// When none comes before the deadline, or it says something else.
    pub async fn expect_text(&self, text: &str) -> Result<Message> {
        let message = self.next(What::Sent, None, &format!("the message {text:?}")).await?;
        self.check(message, text)
    }

    /// Takes the next edit and checks its text or caption.
    ///
    /// # Errors
    ///
    /// When none comes before the deadline, or it says something else.
    pub async fn expect_edit(&self, text: &str) -> Result<Message> {
        let message = self.next(What::Edited, None, &format!("the edit {text:?}")).await?;
        self.check(message, text)
    }

    fn check(&self, message: Message, text: &str) -> Result<Message> {
        if message.entry.words() == text {
            return Ok(message);
        }
        Err(Error::Unexpected {
            who: self.first_name(),
            expected: text.to_owned(),
            found: message.entry.words().to_owned(),
            transcript: self.sandbox().transcript(),
        })
    }

    async fn next(&self, what: What, key: Option<ChatKey>, name: &str) -> Result<Message> {
        let event = within(self.sandbox(), &self.first_name(), name, self.deadline(), || {
            Ok(self.take(|event| {
                event.what == what && key.is_none_or(|key| key == event.key) && self.hears(&event.entry)
            }))
        })
        .await?;
        Ok(self.seen(event))
    }

    /// The oldest event of the inbox that fits and was not taken yet by whom this handle is for.
    fn take(&self, fits: impl Fn(&Event) -> bool) -> Option<Event> {
        let mut world = self.sandbox().core().look();
        world.users.get_mut(&self.id())?.inbox.take(self.sandbox().reader, fits)
    }

    /// The message of an event.
    fn seen(&self, event: Event) -> Message {
        Message::new(self.sandbox().clone(), event.key, event.entry, None)
    }
}
