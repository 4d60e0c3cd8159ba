//! Looks for a member of the next object without taking it: the tag of a union may stand anywhere.

use std::borrow::Cow;

use super::reader::Peek;
use super::{DecodeError, Reader};

impl<'a> Reader<'a> {
    /// The string member `name` of the next object, which is not taken; `None` if there is none, or it is no string.
    pub fn tag(&mut self, name: &str) -> Result<Option<Cow<'a, str>>, DecodeError> {
        self.ahead(name, |r| if r.peek()? == Peek::String { r.str().map(Some) } else { Ok(None) })
    }

    /// The integer member `name` of the next object, which is not taken; `None` if there is none, or it is no integer.
    pub fn int_member(&mut self, name: &str) -> Result<Option<i64>, DecodeError> {
        self.ahead(name, |r| if r.peek()? == Peek::Number { Ok(r.i64().ok()) } else { Ok(None) })
    }

    /// Whether the next object, which is not taken, has a member `name`.
    pub fn has_member(&mut self, name: &str) -> Result<bool, DecodeError> {
        self.ahead(name, |_| Ok(Some(()))).map(|found| found.is_some())
    }

    /// Reads the first member `name` of the next object, then goes back.
    #[inline]
    fn ahead<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&mut Self) -> Result<Option<T>, DecodeError>,
    ) -> Result<Option<T>, DecodeError> {
        let mark = self.mark();
        self.begin_object()?;
        while let Some(key) = self.next_key()? {
            if *key == *name {
                let found = read(self)?;
                self.rewind(mark);
                return Ok(found);
            }
            self.skip()?;
        }
        self.rewind(mark);
        Ok(None)
    }
}
