//! The secret that names the bot.

use std::fmt;

use super::Error;
use crate::json::DecodeError;
use crate::types::UserId;

/// From this length on a secret cannot be mistaken for anything else.
const LONG: usize = 16;

/// A bot's token. It is shown nowhere.
#[derive(Clone)]
pub(crate) struct Token {
    text: String,
    bot_id: UserId,
}

impl Token {
    /// Checks the form: a number, a colon, and a secret of letters, digits, `_` and `-`.
    pub(crate) fn parse(text: &str) -> Result<Self, Error> {
        let text = text.trim();
        let parts = text.split_once(':').filter(|(id, secret)| {
            id.bytes().all(|b| b.is_ascii_digit())
                && !secret.is_empty()
                && secret.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
        });
        match parts.and_then(|(id, _)| id.parse().ok()) {
            Some(id) => Ok(Self { text: text.to_owned(), bot_id: UserId(id) }),
            None => Err(Error::Config(
                "the bot token is not of the form `123456:AbC-..`: copy it anew from @BotFather".to_owned(),
            )),
        }
    }

    /// The secret itself, for the address of a request.
    pub(crate) fn reveal(&self) -> &str {
        &self.text
    }

    /// The bot's own identifier, which is the number in front.
    pub(crate) fn bot_id(&self) -> UserId {
        self.bot_id
    }

    /// The text without the token, should somebody have quoted it: whole, or with the colon escaped.
    pub(crate) fn redact(&self, text: &str) -> String {
        let (id, secret) = self.text.split_once(':').unwrap_or_default();
        // Short secrets are those of tests, and may be any word.
        let bare = if secret.len() < LONG { "" } else { secret };
        let forms = [self.text.as_str(), &format!("{id}%3A{secret}"), &format!("{id}%3a{secret}"), bare];
        forms.into_iter().filter(|form| !form.is_empty()).fold(text.to_owned(), |text, form| {
            if text.contains(form) { text.replace(form, "<token>") } else { text }
        })
    }

    /// The error of an answer that is not what was asked for: it may name members of the answer.
    #[cold]
    pub(crate) fn unreadable(&self, method: &str, source: DecodeError) -> Error {
        Error::Decode { method: method.to_owned(), source: source.map_path(|path| self.redact(path)) }
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Token({}:\u{2026})", self.bot_id())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_tokens_of_the_right_form_are_taken() {
        for good in ["1:a", "123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11", " 5:x_y\n"] {
            assert!(Token::parse(good).is_ok(), "{good:?}");
        }
        for bad in ["", ":", "a:b", "1:", "1", "1:a b", "1:a/b", "1:\u{e4}", "99999999999999999999:a"] {
            assert!(Token::parse(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_quoted_token_is_taken_out_in_every_form() -> Result<(), Error> {
        let token = Token::parse("42:ABCDEFGHIJKLMNOPQRST")?;
        for quoted in ["/bot42:ABCDEFGHIJKLMNOPQRST/getMe", "/bot42%3AABCDEFGHIJKLMNOPQRST/getMe"] {
            assert_eq!(token.redact(quoted), "/bot<token>/getMe");
        }
        assert_eq!(token.redact("key ABCDEFGHIJKLMNOPQRST"), "key <token>");
        assert_eq!(Token::parse("42:is")?.redact("this is 42:is"), "this is <token>");
        Ok(())
    }

    #[test]
    fn debug_shows_the_bot_but_not_the_secret() -> Result<(), Error> {
        assert_eq!(format!("{:?}", Token::parse("42:secret")?), "Token(42:\u{2026})");
        Ok(())
    }
}
