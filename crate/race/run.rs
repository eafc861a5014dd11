//! One live run: goroutines on workers, over the machine on shared memory, until the fatal error or
//! the end of the time.
//!
//! Each worker is a thread and plays its goroutines in turn, a slice of operations each. Goroutines
//! are dealt to workers in a seeded order. The first throw ends the run for all, as it ends a
//! process. With the check disabled all operations under way are completed at the end, so that the
//! map is at rest when it is looked at; the memory is one of atomics, so that whatever it then holds
//! cannot harm anything but the model.

use super::goroutine::{Goroutine, Lent, Post, Posted, Turn, statement};
use super::ledger::Expectation;
use super::record::{Conflict, Doing, Ended, Unseen};
use crate::base::clock;
use crate::base::rng::shuffled;
use crate::base::units::{Nanos, Seed};
use crate::engine::Pool;
use crate::engine::shared_status::{Phase, SharedStatus};
use crate::experiment::load::{Load, Work};
use crate::experiment::race::Cell;
use crate::model::layout::Address;
use crate::model::machine::{Fatal, Progress, Running, Stuck};
use crate::model::memory::{Memory, Shared};
use crate::strategy::Evidence;
use crate::strategy::parts::sections::Mark;
use crossbeam_utils::CachePadded;
use rand_core::SeedableRng;
use rand_xoshiro::Xoshiro256PlusPlus;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::AcqRel, Ordering::Acquire};
use std::sync::atomic::{Ordering::Relaxed, Ordering::Release};
use std::sync::{Mutex, PoisonError};

/// Operations of a goroutine before its worker goes on to the next. Go preempts after 10 ms, which
/// are about so many operations of the model.
pub const SLICE: u32 = 100_000;
/// Operations between two looks at the clock at most.
const MOST_STRIDE: u64 = 4096;
/// The stride is adapted so that the clock, which is slow to read, is read about this often.
const CLOCK_SOON: Nanos = Nanos(100_000);
const CLOCK_LATE: Nanos = Nanos(500_000);
/// How long a worker waits for the others before it starts without them.
const PATIENCE: Nanos = Nanos::from_millis(2);

/// What to run, and on what.
pub struct Race<'a> {
    pub load: Load,
    pub cell: Cell,
    pub detect: bool,
    pub limit: Nanos,
    /// Operations of a goroutine before its worker goes on to the next; [`SLICE`] but in tests.
    pub slice: u32,
    pub seed: Seed,
    /// Write down each statement, and who was at the map together. It takes longer, and so changes how often
    /// goroutines meet.
    pub audited: bool,
    pub memory: &'a Shared,
    pub pool: &'a Pool,
    pub status: &'a SharedStatus,
}

/// What the goroutines brought back.
pub struct Finish {
    pub ended: Ended,
    pub conflict: Option<Conflict>,
    pub length: Nanos,
    pub operations: u64,
    pub unseen: Unseen,
    /// Goroutines in an operation that does not end, and those that a nil pointer or an index
    /// beyond an array would have killed.
    pub endless: usize,
    pub crashed: usize,
    pub expected: Expectation,
    pub evidence: Option<Evidence>,
}

impl Race<'_> {
    /// `None` if it was stopped from outside.
    pub fn run(self) -> Option<Finish> {
        self.status.enter(Phase::Preparing);
        self.memory.reset();
        fill(self.memory, self.load);
        let Cell { workers, goroutines } = self.cell;
        let mut dealt: Vec<Vec<Goroutine>> = (0..workers).map(|_| Vec::new()).collect();
        for (place, number) in self.order().into_iter().enumerate() {
            let Self { load, detect, seed, .. } = self;
            let goroutine = Goroutine::new(load, number, goroutines, detect, seed);
            let goroutine = if self.audited { goroutine.audited() } else { goroutine };
            dealt[place % workers].push(goroutine);
        }
        let worker_of = |number: usize| {
            let holds = |queue: &Vec<Goroutine>| queue.iter().any(|one| one.number == number);
            dealt.iter().position(holds).unwrap_or(0)
        };
        let workers_of = (0..goroutines).map(worker_of).collect();
        let shared = SharedRace::new(&self, workers_of);
        let queues: Vec<Mutex<Vec<Goroutine>>> = dealt.into_iter().map(Mutex::new).collect();
        self.status.enter(Phase::Measuring);
        self.pool.run(&|worker| {
            if let Some(queue) = queues.get(worker) {
                shared.work(worker, &mut queue.lock().unwrap_or_else(PoisonError::into_inner));
            }
        });
        self.status.enter(Phase::Verifying);
        if self.status.stopping() {
            return None;
        }
        let mut all: Vec<Goroutine> = queues
            .into_iter()
            .flat_map(|queue| queue.into_inner().unwrap_or_else(PoisonError::into_inner))
            .collect();
        all.sort_by_key(|goroutine| goroutine.number);
        Some(shared.finish(self.load, all))
    }

    /// The goroutines in the order in which they are dealt.
    fn order(&self) -> Vec<usize> {
        let mut random = Xoshiro256PlusPlus::seed_from_u64(self.seed.0);
        shuffled(self.cell.goroutines, &mut random)
    }
}

