//! A program at work: its map and its goroutines, of which somebody chooses who steps next.
//!
//! The map starts as the program's keys leave it that are inserted one after another, and its memory
//! has room for all that the statements can allocate. A fatal error ends the process, so after one
//! nobody steps; the same goes for what the model cannot follow.

use super::layout::{Address, BUCKET_WORDS, Bucket, Table};
use super::machine::{Answer, Fatal, Progress, Running, Stuck};
use super::memory::{Memory, Private};
use super::program::{MAX_GOROUTINES, Program, Statement, usual_value};

/// How a goroutine stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum State {
    Ready,
    Finished,
    Fatal(Fatal),
    Stuck(Stuck),
}

/// One goroutine: how far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Goroutine {
    pub state: State,
    /// The statement at hand; their number at the end.
    pub statement: u8,
    pub running: Running,
}

/// What a goroutine has learnt, in the order in which it did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Observed {
    Answer { statement: u8, answer: Answer },
    Item { statement: u8, key: u64, value: u64 },
}

/// A program's statements and whether the checks throw.
#[derive(Clone, Debug)]
pub struct Rules {
    statements: Vec<Vec<Statement>>,
    detect: bool,
}

impl Rules {
    pub fn new(program: &Program, detect: bool) -> Self {
        Self { statements: program.goroutines.clone(), detect }
    }

    pub fn goroutines(&self) -> usize {
        self.statements.len()
    }

    pub fn statements(&self, goroutine: usize) -> &[Statement] {
        &self.statements[goroutine]
    }

    /// Ranges start in the first bucket at the first slot, so that a schedule decides everything.
    fn begin(&self, goroutine: usize, statement: u8) -> Running {
        Running::new(self.statements[goroutine][usize::from(statement)], self.detect, 0)
    }

    /// Every goroutine before its first step.
    pub fn start(&self) -> [Goroutine; MAX_GOROUTINES] {
        std::array::from_fn(|index| match self.statements.get(index) {
            Some(_) => {
                Goroutine { state: State::Ready, statement: 0, running: self.begin(index, 0) }
            }
            None => {
                let running = Running::new(Statement::Len, false, 0);
                Goroutine { state: State::Finished, statement: 0, running }
            }
        })
    }

    /// What comes of a goroutine's micro-step, and what it learnt by it.
    #[inline]
    pub fn follow(
        &self,
        index: usize,
        goroutine: &mut Goroutine,
        progress: Progress,
    ) -> Option<Observed> {
        let statement = goroutine.statement;
        match progress {
            Progress::Running | Progress::Allocated => None,
            Progress::Item { key, value } => Some(Observed::Item { statement, key, value }),
            Progress::Done(answer) => {
                goroutine.statement += 1;
                match usize::from(goroutine.statement) < self.statements[index].len() {
                    true => goroutine.running = self.begin(index, goroutine.statement),
                    false => goroutine.state = State::Finished,
                }
                Some(Observed::Answer { statement, answer })
            }
            Progress::Fatal(fatal) => {
                goroutine.state = State::Fatal(fatal);
                None
            }
            Progress::Stuck(stuck) => {
                goroutine.state = State::Stuck(stuck);
                None
            }
        }
    }
}

/// Whether the process has ended with this goroutine.
pub fn has_ended(state: State) -> bool {
    matches!(state, State::Fatal(_) | State::Stuck(_))
}

/// The map before the goroutines start. Empty programs' maps have no buckets yet.
pub fn initial_memory(program: &Program) -> Private {
    let memory = Private::new(4 * buckets_for(program.initial.len()));
    for key in &program.initial {
        let statement = Statement::Assign { key: *key, value: usual_value(*key) };
        let mut running = Running::new(statement, true, 0);
        while !matches!(running.step_over(&memory), Progress::Done(_)) {}
    }
    let statements: usize = program.goroutines.iter().map(Vec::len).sum();
    // Each statement allocates one new array at most, a first bucket, and an overflow bucket for
    // each half of what it moves and for its key; racing ones may each make the same array.
    let largest = 2 * buckets_for(program.initial.len() + statements);
    compact(&memory, statements * (largest + 16))
}

/// Buckets of a map of so many keys, however they lie.
fn buckets_for(keys: usize) -> usize {
    (keys + 1).next_power_of_two().max(2)
}

