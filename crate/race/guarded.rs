//! The same scripts over guarded maps: what their ledgers say is wrong, and how fast they are.
//!
//! Beside them, on one worker, the same hash table with no guard at all, and the model. A worker
//! plays its goroutines in turn, as in a live run; a guarded map is never left in the midst of an
//! operation, so there is nothing to switch at.

use super::damage::judge;
use super::ledger::{Expectation, GoroutineLedger};
use super::run::SLICE;
use crate::base::clock;
use crate::base::error::RunError;
use crate::base::units::{Nanos, Seed};
use crate::engine::shared_status::{Phase, SharedStatus};
use crate::engine::{Crew, Pool};
use crate::experiment::load::{Load, Script, Work};
use crate::experiment::race::Cell;
use crate::strategy::parts::table::Table;
use crate::strategy::{ConcurrentMap, MapHandle, Merge, Visitor};
use crate::workload::entry_kind::fold;
use foldhash::fast::FixedState;
use std::collections::HashMap;
use std::hash::BuildHasher;
use std::sync::{Mutex, PoisonError};

/// Operations between two looks at the clock.
const STRIDE: u64 = 64;

/// What one run of a map came to.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Played {
    pub operations: u64,
    pub elapsed: Nanos,
    /// Everything that the ledgers did not expect, by the same accounting as [`super::damage`].
    pub anomalies: u64,
}

/// A load to play over a map.
pub struct Play<'a> {
    pub load: Load,
    pub cell: Cell,
    pub limit: Nanos,
    pub seed: Seed,
    /// The map's name in messages.
    pub name: &'a str,
    /// Threads of the map's own.
    pub extra_threads: usize,
    pub pool: &'a Pool,
    pub status: &'a SharedStatus,
}

impl Visitor for Play<'_> {
    type Key = u64;
    type Value = u64;
    type Hasher = FixedState;
    /// `None` if it was stopped.
    type Output = Result<Option<Played>, RunError>;

    fn hasher(&self) -> FixedState {
        fold()
    }

    fn visit<M: ConcurrentMap<u64, u64>>(self, map: M) -> Self::Output {
        self.status.enter(Phase::Preparing);
        map.handle().load(self.load.prefill());
        let shared = SharedLoad::new(&self);
        self.status.enter(Phase::Measuring);
        shared.crew.work(&map, |worker, handle| shared.work(worker, handle));
        shared.finish()
    }
}

impl Play<'_> {
    /// The load over the table that every own strategy guards, used by the calling thread alone.
    pub fn alone(self) -> Result<Option<Played>, RunError> {
        let mut table = Alone { table: Table::new(fold()), hasher: fold() };
        table.load(self.load.prefill());
        let shared = SharedLoad::new(&self);
        self.status.enter(Phase::Measuring);
        // On a worker all the same: natively and in a browser threads differ.
        let table = Mutex::new(table);
        shared.crew.each(|worker| shared.work(worker, &mut *table.lock().expect("locked once")));
        shared.finish()
    }
}

/// What the workers of a run share.
struct SharedLoad<'a> {
    play: &'a Play<'a>,
    crew: Crew<'a>,
    ledgers: Mutex<Vec<(usize, GoroutineLedger)>>,
    played: Mutex<Played>,
}

impl<'a> SharedLoad<'a> {
    fn new(play: &'a Play<'a>) -> Self {
        Self {
            crew: Crew::with_owners(play.pool, play.cell.workers, play.extra_threads),
            ledgers: Mutex::default(),
            played: Mutex::default(),
            play,
        }
    }

    fn work<H: MapHandle<u64, u64>>(&self, worker: usize, handle: &mut H) {
        let Play { load, cell, seed, limit, status, .. } = *self.play;
        let mut queue: Vec<Player> = (worker..cell.goroutines)
            .step_by(cell.workers)
            .map(|number| Player::new(load, number, cell.goroutines, seed))
            .collect();
        if !self.crew.meet() {
            return;
        }
        let begin = clock::now();
        let mut operations = 0;
        let is_over = || self.crew.is_over() || status.stopping();
        while queue.iter().any(|player| !player.over) && !is_over() {
            for player in queue.iter_mut().filter(|player| !player.over) {
                let end = operations + u64::from(SLICE);
                while operations < end && !player.over && !is_over() {
                    operations += player.play(handle, STRIDE);
                    status.publish(worker, operations);
                    if clock::now() - begin >= limit {
                        self.crew.end();
                    }
                }
            }
        }
        let elapsed = clock::now() - begin;
        {
            let mut played = self.played.lock().unwrap_or_else(PoisonError::into_inner);
            played.operations += operations;
            played.elapsed = played.elapsed.max(elapsed);
            let mut ledgers = self.ledgers.lock().unwrap_or_else(PoisonError::into_inner);
            ledgers.extend(queue.into_iter().map(|player| (player.number, player.ledger)));
        }
        // The map's own threads serve until the last worker is through, so the final scan comes first.
        if self.crew.meet() && worker == 0 && !status.stopping() {
            status.enter(Phase::Verifying);
            self.final_scan(handle);
        }
    }

