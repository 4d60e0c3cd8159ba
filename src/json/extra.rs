//! The members of an object that this version does not know.

use std::fmt;

use super::{DecodeError, RawJson, Reader, Writer};

/// Beyond so many members duplicates are not looked for: it would take the square of their number.
const DEDUPLICATED: usize = 64;

type Member = (Box<str>, RawJson);

/// Members of an object that this version does not know, in order of arrival, written back unchanged.
// One word, as nearly every object has it and nearly none uses it.
#[derive(Clone, Default, PartialEq)]
#[allow(clippy::box_collection, reason = "a bare vector takes three words of every object")]
pub struct Extra(Option<Box<Vec<Member>>>);

impl Extra {
    /// The member `key`.
    pub fn get(&self, key: &str) -> Option<&RawJson> {
        self.members().iter().rev().find(|(name, _)| **name == *key).map(|(_, value)| value)
    }

    /// All members, in order of arrival.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &RawJson)> {
        self.members().iter().map(|(name, value)| (&**name, value))
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.members().is_empty()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.members().len()
    }

    /// Sets a member; one of that name is replaced where it stands.
    pub fn insert(&mut self, key: &str, value: RawJson) {
        let members = self.0.get_or_insert_default();
        if members.len() <= DEDUPLICATED
            && let Some((_, old)) = members.iter_mut().find(|(name, _)| **name == *key)
        {
            *old = value;
            return;
        }
        members.push((key.into(), value));
    }

    /// Takes the value of the member `key` from `r`.
    #[cold]
    #[inline(never)]
    pub(crate) fn keep(&mut self, key: &str, r: &mut Reader<'_>) -> Result<(), DecodeError> {
        let mut value = RawJson::default();
        super::Decode::decode_into(&mut value, r)?;
        self.insert(key, value);
        Ok(())
    }

    /// Writes all members into the object begun last.
    pub(crate) fn write(&self, w: &mut Writer) {
        for (name, value) in self.iter() {
            w.key_escaped(name);
            w.raw(value.get());
        }
    }

    fn members(&self) -> &[Member] {
        self.0.as_ref().map_or(&[], |members| members)
    }
}

impl fmt::Debug for Extra {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}
