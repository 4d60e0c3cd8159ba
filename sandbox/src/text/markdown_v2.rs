//! `MarkdownV2`, as `parse_mode` means it.

use super::builder::Builder;
use super::{Entity, Formatted, special, url};

/// The characters that mean something, or are kept for later.
const RESERVED: &str = "_*[]()~`>#+-=|{}.!\n";

/// What is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Bold,
    Italic,
    Underline,
    Strikethrough,
    Spoiler,
    Code,
    Pre,
    PreCode,
    Link,
    Emoji,
    Quote,
}

impl Kind {
    /// The `type` of the entity, and the name that errors use.
    fn names(self) -> (&'static str, &'static str) {
        match self {
            Kind::Bold => ("bold", "Bold"),
            Kind::Italic => ("italic", "Italic"),
            Kind::Underline => ("underline", "Underline"),
            Kind::Strikethrough => ("strikethrough", "Strikethrough"),
            Kind::Spoiler => ("spoiler", "Spoiler"),
            Kind::Code => ("code", "Code"),
            Kind::Pre => ("pre", "Pre"),
            Kind::PreCode => ("pre", "PreCode"),
            Kind::Link => ("text_link", "TextUrl"),
            Kind::Emoji => ("custom_emoji", "CustomEmoji"),
            Kind::Quote => ("blockquote", "BlockQuote"),
        }
    }

    fn is_code(self) -> bool {
        matches!(self, Kind::Code | Kind::Pre | Kind::PreCode)
    }

    /// The marks that end it.
    fn end(self) -> &'static str {
        match self {
            Kind::Bold => "*",
            Kind::Italic => "_",
            Kind::Underline => "__",
            Kind::Strikethrough => "~",
            Kind::Spoiler => "||",
            Kind::Code => "`",
            Kind::Pre | Kind::PreCode => "```",
            Kind::Link | Kind::Emoji => "]",
            Kind::Quote => "\n",
        }
    }
}

#[derive(Debug)]
struct Open {
    kind: Kind,
    language: String,
    /// In UTF-16 units of the result.
    offset: usize,
    /// In bytes of the result.
    start: usize,
    /// In bytes of the input, for errors.
    begin: usize,
}

/// Parses text as `parse_mode` `MarkdownV2` does.
///
/// # Errors
///
/// Telegram's words for what is wrong, which follow `can't parse entities: ` in an answer.
///
/// ```
/// let formatted = chappe_sandbox::text::parse_markdown_v2(r"*bold* 1\.5").unwrap();
/// assert_eq!(formatted.text, "bold 1.5");
/// assert_eq!(formatted.entities[0].kind, "bold");
/// ```
pub fn parse_markdown_v2(input: &str) -> Result<Formatted, String> {
    let mut parser = Parser { input, at: 0, out: Builder::default(), open: Vec::new(), line_start: true };
    while let Some(c) = parser.rest().chars().next() {
        parser.step(c)?;
    }
    parser.end_last_quote();
    match parser.open.last() {
        Some(open) => Err(unclosed(open)),
        None => Ok(parser.out.finish()),
    }
}

fn unclosed(open: &Open) -> String {
    format!("Can't find end of {} entity at byte offset {}", open.kind.names().1, open.begin)
}

struct Parser<'a> {
    input: &'a str,
    at: usize,
    out: Builder,
    open: Vec<Open>,
    /// Whether a quote can begin here.
    line_start: bool,
}

