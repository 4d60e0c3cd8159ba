//! What Telegram takes out of a text before it keeps it, and where its entities are then.

use super::Entity;

/// What becomes of a character.
enum Kept {
    As(char),
    Gone,
}

fn kept(c: char) -> Kept {
    match c {
        '\n' => Kept::As(c),
        // Carriage returns, marks of direction, and strokes that reach into other lines.
        '\r' | '\u{2028}'..='\u{202e}' | '\u{333}' | '\u{33f}' | '\u{30a}' => Kept::Gone,
        '\0'..=' ' => Kept::As(' '),
        c => Kept::As(c),
    }
}

/// Takes out what is not kept, and moves the entities along.
///
/// # Errors
///
/// Telegram's words for entities that do not begin or end between two characters of the text.
pub(super) fn clean(text: &str, entities: &mut [Entity]) -> Result<String, String> {
    let mut clean = String::with_capacity(text.len());
    // Where a place of the old text is in the new one; nothing in the middle of a character.
    let mut places = Vec::new();
    let mut units = 0;
    for (byte, c) in text.char_indices() {
        if !entities.is_empty() {
            places.push((Some(units), byte));
            if c.len_utf16() == 2 {
                places.push((None, byte + c.len_utf8()));
            }
        }
        if let Kept::As(c) = kept(c) {
            clean.push(c);
            units += c.len_utf16();
        }
    }
    places.push((Some(units), text.len()));
    for entity in entities {
        let (offset, end) = (entity.offset, entity.offset.saturating_add(entity.length));
        let begin = match places.get(offset) {
            Some((Some(begin), _)) => *begin,
            Some((None, byte)) => {
                return Err(format!("Entity begins in a middle of a UTF-16 symbol at byte offset {byte}"));
            }
            None => {
                return Err(format!("Entity begins after the end of the text at UTF-16 offset {offset}"));
            }
        };
        let begins = format_args!("Entity beginning at UTF-16 offset {offset}").to_string();
        let end = match places.get(end) {
            Some((Some(end), _)) => *end,
            Some((None, byte)) => {
                return Err(format!("{begins} ends in a middle of a UTF-16 symbol at byte offset {byte}"));
            }
            None => {
                return Err(format!("{begins} ends after the end of the text at UTF-16 offset {end}"));
            }
        };
        entity.offset = begin;
        entity.length = end - begin;
    }
    Ok(clean)
}

/// Whether nothing of a text can be seen.
pub(super) fn is_empty(text: &str) -> bool {
    text.chars().all(|c| {
        c.is_whitespace()
            || matches!(
                c,
                '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{2800}'
                    | '\u{feff}' | '\u{fffc}'
            )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_out_moves_what_follows() {
        let mut entities = [Entity::new("bold", 0, 3), Entity::new("italic", 3, 2)];
        assert_eq!(clean("a\r\tb😀", &mut entities[..1]).unwrap(), "a b😀");
        assert_eq!((entities[0].offset, entities[0].length), (0, 2));
        assert_eq!(clean("\r\n\u{202e}😀", &mut entities[1..]).unwrap(), "\n😀");
        assert_eq!((entities[1].offset, entities[1].length), (1, 2));
    }

    #[test]
    fn entities_stand_between_characters() {
        for (offset, length, why) in [
            (2, 1, "Entity begins in a middle of a UTF-16 symbol at byte offset 5"),
            (
                0,
                2,
                "Entity beginning at UTF-16 offset 0 ends in a middle of a UTF-16 symbol at byte offset 5",
            ),
            (9, 1, "Entity begins after the end of the text at UTF-16 offset 9"),
            (1, 9, "Entity beginning at UTF-16 offset 1 ends after the end of the text at UTF-16 offset 10"),
        ] {
            assert_eq!(clean("a😀b", &mut [Entity::new("bold", offset, length)]).unwrap_err(), why);
        }
    }
}
