//! What a user sees bots doing: typing, uploading, writing a message that grows.

use serde_json::Value;

use super::wait::within;
use super::{Group, User};
use crate::error::{Error, Result};
use crate::world::{ChatKey, Sight};

impl User {
    /// Waits for the next action that a bot showed where this user sees it, such as `typing`.
    ///
    /// # Errors
    ///
    /// When none comes before the deadline.
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn doc(alice: chappe_sandbox::User) -> chappe_sandbox::Result<()> {
    /// alice.send("draw me a cat").await?;
    /// assert_eq!(alice.sees_action().await?, "upload_photo");
    /// # Ok(())
    /// # }
    /// ```
    pub async fn sees_action(&self) -> Result<String> {
        self.sees("a chat action", |sight| match sight {
            Sight::Action(action) => Some(action.clone()),
            Sight::Growing(_) => None,
        })
        .await
    }

    /// What the bot is doing in the private chat at this moment: nothing once it has written, or after 5 seconds.
    pub fn action(&self) -> Option<String> {
        self.action_at(self.private())
    }

    /// The same in a group.
    pub fn action_in(&self, group: &Group) -> Option<String> {
        self.action_at(group.key())
    }

    fn action_at(&self, key: ChatKey) -> Option<String> {
        self.sandbox().core().look().action_in(key, self.id()).map(str::to_owned)
    }

    /// Waits for the next state of a message that a bot lets grow, and gives its text.
    ///
    /// # Errors
    ///
    /// When none comes before the deadline.
    pub async fn sees_draft(&self) -> Result<String> {
        self.sees("a growing message", |sight| match sight {
            Sight::Growing(content) => {
                Some(content.get("text").and_then(Value::as_str).unwrap_or_default().to_owned())
            }
            Sight::Action(_) => None,
        })
        .await
    }

    /// The message that the bot lets grow in the private chat at this moment, as far as it is.
    pub fn draft(&self) -> Option<Value> {
        let ChatKey::Private { bot, .. } = self.private() else { return None };
        let world = self.sandbox().core().look();
        world.growing_in(self.private(), bot).map(|growing| growing.content.clone().into())
    }

    /// Has the bot stop the message that it lets grow.
    ///
    /// # Errors
    ///
    /// When none grows that can be stopped.
    pub async fn stop_draft(&self) -> Result<Option<i64>> {
        let key = self.private();
        let ChatKey::Private { bot, .. } = key else {
            return Err(Error::Impossible("there is no private chat".into()));
        };
        let update = self.sandbox().core().change(|world| {
            let open = world.growing_in(key, bot).is_some_and(|growing| growing.can_stop);
            if open { Some(world.stop_growing(key, bot)) } else { None }
        });
        self.turn().await;
        update.ok_or_else(|| Error::Impossible("no message grows that could be stopped".into()))
    }

    async fn sees<T>(&self, what: &str, sort: impl Fn(&Sight) -> Option<T>) -> Result<T> {
        let core = self.sandbox().core();
        within(self.sandbox(), &self.first_name(), what, self.deadline(), || {
            Ok(core.look().doing.take(self.id(), &sort))
        })
        .await
    }
}
