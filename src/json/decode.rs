//! Reads scalars and the containers of the standard library.

use super::{Decode, DecodeError, Reader};

impl Decode for i64 {
    #[inline]
    fn decode_into(&mut self, r: &mut Reader<'_>) -> Result<(), DecodeError> {
        if !r.null()? {
            *self = r.i64()?;
        }
        Ok(())
    }
}

impl Decode for u64 {
    #[inline]
    fn decode_into(&mut self, r: &mut Reader<'_>) -> Result<(), DecodeError> {
        if !r.null()? {
            *self = r.u64()?;
        }
        Ok(())
    }
}

impl Decode for i32 {
    #[inline]
    fn decode_into(&mut self, r: &mut Reader<'_>) -> Result<(), DecodeError> {
        if !r.null()? {
            let at = r.position();
            *self = r.i64()?.try_into().map_err(|_| DecodeError::range("an integer of 32 bits", at))?;
        }
        Ok(())
    }
}

impl Decode for u32 {
    #[inline]
    fn decode_into(&mut self, r: &mut Reader<'_>) -> Result<(), DecodeError> {
        if !r.null()? {
            let at = r.position();
            *self =
                r.i64()?.try_into().map_err(|_| DecodeError::range("an unsigned integer of 32 bits", at))?;
        }
        Ok(())
    }
}

impl Decode for f64 {
    #[inline]
    fn decode_into(&mut self, r: &mut Reader<'_>) -> Result<(), DecodeError> {
        if !r.null()? {
            *self = r.f64()?;
        }
        Ok(())
    }
}

impl Decode for bool {
    #[inline]
    fn decode_into(&mut self, r: &mut Reader<'_>) -> Result<(), DecodeError> {
        if !r.null()? {
            *self = r.bool()?;
        }
        Ok(())
    }
}

impl Decode for String {
    #[inline(never)]
    fn decode_into(&mut self, r: &mut Reader<'_>) -> Result<(), DecodeError> {
        if !r.null()? {
            *self = r.string()?;
        }
        Ok(())
    }
}

impl Decode for Box<str> {
    #[inline(never)]
    fn decode_into(&mut self, r: &mut Reader<'_>) -> Result<(), DecodeError> {
        if !r.null()? {
            *self = r.string_ref()?.into();
        }
        Ok(())
    }
}

impl<T: Decode> Decode for Option<T> {
    #[inline]
    fn decode_into(&mut self, r: &mut Reader<'_>) -> Result<(), DecodeError> {
        if r.null()? {
            *self = None;
            return Ok(());
        }
        // A fresh value, even where a duplicate key left one.
        self.insert(T::default()).decode_into(r)
    }
}

impl<T: Decode> Decode for Box<T> {
    #[inline]
    fn decode_into(&mut self, r: &mut Reader<'_>) -> Result<(), DecodeError> {
        (**self).decode_into(r)
    }
}

impl<T: Decode> Decode for Vec<T> {
    fn decode_into(&mut self, r: &mut Reader<'_>) -> Result<(), DecodeError> {
        if r.null()? {
            return Ok(());
        }
        r.begin_array()?;
        self.clear();
        while r.next_element()? {
            self.push(T::default());
            if let Some(last) = self.last_mut() {
                last.decode_into(r)?;
            }
        }
        Ok(())
    }
}
