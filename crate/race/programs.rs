//! A small program over a guarded map, again and again: each outcome that real threads reach must be
//! one that whole statements one after another can give.
//!
//! All goroutines of the program are let go at once, each on a thread of its own; between two runs
//! the first one looks the map through and makes it as it was.

use super::guarded::increment;
use crate::base::clock;
use crate::base::error::RunError;
use crate::engine::{Crew, Pool, SharedStatus};
use crate::experiment::race::PROGRAM_TIME;
use crate::model::machine::Answer;
use crate::model::outcome::{Content, End, Outcome, Reported};
use crate::model::program::{Program, Statement, usual_value};
use crate::strategy::{ConcurrentMap, MapHandle, Visitor};
use crate::workload::entry_kind::fold;
use crossbeam_utils::CachePadded;
use foldhash::fast::FixedState;
use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed, Release};
use std::sync::{Mutex, PoisonError};

/// Runs of a program over one map, unless the time is over before.
pub const RUNS: usize = 4000;
/// Looks at the others before a waiting thread gives its processor up.
const SPINS: u32 = 1 << 12;

/// What a program's runs over one map came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    pub runs: usize,
    /// Different outcomes, and runs that ended in none of the serial ones.
    pub outcomes: usize,
    pub others: usize,
}

/// A program to play over a map.
pub struct PlayProgram<'a> {
    pub program: &'a Program,
    pub serial: &'a [Outcome],
    /// The map's name in messages.
    pub name: &'a str,
    /// Threads of the map's own.
    pub extra_threads: usize,
    pub pool: &'a Pool,
    pub status: &'a SharedStatus,
}

impl Visitor for PlayProgram<'_> {
    type Key = u64;
    type Value = u64;
    type Hasher = FixedState;
    type Output = Result<Option<Seen>, RunError>;

    fn hasher(&self) -> FixedState {
        fold()
    }

    fn visit<M: ConcurrentMap<u64, u64>>(self, map: M) -> Self::Output {
        let shared = SharedProgram::new(&self);
        shared.crew.work(&map, |worker, handle| shared.work(worker, handle));
        shared.finish()
    }
}

struct SharedProgram<'a> {
    play: &'a PlayProgram<'a>,
    /// How often all have met.
    met: CachePadded<AtomicUsize>,
    waiting: CachePadded<AtomicUsize>,
    crew: Crew<'a>,
    reported: Vec<Mutex<Vec<Reported>>>,
    seen: Mutex<HashMap<Outcome, usize>>,
}

impl<'a> SharedProgram<'a> {
    fn new(play: &'a PlayProgram<'a>) -> Self {
        let goroutines = play.program.goroutines.len();
        Self {
            met: CachePadded::default(),
            waiting: CachePadded::default(),
            crew: Crew::with_owners(play.pool, goroutines, play.extra_threads),
            reported: (0..goroutines).map(|_| Mutex::default()).collect(),
            seen: Mutex::default(),
            play,
        }
    }

    /// All goroutines leave at the same moment, as far as processors allow; false when it is over.
    fn meet(&self) -> bool {
        let round = self.met.load(Acquire);
        if self.waiting.fetch_add(1, AcqRel) + 1 == self.reported.len() {
            self.waiting.store(0, Relaxed);
            self.met.store(round + 1, Release);
        }
        let mut spins = 0;
        while self.met.load(Acquire) == round {
            if self.crew.is_over() || self.play.status.stopping() {
                return false;
            }
            spins += 1;
            if spins % SPINS == 0 {
                std::thread::yield_now();
            }
            std::hint::spin_loop();
        }
        true
    }

    fn work<H: MapHandle<u64, u64>>(&self, worker: usize, handle: &mut H) {
        let statements = &self.play.program.goroutines[worker];
        let begin = clock::now();
        let mut reported = Vec::new();
        for run in 0.. {
            if worker == 0 {
                self.prepare(handle);
                if run == RUNS || clock::now() - begin >= PROGRAM_TIME {
                    self.crew.end();
                }
                self.play.status.beat();
            }
            if self.crew.is_over() || !self.meet() {
                return;
            }
            reported.clear();
            for (number, statement) in (0_u8..).zip(statements) {
                reported.extend(perform(handle, number, *statement));
            }
            self.reported[worker]
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .clone_from(&reported);
            if !self.meet() {
                return;
            }
            if worker == 0 {
                let outcome = self.outcome(handle);
                let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
                *seen.entry(outcome).or_default() += 1;
            }
        }
    }

