//! What `getUpdates` answers, update by update: a broken one costs none of its neighbours.

use crate::json::{Decode as _, DecodeError, Peek, RawJson, Reader};
use crate::types::{UnknownUpdate, Update, UpdateKind};

/// An element of a batch.
#[derive(Debug)]
pub enum Received {
    /// An update.
    Update(Box<Update>),
    /// Something that is no update that this version can read.
    Broken(BrokenUpdate),
}

/// An update that could not be read.
#[derive(Debug)]
#[non_exhaustive]
pub struct BrokenUpdate {
    /// Its number, where one could be found.
    pub update_id: Option<i64>,
    /// The text as it arrived.
    pub raw: String,
    /// What is wrong with it.
    pub error: DecodeError,
}

impl BrokenUpdate {
    /// The update with its content as it arrived, as one of an unknown kind; `None` where not even that can be read.
    pub fn to_update(&self) -> Option<Update> {
        let mut update = Update { update_id: self.update_id?, ..Update::default() };
        let mut reader = Reader::new(&self.raw);
        reader.begin_object().ok()?;
        while let Some(key) = reader.next_key().ok()? {
            let mut content = RawJson::default();
            content.decode_into(&mut reader).ok()?;
            let first = matches!(&update.kind, UpdateKind::Unknown(unknown) if unknown.name.is_empty());
            match &*key {
                "update_id" => {}
                name if first => {
                    update.kind = UpdateKind::Unknown(Box::new(UnknownUpdate { name: name.into(), content }));
                }
                name => update.extra.insert(name, content),
            }
        }
        Some(update)
    }
}

/// Reads the array of updates that `getUpdates` answers with, one by one.
///
/// What is not JSON at all ends the batch, as the last element; the elements before it stand.
///
/// # Errors
/// Where the text is no array.
pub fn parse_batch(text: &str) -> Result<Vec<Received>, DecodeError> {
    let mut reader = Reader::new(text);
    let mut batch = Vec::new();
    if reader.peek()? != Peek::Array {
        return Err(reader.expected("an array of updates"));
    }
    reader.begin_array()?;
    loop {
        match reader.next_element() {
            Ok(true) => {}
            Ok(false) => return Ok(batch),
            Err(error) => {
                batch.push(broken(text.get(reader.position()..).unwrap_or_default(), error));
                return Ok(batch);
            }
        }
        let start = reader.position();
        match reader.raw() {
            Ok(raw) => batch.push(match Update::from_json(raw) {
                Ok(update) => Received::Update(Box::new(update)),
                Err(error) => broken(raw, error),
            }),
            Err(error) => {
                batch.push(broken(text.get(start..).unwrap_or_default(), error));
                return Ok(batch);
            }
        }
    }
}

fn broken(raw: &str, error: DecodeError) -> Received {
    Received::Broken(BrokenUpdate { update_id: find_update_id(raw), raw: raw.to_owned(), error })
}

/// The number after the first `"update_id":`, also in a text that is not JSON.
fn find_update_id(raw: &str) -> Option<i64> {
    const KEY: &str = "\"update_id\"";
    let rest = raw.get(raw.find(KEY)? + KEY.len()..)?.trim_start().strip_prefix(':')?.trim_start();
    let end = rest.find(|c: char| !c.is_ascii_digit() && c != '-').unwrap_or(rest.len());
    rest[..end].parse().ok()
}
