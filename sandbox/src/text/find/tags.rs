//! Hashtags and cashtags, each with the name of a chat behind it if need be.

use super::super::class::{is_hashtag, is_letter, is_name};
use super::names::{before, next};
use super::{Span, run};

/// The longest hashtag without its #.
const LONGEST: usize = 256;

pub(super) fn hashtags(chars: &[char]) -> Vec<Span> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = next(chars, '#', at) {
        at = start + 1;
        if before(chars, start).is_some_and(is_hashtag) {
            continue;
        }
        let full = run(chars, at, is_hashtag);
        let end = full.min(at + LONGEST);
        let has_letter = chars[at..end].iter().any(|c| is_letter(*c));
        let empty = full == at;
        at = full;
        if empty || !has_letter || chars.get(full) == Some(&'#') {
            continue;
        }
        found.push((start, if end == full { with_name(chars, end) } else { end }));
    }
    found
}

pub(super) fn cashtags(chars: &[char]) -> Vec<Span> {
    let mut found = Vec::new();
    let mut at = 0;
    let beside = |c: char| c == '$' || is_hashtag(c);
    while let Some(start) = next(chars, '$', at) {
        at = start + 1;
        if before(chars, start).is_some_and(beside) {
            continue;
        }
        let end = match chars.get(at..at + 5) {
            Some(['1', 'I', 'N', 'C', 'H']) => at + 5,
            _ => run(chars, at, |c| c.is_ascii_uppercase()),
        };
        let length = end - at;
        at = end;
        if (1..=8).contains(&length) && chars.get(end).is_none_or(|c| !beside(*c)) {
            found.push((start, with_name(chars, end)));
        }
    }
    found
}

/// Goes on over `@name` where there is one.
fn with_name(chars: &[char], end: usize) -> usize {
    if chars.get(end) != Some(&'@') {
        return end;
    }
    let name = end + 1;
    let name_end = run(chars, name, is_name).min(name + 32);
    if name_end - name < 3 { end } else { name_end }
}
