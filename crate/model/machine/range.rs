//! `mapiterinit` and `mapiternext`: from a random bucket and slot once around, following growth.
//!
//! An entry that has moved since the range began is looked up where it is now. The body gets
//! pointers, and loads key and value itself.

use super::step::{Caller, Enter, Range, Step};
use super::{Answer, Fatal, Progress, Running, Stepped, element, load_table, mask, old_mask};
use crate::model::layout::{
    Address, Bucket, EVACUATED_EMPTY, HASH_WRITING, ITERATOR, MIN_TOPHASH, OLD_ITERATOR,
    SAME_SIZE_GROW, SLOTS, Table, bucket_shift, hash, is_empty, is_evacuated,
};
use crate::model::memory::Memory;

/// Every entry of the bucket counts, whatever its hash.
const NO_CHECK: u64 = u64::MAX;

/// What a range keeps from one entry to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Iteration {
    random: u64,
    /// The array and its B when the range began.
    table: Table,
    b: u64,
    start: u64,
    offset: u8,
    wrapped: bool,
    /// The moved entry at hand is being looked up.
    looks_up: bool,
    /// The next slot, counted from the offset, and the tophash of the one at hand.
    i: u8,
    top: u8,
    /// The bucket at hand, and the index of the next.
    at: Bucket,
    bucket: u64,
    /// The new bucket to which entries of an old one must belong.
    check: u64,
}

impl Iteration {
    pub(super) fn new(random: u64) -> Self {
        Self {
            random,
            table: Table::NIL,
            b: 0,
            start: 0,
            offset: 0,
            wrapped: false,
            looks_up: false,
            i: 0,
            top: 0,
            at: Bucket::NIL,
            bucket: 0,
            check: NO_CHECK,
        }
    }

    fn slot(&self) -> u8 {
        (self.i + self.offset) % SLOTS
    }
}

impl Running {
    pub(super) fn range<M: Memory + ?Sized>(&mut self, step: Range, memory: &M) -> Stepped {
        use Range::*;
        match step {
            RangeB => {
                self.iteration.b = memory.load(Address::B);
                self.to(Step::Range(RangeBuckets))
            }
            RangeBuckets => {
                let Iteration { random, b, .. } = self.iteration;
                self.iteration.table = load_table(memory, Address::BUCKETS);
                self.iteration.start = random & mask(b);
                self.iteration.offset = (random >> (b & 63)) as u8 % SLOTS;
                self.iteration.bucket = self.iteration.start;
                self.to(Step::Range(RangeFlags))
            }
            RangeFlags => {
                let both = ITERATOR | OLD_ITERATOR;
                let set = memory.load(Address::FLAGS) & both == both;
                self.to(Step::Range(if set { NextFlags } else { RangeFlagsSet }))
            }
            RangeFlagsSet => {
                memory.set_bits(Address::FLAGS, ITERATOR | OLD_ITERATOR);
                self.to(Step::Range(NextFlags))
            }
            NextFlags => {
                let writing = memory.load(Address::FLAGS) & HASH_WRITING != 0;
                if writing && self.detect {
                    return Ok(Progress::Fatal(Fatal::IterationAndWrite));
                }
                match (self.iteration.at.is_nil(), self.iteration.i < SLOTS) {
                    (true, _) => self.next_bucket(),
                    (false, true) => self.to(Step::Range(NextTophash)),
                    (false, false) => self.to(Step::Range(NextOverflow)),
                }
            }
            NextOldBuckets => {
                self.table = load_table(memory, Address::OLD_BUCKETS);
                match self.table.is_nil() {
                    true => self.own_bucket(),
                    false => self.to(Step::Range(NextB)),
                }
            }
            NextB => match memory.load(Address::B) == self.iteration.b {
                true => self.to(Step::Range(NextSameSize)),
                false => self.own_bucket(),
            },
            NextSameSize => {
                let same_size = memory.load(Address::FLAGS) & SAME_SIZE_GROW != 0;
                let Iteration { b, bucket, .. } = self.iteration;
                self.bucket = element(self.table, bucket & old_mask(b, same_size))?;
                self.iteration.check = if same_size { NO_CHECK } else { bucket };
                self.to(Step::Range(NextOldState))
            }
            NextOldState => match is_evacuated(memory.load(self.bucket.tophash(0))) {
                true => self.own_bucket(),
                false => self.begin_bucket(self.bucket, self.iteration.check),
            },
            NextTophash => {
                let top = memory.load(self.iteration.at.tophash(self.iteration.slot()));
                if is_empty(top) || top == EVACUATED_EMPTY {
                    return self.next_slot();
                }
                self.iteration.top = top as u8;
                match self.iteration.check {
                    NO_CHECK => self.settle(),
                    _ => self.to(Step::Range(NextHash)),
                }
            }
            NextHash => {
                let key = memory.load(self.iteration.at.key(self.iteration.slot()));
                match hash(key) & mask(self.iteration.b) == self.iteration.check {
                    true => self.settle(),
                    false => self.next_slot(),
                }
            }
            NextMoved => {
                self.key = memory.load(self.iteration.at.key(self.iteration.slot()));
                self.iteration.looks_up = true;
                self.to(Step::Enter(Enter::CheckCount))
            }
            NextOverflow => {
                let overflow = memory.load(self.iteration.at.overflow()) as u32;
                self.iteration.at = Bucket::numbered(overflow);
                self.iteration.i = 0;
                if overflow == 0 {
                    return self.next_bucket();
                }
                self.hop()?;
                self.to(Step::Range(NextTophash))
            }
        }
    }

