//! Where the fields of a Go map lie in the model's memory, and its constants.
//!
//! Memory is words. The header's fields come first, then buckets on a grid, numbered from 1 in the
//! order of their allocation; 0 is nil. A pointer to an array of buckets knows how long the array
//! is, which Go's does not, so that an index beyond it is noticed instead of followed.
//!
//! The layout is that of a bucket map (Go up to 1.23) from `u64` to `u64`: 8 slots to a bucket, each
//! with a tophash, a key and a value, and a link to an overflow bucket.

use crate::base::rng::GOLDEN;

/// Slots of a bucket.
pub const SLOTS: u8 = 8;
/// Words of a bucket: tophash, keys, values, overflow link.
pub const BUCKET_WORDS: u32 = 3 * SLOTS as u32 + 1;
/// Words before the first bucket.
pub const HEADER_WORDS: u32 = 8;

/// What a tophash below [`MIN_TOPHASH`] says about its slot.
pub const EMPTY_REST: u64 = 0;
pub const EMPTY_ONE: u64 = 1;
pub const EVACUATED_X: u64 = 2;
pub const EVACUATED_Y: u64 = 3;
pub const EVACUATED_EMPTY: u64 = 4;
pub const MIN_TOPHASH: u64 = 5;

/// Bits of the flags.
pub const ITERATOR: u64 = 1;
pub const OLD_ITERATOR: u64 = 2;
pub const HASH_WRITING: u64 = 4;
pub const SAME_SIZE_GROW: u64 = 8;

/// A word's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Address(u32);

impl Address {
    pub const COUNT: Self = Self(0);
    pub const FLAGS: Self = Self(1);
    pub const B: Self = Self(2);
    pub const NOVERFLOW: Self = Self(3);
    pub const NEVACUATE: Self = Self(4);
    pub const BUCKETS: Self = Self(5);
    pub const OLD_BUCKETS: Self = Self(6);

    #[inline(always)]
    pub fn index(self) -> usize {
        self.0 as usize
    }

    /// What lies there.
    pub fn cell(self) -> Cell {
        let Some(inside) = self.0.checked_sub(HEADER_WORDS) else { return Cell::Header(self) };
        let bucket = Bucket(inside / BUCKET_WORDS + 1);
        let word = (inside % BUCKET_WORDS) as u8;
        match (word / SLOTS, word % SLOTS) {
            (0, slot) => Cell::Tophash(bucket, slot),
            (1, slot) => Cell::Key(bucket, slot),
            (2, slot) => Cell::Value(bucket, slot),
            _ => Cell::Overflow(bucket),
        }
    }
}

/// A word's meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell {
    Header(Address),
    Tophash(Bucket, u8),
    Key(Bucket, u8),
    Value(Bucket, u8),
    Overflow(Bucket),
}

/// A bucket by its number; nil is 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Bucket(u32);

impl Bucket {
    pub const NIL: Self = Self(0);

    /// Buckets are numbered from 1.
    pub fn numbered(number: u32) -> Self {
        Self(number)
    }

    pub fn number(self) -> u32 {
        self.0
    }

    #[inline(always)]
    pub fn is_nil(self) -> bool {
        self.0 == 0
    }

    #[inline(always)]
    pub fn tophash(self, slot: u8) -> Address {
        self.word(slot.into())
    }

    #[inline(always)]
    pub fn key(self, slot: u8) -> Address {
        self.word(u32::from(SLOTS + slot))
    }

    #[inline(always)]
    pub fn value(self, slot: u8) -> Address {
        self.word(u32::from(2 * SLOTS + slot))
    }

    #[inline(always)]
    pub fn overflow(self) -> Address {
        self.word(u32::from(3 * SLOTS))
    }

    /// Any word of the bucket in order. Total: whatever number a racing memory holds, this is some
    /// address, and memory has nothing at those beyond its end.
    #[inline(always)]
    pub fn word(self, word: u32) -> Address {
        let before = self.0.wrapping_sub(1).wrapping_mul(BUCKET_WORDS);
        Address(before.wrapping_add(HEADER_WORDS).wrapping_add(word))
    }
}

/// A pointer to an array of 2^`log2` buckets, or nil.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Table {
    first: Bucket,
    log2: u8,
}

impl Table {
    pub const NIL: Self = Self { first: Bucket::NIL, log2: 0 };

    pub fn new(first: Bucket, log2: u8) -> Self {
        Self { first, log2 }
    }

