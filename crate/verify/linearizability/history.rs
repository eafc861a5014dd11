//! Recording what threads did to a map, so that it can be asked whether one order explains it.
//!
//! Clients run short random programs over a few keys. Each operation takes a ticket from one
//! shared counter when it is called and another when it has returned: of two operations the one
//! that returned before the other was called has the smaller tickets, whatever any clock says.
//! Every write has a value of its own, so a value tells which write it is from. Keys and values
//! are [`Probe`]s, which make operations long enough to overlap. Between programs
//! the map rests; each client then reads every key once more through its own handle, and what it
//! reads belongs to the history.
//!
//! With a deadline some operations are refused. Such a one says that nothing of it has happened or ever
//! will, so no order has to explain it, and none may need it.
//!
//! The tickets are a full fence around each operation. A fault that shows only where two
//! operations of one thread overtake each other hides behind them; that is the models' part.

use super::probe::{Probe, linger};
use crate::base::clock;
use crate::base::rng::GOLDEN;
use crate::base::units::{MAX_THREADS, Nanos};
use crate::engine::{Crew, Pool, SharedStatus};
#[cfg(not(target_arch = "wasm32"))]
use crate::strategy::wait::Until;
use crate::strategy::{ConcurrentMap, FallibleHandle, Iteration, MapHandle, MapSpec};
use crate::workload::entry;
use rand_core::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use std::hint::spin_loop;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::SeqCst};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What was asked of one key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    Get,
    Insert(u64),
    Remove,
    /// Replaces the value by [`blend`] of it and this operand.
    Update(u64),
    GetOrInsert(u64),
    CompareExchange {
        current: u64,
        new: u64,
    },
}

/// What came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reply {
    Value(Option<u64>),
    Exchanged(bool),
    /// Nothing that could be compared.
    Unknown,
    /// It was refused at its deadline.
    Refused,
}

/// The return ticket of an operation that had not returned where the history ends. It may or may
/// not have taken effect.
pub const PENDING: u64 = u64::MAX;

/// One operation as its thread saw it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    pub thread: usize,
    /// The key's index.
    pub key: u32,
    pub call: u64,
    pub ret: u64,
    pub operation: Operation,
    pub reply: Reply,
}

/// What clients did to a few keys of one map, from rest to rest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// The keys and the value that each had at the start.
    pub initial: Vec<(u32, Option<u64>)>,
    pub events: Vec<Event>,
}

impl History {
    /// The part of one key, in the order of the calls.
    pub fn of(&self, key: u32) -> Vec<Event> {
        let mut events: Vec<Event> =
            self.events.iter().filter(|event| event.key == key).copied().collect();
        events.sort_by_key(|event| event.call);
        events
    }

    /// How many operations were refused.
    pub fn refused(&self) -> u64 {
        self.events.iter().filter(|event| event.reply == Reply::Refused).count() as u64
    }
}

/// The new value of an update: different for each old value, so that a map that shows the merge
/// a value of yesterday gives itself away.
pub fn blend(old: Option<&u64>, operand: &u64) -> u64 {
    old.map_or(*operand, |old| operand.wrapping_add(old.wrapping_mul(GOLDEN)))
}

/// The update as a map is given it.
fn merge(old: Option<&Probe>, operand: &Probe) -> Probe {
    linger();
    Probe(blend(old.map(|Probe(old)| old), &operand.0))
}

/// The key of an index.
fn probe(index: u32) -> Probe {
    Probe(entry::key(index))
}

/// What the clients' programs are made of.
#[derive(Clone, Copy, Debug)]
pub struct Pattern {
    /// Shares of get, insert, remove, update, get-or-insert and compare-exchange, in sixteenths.
    pub shares: [u8; 6],
    pub keys: u32,
    /// Operations of each client in each history.
    pub operations: usize,
    /// Histories that one map lives through at most.
    pub life: usize,
    /// Each history has keys that no earlier one had, and the map is cleared now and then.
    pub moves: bool,
    /// Keys that clients store between the recorded operations, for the map to grow by, and
    /// remove again in every other history. Nobody else touches them.
    pub ballast: u32,
    /// Clients walk through the map now and then.
    pub walks: bool,
}

/// Histories until a map whose keys move is cleared.
const CLEARED_AFTER: usize = 12;
/// Keys that are ballast have indices from here on.
const BALLAST: u32 = 1 << 24;
/// Of this many programs' steps one starts by giving up the processor, so that programs mix even
/// where there are more clients than processors.
const PAUSES: u64 = 16;

/// One map's life: histories recorded one after another until time is up.
pub struct Recording<'a> {
    pub spec: &'a MapSpec,
    pub pool: &'a Pool,
    pub status: &'a SharedStatus,
    pub clients: usize,
    pub pattern: Pattern,
    pub time: Nanos,
    /// Of each operation of a program.
    pub deadline: Option<Nanos>,
    pub seed: u64,
    /// Histories wanted at most.
    pub histories: usize,
    /// Operations recorded before, for the shared status.
    pub recorded: u64,
}

