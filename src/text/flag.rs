//! Flags of countries.

/// The flag emoji of a country, by its two-letter code in either case.
///
/// # Example
/// ```
/// use chappe::text::flag;
///
/// assert_eq!(flag("de").as_deref(), Some("🇩🇪"));
/// assert_eq!(flag("Germany"), None);
/// ```
pub fn flag(country_code: &str) -> Option<String> {
    if country_code.len() != 2 {
        return None;
    }
    country_code.chars().map(regional_indicator).collect()
}

fn regional_indicator(letter: char) -> Option<char> {
    let letter = letter.to_ascii_uppercase();
    letter.is_ascii_uppercase().then(|| char::from_u32(0x1F1E6 + (letter as u32 - 'A' as u32)))?
}

#[cfg(test)]
mod tests {
    #[test]
    fn only_two_letters_make_a_flag() {
        assert_eq!(super::flag("uS").as_deref(), Some("🇺🇸"));
        for code in ["", "d", "d1", "é", "deu", "  "] {
            assert_eq!(super::flag(code), None, "{code:?}");
        }
    }
}
