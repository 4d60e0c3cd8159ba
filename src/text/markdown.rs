//! Escaping and mentions for texts in the `MarkdownV2` parse mode, and in the older Markdown.

use super::escape::backslash;
use crate::types::UserId;

const TEXT: &str = r"\_*[]()~`>#+-=|{}.!";
const CODE: &str = r"\`";
const LINK: &str = r"\)";
const V1: &str = "_*`[";

/// Escapes plain text for `MarkdownV2`.
///
/// # Example
/// ```
/// assert_eq!(chappe::text::markdown::escape("1.5 (or so)!"), r"1\.5 \(or so\)\!");
/// ```
#[must_use]
pub fn escape(text: &str) -> String {
    escaped(text, TEXT)
}

/// Escapes what stands inside `` `code` `` or a block of code in `MarkdownV2`.
#[must_use]
pub fn escape_code(text: &str) -> String {
    escaped(text, CODE)
}

/// Escapes the address in the parentheses of a link in `MarkdownV2`.
#[must_use]
pub fn escape_link(url: &str) -> String {
    escaped(url, LINK)
}

/// Escapes plain text for the older Markdown, which knows no escaping inside an entity.
#[must_use]
pub fn escape_v1(text: &str) -> String {
    escaped(text, V1)
}

/// A mention of a user by id in `MarkdownV2`, for users without a username.
///
/// # Example
/// ```
/// assert_eq!(chappe::text::markdown::mention(9, "A_b"), r"[A\_b](tg://user?id=9)");
/// ```
#[must_use]
pub fn mention(user: impl Into<UserId>, name: &str) -> String {
    format!("[{}](tg://user?id={})", escape(name), user.into())
}

/// A mention of a user by id in the older Markdown, where the name stands as it is: it must hold no `]`.
#[must_use]
pub fn mention_v1(user: impl Into<UserId>, name: &str) -> String {
    format!("[{name}](tg://user?id={})", user.into())
}

/// A link with its text in `MarkdownV2`.
#[must_use]
pub fn link(text: &str, url: &str) -> String {
    format!("[{}]({})", escape(text), escape_link(url))
}

pub(super) fn escape_into(out: &mut String, text: &str) {
    backslash(out, text, TEXT);
}

pub(super) fn escape_code_into(out: &mut String, text: &str) {
    backslash(out, text, CODE);
}

pub(super) fn escape_link_into(out: &mut String, text: &str) {
    backslash(out, text, LINK);
}

pub(super) fn escape_v1_into(out: &mut String, text: &str) {
    backslash(out, text, V1);
}

fn escaped(text: &str, special: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    backslash(&mut out, text, special);
    out
}
