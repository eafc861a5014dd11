//! From a key to its bucket and its slot, for those that read and those that write.
//!
//! Who reads looks into the old bucket as long as that has not been moved; who writes has it moved
//! first, and remembers the first empty slot that it passes.

use super::step::{Delete, Insert, Search, Step};
use super::{Running, Stepped, element, load_table, mask, old_mask};
use crate::model::layout::Table;
use crate::model::layout::{
    Address, Bucket, EMPTY_REST, SAME_SIZE_GROW, SLOTS, is_empty, is_evacuated,
};
use crate::model::memory::Memory;
use crate::model::program::Statement;

impl Running {
    #[inline(always)]
    pub(super) fn search<M: Memory + ?Sized>(&mut self, step: Search, memory: &M) -> Stepped {
        let reads = matches!(self.statement, Statement::Access { .. } | Statement::Range);
        match step {
            Search::LoadB => {
                self.b = memory.load(Address::B);
                self.to(Step::Search(match reads {
                    true => Search::LoadBuckets,
                    false => Search::LoadOldBuckets,
                }))
            }
            Search::LoadBuckets => {
                let table = load_table(memory, Address::BUCKETS);
                self.start_at(table, self.hash() & mask(self.b))?;
                match reads {
                    true => self.to(Step::Search(Search::LoadOldBuckets)),
                    false => {
                        self.b = 0;
                        self.to(Step::Search(Search::SearchTophash))
                    }
                }
            }
            Search::LoadOldBuckets => {
                let old = load_table(memory, Address::OLD_BUCKETS);
                match (old.is_nil(), reads) {
                    (true, true) => {
                        self.b = 0;
                        self.to(Step::Search(Search::SearchTophash))
                    }
                    (true, false) => self.to(Step::Search(Search::LoadBuckets)),
                    (false, true) => {
                        self.table = old;
                        self.to(Step::Search(Search::LoadSameSize))
                    }
                    (false, false) => self.start_work(),
                }
            }
            Search::LoadSameSize => {
                let same_size = memory.load(Address::FLAGS) & SAME_SIZE_GROW != 0;
                // The old bucket waits where the search of a chain keeps its empty slot: who reads
                // has no use for one.
                let old = element(self.table, self.hash() & old_mask(self.b, same_size))?;
                (self.free, self.table, self.b) = ((old, 0), Table::NIL, 0);
                self.to(Step::Search(Search::LoadOldState))
            }
            Search::LoadOldState => {
                let (old, _) = self.free;
                self.free = (Bucket::NIL, 0);
                if !is_evacuated(memory.load(old.tophash(0))) {
                    (self.first, self.bucket) = (old, old);
                }
                self.to(Step::Search(Search::SearchTophash))
            }
            Search::SearchTophash => {
                let top = memory.load(self.bucket.tophash(self.slot));
                if top == self.top() {
                    return self.to(Step::Search(Search::SearchKey));
                }
                if !reads && is_empty(top) && self.free.0.is_nil() {
                    self.free = (self.bucket, self.slot);
                }
                if top == EMPTY_REST { self.absent(reads) } else { self.past_slot() }
            }
            Search::SearchKey => {
                if memory.load(self.bucket.key(self.slot)) == self.key {
                    return self.present(reads);
                }
                self.past_slot()
            }
            Search::SearchOverflow => {
                let overflow = Bucket::numbered(memory.load(self.bucket.overflow()) as u32);
                if overflow.is_nil() {
                    return self.absent(reads);
                }
                self.hop()?;
                (self.bucket, self.slot) = (overflow, 0);
                self.to(Step::Search(Search::SearchTophash))
            }
        }
    }

    #[inline(always)]
    fn past_slot(&mut self) -> Stepped {
        if self.slot + 1 < SLOTS {
            self.slot += 1;
            self.to(Step::Search(Search::SearchTophash))
        } else {
            self.to(Step::Search(Search::SearchOverflow))
        }
    }

    #[inline(always)]
    fn present(&mut self, reads: bool) -> Stepped {
        if reads {
            return self.read(true);
        }
        self.free = (Bucket::NIL, 0);
        match self.statement {
            Statement::Delete { .. } => self.to(Step::Delete(Delete::DeleteValue)),
            _ => self.end_write(),
        }
    }

    #[inline(always)]
    fn absent(&mut self, reads: bool) -> Stepped {
        if reads {
            return self.read(false);
        }
        match self.statement {
            Statement::Delete { .. } => self.end_write(),
            _ => self.to(Step::Insert(Insert::InsertGrowing)),
        }
    }
}
