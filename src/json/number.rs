//! Numbers: integers exactly, the rest as the standard library reads it.

use super::scan;
use super::{DecodeError, Reader};

const INTEGER: &str = "an integer";

/// The powers of ten a word of digits may need.
const TENS: [u64; 9] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];

/// The least float that is no `i64` any more.
const TWO_TO_63: f64 = 9_223_372_036_854_775_808.0;

impl Reader<'_> {
    /// Takes an integer; one written as a float, such as `5.0`, is one too.
    pub fn i64(&mut self) -> Result<i64, DecodeError> {
        let start = self.pos;
        if let Some((negative, magnitude, end)) = self.integer() {
            let value =
                if negative { 0i64.checked_sub_unsigned(magnitude) } else { i64::try_from(magnitude).ok() };
            if let Some(value) = value {
                self.pos = end;
                return Ok(value);
            }
        }
        let value = self.integral()?;
        if (-TWO_TO_63..TWO_TO_63).contains(&value) {
            return Ok(value as i64);
        }
        Err(DecodeError::range("an integer of 64 bits", start))
    }

    /// Takes an integer that is not negative.
    pub fn u64(&mut self) -> Result<u64, DecodeError> {
        let start = self.pos;
        if let Some((negative, magnitude, end)) = self.integer()
            && (!negative || magnitude == 0)
        {
            self.pos = end;
            return Ok(magnitude);
        }
        let value = self.integral()?;
        if (0.0..TWO_TO_63 * 2.0).contains(&value) {
            return Ok(value as u64);
        }
        Err(DecodeError::range("an unsigned integer of 64 bits", start))
    }

    /// Takes a number.
    pub fn f64(&mut self) -> Result<f64, DecodeError> {
        if !matches!(self.token(), Some(b'-' | b'0'..=b'9')) {
            return Err(self.expected("a number"));
        }
        let (start, end) = (self.pos, self.number_end(self.pos)?);
        let text = self.text.get(start..end).unwrap_or_default();
        match text.parse::<f64>() {
            Ok(value) if value.is_finite() => {
                self.pos = end;
                Ok(value)
            }
            _ => Err(DecodeError::range("a double", start)),
        }
    }

    /// Reads sign, magnitude and end of an integer; nothing of one with a fraction or an exponent, of a malformed one
    /// or of one that does not fit: those are the slow path's.
    #[inline]
    fn integer(&mut self) -> Option<(bool, u64, usize)> {
        let negative = self.token()? == b'-';
        let bytes = self.text.as_bytes();
        let start = self.pos + usize::from(negative);
        let mut at = start;
        let mut value = 0u64;
        while let Some(word) = scan::word(bytes, at) {
            let (digits, count) = scan::digits(word);
            // The first eight digits need no check, nor do the second.
            value = if at - start < 16 {
                value * TENS[count] + digits
            } else {
                value.checked_mul(TENS[count])?.checked_add(digits)?
            };
            at += count;
            if count < 8 {
                return Self::whole(bytes, negative, value, start, at);
            }
        }
        // The input ends within eight bytes.
        while let Some(digit @ b'0'..=b'9') = bytes.get(at) {
            value = value.checked_mul(10)?.checked_add(u64::from(digit - b'0'))?;
            at += 1;
        }
        Self::whole(bytes, negative, value, start, at)
    }

    /// Makes sure that the digits from `start` to `end` are a whole number, without leading zeros.
    #[inline]
    fn whole(
        bytes: &[u8],
        negative: bool,
        value: u64,
        start: usize,
        end: usize,
    ) -> Option<(bool, u64, usize)> {
        let leading_zero = end - start > 1 && bytes.get(start) == Some(&b'0');
        if end == start || leading_zero || matches!(bytes.get(end), Some(b'.' | b'e' | b'E')) {
            return None;
        }
        Some((negative, value, end))
    }

    /// Takes a number without a fractional part that was not written as an integer; the error, if it is none.
    #[cold]
    fn integral(&mut self) -> Result<f64, DecodeError> {
        if !matches!(self.token(), Some(b'-' | b'0'..=b'9')) {
            return Err(self.expected(INTEGER));
        }
        let start = self.pos;
        let end = self.number_end(start)?;
        let text = self.text.get(start..end).unwrap_or_default();
        if !text.contains(['.', 'e', 'E']) {
            return Err(DecodeError::range(INTEGER, start));
        }
        match text.parse::<f64>() {
            Ok(value) if value.fract() == 0.0 => {
                self.pos = end;
                Ok(value)
            }
            _ => Err(DecodeError::range(INTEGER, start)),
        }
    }

    /// Where the number at `at` ends, its grammar checked.
    pub(super) fn number_end(&self, mut at: usize) -> Result<usize, DecodeError> {
        let bytes = self.text.as_bytes();
        at += usize::from(bytes.get(at) == Some(&b'-'));
        if bytes.get(at) == Some(&b'0') {
            at += 1;
            if matches!(bytes.get(at), Some(b'0'..=b'9')) {
                return Err(DecodeError::syntax("a number without a leading zero", self.text, at));
            }
        } else {
            at = self.digits_end(at)?;
        }
        if bytes.get(at) == Some(&b'.') {
            at = self.digits_end(at + 1)?;
        }
        if matches!(bytes.get(at), Some(b'e' | b'E')) {
            at += 1;
            at += usize::from(matches!(bytes.get(at), Some(b'+' | b'-')));
            at = self.digits_end(at)?;
        }
        Ok(at)
    }

    /// Where the digits at `at` end; there must be one.
    fn digits_end(&self, at: usize) -> Result<usize, DecodeError> {
        let digits = self.text.as_bytes().get(at..).unwrap_or_default();
        match digits.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(digits.len()) {
            0 => Err(DecodeError::syntax("a digit", self.text, at)),
            count => Ok(at + count),
        }
    }
}
