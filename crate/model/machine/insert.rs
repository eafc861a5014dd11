//! A new key: is there room, then key, tophash, count, in this order.

use super::step::{Grow, Insert, Step};
use super::{Progress, Running, Stepped, allocate, load_table};
use crate::model::layout::{Address, Bucket, Table, over_load_factor, too_many_overflow_buckets};
use crate::model::memory::Memory;
use crate::model::program::Statement;

impl Running {
    #[inline(always)]
    pub(super) fn insert<M: Memory + ?Sized>(&mut self, step: Insert, memory: &M) -> Stepped {
        match step {
            Insert::InsertGrowing => match load_table(memory, Address::OLD_BUCKETS).is_nil() {
                true => self.to(Step::Insert(Insert::InsertCount)),
                false => self.place(),
            },
            Insert::InsertCount => {
                self.word = memory.load(Address::COUNT);
                self.to(Step::Insert(Insert::InsertB))
            }
            Insert::InsertB => {
                self.b = memory.load(Address::B);
                if over_load_factor(self.word.wrapping_add(1), self.b) {
                    return self.start_growth();
                }
                self.word = 0;
                self.to(Step::Insert(Insert::InsertNoverflow))
            }
            Insert::InsertNoverflow => {
                let noverflow = memory.load(Address::NOVERFLOW);
                if too_many_overflow_buckets(noverflow, self.b) {
                    return self.start_growth();
                }
                self.b = 0;
                self.place()
            }
            Insert::OverflowAllocate => {
                let table = allocate(memory, 0)?;
                self.free = (table.first(), 0);
                self.next = Step::Insert(Insert::NoverflowLoad);
                Ok(Progress::Allocated)
            }
            Insert::NoverflowLoad => {
                self.word = memory.load(Address::NOVERFLOW);
                self.to(Step::Insert(Insert::NoverflowStore))
            }
            Insert::NoverflowStore => {
                memory.store(Address::NOVERFLOW, self.word.wrapping_add(1));
                self.word = 0;
                self.to(Step::Insert(Insert::OverflowLink))
            }
            Insert::OverflowLink => {
                memory.store(self.bucket.overflow(), self.free.0.number().into());
                self.place()
            }
            Insert::KeyStore => {
                let (bucket, slot) = self.free;
                memory.store(bucket.key(slot), self.key);
                self.to(Step::Insert(Insert::TophashStore))
            }
            Insert::TophashStore => {
                let (bucket, slot) = self.free;
                memory.store(bucket.tophash(slot), self.top());
                (self.bucket, self.slot) = (bucket, slot);
                self.free = (Bucket::NIL, 0);
                self.to(Step::Insert(Insert::CountLoad))
            }
            Insert::CountLoad => {
                self.word = memory.load(Address::COUNT);
                self.to(Step::Insert(Insert::CountStore))
            }
            Insert::CountStore => {
                let change = match self.statement {
                    Statement::Delete { .. } => u64::MAX,
                    _ => 1,
                };
                memory.store(Address::COUNT, self.word.wrapping_add(change));
                self.word = 0;
                self.end_write()
            }
        }
    }

    /// Into the empty slot that the search saw, or into a bucket more.
    fn place(&mut self) -> Stepped {
        self.to(Step::Insert(match self.free.0.is_nil() {
            true => Insert::OverflowAllocate,
            false => Insert::KeyStore,
        }))
    }

    fn start_growth(&mut self) -> Stepped {
        (self.word, self.b) = (0, 0);
        (self.first, self.bucket, self.slot) = (Bucket::NIL, Bucket::NIL, 0);
        (self.free, self.table) = ((Bucket::NIL, 0), Table::NIL);
        self.to(Step::Grow(Grow::GrowCount))
    }
}