/// A copy without what growing to it has left behind, with room for so many buckets more.
fn compact(from: &Private, room: usize) -> Private {
    let to = Private::new(from.used() + room);
    for field in
        [Address::COUNT, Address::FLAGS, Address::B, Address::NOVERFLOW, Address::NEVACUATE]
    {
        to.store(field, from.load(field));
    }
    for field in [Address::OLD_BUCKETS, Address::BUCKETS] {
        let old = Table::from_word(from.load(field));
        if old.is_nil() {
            continue;
        }
        let new = to.allocate(old.log2()).expect("there is room for what was there");
        to.store(field, new.word());
        for index in 0..old.buckets() {
            let (Some(mut source), Some(mut target)) = (old.bucket(index), new.bucket(index))
            else {
                continue;
            };
            loop {
                for word in 0..BUCKET_WORDS - 1 {
                    to.store(target.word(word), from.load(source.word(word)));
                }
                source = Bucket::numbered(from.load(source.overflow()) as u32);
                if source.is_nil() {
                    break;
                }
                let next = to.allocate(0).expect("there is room for what was there").first();
                to.store(target.overflow(), next.number().into());
                target = next;
            }
        }
    }
    to
}

/// A world of its own, for one schedule.
#[derive(Clone, Debug)]
pub struct World {
    pub rules: Rules,
    pub memory: Private,
    pub goroutines: [Goroutine; MAX_GOROUTINES],
    pub observed: [Vec<Observed>; MAX_GOROUTINES],
}

impl World {
    pub fn new(program: &Program, detect: bool) -> Self {
        let rules = Rules::new(program, detect);
        let goroutines = rules.start();
        Self { rules, memory: initial_memory(program), goroutines, observed: Default::default() }
    }

    pub fn is_over(&self) -> bool {
        self.goroutines.iter().any(|goroutine| has_ended(goroutine.state))
    }

    /// Whether this goroutine can make a step.
    pub fn is_ready(&self, index: usize) -> bool {
        !self.is_over() && self.goroutines.get(index).is_some_and(|one| one.state == State::Ready)
    }

    /// One micro-step; false if it cannot be made.
    pub fn step(&mut self, index: usize) -> bool {
        if !self.is_ready(index) {
            return false;
        }
        let goroutine = &mut self.goroutines[index];
        let progress = goroutine.running.step_over(&self.memory);
        let observed = self.rules.follow(index, goroutine, progress);
        self.observed[index].extend(observed);
        true
    }

    /// Nobody can make a step.
    pub fn is_at_rest(&self) -> bool {
        (0..MAX_GOROUTINES).all(|index| !self.is_ready(index))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::contents::entries;

    #[test]
    fn the_map_starts_as_its_keys_leave_it() {
        for count in [0, 1, 8, 9, 14, 27, 40, 53, 64_u64] {
            let initial: Vec<u64> = (0..count).map(|key| key * 3).collect();
            let program =
                Program { initial: initial.clone(), goroutines: vec![vec![Statement::Len]] };
            let memory = initial_memory(&program);
            let mut found: Vec<_> = entries(&memory)
                .iter()
                .inspect(|entry| assert!(entry.reachable))
                .map(|entry| (entry.key, entry.value))
                .collect();
            found.sort_unstable();
            let wanted: Vec<_> = initial.iter().map(|key| (*key, 100 * key)).collect();
            assert_eq!(found, wanted);
            assert_eq!(memory.load(Address::COUNT), count);
        }
    }

    /// Keys of one chain need the most overflow buckets, and there is still room for the program's.
    #[test]
    fn no_program_runs_out_of_memory() {
        let initial: Vec<u64> = (0..64).map(|key| key * 1024).collect();
        let last = |n: u64| Statement::Assign { key: 1024 * (63 - n), value: 1 };
        let new = |n: u64| Statement::Assign { key: 1024 * n + 512, value: 1 };
        let program = Program {
            initial,
            goroutines: vec![(0..8).map(new).collect(), (0..8).map(last).collect()],
        };
        let mut world = World::new(&program, true);
        for index in [0, 1] {
            while world.step(index) {}
        }
        assert!(world.goroutines.iter().all(|one| one.state == State::Finished));
        let keys = entries(&world.memory).len();
        assert_eq!(keys, 64 + 8);
    }
}
