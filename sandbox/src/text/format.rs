//! What Telegram makes of a text that a bot sends.

use serde_json::Value;

use super::clean::{clean, is_empty};
use super::fix::{Blanks, fix, limit, merge, trim};
use super::{Entity, Formatted, find_entities, parse_html, parse_markdown, parse_markdown_v2, url};

/// The longest text that is looked at, in bytes.
const LONGEST: usize = 1 << 15;
/// Where no entity begins, and longer than any is.
const FAR: i64 = 1_000_000;

/// The kinds that a bot may give by itself; others are found in the text, whatever is given.
pub(super) const GIVEN: [&str; 13] = [
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
];

/// The plain text and all its entities: those of the markup or those given, and those that are found.
///
/// The text may be empty in the end.
///
/// # Errors
///
/// Telegram's words for what is wrong with the markup or with the entities.
pub(crate) fn format(text: &str, mode: &str, given: &[Value]) -> Result<Formatted, String> {
    if text.len() > LONGEST {
        return Err("text is too long".into());
    }
    let parsed = match mode.to_ascii_lowercase().as_str() {
        _ if text.is_empty() => return Ok(Formatted::default()),
        "" | "none" => return finish(Formatted { text: text.to_owned(), entities: read(given)? }),
        "html" => parse_html(text),
        "markdown" => parse_markdown(text),
        "markdownv2" => parse_markdown_v2(text),
        _ => return Err("unsupported parse_mode".into()),
    };
    finish(parsed.map_err(|error| format!("can't parse entities: {error}"))?)
}

/// Cleans and trims a text, makes its entities nest, and adds what is found in it.
fn finish(formatted: Formatted) -> Result<Formatted, String> {
    let Formatted { text, mut entities } = formatted;
    entities.retain(|entity| entity.length > 0);
    if !entities.is_empty() {
        fix(&mut entities);
    }
    let text = clean(&text, &mut entities).map_err(|why| lower_first(&why))?;
    if is_empty(&text) {
        return Ok(Formatted::default());
    }
    if !entities.is_empty() {
        trim(&mut entities, &Blanks::of(&text));
        fix(&mut entities);
    }
    let text = cut_ends(&text, &mut entities);
    limit(&mut entities);
    merge(&mut entities, find_entities(&text));
    if !entities.is_empty() {
        trim(&mut entities, &Blanks::of(&text));
    }
    Ok(Formatted { text, entities })
}

/// Takes the blanks off both ends; those at the beginning stay where an entity begins with them.
fn cut_ends(text: &str, entities: &mut Vec<Entity>) -> String {
    let blank = [' ', '\n'];
    let text = text.trim_end_matches(blank);
    let total = super::length(text);
    entities.retain_mut(|entity| {
        entity.length = entity.length.min(total.saturating_sub(entity.offset));
        entity.length > 0
    });
    let first = entities.iter().map(|entity| entity.offset).min().unwrap_or(total);
    // Blanks are as long in bytes as in units.
    let before = (text.len() - text.trim_start_matches(blank).len()).min(first);
    for entity in entities.iter_mut() {
        entity.offset -= before;
    }
    super::builder::sort(entities);
    text.get(before..).unwrap_or_default().to_owned()
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

/// Entities that were given as objects; what is none is left out.
fn read(given: &[Value]) -> Result<Vec<Entity>, String> {
    let mut read = Vec::with_capacity(given.len());
    for entity in given {
        let Some((kind, offset, length)) = place(entity) else { continue };
        for (name, number) in [("offset", offset), ("length", length)] {
            if !(0..=FAR).contains(&number) {
                return Err(format!("receive an entity with incorrect {name} {number}"));
            }
        }
        let (Ok(offset), Ok(length)) = (usize::try_from(offset), usize::try_from(length)) else { continue };
        read.extend(with_fields(entity, Entity::new(kind, offset, length))?);
    }
    Ok(read)
}

fn place(entity: &Value) -> Option<(&'static str, i64, i64)> {
    let kind = entity.get("type")?.as_str()?;
    let kind = GIVEN.into_iter().find(|known| *known == kind)?;
    Some((kind, number(entity.get("offset")?)?, number(entity.get("length")?)?))
}

fn number(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.parse().ok())
}

