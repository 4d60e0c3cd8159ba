//! Phone numbers in their international form.

use super::super::class::is_word;
use super::Span;
use super::names::{before, next};

/// How many digits a number has.
const DIGITS: std::ops::RangeInclusive<usize> = 7..=15;

/// Only numbers with a + are found: which others the real server takes for numbers depends on countries.
pub(super) fn numbers(chars: &[char]) -> Vec<Span> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = next(chars, '+', at) {
        at = start + 1;
        if before(chars, start).is_some_and(|c| is_word(c) || c == '+') {
            continue;
        }
        let (mut digits, mut end) = (0, at);
        // One mark between two digits, or an area in brackets with a blank around it.
        let mut marks = 0;
        for (place, c) in chars.iter().enumerate().skip(at) {
            match c {
                '0'..='9' => {
                    digits += 1;
                    end = place + 1;
                    marks = 0;
                }
                ' ' | '-' | '(' | ')' if marks < 2 && digits > 0 => marks += 1,
                _ => break,
            }
        }
        at = end;
        if DIGITS.contains(&digits) && chars.get(end).is_none_or(|c| !is_word(*c)) {
            found.push((start, end));
        }
    }
    found
}
