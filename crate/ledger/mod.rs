//! What operations did to a map, as those who made them know, and whether that is what it holds.
//!
//! Each client keeps a [`Ledger`] as it goes, at the price of a few additions per operation. The sum
//! of all ledgers and the prefill must be what [`scan`] finds in the map at the end, and [`verdict`]
//! holds the two against each other. Because keys are well-mixed 64-bit numbers, the wrapping sum of
//! the keys in the map stands for the set itself: a lost and an invented key would have to cancel to go
//! unnoticed. The same holds for values, which differ from write to write, except that an update may
//! come to the value of another.
//!
//! What these sums cannot see, a value that was right once, is for `verify::linearizability` to find.

pub mod scan;
pub mod verdict;

pub use scan::final_scan;
#[cfg(feature = "full")]
pub use verdict::exclusion;
pub use verdict::{Check, Judgement, Status, Verdict, judge};

use crate::workload::entry::mismatch;

/// What one client, the prefill, or all of them together did to the map. Sums wrap.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    pub reads: u64,
    pub hits: u64,
    /// Entries added less entries removed.
    pub entries: i64,
    /// Keys added less keys removed.
    pub keys: u64,
    /// Values written less values displaced or removed.
    pub values: u64,
    /// Not zero once a value was read that had not been written for its key.
    pub foreign: u64,
    /// Entries were removed that nobody counted.
    pub cleared: bool,
}

impl Ledger {
    #[inline]
    pub fn read(&mut self, key: u64, found: Option<u64>) {
        self.reads += 1;
        if let Some(value) = found {
            self.hits += 1;
            self.foreign |= mismatch(key, value);
        }
    }

    #[inline]
    pub fn saw(&mut self, key: u64, value: u64) {
        self.foreign |= mismatch(key, value);
    }

    #[inline]
    pub fn added(&mut self, key: u64, value: u64) {
        self.entries += 1;
        self.keys = self.keys.wrapping_add(key);
        self.values = self.values.wrapping_add(value);
    }

    #[inline]
    pub fn removed(&mut self, key: u64, value: u64) {
        self.foreign |= mismatch(key, value);
        self.entries -= 1;
        self.keys = self.keys.wrapping_sub(key);
        self.values = self.values.wrapping_sub(value);
    }

    #[inline]
    pub fn replaced(&mut self, key: u64, old: u64, new: u64) {
        self.foreign |= mismatch(key, old);
        self.values = self.values.wrapping_add(new).wrapping_sub(old);
    }

    pub fn merge(&mut self, other: &Self) {
        self.reads += other.reads;
        self.hits += other.hits;
        self.entries += other.entries;
        self.keys = self.keys.wrapping_add(other.keys);
        self.values = self.values.wrapping_add(other.values);
        self.foreign |= other.foreign;
        self.cleared |= other.cleared;
    }

    pub fn total<'a>(ledgers: impl IntoIterator<Item = &'a Self>) -> Self {
        let mut total = Self::default();
        ledgers.into_iter().for_each(|ledger| total.merge(ledger));
        total
    }
}
