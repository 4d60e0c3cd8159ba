//! The path to a byte of a JSON text, for errors.

use super::reader::{Peek, Reader};

/// Longer paths are cut here: an error is for a line of a log.
const LONGEST: usize = 200;

/// The members that lead to the value around the byte at `offset`, as in `message.entities[2].offset`.
///
/// As far as the text is well-formed: what follows is not named.
pub(super) fn of(text: &str, offset: usize) -> String {
    let mut path = String::new();
    let mut reader = Reader::new(text);
    while let Some(step) = step(&mut reader, offset) {
        path.push_str(&step);
        if path.len() > LONGEST {
            let end = (0..=LONGEST).rev().find(|at| path.is_char_boundary(*at)).unwrap_or(0);
            path.truncate(end);
            path.push_str("...");
            break;
        }
    }
    path.strip_prefix('.').map(str::to_owned).unwrap_or(path)
}

/// Enters the member or element that holds `offset`, and names it.
fn step(reader: &mut Reader<'_>, offset: usize) -> Option<String> {
    match reader.peek().ok()? {
        Peek::Object => {
            reader.begin_object().ok()?;
            while let Some(key) = reader.next_key().ok()? {
                if holds(reader, offset) {
                    return Some(format!(".{}", &*key));
                }
            }
        }
        Peek::Array => {
            reader.begin_array().ok()?;
            let mut index = 0usize;
            while reader.next_element().ok()? {
                if holds(reader, offset) {
                    return Some(format!("[{index}]"));
                }
                index += 1;
            }
        }
        _ => {}
    }
    None
}

/// Whether the next value holds `offset`, or is the malformed one; skips it if not.
fn holds(reader: &mut Reader<'_>, offset: usize) -> bool {
    let start = reader.mark();
    let skipped = reader.skip();
    let inside = skipped.is_err() || offset < reader.position();
    if inside {
        reader.rewind(start);
    }
    inside
}
