//! Go's bucket map as a machine of micro-steps, over any [`Memory`].
//!
//! A [`Running`] is one goroutine's statement: where it is ([`Step`]) and what it holds in its own
//! variables. Each [`step`](Running::step) makes one access to shared memory at most. It is a value:
//! copied, compared and hashed, it can be stepped live, backwards by keeping it, and by a search.
//!
//! It never panics and never reaches outside its memory, whatever that holds: a nil pointer, an
//! index beyond an array and an endless chain end it as [`Stuck`]. It allocates only in steps that
//! say so ([`Progress::Allocated`]).
//!
//! What it leaves out: the seed (Go draws a new one when a map gets empty), preallocated overflow
//! buckets, the random rounding of `noverflow` in maps of 2^16 buckets or more, and the lists that keep
//! overflow buckets alive for the garbage collector (`extra.overflow`, `extra.oldoverflow`), with the
//! throw that finds the latter not nil when a map grows.

mod clear;
mod delete;
mod enter;
mod evacuate;
mod grow;
mod insert;
mod range;
mod search;
pub mod step;
#[cfg(test)]
mod tests;

use super::layout::{Address, Bucket, Table, bucket_shift, hash, tophash};
use super::memory::{Access, Memory, Probe};
use super::program::Statement;
use clear::Walk;
use evacuate::Evacuation;
use range::Iteration;
use serde::Serialize;
use step::{Enter, Insert, Leave, Range, Search, Step};

/// How often a statement may follow a link, go on to another bucket or begin anew. A loop without
/// end, which only a torn memory has, ends here; a map of millions is ranged over with fewer.
pub const MOST_HOPS: u32 = if cfg!(test) { 1 << 10 } else { 1 << 20 };

/// What a step came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    Running,
    /// Something was allocated, where Go may switch to another goroutine.
    Allocated,
    /// A range's body has an entry.
    Item {
        key: u64,
        value: u64,
    },
    /// The statement is over. A `Running` that has said this, or one of the next two, is not to be
    /// stepped again.
    Done(Answer),
    Fatal(Fatal),
    Stuck(Stuck),
}

/// What a statement leaves in its goroutine's variables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum Answer {
    Nothing,
    /// `v, ok :=`
    Value {
        value: u64,
        found: bool,
    },
    Length {
        length: u64,
    },
}

/// What Go prints when it ends the process, and by which check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Fatal {
    /// Before a call writes, another writes.
    WritesAtEntry,
    /// After a call wrote, its flag is gone.
    WritesAtExit,
    ReadAndWrite,
    IterationAndWrite,
    /// A slot that should move says that it has moved. No check for concurrent use: it throws whether
    /// those do or not.
    BadMapState,
}

impl Fatal {
    /// Go's words.
    pub fn message(self) -> &'static str {
        match self {
            Self::WritesAtEntry | Self::WritesAtExit => "fatal error: concurrent map writes",
            Self::ReadAndWrite => "fatal error: concurrent map read and map write",
            Self::IterationAndWrite => "fatal error: concurrent map iteration and map write",
            Self::BadMapState => "fatal error: bad map state",
        }
    }
}

/// Where the model ends because real Go would do something that depends on what else is in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stuck {
    /// Go follows a nil pointer and dies of a segmentation fault.
    NilPointer,
    /// Go reads or writes beyond its array of buckets.
    OutOfBounds,
    /// The model's memory is used up.
    ArenaFull,
    /// A loop that does not end.
    Endless,
}

/// A micro-step and what it does to memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MicroStep {
    pub step: Step,
    pub access: Access,
}

/// How a call ends, early or not.
type Stepped = Result<Progress, Stuck>;

/// A statement under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Running {
    statement: Statement,
    detect: bool,
    next: Step,
    hops: u32,
    /// The key that is looked for: the statement's, or that of an entry that a range lost.
    key: u64,
    /// What the last load found, for the store that follows from it.
    word: u64,
    b: u64,
    /// The bucket and the slot at which the search is, and the first of its chain.
    first: Bucket,
    bucket: Bucket,
    slot: u8,
    /// The first empty slot that an assign saw; none while the bucket is nil.
    free: (Bucket, u8),
    table: Table,
    evacuation: Evacuation,
    iteration: Iteration,
    walk: Walk,
}

