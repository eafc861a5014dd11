//! Every interleaving of a program: the states it can be in, how it can end, and in how many ways.
//!
//! Depth first, forwards and back again over one memory: what a step stored is taken back on return,
//! so a state costs the 128 bits of its hash and its edges, some 40 bytes, and no copy. A state is the
//! map's memory, where each goroutine is, and what it has learnt. Two with equal hashes count as one;
//! among millions of states that happens in fewer than one search in 10^24. The graph has no cycles,
//! since every loop of the machine counts its turns, so the number of schedules is that of its paths,
//! exactly.
//!
//! At the bound it stops where it is: what it has found is real, and there may be more. No reduction
//! is used: schedules are counted over all states.

mod graph;
mod journal;
#[cfg(test)]
mod tests;

use super::outcome::{Anomaly, Kind, Outcome};
use super::program::{MAX_GOROUTINES, Program};
use super::schedule::Schedule;
use super::world::{Goroutine, Observed, Rules, State, has_ended, initial_memory};
use graph::Graph;
use journal::{Journal, Mark, digest};
use serde::Serialize;
use std::collections::HashMap;

/// The most states that a search remembers: some 200 MB while it runs and as much again when the paths
/// are counted.
pub const MOST_STATES: usize = 4_000_000;

/// Serial orders are few; this is for programs that are not.
const MOST_SERIAL_STATES: usize = 200_000;

/// What one step of a search is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Grain {
    MicroStep,
    /// A whole statement: others see it done or not begun.
    Statement,
}

/// How far a search is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Progress {
    pub states: usize,
    pub transitions: usize,
    /// States entered and not yet left for good.
    pub frontier: usize,
    pub outcomes: usize,
    pub done: bool,
    /// It was stopped by its bound.
    pub bounded: bool,
}

/// One way to end.
#[derive(Clone, Debug)]
pub struct Found {
    pub outcome: Outcome,
    pub kind: Kind,
    /// Of an anomaly, what is wrong.
    pub anomalies: Vec<Anomaly>,
    /// How many schedules end so, in decimal.
    pub schedules: String,
    /// One of the shortest.
    pub witness: Schedule,
}

/// What a search has found.
#[derive(Clone, Debug)]
pub struct Findings {
    pub states: usize,
    /// Steps of the longest schedule.
    pub depth: usize,
    pub schedules: String,
    pub bounded: bool,
    /// Serial ones first, then anomalies and errors, those with short witnesses first.
    pub outcomes: Vec<Found>,
}

/// The way back from a state to the one before.
struct Frame {
    state: u32,
    /// The goroutine to try next.
    next: u8,
    /// Who came here, as it was before.
    mover: u8,
    before: Goroutine,
    digest: u128,
    observed: usize,
    mark: Mark,
}

pub struct Search {
    rules: Rules,
    program: Program,
    grain: Grain,
    most: usize,
    memory: Journal,
    goroutines: [Goroutine; MAX_GOROUTINES],
    digests: [u128; MAX_GOROUTINES],
    observed: [Vec<Observed>; MAX_GOROUTINES],
    stack: Vec<Frame>,
    graph: Graph,
    outcomes: HashMap<Outcome, u32>,
    transitions: usize,
    bounded: bool,
}

impl Search {
    /// A search over so many states at most, and never more than [`MOST_STATES`].
    pub fn new(program: &Program, detect: bool, most: usize) -> Self {
        Self::after(&Schedule::default(), program, detect, most, Grain::MicroStep)
    }

    /// Over what can come after a schedule.
    fn after(
        schedule: &Schedule,
        program: &Program,
        detect: bool,
        most: usize,
        grain: Grain,
    ) -> Self {
        let rules = Rules::new(program, detect);
        let goroutines = rules.start();
        let mut search = Self {
            program: program.clone(),
            grain,
            most: most.clamp(1, MOST_STATES),
            memory: Journal::new(initial_memory(program)),
            digests: std::array::from_fn(|index| digest(index, &goroutines[index], &[])),
            goroutines,
            observed: Default::default(),
            stack: Vec::new(),
            graph: Graph::new(rules.goroutines()),
            outcomes: HashMap::new(),
            transitions: 0,
            bounded: false,
            rules,
        };
        for goroutine in &schedule.0 {
            search.step(usize::from(*goroutine));
        }
        let (state, _) = search.graph.enter(search.key());
        let mark = search.memory.mark();
        let (before, digest) = (search.goroutines[0], search.digests[0]);
        search.stack.push(Frame { state, next: 0, mover: 0, before, digest, observed: 0, mark });
        search.settle(state);
        search
    }

    /// Goes on for so many transitions.
    pub fn advance(&mut self, transitions: usize) -> Progress {
        for _ in 0..transitions {
            if self.is_done() || !self.go() {
                break;
            }
        }
        self.progress()
    }

