//! Addresses in links and buttons.

/// Whether a button may lead there.
pub(crate) fn is_button_url(url: &str) -> bool {
    let lower = url.to_ascii_lowercase();
    if lower.starts_with("tg:") || lower.starts_with("ton:") {
        return true;
    }
    let host = lower.split_once("://").map_or(lower.as_str(), |(_, rest)| rest);
    !host.is_empty()
        && !host.contains(char::is_whitespace)
        && (lower.starts_with("http") || host.contains('.'))
}
