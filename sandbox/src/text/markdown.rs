//! The first Markdown, which old bots still use.

use super::builder::Builder;
use super::markdown_v2::fence;
use super::{Entity, Formatted, url};

/// Parses text as `parse_mode` Markdown does: nothing nests, and few characters mean something.
///
/// # Errors
///
/// Telegram's words for what is wrong, which follow `can't parse entities: ` in an answer.
///
/// ```
/// let formatted = chappe_sandbox::text::parse_markdown("*bold* 1.5").unwrap();
/// assert_eq!(formatted.text, "bold 1.5");
/// ```
pub fn parse_markdown(input: &str) -> Result<Formatted, String> {
    let mut out = Builder::default();
    let mut at = 0;
    while let Some(c) = input[at..].chars().next() {
        let rest = &input[at..];
        if c == '\\' && rest[1..].starts_with(['_', '*', '`', '[']) {
            rest[1..].chars().next().into_iter().for_each(|c| out.push(c));
            at += 2;
            continue;
        }
        if !"_*`[".contains(c) {
            out.push(c);
            at += c.len_utf8();
            continue;
        }
        let unclosed = || format!("Can't find end of the entity starting at byte offset {at}");
        let block = rest.starts_with("```");
        let end_mark = match c {
            '[' => "]",
            '_' => "_",
            '*' => "*",
            _ if block => "```",
            _ => "`",
        };
        let (language, skipped) = if block { fence(&rest[3..]) } else { ("", 0) };
        let from = at + if block { 3 + skipped } else { 1 };
        let end = from + input[from..].find(end_mark).ok_or_else(unclosed)?;
        let offset = out.units;
        let text = &input[from..end];
        text.chars().for_each(|c| out.push(c));
        let length = out.units - offset;
        at = end + end_mark.len();
        let entity = match c {
            '[' => {
                let mut address = text;
                // Behind no text at all the brackets are text.
                if let Some(rest) = input[at..].strip_prefix('(').filter(|_| length > 0) {
                    let length = rest.find(')').unwrap_or(rest.len());
                    address = &rest[..length];
                    at = (at + length + 2).min(input.len());
                }
                url::link(address, offset, length)
            }
            '_' => Some(Entity::new("italic", offset, length)),
            '*' => Some(Entity::new("bold", offset, length)),
            _ if !language.is_empty() => {
                Some(Entity::with("pre", offset, length, "language", language.into()))
            }
            _ if block => Some(Entity::new("pre", offset, length)),
            _ => Some(Entity::new("code", offset, length)),
        };
        if let Some(entity) = entity.filter(|_| length > 0) {
            out.mark(entity);
        }
    }
    Ok(out.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_do_not_nest() {
        let formatted = parse_markdown("*a_b* _c_ \\* `d`").unwrap();
        assert_eq!(formatted.text, "a_b c * d");
        let kinds: Vec<_> = formatted.entities.iter().map(|e| (e.kind, e.offset, e.length)).collect();
        assert_eq!(kinds, [("bold", 0, 3), ("italic", 4, 1), ("code", 8, 1)]);
    }

    #[test]
    fn a_link_has_its_address_behind_it() {
        let formatted = parse_markdown("[here](telegram.org) [there](").unwrap();
        assert_eq!(formatted.entities[0].extra, Some(("url", "http://telegram.org/".into())));
        assert_eq!(formatted.text, "here there");
    }

    #[test]
    fn an_open_mark_is_refused() {
        let error = parse_markdown("я *b").unwrap_err();
        assert_eq!(error, "Can't find end of the entity starting at byte offset 3");
    }
}