impl Running {
    /// The statement before its first step. `detect`: whether the checks for concurrent use throw; if
    /// not they are made all the same, and nothing comes of them. `random`: where a range starts.
    pub fn new(statement: Statement, detect: bool, random: u64) -> Self {
        let next = match statement {
            Statement::Assign { .. } | Statement::Increment { .. } => {
                Step::Enter(Enter::CheckFlags)
            }
            _ => Step::Enter(Enter::CheckCount),
        };
        Self {
            statement,
            detect,
            next,
            hops: 0,
            key: statement.key().unwrap_or(0),
            word: 0,
            b: 0,
            first: Bucket::NIL,
            bucket: Bucket::NIL,
            slot: 0,
            free: (Bucket::NIL, 0),
            table: Table::NIL,
            evacuation: Evacuation::default(),
            iteration: Iteration::new(random),
            walk: Walk::default(),
        }
    }

    pub fn statement(&self) -> Statement {
        self.statement
    }

    /// What the next step is.
    #[inline(always)]
    pub fn next(&self) -> Step {
        self.next
    }

    /// What the next step is and what it would do to this memory.
    pub fn at(&self, memory: &dyn Memory) -> MicroStep {
        let probe = Probe::new(memory);
        let _ = Self::step_over(&mut { *self }, &probe);
        MicroStep { step: self.next, access: probe.access() }
    }

    /// Whether the flag is this statement's: from the store that should set it to the one that
    /// clears it.
    pub fn holds_flag(&self) -> bool {
        let writes = matches!(
            self.statement,
            Statement::Assign { .. }
                | Statement::Increment { .. }
                | Statement::Delete { .. }
                | Statement::Clear
        );
        writes
            && !matches!(
                self.next,
                Step::Caller(_)
                    | Step::Enter(
                        Enter::CheckCount
                            | Enter::CheckFlags
                            | Enter::ToggleLoad
                            | Enter::ToggleStore
                    )
            )
    }

    /// The slot that an assign of a new key has chosen and not yet made its own by a tophash.
    pub fn chosen_slot(&self) -> Option<(Bucket, u8)> {
        let chosen = matches!(self.next, Step::Insert(Insert::KeyStore | Insert::TophashStore));
        chosen.then_some(self.free)
    }

    /// The slot whose value the statement is about to load or store.
    pub fn found(&self) -> (Bucket, u8) {
        (self.bucket, self.slot)
    }

    /// The key that it looks for, writes or deletes.
    pub fn key(&self) -> u64 {
        self.key
    }

    /// The old place of an entry that is in neither its old nor its new bucket at this moment.
    pub fn between_buckets(&self) -> Option<(Bucket, u8)> {
        self.evacuation.between(self.next)
    }

    /// Makes the next step.
    #[inline]
    pub fn step<M: Memory + ?Sized>(&mut self, memory: &M) -> Progress {
        let stepped = match self.next {
            Step::Search(step) => self.search(step, memory),
            Step::Enter(step) => self.enter(step, memory),
            Step::Insert(step) => self.insert(step, memory),
            Step::Leave(step) => self.leave(step, memory),
            Step::Caller(step) => self.caller(step, memory),
            Step::Evacuate(step) => self.evacuate(step, memory),
            Step::Grow(step) => self.grow(step, memory),
            Step::Delete(step) => self.delete(step, memory),
            Step::Range(step) => self.range(step, memory),
            Step::Clear(step) => self.clear(step, memory),
        };
        stepped.unwrap_or_else(Progress::Stuck)
    }

    /// The same, for those who are not in a hurry: one copy of the machine for all memories.
    #[inline(never)]
    pub fn step_over(&mut self, memory: &dyn Memory) -> Progress {
        self.step(memory)
    }

