//! The secret that Telegram sends with every update.

use subtle::ConstantTimeEq as _;

use crate::bot::Error;

/// The longest that Telegram takes.
const LONGEST: usize = 256;

/// A secret token of a secret token's form. It is shown nowhere.
#[derive(Clone)]
pub(super) struct SecretToken(String);

/// A secret token that Telegram would not take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidSecretToken {
    /// It is empty: any request would have it.
    #[error("the secret token is empty: take 1-256 letters, digits, `_` and `-`")]
    Empty,
    /// It is too long.
    #[error("the secret token is of {0} bytes: take at most 256")]
    TooLong(usize),
    /// It has a character that no secret token can have.
    #[error("the secret token has {0:?} in it: take letters A-Z and a-z, digits, `_` and `-` only")]
    Character(char),
}

impl SecretToken {
    pub(super) fn parse(text: &str) -> Result<Self, InvalidSecretToken> {
        let valid = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        match text.chars().find(|c| !valid(*c)) {
            Some(wrong) => Err(InvalidSecretToken::Character(wrong)),
            None if text.is_empty() => Err(InvalidSecretToken::Empty),
            None if text.len() > LONGEST => Err(InvalidSecretToken::TooLong(text.len())),
            None => Ok(Self(text.to_owned())),
        }
    }

    /// Whether a request has the secret. How long this takes depends on the secret's length alone.
    pub(super) fn is(&self, given: &[u8]) -> bool {
        let secret = self.0.as_bytes();
        let mut padded = [0; LONGEST];
        for (to, from) in padded.iter_mut().zip(given) {
            *to = *from;
        }
        let start = padded.get(..secret.len()).unwrap_or_default();
        bool::from(start.ct_eq(secret) & given.len().ct_eq(&secret.len()))
    }

    pub(super) fn reveal(&self) -> &str {
        &self.0
    }
}

impl From<InvalidSecretToken> for Error {
    fn from(error: InvalidSecretToken) -> Self {
        Self::Config(error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_telegram_takes_is_a_secret() {
        let error = |text: &str| SecretToken::parse(text).err();
        assert_eq!(error("aZ09_-"), None);
        assert_eq!(error(&"a".repeat(256)), None);
        assert_eq!(error(""), Some(InvalidSecretToken::Empty));
        assert_eq!(error(&"a".repeat(257)), Some(InvalidSecretToken::TooLong(257)));
        assert_eq!(error("a b"), Some(InvalidSecretToken::Character(' ')));
        assert_eq!(error("\u{e4}"), Some(InvalidSecretToken::Character('\u{e4}')));
    }

    #[test]
    fn only_the_secret_itself_is_the_secret() {
        for secret in ["abc", "a", &"x".repeat(256)] {
            let token = SecretToken::parse(secret).expect("it is of a secret's form");
            assert!(token.is(secret.as_bytes()));
            let longer = format!("{secret}\0");
            let doubled = secret.repeat(2);
            let shorter = &secret[1..];
            let other = format!("y{shorter}");
            for wrong in ["", shorter, &longer, &doubled, &other, &"x".repeat(300)] {
                assert!(!token.is(wrong.as_bytes()), "{wrong:?} for {secret:?}");
            }
        }
    }
}