/// Puts the load's first entries in, one statement after the other.
pub fn fill(memory: &Shared, load: Load) {
    for (key, value) in load.prefill() {
        let mut running = Running::new(statement(Work::Assign { key, value }), true, 0);
        while let Progress::Running | Progress::Allocated = running.step_over(memory) {}
    }
}

/// What the workers of a run share.
struct SharedRace<'a> {
    memory: &'a Shared,
    status: &'a SharedStatus,
    limit: Nanos,
    slice: u32,
    detect: bool,
    mark: Option<Mark>,
    workers_of: Vec<usize>,
    posts: Vec<Post>,
    /// Workers that have come, and whether all may start.
    here: CachePadded<AtomicUsize>,
    workers: usize,
    over: CachePadded<AtomicBool>,
    end: Mutex<Option<End>>,
    running: AtomicUsize,
    /// How long each worker has been at it, as of its last look at the clock.
    elapsed: Vec<CachePadded<AtomicU64>>,
    endless: AtomicU64,
    crashed: AtomicU64,
}

struct End {
    ended: Ended,
    conflict: Option<Conflict>,
    length: Nanos,
}

impl<'a> SharedRace<'a> {
    fn new(race: &Race<'a>, workers_of: Vec<usize>) -> Self {
        Self {
            memory: race.memory,
            status: race.status,
            limit: race.limit,
            slice: race.slice,
            detect: race.detect,
            mark: race.audited.then(Mark::default),
            posts: (0..race.cell.goroutines).map(|_| Post::default()).collect(),
            workers_of,
            here: CachePadded::default(),
            workers: race.cell.workers,
            over: CachePadded::default(),
            end: Mutex::new(None),
            running: AtomicUsize::new(race.cell.workers),
            elapsed: (0..race.cell.workers).map(|_| CachePadded::default()).collect(),
            endless: AtomicU64::new(0),
            crashed: AtomicU64::new(0),
        }
    }

    /// The first to end the run says how.
    fn end(&self, end: End) {
        let mut first = self.end.lock().unwrap_or_else(PoisonError::into_inner);
        first.get_or_insert(end);
        self.over.store(true, Release);
    }

    fn is_over(&self) -> bool {
        self.over.load(Relaxed) || self.status.stopping()
    }

    /// Waits for all workers, awake: who sleeps here starts milliseconds after the others. Where
    /// there are fewer processors than workers some would wait for each other's time slice, so
    /// nobody waits long.
    fn gather(&self) {
        self.here.fetch_add(1, AcqRel);
        let begin = clock::now();
        while self.here.load(Acquire) < self.workers && clock::now() - begin < PATIENCE {
            for _ in 0..64 {
                std::hint::spin_loop();
            }
        }
    }

    /// How long the run has lasted: on the clock of whoever started first, since a worker that came
    /// late knows only its own part. The others' are as of their last look.
    fn lasted(&self, pace: &Pace) -> Nanos {
        let own = pace.elapsed();
        let others = self.elapsed.iter().map(|elapsed| Nanos(elapsed.load(Relaxed)));
        others.fold(own, Nanos::max)
    }

    fn work(&self, worker: usize, queue: &mut [Goroutine]) {
        self.gather();
        let begin = clock::now();
        let mut pace = Pace::new(begin);
        let memory = &Lent::new(self.memory, self.mark.as_ref());
        while queue.iter().any(|goroutine| !goroutine.over) && !self.is_over() {
            for goroutine in queue.iter_mut().filter(|goroutine| !goroutine.over) {
                self.slice(worker, goroutine, memory, &mut pace);
            }
        }
        if !self.detect {
            self.settle(queue, memory);
        }
        let last = self.running.fetch_sub(1, AcqRel) == 1;
        if last && !self.over.load(Acquire) {
            let stuck = self.endless.load(Relaxed) + self.crashed.load(Relaxed);
            let ended =
                if stuck as usize == self.posts.len() { Ended::Endless } else { Ended::Done };
            self.end(End { ended, conflict: None, length: self.lasted(&pace) });
        }
    }

    /// Completes what is under way, for the map to be at rest.
    fn settle(&self, queue: &mut [Goroutine], memory: &Lent) {
        for goroutine in queue.iter_mut() {
            while goroutine.is_under_way() {
                let turn = goroutine.turn(memory, &self.posts[goroutine.number], true);
                self.note(turn);
            }
        }
    }

    /// Counts goroutines that go no further.
    fn note(&self, turn: Turn) {
        match turn {
            Turn::Stuck(Stuck::Endless) => self.endless.fetch_add(1, Relaxed),
            Turn::Stuck(Stuck::NilPointer | Stuck::OutOfBounds) | Turn::Fatal(_) => {
                self.crashed.fetch_add(1, Relaxed)
            }
            _ => 0,
        };
    }

