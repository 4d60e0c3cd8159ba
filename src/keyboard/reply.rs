//! The keyboard in place of the user's own.

use super::grid::Grid;
use crate::types::{
    ButtonStyle, KeyboardButton, KeyboardButtonPollType, KeyboardButtonRequestChat,
    KeyboardButtonRequestManagedBot, KeyboardButtonRequestUsers, PollType, ReplyKeyboardMarkup, ReplyMarkup,
    WebAppInfo,
};

/// The keyboard in place of the user's own, built button by button.
///
/// # Example
/// ```
/// use chappe::keyboard::ReplyKeyboard;
/// use chappe::methods::SendMessage;
///
/// let keyboard = ReplyKeyboard::new()
///     .text("Yes")
///     .text("No")
///     .row()
///     .request_location("Send location")
///     .request_contact("Send contact")
///     .resize()
///     .one_time()
///     .placeholder("Well?");
/// let message = SendMessage::new(1, "Are you there?").reply_markup(keyboard);
/// # drop(message);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[must_use]
pub struct ReplyKeyboard {
    grid: Grid<KeyboardButton>,
    /// Everything but the buttons.
    options: ReplyKeyboardMarkup,
}

impl ReplyKeyboard {
    /// A keyboard with no button yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a button that sends its label.
    pub fn text(self, label: impl Into<String>) -> Self {
        self.button(KeyboardButton::new(label))
    }

    /// Adds a button that sends the user's phone number; private chats only.
    pub fn request_contact(self, label: impl Into<String>) -> Self {
        self.button(KeyboardButton::new(label).request_contact(true))
    }

    /// Adds a button that sends the user's location; private chats only.
    pub fn request_location(self, label: impl Into<String>) -> Self {
        self.button(KeyboardButton::new(label).request_location(true))
    }

    /// Adds a button that lets the user make a poll of any kind; private chats only.
    pub fn request_poll(self, label: impl Into<String>) -> Self {
        self.button(KeyboardButton::new(label).request_poll(KeyboardButtonPollType::new()))
    }

    /// Adds a button that lets the user make a poll of one kind; private chats only.
    pub fn request_poll_of(self, label: impl Into<String>, kind: impl Into<PollType>) -> Self {
        let kind = KeyboardButtonPollType::new().kind(kind.into().as_str());
        self.button(KeyboardButton::new(label).request_poll(kind))
    }

    /// Adds a button that lets the user choose users.
    pub fn request_users(self, label: impl Into<String>, users: KeyboardButtonRequestUsers) -> Self {
        self.button(KeyboardButton::new(label).request_users(users))
    }

    /// Adds a button that lets the user choose a chat.
    pub fn request_chat(self, label: impl Into<String>, chat: KeyboardButtonRequestChat) -> Self {
        self.button(KeyboardButton::new(label).request_chat(chat))
    }

    /// Adds a button that lets the user make a bot that this bot manages.
    pub fn request_managed_bot(self, label: impl Into<String>, bot: KeyboardButtonRequestManagedBot) -> Self {
        self.button(KeyboardButton::new(label).request_managed_bot(bot))
    }

    /// Adds a button that opens a Mini App; private chats only.
    pub fn web_app(self, label: impl Into<String>, url: impl Into<String>) -> Self {
        self.button(KeyboardButton::new(label).web_app(WebAppInfo::new(url)))
    }

    /// Adds a button made elsewhere.
    pub fn button(mut self, button: impl Into<KeyboardButton>) -> Self {
        self.grid.push(button.into());
        self
    }

    /// Adds buttons made elsewhere to the row.
    pub fn buttons<B: Into<KeyboardButton>>(self, buttons: impl IntoIterator<Item = B>) -> Self {
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

    /// Makes the keyboard as low as its buttons allow.
    pub fn resize(mut self) -> Self {
        self.options.resize_keyboard = Some(true);
        self
    }

    /// Hides the keyboard once it was used.
    pub fn one_time(mut self) -> Self {
        self.options.one_time_keyboard = Some(true);
        self
    }

    /// Shows the keyboard whenever the user's own is hidden.
    pub fn persistent(mut self) -> Self {
        self.options.is_persistent = Some(true);
        self
    }

    /// Shows the keyboard only to users who are mentioned, or replied to.
    pub fn selective(mut self) -> Self {
        self.options.selective = Some(true);
        self
    }

    /// Shows a text of 1 to 64 characters in the empty input field.
    pub fn placeholder(mut self, text: impl Into<String>) -> Self {
        self.options.input_field_placeholder = Some(text.into());
        self
    }

    /// Shows the user a reply to the message, as if they had chosen to write one.
    pub fn force_reply(mut self) -> Self {
        self.options.force_reply = Some(true);
        self
    }

    /// Adds the rows of another keyboard below; the options are this one's.
    pub fn append(mut self, other: impl Into<Self>) -> Self {
        self.grid.append(other.into().grid.into_rows());
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
    pub fn rows(&self) -> impl Iterator<Item = &[KeyboardButton]> {
        self.grid.rows()
    }
}

impl From<Vec<Vec<KeyboardButton>>> for ReplyKeyboard {
    fn from(rows: Vec<Vec<KeyboardButton>>) -> Self {
        Self { grid: rows.into(), options: ReplyKeyboardMarkup::default() }
    }
}

/// Rows of labels: `[["Yes", "No"], ["Maybe", "Later"]]`.
impl<const ROWS: usize, const COLUMNS: usize> From<[[&str; COLUMNS]; ROWS]> for ReplyKeyboard {
    fn from(labels: [[&str; COLUMNS]; ROWS]) -> Self {
        labels.map(|row| row.map(KeyboardButton::new).to_vec()).to_vec().into()
    }
}

impl From<ReplyKeyboardMarkup> for ReplyKeyboard {
    fn from(mut markup: ReplyKeyboardMarkup) -> Self {
        Self { grid: std::mem::take(&mut markup.keyboard).into(), options: markup }
    }
}

impl From<ReplyKeyboard> for ReplyKeyboardMarkup {
    fn from(keyboard: ReplyKeyboard) -> Self {
        Self { keyboard: keyboard.grid.into_rows(), ..keyboard.options }
    }
}

impl From<ReplyKeyboard> for ReplyMarkup {
    fn from(keyboard: ReplyKeyboard) -> Self {
        ReplyKeyboardMarkup::from(keyboard).into()
    }
}
