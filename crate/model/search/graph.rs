//! The states of a search and the steps between them, and what follows from the graph alone: how many
//! ways lead to each end, the shortest of them, and the longest of all.

use hashbrown::HashTable;
use num_bigint::BigUint;
use std::collections::VecDeque;

/// No edge yet.
const NONE: u32 = u32::MAX;
/// In the place of an end's first edge, with the outcome's number: states are fewer.
const END: u32 = 1 << 31;

/// States by their hashes, numbered as they were entered; the first is the beginning.
pub struct Graph {
    goroutines: usize,
    keys: Vec<u128>,
    numbers: HashTable<u32>,
    /// For each state where each goroutine's step leads.
    edges: Vec<u32>,
    /// States in the order in which they were left: each after all that can be reached from it.
    left: Vec<u32>,
}

/// The ways to one end.
#[derive(Clone, Debug, Default)]
pub struct Ways {
    pub schedules: BigUint,
    /// Goroutines in the order in which they step.
    pub shortest: Vec<u8>,
}

pub struct Paths {
    pub depth: usize,
    pub schedules: BigUint,
    /// By the outcomes' numbers.
    pub ends: Vec<Ways>,
}

impl Graph {
    pub fn new(goroutines: usize) -> Self {
        Self {
            goroutines,
            keys: Vec::new(),
            numbers: HashTable::new(),
            edges: Vec::new(),
            left: Vec::new(),
        }
    }

    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// The number of the state with this hash, and whether it is new.
    #[inline]
    pub fn enter(&mut self, key: u128) -> (u32, bool) {
        let Self { keys, numbers, edges, goroutines, .. } = self;
        // Keys are hashes already.
        let entry = numbers.entry(
            key as u64,
            |number| keys[*number as usize] == key,
            |number| keys[*number as usize] as u64,
        );
        match entry {
            hashbrown::hash_table::Entry::Occupied(entry) => (*entry.get(), false),
            hashbrown::hash_table::Entry::Vacant(entry) => {
                let number = keys.len() as u32;
                entry.insert(number);
                keys.push(key);
                edges.extend(std::iter::repeat_n(NONE, *goroutines));
                (number, true)
            }
        }
    }

    #[inline]
    pub fn link(&mut self, from: u32, goroutine: usize, to: u32) {
        self.edges[from as usize * self.goroutines + goroutine] = to;
    }

    /// That state is an end, with the outcome of that number.
    pub fn end(&mut self, state: u32, outcome: u32) {
        self.edges[state as usize * self.goroutines] = END | outcome;
    }

    pub fn leave(&mut self, state: u32) {
        self.left.push(state);
    }

    fn edges(&self, state: u32) -> &[u32] {
        &self.edges[state as usize * self.goroutines..][..self.goroutines]
    }

    /// Goroutines that step on from a state, and where to.
    fn successors(&self, state: u32) -> impl Iterator<Item = (u8, u32)> {
        let edges = self.edges(state).iter().copied();
        (0..).zip(edges).filter(|(_, to)| *to & END == 0)
    }

    fn outcome(&self, state: u32) -> Option<usize> {
        let first = self.edges(state)[0];
        (first != NONE && first & END != 0).then_some((first & !END) as usize)
    }

    /// Over all states; `open` are those entered and not left, the first of them first.
    pub fn paths(&self, open: &[u32], outcomes: usize) -> Paths {
        let mut ends = vec![Ways::default(); outcomes];
        let depth = self.depth(open);
        self.count(open, &mut ends);
        self.shorten(&mut ends);
        let schedules = ends.iter().map(|ways| &ways.schedules).sum();
        Paths { depth, schedules, ends }
    }

    /// States in an order in which each comes after all that lead to it.
    fn forwards<'a>(&'a self, open: &'a [u32]) -> impl DoubleEndedIterator<Item = u32> + 'a {
        open.iter().chain(self.left.iter().rev()).copied()
    }

    fn depth(&self, open: &[u32]) -> usize {
        let mut depths = vec![0_u32; self.len()];
        for state in self.forwards(open).rev() {
            let deepest = self.successors(state).map(|(_, to)| depths[to as usize] + 1).max();
            depths[state as usize] = deepest.unwrap_or(0);
        }
        depths.first().map_or(0, |depth| *depth as usize)
    }

    /// The number of paths to each state is the sum over those before it.
    fn count(&self, open: &[u32], ends: &mut [Ways]) {
        let mut counts = vec![BigUint::ZERO; self.len()];
        counts[0] = BigUint::from(1_u8);
        for state in self.forwards(open) {
            let count = std::mem::take(&mut counts[state as usize]);
            for (_, to) in self.successors(state) {
                counts[to as usize] += &count;
            }
            if let Some(outcome) = self.outcome(state) {
                ends[outcome].schedules += count;
            }
        }
    }

    /// Breadth first, up to one state of each outcome.
    fn shorten(&self, ends: &mut [Ways]) {
        let mut missing = ends.len();
        let mut found = vec![false; ends.len()];
        let mut before = vec![(NONE, 0_u8); self.len()];
        let mut queue = VecDeque::from([0_u32]);
        while let Some(state) = queue.pop_front() {
            if missing == 0 {
                return;
            }
            if let Some(outcome) = self.outcome(state)
                && !std::mem::replace(&mut found[outcome], true)
            {
                ends[outcome].shortest = self.way(state, &before);
                missing -= 1;
            }
            for (goroutine, to) in self.successors(state) {
                if to != 0 && before[to as usize].0 == NONE {
                    before[to as usize] = (state, goroutine);
                    queue.push_back(to);
                }
            }
        }
    }

    fn way(&self, mut state: u32, before: &[(u32, u8)]) -> Vec<u8> {
        let mut way = Vec::new();
        while state != 0 {
            let (previous, goroutine) = before[state as usize];
            way.push(goroutine);
            state = previous;
        }
        way.reverse();
        way
    }
}