    /// One goroutine's turn on its worker.
    fn slice(&self, worker: usize, goroutine: &mut Goroutine, memory: &Lent, pace: &mut Pace) {
        let post = &self.posts[goroutine.number];
        for _ in 0..self.slice {
            let turn = goroutine.turn(memory, post, false);
            match turn {
                Turn::Complete => {}
                Turn::Parked | Turn::Finished => return,
                Turn::Fatal(fatal) => {
                    // Of one that comes second nothing is told: its process was gone.
                    if !self.over.load(Acquire) {
                        let conflict = Some(self.conflict(goroutine.number, fatal));
                        self.end(End { ended: Ended::Fatal, conflict, length: self.lasted(pace) });
                    }
                    return;
                }
                Turn::Stuck(stuck) => {
                    self.note(turn);
                    let ended = match stuck {
                        Stuck::ArenaFull => Ended::Memory,
                        Stuck::Endless => Ended::Endless,
                        Stuck::NilPointer | Stuck::OutOfBounds => Ended::Crash,
                    };
                    // With the check on, a process that gets this far is gone or stands still.
                    if self.detect || ended == Ended::Memory {
                        self.end(End { ended, conflict: None, length: self.lasted(pace) });
                    }
                    return;
                }
            }
            if self.is_over() {
                return;
            }
            if pace.is_due() {
                let elapsed = pace.look();
                self.status.publish(worker, pace.operations);
                self.elapsed[worker].store(elapsed.0, Relaxed);
                if elapsed >= self.limit {
                    self.end(End { ended: Ended::Time, conflict: None, length: self.limit });
                    return;
                }
            }
        }
    }

    /// Who threw, and who most likely wrote meanwhile: one that holds the flag, else one that is in
    /// a call that writes, else the last that was.
    fn conflict(&self, number: usize, fatal: Fatal) -> Conflict {
        let posted: Vec<Posted> = self.posts.iter().map(Post::read).collect();
        let others = || (0..posted.len()).filter(|&other| other != number);
        let find = |wanted: fn(&Posted) -> bool| others().find(|&other| wanted(&posted[other]));
        let other = find(Posted::holds_flag)
            .or_else(|| find(|post| post.writes() && !post.done))
            .or_else(|| find(Posted::writes));
        let doing = |goroutine: usize| Doing {
            goroutine,
            worker: self.workers_of[goroutine],
            call: posted[goroutine].call,
            key: posted[goroutine].key(),
            step: posted[goroutine].step(),
            parked: posted[goroutine].parked,
            complete: posted[goroutine].done,
        };
        Conflict {
            message: fatal.message(),
            by: doing(number),
            other: other.map(doing),
            flags: self.memory.load(Address::FLAGS),
        }
    }

    fn finish(self, load: Load, mut goroutines: Vec<Goroutine>) -> Finish {
        let evidence = self.mark.map(|mark| {
            let trails = goroutines.iter_mut().filter_map(|goroutine| goroutine.end(&mark));
            Evidence { marks: true, trails: trails.collect() }
        });
        let end = self.end.into_inner().unwrap_or_else(PoisonError::into_inner);
        let end = end.unwrap_or(End { ended: Ended::Done, conflict: None, length: Nanos(0) });
        let mut unseen = Unseen::default();
        goroutines.iter().for_each(|goroutine| unseen.add(goroutine.unseen));
        Finish {
            ended: end.ended,
            conflict: end.conflict,
            length: end.length,
            operations: goroutines.iter().map(|goroutine| goroutine.operations).sum(),
            unseen,
            endless: self.endless.into_inner() as usize,
            crashed: self.crashed.into_inner() as usize,
            evidence,
            expected: Expectation::new(
                load,
                goroutines.into_iter().map(|goroutine| goroutine.ledger).collect(),
            ),
        }
    }
}

/// When a worker looks at the clock, and how much it has done.
struct Pace {
    begin: Nanos,
    looked: Nanos,
    stride: u64,
    due: u64,
    operations: u64,
}

impl Pace {
    fn new(begin: Nanos) -> Self {
        Self { begin, looked: begin, stride: 1, due: 1, operations: 0 }
    }

    fn elapsed(&self) -> Nanos {
        clock::now().saturating_sub(self.begin)
    }

    /// One operation more is complete.
    #[inline(always)]
    fn is_due(&mut self) -> bool {
        self.operations += 1;
        self.operations >= self.due
    }

    fn look(&mut self) -> Nanos {
        let now = clock::now();
        match now.saturating_sub(self.looked) {
            soon if soon < CLOCK_SOON => self.stride = (self.stride * 2).min(MOST_STRIDE),
            late if late > CLOCK_LATE => self.stride = (self.stride / 2).max(1),
            _ => {}
        }
        self.looked = now;
        self.due = self.operations + self.stride;
        now.saturating_sub(self.begin)
    }
}