    #[inline(always)]
    fn to(&mut self, next: Step) -> Stepped {
        self.next = next;
        Ok(Progress::Running)
    }

    /// Counts what could go on for ever.
    #[inline(always)]
    fn hop(&mut self) -> Result<(), Stuck> {
        self.hops += 1;
        if self.hops < MOST_HOPS { Ok(()) } else { Err(Stuck::Endless) }
    }

    #[inline(always)]
    fn hash(&self) -> u64 {
        hash(self.key)
    }

    #[inline(always)]
    fn top(&self) -> u64 {
        tophash(self.hash())
    }

    /// Starts the search in this bucket of that array.
    #[inline(always)]
    fn start_at(&mut self, table: Table, index: u64) -> Stepped {
        self.first = element(table, index)?;
        self.bucket = self.first;
        self.slot = 0;
        self.free = (Bucket::NIL, 0);
        self.to(Step::Search(Search::SearchTophash))
    }

    /// The call has written all it writes.
    #[inline(always)]
    fn end_write(&mut self) -> Stepped {
        self.to(Step::Leave(Leave::CheckHeld))
    }

    /// The reader's search is over: the pointers are the caller's, or there are none.
    #[inline(always)]
    fn read(&mut self, found: bool) -> Stepped {
        match (self.statement, found) {
            (Statement::Range, true) => self.yields(self.bucket, self.slot),
            (Statement::Range, false) => self.next_slot(),
            (_, true) => self.to(Step::Caller(step::Caller::ValueLoad)),
            (_, false) => Ok(Progress::Done(Answer::Value { value: 0, found: false })),
        }
    }

    fn caller<M: Memory + ?Sized>(&mut self, step: step::Caller, memory: &M) -> Stepped {
        use step::Caller::*;
        let value = self.bucket.value(self.slot);
        match step {
            ValueLoad => {
                self.word = memory.load(value);
                match self.statement {
                    Statement::Increment { .. } => self.to(Step::Caller(ValueStore)),
                    _ => Ok(Progress::Done(Answer::Value { value: self.word, found: true })),
                }
            }
            ValueStore => {
                let word = match self.statement {
                    Statement::Assign { value, .. } => value,
                    _ => self.word.wrapping_add(1),
                };
                memory.store(value, word);
                Ok(Progress::Done(Answer::Nothing))
            }
            ItemKeyLoad => {
                self.word = memory.load(self.bucket.key(self.slot));
                self.to(Step::Caller(ItemValueLoad))
            }
            ItemValueLoad => {
                let (key, value) = (self.word, memory.load(value));
                self.next = Step::Range(Range::NextFlags);
                self.forget_lookup();
                Ok(Progress::Item { key, value })
            }
        }
    }

    /// Values that nothing depends on any more: equal states shall be equal.
    fn forget_lookup(&mut self) {
        self.word = 0;
        self.key = 0;
        self.b = 0;
        self.first = Bucket::NIL;
        self.bucket = Bucket::NIL;
        self.slot = 0;
        self.table = Table::NIL;
    }
}

/// A bucket of an array.
#[inline(always)]
fn element(table: Table, index: u64) -> Result<Bucket, Stuck> {
    if table.is_nil() {
        return Err(Stuck::NilPointer);
    }
    table.bucket(index).ok_or(Stuck::OutOfBounds)
}

#[inline(always)]
fn mask(b: u64) -> u64 {
    bucket_shift(b) - 1
}

/// The mask of old buckets while growing to 2^b: as many, or half.
#[inline(always)]
fn old_mask(b: u64, same_size: bool) -> u64 {
    mask(if same_size { b } else { b.wrapping_sub(1) })
}

/// Allocation of 2^`log2` buckets, in a step of its own.
fn allocate<M: Memory + ?Sized>(memory: &M, log2: u8) -> Result<Table, Stuck> {
    memory.allocate(log2).ok_or(Stuck::ArenaFull)
}

#[inline(always)]
fn load_table<M: Memory + ?Sized>(memory: &M, at: Address) -> Table {
    Table::from_word(memory.load(at))
}
