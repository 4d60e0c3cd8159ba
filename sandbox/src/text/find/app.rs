//! Links into the apps: `tg://` and `ton://`.

use super::super::class::is_path;
use super::address::PUNCTUATION;
use super::{Span, run};

/// The longest name behind the scheme.
const LONGEST: usize = 253;

pub(super) fn links(chars: &[char]) -> Vec<Span> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(colon) = super::names::next(chars, ':', at) {
        at = colon + 1;
        if chars.get(at..at + 2) != Some(&['/', '/']) {
            continue;
        }
        let Some(start) = scheme(&chars[..colon]) else { continue };
        let name = at + 2;
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        let mut end = run(chars, name, is_name).min(name + LONGEST);
        at = end.max(at);
        if end == name {
            continue;
        }
        if let Some(mark @ ('/' | '?' | '#')) = chars.get(end) {
            let mut path = run(chars, end + 1, is_path);
            while path > end + 1 && PUNCTUATION.contains(chars[path - 1]) {
                path -= 1;
            }
            if *mark == '/' || path > end + 1 {
                end = path;
            }
        }
        at = end;
        found.push((start, end));
    }
    found
}

/// Where a scheme begins that ends a text.
fn scheme(chars: &[char]) -> Option<usize> {
    let ends = |name: &str| {
        let start = chars.len().checked_sub(name.len())?;
        let same = chars[start..].iter().zip(name.chars()).all(|(a, b)| a.eq_ignore_ascii_case(&b));
        same.then_some(start)
    };
    ends("tg").or_else(|| ends("ton"))
}
