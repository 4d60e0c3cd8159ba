//! `BBCode`, for forums.

use std::borrow::Cow;

use super::span::{Markup, Span, nested, spans, write};
use super::{Options, target};
use crate::types::{EntityType, MessageEntity};

/// Writes a text with its entities as `BBCode`, nested as they are.
///
/// `BBCode` knows no escaping: brackets in the text stay as they are. Mentions lead to the user's page at `t.me`.
///
/// # Example
/// ```
/// use chappe::text::render::{Options, to_bbcode};
/// use chappe::types::{EntityType, MessageEntity};
///
/// let entities = [MessageEntity::new(EntityType::Bold, 0, 5), MessageEntity::new(EntityType::Italic, 2, 3)];
/// assert_eq!(to_bbcode("a big b", &entities, Options::new()), "[b]a [i]big[/i][/b] b");
/// ```
pub fn to_bbcode(text: &str, entities: &[MessageEntity], options: Options) -> String {
    let spans = spans(text, entities);
    if options.ptb { flat(text, spans, options) } else { write(text, nested(spans), &mut BbCode { options }) }
}

struct BbCode {
    options: Options,
}

impl Markup for BbCode {
    fn text(&mut self, out: &mut String, text: &str) {
        out.push_str(text);
    }

    fn open(&mut self, out: &mut String, span: &Span<'_>) {
        if let Some(tag) = tag(&span.entity.kind) {
            out.extend(["[", tag, "]"]);
        } else if let Some(target) = self.target(span) {
            out.extend(["[url=", &target, "]"]);
        }
    }

    fn close(&mut self, out: &mut String, span: &Span<'_>) {
        if let Some(tag) = tag(&span.entity.kind) {
            out.extend(["[/", tag, "]"]);
        } else if self.target(span).is_some() {
            out.push_str("[/url]");
        }
    }
}

impl BbCode {
    fn target<'s>(&self, span: &'s Span<'_>) -> Option<Cow<'s, str>> {
        match span.entity.kind {
            EntityType::Mention => Some(format!("https://t.me/{}", span.text.trim_matches('@')).into()),
            // `tg://` links mean nothing to a browser.
            EntityType::TextMention => None,
            _ => target(span, self.options),
        }
    }
}

/// Every entity after the other, as if none held another: what is nested comes again.
fn flat(text: &str, mut spans: Vec<Span<'_>>, options: Options) -> String {
    spans.sort_by_key(|span| span.range.start);
    let mut out = String::with_capacity(text.len());
    let mut markup = BbCode { options };
    let mut at = 0;
    for span in spans {
        out.push_str(text.get(at..span.range.start).unwrap_or_default());
        markup.open(&mut out, &span);
        out.push_str(span.text);
        markup.close(&mut out, &span);
        at = span.range.end;
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}

fn tag(kind: &EntityType) -> Option<&'static str> {
    Some(match kind {
        EntityType::Bold => "b",
        EntityType::Italic => "i",
        EntityType::Underline => "u",
        EntityType::Strikethrough => "s",
        EntityType::Code => "code",
        EntityType::Pre => "pre",
        _ => return None,
    })
}
