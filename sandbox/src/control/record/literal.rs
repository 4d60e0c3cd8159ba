//! Values as they stand in Rust.

use std::fmt::Write as _;

use serde_json::Value;

/// A text, readable in any language.
pub(super) fn text(text: &str) -> String {
    let mut literal = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => literal.push_str("\\\""),
            '\\' => literal.push_str("\\\\"),
            '\n' => literal.push_str("\\n"),
            '\r' => literal.push_str("\\r"),
            '\t' => literal.push_str("\\t"),
            // What cannot be seen, or turns the direction of what follows.
            c if c.is_control()
                || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}') =>
            {
                // Writing to a string does not fail.
                let _ = write!(literal, "\\u{{{:x}}}", u32::from(c));
            }
            c => literal.push(c),
        }
    }
    literal.push('"');
    literal
}

pub(super) fn bytes(bytes: &[u8]) -> String {
    format!("b\"{}\".as_slice()", bytes.escape_ascii())
}

/// A whole number, its digits in groups of three.
pub(super) fn integer(number: usize) -> String {
    let digits = number.to_string();
    let mut literal = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            literal.push('_');
        }
        literal.push(digit);
    }
    literal
}

/// A number with a point, whatever it was written as.
pub(super) fn float(number: f64) -> String {
    format!("{number:?}")
}

/// A list of texts or numbers.
pub(super) fn list(values: &[Value]) -> String {
    let items: Vec<String> =
        values.iter().map(|value| value.as_str().map_or_else(|| value.to_string(), text)).collect();
    format!("[{}]", items.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_read_back_as_it_was() {
        assert_eq!(text("Grüße \"du\" \\ 👋\n"), r#""Grüße \"du\" \\ 👋\n""#);
        assert_eq!(text("a\u{202e}b\u{0}"), r#""a\u{202e}b\u{0}""#);
    }

    #[test]
    fn numbers_and_bytes_have_their_types() {
        assert_eq!(float(46.0), "46.0");
        assert_eq!([7, 1_234, 1_234_567].map(integer), ["7", "1_234", "1_234_567"]);
        assert_eq!(bytes(b"a\"\xff"), r#"b"a\"\xff".as_slice()"#);
        assert_eq!(list(&["Yes".into(), 2.into()]), r#"["Yes", 2]"#);
    }
}