    /// The map as the program finds it.
    fn prepare<H: MapHandle<u64, u64>>(&self, handle: &mut H) {
        handle.clear();
        for &key in &self.play.program.initial {
            handle.insert(key, usual_value(key));
        }
    }

    /// How the run ended. Looked up by key, since not every map can be walked.
    fn outcome<H: MapHandle<u64, u64>>(&self, handle: &mut H) -> Outcome {
        let program = self.play.program;
        let named = program.goroutines.iter().flatten().filter_map(|statement| statement.key());
        let keys: BTreeSet<u64> = program.initial.iter().copied().chain(named).collect();
        let contents = keys.into_iter().filter_map(|key| {
            let value = handle.get(&key)?;
            Some(Content { key, value, reachable: true, copies: 1 })
        });
        let contents = contents.collect();
        let reported = |reported: &Mutex<Vec<Reported>>| {
            reported.lock().unwrap_or_else(PoisonError::into_inner).clone()
        };
        Outcome {
            end: End::Finished,
            reported: self.reported.iter().map(reported).collect(),
            contents,
            count: handle.len() as u64,
            writing: false,
        }
    }

    fn finish(self) -> Result<Option<Seen>, RunError> {
        self.crew.finish(self.play.name)?;
        if self.play.status.stopping() {
            return Ok(None);
        }
        let seen = self.seen.into_inner().unwrap_or_else(PoisonError::into_inner);
        let others = seen.iter().filter(|(outcome, _)| !self.play.serial.contains(outcome));
        Ok(Some(Seen {
            runs: seen.values().sum(),
            outcomes: seen.len(),
            others: others.map(|(_, runs)| runs).sum(),
        }))
    }
}

/// One statement; what it tells, if anything.
fn perform<H: MapHandle<u64, u64>>(
    handle: &mut H,
    number: u8,
    statement: Statement,
) -> Option<Reported> {
    let reported = |answer, items| Some(Reported { statement: number, answer, items });
    match statement {
        Statement::Assign { key, value } => {
            handle.insert(key, value);
            None
        }
        Statement::Increment { key } => {
            handle.update(key, 1, increment);
            None
        }
        Statement::Delete { key } => {
            handle.remove(&key);
            None
        }
        Statement::Clear => {
            handle.clear();
            None
        }
        Statement::Access { key } => {
            let value = handle.get(&key);
            let answer = Answer::Value { value: value.unwrap_or(0), found: value.is_some() };
            reported(answer, Vec::new())
        }
        Statement::Len => reported(Answer::Length { length: handle.len() as u64 }, Vec::new()),
        Statement::Range => {
            let mut items = Vec::new();
            handle.for_each(usize::MAX, |&key, &value| items.push((key, value)));
            items.sort_unstable();
            if items.is_empty() { None } else { reported(Answer::Nothing, items) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::search::serial_outcomes;
    use crate::strategy::{MapSpec, build};

    fn seen(map: &str, program: &str) -> Seen {
        let spec = MapSpec::canonical(map).unwrap();
        let (program, _) = Program::read(program).unwrap();
        let serial = serial_outcomes(&program);
        let (pool, status) = (Pool::new(4).unwrap(), SharedStatus::new());
        let extra_threads = spec.extra_threads();
        let play = PlayProgram {
            program: &program,
            serial: &serial,
            name: map,
            extra_threads,
            pool: &pool,
            status: &status,
        };
        build(&spec, play).unwrap().unwrap()
    }

    #[test]
    fn guarded_maps_end_as_some_serial_order_does() {
        for map in ["mutex", "sync-map", "channel:64"] {
            for program in ["~a1:10+a1:20,g1", "1~u1,u1+u1,g1", "1-3~d1,a4+g1,l"] {
                let seen = seen(map, program);
                assert!(seen.runs > 0, "{map} {program} {seen:?}");
                assert_eq!(seen.others, 0, "{map} {program} {seen:?}");
            }
        }
    }
}
