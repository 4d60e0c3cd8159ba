//! Text as Telegram has it: entities, formatting, escaping, deep links.
//!
//! The Bot API counts text in UTF-16 code units, Rust in bytes. [`slice()`], [`entities()`] and their like go
//! between the two without a panic, whatever the offsets are.
//!
//! For sending formatted text there are two ways. [`FormattedText`] builds text with its entities, so that nothing needs
//! escaping; [`html`] and [`markdown`] escape what goes into a text with a parse mode. The other way round,
//! [`render`] writes a received message as HTML, `MarkdownV2`, Markdown or `BBCode`.
//!
//! # Example
//! ```
//! use chappe::text::{FormattedText, bold, html};
//!
//! let (text, entities) = FormattedText::from("Hello, ").bold("Ada 😀").plain("!").into_parts();
//! assert_eq!(text, "Hello, Ada 😀!");
//! assert_eq!((entities[0].offset, entities[0].length), (7, 6));
//!
//! assert_eq!(format!("Hello, <b>{}</b>!", html::escape("<Ada>")), "Hello, <b>&lt;Ada&gt;</b>!");
//! assert_eq!(bold("x").to_html(), "<b>x</b>");
//! ```

mod build;
mod deep_link;
mod entity;
mod escape;
mod flag;
pub mod html;
pub mod markdown;
pub mod render;
#[cfg(test)]
mod round_trip;
mod split;
#[cfg(test)]
mod tests;
mod utf16;

pub use build::{
    FormattedText, blockquote, bold, code, custom_emoji, date_time, expandable_blockquote, italic, link,
    mention, plain, pre, spoiler, strikethrough, underline,
};
pub use deep_link::{DeepLinkError, MAX_PAYLOAD, deep_link, deep_link_group};
pub use entity::{Entity, entities};
pub use flag::flag;
pub use html::mention as mention_html;
pub use markdown::mention as mention_markdown;
pub use split::{MAX_CAPTION, MAX_TEXT, split};
pub use utf16::{slice, utf16_len, utf16_offset};
