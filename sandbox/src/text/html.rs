//! HTML, as `parse_mode` means it.

use super::builder::Builder;
use super::{Entity, Formatted, special, url};

/// The tags that there are.
const TAGS: [&str; 17] = [
    "a",
    "b",
    "strong",
    "i",
    "em",
    "s",
    "strike",
    "del",
    "u",
    "ins",
    "tg-spoiler",
    "tg-emoji",
    "tg-time",
    "span",
    "pre",
    "code",
    "blockquote",
];

/// What is said of a text that is no Unicode once its numbers are decoded.
const SURROGATE: &str = "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched \
                         surrogate code units";

/// From how many bytes on, & and all, a number names no character.
const LONGEST_NUMBER: usize = 10;

/// A tag that is open.
#[derive(Debug)]
struct Open {
    tag: String,
    attributes: Attributes,
    /// Where its text begins: in UTF-16 units, and in bytes of the result.
    offset: usize,
    start: usize,
}

/// The attributes that mean something.
#[derive(Debug, Default)]
struct Attributes {
    href: String,
    language: String,
    spoiler: bool,
    emoji: String,
    expandable: bool,
    unix: String,
    format: String,
}

/// Parses text as `parse_mode` HTML does.
///
/// # Errors
///
/// Telegram's words for what is wrong, which follow `can't parse entities: ` in an answer.
///
/// ```
/// let formatted = chappe_sandbox::text::parse_html("<b>bold</b> &amp; plain").unwrap();
/// assert_eq!(formatted.text, "bold & plain");
/// assert_eq!(formatted.entities[0].kind, "bold");
/// ```
pub fn parse_html(input: &str) -> Result<Formatted, String> {
    let mut out = Builder::default();
    let mut open: Vec<Open> = Vec::new();
    let mut scan = Scanner { input, at: 0, surrogate: false };
    while let Some(c) = scan.peek() {
        match c {
            '&' => {
                let c = scan.entity();
                out.push(c);
            }
            '<' if scan.rest().starts_with("</") => close(&mut scan, &mut open, &mut out)?,
            '<' => {
                let (tag, attributes) = start_tag(&mut scan)?;
                open.push(Open { tag, attributes, offset: out.units, start: out.text.len() });
            }
            c => {
                scan.bump();
                out.push(c);
            }
        }
    }
    match open.pop() {
        None if scan.surrogate => Err(SURROGATE.into()),
        Some(last) => Err(format!("Can't find end tag corresponding to start tag \"{}\"", last.tag)),
        None => Ok(out.finish()),
    }
}

/// Reads a text from its beginning.
struct Scanner<'a> {
    input: &'a str,
    at: usize,
    /// Whether a number named half a character.
    surrogate: bool,
}

