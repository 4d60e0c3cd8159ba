//! frankenstein: its types; it has no dispatcher.

use frankenstein::updates::Update;

/// Parses an update.
#[inline(never)]
pub fn parse(json: &str) -> Option<Update> {
    serde_json::from_slice(json.as_bytes()).ok()
}
