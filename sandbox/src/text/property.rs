//! What holds for every text, whatever is in it.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Entity, Formatted, parse_html, parse_markdown_v2};

/// Texts rich in what the parsers look at.
fn texts() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-z]{0,3}",
        "[@/#$.:?&<>\"'=()\\[\\]{}|~_*`!\\\\ \n\r\t>-]{1,3}",
        prop::sample::select(vec![
            "😀",
            "http://a.com",
            "a.com:80/b?c",
            "<b>",
            "</b>",
            "<i>",
            "</i>",
            "<u>",
            "</u>",
            "<code>",
            "</code>",
            "<pre>",
            "</pre>",
            "<blockquote>",
            "</blockquote>",
            "<a href='a.org'>",
            "</a>",
            "</>",
            "&lt;",
            "**>",
            "\n>",
            "||",
            "__",
            "```",
            "[a](b.org)",
            "![x](tg://emoji?id=5)",
            "/go",
            "#tag",
            "@name",
            "$USD",
            "+1-212-555-0123",
            "tg://a?b",
            "\u{202e}",
            "\u{333}",
            "\r\n",
        ])
        .prop_map(str::to_owned),
        any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

/// Entities as a bot gives them, some of them wrong.
fn entities() -> impl Strategy<Value = Vec<Value>> {
    let kind = prop::sample::select(super::format::GIVEN.to_vec());
    let entity = (kind, 0..12_u8, 0..12_u8).prop_map(|(kind, offset, length)| {
        json!({
            "type": kind, "offset": offset, "length": length, "url": "a.org", "user": {"id": 5},
            "custom_emoji_id": "5", "unix_time": 5, "language": "rust",
        })
    });
    prop::collection::vec(entity, 0..8)
}

fn end(entity: &Entity) -> usize {
    entity.offset + entity.length
}

/// Entities are sorted, inside the text, on the edges of characters, and inside each other or apart.
fn well_formed(Formatted { text, entities }: &Formatted) -> Result<(), TestCaseError> {
    let units: Vec<u16> = text.encode_utf16().collect();
    for (place, entity) in entities.iter().enumerate() {
        let part = units.get(entity.offset..end(entity));
        prop_assert!(part.is_some_and(|part| !part.is_empty()), "{entity:?} in {text:?}");
        prop_assert!(String::from_utf16(part.unwrap_or_default()).is_ok(), "{entity:?} in {text:?}");
        for other in entities.iter().skip(place + 1) {
            prop_assert!(
                (entity.offset, std::cmp::Reverse(entity.length))
                    <= (other.offset, std::cmp::Reverse(other.length)),
                "{entity:?} before {other:?}"
            );
            let apart = end(entity) <= other.offset;
            prop_assert!(apart || end(other) <= end(entity), "{entity:?} crosses {other:?} in {text:?}");
            prop_assert!(apart || entity.kind != other.kind, "{entity:?} in its like {other:?}");
            let code = matches!(entity.kind, "code" | "pre");
            prop_assert!(apart || !code, "{other:?} in code");
        }
    }
    let blank = [' ', '\n'];
    prop_assert!(!text.ends_with(blank), "{text:?}");
    let held = entities.first().is_some_and(|entity| entity.offset == 0);
    prop_assert!(held || !text.starts_with(blank), "{text:?}");
    prop_assert!(!text.contains(['\r', '\t', '\u{202e}', '\u{333}']), "{text:?}");
    Ok(())
}

/// A piece of a text with marks around it.
#[derive(Debug, Clone)]
enum Node {
    Text(String),
    Marked(&'static str, Vec<Node>),
}

const MARKS: [&str; 4] = ["bold", "italic", "strikethrough", "spoiler"];

fn tree() -> impl Strategy<Value = Vec<Node>> {
    let leaf = "[a-z<>&\"_*~|.!#()\\\\\\[\\]{}=+й😀-]{1,6}".prop_map(Node::Text);
    let node = leaf.prop_recursive(4, 24, 4, |inner| {
        (prop::sample::select(MARKS.to_vec()), prop::collection::vec(inner, 1..4))
            .prop_map(|(kind, nodes)| Node::Marked(kind, nodes))
    });
    prop::collection::vec(node, 1..5)
}

/// Writes a tree in a markup, and what should be read from it.
struct Writer {
    html: bool,
    markup: String,
    read: Formatted,
    open: Vec<&'static str>,
}

impl Writer {
    fn of(nodes: &[Node], html: bool) -> Self {
        let mut writer = Self { html, markup: String::new(), read: Formatted::default(), open: Vec::new() };
        writer.nodes(nodes);
        super::builder::sort(&mut writer.read.entities);
        writer
    }

