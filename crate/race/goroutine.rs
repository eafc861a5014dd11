//! A goroutine of a live run: its script, the statement it is in, its ledger, and the cell in which
//! it publishes what it is about to do.
//!
//! It gives its worker up between two statements only, and within one at an allocation, where Go's
//! allocator may have it help the garbage collector and wait. Nowhere else does real Go switch in
//! the midst of a map operation: the runtime's own code is not preempted.

use super::ledger::GoroutineLedger;
use super::record::Unseen;
use crate::base::units::Seed;
use crate::experiment::load::{Load, Script, Work};
use crate::model::layout::Table;
use crate::model::layout::{Address, HASH_WRITING};
use crate::model::machine::step::{Caller, Enter, Step};
use crate::model::machine::{Answer, Fatal, Progress, Running, Stuck};
use crate::model::memory::{Memory, Shared};
use crate::model::program::Statement;
use crate::strategy::Call;
use crate::strategy::audit::{Access, Trail};
use crate::strategy::metrics::Outcome;
use crate::strategy::parts::sections::{Mark, Stay};
use crossbeam_utils::CachePadded;
use rand_core::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use std::cell::Cell;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// How many buckets must be allocated at once for the goroutine to be switched away certainly, if
/// that were not bounded. Real Go parks a goroutine that allocates while the collector is at work, and
/// the more so the more it asks for; with this number, growth to 100,000 keys on one worker dies about
/// as often as the recorded runs (`tests/data/go/deaths.json`: 8 and 12 of 12) and growth to 1,000
/// hardly ever (none of 24).
const BUCKETS_OF_A_SWITCH: u64 = 16_384;
/// However much is asked for, it is switched away no more often than once in so many.
const SWITCH_ONE_IN: u64 = 2;

/// What a goroutine is about to do, in one word that is never torn.
pub struct Post(CachePadded<AtomicU64>);

const CALL_SHIFT: u32 = 8;
const DONE: u64 = 1 << 16;
const PARKED: u64 = 1 << 17;
const KEY_SHIFT: u32 = 24;

impl Default for Post {
    fn default() -> Self {
        Self(CachePadded::new(AtomicU64::new(DONE)))
    }
}

impl Post {
    #[inline(always)]
    fn set(&self, call: u64, step: Step) {
        self.0.store(call | u64::from(step.code()), Relaxed);
    }

    fn mark_done(&self) {
        self.0.store(self.0.load(Relaxed) | DONE, Relaxed);
    }

    pub fn read(&self) -> Posted {
        let word = self.0.load(Relaxed);
        Posted {
            step: word as u8,
            call: CALLS[(word >> CALL_SHIFT & 0xf) as usize],
            key: word >> KEY_SHIFT,
            done: word & DONE != 0,
            parked: word & PARKED != 0,
        }
    }
}

/// What a post said at one moment.
#[derive(Clone, Copy, Debug)]
pub struct Posted {
    step: u8,
    pub call: &'static str,
    key: u64,
    /// The statement is complete.
    pub done: bool,
    pub parked: bool,
}

/// The calls by number; 0 is none yet.
const CALLS: [&str; 16] = {
    let mut calls = [""; 16];
    calls[1] = "assign";
    calls[2] = "increment";
    calls[3] = "access";
    calls[4] = "delete";
    calls[5] = "range";
    calls
};

impl Posted {
    /// The micro-step's kind.
    pub fn step(&self) -> &'static str {
        Step::name_of(self.step)
    }

    pub fn key(&self) -> Option<u64> {
        (self.key > 0).then_some(self.key)
    }

    pub fn writes(&self) -> bool {
        matches!(self.call, "assign" | "increment" | "delete")
    }

    /// Whether the writing flag is this statement's, as far as its own steps tell.
    pub fn holds_flag(&self) -> bool {
        let outside = [
            Step::Enter(Enter::CheckCount),
            Step::Enter(Enter::CheckFlags),
            Step::Enter(Enter::ToggleLoad),
            Step::Enter(Enter::ToggleStore),
            Step::Caller(Caller::ValueLoad),
            Step::Caller(Caller::ValueStore),
        ];
        self.writes() && !self.done && outside.iter().all(|step| step.code() != self.step)
    }
}

