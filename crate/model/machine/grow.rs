//! `hashGrow`: a new array of buckets, twice as long or as long as the old one.
//!
//! Its fields are committed one by one, B before the array that it belongs to: whoever loads B
//! between the two chooses a bucket that the array at hand may not have.

use super::evacuate::Evacuation;
use super::step::{Grow, Search, Step};
use super::{Progress, Running, Stepped, allocate, load_table};
use crate::model::layout::{
    Address, ITERATOR, OLD_ITERATOR, SAME_SIZE_GROW, Table, over_load_factor,
};
use crate::model::memory::Memory;

impl Running {
    pub(super) fn grow<M: Memory + ?Sized>(&mut self, step: Grow, memory: &M) -> Stepped {
        match step {
            Grow::GrowCount => {
                self.word = memory.load(Address::COUNT);
                self.to(Step::Grow(Grow::GrowB))
            }
            Grow::GrowB => {
                self.b = memory.load(Address::B);
                let bigger = over_load_factor(self.word.wrapping_add(1), self.b);
                self.evacuation.same_size = !bigger;
                self.word = 0;
                self.to(Step::Grow(if bigger { Grow::GrowBuckets } else { Grow::GrowSameLoad }))
            }
            Grow::GrowSameLoad => {
                self.word = memory.load(Address::FLAGS);
                self.to(Step::Grow(Grow::GrowSameStore))
            }
            Grow::GrowSameStore => {
                memory.store(Address::FLAGS, self.word | SAME_SIZE_GROW);
                self.word = 0;
                self.to(Step::Grow(Grow::GrowBuckets))
            }
            Grow::GrowBuckets => {
                self.table = load_table(memory, Address::BUCKETS);
                self.to(Step::Grow(Grow::GrowAllocate))
            }
            Grow::GrowAllocate => {
                let log2 = self.b.saturating_add(self.bigger()).min(u64::from(u8::MAX));
                self.evacuation.grown = allocate(memory, log2 as u8)?;
                self.b = 0;
                self.next = Step::Grow(Grow::GrowFlagsLoad);
                Ok(Progress::Allocated)
            }
            Grow::GrowFlagsLoad => {
                let flags = memory.load(Address::FLAGS);
                let old = if flags & ITERATOR != 0 { OLD_ITERATOR } else { 0 };
                self.evacuation.flags = flags & !(ITERATOR | OLD_ITERATOR) | old;
                self.to(Step::Grow(Grow::GrowBLoad))
            }
            Grow::GrowBLoad => {
                self.word = memory.load(Address::B);
                self.to(Step::Grow(Grow::GrowBStore))
            }
            Grow::GrowBStore => {
                memory.store(Address::B, self.word.wrapping_add(self.bigger()));
                self.word = 0;
                self.to(Step::Grow(Grow::GrowFlagsStore))
            }
            Grow::GrowFlagsStore => {
                memory.store(Address::FLAGS, self.evacuation.flags);
                self.to(Step::Grow(Grow::GrowOldStore))
            }
            Grow::GrowOldStore => {
                memory.store(Address::OLD_BUCKETS, self.table.word());
                self.to(Step::Grow(Grow::GrowBucketsStore))
            }
            Grow::GrowBucketsStore => {
                memory.store(Address::BUCKETS, self.evacuation.grown.word());
                self.to(Step::Grow(Grow::GrowNevacuateStore))
            }
            Grow::GrowNevacuateStore => {
                memory.store(Address::NEVACUATE, 0);
                self.to(Step::Grow(Grow::GrowNoverflowStore))
            }
            Grow::GrowNoverflowStore => {
                memory.store(Address::NOVERFLOW, 0);
                (self.table, self.evacuation) = (Table::NIL, Evacuation::default());
                self.hop()?;
                self.to(Step::Search(Search::LoadB))
            }
        }
    }

    /// What B gains.
    fn bigger(&self) -> u64 {
        u64::from(!self.evacuation.same_size)
    }
}
