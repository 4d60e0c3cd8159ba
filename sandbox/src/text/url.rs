//! Addresses behind links and buttons.

use std::net::Ipv6Addr;

use serde_json::{Value, json};

use super::Entity;

/// Where a button leads, in Telegram's spelling.
///
/// # Errors
///
/// What is wrong with the address, in Telegram's words.
pub(crate) fn check_button(url: &str) -> Result<String, String> {
    check(url).map_err(|why| format!("inline keyboard button URL '{url}' is invalid: {why}"))
}

/// The same for what may be reached over HTTPS alone; `what` is whose address it is.
///
/// # Errors
///
/// What is wrong with the address, in Telegram's words.
pub(crate) fn check_secure(url: &str, what: &str) -> Result<String, String> {
    const ONLY: &str = "Only HTTPS links are allowed";
    let checked = match parse(url) {
        Ok(parts) if !parts.is_https => Err(ONLY),
        _ => check(url).and_then(|url| if url.starts_with("https:") { Ok(url) } else { Err(ONLY) }),
    };
    checked.map_err(|why| format!("{what} URL '{url}' is invalid: {why}"))
}

/// The entity of a link: to a person, or to a page; nothing when the address is none.
pub(super) fn link(url: &str, offset: usize, length: usize) -> Option<Entity> {
    if let Some(user) = user(url) {
        return Some(Entity::with("text_mention", offset, length, "user", json!({"id": user})));
    }
    let url = check(url).ok()?;
    Some(Entity::with("text_link", offset, length, "url", Value::from(url)))
}

/// The user whom `tg://user?id=` names.
pub(super) fn user(url: &str) -> Option<i64> {
    let lower = url.to_ascii_lowercase();
    let (place, query) = app_link(&lower)?;
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

/// An address, taken apart.
struct Parts<'a> {
    is_https: bool,
    has_protocol: bool,
    user: &'a str,
    host: String,
    is_ipv6: bool,
    port: u32,
    /// The path, the query and the fragment; begins with a slash.
    query: String,
}

/// An address in the spelling that Telegram gives it.
///
/// # Errors
///
/// What is wrong with it, in Telegram's words.
pub(crate) fn check(url: &str) -> Result<String, &'static str> {
    for scheme in ["tg", "ton", "tonsite"] {
        let begins = url.get(..scheme.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(scheme));
        if let Some(rest) = url.get(scheme.len()..).and_then(|rest| rest.strip_prefix(':')).filter(|_| begins)
        {
            return app(scheme, rest.strip_prefix("//").unwrap_or(rest));
        }
    }
    let parts = parse(url)?;
    if !parts.host.contains('.') && !parts.is_ipv6 {
        return Err("Wrong HTTP URL");
    }
    Ok(whole(&parts))
}

/// The address of a file, which may be of a host without a dot, in the spelling that Telegram gives it.
///
/// # Errors
///
/// What is wrong with it, in Telegram's words.
pub(crate) fn check_file(url: &str) -> Result<String, &'static str> {
    parse(url).map(|parts| whole(&parts))
}

fn whole(parts: &Parts<'_>) -> String {
    let Parts { user, host, query, .. } = parts;
    let scheme = if parts.is_https { "https" } else { "http" };
    let at = if user.is_empty() { "" } else { "@" };
    let port = if parts.port == 0 { String::new() } else { format!(":{}", parts.port) };
    format!("{scheme}://{user}{at}{host}{port}{query}")
}

fn app(scheme: &str, rest: &str) -> Result<String, &'static str> {
    let parts = parse(rest)?;
    if parts.has_protocol || parts.port != 0 || parts.is_ipv6 || !parts.user.is_empty() {
        return Err(if scheme == "tg" { "Wrong tg URL" } else { "Wrong ton URL" });
    }
    let dots = scheme == "tonsite";
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_') || (dots && c == '.');
    if !parts.host.chars().all(is_name) {
        return Err("Unallowed characters in URL host");
    }
    let query = if parts.query.starts_with("/?") { &parts.query[1..] } else { &parts.query };
    Ok(format!("{scheme}://{}{query}", parts.host))
}

