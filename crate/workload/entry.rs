//! Keys and values: how an index of the key space becomes a key, and what a value tells.
//!
//! A key is a bijection of its index, so keys are unique by construction. A value carries its
//! key's mark in the top 24 bits, so that a reader can tell whether what it read was ever written
//! for that key, and below it who wrote it and as which of its writes, so that no two values that
//! are written outright are the same. An update adds one to what it finds, and so may come to a value
//! that another write has or will have.

use crate::base::rng::{GOLDEN, mixed, unmixed};

/// The writer number of values that the prefill wrote.
pub const PREFILL_WRITER: u8 = u8::MAX;

pub(super) const MARK_SHIFT: u32 = 40;
const WRITER_SHIFT: u32 = 32;

/// The key of an index: a bijection on 64 bits.
#[inline]
pub fn key(index: u32) -> u64 {
    mixed(u64::from(index).wrapping_add(GOLDEN))
}

/// The index of a key, if it is of any.
pub fn index(key: u64) -> Option<u32> {
    u32::try_from(unmixed(key).wrapping_sub(GOLDEN)).ok()
}

/// The value that a writer gives the key with its `sequence`-th write.
#[inline]
pub fn value(key: u64, writer: u8, sequence: u32) -> u64 {
    (key >> MARK_SHIFT << MARK_SHIFT) | (u64::from(writer) << WRITER_SHIFT) | u64::from(sequence)
}

/// Zero if the value was written for the key.
#[inline]
pub fn mismatch(key: u64, value: u64) -> u64 {
    (key ^ value) >> MARK_SHIFT
}

/// The read-modify-write of every workload: adds one, or inserts the operand.
pub fn increment(old: Option<&u64>, operand: &u64) -> u64 {
    old.map_or(*operand, |old| old.wrapping_add(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn keys_are_unique() {
        let keys: HashSet<u64> = (0..100_000).map(key).collect();
        assert_eq!(keys.len(), 100_000);
    }

    #[test]
    fn a_key_is_of_one_index() {
        assert!([0, 1, 100_000, u32::MAX].into_iter().all(|it| index(key(it)) == Some(it)));
        assert_eq!(index(7), None);
    }

    #[test]
    fn values_tell_their_key() {
        let (a, b) = (key(1), key(2));
        assert_eq!(mismatch(a, value(a, 3, u32::MAX)), 0);
        assert_ne!(mismatch(b, value(a, 3, 4)), 0);
        assert_eq!(mismatch(a, increment(Some(&value(a, 3, 4)), &0)), 0);
    }
}
