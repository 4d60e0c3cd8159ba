//! URLs and e-mail addresses: first where one could be, then whether it is one.

use super::super::class::{is_domain, is_path, is_protocol, is_userinfo, is_word};
use super::email::is_email;
use super::names::{before, next};
use super::{Span, run, run_back, website};

/// What ends a sentence rather than a path.
pub(super) const PUNCTUATION: &str = ".:;,('?!`";

/// The URLs and the e-mail addresses of a text.
pub(super) fn addresses(chars: &[char]) -> (Vec<Span>, Vec<Span>) {
    let (mut urls, mut emails) = (Vec::new(), Vec::new());
    for (start, end) in candidates(chars) {
        let text: String = chars[start..end].iter().collect();
        if is_email(&text) {
            emails.push((start, end));
        } else if text.strip_prefix("mailto:").is_some_and(is_email) {
            emails.push((start + "mailto:".len(), end));
        } else if let Some(length) = website::kept(&chars[start..end]) {
            urls.push((start, start + length));
        }
    }
    (urls, emails)
}

/// Every dot may be in the middle of an address: looks to both sides of it.
fn candidates(chars: &[char]) -> Vec<Span> {
    let mut found = Vec::new();
    // What was looked at already is never looked at again, not even backwards.
    let mut floor = 0;
    while let Some(dot) = next(chars, '.', floor) {
        if dot + 1 >= chars.len() {
            break;
        }
        let seen = &chars[floor..];
        let place = dot - floor;
        let domain = domain(seen, place);
        let mut end = path_end(seen, port_end(seen, domain.1));
        while end > place + 1 && seen[end - 1] == '.' {
            end -= 1;
        }
        let mut after = end;
        match beginning(seen, domain) {
            Some(start) => {
                if end > place + 1 {
                    found.push((floor + start, floor + end));
                }
                after = run(seen, after, |c| c == '.');
            }
            None => {
                while after > place + 1 && seen[after - 1] != '.' {
                    after -= 1;
                }
            }
        }
        floor += after.max(place + 1);
    }
    found
}

/// The domain around a dot; with an @ behind the dot, everything before that belongs to the user.
fn domain(chars: &[char], dot: usize) -> Span {
    let end = run(chars, dot, |c| c == '@' || is_domain(c));
    let at = chars[dot..end].iter().rposition(|c| *c == '@');
    let start = match at {
        None => run_back(chars, dot, is_domain),
        Some(_) => run_back(chars, dot, is_userinfo),
    };
    (start, end)
}

/// Goes on over `:port` where the number is a port.
fn port_end(chars: &[char], end: usize) -> usize {
    if chars.get(end) != Some(&':') {
        return end;
    }
    let digits = run(chars, end + 1, |c| c.is_ascii_digit());
    let number: String = chars[end + 1..digits].iter().skip_while(|c| **c == '0').collect();
    if number.len() <= 5 && number.parse::<u32>().is_ok_and(|port| port <= 65_535) { digits } else { end }
}

/// Goes on over a path, a query or a fragment, without the punctuation behind it.
fn path_end(chars: &[char], end: usize) -> usize {
    let Some('/' | '?' | '#') = chars.get(end) else { return end };
    let mut path = run(chars, end + 1, is_path);
    while path > end && PUNCTUATION.contains(chars[path - 1]) {
        path -= 1;
    }
    if chars[end] == '/' || path > end + 1 { path } else { end }
}

/// Where the address begins, or nothing when what stands before spoils it.
fn beginning(chars: &[char], (domain, end): Span) -> Option<usize> {
    let mut start = domain;
    if before(chars, start) == Some('@') {
        start = run_back(chars, start - 1, is_userinfo);
        // Nobody stands before the @, or there is another @ behind it.
        if start == domain - 1 || chars[domain..end].contains(&'@') {
            return None;
        }
    }
    let Some(last) = before(chars, start) else { return Some(start) };
    if start >= 6 && chars[..start].ends_with(&[':', '/', '/']) {
        let end = start - 3;
        let protocol: String = chars[run_back(chars, end, is_protocol)..end].iter().collect();
        let protocol = protocol.to_ascii_lowercase();
        let length = if protocol.ends_with("http") && protocol != "shttp" {
            4
        } else if protocol.ends_with("https") {
            5
        } else if protocol.ends_with("ftp") && protocol != "tftp" && protocol != "sftp" {
            3
        } else if protocol.ends_with("tonsite") {
            7
        } else {
            return None;
        };
        return Some(end - length);
    }
    let spoils = is_word(last) || matches!(last, '/' | '#' | '@');
    (!spoils).then_some(start)
}