impl<'a> Parser<'a> {
    fn rest(&self) -> &'a str {
        &self.input[self.at..]
    }

    fn inside(&self) -> Option<Kind> {
        self.open.last().map(|open| open.kind)
    }

    fn in_quote(&self) -> bool {
        self.open.iter().any(|open| open.kind == Kind::Quote)
    }

    fn step(&mut self, c: char) -> Result<(), String> {
        if c == '\\'
            && let Some(next) = self.rest().chars().nth(1).filter(|next| ('\u{1}'..='\u{7e}').contains(next))
        {
            self.at += 2;
            self.put(next);
            return Ok(());
        }
        let in_code = self.inside().is_some_and(Kind::is_code);
        let special = if in_code { c == '`' } else { RESERVED.contains(c) };
        if !special {
            self.at += c.len_utf8();
            self.put(c);
            // A line break inside code begins no line.
            self.line_start &= c == '\r';
            return Ok(());
        }
        if c == '\n' {
            return self.newline();
        }
        if self.ends() { self.close() } else { self.begin(c) }
    }

    fn put(&mut self, c: char) {
        self.out.push(c);
        match c {
            '\r' => {}
            c => self.line_start = c == '\n',
        }
    }

    /// Ends a quote, unless the next line has its mark.
    fn newline(&mut self) -> Result<(), String> {
        let begin = self.at;
        self.at += 1;
        let ends = self.in_quote() && !self.rest().starts_with('>');
        let expandable = ends && self.take_fold(begin);
        self.put('\n');
        if !ends {
            return Ok(());
        }
        match self.open.pop() {
            Some(open) if open.kind == Kind::Quote => {
                self.mark_quote(&open, expandable);
                Ok(())
            }
            Some(open) => Err(unclosed(&open)),
            None => Ok(()),
        }
    }

    /// Takes back a spoiler that was begun just before the end of a quote: it is the mark of an expandable quote.
    fn take_fold(&mut self, end: usize) -> bool {
        let Some(open) = self.open.last().filter(|open| open.kind == Kind::Spoiler) else { return false };
        let behind = &self.input[open.begin..end];
        let fold = behind == "||" || (behind == "||\r" && self.out.text.ends_with('\r'));
        if fold {
            self.open.pop();
        }
        fold
    }

    /// Ends the quote that goes on to the end of the text.
    fn end_last_quote(&mut self) {
        if !self.in_quote() {
            return;
        }
        let folds = |open: &Open| open.kind == Kind::Spoiler && open.begin + 2 == self.input.len();
        let expandable = self.open.last().is_some_and(folds);
        if expandable {
            self.open.pop();
        }
        if let Some(open) = self.open.pop_if(|open| open.kind == Kind::Quote) {
            self.mark_quote(&open, expandable);
        }
    }

    fn mark_quote(&mut self, open: &Open, expandable: bool) {
        let length = self.out.units - open.offset;
        if length > 0 {
            let kind = if expandable { "expandable_blockquote" } else { "blockquote" };
            self.out.mark(Entity::new(kind, open.offset, length));
        }
    }

    /// Whether the innermost entity ends here.
    fn ends(&self) -> bool {
        let rest = self.rest();
        match self.inside() {
            None | Some(Kind::Quote) => false,
            Some(Kind::Italic) => rest.starts_with('_') && !rest.starts_with("__"),
            Some(kind) => rest.starts_with(kind.end()),
        }
    }

    fn begin(&mut self, c: char) -> Result<(), String> {
        let rest = self.rest();
        let begin = self.at;
        let mut language = String::new();
        let (kind, marks) = match c {
            '_' if rest.starts_with("__") => (Kind::Underline, 2),
            '_' => (Kind::Italic, 1),
            '*' => (Kind::Bold, 1),
            '~' => (Kind::Strikethrough, 1),
            '|' if rest.starts_with("||") => (Kind::Spoiler, 2),
            '[' => (Kind::Link, 1),
            '!' if rest.starts_with("![") => (Kind::Emoji, 2),
            '`' if rest.starts_with("```") => {
                let (found, skipped) = fence(&rest[3..]);
                language.push_str(found);
                (if language.is_empty() { Kind::Pre } else { Kind::PreCode }, 3 + skipped)
            }
            '`' => (Kind::Code, 1),
            '>' if self.line_start && self.in_quote() => {
                self.at += 1;
                return Ok(());
            }
            '>' if self.line_start => (Kind::Quote, 1),
            _ => {
                return Err(format!(
                    "Character '{c}' is reserved and must be escaped with the preceding '\\'"
                ));
            }
        };
        self.at += marks;
        self.open.push(Open { kind, language, offset: self.out.units, start: self.out.text.len(), begin });
        Ok(())
    }

    fn close(&mut self) -> Result<(), String> {
        let Some(open) = self.open.pop() else { return Ok(()) };
        self.at += open.kind.end().len();
        let length = self.out.units - open.offset;
        let entity = match open.kind {
            Kind::Link => {
                let address = self.address()?;
                let address = address.as_deref().unwrap_or(&self.out.text[open.start..]);
                url::link(address, open.offset, length)
            }
            Kind::Emoji => {
                if !self.rest().starts_with('(') {
                    return Err("The entity must contain a tg://emoji or tg://time URL".into());
                }
                let address = self.address()?.unwrap_or_default();
                Some(special::by_link(&address, open.offset, length)?)
            }
            Kind::PreCode => Some(Entity::with("pre", open.offset, length, "language", open.language.into())),
            kind => Some(Entity::new(kind.names().0, open.offset, length)),
        };
        if let Some(entity) = entity.filter(|_| length > 0) {
            self.out.mark(entity);
        }
        Ok(())
    }

    /// The address in round brackets, where there are such.
    fn address(&mut self) -> Result<Option<String>, String> {
        if !self.rest().starts_with('(') {
            return Ok(None);
        }
        self.at += 1;
        let begin = self.at;
        let mut address = String::new();
        let mut chars = self.rest().chars();
        while let Some(c) = chars.next() {
            self.at += c.len_utf8();
            match c {
                ')' => return Ok(Some(address)),
                '\\' => {
                    let next = chars.clone().next().filter(|next| ('\u{1}'..='\u{7e}').contains(next));
                    if let Some(next) = next {
                        chars.next();
                        self.at += 1;
                        address.push(next);
                    } else {
                        address.push(c);
                    }
                }
                c => address.push(c),
            }
        }
        Err(format!("Can't find end of a URL at byte offset {begin}"))
    }
}

