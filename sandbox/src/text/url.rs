//! Addresses behind links and buttons.

use serde_json::{Value, json};

use super::Entity;

/// Whether a button may lead there.
pub(crate) fn is_button_url(url: &str) -> bool {
    checked(url).is_some()
}

/// The entity of a link: to a person, or to a page; nothing when the address is none.
pub(super) fn link(url: &str, offset: usize, length: usize) -> Option<Entity> {
    if let Some(user) = user(url) {
        return Some(Entity::with("text_mention", offset, length, "user", json!({"id": user})));
    }
    checked(url).map(|url| Entity::with("text_link", offset, length, "url", Value::from(url)))
}

/// The user whom `tg://user?id=` names.
fn user(url: &str) -> Option<i64> {
    let (place, query) = app_link(url)?;
    if place != "user" {
        return None;
    }
    parameter(query, "id")?.parse().ok().filter(|id| *id > 0)
}

/// `tg://place?query` or `tg:place?query`, in any case, taken apart.
pub(super) fn app_link(url: &str) -> Option<(String, &str)> {
    let scheme = url.get(..3)?;
    if !scheme.eq_ignore_ascii_case("tg:") {
        return None;
    }
    let rest = &url[3..];
    let rest = rest.strip_prefix("//").unwrap_or(rest);
    let rest = rest.split('#').next().unwrap_or_default();
    let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
    Some((place.strip_suffix('/').unwrap_or(place).to_ascii_lowercase(), query))
}

/// A parameter of a query.
pub(super) fn parameter<'a>(query: &'a str, name: &str) -> Option<&'a str> {
    query
        .split('&')
        .find_map(|pair| pair.split_once('=').filter(|(key, _)| *key == name))
        .map(|(_, value)| value)
}

/// An address in the spelling that Telegram gives it, when it is one.
pub(crate) fn checked(url: &str) -> Option<String> {
    let lower = url.to_ascii_lowercase();
    for scheme in ["tg:", "ton:", "tonsite:"] {
        if lower.starts_with(scheme) {
            let rest = url[scheme.len()..].trim_start_matches('/');
            return (!rest.is_empty()).then(|| format!("{scheme}//{rest}"));
        }
    }
    let (scheme, rest) = match lower.find("://") {
        Some(at) => (&lower[..at], &url[at + 3..]),
        None => ("http", url),
    };
    if !matches!(scheme, "http" | "https") {
        return None;
    }
    let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let (user, host) = authority.rsplit_once('@').map_or(("", authority), |(user, host)| (user, host));
    let (name, port) = host.rsplit_once(':').map_or((host, ""), |(name, port)| (name, port));
    let whole = !name.is_empty() && name.contains('.') && !name.contains(char::is_whitespace) && name != ".";
    if !whole || (!port.is_empty() && port.parse::<u16>().is_err()) {
        return None;
    }
    let mut checked = format!("{scheme}://");
    if !user.is_empty() {
        checked.push_str(user);
        checked.push('@');
    }
    checked.push_str(&name.to_lowercase());
    let usual = if scheme == "http" { "80" } else { "443" };
    if !port.is_empty() && port != usual {
        checked.push(':');
        checked.push_str(port);
    }
    if !path.starts_with('/') {
        checked.push('/');
    }
    checked.push_str(&path.replace(' ', "%20"));
    Some(checked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_gets_its_scheme_and_slash() {
        assert_eq!(checked("telegram.org").as_deref(), Some("http://telegram.org/"));
        assert_eq!(checked("HTTPS://Telegram.ORG?a").as_deref(), Some("https://telegram.org/?a"));
        assert_eq!(checked("asd"), None);
    }

    #[test]
    fn a_link_to_a_user_names_the_user() {
        assert_eq!(user("tg://user?id=42"), Some(42));
        assert_eq!(user("TG:user?x=1&id=42#z"), Some(42));
        assert_eq!(user("tg://resolve?id=42"), None);
    }
}
