//! Notes every operation of one thread: what it was, what came of it, when, and which fault touched it.
//!
//! A record is written into a ring of the thread's own, of a fixed size: no lock and no allocation. What
//! the ring has no room for any more is overwritten and counted. Figures by time are of all operations,
//! also of those whose records are gone. Times are of the thread's own clock; what is said of faults
//! follows from the order of their beginning and end and that of the operation, and from no time.

use super::entries::{Blown, FaultId, Key, SWITCHES, Stage, Stages, Value};
use crate::base::clock;
use crate::base::units::Nanos;
use crate::link::faults::{Fault, FaultKind, MOST_FAULTS};
use crate::strategy::audit::Ring;
use crate::strategy::decorate::safe::Refused;
use crate::strategy::metrics::{Operations, Outcome, done, exchanged, found};
use crate::strategy::{Call, FallibleHandle, Merge};
use hdrhistogram::Histogram;
use std::any::Any;
use std::sync::{Mutex, OnceLock, PoisonError};

/// Records that each thread keeps.
pub const RING: usize = 1 << 14;
/// Figures by time have an interval of so much at least, and so many of them at most.
pub const SHORTEST: Nanos = Nanos::from_millis(100);
pub const MOST_INTERVALS: u64 = 100;

/// The faults of a run by their ids: those that are scheduled, and those that somebody asks for while it is on.
#[derive(Debug, Default)]
pub struct Known([OnceLock<Fault>; MOST_FAULTS]);

impl Known {
    pub fn new(scheduled: &[Fault]) -> Self {
        let known = Self::default();
        for fault in scheduled {
            known.add(*fault);
        }
        known
    }

    /// One more, unless there are as many as there may be.
    pub fn add(&self, fault: Fault) -> Option<FaultId> {
        let free = self.0.iter().zip(1..).find(|(place, _)| place.set(fault).is_ok());
        free.map(|(_, id)| id)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&Fault, FaultId)> {
        self.0.iter().map_while(OnceLock::get).zip(1..)
    }
}

/// Figures by time of all threads so far, for whoever looks on.
pub type Shown = Mutex<Vec<Interval>>;

/// One operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record {
    pub call: Call,
    pub outcome: Outcome,
    /// It answered after its deadline.
    pub overrun: bool,
    /// Its key's place in the key space; none for what is of no one key.
    pub key: Option<u32>,
    /// Of its thread's part of the run.
    pub begun: Nanos,
    pub took: Nanos,
    /// The first fault that touched it.
    pub fault: Option<FaultId>,
}

/// How long some operations took, or something in them.
#[derive(Clone, Debug)]
pub struct Times(pub Histogram<u64>);

impl Default for Times {
    fn default() -> Self {
        Self(Histogram::new(2).expect("digits in range"))
    }
}

impl Times {
    fn record(&mut self, time: Nanos) {
        self.0.record(time.0).expect("it grows");
    }

    pub fn merge(&mut self, other: &Self) {
        self.0.add(&other.0).expect("it grows");
    }
}

/// The operations that ended in one stretch of time.
#[derive(Clone, Debug, Default)]
pub struct Interval {
    /// By [`Outcome`].
    pub outcomes: [u64; Outcome::ALL.len()],
    pub overruns: u64,
    pub took: Times,
}

impl Interval {
    pub fn merge(&mut self, other: &Self) {
        for (sum, more) in self.outcomes.iter_mut().zip(other.outcomes) {
            *sum += more;
        }
        self.overruns += other.overruns;
        self.took.merge(&other.took);
    }
}

/// What one fault did to operations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Touched {
    pub operations: u64,
    pub timeouts: u64,
    pub panics: u64,
    pub longest: Nanos,
}

impl Touched {
    pub fn merge(&mut self, other: &Self) {
        self.operations += other.operations;
        self.timeouts += other.timeouts;
        self.panics += other.panics;
        self.longest = self.longest.max(other.longest);
    }
}

