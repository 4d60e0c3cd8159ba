//! python-telegram-bot's entities and snippets.

use chappe::text::render::{MarkdownError, Options, to_bbcode, to_html, to_markdown, to_markdown_v2};
use chappe::text::{self, DeepLinkError, Entity};
use chappe::types::{EntityType, MessageEntity, PhotoSize};
use chappe_sandbox::text::{parse_html, parse_markdown_v2};
use serde_json::{Value, json};

use crate::{Case, array, equal, ptb};

pub(crate) fn cases() -> Vec<Case> {
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
            // Byte for byte where that is asked for; otherwise as is, or as Telegram reads it better.
            equal("as python-telegram-bot", &render(text, &entities, options.ptb()).into(), expected)?;
            if ours != expected.as_str().unwrap_or_default() {
                return reads_back(field, &ours, text, &found).map_err(|error| format!("{error}: {ours}"));
            }
            return Ok(());
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

/// Whether Telegram makes of a rendering what was rendered.
fn reads_back(field: &str, ours: &str, text: &str, found: &[Entity<'_>]) -> Result<(), String> {
    let parsed = match field.trim_end_matches("_urled") {
        "text_html" => parse_html(ours)?,
        "text_markdown_v2" => parse_markdown_v2(ours)?,
        _ => return equal("without tags", &without_tags(ours).into(), &text.into()),
    };
    equal("text", &parsed.text.as_str().into(), &text.into())?;
    let read: Vec<Value> = parsed.entities.iter().map(chappe_sandbox::text::Entity::to_json).collect();
    // A quote that has no lines of its own cannot be written in MarkdownV2.
    let writable =
        |entity: &&Entity<'_>| field.starts_with("text_html") || !is_quote(entity) || own_lines(text, entity);
    let marked = found.iter().filter(writable).map(|entity| json!(entity.entity()));
    let marked: Vec<Value> = marked.filter(is_markup).collect();
    let urled = field.ends_with("_urled");
    let shown = |unit: u16| unit != u16::from(b'\n');
    for (at, _) in text.encode_utf16().enumerate().filter(|(_, unit)| shown(*unit)) {
        equal(
            &format!("formatting at {at}"),
            &formatting(&read, at, urled),
            &formatting(&marked, at, urled),
        )?;
    }
    Ok(())
}

fn is_quote(entity: &Entity<'_>) -> bool {
    matches!(entity.kind, EntityType::Blockquote | EntityType::ExpandableBlockquote)
}

fn own_lines(text: &str, quote: &Entity<'_>) -> bool {
    let (before, after) = text.split_at(quote.text.as_ptr() as usize - text.as_ptr() as usize);
    let after = &after[quote.text.trim_end_matches('\n').len()..];
    (before.is_empty() || before.ends_with('\n')) && (after.is_empty() || after.starts_with('\n'))
}

/// The formatting of one code unit, without where it begins and ends: what is split is joined by Telegram.
///
/// In code there is no other; links are left out where bare addresses have become some.
fn formatting(entities: &[Value], at: usize, urled: bool) -> Value {
    let number =
        |entity: &Value, key: &str| entity[key].as_u64().and_then(|n| usize::try_from(n).ok()).unwrap_or(0);
    let covers = |entity: &&Value| {
        (number(entity, "offset")..number(entity, "offset") + number(entity, "length")).contains(&at)
    };
    let mut kinds: Vec<String> = entities
        .iter()
        .filter(covers)
        .filter(|entity| !urled || entity["type"] != "text_link")
        .map(|entity| {
            let url = entity["url"].as_str().unwrap_or_default().trim_end_matches('/');
            format!("{} {url} {} {}", entity["type"], entity["language"], entity["custom_emoji_id"])
        })
        .collect();
    kinds.sort();
    kinds.dedup();
    match kinds.iter().find(|kind| kind.starts_with("\"code") || kind.starts_with("\"pre")) {
        Some(code) => json!(code),
        None => json!(kinds),
    }
}

/// Whether an entity is written at all: the others are found in the text again.
fn is_markup(entity: &Value) -> bool {
    let found = ["mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number"];
    !found.iter().any(|kind| entity["type"] == *kind)
}

fn without_tags(bbcode: &str) -> String {
    let tags = ["b", "i", "u", "s", "code", "pre", "url"];
    let mut text = String::new();
    let mut rest = bbcode;
    while let Some((before, after)) = rest.split_once('[') {
        let tag = after.split_once(']').filter(|(tag, _)| {
            let name = tag.trim_start_matches('/').split('=').next();
            name.is_some_and(|name| tags.contains(&name))
        });
        text.push_str(before);
        let bracket = if tag.is_none() { "[" } else { "" };
        text.push_str(bracket);
        rest = tag.map_or(after, |(_, after)| after);
    }
    text + rest
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