impl Recording<'_> {
    /// The histories, or what a thread said when it panicked.
    pub fn of<M: ConcurrentMap<Probe, Probe>>(&self, map: &M) -> Result<Vec<History>, String> {
        let shared = SharedRecording {
            tickets: AtomicU64::new(1),
            arrived: AtomicUsize::new(0),
            crew: Crew::new(self.pool, self.clients, self.spec),
            histories: Mutex::new(Vec::new()),
        };
        shared.crew.work(map, |number, handle| self.client(&shared, number, map, handle));
        let histories = shared.histories.into_inner().unwrap_or_else(PoisonError::into_inner);
        shared.crew.panicked().map_or(Ok(histories), Err)
    }

    /// One client's part in all histories. Ends early if another cannot come.
    fn client<M: ConcurrentMap<Probe, Probe>>(
        &self,
        shared: &SharedRecording,
        number: usize,
        _map: &M,
        mut handle: &mut M::Handle<'_>,
    ) {
        let begin = clock::now();
        let pattern = &self.pattern;
        let wanted = pattern.life.min(self.histories);
        let mut client = Client::new(self, shared, number);
        for round in 0..wanted {
            let keys = self.keys(round);
            if number == 0 {
                let late = round > 0 && clock::now() - begin >= self.time;
                if late || self.status.stopping() {
                    shared.crew.end();
                } else {
                    self.prepare(shared, round, handle);
                }
                self.status.beat();
            }
            if !shared.crew.meet() || shared.crew.is_over() {
                return;
            }
            client.seen = vec![None; keys.len()];
            shared.meet(self.clients * (round + 1));
            match self.deadline {
                // Not in the page, which has no deadlines.
                #[cfg(not(target_arch = "wasm32"))]
                Some(deadline) => {
                    let mut patient = _map.patient(Until::within(deadline));
                    client.play(&mut patient, keys.clone(), round);
                }
                _ => client.play(&mut handle, keys.clone(), round),
            }
            if !shared.crew.meet() {
                return;
            }
            for key in keys {
                client.perform(&mut handle, key, Operation::Get);
            }
            shared.histories()[round].events.append(&mut client.events);
            let recorded = (round + 1) * (pattern.operations + pattern.keys as usize);
            let before = self.recorded / self.clients as u64;
            self.status.publish(number.min(MAX_THREADS - 1), before + recorded as u64);
            // Nobody prepares the next history while another still reads.
            if !shared.crew.meet() {
                return;
            }
        }
    }

    fn keys(&self, round: usize) -> Range<u32> {
        let first = if self.pattern.moves { round as u32 * self.pattern.keys } else { 0 };
        first..first + self.pattern.keys
    }

    /// Opens a history, with the map at rest. A fresh map gets half of its keys; later ones start
    /// from what the last one's reads, which must agree, have shown.
    fn prepare(
        &self,
        shared: &SharedRecording,
        round: usize,
        handle: &mut impl MapHandle<Probe, Probe>,
    ) {
        let moved = round == 0 || self.pattern.moves;
        if moved && round > 0 && round.is_multiple_of(CLEARED_AFTER) {
            handle.clear();
        }
        let mut histories = shared.histories();
        let mut initial = Vec::new();
        for key in self.keys(round) {
            let state = if moved {
                let loaded = key % 2 == 0;
                let value = written(MAX_THREADS, u64::from(key));
                loaded.then(|| handle.insert(probe(key), Probe(value)));
                loaded.then_some(value)
            } else {
                last_read(&histories[round - 1], key)
            };
            initial.push((key, state));
        }
        histories.push(History { initial, events: Vec::new() });
    }
}

/// The value of a writer's write with that number; unique, and never zero.
fn written(writer: usize, sequence: u64) -> u64 {
    ((writer as u64 + 1) << 40) | sequence
}

/// What the latest read of the key has returned.
fn last_read(history: &History, key: u32) -> Option<u64> {
    let reads = history.events.iter().filter(|event| event.key == key);
    match reads.max_by_key(|event| event.call).map(|event| event.reply) {
        Some(Reply::Value(value)) => value,
        _ => None,
    }
}

/// What the threads of one recording share.
struct SharedRecording<'a> {
    tickets: AtomicU64,
    arrived: AtomicUsize,
    crew: Crew<'a>,
    histories: Mutex<Vec<History>>,
}

impl SharedRecording<'_> {
    /// Waits awake for the others, because a program is over before a sleeper has woken. Gives up
    /// soon: a start that is not simultaneous is a poorer history, not a wrong one.
    fn meet(&self, all: usize) {
        self.arrived.fetch_add(1, SeqCst);
        for attempt in 1..2000 {
            if self.arrived.load(SeqCst) >= all {
                return;
            }
            if attempt % 100 == 0 {
                std::thread::yield_now();
            }
            spin_loop();
        }
    }

    fn histories(&self) -> MutexGuard<'_, Vec<History>> {
        self.histories.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One thread with its program and its record.
struct Client<'a> {
    number: usize,
    recording: &'a Recording<'a>,
    tickets: &'a AtomicU64,
    rng: Xoshiro256PlusPlus,
    sequence: u64,
    /// The value of each key that this client knows of.
    seen: Vec<Option<u64>>,
    events: Vec<Event>,
}

