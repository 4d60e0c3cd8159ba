//! Bot tokens: a number, a colon, a secret.

/// Bots' identifiers are below this.
const LARGEST: i64 = 1 << 54;

/// A token of the right form, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) id: i64,
    pub(crate) text: String,
}

impl Token {
    /// Takes any token of the right form.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        if text.len() > 80 || text.starts_with('0') {
            return None;
        }
        let (id, secret) = text.split_once(':')?;
        let id_ok = !id.is_empty() && id.bytes().all(|b| b.is_ascii_digit());
        let secret_ok =
            !secret.is_empty() && secret.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        if !(id_ok && secret_ok) {
            return None;
        }
        let id = id.parse().ok().filter(|id| *id < LARGEST)?;
        Some(Self { id, text: text.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::Token;

    #[test]
    fn a_token_is_a_number_and_a_secret() {
        assert_eq!(Token::parse("123456:AAsecret-_1").unwrap().id, 123_456);
        for wrong in [
            "",
            "abc",
            "123",
            "123:",
            ":abc",
            "0123:abc",
            "12a:abc",
            "1:a/b",
            "99999999999999999999:a",
            "18014398509481984:a",
        ] {
            assert_eq!(Token::parse(wrong), None, "{wrong}");
        }
    }
}
