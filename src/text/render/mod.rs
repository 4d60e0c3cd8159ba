//! Received text written in a markup language.
//!
//! What is written for a parse mode is read back by Telegram as the same text with the same entities: addresses and
//! languages are escaped, entities that overlap only partly are split, and in `MarkdownV2` neighbouring delimiters
//! are kept apart where they would be read as another one. Entities that no one could show (empty ones, halves of
//! surrogate pairs) are left out.
//!
//! Where python-telegram-bot writes something else, [`Options::ptb`] gives that, byte for byte: for bots that come
//! from it and compare with texts they stored.
//!
//! # Example
//! ```
//! use chappe::text::render::{Options, to_html, to_markdown_v2};
//! use chappe::types::{EntityType, MessageEntity};
//!
//! let entities = [MessageEntity::new(EntityType::Bold, 0, 5), MessageEntity::new(EntityType::Italic, 4, 1)];
//! assert_eq!(to_html("1 < 2!", &entities, Options::new()), "<b>1 &lt; <i>2</i></b>!");
//! assert_eq!(to_markdown_v2("1 < 2!", &entities, Options::new()), r"*1 < _2_*\!");
//! ```

mod bbcode;
mod html;
mod markdown;
mod markdown_v1;
mod span;

pub use bbcode::to_bbcode;
pub use html::to_html;
pub use markdown::to_markdown_v2;
pub use markdown_v1::{MarkdownError, to_markdown};

use std::borrow::Cow;

use self::span::Span;
use crate::types::EntityType;

/// How a text is rendered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    urled: bool,
    ptb: bool,
}

impl Options {
    /// Renders what is marked up, and leaves bare addresses as they are.
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes links of bare addresses too.
    #[must_use]
    pub fn urled(mut self) -> Self {
        self.urled = true;
        self
    }

    /// Writes exactly what python-telegram-bot 22 writes, its faults included.
    ///
    /// Those are: addresses unescaped in HTML and partly in `MarkdownV2`; a language in HTML that Telegram does not
    /// read; delimiters in `MarkdownV2` that run into each other; quotes in `MarkdownV2` that do not stand on lines
    /// of their own; the text of nested entities repeated in `BBCode`. Not for text that is to be sent.
    #[must_use]
    pub fn ptb(mut self) -> Self {
        self.ptb = true;
        self
    }
}

fn is_quote(kind: &EntityType) -> bool {
    matches!(kind, EntityType::Blockquote | EntityType::ExpandableBlockquote)
}

fn is_code(kind: &EntityType) -> bool {
    matches!(kind, EntityType::Code | EntityType::Pre)
}

/// Where a link of any kind leads to; `None` for what is no link.
fn target<'s>(span: &'s Span<'_>, options: Options) -> Option<Cow<'s, str>> {
    match span.entity.kind {
        EntityType::TextLink => span.entity.url.as_deref().map(Cow::from),
        EntityType::TextMention => {
            span.entity.user.as_ref().map(|user| format!("tg://user?id={}", user.id).into())
        }
        EntityType::Url if options.urled => Some(span.text.into()),
        _ => None,
    }
}
