//! Classes of characters, as the finders tell them apart.

use unicode_general_category::{GeneralCategory as Category, get_general_category};

pub(super) fn is_letter(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphabetic();
    }
    matches!(
        get_general_category(c),
        Category::UppercaseLetter
            | Category::LowercaseLetter
            | Category::TitlecaseLetter
            | Category::ModifierLetter
            | Category::OtherLetter
    )
}

fn is_number(c: char) -> bool {
    let category = get_general_category(c);
    matches!(category, Category::DecimalNumber | Category::LetterNumber | Category::OtherNumber)
}

/// What words are made of.
pub(super) fn is_word(c: char) -> bool {
    c == '_' || is_letter(c) || is_number(c)
}

/// What commands and usernames are made of.
pub(super) fn is_name(c: char) -> bool {
    c == '_' || c.is_ascii_alphanumeric()
}

/// What hashtags are made of: letters and digits, a joiner, a middle dot, and all of Sinhala.
pub(super) fn is_hashtag(c: char) -> bool {
    matches!(c, '_' | '\u{200c}' | '\u{b7}' | '\u{d80}'..='\u{dff}')
        || is_letter(c)
        || get_general_category(c) == Category::DecimalNumber
}

/// What may stand in an address besides ASCII: no separators, and little of general punctuation.
fn is_address(c: char) -> bool {
    if matches!(c, '\u{2000}'..='\u{206f}') {
        return matches!(c, '\u{200c}' | '\u{200d}' | '\u{2010}'..='\u{2015}');
    }
    !is_separator(c)
}

pub(super) fn is_domain(c: char) -> bool {
    if c < '\u{c0}' {
        return matches!(c, '.' | '-' | '_' | '~') || c.is_ascii_alphanumeric();
    }
    is_address(c)
}

/// What may stand before the @ of an address.
pub(super) fn is_userinfo(c: char) -> bool {
    const NOT: &str = "\n/[]{}()'`<>\"@\u{ab}\u{bb}";
    !NOT.contains(c) && is_address(c)
}

/// What may stand behind the domain.
pub(super) fn is_path(c: char) -> bool {
    !matches!(c, '\n' | '<' | '>' | '"' | '\u{ab}' | '\u{bb}') && is_address(c)
}

/// What may stand before `://`; letters beyond ASCII only make a protocol unknown.
pub(super) fn is_protocol(c: char) -> bool {
    if c.is_ascii() {
        return matches!(c, '+' | '-') || c.is_ascii_alphanumeric();
    }
    !is_separator(c)
}

fn is_separator(c: char) -> bool {
    let category = get_general_category(c);
    matches!(category, Category::SpaceSeparator | Category::LineSeparator | Category::ParagraphSeparator)
}
