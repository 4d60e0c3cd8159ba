//! The keyboard under a message.

use super::grid::Grid;
use crate::types::{
    ButtonStyle, CallbackGame, CopyTextButton, DisabledButton, InlineKeyboardButton, InlineKeyboardMarkup,
    LoginUrl, ReplyMarkup, SwitchInlineQueryChosenChat, WebAppInfo,
};

/// The keyboard under a message, built button by button.
///
/// # Example
/// ```
/// use chappe::keyboard::InlineKeyboard;
/// use chappe::types::InlineKeyboardMarkup;
///
/// let pages = (1..=7).map(|n| (n.to_string(), format!("page:{n}")));
/// let keyboard = pages.fold(InlineKeyboard::new(), |keyboard, (label, data)| keyboard.text(label, data));
/// let markup: InlineKeyboardMarkup = keyboard.flowed(3).row().text("Close", "close").danger().into();
/// assert_eq!(markup.inline_keyboard.len(), 4);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[must_use]
pub struct InlineKeyboard {
    grid: Grid<InlineKeyboardButton>,
    force_reply: bool,
}

impl InlineKeyboard {
    /// A keyboard with no button yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a button that sends a callback query with `data`, which may have 1 to 64 bytes.
    pub fn text(self, label: impl Into<String>, data: impl Into<String>) -> Self {
        self.button(InlineKeyboardButton::new(label).callback_data(data))
    }

    /// Adds a button that opens an address.
    pub fn url(self, label: impl Into<String>, url: impl Into<String>) -> Self {
        self.button(InlineKeyboardButton::new(label).url(url))
    }

    /// Adds a button that opens a Mini App.
    pub fn web_app(self, label: impl Into<String>, url: impl Into<String>) -> Self {
        self.button(InlineKeyboardButton::new(label).web_app(WebAppInfo::new(url)))
    }

    /// Adds a button that logs the user in at a website.
    pub fn login(self, label: impl Into<String>, url: impl Into<String>) -> Self {
        self.login_with(label, LoginUrl::new(url))
    }

    /// Adds a button that logs the user in at a website, with options.
    pub fn login_with(self, label: impl Into<String>, login: LoginUrl) -> Self {
        self.button(InlineKeyboardButton::new(label).login_url(login))
    }

    /// Adds a button that lets the user choose a chat, and starts an inline query there; `query` may be empty.
    pub fn switch_inline(self, label: impl Into<String>, query: impl Into<String>) -> Self {
        self.button(InlineKeyboardButton::new(label).switch_inline_query(query))
    }

    /// Adds a button that starts an inline query in this chat; `query` may be empty.
    pub fn switch_inline_current(self, label: impl Into<String>, query: impl Into<String>) -> Self {
        self.button(InlineKeyboardButton::new(label).switch_inline_query_current_chat(query))
    }

    /// Adds a button that starts an inline query in a chat of the given kinds.
    pub fn switch_inline_chosen(self, label: impl Into<String>, chats: SwitchInlineQueryChosenChat) -> Self {
        self.button(InlineKeyboardButton::new(label).switch_inline_query_chosen_chat(chats))
    }

    /// Adds a button that copies a text of 1 to 256 characters.
    pub fn copy_text(self, label: impl Into<String>, text: impl Into<String>) -> Self {
        self.button(InlineKeyboardButton::new(label).copy_text(CopyTextButton::new(text)))
    }

    /// Adds the button of a game, which has to be the first one.
    pub fn game(self, label: impl Into<String>) -> Self {
        self.button(InlineKeyboardButton::new(label).callback_game(CallbackGame::new()))
    }

    /// Adds the button of an invoice, which has to be the first one.
    pub fn pay(self, label: impl Into<String>) -> Self {
        self.button(InlineKeyboardButton::new(label).pay(true))
    }

    /// Adds a button that does nothing.
    pub fn disabled(self, label: impl Into<String>) -> Self {
        self.button(InlineKeyboardButton::new(label).disabled(DisabledButton::new()))
    }

    /// Adds a button made elsewhere.
    pub fn button(mut self, button: impl Into<InlineKeyboardButton>) -> Self {
        self.grid.push(button.into());
        self
    }

    /// Adds buttons made elsewhere to the row.
    pub fn buttons<B: Into<InlineKeyboardButton>>(self, buttons: impl IntoIterator<Item = B>) -> Self {
        buttons.into_iter().fold(self, Self::button)
    }

    /// Starts the next row; one without a button is not counted.
    pub fn row(mut self) -> Self {
        self.grid.start_row();
        self
    }

    /// Sets the style of the button added last.
    pub fn style(mut self, style: impl Into<ButtonStyle>) -> Self {
        if let Some(button) = self.grid.last_mut() {
            button.style = Some(style.into());
        }
        self
    }

    /// Makes the button added last red.
    pub fn danger(self) -> Self {
        self.style(ButtonStyle::Danger)
    }

    /// Makes the button added last green.
    pub fn success(self) -> Self {
        self.style(ButtonStyle::Success)
    }

    /// Makes the button added last blue.
    pub fn primary(self) -> Self {
        self.style(ButtonStyle::Primary)
    }

    /// Shows a custom emoji before the label of the button added last.
    pub fn icon(mut self, custom_emoji_id: impl Into<String>) -> Self {
        if let Some(button) = self.grid.last_mut() {
            button.icon_custom_emoji_id = Some(custom_emoji_id.into());
        }
        self
    }

    /// Shows the user a reply to the message, as if they had chosen to write one.
    pub fn force_reply(mut self) -> Self {
        self.force_reply = true;
        self
    }

    /// Adds the rows of another keyboard below.
    pub fn append(mut self, other: impl Into<Self>) -> Self {
        let other = other.into();
        self.grid.append(other.grid.into_rows());
        self.force_reply |= other.force_reply;
        self
    }

    /// Turns rows into columns.
    pub fn transposed(mut self) -> Self {
        self.grid = self.grid.transposed();
        self
    }

    /// Lays the buttons out anew in rows of `columns`, the last of which may be shorter.
    pub fn flowed(mut self, columns: usize) -> Self {
        self.grid = self.grid.flowed(columns, false);
        self
    }

    /// Lays the buttons out anew in rows of `columns`, the first of which may be shorter.
    pub fn flowed_up(mut self, columns: usize) -> Self {
        self.grid = self.grid.flowed(columns, true);
        self
    }

    /// The rows that have buttons.
    pub fn rows(&self) -> impl Iterator<Item = &[InlineKeyboardButton]> {
        self.grid.rows()
    }
}

impl From<Vec<Vec<InlineKeyboardButton>>> for InlineKeyboard {
    fn from(rows: Vec<Vec<InlineKeyboardButton>>) -> Self {
        Self { grid: rows.into(), force_reply: false }
    }
}

impl From<InlineKeyboardMarkup> for InlineKeyboard {
    /// A received keyboard, to be built upon.
    fn from(markup: InlineKeyboardMarkup) -> Self {
        Self { grid: markup.inline_keyboard.into(), force_reply: markup.force_reply.unwrap_or_default() }
    }
}

impl From<InlineKeyboard> for InlineKeyboardMarkup {
    fn from(keyboard: InlineKeyboard) -> Self {
        let markup = Self::new(keyboard.grid.into_rows());
        if keyboard.force_reply { markup.force_reply(true) } else { markup }
    }
}

impl From<InlineKeyboard> for ReplyMarkup {
    fn from(keyboard: InlineKeyboard) -> Self {
        InlineKeyboardMarkup::from(keyboard).into()
    }
}
