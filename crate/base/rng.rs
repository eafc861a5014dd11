//! From random words to what is drawn with them.

/// Maps a full-width random number to 0..`bound` by its high bits.
pub fn scale(random: u64, bound: u32) -> u32 {
    ((u128::from(random) * u128::from(bound)) >> 64) as u32
}
