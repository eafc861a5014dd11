//! Simulated mode: one thread steps N logical clients by whole operations in a seeded order.
//!
//! For pages that get no shared memory. It shows what the maps do, hit rates and verdicts, and is
//! never ranked, because nothing contends. Work comes in slices, so that a stop can arrive.

use super::client::Client;
use super::trial::{ClientReport, Reports, TrialPlan, load};
use crate::base::clock;
use crate::base::rng::scale;
use crate::base::units::{Limit, Nanos, Seed};
use crate::ledger::{Ledger, final_scan};
use crate::strategy::{ConcurrentMap, MapHandle, Visitor, build};
use crate::workload::entries::ForEntryKind;
use crate::workload::entry_kind::EntryKind;
use crate::workload::stream::OperationStream;
use rand_core::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use std::rc::Rc;

/// Longest time before a slice returns.
pub const SLICE: Nanos = Nanos::from_millis(20);
/// Operations, or entries loaded or looked up, between two looks at the clock.
const STRIDE: usize = 256;

/// A trial that advances slice by slice.
pub trait Sliced {
    /// Works for one slice; the reports once it is done.
    fn slice(&mut self) -> Option<Reports>;

    /// Operations of each logical client so far.
    fn operations(&self) -> Vec<u64>;
}

/// Starts a simulated trial of the plan's map.
pub fn start(plan: &TrialPlan, streams: Rc<Vec<OperationStream>>, seed: Seed) -> Box<dyn Sliced> {
    plan.entries.kind(Begin { plan, streams, seed })
}

struct Begin<'a> {
    plan: &'a TrialPlan<'a>,
    streams: Rc<Vec<OperationStream>>,
    seed: Seed,
}

impl ForEntryKind for Begin<'_> {
    type Output = Box<dyn Sliced>;

    fn of<S: EntryKind>(self, kind: S) -> Box<dyn Sliced> {
        let Self { plan, streams, seed } = self;
        // No thread waits for another here, so thinking would only take time.
        let clients =
            (0..plan.streams.len()).map(|number| Client::new(number, plan.keys)).collect();
        build(
            plan.spec,
            Start {
                kind,
                streams,
                clients,
                keys: plan.keys,
                prefill: plan.prefill.to_vec(),
                limit: match plan.measure {
                    Limit::Time(length) => Limit::Time(plan.ramp + length),
                    counted => counted,
                },
                playing: (0..plan.streams.len()).collect(),
                capacity: plan.capacity,
                deadline: plan.deadline,
                rng: Xoshiro256PlusPlus::seed_from_u64(seed.0),
            },
        )
    }
}

struct Start<S> {
    kind: S,
    streams: Rc<Vec<OperationStream>>,
    clients: Vec<Client>,
    keys: u32,
    prefill: Vec<u32>,
    limit: Limit,
    /// The clients that have not done all that is counted for them.
    playing: Vec<usize>,
    capacity: usize,
    deadline: Nanos,
    rng: Xoshiro256PlusPlus,
}

impl<S: EntryKind> Visitor for Start<S> {
    type Key = S::Key;
    type Value = S::Value;
    type Hasher = S::Hasher;
    type Output = Box<dyn Sliced>;

    fn hasher(&self) -> S::Hasher {
        self.kind.hasher()
    }

    fn capacity(&self) -> usize {
        self.capacity
    }

    fn deadline(&self) -> Nanos {
        self.deadline
    }

    fn visit<M: ConcurrentMap<S::Key, S::Value>>(self, map: M) -> Box<dyn Sliced> {
        Box::new(Simulation {
            map,
            start: self,
            key: S::Key::default(),
            part: Part::Loading(0),
            prefill: Ledger::default(),
            played: Nanos(0),
            found: Ledger::default(),
        })
    }
}

struct Simulation<M, S: EntryKind> {
    map: M,
    start: Start<S>,
    /// The one that the last operation was on.
    key: S::Key,
    part: Part,
    prefill: Ledger,
    played: Nanos,
    found: Ledger,
}

/// What the simulation does next, and how far it has come.
enum Part {
    Loading(usize),
    Playing,
    Counting(u32),
}

impl<S: EntryKind, M: ConcurrentMap<S::Key, S::Value>> Sliced for Simulation<M, S> {
    fn slice(&mut self) -> Option<Reports> {
        let begin = clock::now();
        let mut handle = self.map.handle();
        while clock::now() - begin < SLICE {
            match self.part {
                Part::Loading(from) => {
                    let to = (from + STRIDE).min(self.start.prefill.len());
                    let chunk = &self.start.prefill[from..to];
                    let loaded = load(&self.start.kind, &mut handle, chunk, || false);
                    self.prefill.merge(&loaded.unwrap_or_default());
                    self.part = match to == self.start.prefill.len() {
                        true => Part::Playing,
                        false => Part::Loading(to),
                    };
                }
                Part::Playing => {
                    let spent = self.start.interleave(&mut self.key, &mut handle);
                    self.played = self.played + spent;
                    if self.start.is_over(self.played) {
                        self.part = Part::Counting(0);
                    }
                }
                Part::Counting(from) => {
                    let to = from.saturating_add(STRIDE as u32).min(self.start.keys);
                    let kind = &self.start.kind;
                    self.found.merge(&final_scan(kind, &mut handle, from..to, || false));
                    if to == self.start.keys {
                        let length = handle.len();
                        drop(handle);
                        return Some(self.reports(length));
                    }
                    self.part = Part::Counting(to);
                }
            }
        }
        None
    }

    fn operations(&self) -> Vec<u64> {
        self.start.clients.iter().map(|client| client.operations).collect()
    }
}

impl<S: EntryKind> Start<S> {
    fn is_over(&self, played: Nanos) -> bool {
        match self.limit {
            Limit::Time(length) => played >= length,
            Limit::Operations(_) => self.playing.is_empty(),
        }
    }

    /// Plays one stride, or less where operations are slow, and returns the time it took.
    fn interleave(
        &mut self,
        key: &mut S::Key,
        handle: &mut impl MapHandle<S::Key, S::Value>,
    ) -> Nanos {
        let begin = clock::now();
        let mut spent = Nanos(0);
        for _ in 0..STRIDE / 16 {
            for _ in 0..16 {
                if self.playing.is_empty() {
                    break;
                }
                let place = scale(self.rng.next_u64(), self.playing.len() as u32) as usize;
                let next = self.playing[place];
                let client = &mut self.clients[next];
                client.play(&self.kind, key, handle, &self.streams[next], 1);
                if self.limit == Limit::Operations(client.operations) {
                    self.playing.swap_remove(place);
                }
            }
            spent = clock::now() - begin;
            if spent >= SLICE {
                break;
            }
        }
        spent
    }
}

impl<M, S: EntryKind> Simulation<M, S> {
    fn reports(&self, length: usize) -> Reports {
        let report = |(number, client): (usize, &Client)| ClientReport {
            operations: client.operations - client.refused,
            refused: client.refused,
            elapsed: self.played,
            ledger: client.ledger,
            found: if number == 0 { self.found } else { Ledger::default() },
            ..Default::default()
        };
        let clients = self.start.clients.iter().enumerate().map(report).collect();
        Reports { clients, prefill: self.prefill, length, ..Reports::default() }
    }
}
