//! `growWork`: the old bucket of the key at hand is moved, and one more, so that growth ends.
//!
//! A slot is marked as moved before it is moved: until the new place has tophash and key, the entry
//! is nowhere.

use super::step::{Evacuate, Search, Step};
use super::{Fatal, Progress, Running, Stepped, allocate, element, load_table, mask, old_mask};
use crate::model::layout::{
    Address, Bucket, EVACUATED_EMPTY, EVACUATED_X, MIN_TOPHASH, SAME_SIZE_GROW, SLOTS, Table, hash,
    is_empty, is_evacuated,
};
use crate::model::memory::Memory;

/// The mark advances by so many buckets at a time.
const MOST_MARKED: u64 = 1024;

/// What growing and moving keep in variables.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Evacuation {
    /// The key's own bucket has been moved; this is one more.
    second: bool,
    pub(super) same_size: bool,
    /// The new half that the entry at hand goes to.
    half: u8,
    /// The slot at hand, and its tophash.
    slot: u8,
    top: u8,
    old: Bucket,
    /// Index of the old bucket, and how many there are.
    index: u64,
    newbit: u64,
    /// Where entries of either half go next.
    to: [(Bucket, u8); 2],
    /// The mark as it was stored last, and where it stops; 0 before.
    mark: u64,
    stop: u64,
    /// The new array and the flags that come with it, until they are committed.
    pub(super) grown: Table,
    pub(super) flags: u64,
}

impl Evacuation {
    pub(super) fn between(&self, next: Step) -> Option<(Bucket, u8)> {
        use Evacuate::*;
        let between = matches!(
            next,
            Step::Evacuate(
                EvacuateOverflowAllocate
                    | EvacuateNoverflowLoad
                    | EvacuateNoverflowStore
                    | EvacuateOverflowLink
                    | EvacuateTophashStore
                    | EvacuateKeyLoad
                    | EvacuateKeyStore
            )
        );
        between.then_some((self.old, self.slot))
    }
}

impl Running {
    /// From the search for a bucket, whose index follows from the B that it loaded.
    pub(super) fn start_work(&mut self) -> Stepped {
        self.evacuation.index = self.hash() & mask(self.b);
        self.to(Step::Evacuate(Evacuate::WorkB))
    }