    /// Looks through the map at rest.
    fn final_scan<H: MapHandle<u64, u64>>(&self, handle: &mut H) {
        let mut ledgers =
            std::mem::take(&mut *self.ledgers.lock().unwrap_or_else(PoisonError::into_inner));
        ledgers.sort_by_key(|(number, _)| *number);
        let ledgers = ledgers.into_iter().map(|(_, ledger)| ledger).collect();
        let expected = Expectation::new(self.play.load, ledgers);
        let mut copies: HashMap<u64, usize> = HashMap::new();
        handle.for_each(usize::MAX, |key, _| *copies.entry(*key).or_default() += 1);
        let (missed, foreign) = expected.misreads();
        let (mut anomalies, mut found) = (missed + foreign, 0);
        for key in expected.keys() {
            let value = handle.get(&key);
            found += usize::from(value.is_some());
            let here = copies.get(&key).copied().unwrap_or(usize::from(value.is_some()));
            anomalies +=
                judge(&expected, key, value, here).iter().map(|fault| fault.1).sum::<u64>();
        }
        let length = handle.len();
        anomalies += u64::from(length != found);
        let mut played = self.played.lock().unwrap_or_else(PoisonError::into_inner);
        played.anomalies = anomalies;
    }

    fn finish(self) -> Result<Option<Played>, RunError> {
        self.crew.finish(self.play.name)?;
        let stopped = self.play.status.stopping();
        let played = self.played.into_inner().unwrap_or_else(PoisonError::into_inner);
        Ok((!stopped).then_some(played))
    }
}

/// A goroutine over a guarded map.
struct Player {
    number: usize,
    script: Script,
    ledger: GoroutineLedger,
    over: bool,
}

impl Player {
    fn new(load: Load, number: usize, goroutines: usize, seed: Seed) -> Self {
        let script = Script::new(load, number, goroutines, seed);
        Self { number, script, ledger: GoroutineLedger::new(load, goroutines), over: false }
    }

    /// At most so many operations; says how many.
    #[inline(never)]
    fn play<H: MapHandle<u64, u64>>(&mut self, handle: &mut H, most: u64) -> u64 {
        for done in 0..most {
            let sequence = self.script.sequence;
            let Some(work) = self.script.work() else {
                self.over = true;
                return done;
            };
            match work {
                Work::Assign { key, value } => {
                    handle.insert(key, value);
                }
                Work::Increment { key } => {
                    handle.update(key, 1, increment);
                }
                Work::Access { key } => match handle.get(&key) {
                    Some(value) => self.ledger.found(key, value),
                    None => self.ledger.absent(key),
                },
                Work::Delete { key } => {
                    handle.remove(&key);
                }
                Work::Range => {
                    let ledger = &mut self.ledger;
                    handle.for_each(usize::MAX, |&key, &value| ledger.found(key, value));
                }
            }
            self.ledger.done(work, sequence);
        }
        most
    }
}

/// `m[k]++`.
pub fn increment(old: Option<&u64>, one: &u64) -> u64 {
    old.map_or(*one, |old| old.wrapping_add(*one))
}

/// The table with nothing around it.
struct Alone {
    table: Table<u64, u64, FixedState>,
    hasher: FixedState,
}

impl Alone {
    #[inline(always)]
    fn hash(&self, key: &u64) -> u64 {
        self.hasher.hash_one(key)
    }
}

impl MapHandle<u64, u64> for Alone {
    fn get(&mut self, key: &u64) -> Option<u64> {
        self.table.get(self.hash(key), key)
    }

    fn insert(&mut self, key: u64, value: u64) -> Option<u64> {
        self.table.insert(self.hash(&key), key, value)
    }

    fn remove(&mut self, key: &u64) -> Option<u64> {
        self.table.remove(self.hash(key), key)
    }

    fn update(&mut self, key: u64, operand: u64, merge: Merge<u64>) -> Option<u64> {
        self.table.update(self.hash(&key), key, operand, merge)
    }

    fn get_or_insert(&mut self, key: u64, value: u64) -> Option<u64> {
        self.table.get_or_insert(self.hash(&key), key, value)
    }

    fn compare_exchange(&mut self, key: &u64, current: &u64, new: u64) -> bool {
        self.table.compare_exchange(self.hash(key), key, current, new)
    }

    fn for_each(&mut self, limit: usize, visit: impl FnMut(&u64, &u64)) {
        self.table.for_each(limit, visit);
    }

    fn clear(&mut self) {
        self.table.clear();
    }

    fn len(&mut self) -> usize {
        self.table.len()
    }
}
