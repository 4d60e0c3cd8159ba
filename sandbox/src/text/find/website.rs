//! Whether what looks like a URL is one.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::address::PUNCTUATION;

static TOP_LEVEL: LazyLock<HashSet<&str>> =
    LazyLock::new(|| include_str!("../../../data/top-level-domains.txt").split_whitespace().collect());

/// How much of a candidate is a URL, in characters; nothing when it is none.
pub(super) fn kept(chars: &[char]) -> Option<usize> {
    let text: String = chars.iter().collect();
    let lower = text.get(..10.min(text.len())).unwrap_or(&text).to_ascii_lowercase();
    let protocol = ["http://", "https://", "ftp://", "tonsite://"].into_iter().find(|p| lower.starts_with(p));
    let from = protocol.map_or(0, str::len);
    let end =
        chars[from..].iter().position(|c| matches!(c, '/' | '?' | '#')).map_or(chars.len(), |n| from + n);
    let host = &chars[from..end];
    let host = host.iter().position(|c| *c == '@').map_or(host, |at| &host[at + 1..]);
    let host = host.iter().rposition(|c| *c == ':').map_or(host, |colon| &host[..colon]);
    let host: String = host.iter().collect();
    is_host(&host, protocol.is_some()).then(|| end + path(&chars[end..]))
}

/// How much of a path belongs to it: up to a bracket that was never opened, without punctuation at the end.
fn path(chars: &[char]) -> usize {
    let mut open = [0_i32; 3];
    let mut end = chars.len();
    for (place, c) in chars.iter().enumerate() {
        match c {
            '(' => open[0] += 1,
            '[' => open[1] += 1,
            '{' => open[2] += 1,
            ')' => open[0] -= 1,
            ']' => open[1] -= 1,
            '}' => open[2] -= 1,
            _ => continue,
        }
        if open.iter().any(|depth| *depth < 0) {
            end = place;
            break;
        }
    }
    while end > 0 && PUNCTUATION.contains(chars[end - 1]) {
        end -= 1;
    }
    end
}

fn is_host(host: &str, has_protocol: bool) -> bool {
    let parts: Vec<&str> = host.split('.').collect();
    let [others @ .., top] = parts.as_slice() else { return false };
    let Some(domain) = others.last() else { return false };
    // A name that is easily taken for another.
    if host.eq_ignore_ascii_case("teiegram.org") {
        return false;
    }
    if parts.iter().any(|part| part.is_empty() || part.len() >= 64 || part.ends_with('-')) {
        return false;
    }
    if parts.iter().all(|part| part.bytes().all(|b| b.is_ascii_digit())) {
        let octet = |part: &&str| {
            part.len() <= 3 && (part.len() == 1 || !part.starts_with('0')) && part.parse::<u8>().is_ok()
        };
        return parts.len() == 4 && parts.iter().all(octet);
    }
    if top.chars().count() <= 1 || (top.contains(['_', '-']) && !top.starts_with("xn--")) {
        return false;
    }
    if let Some(rest) = top.strip_prefix("xn--") {
        if rest.len() < 2 || !rest.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return false;
        }
    } else if !has_protocol && !is_top_level(top) {
        return false;
    }
    !domain.contains('_')
}

/// Whether a domain ends so. One capital at its beginning is that of a sentence after a missing space.
fn is_top_level(top: &str) -> bool {
    let lower = top.to_lowercase();
    let tail = |text: &str| text.chars().skip(1).collect::<String>();
    (lower == top || tail(&lower) != tail(top)) && TOP_LEVEL.contains(lower.as_str())
}
