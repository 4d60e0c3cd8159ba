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

/// The entity of a moment, shown in a format.
pub(super) fn time(unix: &str, format: &str, offset: usize, length: usize) -> Result<Entity, String> {
    let unix: i64 = unix.parse().ok().filter(|unix| *unix > 0).ok_or("Invalid date specified")?;
    if !is_format(format) {
        return Err("Invalid date format used".into());
    }
    let mut entity = Entity::with("date_time", offset, length, "unix_time", unix.into());
    if !format.is_empty() {
        entity.more = Some(("date_time_format", format.into()));
    }
    Ok(entity)
}

/// `r` for relative, or else a weekday, a date and a time, each of which may be missing.
fn is_format(format: &str) -> bool {
    let rest = format.strip_prefix('w').unwrap_or(format);
    let rest = rest.strip_prefix(['d', 'D']).unwrap_or(rest);
    let rest = rest.strip_prefix(['t', 'T']).unwrap_or(rest);
    format == "r" || rest.is_empty()
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
            if unix.parse::<i64>().is_err() {
                return Err(INVALID.into());
            }
            time(unix, format, offset, length)
        }
        _ => Err(INVALID.into()),
    }
}
