//! Mentions and commands.

use super::super::class::{is_name, is_word};
use super::{Span, run};

/// The names that are mentions though they have only three letters.
const SHORT: [&str; 3] = ["gif", "vid", "pic"];

pub(super) fn mentions(chars: &[char]) -> Vec<Span> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = next(chars, '@', at) {
        at = start + 1;
        if before(chars, start).is_some_and(is_word) {
            continue;
        }
        let end = run(chars, at, is_name);
        let length = end - at;
        let whole = chars.get(end).is_none_or(|c| !is_word(*c));
        at = end;
        let name = || chars[start + 1..end].iter().collect::<String>().to_ascii_lowercase();
        if whole && (4..=32).contains(&length) || (whole && length == 3 && SHORT.contains(&name().as_str())) {
            found.push((start, end));
        }
    }
    found
}

pub(super) fn commands(chars: &[char]) -> Vec<Span> {
    let mut found = Vec::new();
    let mut at = 0;
    let beside = |c: char| is_word(c) || matches!(c, '/' | '<' | '>');
    while let Some(start) = next(chars, '/', at) {
        at = start + 1;
        if before(chars, start).is_some_and(beside) {
            continue;
        }
        let mut end = run(chars, at, is_name);
        if !(1..=64).contains(&(end - at)) {
            at = end;
            continue;
        }
        if chars.get(end) == Some(&'@') {
            let name = end + 1;
            end = run(chars, name, is_name);
            if !(3..=32).contains(&(end - name)) {
                at = end;
                continue;
            }
        }
        at = end;
        if chars.get(end).is_none_or(|c| !beside(*c)) {
            found.push((start, end));
        }
    }
    found
}

/// The next place of a character.
pub(super) fn next(chars: &[char], wanted: char, from: usize) -> Option<usize> {
    chars.get(from..)?.iter().position(|c| *c == wanted).map(|place| from + place)
}

/// The character before a place.
pub(super) fn before(chars: &[char], place: usize) -> Option<char> {
    place.checked_sub(1).map(|place| chars[place])
}
