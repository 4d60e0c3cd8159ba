//! Finds what Telegram marks by itself: names, tags, commands and addresses.

mod address;
mod app;
mod email;
mod names;
mod phone;
mod tags;
mod website;

pub use email::is_email;

use super::Entity;

/// A place in a text: from one character up to another.
pub(super) type Span = (usize, usize);

/// Finds mentions, commands, hashtags, cashtags, phone numbers, URLs and e-mail addresses in a text, as Telegram does.
///
/// Entities never overlap: where two would, the one that begins first stays.
pub fn find_entities(text: &str) -> Vec<Entity> {
    // Nothing is found without one of these.
    if !text.bytes().any(|byte| matches!(byte, b'@' | b'/' | b'#' | b'$' | b'.' | b'+')) {
        return Vec::new();
    }
    let chars: Vec<char> = text.chars().collect();
    let mut found: Vec<(Span, &'static str)> = Vec::new();
    let mut add = |spans: Vec<Span>, kind| found.extend(spans.into_iter().map(|span| (span, kind)));
    add(names::mentions(&chars), "mention");
    add(names::commands(&chars), "bot_command");
    add(tags::hashtags(&chars), "hashtag");
    add(tags::cashtags(&chars), "cashtag");
    add(phone::numbers(&chars), "phone_number");
    add(app::links(&chars), "url");
    let (urls, emails) = address::addresses(&chars);
    add(urls, "url");
    add(emails, "email");
    // The sort is stable: of two with one place, the kind that was added first stays.
    found.sort_by_key(|((start, end), _)| (*start, std::cmp::Reverse(*end)));
    let mut entities = Vec::with_capacity(found.len());
    let mut at = 0;
    let mut offset = 0;
    for ((start, end), kind) in found {
        if start < at {
            continue;
        }
        offset += units(&chars[at..start]);
        let length = units(&chars[start..end]);
        entities.push(Entity::new(kind, offset, length));
        offset += length;
        at = end;
    }
    entities
}

fn units(chars: &[char]) -> usize {
    chars.iter().map(|c| c.len_utf16()).sum()
}

/// The end of a run of characters of one class that begins at a place.
fn run(chars: &[char], from: usize, class: impl Fn(char) -> bool) -> usize {
    chars[from..].iter().position(|c| !class(*c)).map_or(chars.len(), |length| from + length)
}

/// The beginning of a run of characters of one class that ends before a place.
fn run_back(chars: &[char], to: usize, class: impl Fn(char) -> bool) -> usize {
    chars[..to].iter().rposition(|c| !class(*c)).map_or(0, |last| last + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<(&'static str, usize, usize)> {
        find_entities(text).into_iter().map(|entity| (entity.kind, entity.offset, entity.length)).collect()
    }

    #[test]
    fn offsets_count_utf16_units() {
        assert_eq!(kinds("😀 /go"), [("bot_command", 3, 3)]);
        assert_eq!(kinds("я @durov 😀 #tag"), [("mention", 2, 6), ("hashtag", 12, 4)]);
    }

    #[test]
    fn of_two_that_overlap_the_first_stays() {
        assert_eq!(kinds("/start@my_bot"), [("bot_command", 0, 13)]);
        assert_eq!(kinds("#news@durov"), [("hashtag", 0, 11)]);
    }

    #[test]
    fn nothing_is_found_in_plain_words() {
        assert_eq!(kinds("hello there"), []);
        assert_eq!(kinds(""), []);
    }
}
