//! What a die shows.

/// Throws the die of an emoji; `None` where the emoji is none.
///
/// Not random: the same number throws the same, so that a run can be repeated.
pub(crate) fn throw(emoji: &str, number: u64) -> Option<u64> {
    let sides = match emoji.trim_end_matches('\u{fe0f}') {
        "🎲" | "🎯" | "🎳" => 6,
        "🏀" | "⚽" => 5,
        "🎰" => 64,
        _ => return None,
    };
    let mixed = (number ^ (number >> 31)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    Some((mixed >> 33) % sides + 1)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::throw;

    #[test]
    fn every_side_of_every_die_comes_up_and_no_other() {
        for (emoji, sides) in
            [("🎲", 6), ("🎯", 6), ("🎳", 6), ("🏀", 5), ("⚽", 5), ("⚽\u{fe0f}", 5), ("🎰", 64)]
        {
            let seen: BTreeSet<u64> = (0..2_000).filter_map(|number| throw(emoji, number)).collect();
            assert_eq!(seen, (1..=sides).collect(), "{emoji}");
        }
        assert_eq!(throw("🙂", 1), None);
    }
}