/// The language behind the three marks, and how many bytes it and the line break behind it take.
pub(super) fn fence(rest: &str) -> (&str, usize) {
    let end = rest.find([' ', '\t', '\r', '\n', '\u{b}', '\0', '`']);
    let language = match end {
        Some(end) if !rest[end..].starts_with('`') => &rest[..end],
        _ => "",
    };
    let after = &rest[language.len()..];
    let line_break = if after.starts_with("\r\n") || after.starts_with("\n\r") {
        2
    } else {
        usize::from(after.starts_with(['\r', '\n']))
    };
    (language, language.len() + line_break)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(input: &str) -> Vec<(&'static str, usize, usize)> {
        let formatted = parse_markdown_v2(input).unwrap();
        formatted.entities.iter().map(|entity| (entity.kind, entity.offset, entity.length)).collect()
    }

    fn error(input: &str) -> String {
        parse_markdown_v2(input).unwrap_err()
    }

    #[test]
    fn a_quote_begins_at_a_line_and_more_marks_of_it_are_skipped() {
        assert_eq!(kinds(">>a\n>>b\nc"), [("blockquote", 0, 4)]);
        assert_eq!(parse_markdown_v2(">>a\n>>b\nc").unwrap().text, "a\nb\nc");
        assert_eq!(kinds("a\\\n>b"), [("blockquote", 2, 1)]);
        assert_eq!(error("a>b"), "Character '>' is reserved and must be escaped with the preceding '\\'");
        assert_eq!(error("`\n`>b"), "Character '>' is reserved and must be escaped with the preceding '\\'");
    }

    #[test]
    fn a_quote_folds_by_bars_at_its_very_end() {
        assert_eq!(kinds(">a||"), [("expandable_blockquote", 0, 1)]);
        assert_eq!(kinds(">a||\nb"), [("expandable_blockquote", 0, 2)]);
        assert_eq!(kinds("**>a||\r\nb"), [("expandable_blockquote", 0, 3)]);
        assert_eq!(kinds(">||a||\nb"), [("blockquote", 0, 2), ("spoiler", 0, 1)]);
        assert_eq!(kinds(">||"), []);
        assert_eq!(error(">a||\r"), "Can't find end of Spoiler entity at byte offset 2");
        assert_eq!(error(">*a||\nb"), "Can't find end of Bold entity at byte offset 1");
        assert_eq!(error(">a||b\nc"), "Can't find end of Spoiler entity at byte offset 2");
        assert_eq!(error("a||"), "Can't find end of Spoiler entity at byte offset 1");
    }

    #[test]
    fn two_lines_below_are_one_underline_before_they_are_two_italics() {
        assert_eq!(kinds("___a_ b__"), [("underline", 0, 3), ("italic", 0, 1)]);
        assert_eq!(kinds("_a __b___"), [("italic", 0, 3), ("underline", 2, 1)]);
        assert_eq!(error("__a _b___"), "Can't find end of Italic entity at byte offset 8");
    }

    #[test]
    fn a_reserved_character_is_named() {
        for c in "]()#+-=|{}.!>".chars() {
            let wanted = format!("Character '{c}' is reserved and must be escaped with the preceding '\\'");
            assert_eq!(error(&format!("a{c}")), wanted);
            assert_eq!(parse_markdown_v2(&format!("a\\{c}")).unwrap().text, format!("a{c}"));
        }
    }

    #[test]
    fn an_emoji_has_a_link() {
        assert_eq!(error("![a]"), "The entity must contain a tg://emoji or tg://time URL");
        assert_eq!(kinds("![a](tg://emoji?id=7)"), [("custom_emoji", 0, 1)]);
        assert_eq!(kinds("[a](tg://user?id=7)"), [("text_mention", 0, 1)]);
    }
}
