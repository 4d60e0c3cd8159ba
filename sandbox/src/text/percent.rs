//! Percent encoding, as addresses have it.

/// Encodes whatever is more than a plain letter, digit or one of `-._~`.
pub(crate) fn encode(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

/// Encodes pairs as a query has them.
pub(crate) fn query(pairs: &[(&str, String)]) -> String {
    let pairs: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
    pairs.join("&")
}

/// Undoes percent encoding; what is not valid UTF-8 is replaced.
pub(crate) fn decode(bytes: &[u8], plus: bool) -> String {
    String::from_utf8_lossy(&decode_bytes(bytes, plus)).into_owned()
}

/// The same, whatever the bytes are.
pub(crate) fn decode_bytes(bytes: &[u8], plus: bool) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let [first, tail @ ..] = rest {
        rest = tail;
        match (first, tail) {
            (b'%', [high, low, after @ ..]) => match (digit(*high), digit(*low)) {
                (Some(high), Some(low)) => {
                    out.push(high << 4 | low);
                    rest = after;
                }
                _ => out.push(b'%'),
            },
            (b'+', _) if plus => out.push(b' '),
            (other, _) => out.push(*other),
        }
    }
    out
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_encoding_is_undone() {
        assert_eq!(decode(b"a%20b+c%zz%", true), "a b c%zz%");
        assert_eq!(decode(b"1%3AAA+", false), "1:AA+");
    }

    #[test]
    fn what_an_address_would_misread_is_encoded() {
        let pairs = [("name", "Zoë & Co = 2".to_owned()), ("plain", "a-b_c.d~".to_owned())];
        assert_eq!(query(&pairs), "name=Zo%C3%AB%20%26%20Co%20%3D%202&plain=a-b_c.d~");
    }
}
