//! A pressed button and what becomes of it.

use serde_json::Value;

use super::wait::within;
use super::{Group, InlineResults, Message, User};
use crate::error::{Error, Result};
use crate::world::{ChatKey, WebApp};

/// A pressed button.
///
/// An inline button with data makes a callback query; a button of a reply keyboard sends its text or what it asks for;
/// a link opens something, of which the bot sees nothing.
#[derive(Debug, Clone)]
pub struct Clicked {
    pub(crate) user: User,
    pub(crate) callback: Option<u64>,
    pub(crate) update_id: Option<i64>,
    pub(crate) sent: Option<Message>,
    pub(crate) button: Value,
    pub(crate) opens: Option<String>,
    pub(crate) web_app: Option<WebApp>,
    pub(crate) inline: Option<u64>,
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
    pub(crate) fn new(user: User, button: Value) -> Self {
        Self {
            user,
            callback: None,
            update_id: None,
            sent: None,
            button,
            opens: None,
            web_app: None,
            inline: None,
        }
    }

    /// The callback query's identifier, for an inline button with data.
    pub fn id(&self) -> Option<String> {
        self.callback.map(|id| id.to_string())
    }

    /// The update that told the bot of it; none where the app still had the answer.
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

    /// The page that it opens: a link, a login or a Web App, the last two with what Telegram tells and signs.
    ///
    /// A [login](https://core.telegram.org/widgets/login#checking-authorization) has its fields in the query, a
    /// [Web App](https://core.telegram.org/bots/webapps) its launch parameters behind `#`. The hashes are made with the
    /// bot's token; there is no `signature` beside them, as only Telegram's own key makes that.
    pub fn opens(&self) -> Option<&str> {
        self.web_app.as_ref().map(|app| app.address.as_str()).or(self.opens.as_deref())
    }

    /// The text that it puts into the clipboard.
    pub fn copies(&self) -> Option<&str> {
        self.button.get("copy_text")?.get("text")?.as_str()
    }

    /// What names the Web App that an inline button or the menu button opened, for `answerWebAppQuery`.
    pub fn web_app_query_id(&self) -> Option<String> {
        self.web_app.as_ref()?.query.map(|id| id.to_string())
    }

    /// The init data of the Web App that was opened, as the app hands it to its server to say who the user is.
    ///
    /// There is none for an app of a reply keyboard: Telegram does not tell such an app who opens it, which gives its
    /// data by [`User::send_web_app_data`] instead.
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn my_backend(_: &str) -> u16 { 200 }
    /// # async fn doc(alice: chappe_sandbox::User) -> chappe_sandbox::Result<()> {
    /// let clicked = alice.click("Open the shop").await?;
    /// let init_data = clicked.init_data().expect("the button is an inline one");
    /// assert_eq!(my_backend(init_data).await, 200);
    /// # Ok(())
    /// # }
    /// ```
    pub fn init_data(&self) -> Option<&str> {
        self.web_app.as_ref()?.init_data.as_deref()
    }

    /// Waits for what the bot answers to the inline query that the button asked in its chat.
    ///
    /// # Errors
    ///
    /// When the button asks none there, or nothing comes before the deadline.
    pub async fn inline(&self) -> Result<InlineResults> {
        match self.inline {
            Some(id) => InlineResults::wait(&self.user, id).await,
            None => Err(Error::Impossible("the button asks no inline query in its chat".into())),
        }
    }

    /// Takes a group or channel for the inline query that the button asks in a chat of the user's choice.
    ///
    /// # Errors
    ///
    /// When the button asks none, or not in such a chat, or nothing comes before the deadline.
    pub async fn inline_in(&self, group: &Group) -> Result<InlineResults> {
        let kind = self.user.sandbox().core().look().chats.get(&group.key()).map(|chat| chat.kind);
        let allow = match kind {
            Some(crate::world::Kind::Channel) => "allow_channel_chats",
            _ => "allow_group_chats",
        };
        self.switch(group.key(), allow).await
    }

    /// Takes the private chat with another user for it.
    ///
    /// # Errors
    ///
    /// As for [`Clicked::inline_in`].
    pub async fn inline_with(&self, other: &User) -> Result<InlineResults> {
        let key = self.user.sandbox().core().change(|world| world.open_between(self.user.id(), other.id()));
        self.switch(key, "allow_user_chats").await
    }

    async fn switch(&self, key: ChatKey, allow: &str) -> Result<InlineResults> {
        let chosen = self.button.get("switch_inline_query_chosen_chat");
        if chosen.is_some_and(|chosen| chosen[allow] != true) {
            return Err(Error::Impossible(format!("the button does not offer such chats ({allow})")));
        }
        let query = chosen
            .map(|chosen| chosen["query"].as_str().unwrap_or_default())
            .or_else(|| self.button.get("switch_inline_query").and_then(Value::as_str))
            .ok_or_else(|| Error::Impossible("the button asks no inline query elsewhere".into()))?;
        self.user.asks(query).at(key).results().await
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