/// The call's number and the key, where a post has them.
fn call_word(work: Work) -> u64 {
    let (call, key) = match work {
        Work::Assign { key, .. } => (1, key),
        Work::Increment { key } => (2, key),
        Work::Access { key } => (3, key),
        Work::Delete { key } => (4, key),
        Work::Range => (5, 0),
    };
    call << CALL_SHIFT | key << KEY_SHIFT
}

/// The shared memory as one goroutine uses it, which notes how much it allocated last.
pub struct Lent<'a> {
    memory: &'a Shared,
    allocated: Cell<u8>,
    /// Where goroutines say that they are in a statement, if that is audited.
    mark: Option<&'a Mark>,
}

impl<'a> Lent<'a> {
    pub fn new(memory: &'a Shared, mark: Option<&'a Mark>) -> Self {
        Self { memory, allocated: Cell::new(0), mark }
    }
}

impl Memory for Lent<'_> {
    #[inline(always)]
    fn load(&self, at: Address) -> u64 {
        self.memory.load(at)
    }

    #[inline(always)]
    fn store(&self, at: Address, word: u64) {
        self.memory.store(at, word);
    }

    #[inline(always)]
    fn set_bits(&self, at: Address, bits: u64) {
        self.memory.set_bits(at, bits);
    }

    fn allocate(&self, log2: u8) -> Option<Table> {
        self.allocated.set(log2);
        self.memory.allocate(log2)
    }
}

/// What a turn came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// One statement more is complete.
    Complete,
    /// Switched away in the midst of a statement.
    Parked,
    /// The script is over.
    Finished,
    Fatal(Fatal),
    Stuck(Stuck),
}

#[derive(Clone, Copy, Debug)]
struct Statements {
    running: Running,
    work: Work,
    sequence: u32,
}

pub struct Goroutine {
    pub number: usize,
    detect: bool,
    script: Script,
    switches: Xoshiro256PlusPlus,
    under_way: Option<Statements>,
    /// Since when it is in a statement, and what it has written down of them, if that is audited.
    stay: Option<Stay>,
    trail: Option<Trail>,
    pub ledger: GoroutineLedger,
    pub unseen: Unseen,
    pub operations: u64,
    /// It has nothing more to do, or is in something that does not end.
    pub over: bool,
}

impl Goroutine {
    pub fn new(load: Load, number: usize, goroutines: usize, detect: bool, seed: Seed) -> Self {
        Self {
            number,
            detect,
            script: Script::new(load, number, goroutines, seed),
            switches: Xoshiro256PlusPlus::seed_from_u64(!seed.0 ^ (number as u64) << 32),
            under_way: None,
            stay: None,
            trail: None,
            ledger: GoroutineLedger::new(load, goroutines),
            unseen: Unseen::default(),
            operations: 0,
            over: false,
        }
    }

    /// One that writes down what it does.
    pub fn audited(self) -> Self {
        Self { trail: Some(Trail::new(self.number)), ..self }
    }

    /// Whether it is in the midst of a statement.
    pub fn is_under_way(&self) -> bool {
        self.under_way.is_some() && !self.over
    }

    /// Makes the steps of one statement, or of the rest of the one it is in. `alone`: without
    /// switching.
    #[inline(never)]
    pub fn turn(&mut self, memory: &Lent, post: &Post, alone: bool) -> Turn {
        let Some(Statements { mut running, work, sequence }) = self.under_way.take() else {
            return self.begin(memory, post, alone);
        };
        let call = call_word(work);
        loop {
            post.set(call, running.next());
            match running.step(memory) {
                Progress::Running => {}
                Progress::Item { key, value } => self.ledger.found(key, value),
                Progress::Allocated => {
                    if !alone && self.is_switched(memory.allocated.get()) {
                        post.set(call | PARKED, running.next());
                        self.under_way = Some(Statements { running, work, sequence });
                        return Turn::Parked;
                    }
                }
                Progress::Done(answer) => {
                    self.leave(memory, work, outcome(answer));
                    self.complete(memory, work, sequence, answer);
                    post.mark_done();
                    return Turn::Complete;
                }
                Progress::Fatal(fatal) => {
                    self.leave(memory, work, Outcome::Panic);
                    self.over = true;
                    return Turn::Fatal(fatal);
                }
                Progress::Stuck(stuck) => {
                    self.leave(memory, work, Outcome::Panic);
                    self.over = true;
                    self.ledger.never_ended(running.statement().key());
                    return Turn::Stuck(stuck);
                }
            }
        }
    }

