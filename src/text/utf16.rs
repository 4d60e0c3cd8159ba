//! Between UTF-16 code units, in which the Bot API counts, and the bytes of a `str`.

/// The number of UTF-16 code units in `text`: what the Bot API means by its length.
///
/// # Example
/// ```
/// assert_eq!(chappe::text::utf16_len("a😀"), 3);
/// ```
pub fn utf16_len(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.chars().map(char::len_utf16).sum() }
}

/// The UTF-16 offset of the byte `byte_index`; inside a character or past the end, that of the next boundary.
///
/// # Example
/// ```
/// assert_eq!(chappe::text::utf16_offset("😀 bold", "😀 ".len()), 3);
/// ```
pub fn utf16_offset(text: &str, byte_index: usize) -> usize {
    let boundary = (byte_index..text.len()).find(|&i| text.is_char_boundary(i)).unwrap_or(text.len());
    utf16_len(text.get(..boundary).unwrap_or(text))
}

/// The part of `text` that starts at `offset` and is `length` long, both in UTF-16 code units.
///
/// `None` where the part is not one: a negative number, an end past that of the text, a cut surrogate pair.
///
/// # Example
/// ```
/// use chappe::text::slice;
///
/// assert_eq!(slice("😀 bold", 3, 4), Some("bold"));
/// assert_eq!(slice("😀 bold", 1, 2), None); // half an emoji
/// assert_eq!(slice("😀 bold", 3, 5), None); // past the end
/// ```
pub fn slice(text: &str, offset: i64, length: i64) -> Option<&str> {
    let offset = usize::try_from(offset).ok()?;
    let length = usize::try_from(length).ok()?;
    let rest = text.get(byte_at(text, offset)?..)?;
    rest.get(..byte_at(rest, length)?)
}

/// The byte at which `units` code units have passed.
fn byte_at(text: &str, units: usize) -> Option<usize> {
    if text.as_bytes().get(..units)?.is_ascii() {
        return Some(units);
    }
    seek(text, 0, 0, units)
}

/// The byte at which the unit `target` starts, going on from the unit `unit`, which starts at `byte`.
fn seek(text: &str, byte: usize, mut unit: usize, target: usize) -> Option<usize> {
    let rest = text.get(byte..)?;
    for (i, c) in rest.char_indices() {
        if unit >= target {
            // Beyond it: the target is the second half of a pair.
            return (unit == target).then_some(byte + i);
        }
        unit += c.len_utf16();
    }
    (unit == target).then_some(text.len())
}

/// How many units lie between two marks of an [`Index`].
const STEP: usize = 128;

/// A text measured once, so that any offset is found in a bounded number of steps.
pub(super) struct Index<'a> {
    text: &'a str,
    len: usize,
    /// For each multiple of `STEP`: the character that holds this unit, as its byte and its unit.
    marks: Vec<(usize, usize)>,
}

impl<'a> Index<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        if text.is_ascii() {
            return Self { text, len: text.len(), marks: Vec::new() };
        }
        let mut marks = Vec::with_capacity(text.len() / STEP + 1);
        let mut unit = 0;
        for (byte, c) in text.char_indices() {
            let next = unit + c.len_utf16();
            if next > marks.len() * STEP {
                marks.push((byte, unit));
            }
            unit = next;
        }
        Self { text, len: unit, marks }
    }

    /// The byte range of a part of the text, cut to the text as JavaScript's `substring` does.
    ///
    /// `None` where it cuts a surrogate pair.
    pub(super) fn range(&self, offset: i64, length: i64) -> Option<std::ops::Range<usize>> {
        let (a, b) = (self.clamp(offset), self.clamp(offset.saturating_add(length)));
        Some(self.byte(a.min(b))?..self.byte(a.max(b))?)
    }

    fn clamp(&self, unit: i64) -> usize {
        usize::try_from(unit.max(0)).unwrap_or(usize::MAX).min(self.len)
    }

    fn byte(&self, unit: usize) -> Option<usize> {
        if self.marks.is_empty() {
            return Some(unit);
        }
        match self.marks.get(unit / STEP) {
            Some(&(byte, start)) => seek(self.text, byte, start, unit),
            None => Some(self.text.len()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn index_agrees_with_slice_across_marks() {
        let text = "aé😀".repeat(200);
        let index = Index::new(&text);
        for offset in 0..=800 {
            for length in [0, 1, 2, 127, 128, 129] {
                if let Some(part) = slice(&text, offset, length) {
                    assert_eq!(text.get(index.range(offset, length).unwrap()), Some(part));
                }
            }
        }
        assert_eq!(index.range(2, 1), None);
        assert_eq!(index.range(800, 0), Some(text.len()..text.len()));
    }

    #[test]
    fn offset_inside_a_character_is_the_next_boundary() {
        assert_eq!(utf16_offset("a😀b", 2), 3);
        assert_eq!(utf16_offset("a😀b", 99), 4);
    }
}
