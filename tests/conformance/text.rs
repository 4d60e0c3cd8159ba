//! python-telegram-bot's entities and snippets.

use chappe::text::render::{MarkdownError, Options, to_bbcode, to_html, to_markdown, to_markdown_v2};
use chappe::text::{self, DeepLinkError, Entity};
use chappe::types::{EntityType, MessageEntity, PhotoSize};
use serde_json::{Value, json};

use crate::{Case, array, equal, ptb};

pub fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for case in array(&ptb()["entities"]) {
        let id = case["id"].as_str().unwrap_or_default();
        for (field, expected) in case.as_object().into_iter().flatten() {
            if !["id", "text", "entities"].contains(&field.as_str()) {
                cases.push((format!("{id} {field}"), entity_case(case, field, expected)));
            }
        }
    }
    for (name, expected) in ptb()["snippets"].as_object().into_iter().flatten() {
        if !name.ends_with("_note") {
            cases.push((format!("snippet {name}"), snippet(name, expected)));
        }
    }
    cases
}

fn entity_case(case: &Value, field: &str, expected: &Value) -> Result<(), String> {
    let text = case["text"].as_str().ok_or("no text")?;
    let entities = &case["entities"];
    let entities: Vec<MessageEntity> =
        serde_json::from_value(entities.clone()).map_err(|error| error.to_string())?;
    // Where python-telegram-bot cannot decode what a cut surrogate pair leaves, chappe leaves the entity out.
    let cut = expected["error"].as_str().is_some_and(|error| error.starts_with("UnicodeDecodeError"));
    let found = text::entities(text, &entities);
    let list = |keep: fn(&Entity<'_>) -> bool| -> Value {
        found.iter().filter(|entity| keep(entity)).map(|e| with_text(e)).collect::<Vec<_>>().into()
    };
    let plain = Options::new();
    let got = match field {
        "parse_entities" => list(|_| true),
        "parse_entities_bold_only" => list(|entity| entity.kind == EntityType::Bold),
        "text_markdown_v1" => {
            return markdown_v1(&to_markdown(text, &entities, plain), &entities, expected, cut);
        }
        _ => {
            let render: fn(&str, &[MessageEntity], Options) -> String = match field.trim_end_matches("_urled")
            {
                "text_html" => to_html,
                "text_markdown_v2" => to_markdown_v2,
                "bbcode" => to_bbcode,
                _ => return Err("not known here".to_owned()),
            };
            let options = if field.ends_with("_urled") { plain.urled() } else { plain };
            let ours = render(text, &entities, options);
            if cut {
                let sound: Vec<_> = found.iter().map(|entity| entity.entity().clone()).collect();
                return equal("without the entity", &ours.into(), &render(text, &sound, options).into());
            }
            // Telegram would not read what python-telegram-bot writes here: see `Options::ptb`.
            if faulty(field, text, &found) {
                equal("as python-telegram-bot", &render(text, &entities, options.ptb()).into(), expected)?;
                return if json!(ours) == *expected {
                    Err("nothing is wrong with it".to_owned())
                } else {
                    Ok(())
                };
            }
            equal("as python-telegram-bot", &render(text, &entities, options.ptb()).into(), expected)?;
            ours.into()
        }
    };
    if cut {
        return equal("sound entities", &json!(array(&got).len()), &json!(0));
    }
    equal(field, &got, expected)
}

fn with_text(entity: &Entity<'_>) -> Value {
    let mut json = serde_json::to_value(entity.entity()).unwrap_or_default();
    json["text"] = entity.text.into();
    // Recorded are only these four.
    let kept = ["type", "offset", "length", "text"].map(|key| (key.to_owned(), json[key].clone()));
    Value::Object(kept.into_iter().collect())
}

