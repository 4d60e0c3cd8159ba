//! The path to a byte of a JSON text, for errors.

use std::fmt::Write as _;

use super::DecodeError;
use super::reader::{Key, Peek, Reader};

/// Longer paths are cut here: an error is for a line of a log.
const LONGEST: usize = 200;

/// A container on the way: what was entered of it last.
enum Step<'a> {
    Member(Option<Key<'a>>),
    Element(Option<usize>),
}

/// The members that lead to the value around the byte at `offset`, as in `message.entities[2].offset`.
///
/// As far as the text is well-formed: what follows is not named.
pub(super) fn of(text: &str, offset: usize) -> String {
    let mut steps = Vec::new();
    let mut reader = Reader::new(text);
    // Where the text cannot be read any further, there the place is too.
    let _ = walk(&mut reader, &mut steps, offset);
    let mut path = String::new();
    for step in &steps {
        // Writing to a string cannot fail.
        let _ = match step {
            Step::Member(Some(key)) => write!(path, "{}{}", if path.is_empty() { "" } else { "." }, &**key),
            Step::Element(Some(index)) => write!(path, "[{index}]"),
            Step::Member(None) | Step::Element(None) => Ok(()),
        };
        if path.len() > LONGEST {
            let end = (0..=LONGEST).rev().find(|at| path.is_char_boundary(*at)).unwrap_or(0);
            path.truncate(end);
            path.push_str("...");
            break;
        }
    }
    path
}

/// Reads on until `offset`; leaves the containers around it in `steps`.
fn walk<'a>(reader: &mut Reader<'a>, steps: &mut Vec<Step<'a>>, offset: usize) -> Result<(), DecodeError> {
    loop {
        let kind = reader.peek()?;
        if reader.position() >= offset {
            return Ok(());
        }
        match kind {
            Peek::Object => {
                reader.begin_object()?;
                steps.push(Step::Member(None));
            }
            Peek::Array => {
                reader.begin_array()?;
                steps.push(Step::Element(None));
            }
            _ => reader.skip()?,
        }
        // To the next value, out of the containers that end before the place.
        loop {
            if reader.position() > offset {
                return Ok(());
            }
            let more = match steps.last_mut() {
                None => return Ok(()),
                Some(Step::Member(last)) => {
                    *last = None;
                    *last = reader.next_key()?;
                    last.is_some()
                }
                Some(Step::Element(last)) => {
                    let index = last.take().map_or(0, |index| index + 1);
                    let more = reader.next_element()?;
                    *last = more.then_some(index);
                    more
                }
            };
            if more {
                break;
            }
            if reader.position() > offset {
                return Ok(());
            }
            steps.pop();
        }
    }
}
