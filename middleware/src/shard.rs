//! Spreads keys over several locks.

/// Which of so many shards a key belongs to. Keys that are alike differ at their ends.
pub(crate) fn shard_of(key: &str, shards: usize) -> usize {
    let end = key.len().saturating_sub(8);
    let hash = key.as_bytes()[end..]
        .iter()
        .fold(key.len(), |hash, byte| (hash ^ usize::from(*byte)).wrapping_mul(0x0100_0193));
    (hash >> 8) % shards
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_differ_in_a_number_are_spread() {
        let mut counts = [0; 64];
        for chat in 0..64_000 {
            counts[shard_of(&format!("session:42/chat:{}", 1_187_456_230 + chat), 64)] += 1;
        }
        assert!(counts.iter().all(|count| (700..1_300).contains(count)), "{counts:?}");
        assert!(shard_of("", 64) < 64);
    }
}