impl<'a> Client<'a> {
    fn new(recording: &'a Recording, shared: &'a SharedRecording, number: usize) -> Self {
        let seed = recording.seed.wrapping_mul(MAX_THREADS as u64).wrapping_add(number as u64);
        Self {
            number,
            recording,
            tickets: &shared.tickets,
            rng: Xoshiro256PlusPlus::seed_from_u64(seed),
            sequence: 0,
            seen: Vec::new(),
            events: Vec::with_capacity(recording.pattern.operations + 16),
        }
    }

    fn play<H>(&mut self, handle: &mut H, keys: Range<u32>, round: usize)
    where
        H: FallibleHandle<Probe, Probe>,
    {
        let pattern = &self.recording.pattern;
        let walkable = self.recording.spec.guarantees().iteration != Iteration::None;
        for step in 0..pattern.operations {
            if self.rng.next_u64().is_multiple_of(PAUSES) {
                std::thread::yield_now();
            }
            let place = (self.rng.next_u64() % u64::from(pattern.keys)) as u32;
            let operation = self.choose(self.seen[place as usize]);
            let event = self.perform(handle, keys.start + place, operation);
            if event.reply != Reply::Refused {
                self.seen[place as usize] = known_after(event);
            }
            self.stow(handle, round, step);
            if pattern.walks && walkable && self.rng.next_u64().is_multiple_of(PAUSES) {
                _ = handle.for_each(usize::MAX, |_, _| {});
            }
        }
    }

    /// Stores this step's share of the ballast, or in every other history removes it. What is refused stays
    /// as it is.
    fn stow<H>(&self, handle: &mut H, round: usize, step: usize)
    where
        H: FallibleHandle<Probe, Probe>,
    {
        let Pattern { ballast, operations, .. } = self.recording.pattern;
        let first = BALLAST + self.number as u32 * ballast;
        let share = |step: usize| first + ballast * step as u32 / operations as u32;
        for index in share(step)..share(step + 1) {
            _ = match round % 2 {
                0 => handle.insert(probe(index), probe(index)),
                _ => handle.remove(&probe(index)),
            };
        }
    }

    fn choose(&mut self, seen: Option<u64>) -> Operation {
        self.sequence += 1;
        let mine = written(self.number, self.sequence);
        let mut left = (self.rng.next_u64() % 16) as u8;
        let kind = self.recording.pattern.shares.iter().position(|&share| {
            let chosen = left < share;
            left = left.saturating_sub(share);
            chosen
        });
        let atomic = self.recording.spec.guarantees().atomic_update;
        match kind {
            Some(1) => Operation::Insert(mine),
            Some(2) => Operation::Remove,
            Some(3) if atomic => Operation::Update(mine),
            Some(4) => Operation::GetOrInsert(mine),
            // With nothing known, a value that nobody writes: the map must refuse.
            Some(5) if atomic => {
                Operation::CompareExchange { current: seen.unwrap_or(1), new: mine }
            }
            _ => Operation::Get,
        }
    }

    fn perform<H>(&mut self, handle: &mut H, index: u32, operation: Operation) -> Event
    where
        H: FallibleHandle<Probe, Probe>,
    {
        let key = probe(index);
        let value = |found: Option<Probe>| Reply::Value(found.map(|Probe(value)| value));
        let call = self.tickets.fetch_add(1, SeqCst);
        let answer = match operation {
            Operation::Get => handle.get(&key).map(value),
            Operation::Insert(new) => handle.insert(key, Probe(new)).map(value),
            Operation::Remove => handle.remove(&key).map(value),
            Operation::Update(operand) => handle.update(key, Probe(operand), merge).map(value),
            Operation::GetOrInsert(new) => handle.get_or_insert(key, Probe(new)).map(value),
            Operation::CompareExchange { current, new } => {
                let exchanged = handle.compare_exchange(&key, &Probe(current), Probe(new));
                exchanged.map(Reply::Exchanged)
            }
        };
        let ret = self.tickets.fetch_add(1, SeqCst);
        let displaced = self.recording.spec.guarantees().displaced;
        let reply = match answer {
            Err(_) => Reply::Refused,
            Ok(_) if matches!(operation, Operation::Insert(_)) && !displaced => Reply::Unknown,
            Ok(reply) => reply,
        };
        let event = Event { thread: self.number, key: index, call, ret, operation, reply };
        self.events.push(event);
        event
    }
}

/// The value the key had, as far as its client can tell, when the operation was done.
fn known_after(Event { operation, reply, .. }: Event) -> Option<u64> {
    match (operation, reply) {
        (Operation::Insert(value), _) => Some(value),
        (Operation::Update(operand), Reply::Value(old)) => Some(blend(old.as_ref(), &operand)),
        (Operation::GetOrInsert(value), Reply::Value(found)) => found.or(Some(value)),
        (Operation::CompareExchange { new, .. }, Reply::Exchanged(true)) => Some(new),
        (Operation::Get, Reply::Value(found)) => found,
        _ => None,
    }
}