/// Adds the fields that a kind has besides its place; nothing when they are not there.
fn with_fields(given: &Value, entity: Entity) -> Result<Option<Entity>, String> {
    let Entity { kind, offset, length, .. } = entity;
    let text = |name: &str| given.get(name).and_then(Value::as_str);
    Ok(match kind {
        "text_link" => match text("url") {
            None => None,
            Some(address) => match (url::user(address), url::check(address)) {
                (None, Err(why)) => return Err(format!("entity URL '{address}' is invalid: {why}")),
                _ => url::link(address, offset, length),
            },
        },
        "text_mention" => {
            let id = given.get("user").and_then(|user| user.get("id")).and_then(number);
            id.map(|id| Entity::with(kind, offset, length, "user", serde_json::json!({ "id": id })))
        }
        "pre" => Some(Entity {
            extra: text("language").filter(|name| !name.is_empty()).map(|name| ("language", name.into())),
            ..entity
        }),
        "custom_emoji" => {
            let id = given.get("custom_emoji_id").and_then(number);
            if id == Some(0) {
                return Err("invalid custom emoji identifier specified".into());
            }
            id.map(|id| Entity::with(kind, offset, length, "custom_emoji_id", id.to_string().into()))
        }
        "date_time" => given.get("unix_time").and_then(number).map(|unix| Entity {
            extra: Some(("unix_time", unix.into())),
            more: text("date_time_format").map(|format| ("date_time_format", format.into())),
            ..entity
        }),
        _ => Some(entity),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str, mode: &str) -> Vec<(&'static str, usize, usize)> {
        let formatted = format(text, mode, &[]).unwrap();
        formatted.entities.into_iter().map(|entity| (entity.kind, entity.offset, entity.length)).collect()
    }

    #[test]
    fn what_is_found_joins_the_markup() {
        assert_eq!(
            kinds("<b>go /start</b>", "HTML"),
            [("bold", 0, 3), ("bot_command", 3, 6), ("bold", 3, 6)]
        );
        assert_eq!(kinds("<code>/start</code>", "html"), [("code", 0, 6)]);
    }

    #[test]
    fn white_space_at_the_ends_goes() {
        let formatted = format("  <b> a </b>\n", "HTML", &[]).unwrap();
        assert_eq!(formatted.text, "a");
        assert_eq!((formatted.entities[0].offset, formatted.entities[0].length), (0, 1));
    }

    #[test]
    fn given_entities_lie_inside_the_text() {
        let bold = |offset: i64, length: i64| {
            let given = [serde_json::json!({"type": "bold", "offset": offset, "length": length}), 7.into()];
            let formatted = format("abc", "", &given)?;
            Ok::<_, String>(formatted.entities.iter().map(|e| (e.offset, e.length)).collect::<Vec<_>>())
        };
        assert_eq!(bold(1, 2).unwrap(), [(1, 2)]);
        assert_eq!(
            bold(1, 99).unwrap_err(),
            "entity beginning at UTF-16 offset 1 ends after the end of the text at UTF-16 offset 100"
        );
        assert_eq!(bold(-1, 2).unwrap_err(), "receive an entity with incorrect offset -1");
    }

    #[test]
    fn given_entities_need_their_fields() {
        let one = |entity: Value| format("abc", "", &[entity]).map(|formatted| formatted.entities.len());
        let at = |kind: &str, name: &str, value: Value| {
            one(serde_json::json!({"type": kind, "offset": 0, "length": 3, name: value}))
        };
        assert_eq!(at("text_link", "url", "a.org".into()), Ok(1));
        assert_eq!(at("text_link", "href", "a.org".into()), Ok(0));
        assert_eq!(
            at("text_link", "url", "a".into()),
            Err("entity URL 'a' is invalid: Wrong HTTP URL".to_owned())
        );
        assert_eq!(at("custom_emoji", "custom_emoji_id", "5".into()), Ok(1));
        assert_eq!(
            at("custom_emoji", "custom_emoji_id", 0.into()),
            Err("invalid custom emoji identifier specified".to_owned())
        );
        assert_eq!(at("mention", "x", 0.into()), Ok(0));
    }

    #[test]
    fn blanks_stay_in_what_says_more_than_its_text() {
        assert_eq!(format("  <code> a</code> ", "HTML", &[]).unwrap().text, " a");
        assert_eq!(kinds("<a href='a.org'> </a>b", "HTML"), [("text_link", 0, 1)]);
        assert_eq!(kinds("<b> </b>b<i>\n c</i>", "HTML"), [("italic", 3, 1)]);
    }

    #[test]
    fn nothing_to_be_seen_is_no_text() {
        for text in [" \n\t", "<b> </b>", "\u{200b}\u{2060}", "<b></b>"] {
            assert_eq!(format(text, "HTML", &[]).unwrap(), Formatted::default(), "{text:?}");
        }
    }

    #[test]
    fn an_unknown_mode_is_refused() {
        assert_eq!(format("a", "bbcode", &[]).unwrap_err(), "unsupported parse_mode");
    }
}
