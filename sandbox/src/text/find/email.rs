//! E-mail addresses.

/// Whether a whole text is an e-mail address to Telegram.
///
/// ```
/// assert!(chappe_sandbox::text::is_email("someone@example.com"));
/// assert!(!chappe_sandbox::text::is_email("someone@example"));
/// ```
pub fn is_email(text: &str) -> bool {
    let Some((user, domain)) = text.split_once('@') else { return false };
    is_user(user) && is_domain(domain)
}

fn is_part(part: &str) -> bool {
    part.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
}

/// Up to eleven parts; the last one may be longer and is never empty.
fn is_user(user: &str) -> bool {
    let parts: Vec<&str> = user.split(['.', '+']).collect();
    let Some((last, others)) = parts.split_last() else { return false };
    others.len() <= 10
        && others.iter().all(|part| part.len() <= 26 && is_part(part))
        && (1..=35).contains(&last.len())
        && is_part(last)
}

/// Up to six parts and a top-level domain of two to eight letters.
fn is_domain(domain: &str) -> bool {
    let parts: Vec<&str> = domain.split('.').collect();
    let Some((top, others)) = parts.split_last() else { return false };
    let is_label = |part: &&str| {
        let alphanumeric = |b: Option<u8>| b.is_some_and(|b| b.is_ascii_alphanumeric());
        (1..=30).contains(&part.len())
            && is_part(part)
            && alphanumeric(part.bytes().next())
            && alphanumeric(part.bytes().last())
    };
    (1..=6).contains(&others.len())
        && others.iter().all(is_label)
        && (2..=8).contains(&top.len())
        && top.bytes().all(|b| b.is_ascii_alphabetic())
}
