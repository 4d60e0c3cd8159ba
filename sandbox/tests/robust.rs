//! Nothing that anybody writes makes the sandbox panic, and nothing costs it more than a bounded amount of memory.

#[path = "robust/requests.rs"]
mod requests;

use chappe_sandbox::text::{
    Entity, Formatted, find_entities, is_email, parse_html, parse_markdown, parse_markdown_v2,
};
use proptest::prelude::*;

/// Texts rich in what the parsers look at.
fn texts() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-z]{0,3}",
        "[@/#$.:?&<>\"'=()\\[\\]{}|~_*`!\\\\ \n\r>-]{1,3}",
        Just("😀".to_owned()),
        Just("http://a.com".to_owned()),
        Just("<a href=".to_owned()),
        Just("</b>".to_owned()),
        Just("&lt".to_owned()),
        Just("```".to_owned()),
        Just("![x](tg://emoji?id=5)".to_owned()),
        any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}

/// Every entity marks a part of the text that is whole characters.
fn inside(text: &str, entities: &[Entity]) -> Result<(), TestCaseError> {
    let units: Vec<u16> = text.encode_utf16().collect();
    for entity in entities {
        let part = units.get(entity.offset..entity.offset + entity.length);
        prop_assert!(part.is_some_and(|part| !part.is_empty()), "{entity:?} in {text:?}");
        prop_assert!(String::from_utf16(part.unwrap_or_default()).is_ok(), "{entity:?} in {text:?}");
    }
    Ok(())
}

proptest! {
    #[test]
    fn found_entities_lie_inside_and_apart(text in texts()) {
        let found = find_entities(&text);
        inside(&text, &found)?;
        prop_assert!(found.windows(2).all(|two| two[0].offset + two[0].length <= two[1].offset));
        is_email(&text);
    }

    #[test]
    fn parsed_entities_lie_inside(text in texts()) {
        for parse in [parse_html, parse_markdown, parse_markdown_v2] {
            if let Ok(Formatted { text, entities, .. }) = parse(&text) {
                inside(&text, &entities)?;
            }
        }
    }
}
