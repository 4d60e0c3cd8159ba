//! The older Markdown.

use std::fmt;

use super::span::{Markup, Span, nested, spans, write};
use super::{Options, is_quote, target};
use crate::text::markdown::escape_v1_into;
use crate::types::{EntityType, MessageEntity};

/// What the older Markdown cannot write.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MarkdownError {
    /// An entity of this kind.
    Unsupported(EntityType),
    /// An entity inside another.
    Nested,
}

impl fmt::Display for MarkdownError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unsupported(kind) => write!(f, "the older Markdown has no {kind} entities; use MarkdownV2"),
            Self::Nested => f.write_str("the older Markdown has no nested entities; use MarkdownV2"),
        }
    }
}

impl std::error::Error for MarkdownError {}

/// Writes a text with its entities in the older Markdown, which has bold, italic, links and code.
///
/// It has no escaping inside an entity either: where an entity holds one of ``_*`[``, [`to_markdown_v2`] does better.
///
/// [`to_markdown_v2`]: super::to_markdown_v2
///
/// # Errors
/// Refuses all other formatting and nested entities.
///
/// # Example
/// ```
/// use chappe::text::render::{MarkdownError, Options, to_markdown};
/// use chappe::types::{EntityType, MessageEntity};
///
/// let bold = [MessageEntity::new(EntityType::Bold, 0, 1)];
/// assert_eq!(to_markdown("a_b", &bold, Options::new()), Ok(r"*a*\_b".to_owned()));
/// let spoiler = [MessageEntity::new(EntityType::Spoiler, 0, 1)];
/// assert_eq!(to_markdown("a", &spoiler, Options::new()), Err(MarkdownError::Unsupported(EntityType::Spoiler)));
/// ```
pub fn to_markdown(
    text: &str,
    entities: &[MessageEntity],
    options: Options,
) -> Result<String, MarkdownError> {
    let spans = nested(spans(text, entities));
    if let Some(span) = spans.iter().find(|span| !supported(&span.entity.kind)) {
        return Err(MarkdownError::Unsupported(span.entity.kind.clone()));
    }
    if spans.windows(2).any(|pair| matches!(pair, [a, b] if b.range.start < a.range.end)) {
        return Err(MarkdownError::Nested);
    }
    Ok(write(text, spans, &mut Markdown { options, raw: false }))
}

fn supported(kind: &EntityType) -> bool {
    !is_quote(kind)
        && !matches!(
            kind,
            EntityType::Underline
                | EntityType::Strikethrough
                | EntityType::Spoiler
                | EntityType::CustomEmoji
                | EntityType::DateTime
        )
}

struct Markdown {
    options: Options,
    /// Inside an address that is a link to itself.
    raw: bool,
}

impl Markup for Markdown {
    fn text(&mut self, out: &mut String, text: &str) {
        if self.raw { out.push_str(text) } else { escape_v1_into(out, text) }
    }

    fn open(&mut self, out: &mut String, span: &Span<'_>) {
        let kind = &span.entity.kind;
        if *kind == EntityType::Pre {
            out.push_str("```");
            let language = span.entity.language.as_deref().unwrap_or_default();
            out.push_str(language);
            // No line of its own before a backslash, which is no language: python-telegram-bot's way.
            if !language.is_empty() || !span.text.starts_with(['_', '*', '`', '[', '\\']) {
                out.push('\n');
            }
        } else if let Some(delimiter) = delimiter(kind) {
            out.push(delimiter);
        } else if target(span, self.options).is_some() {
            out.push('[');
            self.raw = *kind == EntityType::Url;
        }
    }

    fn close(&mut self, out: &mut String, span: &Span<'_>) {
        let kind = &span.entity.kind;
        if *kind == EntityType::Pre {
            out.push_str("```");
        } else if let Some(delimiter) = delimiter(kind) {
            out.push(delimiter);
        } else if let Some(target) = target(span, self.options) {
            out.extend(["](", &target, ")"]);
            self.raw = false;
        }
    }
}

fn delimiter(kind: &EntityType) -> Option<char> {
    match kind {
        EntityType::Bold => Some('*'),
        EntityType::Italic => Some('_'),
        EntityType::Code => Some('`'),
        _ => None,
    }
}
