//! Scans over the bytes of a string, eight at a time.

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHS: u64 = 0x8080_8080_8080_8080;

/// The index of the first byte from `from` on that cannot stand in a JSON string as it is: a quote, a backslash or a
/// control character. The length, if there is none.
#[inline]
pub(super) fn plain(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(word) = word(bytes, at) {
        let stops = stops(word);
        if stops != 0 {
            return at + first(stops);
        }
        at += 8;
    }
    tail(bytes, at)
}

/// The eight bytes at `at`, the first of them lowest.
#[inline]
pub(super) fn word(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..)?.first_chunk().map(|chunk| u64::from_le_bytes(*chunk))
}

/// The index of the byte whose high bit is the lowest one set.
#[inline]
pub(super) fn first(marks: u64) -> usize {
    (marks.trailing_zeros() / 8) as usize
}

/// Marks, by its high bit, the first byte that must not stand in a string; marks above it may be false.
#[inline]
fn stops(word: u64) -> u64 {
    // With its second bit flipped a quote is the byte right above the control characters, which stay among themselves.
    let quote_or_control = (word ^ (ONES * 0x02)).wrapping_sub(ONES * 0x21);
    let backslash = (word ^ (ONES * u64::from(b'\\'))).wrapping_sub(ONES);
    // A subtraction borrows from the byte above only where it marks one: hence the lowest mark is always true.
    (quote_or_control | backslash) & !word & HIGHS
}

/// The last bytes of the input, too few to fill a word.
#[cold]
fn tail(bytes: &[u8], from: usize) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    let plain = rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20));
    from + plain.unwrap_or(rest.len())
}

/// Reads the decimal digits a word begins with: their value, and how many they are.
#[inline]
pub(super) fn digits(word: u64) -> (u64, usize) {
    let values = word ^ (ONES * u64::from(b'0'));
    // Anything above nine carries into the high bit, and only then into the byte above.
    let others = (values.wrapping_add(ONES * 0x76) | values) & HIGHS;
    let count = first(others);
    if count == 0 {
        return (0, 0);
    }
    // The digits move to the top, so that zeros lead; then pairs, fours and eights of them are added up at once.
    let ones = values << (64 - 8 * count);
    let pairs = (ones.wrapping_mul(10) + (ones >> 8)) & 0x00ff_00ff_00ff_00ff;
    let fours = (pairs.wrapping_mul(100) + (pairs >> 16)) & 0x0000_ffff_0000_ffff;
    let eight = fours.wrapping_mul(10_000).wrapping_add(fours >> 32) & 0xffff_ffff;
    (eight, count)
}
