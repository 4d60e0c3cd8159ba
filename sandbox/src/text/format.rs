//! What Telegram makes of a text that a bot sends.

use serde_json::Value;

use super::builder::sort;
use super::{Entity, Formatted, find_entities, parse_html, parse_markdown, parse_markdown_v2};

/// Kinds inside which nothing else is found.
const OPAQUE: [&str; 6] = ["pre", "code", "text_link", "text_mention", "custom_emoji", "url"];

/// The kinds that a bot may give by itself.
const GIVEN: [&str; 20] = [
    "mention",
    "hashtag",
    "cashtag",
    "bot_command",
    "url",
    "email",
    "phone_number",
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
pub(crate) fn format(text: &str, mode: &str, given: &[Value]) -> Result<Formatted, String> {
    let parsed = match mode.to_ascii_lowercase().as_str() {
        "" | "none" => Ok(Formatted { text: text.to_owned(), entities: read(given) }),
        "html" => parse_html(text),
        "markdown" => parse_markdown(text),
        "markdownv2" => parse_markdown_v2(text),
        _ => return Err("unsupported parse_mode".into()),
    };
    let mut formatted = parsed.map_err(|error| format!("can't parse entities: {error}"))?;
    trim(&mut formatted);
    for entity in find_entities(&formatted.text) {
        let clashes = formatted.entities.iter().any(|other| {
            let apart =
                other.offset + other.length <= entity.offset || entity.offset + entity.length <= other.offset;
            let within =
                other.offset <= entity.offset && entity.offset + entity.length <= other.offset + other.length;
            let around =
                entity.offset <= other.offset && other.offset + other.length <= entity.offset + entity.length;
            !apart && (OPAQUE.contains(&other.kind) || other.kind == entity.kind || !(within || around))
        });
        if !clashes {
            formatted.entities.push(entity);
        }
    }
    sort(&mut formatted.entities);
    Ok(formatted)
}

/// Entities that were given as objects; what is none is left out.
fn read(given: &[Value]) -> Vec<Entity> {
    given
        .iter()
        .filter_map(|entity| {
            let kind = entity.get("type")?.as_str()?;
            let kind = GIVEN.into_iter().find(|known| *known == kind)?;
            let number = |name: &str| usize::try_from(entity.get(name)?.as_u64()?).ok();
            let (offset, length) = (number("offset")?, number("length")?);
            let mut read = Entity::new(kind, offset, length);
            let field = |name: &'static str| entity.get(name).map(|value| (name, value.clone()));
            match kind {
                "text_link" => {
                    read.extra = Some(("url", super::url::checked(entity.get("url")?.as_str()?)?.into()));
                }
                "text_mention" => read.extra = Some(field("user")?),
                "pre" => read.extra = field("language"),
                "custom_emoji" => read.extra = Some(field("custom_emoji_id")?),
                "date_time" => {
                    read.extra = Some(field("unix_time")?);
                    read.more = field("date_time_format");
                }
                _ => {}
            }
            Some(read)
        })
        .collect()
}

/// Takes the white space off both ends, and cuts entities to what remains.
fn trim(formatted: &mut Formatted) {
    let text = formatted.text.trim_end();
    let kept = text.trim_start();
    let before = super::length(&text[..text.len() - kept.len()]);
    let total = super::length(kept);
    formatted.entities.retain_mut(|entity| {
        let end = entity.offset.saturating_add(entity.length).saturating_sub(before).min(total);
        entity.offset = entity.offset.saturating_sub(before);
        entity.length = end.saturating_sub(entity.offset);
        entity.length > 0
    });
    formatted.text = kept.to_owned();
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
        assert_eq!(kinds("<b>go /start</b>", "HTML"), [("bold", 0, 9), ("bot_command", 3, 6)]);
        assert_eq!(kinds("<code>/start</code>", "html"), [("code", 0, 6)]);
    }

    #[test]
    fn white_space_at_the_ends_goes() {
        let formatted = format("  <b> a </b>\n", "HTML", &[]).unwrap();
        assert_eq!(formatted.text, "a");
        assert_eq!((formatted.entities[0].offset, formatted.entities[0].length), (0, 1));
    }

    #[test]
    fn given_entities_stay_inside_the_text() {
        let given = [serde_json::json!({"type": "bold", "offset": 1, "length": 99}), serde_json::json!(7)];
        let formatted = format("abc", "", &given).unwrap();
        assert_eq!((formatted.entities[0].offset, formatted.entities[0].length), (1, 2));
    }

    #[test]
    fn an_unknown_mode_is_refused() {
        assert_eq!(format("a", "bbcode", &[]).unwrap_err(), "unsupported parse_mode");
    }
}
