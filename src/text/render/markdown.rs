//! `MarkdownV2`.

use super::span::{Markup, Span, nested, spans, write};
use super::{Options, is_code, is_quote, target};
use crate::text::markdown::{escape_code_into, escape_into, escape_link_into};
use crate::types::{EntityType, MessageEntity};

/// Writes a text with its entities as `MarkdownV2`.
///
/// A quote has lines of its own in `MarkdownV2`. One that does not is left out, and what holds a quote is split at
/// its ends; Telegram joins the pieces again.
///
/// # Example
/// ```
/// use chappe::text::render::{Options, to_markdown_v2};
/// use chappe::types::{EntityType, MessageEntity};
///
/// let entities = [MessageEntity::new(EntityType::Blockquote, 0, 7), MessageEntity::new(EntityType::Bold, 0, 3)];
/// assert_eq!(to_markdown_v2("one\ntwo\n3.", &entities, Options::new()), ">*one*\n>two\n3\\.");
/// ```
pub fn to_markdown_v2(text: &str, entities: &[MessageEntity], options: Options) -> String {
    let mut spans = spans(text, entities);
    if !options.ptb {
        spans = around_quotes(text, spans);
    }
    let mut spans = nested(spans);
    prune(&mut spans, options);
    write(text, spans, &mut MarkdownV2 { options, ..MarkdownV2::default() })
}

/// Keeps the quotes that have lines of their own, and lets no other span cross the bounds of one.
fn around_quotes<'a>(text: &str, spans: Vec<Span<'a>>) -> Vec<Span<'a>> {
    let (mut quotes, others): (Vec<_>, Vec<_>) =
        spans.into_iter().partition(|span| is_quote(&span.entity.kind));
    if quotes.is_empty() {
        return others;
    }
    for quote in &mut quotes {
        quote.range.end = trimmed(text, &quote.range).end;
    }
    quotes.sort_by_key(|quote| quote.range.start);
    let mut free = 0;
    quotes.retain(|quote| {
        let keep = quote.range.start >= free && has_own_lines(text, quote);
        if keep {
            free = quote.range.end;
        }
        keep
    });
    // Quotes come first, so that they are outside of what covers the same.
    let mut pieces = quotes.clone();
    for span in others {
        let mut start = span.range.start;
        let ends =
            quotes.iter().flat_map(|quote| [quote.range.start, quote.range.end]).chain([span.range.end]);
        for end in ends.filter(|&end| end <= span.range.end) {
            if start < end {
                // No delimiter may come between the line of a quote and the end of it.
                pieces.push(span.piece(trimmed(text, &(start..end))));
                start = end;
            }
        }
    }
    pieces.retain(|span| !span.range.is_empty());
    pieces
}

/// The range without the line ends around it.
fn trimmed(text: &str, range: &std::ops::Range<usize>) -> std::ops::Range<usize> {
    let part = text.get(range.clone()).unwrap_or_default();
    let end = range.start + part.trim_end_matches('\n').len();
    let start = range.end - part.trim_start_matches('\n').len();
    start.min(end)..end
}

fn has_own_lines(text: &str, quote: &Span<'_>) -> bool {
    let before = text.get(..quote.range.start).unwrap_or_default();
    let after = text.get(quote.range.end..).unwrap_or_default();
    !quote.range.is_empty()
        && (before.is_empty() || before.ends_with('\n'))
        && (after.is_empty() || after.starts_with('\n'))
}

/// Drops what cannot be written where it is: anything inside code, and bold inside bold, which would end it.
fn prune(spans: &mut Vec<Span<'_>>, options: Options) {
    let mut open: Vec<(usize, EntityType)> = Vec::new();
    spans.retain(|span| {
        while open.last().is_some_and(|(end, _)| *end <= span.range.start) {
            open.pop();
        }
        let kind = &span.entity.kind;
        let keep = !open.iter().any(|(_, holder)| is_code(holder) || (!options.ptb && holder == kind));
        if keep {
            open.push((span.range.end, kind.clone()));
        }
        keep
    });
}

#[derive(Default)]
struct MarkdownV2 {
    options: Options,
    in_code: bool,
    in_quote: bool,
    /// A line of a quote has begun, and its `>` is not yet written: the quote may end here.
    line_begun: bool,
    /// Where in the output the open quotes begin, for a `>` at whatever has become a line of theirs.
    whole_quotes: Vec<usize>,
    /// Where in the text the last quote ended.
    quote_end: Option<usize>,
    /// Where in the output the last `_` of an italic ended.
    italic_end: Option<usize>,
}

impl Markup for MarkdownV2 {
    fn text(&mut self, out: &mut String, text: &str) {
        let escape = if self.in_code { escape_code_into } else { escape_into };
        // The lines of code inside a quote are part of the code: a `>` there would be too.
        if !self.in_quote || self.in_code {
            self.begin(out);
            return escape(out, text);
        }
        for line in text.split_inclusive('\n') {
            self.begin(out);
            escape(out, line);
            self.line_begun = line.ends_with('\n');
        }
    }

