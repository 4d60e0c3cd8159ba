//! Passes over values without making anything of them, but checks that they are well-formed.

use super::{DecodeError, Reader};

impl<'a> Reader<'a> {
    /// Takes one value of any kind, and returns its exact text.
    pub fn raw(&mut self) -> Result<&'a str, DecodeError> {
        self.token();
        let (text, start) = (self.text, self.pos);
        self.skip()?;
        Ok(text.get(start..self.pos).unwrap_or_default())
    }

    /// Takes one value of any kind.
    // A loop and no recursion: the containers that are open take a bit each, set for an object.
    pub fn skip(&mut self) -> Result<(), DecodeError> {
        let mut objects = 0u128;
        let mut open = 0u32;
        loop {
            match self.token() {
                Some(b'"') => self.pos = self.skip_string(self.pos + 1)?,
                Some(b'-' | b'0'..=b'9') => self.pos = self.number_end(self.pos)?,
                Some(bracket @ (b'{' | b'[')) => {
                    self.pos += 1;
                    self.deeper()?;
                    objects = objects << 1 | u128::from(bracket == b'{');
                    open += 1;
                    self.set_fresh(true);
                }
                Some(b't') => self.literal("true")?,
                Some(b'f') => self.literal("false")?,
                Some(b'n') => self.literal("null")?,
                _ => return Err(self.syntax("a value")),
            }
            // To the next value, out of the containers that end here.
            loop {
                if open == 0 {
                    return Ok(());
                }
                let more = if objects & 1 == 1 { self.skip_key()? } else { self.next_element()? };
                if more {
                    break;
                }
                objects >>= 1;
                open -= 1;
            }
        }
    }

    /// Goes to the next member, like `next_key`.
    fn skip_key(&mut self) -> Result<bool, DecodeError> {
        if !self.next_item(b'}', "a comma or the end of the object")? {
            return Ok(false);
        }
        if self.token() != Some(b'"') {
            return Err(self.syntax("a key"));
        }
        self.pos = self.skip_string(self.pos + 1)?;
        if self.token() != Some(b':') {
            return Err(self.syntax("a colon"));
        }
        self.pos += 1;
        Ok(true)
    }
}
