//! Things chosen by hash: shards, and locks of a pool.
//!
//! The choice comes from hash bits that the tables themselves do not use: they take the top seven
//! for their tags and the lowest for the slot.

use crossbeam_utils::CachePadded;

/// Things chosen by hash, on cache lines of their own, so that one does not slow its neighbour.
pub struct Spread<T> {
    things: Box<[CachePadded<T>]>,
    /// Bits to shift a hash right by, its tag bits gone, to leave the number of its thing.
    shift: u32,
}

const TAG_BITS: u32 = 7;

impl<T> Spread<T> {
    /// `count` must be a power of two.
    pub fn new(count: usize, make: impl Fn() -> T) -> Self {
        assert!(count.is_power_of_two(), "{count}: the number must be a power of two");
        Self {
            things: (0..count).map(|_| CachePadded::new(make())).collect(),
            shift: u64::BITS - count.ilog2(),
        }
    }

    #[inline]
    pub fn of(&self, hash: u64) -> &T {
        // A single thing shifts by the whole width, which leaves no bits: number 0.
        let number = (hash << TAG_BITS).checked_shr(self.shift).unwrap_or(0);
        &self.things[number as usize]
    }

    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.things.iter().map(|thing| &**thing)
    }
}