    pub(super) fn evacuate<M: Memory + ?Sized>(&mut self, step: Evacuate, memory: &M) -> Stepped {
        use Evacuate::*;
        match step {
            WorkB => {
                self.word = memory.load(Address::B);
                self.to(Step::Evacuate(WorkSameSize))
            }
            WorkSameSize => {
                let same_size = memory.load(Address::FLAGS) & SAME_SIZE_GROW != 0;
                self.evacuation.index &= old_mask(self.word, same_size);
                self.word = 0;
                self.to(Step::Evacuate(EvacuateOld))
            }
            EvacuateOld => {
                self.table = load_table(memory, Address::OLD_BUCKETS);
                self.evacuation.old = element(self.table, self.evacuation.index)?;
                self.table = Table::NIL;
                self.to(Step::Evacuate(EvacuateB))
            }
            EvacuateB => {
                self.word = memory.load(Address::B);
                self.to(Step::Evacuate(EvacuateSameSize))
            }
            EvacuateSameSize => {
                let same_size = memory.load(Address::FLAGS) & SAME_SIZE_GROW != 0;
                self.evacuation.same_size = same_size;
                self.evacuation.newbit = old_mask(self.word, same_size).wrapping_add(1);
                self.word = 0;
                self.to(Step::Evacuate(EvacuateState))
            }
            EvacuateState => {
                let moved = is_evacuated(memory.load(self.evacuation.old.tophash(0)));
                self.to(Step::Evacuate(if moved { MarkCompare } else { EvacuateBuckets }))
            }
            EvacuateBuckets => {
                let table = load_table(memory, Address::BUCKETS);
                let Evacuation { index, newbit, same_size, .. } = self.evacuation;
                self.evacuation.to[0] = (element(table, index)?, 0);
                if !same_size {
                    self.evacuation.to[1] = (element(table, index.wrapping_add(newbit))?, 0);
                }
                self.to(Step::Evacuate(EvacuateTophash))
            }
            EvacuateTophash => {
                let top = memory.load(self.evacuation.old.tophash(self.evacuation.slot));
                if !is_empty(top) && top < MIN_TOPHASH {
                    return Ok(Progress::Fatal(Fatal::BadMapState));
                }
                self.evacuation.top = top as u8;
                let needs_hash = !is_empty(top) && !self.evacuation.same_size;
                self.to(Step::Evacuate(if needs_hash { EvacuateHash } else { EvacuateMark }))
            }
            EvacuateHash => {
                let key = memory.load(self.evacuation.old.key(self.evacuation.slot));
                self.evacuation.half = u8::from(hash(key) & self.evacuation.newbit != 0);
                self.to(Step::Evacuate(EvacuateMark))
            }
            EvacuateMark => {
                let Evacuation { old, slot, top, half, to, .. } = self.evacuation;
                if is_empty(top.into()) {
                    memory.store(old.tophash(slot), EVACUATED_EMPTY);
                    return self.next_old_slot();
                }
                memory.store(old.tophash(slot), EVACUATED_X + u64::from(half));
                let full = to[usize::from(half)].1 == SLOTS;
                self.to(Step::Evacuate(match full {
                    true => EvacuateOverflowAllocate,
                    false => EvacuateTophashStore,
                }))
            }
            EvacuateOverflowAllocate => {
                self.table = allocate(memory, 0)?;
                self.next = Step::Evacuate(EvacuateNoverflowLoad);
                Ok(Progress::Allocated)
            }
            EvacuateNoverflowLoad => {
                self.word = memory.load(Address::NOVERFLOW);
                self.to(Step::Evacuate(EvacuateNoverflowStore))
            }
            EvacuateNoverflowStore => {
                memory.store(Address::NOVERFLOW, self.word.wrapping_add(1));
                self.word = 0;
                self.to(Step::Evacuate(EvacuateOverflowLink))
            }
            EvacuateOverflowLink => {
                let fresh = self.table.first();
                let place = self.place_in_half();
                memory.store(place.0.overflow(), fresh.number().into());
                *place = (fresh, 0);
                self.table = Table::NIL;
                self.to(Step::Evacuate(EvacuateTophashStore))
            }
            EvacuateTophashStore => {
                let (bucket, slot) = *self.place_in_half();
                memory.store(bucket.tophash(slot), self.evacuation.top.into());
                self.to(Step::Evacuate(EvacuateKeyLoad))
            }
            EvacuateKeyLoad => {
                self.word = memory.load(self.evacuation.old.key(self.evacuation.slot));
                self.to(Step::Evacuate(EvacuateKeyStore))
            }
            EvacuateKeyStore => {
                let (bucket, slot) = *self.place_in_half();
                memory.store(bucket.key(slot), self.word);
                self.word = 0;
                self.to(Step::Evacuate(EvacuateValueLoad))
            }
            EvacuateValueLoad => {
                self.word = memory.load(self.evacuation.old.value(self.evacuation.slot));
                self.to(Step::Evacuate(EvacuateValueStore))
            }
            EvacuateValueStore => {
                let (bucket, slot) = *self.place_in_half();
                memory.store(bucket.value(slot), self.word);
                self.word = 0;
                self.place_in_half().1 += 1;
                self.next_old_slot()
            }
            EvacuateNext => {
                let overflow = memory.load(self.evacuation.old.overflow()) as u32;
                self.evacuation.old = Bucket::numbered(overflow);
                if overflow == 0 {
                    self.evacuation.to = [(Bucket::NIL, 0); 2];
                    return self.to(Step::Evacuate(MarkCompare));
                }
                self.hop()?;
                self.evacuation.slot = 0;
                self.to(Step::Evacuate(EvacuateTophash))
            }
            MarkCompare => {
                self.evacuation.old = Bucket::NIL;
                let here = memory.load(Address::NEVACUATE) == self.evacuation.index;
                if here { self.to(Step::Evacuate(MarkLoad)) } else { self.moved() }
            }
            MarkLoad => {
                self.word = memory.load(Address::NEVACUATE);
                self.to(Step::Evacuate(MarkStore))
            }
            MarkStore => {
                let mark = self.word.wrapping_add(1);
                memory.store(Address::NEVACUATE, mark);
                self.word = 0;
                self.evacuation.mark = mark;
                if self.evacuation.stop == 0 {
                    let most = mark.saturating_add(MOST_MARKED);
                    self.evacuation.stop = most.min(self.evacuation.newbit);
                }
                if mark == self.evacuation.stop {
                    return self.marked();
                }
                self.to(Step::Evacuate(MarkOld))
            }
            MarkOld => {
                self.table = load_table(memory, Address::OLD_BUCKETS);
                self.to(Step::Evacuate(MarkState))
            }
            MarkState => {
                let bucket = element(self.table, self.evacuation.mark)?;
                self.table = Table::NIL;
                if is_evacuated(memory.load(bucket.tophash(0))) {
                    self.hop()?;
                    return self.to(Step::Evacuate(MarkLoad));
                }
                self.marked()
            }
            MarkFree => {
                memory.store(Address::OLD_BUCKETS, 0);
                self.to(Step::Evacuate(MarkSameLoad))
            }
            MarkSameLoad => {
                self.word = memory.load(Address::FLAGS);
                self.to(Step::Evacuate(MarkSameStore))
            }
            MarkSameStore => {
                memory.store(Address::FLAGS, self.word & !SAME_SIZE_GROW);
                self.word = 0;
                self.moved()
            }
            WorkGrowing => match load_table(memory, Address::OLD_BUCKETS).is_nil() {
                true => self.end_work(),
                false => self.to(Step::Evacuate(WorkNevacuate)),
            },
            WorkNevacuate => {
                let index = memory.load(Address::NEVACUATE);
                self.evacuation = Evacuation { second: true, index, ..Evacuation::default() };
                self.to(Step::Evacuate(EvacuateOld))
            }
        }
    }

    fn place_in_half(&mut self) -> &mut (Bucket, u8) {
        &mut self.evacuation.to[usize::from(self.evacuation.half)]
    }

    fn next_old_slot(&mut self) -> Stepped {
        (self.evacuation.top, self.evacuation.half) = (0, 0);
        if self.evacuation.slot + 1 < SLOTS {
            self.evacuation.slot += 1;
            return self.to(Step::Evacuate(Evacuate::EvacuateTophash));
        }
        self.evacuation.slot = 0;
        self.to(Step::Evacuate(Evacuate::EvacuateNext))
    }

    /// The mark stands where it stays: at the end of the old buckets growth is over.
    fn marked(&mut self) -> Stepped {
        match self.evacuation.mark == self.evacuation.newbit {
            true => self.to(Step::Evacuate(Evacuate::MarkFree)),
            false => self.moved(),
        }
    }

    /// One bucket has been dealt with.
    fn moved(&mut self) -> Stepped {
        if self.evacuation.second {
            return self.end_work();
        }
        self.evacuation = Evacuation::default();
        self.to(Step::Evacuate(Evacuate::WorkGrowing))
    }

    fn end_work(&mut self) -> Stepped {
        self.evacuation = Evacuation::default();
        self.to(Step::Search(Search::LoadBuckets))
    }
}
