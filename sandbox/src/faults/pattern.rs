//! Names with `*` in them.

/// Whether a name fits a pattern, where `*` stands for any letters and case does not count.
pub(super) fn fits(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = strip(name, first) else { return false };
    let mut last = None;
    for part in parts {
        // What stood before this star is found as early as it can be.
        if let Some(part) = last.replace(part) {
            let Some(found) = find(rest, part) else { return false };
            rest = found;
        }
    }
    match last {
        None => rest.is_empty(),
        Some(end) => {
            rest.len() >= end.len()
                && rest.is_char_boundary(rest.len() - end.len())
                && rest[rest.len() - end.len()..].eq_ignore_ascii_case(end)
        }
    }
}

/// What follows a beginning.
fn strip<'a>(text: &'a str, beginning: &str) -> Option<&'a str> {
    let (head, tail) = text.split_at_checked(beginning.len())?;
    head.eq_ignore_ascii_case(beginning).then_some(tail)
}

/// What follows the first place where a part stands.
fn find<'a>(text: &'a str, part: &str) -> Option<&'a str> {
    text.char_indices().map(|(at, _)| &text[at..]).chain([""]).find_map(|rest| strip(rest, part))
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn a_star_stands_for_any_letters() {
        for (pattern, name) in [
            ("*", ""),
            ("*", "sendMessage"),
            ("sendmessage", "sendMessage"),
            ("send*", "sendMessage"),
            ("*Message", "sendMessage"),
            ("s*M*e", "sendMessage"),
            ("send*Message", "sendMessage"),
            ("*e*e*", "sendMessage"),
            ("**", "x"),
        ] {
            assert!(fits(pattern, name), "{pattern} {name}");
        }
        for (pattern, name) in [
            ("", "x"),
            ("send", "sendMessage"),
            ("*send", "sendMessage"),
            ("send*Message*x", "sendMessage"),
            ("sendMessage*Message", "sendMessage"),
            ("ä*", "a"),
        ] {
            assert!(!fits(pattern, name), "{pattern} {name}");
        }
    }
}
