//! Escaping and mentions for texts in the HTML parse mode.

use super::escape::replace;
use crate::types::UserId;

/// Escapes text for HTML, in attributes too.
///
/// # Example
/// ```
/// assert_eq!(chappe::text::html::escape("a < b & \"c\""), "a &lt; b &amp; &quot;c&quot;");
/// ```
#[must_use]
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape_into(&mut out, text);
    out
}

pub(super) fn escape_into(out: &mut String, text: &str) {
    replace(out, text, |byte| match byte {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        b'"' => Some("&quot;"),
        b'\'' => Some("&#x27;"),
        _ => None,
    });
}

/// A mention of a user by id, for users without a username.
///
/// # Example
/// ```
/// assert_eq!(chappe::text::html::mention(9, "A & B"), "<a href=\"tg://user?id=9\">A &amp; B</a>");
/// ```
#[must_use]
pub fn mention(user: impl Into<UserId>, name: &str) -> String {
    format!("<a href=\"tg://user?id={}\">{}</a>", user.into(), escape(name))
}

/// A link with its text.
#[must_use]
pub fn link(text: &str, url: &str) -> String {
    format!("<a href=\"{}\">{}</a>", escape(url), escape(text))
}
