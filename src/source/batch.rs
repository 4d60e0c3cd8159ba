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
/// What is not JSON costs the element that it stands in and no other.
///
/// # Errors
/// Where the text is no array.
pub fn parse_batch(text: &str) -> Result<Vec<Received>, DecodeError> {
    let mut reader = Reader::new(text);
    if reader.peek()? != Peek::Array {
        return Err(reader.expected("an array of updates"));
    }
    let mut batch = Vec::new();
    let mut rest = text.get(reader.position() + 1..).unwrap_or_default().trim_start();
    while !rest.is_empty() && !rest.starts_with(']') {
        let mut reader = Reader::new(rest);
        let raw = match reader.raw() {
            Ok(raw) => {
                batch.push(parse_one(raw));
                raw
            }
            Err(error) => {
                let raw = extent(rest);
                batch.push(broken(raw, error));
                raw
            }
        };
        rest = rest.get(raw.len()..).unwrap_or_default().trim_start();
        rest = rest.strip_prefix(',').unwrap_or(rest).trim_start();
    }
    Ok(batch)
}

/// Reads one update.
pub(crate) fn parse_one(raw: &str) -> Received {
    match Update::from_json(raw) {
        // Telegram counts from 1 on; an offset that is not positive would have another meaning.
        Ok(update) if update.update_id > 0 => Received::Update(Box::new(update)),
        Ok(_) => broken(raw, Reader::new(raw).missing("Update", "update_id")),
        Err(error) => broken(raw, error),
    }
}

fn broken(raw: &str, error: DecodeError) -> Received {
    Received::Broken(BrokenUpdate { update_id: find_update_id(raw), raw: raw.to_owned(), error })
}

/// The number of an update of which something cannot be read, unless it comes after that.
fn find_update_id(raw: &str) -> Option<i64> {
    let mut reader = Reader::new(raw);
    reader.begin_object().ok()?;
    while let Some(key) = reader.next_key().ok()? {
        if &*key == "update_id" && reader.peek().ok()? == Peek::Number {
            let mut id = 0i64;
            id.decode_into(&mut reader).ok()?;
            return (id > 0).then_some(id);
        }
        reader.skip().ok()?;
    }
    None
}

/// How far an element reaches that is not JSON, or too deep: to where its brackets and strings end, or else to where an
/// update seems to begin.
fn extent(text: &str) -> &str {
    let mut open = Vec::new();
    let (mut string, mut escaped) = (false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if string => escaped = true,
            b'"' => string = !string,
            _ if string => {}
            b',' | b']' if open.is_empty() => return text.get(..at).unwrap_or(text),
            b'{' => open.push(b'}'),
            b'[' => open.push(b']'),
            b'}' | b']' if open.pop() != Some(byte) => break,
            b'}' | b']' if open.is_empty() => return text.get(..=at).unwrap_or(text),
            _ => {}
        }
    }
    // In a text that a user wrote the quotes would be escaped.
    let next = text.get(1..).and_then(|rest| rest.find(r#"{"update_id":"#));
    next.and_then(|next| text.get(..=next)).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The numbers of a batch; those of broken ones are negative, 0 where there is none.
    fn ids(text: &str) -> Vec<i64> {
        let batch = parse_batch(text).expect("the text is an array");
        let id = |received: &Received| match received {
            Received::Update(update) => update.update_id,
            Received::Broken(broken) => -broken.update_id.unwrap_or(0),
        };
        batch.iter().map(id).collect()
    }

    #[test]
    fn an_array_of_nothing_is_an_empty_batch() {
        assert_eq!(ids(" [ ] "), [0; 0]);
    }

    #[test]
    fn what_is_no_array_is_an_error() {
        for text in ["", "{}", "null", "5", "\"[]\""] {
            assert!(parse_batch(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_broken_element_costs_no_neighbour() {
        for (broken, found) in [
            (r#"{"update_id":2,"message":5}"#, -2),
            (r#"{"update_id":2,"message":{oops}}"#, -2),
            (r#"{"update_id":2,"message":"\x"}"#, -2),
            (r#"{"message":{},"update_id":-2}"#, 0),
            (r#"{"update_id":"x"}"#, 0),
            (r#"{"message":{"update_id":3}}"#, 0),
            ("{}", 0),
            ("7", 0),
            ("nul", 0),
            ("", 0),
        ] {
            let text = format!(r#"[{{"update_id":1}} , {broken},{{"update_id":3}}]"#);
            assert_eq!(ids(&text), [1, found, 3], "{text}");
        }
    }

    #[test]
    fn an_element_without_an_end_ends_where_the_next_begins() {
        for broken in ["{broken", r#"{"message":"no end"#, "[[", "{]", "}", "{} x"] {
            let text = format!(r#"[{{"update_id":1}},{broken},{{"update_id":3}}]"#);
            let ids = ids(&text);
            assert_eq!((ids[0], ids[1], ids.last()), (1, 0, Some(&3)), "{text}");
        }
        assert_eq!(ids(r#"[{"update_id":1},{"update_id":2,"message":{"#), [1, -2]);
    }

    #[test]
    fn any_text_that_begins_as_an_array_is_read_to_its_end() {
        for text in
            ["[", "[,,,", "[}}}", "[:]", "[\"", "[\\", "[{\"update_id\":", "[\u{e9}\u{1f5fc}]", "[[]]]]"]
        {
            assert!(ids(text).iter().all(|id| *id == 0), "{text}");
        }
    }

    #[test]
    fn an_absurd_depth_costs_no_neighbour() {
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        let text = format!(r#"[{{"update_id":1}},{{"update_id":2,"message":{deep}}},{{"update_id":3}}]"#);
        assert_eq!(ids(&text), [1, -2, 3]);
    }
}
