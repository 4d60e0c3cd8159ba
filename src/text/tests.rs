//! Properties that hold for any text and any entities, and the renderings that the recorded facts do not show.

use proptest::prelude::*;

use super::render::{Options, to_bbcode, to_html, to_markdown, to_markdown_v2};
use super::*;
use crate::types::{EntityType, MessageEntity, Timestamp, User};

const KINDS: &[&str] = &[
    "mention",
    "hashtag",
    "url",
    "bold",
    "italic",
    "underline",
    "strikethrough",
    "spoiler",
    "blockquote",
    "expandable_blockquote",
    "code",
    "pre",
    "text_link",
    "text_mention",
    "custom_emoji",
    "date_time",
    "unheard_of",
];

fn entity(kind: &str, offset: i64, length: i64) -> MessageEntity {
    MessageEntity {
        url: Some("https://x.y/?a=1&b=)\"".to_owned()),
        language: Some("rust".to_owned()),
        custom_emoji_id: Some("5".to_owned()),
        unix_time: Some(Timestamp(7)),
        user: Some(Box::new(User::default())),
        ..MessageEntity::new(kind, offset, length)
    }
}

/// Offsets that are right, slightly off, and absurd.
fn any_entity(len: i64) -> impl Strategy<Value = MessageEntity> {
    let number = || prop_oneof![8 => 0..=len, 2 => -3..=len + 3, 1 => any::<i64>()];
    (proptest::sample::select(KINDS), number(), number()).prop_map(|(kind, a, b)| entity(kind, a, b))
}

fn any_case() -> impl Strategy<Value = (String, Vec<MessageEntity>)> {
    "[ab😀é_*`~|>\\n<&\\[\\]()\\\\! ]{0,24}".prop_flat_map(|text| {
        let len = utf16_len(&text) as i64;
        (Just(text), proptest::collection::vec(any_entity(len), 0..8))
    })
}

/// What JavaScript makes of the same offsets; `None` where that begins or ends inside a pair.
fn substring(text: &str, offset: i64, length: i64) -> Option<String> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let clamp = |n: i64| n.clamp(0, units.len() as i64) as usize;
    let (a, b) = (clamp(offset), clamp(offset.saturating_add(length)));
    String::from_utf16(&units[..a.min(b)]).ok()?;
    String::from_utf16(&units[a.min(b)..a.max(b)]).ok()
}

