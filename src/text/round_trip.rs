//! What is rendered, read back by the sandbox, which reads markup as Telegram does.

use std::collections::BTreeSet;

use chappe_sandbox::text::{Entity, parse_html, parse_markdown_v2};
use proptest::prelude::*;

use super::render::{Options, to_html, to_markdown_v2};
use super::utf16_len;
use crate::types::MessageEntity;

const INLINE: &[&str] =
    &["bold", "italic", "underline", "strikethrough", "spoiler", "code", "pre", "text_link", "hashtag"];

fn entity(kind: &str, offset: usize, end: usize) -> MessageEntity {
    let length = end.saturating_sub(offset) as i64;
    MessageEntity {
        url: Some("https://x.y/?a=)\\".to_owned()),
        ..MessageEntity::new(kind, offset as i64, length)
    }
}

/// A text of lines, with entities anywhere and quotes around some of the lines.
fn any_case() -> impl Strategy<Value = (String, Vec<MessageEntity>)> {
    let line = ("[abé_*`~|>#<&\\[\\]()\\\\! ]{1,6}", 0..4_u8);
    proptest::collection::vec(line, 1..5).prop_flat_map(|lines| {
        let mut text = String::new();
        let mut quotes = Vec::new();
        for (line, quoted) in lines {
            let start = utf16_len(&text);
            text += &line;
            match quoted {
                0 => quotes.push(entity("blockquote", start, utf16_len(&text))),
                1 => quotes.push(entity("expandable_blockquote", start, utf16_len(&text))),
                _ => {}
            }
            text.push('\n');
        }
        text.pop();
        let len = utf16_len(&text);
        let inline =
            (proptest::sample::select(INLINE), 0..=len, 0..=len).prop_map(|(k, a, b)| entity(k, a, b));
        (Just(text), proptest::collection::vec(inline, 0..7), Just(quotes)).prop_map(
            |(text, inline, quotes)| {
                let mut entities = quotes;
                entities.extend(inline);
                (text, entities)
            },
        )
    })
}

type Marks = Vec<BTreeSet<String>>;

/// Which formatting each code unit has.
fn marks<'a>(text: &str, entities: impl Iterator<Item = (&'a str, usize, usize)>) -> Marks {
    let mut marks = vec![BTreeSet::new(); utf16_len(text)];
    for (kind, offset, length) in entities.filter(|(kind, ..)| *kind != "hashtag") {
        for mark in marks.iter_mut().skip(offset).take(length) {
            mark.insert(kind.to_owned());
        }
    }
    marks
}

fn of_parsed(text: &str, entities: &[Entity]) -> Marks {
    marks(text, entities.iter().map(|e| (e.kind, e.offset, e.length)))
}

fn of_sent(text: &str, entities: &[MessageEntity]) -> Marks {
    marks(text, entities.iter().map(|e| (e.kind.as_str(), e.offset as usize, e.length as usize)))
}

fn is_code(marks: &BTreeSet<String>) -> bool {
    marks.contains("code") || marks.contains("pre")
}

/// The formatting is what was sent, but that code may have lost what was inside it, and line ends anything.
fn same(text: &str, got: &Marks, sent: &Marks) -> Result<(), TestCaseError> {
    for (unit, (got, sent)) in text.encode_utf16().zip(got.iter().zip(sent)) {
        if unit == u16::from(b'\n') {
            continue;
        }
        prop_assert!(got.is_subset(sent), "{got:?} of {sent:?}");
        prop_assert_eq!(is_code(got), is_code(sent));
        if !is_code(sent) {
            prop_assert_eq!(got, sent);
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn html_is_read_back((text, entities) in any_case()) {
        let html = to_html(&text, &entities, Options::new());
        let parsed = parse_html(&html).map_err(|error| TestCaseError::fail(format!("{error}: {html}")))?;
        prop_assert_eq!(&parsed.text, &text, "{}", html);
        same(&text, &of_parsed(&text, &parsed.entities), &of_sent(&text, &entities))
            .map_err(|error| TestCaseError::fail(format!("{error}: {html}")))?;
    }

    #[test]
    fn markdown_is_read_back((text, entities) in any_case()) {
        let markdown = to_markdown_v2(&text, &entities, Options::new());
        let parsed = parse_markdown_v2(&markdown).map_err(|e| TestCaseError::fail(format!("{e}: {markdown}")))?;
        prop_assert_eq!(&parsed.text, &text, "{}", markdown);
        same(&text, &of_parsed(&text, &parsed.entities), &of_sent(&text, &entities))
            .map_err(|error| TestCaseError::fail(format!("{error}: {markdown}")))?;
    }
}

#[test]
fn a_language_is_read_back() {
    let pre = [MessageEntity::new("pre", 0, 4).language("rust")];
    for parsed in [
        parse_html(&to_html("`a\\b", &pre, Options::new())),
        parse_markdown_v2(&to_markdown_v2("`a\\b", &pre, Options::new())),
    ] {
        let parsed = parsed.expect("both are well-formed");
        assert_eq!(parsed.text, "`a\\b");
        assert_eq!(parsed.entities[0].to_json()["language"], "rust");
    }
}