    /// Goes on to the end or the bound.
    pub fn finish(mut self) -> Findings {
        while !self.is_done() && self.go() {}
        self.findings()
    }

    fn is_done(&self) -> bool {
        self.bounded || self.stack.is_empty()
    }

    pub fn progress(&self) -> Progress {
        Progress {
            states: self.graph.len(),
            transitions: self.transitions,
            frontier: self.stack.len(),
            outcomes: self.outcomes.len(),
            done: self.is_done(),
            bounded: self.bounded,
        }
    }

    /// The state's hash. Sums, so that a step changes the terms of what it touched.
    fn key(&self) -> u128 {
        self.digests.iter().fold(self.memory.digest(), |sum, digest| sum.wrapping_add(*digest))
    }

    /// One transition: forwards by the next goroutine that can step, or back. False at the end.
    fn go(&mut self) -> bool {
        loop {
            let Some(frame) = self.stack.last_mut() else { return false };
            let (state, index) = (frame.state, usize::from(frame.next));
            if index == self.rules.goroutines() {
                self.graph.leave(state);
                self.back();
                continue;
            }
            frame.next += 1;
            if self.goroutines[index].state != State::Ready {
                continue;
            }
            self.forwards(state, index);
            return true;
        }
    }

    fn forwards(&mut self, from: u32, index: usize) {
        let mark = self.memory.mark();
        let before = self.goroutines[index];
        let (digest, observed) = (self.digests[index], self.observed[index].len());
        self.step(index);
        self.transitions += 1;
        let (state, is_new) = self.graph.enter(self.key());
        self.graph.link(from, index, state);
        self.stack.push(Frame {
            state,
            next: 0,
            mover: index as u8,
            before,
            digest,
            observed,
            mark,
        });
        if is_new {
            self.settle(state);
            self.bounded = self.graph.len() >= self.most;
        } else {
            self.back();
        }
    }

    fn step(&mut self, index: usize) {
        let goroutine = &mut self.goroutines[index];
        let statement = goroutine.statement;
        loop {
            let progress = goroutine.running.step(&self.memory);
            let observed = self.rules.follow(index, goroutine, progress);
            self.observed[index].extend(observed);
            let within = goroutine.state == State::Ready && goroutine.statement == statement;
            if self.grain == Grain::MicroStep || !within {
                break;
            }
        }
        self.digests[index] = digest(index, goroutine, &self.observed[index]);
    }

    /// If this new state is an end, notes which and tries nobody.
    fn settle(&mut self, state: u32) {
        let ended = self.goroutines.iter().any(|one| has_ended(one.state));
        let ready = self.goroutines.iter().any(|one| one.state == State::Ready);
        if ready && !ended {
            return;
        }
        let outcome = Outcome::of(&self.rules, &self.goroutines, &self.observed, &self.memory);
        let number = self.outcomes.len() as u32;
        let number = *self.outcomes.entry(outcome).or_insert(number);
        self.graph.end(state, number);
        if let Some(frame) = self.stack.last_mut() {
            frame.next = self.rules.goroutines() as u8;
        }
    }

    /// Takes back what led to the present state.
    fn back(&mut self) {
        let Some(frame) = self.stack.pop() else { return };
        let mover = usize::from(frame.mover);
        self.memory.take_back(frame.mark);
        self.goroutines[mover] = frame.before;
        self.digests[mover] = frame.digest;
        self.observed[mover].truncate(frame.observed);
    }

    /// What there is up to now.
    pub fn findings(&self) -> Findings {
        let open: Vec<u32> = self.stack.iter().map(|frame| frame.state).collect();
        let paths = self.graph.paths(&open, self.outcomes.len());
        let serial = serial_outcomes(&self.program);
        let mut outcomes: Vec<Found> = self
            .outcomes
            .iter()
            .map(|(outcome, number)| {
                let way = &paths.ends[*number as usize];
                let (kind, anomalies) = outcome.judge(&self.rules, &serial);
                let schedules = way.schedules.to_string();
                let witness = Schedule(way.shortest.clone());
                Found { outcome: outcome.clone(), kind, anomalies, schedules, witness }
            })
            .collect();
        outcomes.sort_by(|one, other| {
            let order = |found: &Found| (found.kind, found.witness.0.len());
            order(one).cmp(&order(other)).then_with(|| one.outcome.cmp(&other.outcome))
        });
        Findings {
            states: self.graph.len(),
            depth: paths.depth,
            schedules: paths.schedules.to_string(),
            bounded: self.bounded,
            outcomes,
        }
    }
}

/// The outcomes of whole statements one after another.
pub fn serial_outcomes(program: &Program) -> Vec<Outcome> {
    let start = Schedule::default();
    let mut search = Search::after(&start, program, true, MOST_SERIAL_STATES, Grain::Statement);
    while !search.is_done() && search.go() {}
    let mut outcomes: Vec<_> = search.outcomes.into_keys().collect();
    outcomes.sort();
    outcomes
}