    fn nodes(&mut self, nodes: &[Node]) {
        for node in nodes {
            match node {
                Node::Text(text) => self.text(text),
                // No mark stands inside its like.
                Node::Marked(kind, nodes) if self.open.contains(kind) => self.nodes(nodes),
                Node::Marked(kind, nodes) => {
                    let (begin, close) = self.marks(kind);
                    let offset = super::length(&self.read.text);
                    self.markup.push_str(begin);
                    self.open.push(kind);
                    self.nodes(nodes);
                    self.open.pop();
                    self.markup.push_str(close);
                    let length = super::length(&self.read.text) - offset;
                    self.read.entities.push(Entity::new(kind, offset, length));
                }
            }
        }
    }

    fn marks(&self, kind: &str) -> (&'static str, &'static str) {
        match (kind, self.html) {
            ("bold", true) => ("<b>", "</b>"),
            ("italic", true) => ("<em >", "</EM>"),
            ("strikethrough", true) => ("<del>", "</>"),
            (_, true) => ("<span class=\"tg-spoiler\">", "</span  >"),
            ("bold", false) => ("*", "*"),
            ("italic", false) => ("_", "_"),
            ("strikethrough", false) => ("~", "~"),
            (_, false) => ("||", "||"),
        }
    }

    fn text(&mut self, text: &str) {
        self.read.text.push_str(text);
        for c in text.chars() {
            match c {
                '<' if self.html => self.markup.push_str("&lt;"),
                '>' if self.html => self.markup.push_str("&gt;"),
                '&' if self.html => self.markup.push_str("&amp;"),
                c => {
                    if !self.html && c.is_ascii_punctuation() {
                        self.markup.push('\\');
                    }
                    self.markup.push(c);
                }
            }
        }
    }
}

proptest! {
    #[test]
    fn every_text_is_well_formed_or_refused(text in texts(), mode in 0..4_usize, given in entities()) {
        let mode = ["", "HTML", "Markdown", "MarkdownV2"][mode];
        if let Ok(formatted) = super::format(&text, mode, &given) {
            well_formed(&formatted)?;
        }
    }

    #[test]
    fn what_was_formatted_stays_as_it_is(text in texts(), mode in 0..3_usize) {
        let mode = ["HTML", "Markdown", "MarkdownV2"][mode];
        if let Ok(once) = super::format(&text, mode, &[]) {
            let given: Vec<Value> = once.entities.iter().map(Entity::to_json).collect();
            let again = super::format(&once.text, "", &given);
            prop_assert_eq!(again.map(|again| again.text), Ok(once.text));
        }
    }

    #[test]
    fn what_is_written_is_read(nodes in tree()) {
        let writer = Writer::of(&nodes, true);
        prop_assert_eq!(parse_html(&writer.markup), Ok(writer.read), "{}", writer.markup);
        let writer = Writer::of(&nodes, false);
        // Two neighbours of one kind, or two marks of one look, read as something else.
        if !writer.markup.contains("__") && !writer.markup.contains("||||") {
            prop_assert_eq!(parse_markdown_v2(&writer.markup), Ok(writer.read), "{}", writer.markup);
        }
    }

    #[test]
    fn an_error_names_the_byte_where_it_is(text in "[a-z😀й ]{0,12}") {
        let at = text.len();
        prop_assert_eq!(parse_html(&format!("{text}<x>")).unwrap_err(), format!("Unsupported start tag \"x\" at byte offset {at}"));
        prop_assert_eq!(parse_html(&format!("{text}</b>")).unwrap_err(), format!("Unexpected end tag at byte offset {at}"));
        prop_assert_eq!(parse_markdown_v2(&format!("{text}*")).unwrap_err(), format!("Can't find end of Bold entity at byte offset {at}"));
        prop_assert_eq!(super::parse_markdown(&format!("{text}*")).unwrap_err(), format!("Can't find end of the entity starting at byte offset {at}"));
    }
}
