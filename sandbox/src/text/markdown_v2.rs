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
    if parser.open.last().is_some_and(|open| open.kind == Kind::Quote) {
        parser.end_quote(false)?;
    }
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
            self.out.push(next);
            self.line_start = false;
            return Ok(());
        }
        let in_code = self.inside().is_some_and(Kind::is_code);
        let special = if in_code { c == '`' } else { RESERVED.contains(c) };
        if !special {
            self.at += c.len_utf8();
            self.out.push(c);
            if c != '\r' {
                self.line_start = false;
            }
            return Ok(());
        }
        if c == '\n' {
            return self.newline();
        }
        if self.ends() { self.close() } else { self.begin(c) }
    }

    /// Goes on in the quote when the next line has its mark, and ends it otherwise.
    fn newline(&mut self) -> Result<(), String> {
        self.at += 1;
        self.out.push('\n');
        self.line_start = true;
        if self.in_quote() {
            if self.rest().starts_with('>') {
                self.at += 1;
                self.line_start = false;
            } else {
                self.end_quote(false)?;
            }
        }
        Ok(())
    }

    fn end_quote(&mut self, expandable: bool) -> Result<(), String> {
        let Some(open) = self.open.pop() else { return Ok(()) };
        if open.kind != Kind::Quote {
            return Err(unclosed(&open));
        }
        let length = self.out.units - open.offset;
        if length > 0 {
            let kind = if expandable { "expandable_blockquote" } else { "blockquote" };
            self.out.mark(Entity::new(kind, open.offset, length));
        }
        Ok(())
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
            '|' if rest.starts_with("||") => {
                if let Some(line) = self.expands() {
                    return self.end_expandable(line);
                }
                (Kind::Spoiler, 2)
            }
            '[' => (Kind::Link, 1),
            '!' if rest.starts_with("![") => (Kind::Emoji, 2),
            '`' if rest.starts_with("```") => {
                let (found, skipped) = fence(&rest[3..]);
                language.push_str(found);
                (if language.is_empty() { Kind::Pre } else { Kind::PreCode }, 3 + skipped)
            }
            '`' => (Kind::Code, 1),
            '>' if self.line_start && !self.in_quote() => {
                self.line_start = false;
                (Kind::Quote, 1)
            }
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

    /// Whether `||` here is the mark of an expandable quote: the last thing in it. Gives the rest of the line.
    fn expands(&self) -> Option<&'a str> {
        if self.inside() != Some(Kind::Quote) {
            return None;
        }
        let rest = &self.rest()[2..];
        let after = rest.strip_prefix('\r').unwrap_or(rest);
        let line = &rest[..rest.len() - after.len()];
        match after.strip_prefix('\n') {
            None if after.is_empty() => Some(line),
            Some(next) if !next.starts_with('>') => Some(&rest[..=line.len()]),
            _ => None,
        }
    }

    fn end_expandable(&mut self, line: &str) -> Result<(), String> {
        self.at += 2 + line.len();
        for c in line.chars() {
            self.out.push(c);
        }
        self.line_start = true;
        self.end_quote(true)
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
