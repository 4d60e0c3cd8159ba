//! Builders for inline and reply keyboards.
//!
//! [`InlineKeyboard`] makes the buttons under a message, [`ReplyKeyboard`] those in place of the user's keyboard. Both
//! are filled from left to right, [`row`](InlineKeyboard::row) starts the next row, and a method's `reply_markup`
//! takes them as they are. Rows without a button are never sent. To take a reply keyboard away, or to ask for a
//! reply, there are [`ReplyKeyboardRemove`](crate::types::ReplyKeyboardRemove) and
//! [`ForceReply`](crate::types::ForceReply).
//!
//! # Example
//! ```
//! use chappe::keyboard::InlineKeyboard;
//! use chappe::methods::SendMessage;
//!
//! let keyboard = InlineKeyboard::new()
//!     .text("👍", "vote:up")
//!     .text("👎", "vote:down")
//!     .row()
//!     .url("About", "https://example.com");
//! let message = SendMessage::new(1, "How was it?").reply_markup(keyboard);
//! # drop(message);
//! ```

mod grid;
mod inline;
mod reply;
#[cfg(test)]
mod tests;

pub use grid::build_menu;
pub use inline::InlineKeyboard;
pub use reply::ReplyKeyboard;
