//! Finds what Telegram marks by itself.

use super::{Entity, length};

/// Finds commands in a text.
pub fn find_entities(text: &str) -> Vec<Entity> {
    let mut found = Vec::new();
    let mut start = 0;
    for word in text.split(char::is_whitespace) {
        if word.starts_with('/') && word.len() > 1 {
            let offset = length(&text[..start]);
            found.push(Entity::new("bot_command", offset, length(word)));
        }
        start += word.len();
        start += text[start..].chars().next().map_or(0, char::len_utf8);
    }
    found
}
