//! Custom emoji and times, which both markups can write.

use super::{Entity, url};

/// The entity of a custom emoji by its identifier.
pub(super) fn emoji(id: &str, offset: usize, length: usize) -> Result<Entity, String> {
    match id.parse::<i64>() {
        Ok(number) if number != 0 => {
            Ok(Entity::with("custom_emoji", offset, length, "custom_emoji_id", number.to_string().into()))
        }
        _ => Err("Invalid custom emoji identifier specified".into()),
    }
}

/// The entity of a moment, shown in a format; nothing when the moment is none.
///
/// # Errors
///
/// When the format is none.
pub(super) fn time(unix: &str, format: &str, offset: usize, length: usize) -> Result<Option<Entity>, String> {
    let format = spelled(format).ok_or("Invalid date format used")?;
    let Some(unix) = leading(unix).filter(|unix| *unix > 0) else { return Ok(None) };
    let mut entity = Entity::with("date_time", offset, length, "unix_time", unix.into());
    if !format.is_empty() {
        entity.more = Some(("date_time_format", format.into()));
    }
    Ok(Some(entity))
}

/// The number that a text begins with.
fn leading(text: &str) -> Option<i64> {
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    text[..digits].parse().ok()
}

/// `r` alone for relative, or else any of the weekday, the date and the time, in this order, short or long.
fn spelled(format: &str) -> Option<String> {
    if format == "r" {
        return Some(format.to_owned());
    }
    if !format.chars().all(|c| matches!(c, 'w' | 'W' | 'd' | 'D' | 't' | 'T')) {
        return None;
    }
    let one = |long: char, short: char| [long, short].into_iter().find(|c| format.contains(*c));
    let weekday = format.contains(['w', 'W']).then_some('w');
    Some([weekday, one('D', 'd'), one('T', 't')].into_iter().flatten().collect())
}

/// The entity of `![text](url)`, by the link.
pub(super) fn by_link(link: &str, offset: usize, length: usize) -> Result<Entity, String> {
    const INVALID: &str = "Invalid tg://emoji or tg://time URL specified";
    let (place, query) = url::app_link(link).ok_or(INVALID)?;
    match place.as_str() {
        "emoji" => {
            emoji(url::parameter(query, "id").ok_or(INVALID)?, offset, length).map_err(|_| INVALID.to_owned())
        }
        "time" => {
            let unix = url::parameter(query, "unix").ok_or(INVALID)?;
            let format = url::parameter(query, "format").unwrap_or_default();
            if !unix.parse().is_ok_and(|unix: i64| unix > 0) {
                return Err(INVALID.into());
            }
            time(unix, format, offset, length)?.ok_or_else(|| INVALID.to_owned())
        }
        _ => Err(INVALID.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_is_relative_or_made_of_parts() {
        for (format, kept) in
            [("", ""), ("r", "r"), ("w", "w"), ("Dt", "Dt"), ("wDT", "wDT"), ("tTdDW", "wDT")]
        {
            assert_eq!(spelled(format).as_deref(), Some(kept), "{format}");
        }
        for format in ["rr", "rw", "x", "d x"] {
            assert_eq!(spelled(format), None, "{format}");
        }
    }

    #[test]
    fn a_link_makes_an_emoji_or_a_moment() {
        assert_eq!(by_link("tg://emoji?id=7", 0, 2).unwrap().kind, "custom_emoji");
        let time = by_link("tg://time?unix=86400&format=wDT", 0, 5).unwrap();
        assert_eq!(time.to_json()["date_time_format"], "wDT");
        for link in ["https://a.org", "tg://time?unix=-1", "tg://emoji?id=x", "tg://other?id=1"] {
            let error = by_link(link, 0, 1).unwrap_err();
            assert_eq!(error, "Invalid tg://emoji or tg://time URL specified", "{link}");
        }
    }
}