/// What a thread noted.
#[derive(Clone, Debug)]
pub struct Noted {
    pub ring: Ring<Record>,
    pub operations: Operations,
    pub overruns: u64,
    pub intervals: Vec<Interval>,
    /// How much later than at its deadline each refused operation came back.
    pub late: Times,
    /// By fault.
    pub touched: [Touched; MOST_FAULTS],
    /// Writes that ended in a panic: the map may have them or not.
    pub uncertain: u64,
}

impl Noted {
    fn new() -> Self {
        Self {
            ring: Ring::new(RING),
            operations: Operations::default(),
            overruns: 0,
            intervals: Vec::new(),
            late: Times::default(),
            touched: [Touched::default(); MOST_FAULTS],
            uncertain: 0,
        }
    }
}

pub struct Observer<'a> {
    faults: &'a Known,
    deadline: Option<Nanos>,
    interval: Nanos,
    /// Where intervals go that are over, if anybody looks on, and how many of them have gone.
    shown: Option<&'a Shown>,
    gone: usize,
    start: Nanos,
    noted: Noted,
    /// What is under way: its call and key, when it began, and where the faults were.
    begun: Option<(Call, Option<u32>, Nanos, Stages)>,
}

impl<'a> Observer<'a> {
    /// One whose part begins now. `deadline`: that of operations that can be refused.
    pub fn new(
        faults: &'a Known,
        deadline: Option<Nanos>,
        interval: Nanos,
        shown: Option<&'a Shown>,
    ) -> Self {
        let (start, noted) = (clock::now(), Noted::new());
        Self { faults, deadline, interval, shown, gone: 0, start, noted, begun: None }
    }

    pub fn elapsed(&self) -> Nanos {
        clock::now() - self.start
    }

    pub fn into_noted(self) -> Noted {
        self.noted
    }

    fn begin(&mut self, call: Call, key: Option<u32>) {
        self.begun = Some((call, key, self.elapsed(), SWITCHES.stages()));
    }

    /// The operation under way ended like this.
    fn end(&mut self, outcome: Outcome, blown: Option<FaultId>) {
        let Some((call, key, begun, before)) = self.begun.take() else { return };
        let (ended, after) = (self.elapsed(), SWITCHES.stages());
        let took = ended.saturating_sub(begun);
        let refused = outcome == Outcome::Timeout;
        let answered = !matches!(outcome, Outcome::Timeout | Outcome::Panic);
        let overrun = answered && self.deadline.is_some_and(|deadline| took > deadline);
        let mut fault = None;
        for (fault_of, id) in self.faults.iter() {
            let stages = (before.of(id), after.of(id));
            let touched = match fault_of.kind {
                FaultKind::Panic(_) => blown == Some(id),
                _ if before == after && stages.1 != Stage::On => false,
                FaultKind::Slow { .. } => stages.0 == Stage::On || stages.1 == Stage::On,
                // Who waits for one who stalls is refused while it does, or answered only after it.
                FaultKind::Stall { .. } | FaultKind::Stop { .. } => match stages {
                    (Stage::Over, _) | (_, Stage::Pending) => false,
                    (_, Stage::On) => refused,
                    (_, Stage::Over) => true,
                },
            };
            if touched {
                fault = fault.or(Some(id));
                self.noted.touched[id as usize - 1].merge(&Touched {
                    operations: 1,
                    timeouts: u64::from(refused),
                    panics: u64::from(outcome == Outcome::Panic),
                    longest: took,
                });
            }
        }
        let writes = !matches!(call, Call::Get | Call::ForEach | Call::Len);
        self.noted.uncertain += u64::from(writes && outcome == Outcome::Panic);
        self.noted.operations.add(call, outcome);
        self.noted.overruns += u64::from(overrun);
        if let (true, Some(deadline)) = (refused, self.deadline) {
            self.noted.late.record(took.saturating_sub(deadline));
        }
        let place = (ended.0 / self.interval.0) as usize;
        if place >= self.noted.intervals.len() {
            self.show();
            self.noted.intervals.resize_with(place + 1, Interval::default);
        }
        let interval = &mut self.noted.intervals[place];
        interval.outcomes[outcome as usize] += 1;
        interval.overruns += u64::from(overrun);
        interval.took.record(took);
        let record = Record { call, outcome, overrun, key, begun, took, fault };
        self.noted.ring.push(record);
    }

