//! A pressed button and what the bot answers.

use serde_json::Value;

use super::wait::within;
use super::{Message, User};
use crate::error::Result;

/// A pressed button.
///
/// An inline button with data makes a callback query; a button of a reply keyboard sends its text; a link does
/// nothing that the bot could see.
#[derive(Debug, Clone)]
pub struct Clicked {
    pub(crate) user: User,
    pub(crate) callback: Option<u64>,
    pub(crate) update_id: Option<i64>,
    pub(crate) sent: Option<Message>,
    pub(crate) button: Value,
}

/// What a bot answered to a pressed button.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CallbackAnswer {
    /// What the user is shown, empty for nothing.
    pub text: String,
    /// Whether it is an alert that has to be closed.
    pub show_alert: bool,
    /// A page that is opened.
    pub url: Option<String>,
}

impl Clicked {
    /// The callback query's identifier, for an inline button with data.
    pub fn id(&self) -> Option<String> {
        self.callback.map(|id| id.to_string())
    }

    /// The update that told the bot of it.
    pub fn update_id(&self) -> Option<i64> {
        self.update_id
    }

    /// The message that a button of a reply keyboard sent.
    pub fn message(&self) -> Option<&Message> {
        self.sent.as_ref()
    }

    /// The button as the bot made it.
    pub fn button(&self) -> &Value {
        &self.button
    }

    /// Waits for the bot's `answerCallbackQuery`.
    ///
    /// # Errors
    ///
    /// When none comes before the deadline, as for a button that makes no callback query.
    pub async fn answer(&self) -> Result<CallbackAnswer> {
        let name = self.user.first_name();
        let sandbox = self.user.sandbox();
        let what = "the bot to answer the callback query";
        within(sandbox, &name, what, self.user.deadline(), || {
            let Some(id) = self.callback else { return Ok(None) };
            let world = sandbox.core().look();
            let answer = world.callbacks.get(id).and_then(|callback| callback.answer.as_ref());
            Ok(answer.map(|answer| CallbackAnswer {
                text: answer["text"].as_str().unwrap_or_default().to_owned(),
                show_alert: answer["show_alert"].as_bool().unwrap_or(false),
                url: answer["url"].as_str().map(str::to_owned),
            }))
        })
        .await
    }
}
