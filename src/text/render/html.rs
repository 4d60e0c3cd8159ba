//! HTML.

use std::ops::Range;

use super::span::{Markup, Span, nested, spans, write};
use super::{Options, target};
use crate::text::html::escape_into;
use crate::types::{EntityType, MessageEntity};

/// Writes a text with its entities as HTML.
///
/// # Example
/// ```
/// use chappe::text::render::{Options, to_html};
/// use chappe::types::{EntityType, MessageEntity};
///
/// let entities = [MessageEntity::new(EntityType::Pre, 0, 5).language("rust")];
/// assert_eq!(
///     to_html("a < b", &entities, Options::new()),
///     "<pre><code class=\"language-rust\">a &lt; b</code></pre>"
/// );
/// ```
pub fn to_html(text: &str, entities: &[MessageEntity], options: Options) -> String {
    write(text, nested(spans(text, entities)), &mut Html { options, ..Html::default() })
}

#[derive(Default)]
struct Html {
    options: Options,
    /// An open address and where its text begins in the output: python-telegram-bot links to the text with its
    /// markup. Only the outermost, as each would double what is in it.
    url: Option<(Range<usize>, usize)>,
}

impl Markup for Html {
    fn text(&mut self, out: &mut String, text: &str) {
        escape_into(out, text);
    }

    fn open(&mut self, out: &mut String, span: &Span<'_>) {
        let entity = span.entity;
        match (&entity.kind, tag(&entity.kind)) {
            (_, Some(tag)) => open_tag(out, tag),
            (EntityType::Spoiler, _) => out.push_str("<span class=\"tg-spoiler\">"),
            (EntityType::ExpandableBlockquote, _) => out.push_str("<blockquote expandable>"),
            (EntityType::Pre, _) => {
                out.push_str("<pre>");
                if let Some(language) = language(entity) {
                    out.push_str("<code");
                    let prefix = if self.options.ptb { "" } else { "language-" };
                    self.attribute(out, "class", &[prefix, language]);
                    out.push('>');
                }
            }
            (EntityType::CustomEmoji, _) => {
                if let Some(id) = &entity.custom_emoji_id {
                    out.push_str("<tg-emoji");
                    self.attribute(out, "emoji-id", &[id]);
                    out.push('>');
                }
            }
            (EntityType::DateTime, _) => {
                if let Some(time) = entity.unix_time {
                    out.push_str("<tg-time");
                    self.attribute(out, "unix", &[&time.to_string()]);
                    if let Some(format) = entity.date_time_format.as_ref().filter(|f| !f.is_empty()) {
                        self.attribute(out, "format", &[format]);
                    }
                    out.push('>');
                }
            }
            _ => {
                if let Some(address) = target(span, self.options) {
                    if self.options.ptb && entity.kind == EntityType::Url && self.url.is_none() {
                        self.url = Some((span.range.clone(), out.len()));
                        return;
                    }
                    out.push_str("<a");
                    self.attribute(out, "href", &[&address]);
                    out.push('>');
                }
            }
        }
    }

    fn close(&mut self, out: &mut String, span: &Span<'_>) {
        let entity = span.entity;
        match (&entity.kind, tag(&entity.kind)) {
            (_, Some(tag)) => {
                out.push_str("</");
                out.push_str(tag);
                out.push('>');
            }
            (EntityType::Spoiler, _) => out.push_str("</span>"),
            (EntityType::ExpandableBlockquote, _) => out.push_str("</blockquote>"),
            (EntityType::Pre, _) if language(entity).is_some() => out.push_str("</code></pre>"),
            (EntityType::Pre, _) => out.push_str("</pre>"),
            (EntityType::CustomEmoji, _) if entity.custom_emoji_id.is_some() => out.push_str("</tg-emoji>"),
            (EntityType::DateTime, _) if entity.unix_time.is_some() => out.push_str("</tg-time>"),
            _ if target(span, self.options).is_some() => {
                if let Some((_, start)) =
                    self.url.take_if(|(range, _)| entity.kind == EntityType::Url && *range == span.range)
                {
                    let inner = out.split_off(start);
                    out.extend(["<a href=\"", &inner, "\">", &inner]);
                }
                out.push_str("</a>");
            }
            _ => {}
        }
    }
}

impl Html {
    fn attribute(&self, out: &mut String, name: &str, value: &[&str]) {
        if self.options.ptb {
            attribute(out, name, value, String::push_str);
        } else {
            attribute(out, name, value, escape_into);
        }
    }
}

fn attribute(out: &mut String, name: &str, value: &[&str], push: fn(&mut String, &str)) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    for part in value {
        push(out, part);
    }
    out.push('"');
}

fn open_tag(out: &mut String, tag: &str) {
    out.push('<');
    out.push_str(tag);
    out.push('>');
}

/// The tag of an entity that needs no attribute.
fn tag(kind: &EntityType) -> Option<&'static str> {
    Some(match kind {
        EntityType::Bold => "b",
        EntityType::Italic => "i",
        EntityType::Underline => "u",
        EntityType::Strikethrough => "s",
        EntityType::Code => "code",
        EntityType::Blockquote => "blockquote",
        _ => return None,
    })
}

fn language(entity: &MessageEntity) -> Option<&str> {
    entity.language.as_deref().filter(|language| !language.is_empty())
}