    /// Whether it waits for its next turn after allocating 2^`log2` buckets.
    fn is_switched(&mut self, log2: u8) -> bool {
        let one_in = (BUCKETS_OF_A_SWITCH >> log2.min(63)).max(SWITCH_ONE_IN);
        self.switches.next_u64().is_multiple_of(one_in)
    }

    #[inline(always)]
    fn begin(&mut self, memory: &Lent, post: &Post, alone: bool) -> Turn {
        let sequence = self.script.sequence;
        let Some(work) = self.script.work() else {
            self.over = true;
            return Turn::Finished;
        };
        let random = match work {
            Work::Range => self.switches.next_u64(),
            _ => 0,
        };
        let running = Running::new(statement(work), self.detect, random);
        self.stay = memory.mark.map(|mark| mark.enter(writes(work)));
        self.under_way = Some(Statements { running, work, sequence });
        self.turn(memory, post, alone)
    }

    /// It is in the statement no longer.
    #[inline(always)]
    fn leave(&mut self, memory: &Lent, work: Work, outcome: Outcome) {
        if let Some(mark) = memory.mark {
            self.leave_at(mark, work, outcome);
        }
    }

    fn leave_at(&mut self, mark: &Mark, work: Work, outcome: Outcome) {
        if let (Some(stay), Some(trail)) = (self.stay.take(), &mut self.trail) {
            let (call, key) = access(work);
            trail.push_stay(Access { call, outcome, key, time: None }, mark.leave(stay));
        }
    }

    /// What it has written down by the end of the run, which may cut it off in the midst of a statement.
    pub fn end(&mut self, mark: &Mark) -> Option<Trail> {
        if let Some(Statements { work, .. }) = self.under_way {
            self.leave_at(mark, work, Outcome::Panic);
        }
        self.trail.take()
    }

    #[inline(always)]
    fn complete(&mut self, memory: &Lent, work: Work, sequence: u32, answer: Answer) {
        self.operations += 1;
        self.ledger.done(work, sequence);
        // By now the flag is not this goroutine's own: if it is set, somebody else's is.
        let others_write = u64::from(memory.load(Address::FLAGS) & HASH_WRITING != 0);
        match (work, answer) {
            (Work::Access { key }, Answer::Value { value, found }) => {
                self.unseen.reads += others_write;
                match found {
                    true => self.ledger.found(key, value),
                    false => self.ledger.absent(key),
                }
            }
            (Work::Assign { .. } | Work::Increment { .. }, _) => self.unseen.stores += others_write,
            _ => {}
        }
    }
}

/// Whether nobody else may be at the map meanwhile; else nobody who writes.
fn writes(work: Work) -> bool {
    !matches!(work, Work::Access { .. } | Work::Range)
}

/// As an audit writes it down.
fn access(work: Work) -> (Call, Option<u64>) {
    match work {
        Work::Assign { key, .. } => (Call::Insert, Some(key)),
        Work::Increment { key } => (Call::Update, Some(key)),
        Work::Access { key } => (Call::Get, Some(key)),
        Work::Delete { key } => (Call::Remove, Some(key)),
        Work::Range => (Call::ForEach, None),
    }
}

fn outcome(answer: Answer) -> Outcome {
    match answer {
        Answer::Value { found: true, .. } => Outcome::Hit,
        Answer::Value { found: false, .. } => Outcome::Miss,
        _ => Outcome::Done,
    }
}

/// The operation as the machine's statement.
pub fn statement(work: Work) -> Statement {
    match work {
        Work::Assign { key, value } => Statement::Assign { key, value },
        Work::Increment { key } => Statement::Increment { key },
        Work::Access { key } => Statement::Access { key },
        Work::Delete { key } => Statement::Delete { key },
        Work::Range => Statement::Range,
    }
}