    fn open(&mut self, out: &mut String, span: &Span<'_>) {
        let entity = span.entity;
        if is_quote(&entity.kind) {
            return self.open_quote(out, span);
        }
        self.in_code |= is_code(&entity.kind);
        match &entity.kind {
            EntityType::Pre => self.delimiter(out, &self.fence(span)),
            EntityType::CustomEmoji | EntityType::DateTime
                if special_target(entity, self.options).is_some() =>
            {
                self.delimiter(out, "![");
            }
            kind => match delimiter(kind) {
                Some(delimiter) => self.delimiter(out, delimiter),
                None if target(span, self.options).is_some() => self.delimiter(out, "["),
                None => {}
            },
        }
    }

    fn close(&mut self, out: &mut String, span: &Span<'_>) {
        let entity = span.entity;
        if is_quote(&entity.kind) {
            return self.close_quote(out, span);
        }
        self.in_code &= !is_code(&entity.kind);
        if let Some(target) = special_target(entity, self.options) {
            out.extend(["](", &target, ")"]);
        } else if entity.kind == EntityType::Pre {
            self.delimiter(out, "```");
        } else if let Some(delimiter) = delimiter(&entity.kind) {
            self.delimiter(out, delimiter);
        } else if let Some(target) = target(span, self.options) {
            out.push_str("](");
            if self.options.ptb && entity.kind == EntityType::Url {
                out.push_str(&target);
            } else {
                escape_link_into(out, &target);
            }
            out.push(')');
        }
    }
}

impl MarkdownV2 {
    /// Writes the `>` of a line of a quote, now that something follows it.
    fn begin(&mut self, out: &mut String) {
        if std::mem::take(&mut self.line_begun) {
            out.push('>');
        }
    }

    fn delimiter(&mut self, out: &mut String, delimiter: &str) {
        self.begin(out);
        // Two underscores are read as an underline, wherever they come from; an empty bold keeps them apart.
        if delimiter.starts_with('_') && self.italic_end == Some(out.len()) && !self.options.ptb {
            out.push_str("**");
        }
        out.push_str(delimiter);
        if delimiter == "_" {
            self.italic_end = Some(out.len());
        }
    }

    fn open_quote(&mut self, out: &mut String, span: &Span<'_>) {
        if self.options.ptb {
            return self.whole_quotes.push(out.len());
        }
        // An empty bold keeps two quotes from being one.
        if self.quote_end.is_some_and(|end| end + 1 == span.range.start) {
            out.push_str("**");
        }
        (self.in_quote, self.line_begun) = (true, true);
    }

    fn close_quote(&mut self, out: &mut String, span: &Span<'_>) {
        if let Some(start) = self.whole_quotes.pop() {
            let lines: Vec<_> = out[start..].lines().collect();
            let quoted = lines.join("\n>");
            out.truncate(start);
            out.push('>');
            out.push_str(&quoted);
        }
        if span.entity.kind == EntityType::ExpandableBlockquote {
            out.push_str("||");
        }
        self.in_quote = false;
        self.quote_end = Some(span.range.end);
    }

    /// What opens a block of code.
    fn fence(&self, span: &Span<'_>) -> String {
        let language = span.entity.language.as_deref().unwrap_or_default();
        let writable = |c: char| !c.is_whitespace() && c != '`' && c != '\\';
        if self.options.ptb && language.is_empty() && span.text.starts_with(['`', '\\']) {
            "```".to_owned()
        } else if self.options.ptb || language.chars().all(writable) {
            format!("```{language}\n")
        } else {
            "```\n".to_owned()
        }
    }
}

fn delimiter(kind: &EntityType) -> Option<&'static str> {
    Some(match kind {
        EntityType::Bold => "*",
        EntityType::Italic => "_",
        EntityType::Underline => "__",
        EntityType::Strikethrough => "~",
        EntityType::Spoiler => "||",
        EntityType::Code => "`",
        _ => return None,
    })
}

/// The address that stands for a custom emoji or an instant, escaped.
fn special_target(entity: &MessageEntity, options: Options) -> Option<String> {
    let mut target = String::new();
    match entity.kind {
        EntityType::CustomEmoji => {
            target.push_str("tg://emoji?id=");
            escape_link_into(&mut target, entity.custom_emoji_id.as_deref()?);
        }
        EntityType::DateTime => {
            target = format!("tg://time?unix={}", entity.unix_time?);
            if let Some(format) = entity.date_time_format.as_deref().filter(|format| !format.is_empty()) {
                target.push_str("&format=");
                if options.ptb { target.push_str(format) } else { escape_link_into(&mut target, format) }
            }
        }
        _ => return None,
    }
    Some(target)
}
