//! The memory under a map: words that one step at a time loads or stores.
//!
//! Total by construction: a load beyond the end is 0, a store there does nothing, and an allocation
//! that does not fit is refused. Buckets come from a bump allocator and are never freed, so a pointer
//! that a racing goroutine still holds points at what it pointed at.

use super::layout::{Address, BUCKET_WORDS, Bucket, HEADER_WORDS, Table};
use std::cell::Cell;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};

pub trait Memory {
    fn load(&self, at: Address) -> u64;
    fn store(&self, at: Address, word: u64);
    /// Sets bits in one indivisible step.
    fn set_bits(&self, at: Address, bits: u64);
    /// An array of 2^`log2` zeroed buckets that nobody else is given; none if it does not fit.
    fn allocate(&self, log2: u8) -> Option<Table>;
}

/// Words of so many buckets' memory.
fn words(buckets: usize) -> usize {
    HEADER_WORDS as usize + buckets * BUCKET_WORDS as usize
}

/// Moves the cursor over an array of 2^`log2` buckets if it ends by `limit`.
fn bump(used: usize, limit: usize, log2: u8) -> Option<(usize, Table)> {
    let buckets = 1_usize.checked_shl(log2.into())?;
    let after = used.checked_add(buckets).filter(|after| *after <= limit)?;
    Some((after, Table::new(Bucket::numbered(used as u32 + 1), log2)))
}

/// Memory that threads share. Every word is an atomic with relaxed access: natively that is a plain
/// load or store, as Go's are, and yet no data race, whatever the threads do.
pub struct Shared {
    words: Box<[AtomicU64]>,
    limit: usize,
    used: AtomicUsize,
}

impl Shared {
    /// An arena of so many buckets, 200 bytes each, made once and used again after [`reset`].
    ///
    /// [`reset`]: Shared::reset
    pub fn new(buckets: usize) -> Self {
        let words = (0..words(buckets)).map(|_| AtomicU64::new(0)).collect();
        Self { words, limit: buckets, used: AtomicUsize::new(0) }
    }

    /// Back to an empty map. For when no other thread is at it; one that is would see an empty map
    /// come about, and nothing worse.
    pub fn reset(&self) {
        let used = self.used.swap(0, Relaxed);
        for word in &self.words[..words(used.min(self.limit))] {
            word.store(0, Relaxed);
        }
    }

    /// Buckets allocated since the last reset.
    pub fn used(&self) -> usize {
        self.used.load(Relaxed)
    }

    /// A copy for one thread to look at, with room for so many buckets more.
    pub fn snapshot(&self, more: usize) -> Private {
        let used = self.used().min(self.limit);
        let private = Private::new(used + more);
        private.used.set(used);
        for (to, from) in private.words.iter().zip(&self.words[..words(used)]) {
            to.set(from.load(Relaxed));
        }
        private
    }
}

impl Memory for Shared {
    #[inline(always)]
    fn load(&self, at: Address) -> u64 {
        self.words.get(at.index()).map_or(0, |word| word.load(Relaxed))
    }

    #[inline(always)]
    fn store(&self, at: Address, word: u64) {
        if let Some(place) = self.words.get(at.index()) {
            place.store(word, Relaxed);
        }
    }

    #[inline]
    fn set_bits(&self, at: Address, bits: u64) {
        if let Some(place) = self.words.get(at.index()) {
            place.fetch_or(bits, Relaxed);
        }
    }

    fn allocate(&self, log2: u8) -> Option<Table> {
        let mut used = self.used.load(Relaxed);
        loop {
            let (after, table) = bump(used, self.limit, log2)?;
            match self.used.compare_exchange_weak(used, after, Relaxed, Relaxed) {
                Ok(_) => return Some(table),
                Err(now) => used = now,
            }
        }
    }
}

/// Memory of one thread, for stepping and searching.
#[derive(Clone, Debug)]
pub struct Private {
    words: Box<[Cell<u64>]>,
    limit: usize,
    used: Cell<usize>,
}

impl Private {
    /// An arena of so many buckets.
    pub fn new(buckets: usize) -> Self {
        let words = vec![Cell::new(0); words(buckets)].into_boxed_slice();
        Self { words, limit: buckets, used: Cell::new(0) }
    }

    /// Buckets allocated so far.
    pub fn used(&self) -> usize {
        self.used.get()
    }

    /// Takes allocations back. What was stored in them must have been taken back before.
    pub(super) fn set_used(&self, used: usize) {
        self.used.set(used);
    }

    /// Header and allocated buckets.
    pub fn words(&self) -> &[Cell<u64>] {
        &self.words[..words(self.used.get())]
    }
}

impl Memory for Private {
    #[inline(always)]
    fn load(&self, at: Address) -> u64 {
        self.words.get(at.index()).map_or(0, Cell::get)
    }

    #[inline(always)]
    fn store(&self, at: Address, word: u64) {
        if let Some(place) = self.words.get(at.index()) {
            place.set(word);
        }
    }

    fn set_bits(&self, at: Address, bits: u64) {
        self.store(at, self.load(at) | bits);
    }

    fn allocate(&self, log2: u8) -> Option<Table> {
        let (after, table) = bump(self.used.get(), self.limit, log2)?;
        self.used.set(after);
        Some(table)
    }
}

/// What a step does to memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Nothing shared: the step works on its goroutine's own values, or allocates.
    Local,
    Load {
        at: Address,
        word: u64,
    },
    Store {
        at: Address,
        old: u64,
        new: u64,
    },
}

/// Memory through which nothing gets changed: it notes what a step would do.
pub struct Probe<'a> {
    memory: &'a dyn Memory,
    access: Cell<Access>,
}

impl<'a> Probe<'a> {
    pub fn new(memory: &'a dyn Memory) -> Self {
        Self { memory, access: Cell::new(Access::Local) }
    }

    pub fn access(&self) -> Access {
        self.access.get()
    }
}

impl Memory for Probe<'_> {
    fn load(&self, at: Address) -> u64 {
        let word = self.memory.load(at);
        self.access.set(Access::Load { at, word });
        word
    }

    fn store(&self, at: Address, word: u64) {
        self.access.set(Access::Store { at, old: self.memory.load(at), new: word });
    }

    fn set_bits(&self, at: Address, bits: u64) {
        self.store(at, self.memory.load(at) | bits);
    }

    /// Some table: the goroutine that asks for it is a copy and goes nowhere with it.
    fn allocate(&self, log2: u8) -> Option<Table> {
        Some(Table::new(Bucket::numbered(1), log2))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beyond_the_end_there_is_nothing() {
        let wild = Bucket::numbered(u32::MAX).overflow();
        for memory in [&Shared::new(2) as &dyn Memory, &Private::new(2)] {
            memory.store(wild, 1);
            assert_eq!(memory.load(wild), 0);
            assert!(memory.allocate(1).is_some());
            assert!(memory.allocate(0).is_none());
            assert!(memory.allocate(200).is_none());
        }
    }

    #[test]
    fn reset_leaves_nothing_behind() {
        let memory = Shared::new(4);
        let table = memory.allocate(2).unwrap();
        memory.store(table.bucket(3).unwrap().overflow(), 9);
        memory.set_bits(Address::FLAGS, 4);
        memory.reset();
        assert_eq!(memory.used(), 0);
        assert!(memory.words.iter().all(|word| word.load(Relaxed) == 0));
    }
}
