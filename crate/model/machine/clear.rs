//! `mapclear`: every slot is marked empty, the header starts anew, and the array is wiped.

use super::step::{Clear, Step};
use super::{Running, Stepped, element, load_table, mask, old_mask};
use crate::model::layout::{
    Address, BUCKET_WORDS, Bucket, EMPTY_REST, SAME_SIZE_GROW, SLOTS, Table,
};
use crate::model::memory::Memory;

/// A walk over all buckets of an array.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Walk {
    old: bool,
    index: u64,
    last: u64,
    word: u32,
}

impl Running {
    pub(super) fn clear<M: Memory + ?Sized>(&mut self, step: Clear, memory: &M) -> Stepped {
        use Clear::*;
        match step {
            EmptyBuckets => {
                self.table = load_table(memory, Address::BUCKETS);
                self.to(Step::Clear(EmptyB))
            }
            EmptyB => {
                self.walk.last = mask(memory.load(Address::B));
                self.walk_to(0)?;
                self.to(Step::Clear(EmptyTophash))
            }
            EmptyTophash => {
                memory.store(self.bucket.tophash(self.slot), EMPTY_REST);
                self.slot += 1;
                if self.slot < SLOTS {
                    return self.to(Step::Clear(EmptyTophash));
                }
                self.slot = 0;
                self.to(Step::Clear(EmptyOverflow))
            }
            EmptyOverflow => {
                self.hop()?;
                self.bucket = Bucket::numbered(memory.load(self.bucket.overflow()) as u32);
                if !self.bucket.is_nil() {
                    return self.to(Step::Clear(EmptyTophash));
                }
                if self.walk.index < self.walk.last {
                    self.walk_to(self.walk.index + 1)?;
                    return self.to(Step::Clear(EmptyTophash));
                }
                let next = if self.walk.old { ClearSameLoad } else { EmptyOld };
                self.end_walk();
                self.to(Step::Clear(next))
            }
            EmptyOld => {
                self.table = load_table(memory, Address::OLD_BUCKETS);
                self.to(Step::Clear(if self.table.is_nil() { ClearSameLoad } else { EmptyOldB }))
            }
            EmptyOldB => {
                self.word = memory.load(Address::B);
                self.to(Step::Clear(EmptyOldSameSize))
            }
            EmptyOldSameSize => {
                let same_size = memory.load(Address::FLAGS) & SAME_SIZE_GROW != 0;
                self.walk.old = true;
                self.walk.last = old_mask(self.word, same_size);
                self.word = 0;
                self.walk_to(0)?;
                self.to(Step::Clear(EmptyTophash))
            }
            ClearSameLoad => {
                self.word = memory.load(Address::FLAGS);
                self.to(Step::Clear(ClearSameStore))
            }
            ClearSameStore => {
                memory.store(Address::FLAGS, self.word & !SAME_SIZE_GROW);
                self.word = 0;
                self.to(Step::Clear(ClearOldStore))
            }
            ClearOldStore => {
                memory.store(Address::OLD_BUCKETS, 0);
                self.to(Step::Clear(ClearNevacuateStore))
            }
            ClearNevacuateStore => {
                memory.store(Address::NEVACUATE, 0);
                self.to(Step::Clear(ClearNoverflowStore))
            }
            ClearNoverflowStore => {
                memory.store(Address::NOVERFLOW, 0);
                self.to(Step::Clear(ClearCountStore))
            }
            ClearCountStore => {
                memory.store(Address::COUNT, 0);
                self.to(Step::Clear(WipeB))
            }
            WipeB => {
                self.walk.last = mask(memory.load(Address::B));
                self.to(Step::Clear(WipeBuckets))
            }
            WipeBuckets => {
                self.table = load_table(memory, Address::BUCKETS);
                self.walk_to(0)?;
                self.to(Step::Clear(WipeWord))
            }
            WipeWord => {
                memory.store(self.bucket.word(self.walk.word), 0);
                self.walk.word += 1;
                if self.walk.word < BUCKET_WORDS {
                    return self.to(Step::Clear(WipeWord));
                }
                self.walk.word = 0;
                if self.walk.index < self.walk.last {
                    self.hop()?;
                    self.walk_to(self.walk.index + 1)?;
                    return self.to(Step::Clear(WipeWord));
                }
                self.end_walk();
                self.end_write()
            }
        }
    }

    fn walk_to(&mut self, index: u64) -> Result<(), super::Stuck> {
        self.walk.index = index;
        self.bucket = element(self.table, index)?;
        Ok(())
    }

    fn end_walk(&mut self) {
        (self.table, self.bucket, self.walk) = (Table::NIL, Bucket::NIL, Walk::default());
    }
}
