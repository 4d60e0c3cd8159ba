//! How a text's formatting is written.

use crate::macros::string_enum;

string_enum! {
    /// How a text's formatting is written. [Bot API](https://core.telegram.org/bots/api#formatting-options)
    pub enum ParseMode {
        /// HTML tags.
        Html = "HTML",
        /// Markdown with every entity and strict escaping.
        MarkdownV2 = "MarkdownV2",
        /// The first Markdown, kept by Telegram for old bots.
        Markdown = "Markdown",
    }
}
