//! A hash function that is chosen when a run begins.
//!
//! One compiled copy of the maps serves both functions; each key hashed costs a branch that always
//! goes the same way. The usual experiment does without it (`entry_kind::Plain`).

use super::entry_kind::fold;
use foldhash::fast::{FixedState, FoldHasher};
use std::hash::{BuildHasher, DefaultHasher, Hash, Hasher};

#[derive(Clone, Debug)]
pub enum AnyHash {
    Fold(FixedState),
    /// The standard library's, SipHash-1-3, with fixed keys in place of random ones, so that every
    /// map and machine hashes alike.
    Sip,
}

impl AnyHash {
    pub const FOLD: Self = Self::Fold(fold());
}

pub enum AnyHasher {
    Fold(FoldHasher<'static>),
    Sip(DefaultHasher),
}

impl BuildHasher for AnyHash {
    type Hasher = AnyHasher;

    #[inline]
    fn build_hasher(&self) -> AnyHasher {
        match self {
            Self::Fold(state) => AnyHasher::Fold(state.build_hasher()),
            Self::Sip => AnyHasher::Sip(DefaultHasher::new()),
        }
    }

    /// Chooses once for the whole key.
    #[inline]
    fn hash_one<T: Hash>(&self, key: T) -> u64 {
        match self {
            Self::Fold(state) => state.hash_one(key),
            Self::Sip => {
                let mut hasher = DefaultHasher::new();
                key.hash(&mut hasher);
                hasher.finish()
            }
        }
    }
}

/// Hands each kind of write on as it is: a function may treat a number better than its bytes.
macro_rules! writes {
    ($($name:ident($type:ty)),* $(,)?) => {$(
        #[inline]
        fn $name(&mut self, value: $type) {
            match self {
                Self::Fold(hasher) => hasher.$name(value),
                Self::Sip(hasher) => hasher.$name(value),
            }
        }
    )*};
}

impl Hasher for AnyHasher {
    writes!(write(&[u8]), write_u8(u8), write_u32(u32), write_u64(u64), write_usize(usize));

    #[inline]
    fn finish(&self) -> u64 {
        match self {
            Self::Fold(hasher) => hasher.finish(),
            Self::Sip(hasher) => hasher.finish(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Maps may hash a key in either way, and must come to the same.
    #[test]
    fn each_is_what_it_says_in_both_ways() {
        #[allow(clippy::manual_hash_one, reason = "that both agree is what is asked")]
        fn ways<T: Hash>(hash: impl BuildHasher, key: T) -> [u64; 2] {
            let mut hasher = hash.build_hasher();
            key.hash(&mut hasher);
            [hasher.finish(), hash.hash_one(key)]
        }
        for number in [0, 1, 0x1234_5678_9abc_def0, u64::MAX] {
            let folded = fold().hash_one(number);
            assert_eq!(ways(AnyHash::FOLD, number), [folded; 2]);
            let mut sip = DefaultHasher::new();
            number.hash(&mut sip);
            assert_eq!(ways(AnyHash::Sip, number), [sip.finish(); 2]);
            assert_ne!(sip.finish(), folded);
        }
        let folded = fold().hash_one("k17");
        assert_eq!(ways(AnyHash::FOLD, "k17".to_owned()), [folded; 2]);
        let [sip, again] = ways(AnyHash::Sip, "k17".to_owned());
        assert!(sip == again && sip != folded);
    }
}