    #[inline(always)]
    pub fn from_word(word: u64) -> Self {
        Self { first: Bucket(word as u32), log2: (word >> 32) as u8 }
    }

    #[inline(always)]
    pub fn word(self) -> u64 {
        u64::from(self.log2) << 32 | u64::from(self.first.0)
    }

    #[inline(always)]
    pub fn is_nil(self) -> bool {
        self.first.is_nil()
    }

    pub fn first(self) -> Bucket {
        self.first
    }

    #[inline(always)]
    pub fn log2(self) -> u8 {
        self.log2
    }

    /// Its length.
    pub fn buckets(self) -> u64 {
        bucket_shift(self.log2.into())
    }

    /// None where the index lies beyond the array's end.
    #[inline(always)]
    pub fn bucket(self, index: u64) -> Option<Bucket> {
        (index < bucket_shift(self.log2.into()))
            .then(|| Bucket(self.first.0.wrapping_add(index as u32)))
    }
}

/// 2^b, for any word that stands where `B` should.
#[inline(always)]
pub fn bucket_shift(b: u64) -> u64 {
    1 << (b & 63)
}

/// The model's hash: a key's low 16 bits as they are, so that its bucket can be read from the key,
/// and the key mixed (the finaliser of MurmurHash3) above them, whence the tophash.
#[inline(always)]
pub fn hash(key: u64) -> u64 {
    let mut mixed = key.wrapping_add(GOLDEN);
    mixed = (mixed ^ mixed >> 33).wrapping_mul(0xff51_afd7_ed55_8ccd);
    mixed = (mixed ^ mixed >> 33).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    mixed ^= mixed >> 33;
    mixed & !0xffff | key & 0xffff
}

/// The hash's top byte, moved out of the way of the small values that say something else.
#[inline(always)]
pub fn tophash(hash: u64) -> u64 {
    let top = hash >> 56;
    if top < MIN_TOPHASH { top + MIN_TOPHASH } else { top }
}

#[inline(always)]
pub fn is_empty(tophash: u64) -> bool {
    tophash <= EMPTY_ONE
}

/// Whether a bucket whose first tophash this is has been moved.
#[inline(always)]
pub fn is_evacuated(tophash: u64) -> bool {
    tophash > EMPTY_ONE && tophash < MIN_TOPHASH
}

/// More than 6.5 entries to a bucket, and more than one bucket holds. A count that races brought
/// below zero is not over anything.
#[inline(always)]
pub fn over_load_factor(count: u64, b: u64) -> bool {
    count as i64 > SLOTS.into() && count > (bucket_shift(b) / 2).wrapping_mul(13)
}

/// About as many overflow buckets as buckets.
#[inline(always)]
pub fn too_many_overflow_buckets(noverflow: u64, b: u64) -> bool {
    noverflow >= bucket_shift(b.min(15))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_a_bucket_has_one_meaning() {
        let bucket = Bucket::numbered(3);
        for slot in 0..SLOTS {
            assert_eq!(bucket.tophash(slot).cell(), Cell::Tophash(bucket, slot));
            assert_eq!(bucket.key(slot).cell(), Cell::Key(bucket, slot));
            assert_eq!(bucket.value(slot).cell(), Cell::Value(bucket, slot));
        }
        assert_eq!(bucket.overflow().cell(), Cell::Overflow(bucket));
        assert_eq!(Bucket::numbered(4).tophash(0).index(), bucket.overflow().index() + 1);
        assert_eq!(Address::FLAGS.cell(), Cell::Header(Address::FLAGS));
    }

    #[test]
    fn a_key_shows_its_bucket() {
        for key in [0, 1, 8, 65_535] {
            assert_eq!(hash(key) & 0xffff, key);
            assert!(tophash(hash(key)) >= MIN_TOPHASH);
        }
    }

    /// The counts at which a map of 1, 2, 4 and 8 buckets is found too small.
    #[test]
    fn growth_begins_above_six_and_a_half() {
        let least = |b| (0..1000).find(|count| over_load_factor(*count, b)).unwrap();
        assert_eq!([0, 1, 2, 3].map(least), [9, 14, 27, 53]);
    }

    #[test]
    fn a_pointer_survives_as_a_word() {
        let table = Table::new(Bucket::numbered(7), 3);
        assert_eq!(Table::from_word(table.word()), table);
        assert_eq!(table.bucket(7), Some(Bucket::numbered(14)));
        assert_eq!(table.bucket(8), None);
        assert!(Table::from_word(0).is_nil());
    }
}
