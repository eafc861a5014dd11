//! A search's memory: it can take back what was stored, and knows the hash of all it holds.
//!
//! The hash is a sum with one term for each word that is not zero, so a store costs two terms,
//! however large the map.

use crate::base::rng::{GOLDEN, mixed};
use crate::model::layout::{Address, Table};
use crate::model::memory::{Memory, Private};
use crate::model::world::{Goroutine, Observed};
use std::cell::{Cell, RefCell};
use std::hash::{Hash, Hasher};

pub struct Journal {
    memory: Private,
    /// Places stored to, with what was there before.
    log: RefCell<Vec<(Address, u64)>>,
    sum: Cell<u128>,
}

/// A moment to go back to.
#[derive(Clone, Copy, Debug)]
pub struct Mark {
    stores: usize,
    used: usize,
    sum: u128,
}

impl Journal {
    pub fn new(memory: Private) -> Self {
        Self { memory, log: RefCell::default(), sum: Cell::new(0) }
    }

    pub fn mark(&self) -> Mark {
        let stores = self.log.borrow().len();
        Mark { stores, used: self.memory.used(), sum: self.sum.get() }
    }

    /// Back to the mark, which is older than any taken back to before.
    pub fn take_back(&mut self, mark: Mark) {
        for (at, old) in self.log.get_mut().drain(mark.stores..).rev() {
            self.memory.store(at, old);
        }
        self.memory.set_used(mark.used);
        self.sum.set(mark.sum);
    }

    /// The hash of what differs from the memory at the beginning, and of how much is allocated.
    pub fn digest(&self) -> u128 {
        self.sum.get().wrapping_add(term(u64::MAX, self.memory.used() as u64))
    }
}

impl Memory for Journal {
    #[inline(always)]
    fn load(&self, at: Address) -> u64 {
        self.memory.load(at)
    }

    #[inline(always)]
    fn store(&self, at: Address, word: u64) {
        let old = self.memory.load(at);
        if old == word {
            return;
        }
        self.log.borrow_mut().push((at, old));
        self.memory.store(at, word);
        let place = at.index() as u64;
        let change = term(place, word).wrapping_sub(term(place, old));
        self.sum.set(self.sum.get().wrapping_add(change));
    }

    fn set_bits(&self, at: Address, bits: u64) {
        self.store(at, self.load(at) | bits);
    }

    fn allocate(&self, log2: u8) -> Option<Table> {
        self.memory.allocate(log2)
    }
}

/// A word's part in the sum.
#[inline(always)]
fn term(place: u64, word: u64) -> u128 {
    if word == 0 {
        return 0;
    }
    let mut lanes = Lanes::new(place);
    lanes.write_u64(word);
    lanes.sum()
}

/// The hash of where a goroutine is and of what it has learnt.
pub fn digest(index: usize, goroutine: &Goroutine, observed: &[Observed]) -> u128 {
    let mut lanes = Lanes::new(0x1000_0000_0000 + index as u64);
    goroutine.hash(&mut lanes);
    observed.hash(&mut lanes);
    lanes.sum()
}

/// Two hashes of 64 bits side by side, each the finaliser of SplitMix64 over what was before and
/// what comes, with constants of its own.
struct Lanes(u64, u64);

impl Lanes {
    #[inline(always)]
    fn new(seed: u64) -> Self {
        Self(seed ^ 0x243f_6a88_85a3_08d3, !seed ^ 0x1319_8a2e_0370_7344)
    }

    #[inline(always)]
    fn sum(&self) -> u128 {
        u128::from(mixed(self.0)) << 64 | u128::from(mixed(self.1))
    }
}

impl Hasher for Lanes {
    fn finish(&self) -> u64 {
        self.0
    }

    #[inline(always)]
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.write_u64(u64::from_le_bytes(word));
        }
    }

    #[inline(always)]
    fn write_u64(&mut self, word: u64) {
        self.0 = mixed(self.0.wrapping_add(GOLDEN) ^ word);
        self.1 = (self.1.rotate_left(23) ^ word.wrapping_mul(0xd6e8_feb8_6659_fd93))
            .wrapping_mul(0xff51_afd7_ed55_8ccd)
            .rotate_left(31);
    }

    #[inline(always)]
    fn write_u8(&mut self, word: u8) {
        self.write_u64(word.into());
    }

    #[inline(always)]
    fn write_u32(&mut self, word: u32) {
        self.write_u64(word.into());
    }

    #[inline(always)]
    fn write_usize(&mut self, word: usize) {
        self.write_u64(word as u64);
    }

    #[inline(always)]
    fn write_isize(&mut self, word: isize) {
        self.write_u64(word as u64);
    }
}