impl<'a> Scanner<'a> {
    fn rest(&self) -> &'a str {
        &self.input[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn bump(&mut self) {
        self.at += self.peek().map_or(0, char::len_utf8);
    }

    /// What comes before the first character that ends it.
    fn until(&mut self, end: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let length = rest.find(end).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    fn spaces(&mut self) {
        self.until(|c| !is_space(c));
    }

    /// The character that `&name;` or `&#number;` stands for, or the & itself. The semicolon may be missing.
    fn entity(&mut self) -> char {
        let rest = &self.rest()[1..];
        let (c, length) = if let Some(number) = rest.strip_prefix('#') {
            let (digits, radix, skipped) = match number.strip_prefix('x') {
                Some(digits) => (digits, 16, 2),
                None => (number, 10, 1),
            };
            let length = digits.find(|c: char| !c.is_digit(radix)).unwrap_or(digits.len());
            // Longer numbers stay as they are written, whatever their value.
            let short = 1 + skipped + length < LONGEST_NUMBER;
            let code = u32::from_str_radix(&digits[..length], radix).ok().filter(|_| short);
            let half = code.is_some_and(|code| matches!(code, 0xd800..=0xdfff));
            self.surrogate |= half;
            let c = code.filter(|code| (1..0x10_ffff).contains(code)).and_then(char::from_u32);
            (if half { Some(char::REPLACEMENT_CHARACTER) } else { c }, skipped + length)
        } else {
            let length = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
            let c = match &rest[..length] {
                "lt" => Some('<'),
                "gt" => Some('>'),
                "amp" => Some('&'),
                "quot" => Some('"'),
                _ => None,
            };
            (c, length)
        };
        let Some(c) = c else {
            self.at += 1;
            return '&';
        };
        self.at += 1 + length;
        if self.rest().starts_with(';') {
            self.at += 1;
        }
        c
    }
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n' | '\u{b}' | '\0')
}

fn start_tag(scan: &mut Scanner<'_>) -> Result<(String, Attributes), String> {
    let begin = scan.at;
    scan.bump();
    let tag = scan.until(|c| is_space(c) || c == '>').to_ascii_lowercase();
    if scan.peek().is_none() {
        return Err(format!("Unclosed start tag at byte offset {begin}"));
    }
    if !TAGS.contains(&tag.as_str()) {
        return Err(format!("Unsupported start tag \"{tag}\" at byte offset {begin}"));
    }
    let mut attributes = Attributes::default();
    loop {
        scan.spaces();
        match scan.peek() {
            None => return Err(format!("Unclosed start tag \"{tag}\" at byte offset {begin}")),
            Some('>') => break,
            Some(_) => {}
        }
        let name = scan.until(|c| is_space(c) || matches!(c, '=' | '>' | '/' | '"' | '\''));
        if name.is_empty() {
            return Err(format!("Empty attribute name in the tag \"{tag}\" at byte offset {begin}"));
        }
        scan.spaces();
        match scan.peek() {
            Some('=') => {
                let value = value(scan, &tag, begin)?;
                attributes.take(&tag, name, value);
            }
            None => return Err(format!("Unclosed start tag \"{tag}\" at byte offset {begin}")),
            Some(_) => attributes.expandable |= tag == "blockquote" && name == "expandable",
        }
    }
    scan.bump();
    if tag == "span" && !attributes.spoiler {
        return Err(format!("Tag \"span\" must have class \"tg-spoiler\" at byte offset {begin}"));
    }
    Ok((tag, attributes))
}

/// The value behind `=`: quoted in either way, or a plain word.
fn value(scan: &mut Scanner<'_>, tag: &str, begin: usize) -> Result<String, String> {
    scan.bump();
    scan.spaces();
    let start = scan.at;
    match scan.peek() {
        None => Err(format!("Unclosed start tag \"{tag}\" at byte offset {begin}")),
        Some(quote @ ('"' | '\'')) => {
            scan.bump();
            let mut value = String::new();
            loop {
                match scan.peek() {
                    None => return Err(format!("Unclosed start tag at byte offset {begin}")),
                    Some('&') => value.push(scan.entity()),
                    Some(c) => {
                        scan.bump();
                        if c == quote && scan.peek().is_none() {
                            return Err(format!("Unclosed start tag at byte offset {begin}"));
                        }
                        if c == quote {
                            return Ok(value);
                        }
                        value.push(c);
                    }
                }
            }
        }
        Some(_) => {
            let word = scan.until(|c| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-')));
            match scan.peek() {
                Some(c) if !is_space(c) && c != '>' => {
                    Err(format!("Unexpected end of name token at byte offset {start}"))
                }
                None => Err(format!("Unclosed start tag at byte offset {begin}")),
                Some(_) => Ok(word.to_ascii_lowercase()),
            }
        }
    }
}

impl Attributes {
    /// Takes what means something for the tag; everything else is allowed and ignored.
    fn take(&mut self, tag: &str, name: &str, value: String) {
        match (tag, name) {
            ("a", "href") => self.href = value,
            ("code", "class") => {
                if let Some(language) = value.strip_prefix("language-") {
                    language.clone_into(&mut self.language);
                }
            }
            ("span", "class") if value.starts_with("tg-") => self.spoiler = value == "tg-spoiler",
            ("tg-emoji", "emoji-id") => self.emoji = value,
            ("blockquote", "expandable") => self.expandable = true,
            ("tg-time", "unix") => self.unix = value,
            ("tg-time", "format") => self.format = value,
            _ => {}
        }
    }
}

fn close(scan: &mut Scanner<'_>, open: &mut Vec<Open>, out: &mut Builder) -> Result<(), String> {
    let begin = scan.at;
    let Some(last) = open.pop() else {
        return Err(format!("Unexpected end tag at byte offset {begin}"));
    };
    scan.at += 2;
    let name = scan.until(|c| is_space(c) || c == '>').to_ascii_lowercase();
    scan.spaces();
    if scan.peek() != Some('>') {
        return Err(format!("Unclosed end tag at byte offset {begin}"));
    }
    scan.bump();
    if !name.is_empty() && name != last.tag {
        return Err(format!(
            "Unmatched end tag at byte offset {begin}, expected \"</{}>\", found \"</{name}>\"",
            last.tag
        ));
    }
    let length = out.units - last.offset;
    if length > 0 { mark(last, length, out) } else { Ok(()) }
}

fn mark(tag: Open, length: usize, out: &mut Builder) -> Result<(), String> {
    let Open { tag, attributes, offset, start } = tag;
    let kind = match tag.as_str() {
        "b" | "strong" => "bold",
        "i" | "em" => "italic",
        "s" | "strike" | "del" => "strikethrough",
        "u" | "ins" => "underline",
        "tg-spoiler" | "span" => "spoiler",
        "blockquote" if attributes.expandable => "expandable_blockquote",
        "blockquote" => "blockquote",
        "tg-emoji" => {
            out.mark(special::emoji(&attributes.emoji, offset, length)?);
            return Ok(());
        }
        "tg-time" => {
            if let Some(entity) = special::time(&attributes.unix, &attributes.format, offset, length)? {
                out.mark(entity);
            }
            return Ok(());
        }
        "a" => {
            let address = if attributes.href.is_empty() { &out.text[start..] } else { &attributes.href };
            let entity = url::link(address, offset, length);
            if let Some(entity) = entity {
                out.mark(entity);
            }
            return Ok(());
        }
        _ => {
            mark_code(&tag, attributes.language, offset, length, out);
            return Ok(());
        }
    };
    out.mark(Entity::new(kind, offset, length));
    Ok(())
}

/// Code with a language inside a block of the same extent, or around it, is one block of that language.
fn mark_code(tag: &str, language: String, offset: usize, length: usize, out: &mut Builder) {
    let kind = if tag == "pre" { "pre" } else { "code" };
    if let Some(inner) = out.last().filter(|inner| (inner.offset, inner.length) == (offset, length)) {
        let block = Entity::with("pre", offset, length, "language", language.clone().into());
        match (kind, inner.kind) {
            ("pre", "code") if inner.extra.is_some() => {
                inner.kind = "pre";
                return;
            }
            ("code", "pre") if inner.extra.is_none() && !language.is_empty() => {
                *inner = block;
                return;
            }
            _ => {}
        }
    }
    let mut entity = Entity::new(kind, offset, length);
    if kind == "code" && !language.is_empty() {
        // Taken off again at the end, unless a block comes around it.
        entity.extra = Some(("language", language.into()));
    }
    out.mark(entity);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_name_characters() {
        assert_eq!(parse_html("&#65;&#x42;&#67").unwrap().text, "ABC");
        assert_eq!(parse_html("&#0000065;&#00000065;&#x10ffff;").unwrap().text, "A&#00000065;&#x10ffff;");
        assert_eq!(parse_html("&#xd83d;").unwrap_err(), SURROGATE);
    }

    #[test]
    fn a_span_must_be_a_spoiler() {
        assert_eq!(
            parse_html("a <span>b</span>").unwrap_err(),
            "Tag \"span\" must have class \"tg-spoiler\" at byte offset 2"
        );
    }

    #[test]
    fn attributes_are_read_to_their_end() {
        for (input, error) in [
            ("<b", "Unclosed start tag at byte offset 0"),
            ("<b ", "Unclosed start tag \"b\" at byte offset 0"),
            ("<b x", "Unclosed start tag \"b\" at byte offset 0"),
            ("<b x=", "Unclosed start tag \"b\" at byte offset 0"),
            ("<b x=y", "Unclosed start tag at byte offset 0"),
            ("<b x='y'", "Unclosed start tag at byte offset 0"),
            ("<b />", "Empty attribute name in the tag \"b\" at byte offset 0"),
            ("<b/>", "Unsupported start tag \"b/\" at byte offset 0"),
            ("<a href=\"x\"\">", "Empty attribute name in the tag \"a\" at byte offset 0"),
            ("<a href=http://a.b>", "Unexpected end of name token at byte offset 8"),
            ("a < b", "Unsupported start tag \"\" at byte offset 2"),
            ("a < b>", "Unsupported start tag \"\" at byte offset 2"),
        ] {
            assert_eq!(parse_html(input).unwrap_err(), error, "{input}");
        }
    }

    #[test]
    fn what_is_around_nothing_is_not_looked_at() {
        let formatted = parse_html("<tg-emoji></tg-emoji><tg-time format=x></tg-time>a").unwrap();
        assert_eq!((formatted.text.as_str(), formatted.entities.len()), ("a", 0));
        let error = parse_html("<tg-emoji emoji-id=x>a</tg-emoji>").unwrap_err();
        assert_eq!(error, "Invalid custom emoji identifier specified");
    }

    #[test]
    fn a_link_to_a_user_is_a_mention() {
        let formatted = parse_html("<a href=\"tg://user?id=5\">you</a>").unwrap();
        assert_eq!(formatted.entities[0].to_json()["user"]["id"], 5);
    }
}
