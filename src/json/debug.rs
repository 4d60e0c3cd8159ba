//! Prints any type as its name and its JSON: one `Debug` for all of them.

use std::fmt::{self, Write as _};

use super::{Encode, Writer};

/// Prints `User {"id":1}`, or the same over several lines for `{:#?}`.
pub fn debug(v: &dyn Encode, name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut writer = Writer::new();
    v.encode(&mut writer);
    let json = writer.into_string();
    write!(f, "{name} ")?;
    if f.alternate() { pretty(&json, f) } else { f.write_str(&json) }
}

/// Prints compact JSON over several lines; the order of members stays as it is.
fn pretty(json: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut depth = 0usize;
    let mut rest = json;
    while let Some(letter) = rest.chars().next() {
        let mut length = letter.len_utf8();
        match letter {
            '"' => {
                length = string_length(rest);
                f.write_str(rest.get(..length).unwrap_or_default())?;
            }
            '{' | '[' => {
                f.write_char(letter)?;
                if !rest.get(1..).is_some_and(|rest| rest.starts_with(['}', ']'])) {
                    depth += 1;
                    line(depth, f)?;
                } else if let Some(close) = rest.get(1..2) {
                    f.write_str(close)?;
                    length = 2;
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                line(depth, f)?;
                f.write_char(letter)?;
            }
            ',' => {
                f.write_char(letter)?;
                line(depth, f)?;
            }
            ':' => f.write_str(": ")?,
            // What was kept raw may hold whitespace of its own.
            ' ' | '\n' | '\t' | '\r' => {}
            other => f.write_char(other)?,
        }
        rest = rest.get(length..).unwrap_or_default();
    }
    Ok(())
}

/// The length of the string `json` begins with, quotes included.
fn string_length(json: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in json.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    json.len()
}

fn line(depth: usize, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "\n{:width$}", "", width = depth * 2)
}