/// Whether the recorded text is one that Telegram (or a forum) would read as something else.
fn faulty(field: &str, text: &str, found: &[Entity<'_>]) -> bool {
    let addresses = || found.iter().filter_map(|entity| entity.url.as_deref());
    let any = |kind: EntityType| found.iter().find(|entity| entity.kind == kind);
    let inside =
        |a: &Entity<'_>, b: &Entity<'_>| a.offset < b.offset + b.length && b.offset < a.offset + a.length;
    let nested = found.iter().enumerate().any(|(i, a)| found[..i].iter().any(|b| inside(a, b)));
    match field.trim_end_matches("_urled") {
        // An address is not escaped, and `class="rust"` is no language: Telegram reads `language-rust`.
        "text_html" => {
            addresses().any(|url| text::html::escape(url) != url)
                || any(EntityType::Pre).is_some_and(|entity| entity.language.is_some())
        }
        // Underscores run together; a quote that does not end with its line takes in the rest of it.
        "text_markdown_v2" => {
            let italic =
                any(EntityType::Italic).zip(any(EntityType::Underline)).is_some_and(|(a, b)| inside(a, b));
            let quotes = found.iter().filter(|entity| entity.kind.as_str().ends_with("blockquote"));
            italic || quotes.into_iter().any(|quote| !own_lines(text, quote))
        }
        // What is nested comes more than once.
        "bbcode" => nested,
        _ => false,
    }
}

fn own_lines(text: &str, quote: &Entity<'_>) -> bool {
    let end = quote.offset + quote.length;
    let before = text::slice(text, 0, quote.offset).unwrap_or_default();
    let after = text::slice(text, end, text::utf16_len(text) as i64 - end).unwrap_or_default();
    (before.is_empty() || before.ends_with('\n')) && (after.is_empty() || after.starts_with('\n'))
}

fn markdown_v1(
    ours: &Result<String, MarkdownError>,
    entities: &[MessageEntity],
    expected: &Value,
    cut: bool,
) -> Result<(), String> {
    match (ours, expected["error"].as_str()) {
        (Ok(_), Some(_)) if cut => Ok(()),
        (Ok(text), None) => equal("text", &text.as_str().into(), expected),
        (Err(MarkdownError::Nested), Some(error)) if error.contains("Nested") => Ok(()),
        // Of several that cannot be written, either may be named.
        (Err(MarkdownError::Unsupported(_)), Some(error)) => {
            let named = |kind: &EntityType| {
                error.to_lowercase().contains(&format!(": {} entities", kind.as_str().replace('_', " ")))
            };
            if entities.iter().any(|entity| named(&entity.kind)) {
                Ok(())
            } else {
                Err(format!("expected {error}"))
            }
        }
        (ours, _) => Err(format!("got {ours:?}, expected {expected}")),
    }
}

fn snippet(name: &str, expected: &Value) -> Result<(), String> {
    let got: Value = match name {
        "flag" => {
            let codes = expected.as_object().into_iter().flatten();
            codes
                .map(|(code, _)| (code.clone(), text::flag(code).into()))
                .collect::<serde_json::Map<_, _>>()
                .into()
        }
        "build_menu" => return array(expected).iter().try_for_each(menu),
        "get_closest" => return array(expected).iter().try_for_each(photo),
        "deep_link_errors" => return array(expected).iter().try_for_each(deep_link_error),
        "mention_html" => text::mention_html(9, "A <b> & \"c\"").into(),
        "mention_markdown_v2" => text::mention_markdown(9, "A_b*c]").into(),
        "mention_markdown_v1" => text::markdown::mention_v1(9, "A_b").into(),
        "escape_markdown_v1" => text::markdown::escape_v1("_*`[a](b).").into(),
        "escape_markdown_v2" => text::markdown::escape(r"_*[]()~`>#+-=|{}.!\a").into(),
        "escape_markdown_v2_code" => text::markdown::escape_code(r"`\_*").into(),
        "escape_markdown_v2_text_link" => text::markdown::escape_link(r"a)b\c").into(),
        "deep_link" => text::deep_link("MyTestBot", "abc-1_2").ok().into(),
        "deep_link_group" => text::deep_link_group("MyTestBot", "abc").ok().into(),
        _ => return Err("not known here".to_owned()),
    };
    equal(name, &got, expected)
}

fn menu(case: &Value) -> Result<(), String> {
    // One button or a row of them.
    let part = |part: &Value| {
        if part.is_null() { vec![] } else { part.as_array().cloned().unwrap_or(vec![part.clone()]) }
    };
    let columns = case["n_cols"].as_u64().and_then(|n| usize::try_from(n).ok()).ok_or("no columns")?;
    let buttons = array(&case["buttons"]).iter().cloned();
    let rows = chappe::keyboard::build_menu(buttons, columns, part(&case["header"]), part(&case["footer"]));
    equal("rows", &json!(rows), &case["rows"])
}

fn photo(case: &Value) -> Result<(), String> {
    let number = |value: &Value, at: usize| value[at].as_i64().unwrap_or_default();
    let size = |value: &Value| PhotoSize {
        width: number(value, 0),
        height: number(value, 1),
        ..PhotoSize::default()
    };
    let sizes: Vec<_> = array(&case["photos"]).iter().map(size).collect();
    let closest = chappe::photo::closest(&sizes, number(&case["desired"], 0), number(&case["desired"], 1));
    equal("closest", &json!(closest.map(|size| [size.width, size.height])), &case["result"])
}

/// What went in is not recorded: of each error, that which gives it.
fn deep_link_error(case: &Value) -> Result<(), String> {
    let error = case["error"].as_str().unwrap_or_default();
    let (got, expected) = if error.contains("characters are allowed") {
        (text::deep_link("MyTestBot", "a b"), DeepLinkError::Characters)
    } else if error.contains("must not exceed") {
        (text::deep_link("MyTestBot", &"a".repeat(65)), DeepLinkError::TooLong)
    } else if error.contains("valid bot_username") {
        (text::deep_link("bot", "a"), DeepLinkError::Username)
    } else {
        return Err(format!("not known here: {error}"));
    };
    if got == Err(expected) { Ok(()) } else { Err(format!("got {got:?}, expected {expected:?}")) }
}