proptest! {
    #[test]
    fn slices_are_what_utf16_says(text in "\\PC{0,40}", offset in -2..50_i64, length in -2..50_i64) {
        let fits = offset >= 0 && length >= 0 && offset + length <= utf16_len(&text) as i64;
        let part = substring(&text, offset, length).filter(|_| fits);
        prop_assert_eq!(slice(&text, offset, length), part.as_deref());
    }

    #[test]
    fn offsets_of_bytes_are_those_of_utf16(text in "\\PC{0,40}", index in 0..200_usize) {
        let whole: usize = text.char_indices().take_while(|(i, _)| *i < index).map(|(_, c)| c.len_utf16()).sum();
        prop_assert_eq!(utf16_offset(&text, index), whole);
    }

    #[test]
    fn entities_have_the_text_that_javascript_gives((text, entities) in any_case()) {
        let found = super::entities(&text, &entities);
        let expected: Vec<String> = entities.iter()
            .filter_map(|e| substring(&text, e.offset, e.length))
            .collect();
        prop_assert_eq!(found.iter().map(|e| e.text).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn rendering_never_panics_and_loses_no_text((text, entities) in any_case()) {
        for options in [Options::new(), Options::new().urled()] {
            for options in [options, options.ptb()] {
                to_html(&text, &entities, options);
                to_markdown_v2(&text, &entities, options);
                let _ = to_markdown(&text, &entities, options);
                to_bbcode(&text, &entities, options);
            }
            prop_assert_eq!(unescape(&without_tags(&to_html(&text, &entities, options))), text.clone());
        }
    }

    #[test]
    fn html_tags_are_balanced((text, entities) in any_case()) {
        let html = to_html(&text, &entities, Options::new());
        let mut open = Vec::new();
        for tag in html.split('<').skip(1) {
            let name = tag.split(['>', ' ']).next().unwrap_or_default();
            match name.strip_prefix('/') {
                Some(name) => prop_assert_eq!(open.pop(), Some(name)),
                None => open.push(name),
            }
        }
        prop_assert!(open.is_empty());
    }

    #[test]
    fn parts_fit_and_are_in_the_text(text in "[a😀 \\n]{0,60}", limit in 2..20_usize) {
        let mut rest = text.as_str();
        for part in split(&text, limit) {
            prop_assert!(utf16_len(part) <= limit);
            let at = rest.find(part);
            prop_assert!(at.is_some_and(|at| rest[..at].trim().is_empty()));
            rest = &rest[at.unwrap_or_default() + part.len()..];
        }
        prop_assert!(rest.trim().is_empty());
    }

    #[test]
    fn split_texts_have_sound_entities((text, entities) in any_case(), limit in 0..12_usize) {
        let text = FormattedText::with_entities(text, &entities);
        for part in text.split(limit) {
            for entity in part.entities() {
                prop_assert!(slice(part.as_str(), entity.offset, entity.length).is_some());
            }
        }
    }
}

fn without_tags(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some((before, tag)) = rest.split_once('<') {
        text.push_str(before);
        rest = tag.split_once('>').map_or("", |(_, after)| after);
    }
    text + rest
}

fn unescape(html: &str) -> String {
    let named = html.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#x27;", "'");
    named.replace("&amp;", "&")
}

fn markdown(text: &str, entities: &[MessageEntity]) -> String {
    to_markdown_v2(text, entities, Options::new())
}

#[test]
fn underscores_are_kept_apart() {
    let both = |outer, inner| markdown("ab", &[entity(outer, 0, 2), entity(inner, 0, 2)]);
    assert_eq!(both("underline", "italic"), "___ab_**__");
    assert_eq!(both("italic", "underline"), "_**__ab___");
    assert_eq!(markdown("ab", &[entity("italic", 0, 1), entity("italic", 1, 1)]), "_a_**_b_");
    assert_eq!(markdown("ab", &[entity("underline", 0, 1), entity("italic", 1, 1)]), "__a___b_");
}

#[test]
fn quotes_in_markdown_stand_on_their_own_lines() {
    assert_eq!(markdown("a\nb\nc", &[entity("blockquote", 2, 1)]), "a\n>b\nc");
    assert_eq!(markdown("a\n\nb", &[entity("blockquote", 0, 4)]), ">a\n>\n>b");
    assert_eq!(markdown("a\nb", &[entity("blockquote", 0, 2)]), ">a\nb");
    assert_eq!(markdown("a b", &[entity("blockquote", 2, 1)]), "a b");
    assert_eq!(markdown("a b", &[entity("blockquote", 0, 1)]), "a b");
}

#[test]
fn neighbouring_quotes_stay_two() {
    let quotes = [entity("blockquote", 0, 1), entity("expandable_blockquote", 2, 1)];
    assert_eq!(markdown("a\nb", &quotes), ">a\n**>b||");
}

#[test]
fn what_holds_a_quote_is_split_at_its_ends() {
    let entities = [entity("bold", 0, 5), entity("blockquote", 2, 1)];
    assert_eq!(markdown("a\nb\nc", &entities), "*a*\n>*b*\n*c*");
}

#[test]
fn lines_of_code_in_a_quote_are_not_quoted_again() {
    assert_eq!(markdown("a\nb", &[entity("blockquote", 0, 3), entity("code", 0, 3)]), ">`a\nb`");
}

#[test]
fn code_holds_no_other_markup_in_markdown() {
    assert_eq!(markdown("a_b", &[entity("code", 0, 3), entity("bold", 1, 1)]), "`a_b`");
    assert_eq!(markdown("ab", &[entity("bold", 0, 2), entity("bold", 1, 1)]), "*ab*");
}

#[test]
fn a_language_is_a_single_word() {
    let pre = |language: &str| MessageEntity::new(EntityType::Pre, 0, 1).language(language);
    assert_eq!(markdown("`", &[pre("c++")]), "```c++\n\\````");
    assert_eq!(markdown("`", &[pre("a b")]), "```\n\\````");
}

#[test]
fn addresses_are_escaped() {
    let link = [entity("text_link", 0, 1)];
    assert_eq!(markdown("x", &link), "[x](https://x.y/?a=1&b=\\)\")");
    assert_eq!(to_html("x", &link, Options::new()), "<a href=\"https://x.y/?a=1&amp;b=)&quot;\">x</a>");
}

#[test]
fn special_entities() {
    let entities = [
        entity("custom_emoji", 0, 2),
        entity("date_time", 3, 1).date_time_format("Dt"),
        entity("text_mention", 5, 1),
    ];
    assert_eq!(
        markdown("😀 x y", &entities),
        "![😀](tg://emoji?id=5) ![x](tg://time?unix=7&format=Dt) [y](tg://user?id=0)"
    );
    assert_eq!(
        to_html("😀 x y", &entities, Options::new()),
        "<tg-emoji emoji-id=\"5\">😀</tg-emoji> <tg-time unix=\"7\" format=\"Dt\">x</tg-time> \
         <a href=\"tg://user?id=0\">y</a>"
    );
}

#[test]
fn entities_that_overlap_partly_are_split() {
    let entities = [entity("bold", 0, 3), entity("italic", 2, 3)];
    assert_eq!(to_html("abcde", &entities, Options::new()), "<b>ab<i>c</i></b><i>de</i>");
    assert_eq!(to_bbcode("abcde", &entities, Options::new()), "[b]ab[i]c[/i][/b][i]de[/i]");
}

#[test]
fn mentions_lead_to_pages_in_bbcode() {
    assert_eq!(
        to_bbcode("@ada", &[entity("mention", 0, 4)], Options::new()),
        "[url=https://t.me/ada]@ada[/url]"
    );
}

#[test]
fn an_absurd_list_of_crossing_entities_is_rendered_at_once() {
    let text = "ab".repeat(10_000);
    let entities: Vec<_> = (0..10_000).map(|i| entity("bold", i, 10_000)).collect();
    assert!(to_html(&text, &entities, Options::new()).len() < 10_000_000);
    assert!(markdown(&text, &entities).len() < 10_000_000);
}