fn parse(url: &str) -> Result<Parts<'_>, &'static str> {
    let protocol = url.find([':', '/', '?', '#', '@', '[', ']']).map(|end| url.split_at(end));
    let (protocol, rest) = match protocol.and_then(|(name, rest)| Some((name, rest.strip_prefix("://")?))) {
        Some((name, rest)) => (Some(name.to_ascii_lowercase()), rest),
        None => (None, url),
    };
    let is_https = match protocol.as_deref() {
        None | Some("http") => false,
        Some("https") => true,
        Some(_) => return Err("Unsupported URL protocol"),
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, query) = rest.split_at(end);
    let (user_host, port) = port(authority)?;
    let (user, host) = user_host.rsplit_once('@').unwrap_or(("", user_host));
    let bracketed = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    match bracketed {
        Some(address) if address.parse::<Ipv6Addr>().is_err() => {
            return Err("Wrong IPv6 address specified in the URL");
        }
        _ if host.is_empty() => return Err("URL host is empty"),
        _ if host == "." => return Err("Host is invalid"),
        Some(_) => {}
        None => {
            allowed(host, false).map_err(|bad| {
                if bad {
                    "Wrong percent-encoded symbol in URL host"
                } else {
                    "Disallowed character in URL host"
                }
            })?;
            allowed(user, true).map_err(|bad| {
                if bad {
                    "Wrong percent-encoded symbol in URL userinfo"
                } else {
                    "Disallowed character in URL userinfo"
                }
            })?;
        }
    }
    Ok(Parts {
        is_https,
        has_protocol: protocol.is_some(),
        user,
        host: host.to_ascii_lowercase(),
        is_ipv6: bracketed.is_some(),
        port,
        query: spelled(query),
    })
}

/// The port behind the last colon, 0 where there is none.
fn port(authority: &str) -> Result<(&str, u32), &'static str> {
    let Some(mark) = authority.rfind([':', ']', '@']).filter(|mark| *mark > 0) else {
        return Ok((authority, 0));
    };
    let Some(digits) = authority[mark..].strip_prefix(':') else { return Ok((authority, 0)) };
    match digits.parse::<u32>() {
        Ok(port @ 1..=65_535) => Ok((&authority[..mark], port)),
        _ => Err("Wrong port number specified in the URL"),
    }
}

/// What follows the host: with a slash at its beginning and no white space.
fn spelled(query: &str) -> String {
    let query = query.trim_end_matches([' ', '\t', '\r', '\n', '\u{b}', '\0']);
    let mut spelled = String::with_capacity(query.len() + 1);
    if !query.starts_with('/') {
        spelled.push('/');
    }
    for c in query.chars() {
        if c <= ' ' {
            spelled.push_str(&format!("%{:02X}", u32::from(c)));
        } else {
            spelled.push(c);
        }
    }
    spelled
}

/// Whether a part has only what may stand in it; the error tells whether a percent sign is at fault.
fn allowed(part: &str, colon: bool) -> Result<(), bool> {
    let mut bytes = part.bytes();
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let hex = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_hexdigit());
            if !(hex(bytes.next()) && hex(bytes.next())) {
                return Err(true);
            }
            continue;
        }
        let is_usual = !byte.is_ascii() || byte.is_ascii_alphanumeric();
        if !is_usual && !b".-_!$,~*'();&+=".contains(&byte) && (!colon || byte != b':') {
            return Err(false);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_gets_its_scheme_and_slash() {
        for (url, spelled) in [
            ("telegram.org", "http://telegram.org/"),
            ("HTTPS://Telegram.ORG?a b", "https://telegram.org/?a%20b"),
            ("a.b:80#c ", "http://a.b:80/#c"),
            ("u:p@a.b/Path", "http://u:p@a.b/Path"),
            ("http://[::1]/", "http://[::1]/"),
            ("TG:resolve?domain=a", "tg://resolve?domain=a"),
            ("ton://transfer/x", "ton://transfer/x"),
        ] {
            assert_eq!(check(url).as_deref(), Ok(spelled), "{url}");
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (url, why) in [
            ("asd", "Wrong HTTP URL"),
            ("", "URL host is empty"),
            ("https://", "URL host is empty"),
            ("ftp://a.b", "Unsupported URL protocol"),
            ("a.b:0", "Wrong port number specified in the URL"),
            ("a.b:65536", "Wrong port number specified in the URL"),
            ("a b.c", "Disallowed character in URL host"),
            ("%zz.c", "Wrong percent-encoded symbol in URL host"),
            ("http://[::z]", "Wrong IPv6 address specified in the URL"),
            ("tg://a.b", "Unallowed characters in URL host"),
            ("tg:https://a", "Wrong tg URL"),
        ] {
            assert_eq!(check(url), Err(why), "{url}");
        }
    }

    #[test]
    fn a_link_to_a_user_names_the_user() {
        assert_eq!(user("tg://user?id=42"), Some(42));
        assert_eq!(user("TG:user?x=1&ID=42#z"), Some(42));
        assert_eq!(user("tg://resolve?id=42"), None);
    }
}
