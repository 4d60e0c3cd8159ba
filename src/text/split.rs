//! Cutting long text into messages.

use std::ops::Range;

use super::utf16::utf16_len;

/// How long the text of a message may be, in UTF-16 code units.
pub const MAX_TEXT: usize = 4096;

/// How long a caption may be, in UTF-16 code units.
pub const MAX_CAPTION: usize = 1024;

/// Cuts text into parts of at most `limit` UTF-16 code units, at the ends of lines and words where it can.
///
/// The whitespace at a cut belongs to neither part, and parts of nothing but whitespace are left out, as Telegram
/// refuses them. No character is ever cut, so that a limit of 1 still lets an emoji through whole.
/// Formatted text is cut by [`FormattedText::split`](super::FormattedText::split).
///
/// # Example
/// ```
/// use chappe::text::split;
///
/// assert_eq!(split("one two\nthree four", 10), ["one two", "three four"]);
/// ```
pub fn split(text: &str, limit: usize) -> Vec<&str> {
    parts(text, limit).filter_map(|part| text.get(part)).collect()
}

/// The byte ranges of the parts.
pub(super) fn parts(text: &str, limit: usize) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    std::iter::from_fn(move || {
        while let Some(rest) = text.get(start..).filter(|rest| !rest.is_empty()) {
            let (part, next) = match cut(rest, limit) {
                Some(end) => (rest[..end].trim_end(), start + end + newlines(&rest[end..])),
                None => (rest, text.len()),
            };
            let range = start..start + part.len();
            start = next;
            if !part.trim().is_empty() {
                return Some(range);
            }
        }
        None
    })
}

fn newlines(text: &str) -> usize {
    text.len() - text.trim_start_matches('\n').len()
}

/// Where to cut the first part off `text`; `None` if all of it fits.
fn cut(text: &str, limit: usize) -> Option<usize> {
    let window = window(text, limit)?;
    // A boundary right behind the window counts too: a line may fill it to the brim. One in the first half is taken
    // only for want of a better one, or else a short line before a long one would make a message of its own.
    for (boundary, least) in [('\n', window / 2), (' ', window / 2), ('\n', 1), (' ', 1)] {
        if text[window..].starts_with(boundary) {
            return Some(window + 1);
        }
        match text[..window].rfind(boundary) {
            Some(at) if at >= least => return Some(at + 1),
            _ => {}
        }
    }
    Some(window)
}

/// The end of the longest start of `text` within the limit; `None` if all of it is.
fn window(text: &str, limit: usize) -> Option<usize> {
    if text.len() <= limit {
        return None;
    }
    let mut units = 0;
    for (i, c) in text.char_indices() {
        units += c.len_utf16();
        if units > limit {
            return Some(if i == 0 { c.len_utf8() } else { i });
        }
    }
    debug_assert!(utf16_len(text) <= limit);
    None
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn prefers_lines_then_words_then_characters() {
        assert_eq!(split("ab cd\nef gh", 8), ["ab cd", "ef gh"]);
        assert_eq!(split("ab cd ef gh", 8), ["ab cd ef", "gh"]);
        assert_eq!(split("a\nbcd efg hij", 8), ["a\nbcd", "efg hij"]);
        assert_eq!(split("abcdefgh", 3), ["abc", "def", "gh"]);
    }

    #[test]
    fn never_cuts_a_pair() {
        assert_eq!(split("😀😀😀", 3), ["😀", "😀", "😀"]);
        assert_eq!(split("😀😀", 1), ["😀", "😀"]);
        assert_eq!(split("😀", 0), ["😀"]);
    }

    #[test]
    fn blank_parts_are_left_out() {
        assert!(split("", 5).is_empty());
        assert!(split(" \n ", 2).is_empty());
        assert_eq!(split("one\n\n\n\n\n\n\ntwo", 4), ["one", "two"]);
    }

    #[test]
    fn what_fits_is_one_part_as_it_is() {
        assert_eq!(split(" a\n", 3), [" a\n"]);
    }
}
