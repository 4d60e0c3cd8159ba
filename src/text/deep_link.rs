//! Links that open the bot with a payload.

use std::fmt;

/// How many characters a payload may have.
pub const MAX_PAYLOAD: usize = 64;

/// Why a deep link cannot be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DeepLinkError {
    /// The bot's username is too short, or holds what no username does.
    Username,
    /// The payload is longer than [`MAX_PAYLOAD`].
    TooLong,
    /// The payload holds something else than `A-Z`, `a-z`, `0-9`, `_` and `-`.
    Characters,
}

impl fmt::Display for DeepLinkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Username => f.write_str("a deep link needs the bot's username"),
            Self::TooLong => {
                write!(f, "the payload of a deep link may have at most {MAX_PAYLOAD} characters")
            }
            Self::Characters => {
                f.write_str("the payload of a deep link may hold only A-Z, a-z, 0-9, _ and -")
            }
        }
    }
}

impl std::error::Error for DeepLinkError {}

/// A link that opens the chat with the bot, whose first message is then `/start payload`.
///
/// Without a payload it is the plain link to the bot.
///
/// # Errors
/// See [`DeepLinkError`].
///
/// # Example
/// ```
/// use chappe::text::{DeepLinkError, deep_link};
///
/// assert_eq!(deep_link("MyTestBot", "abc-1_2").as_deref(), Ok("https://t.me/MyTestBot?start=abc-1_2"));
/// assert_eq!(deep_link("MyTestBot", "a b"), Err(DeepLinkError::Characters));
/// ```
pub fn deep_link(bot_username: &str, payload: &str) -> Result<String, DeepLinkError> {
    link(bot_username, "start", payload)
}

/// A link that lets the user choose a group to add the bot to, where the first message is `/start@bot payload`.
///
/// # Errors
/// See [`DeepLinkError`].
pub fn deep_link_group(bot_username: &str, payload: &str) -> Result<String, DeepLinkError> {
    link(bot_username, "startgroup", payload)
}

fn link(bot_username: &str, parameter: &str, payload: &str) -> Result<String, DeepLinkError> {
    let name = bot_username.strip_prefix('@').unwrap_or(bot_username);
    if name.len() < 4 || !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
        return Err(DeepLinkError::Username);
    }
    if payload.is_empty() {
        return Ok(format!("https://t.me/{name}"));
    }
    if payload.chars().nth(MAX_PAYLOAD).is_some() {
        return Err(DeepLinkError::TooLong);
    }
    if !payload.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-')) {
        return Err(DeepLinkError::Characters);
    }
    Ok(format!("https://t.me/{name}?{parameter}={payload}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_in_the_order_username_length_characters() {
        assert_eq!(deep_link("bot", &" ".repeat(65)), Err(DeepLinkError::Username));
        assert_eq!(deep_link("a/../b", "x"), Err(DeepLinkError::Username));
        assert_eq!(deep_link("MyTestBot", &" ".repeat(65)), Err(DeepLinkError::TooLong));
        assert_eq!(deep_link("MyTestBot", "a=b"), Err(DeepLinkError::Characters));
    }

    #[test]
    fn no_payload_gives_the_plain_link() {
        assert_eq!(deep_link_group("@MyTestBot", "").as_deref(), Ok("https://t.me/MyTestBot"));
    }
}
