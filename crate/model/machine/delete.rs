//! `mapdelete` once it has found the key: value, tophash, and the empty slots at the end of a chain.

use super::step::{Delete, Insert, Step};
use super::{Running, Stepped, Stuck};
use crate::model::layout::{Bucket, EMPTY_ONE, EMPTY_REST, SLOTS};
use crate::model::memory::Memory;

impl Running {
    pub(super) fn delete<M: Memory + ?Sized>(&mut self, step: Delete, memory: &M) -> Stepped {
        let (bucket, slot) = (self.bucket, self.slot);
        match step {
            // The key itself stays where it is, as it does in Go unless it holds pointers.
            Delete::DeleteValue => {
                memory.store(bucket.value(slot), 0);
                self.to(Step::Delete(Delete::DeleteTophash))
            }
            Delete::DeleteTophash => {
                memory.store(bucket.tophash(slot), EMPTY_ONE);
                self.to(Step::Delete(match slot + 1 == SLOTS {
                    true => Delete::DeleteLink,
                    false => Delete::DeleteNext,
                }))
            }
            Delete::DeleteLink => {
                let overflow = Bucket::numbered(memory.load(bucket.overflow()) as u32);
                if overflow.is_nil() {
                    return self.to(Step::Delete(Delete::RestStore));
                }
                self.free = (overflow, 0);
                self.to(Step::Delete(Delete::DeleteNext))
            }
            Delete::DeleteNext => {
                let (overflow, _) = self.free;
                self.free = (Bucket::NIL, 0);
                let next = match overflow.is_nil() {
                    true => bucket.tophash(slot + 1),
                    false => overflow.tophash(0),
                };
                match memory.load(next) {
                    EMPTY_REST => self.to(Step::Delete(Delete::RestStore)),
                    _ => self.deleted(),
                }
            }
            Delete::RestStore => {
                memory.store(bucket.tophash(slot), EMPTY_REST);
                if slot > 0 {
                    self.slot -= 1;
                    return self.to(Step::Delete(Delete::RestTophash));
                }
                if bucket == self.first {
                    return self.deleted();
                }
                // On with the bucket before, which only the chain's beginning leads to.
                self.free = (bucket, 0);
                self.bucket = self.first;
                self.to(Step::Delete(Delete::RestLink))
            }
            Delete::RestLink => {
                let overflow = Bucket::numbered(memory.load(bucket.overflow()) as u32);
                if overflow == self.free.0 {
                    self.free = (Bucket::NIL, 0);
                    self.slot = SLOTS - 1;
                    return self.to(Step::Delete(Delete::RestTophash));
                }
                if overflow.is_nil() {
                    return Err(Stuck::NilPointer);
                }
                self.hop()?;
                self.bucket = overflow;
                self.to(Step::Delete(Delete::RestLink))
            }
            Delete::RestTophash => match memory.load(bucket.tophash(slot)) {
                EMPTY_ONE => self.to(Step::Delete(Delete::RestStore)),
                _ => self.deleted(),
            },
        }
    }

    fn deleted(&mut self) -> Stepped {
        (self.first, self.bucket, self.slot) = (Bucket::NIL, Bucket::NIL, 0);
        self.to(Step::Insert(Insert::CountLoad))
    }
}