    /// Shows what is over: ten times a second of a thread that gets on.
    fn show(&mut self) {
        let Some(shown) = self.shown else { return };
        let over = &self.noted.intervals;
        let mut sums = shown.lock().unwrap_or_else(PoisonError::into_inner);
        if sums.len() < over.len() {
            sums.resize_with(over.len(), Interval::default);
        }
        let new = sums.iter_mut().zip(over).skip(self.gone);
        new.for_each(|(sum, more)| sum.merge(more));
        self.gone = over.len();
    }

    /// The operation under way ended in a panic that came through.
    pub fn panicked(&mut self, payload: &(dyn Any + Send)) {
        self.end(Outcome::Panic, payload.downcast_ref().map(|Blown(fault)| *fault));
    }

    /// Notes what goes through that handle.
    pub fn observing<'b, H>(&'b mut self, handle: &'b mut H) -> Observed<'b, 'a, H> {
        Observed { handle, observer: self }
    }
}

/// A handle whose operations are noted.
pub struct Observed<'b, 'a, H> {
    handle: &'b mut H,
    observer: &'b mut Observer<'a>,
}

impl<H: FallibleHandle<Key, Value>> Observed<'_, '_, H> {
    fn note<T>(
        &mut self,
        call: Call,
        key: Option<u32>,
        body: impl FnOnce(&mut H) -> Result<T, H::Refusal>,
        outcome: impl FnOnce(&T) -> Outcome,
    ) -> Result<T, H::Refusal> {
        self.observer.begin(call, key);
        let answer = body(self.handle);
        match &answer {
            Ok(answer) => self.observer.end(outcome(answer), None),
            Err(refusal) => match (refusal as &dyn Any).downcast_ref() {
                Some(Refused::Panicked(panicked)) => self.observer.panicked(panicked.0.as_ref()),
                _ => self.observer.end(Outcome::Timeout, None),
            },
        }
        answer
    }
}

impl<H: FallibleHandle<Key, Value>> FallibleHandle<Key, Value> for Observed<'_, '_, H> {
    type Refusal = H::Refusal;

    fn get(&mut self, key: &Key) -> Result<Option<Value>, H::Refusal> {
        self.note(Call::Get, Some(key.index), |handle| handle.get(key), found)
    }

    fn insert(&mut self, key: Key, value: Value) -> Result<Option<Value>, H::Refusal> {
        self.note(Call::Insert, Some(key.index), |handle| handle.insert(key, value), done)
    }

    fn remove(&mut self, key: &Key) -> Result<Option<Value>, H::Refusal> {
        self.note(Call::Remove, Some(key.index), |handle| handle.remove(key), found)
    }

    fn update(
        &mut self,
        key: Key,
        operand: Value,
        merge: Merge<Value>,
    ) -> Result<Option<Value>, H::Refusal> {
        let index = Some(key.index);
        self.note(Call::Update, index, |handle| handle.update(key, operand, merge), done)
    }

    fn get_or_insert(&mut self, key: Key, value: Value) -> Result<Option<Value>, H::Refusal> {
        let index = Some(key.index);
        self.note(Call::GetOrInsert, index, |handle| handle.get_or_insert(key, value), found)
    }

    fn compare_exchange(
        &mut self,
        key: &Key,
        current: &Value,
        new: Value,
    ) -> Result<bool, H::Refusal> {
        let body = |handle: &mut H| handle.compare_exchange(key, current, new);
        self.note(Call::CompareExchange, Some(key.index), body, exchanged)
    }

    fn for_each(
        &mut self,
        limit: usize,
        visit: impl FnMut(&Key, &Value),
    ) -> Result<(), H::Refusal> {
        self.note(Call::ForEach, None, |handle| handle.for_each(limit, visit), done)
    }

    fn clear(&mut self) -> Result<(), H::Refusal> {
        self.note(Call::Clear, None, FallibleHandle::clear, done)
    }

    fn len(&mut self) -> Result<usize, H::Refusal> {
        self.note(Call::Len, None, FallibleHandle::len, done)
    }
}