    pub(super) fn looks_up(&self) -> bool {
        self.iteration.looks_up
    }

    /// Around once, or on with the bucket whose turn it is.
    fn next_bucket(&mut self) -> Stepped {
        self.hop()?;
        let Iteration { bucket, start, wrapped, .. } = self.iteration;
        match wrapped && bucket == start {
            true => Ok(Progress::Done(Answer::Nothing)),
            false => self.to(Step::Range(Range::NextOldBuckets)),
        }
    }

    fn own_bucket(&mut self) -> Stepped {
        let bucket = element(self.iteration.table, self.iteration.bucket)?;
        self.begin_bucket(bucket, NO_CHECK)
    }

    fn begin_bucket(&mut self, bucket: Bucket, check: u64) -> Stepped {
        self.forget_lookup();
        let iteration = &mut self.iteration;
        (iteration.at, iteration.i, iteration.check) = (bucket, 0, check);
        iteration.bucket += 1;
        if iteration.bucket == bucket_shift(iteration.b) {
            (iteration.bucket, iteration.wrapped) = (0, true);
        }
        self.to(Step::Range(Range::NextTophash))
    }

    /// An entry that has moved is somewhere else; one that has not is the body's.
    fn settle(&mut self) -> Stepped {
        match u64::from(self.iteration.top) < MIN_TOPHASH {
            true => self.to(Step::Range(Range::NextMoved)),
            false => self.yields(self.iteration.at, self.iteration.slot()),
        }
    }

    /// These pointers are the body's.
    pub(super) fn yields(&mut self, bucket: Bucket, slot: u8) -> Stepped {
        self.forget_lookup();
        (self.bucket, self.slot) = (bucket, slot);
        (self.iteration.looks_up, self.iteration.top) = (false, 0);
        self.iteration.i += 1;
        self.to(Step::Caller(Caller::ItemKeyLoad))
    }

    /// Nothing here for the body.
    pub(super) fn next_slot(&mut self) -> Stepped {
        self.forget_lookup();
        (self.iteration.looks_up, self.iteration.top) = (false, 0);
        self.iteration.i += 1;
        match self.iteration.i < SLOTS {
            true => self.to(Step::Range(Range::NextTophash)),
            false => self.to(Step::Range(Range::NextOverflow)),
        }
    }
}
