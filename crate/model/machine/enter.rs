//! The head and the tail of a call: the checks that detect concurrent use, and the flag between.

use super::step::{Clear, Enter, Leave, Range, Search, Step};
use super::{Answer, Fatal, Progress, Running, Stepped, allocate, load_table};
use crate::model::layout::{Address, HASH_WRITING, Table};
use crate::model::memory::Memory;
use crate::model::program::Statement;

impl Running {
    #[inline(always)]
    pub(super) fn enter<M: Memory + ?Sized>(&mut self, step: Enter, memory: &M) -> Stepped {
        match step {
            Enter::CheckCount => {
                let count = memory.load(Address::COUNT);
                self.counted(count)
            }
            Enter::CheckFlags => {
                let writing = memory.load(Address::FLAGS) & HASH_WRITING != 0;
                let reads = matches!(self.statement, Statement::Access { .. });
                match (writing && self.detect, reads) {
                    (true, true) => Ok(Progress::Fatal(Fatal::ReadAndWrite)),
                    (true, false) => Ok(Progress::Fatal(Fatal::WritesAtEntry)),
                    (false, true) => self.to(Step::Search(Search::LoadB)),
                    (false, false) => self.to(Step::Enter(Enter::ToggleLoad)),
                }
            }
            Enter::ToggleLoad => {
                self.word = memory.load(Address::FLAGS);
                self.to(Step::Enter(Enter::ToggleStore))
            }
            Enter::ToggleStore => {
                memory.store(Address::FLAGS, self.word ^ HASH_WRITING);
                self.word = 0;
                self.to(match self.statement {
                    Statement::Delete { .. } => Step::Search(Search::LoadB),
                    Statement::Clear => Step::Clear(Clear::EmptyBuckets),
                    _ => Step::Enter(Enter::FirstTableLoad),
                })
            }
            Enter::FirstTableLoad => {
                let none = load_table(memory, Address::BUCKETS).is_nil();
                self.to(match none {
                    true => Step::Enter(Enter::FirstTableAllocate),
                    false => Step::Search(Search::LoadB),
                })
            }
            Enter::FirstTableAllocate => {
                self.table = allocate(memory, 0)?;
                self.next = Step::Enter(Enter::FirstTableStore);
                Ok(Progress::Allocated)
            }
            Enter::FirstTableStore => {
                memory.store(Address::BUCKETS, self.table.word());
                self.table = Table::NIL;
                self.to(Step::Search(Search::LoadB))
            }
        }
    }

    /// A map without entries answers at once, unseen by anybody.
    #[inline(always)]
    fn counted(&mut self, count: u64) -> Stepped {
        match self.statement {
            Statement::Len => Ok(Progress::Done(Answer::Length { length: count })),
            Statement::Access { .. } if count == 0 => self.read(false),
            // The lookup of an entry that moved while it was ranged over is not checked.
            Statement::Range if self.looks_up() => match count {
                0 => self.read(false),
                _ => self.to(Step::Search(Search::LoadB)),
            },
            _ if count == 0 => Ok(Progress::Done(Answer::Nothing)),
            Statement::Range => self.to(Step::Range(Range::RangeB)),
            _ => self.to(Step::Enter(Enter::CheckFlags)),
        }
    }

    #[inline(always)]
    pub(super) fn leave<M: Memory + ?Sized>(&mut self, step: Leave, memory: &M) -> Stepped {
        match step {
            Leave::CheckHeld => {
                let writing = memory.load(Address::FLAGS) & HASH_WRITING != 0;
                match !writing && self.detect {
                    true => Ok(Progress::Fatal(Fatal::WritesAtExit)),
                    false => self.to(Step::Leave(Leave::ReleaseLoad)),
                }
            }
            Leave::ReleaseLoad => {
                self.word = memory.load(Address::FLAGS);
                self.to(Step::Leave(Leave::ReleaseStore))
            }
            Leave::ReleaseStore => {
                memory.store(Address::FLAGS, self.word & !HASH_WRITING);
                self.word = 0;
                match self.statement {
                    Statement::Assign { .. } => {
                        self.to(Step::Caller(super::step::Caller::ValueStore))
                    }
                    Statement::Increment { .. } => {
                        self.to(Step::Caller(super::step::Caller::ValueLoad))
                    }
                    _ => Ok(Progress::Done(Answer::Nothing)),
                }
            }
        }
    }
}
