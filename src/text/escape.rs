//! Escaping of single characters.

/// Appends `text` to `out`, each character that `escape` knows replaced by what it gives.
pub(super) fn replace(out: &mut String, text: &str, escape: impl Fn(u8) -> Option<&'static str>) {
    let mut done = 0;
    for (i, byte) in text.bytes().enumerate() {
        // Only ASCII is ever escaped, so that `i` is a boundary.
        if let Some(replacement) = escape(byte) {
            out.push_str(&text[done..i]);
            out.push_str(replacement);
            done = i + 1;
        }
    }
    out.push_str(&text[done..]);
}

/// Appends `text` to `out`, a backslash before each of the characters in `special`.
pub(super) fn backslash(out: &mut String, text: &str, special: &str) {
    for part in text.split_inclusive(|c| special.contains(c)) {
        let mut chars = part.chars();
        match chars.next_back() {
            Some(last) if special.contains(last) => {
                out.push_str(chars.as_str());
                out.push('\\');
                out.push(last);
            }
            _ => out.push_str(part),
        }
    }
}
