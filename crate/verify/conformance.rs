//! One suite that every strategy must pass, wherever it runs.
//!
//! It reads the registry row: what a strategy declares is what it is held to. The bodies are
//! generic over the map, so the same code runs natively and in a browser's workers.

use crate::engine::Pool;
use crate::engine::barrier::Barrier;
use crate::strategy::{ConcurrentMap, Guarantees, Iteration, Key, MapHandle, MapSpec, Value};
use crate::strategy::{Visitor, build};
use foldhash::fast::FixedState;
use rand_core::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use std::collections::HashMap;
use std::fmt::Debug;
use std::hash::{BuildHasher, Hasher as StdHasher};
use std::marker::PhantomData;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};

type Failure = String;

/// Fails the property with a message unless the condition holds.
macro_rules! require {
    ($condition:expr, $($message:tt)+) => {
        if !$condition {
            return Err(format!($($message)+));
        }
    };
}

/// Runs every property of the map on up to `threads` client threads; the pool needs one more for
/// a map with an owner. Returns what was run, or the first property that failed.
pub fn check(spec: &MapSpec, pool: &Pool, threads: usize) -> Result<String, Failure> {
    let guarantees = spec.row.guarantees;
    if !guarantees.stores {
        return Ok(format!("{spec}: stores nothing, nothing to check"));
    }
    let mut passed = Vec::new();
    let mut run = |name: &'static str, outcome: Result<(), Failure>| {
        passed.push(name);
        outcome.map_err(|failure| format!("{spec}: {name}: {failure}"))
    };
    let stage = Stage { spec, pool, threads, guarantees };
    run("sequential", stage.with::<u64, u64, _>(FixedState::default(), Sequential(number)))?;
    run("string keys", stage.with::<String, Vec<u8>, _>(FixedState::default(), Sequential(text)))?;
    run("zero-size values", stage.with::<u64, (), _>(FixedState::default(), ZeroSize))?;
    run("equal hashes", stage.with::<u64, u64, _>(Coarse(0), Sequential(number)))?;
    run("four-bit hashes", stage.with::<u64, u64, _>(Coarse(0xf), Sequential(number)))?;
    run("dropped while full", dropped_while_full(&stage))?;
    run("conservation", stage.with(FixedState::default(), Conservation(number)))?;
    run("string keys by many", stage.with(FixedState::default(), Conservation(text)))?;
    run("zero-size values by many", stage.with(FixedState::default(), Conservation(set)))?;
    run("large values by many", large_values_by_many(&stage))?;
    run("equal hashes by many", stage.with(Coarse(0), Conservation(number)))?;
    run("clear", stage.with::<u64, u64, _>(FixedState::default(), ClearedMeanwhile))?;
    run("exact sums", stage.with::<u64, u64, _>(FixedState::default(), ExactSums))?;
    run("one winner", stage.with::<u64, u64, _>(FixedState::default(), OneWinner))?;
    run("exchange race", stage.with::<u64, u64, _>(FixedState::default(), ExchangeRace))?;
    run("iteration", stage.with::<u64, u64, _>(FixedState::default(), PresentThroughout))?;
    run("snapshots", stage.with::<u64, u64, _>(FixedState::default(), WholeSnapshots))?;
    Ok(format!("{spec}: {}", passed.join(", ")))
}

/// A property: a body over one freshly built map.
trait Property<K: Key, V: Value> {
    fn hold<M: ConcurrentMap<K, V>>(&self, map: &M, stage: &Stage) -> Result<(), Failure>;
}

struct Stage<'a> {
    spec: &'a MapSpec,
    pool: &'a Pool,
    threads: usize,
    guarantees: Guarantees,
}

impl Stage<'_> {
    fn with<K: Key, V: Value, S: BuildHasher + Clone + Send + Sync + 'static>(
        &self,
        hasher: S,
        property: impl Property<K, V>,
    ) -> Result<(), Failure> {
        build(self.spec, Fresh { stage: self, hasher, property, entries: PhantomData })
    }

    /// Runs the body once per client, all starting together, and gathers what they return.
    fn clients<K: Key, V: Value, M: ConcurrentMap<K, V>, R: Send>(
        &self,
        map: &M,
        body: impl Fn(usize, &mut M::Handle<'_>) -> R + Sync,
    ) -> Result<Vec<R>, Failure> {
        let clients = self.threads;
        let barrier = Barrier::new(clients);
        let running = AtomicUsize::new(clients);
        let results = Mutex::new(Vec::new());
        map.open();
        self.pool.run(&|number| {
            if number < clients {
                let played = catch_unwind(AssertUnwindSafe(|| {
                    let mut handle = map.handle();
                    barrier.wait().then(|| body(number, &mut handle))
                }));
                match played {
                    Ok(Some(result)) => results.lock().expect("no panic inside").push(result),
                    _ => barrier.shatter(),
                }
                if running.fetch_sub(1, SeqCst) == 1 {
                    map.close();
                }
            } else if number < clients + self.spec.row.extra_threads {
                map.serve();
            }
        });
        let results = results.into_inner().expect("no panic inside");
        require!(
            results.len() == clients,
            "{} of {clients} clients panicked",
            clients - results.len()
        );
        Ok(results)
    }
}

struct Fresh<'a, P, K, V, S> {
    stage: &'a Stage<'a>,
    hasher: S,
    property: P,
    entries: PhantomData<fn(K, V)>,
}

impl<P, K, V, S> Visitor for Fresh<'_, P, K, V, S>
where
    P: Property<K, V>,
    K: Key,
    V: Value,
    S: BuildHasher + Clone + Send + Sync + 'static,
{
    type Key = K;
    type Value = V;
    type Hasher = S;
    type Output = Result<(), Failure>;

    fn hasher(&self) -> S {
        self.hasher.clone()
    }

    fn visit<M: ConcurrentMap<K, V>>(self, map: M) -> Self::Output {
        self.property.hold(&map, self.stage)
    }
}

/// A hash function that keeps only the masked bits: none, or few.
#[derive(Clone)]
pub struct Coarse(pub u64);

pub struct CoarseHasher(u64, u64);

impl BuildHasher for Coarse {
    type Hasher = CoarseHasher;

    fn build_hasher(&self) -> CoarseHasher {
        CoarseHasher(self.0, 0)
    }
}

impl StdHasher for CoarseHasher {
    fn finish(&self) -> u64 {
        self.1 & self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|&byte| self.1 = self.1.wrapping_mul(31) + u64::from(byte));
    }
}

fn number(value: u64) -> (u64, u64) {
    (value, value << 8)
}

fn text(value: u64) -> (String, Vec<u8>) {
    (format!("k{value}"), vec![value as u8; 64])
}

fn set(value: u64) -> (u64, ()) {
    (value, ())
}

/// Random operations from one thread give what `std::collections::HashMap` gives.
struct Sequential<K, V>(fn(u64) -> (K, V));

impl<K: Key + Debug, V: Value + Debug> Property<K, V> for Sequential<K, V> {
    fn hold<M: ConcurrentMap<K, V>>(&self, map: &M, stage: &Stage) -> Result<(), Failure> {
        fn keep_operand<V: Value>(_: Option<&V>, operand: &V) -> V {
            operand.clone()
        }
        let mut handle = map.handle();
        let mut model: HashMap<K, V> = HashMap::new();
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(3);
        for step in 0..10_000 {
            let (key, _) = (self.0)(rng.next_u64() % 40);
            let (_, value) = (self.0)(rng.next_u64() % 1000);
            let op = rng.next_u64() % 8;
            let (got, wanted) = match op {
                0 => (handle.get(&key), model.get(&key).cloned()),
                1 => (handle.insert(key.clone(), value.clone()), model.insert(key.clone(), value)),
                2 => (handle.remove(&key), model.remove(&key)),
                3 => (
                    handle.update(key.clone(), value.clone(), keep_operand),
                    model.insert(key.clone(), value),
                ),
                4 => {
                    let found = model.get(&key).cloned();
                    model.entry(key.clone()).or_insert_with(|| value.clone());
                    (handle.get_or_insert(key.clone(), value), found)
                }
                5 => {
                    let current = model.get(&key).cloned().unwrap_or_else(|| value.clone());
                    let swapped = handle.compare_exchange(&key, &current, value.clone());
                    require!(
                        swapped == model.contains_key(&key),
                        "step {step}: compare_exchange on {key:?} returned {swapped}"
                    );
                    model.entry(key.clone()).and_modify(|old| *old = value);
                    (None, None)
                }
                6 => {
                    let refused = model.get(&key).is_some_and(|old| *old == value);
                    let swapped = handle.compare_exchange(&key, &value, value.clone());
                    require!(swapped == refused, "step {step}: compared against another value");
                    (None, None)
                }
                _ if step % 500 == 499 => {
                    handle.clear();
                    model.clear();
                    (None, None)
                }
                _ => (None, None),
            };
            require!(
                got == wanted || op == 1 && !stage.guarantees.displaced,
                "step {step}, operation {op} on {key:?}: {got:?}, not {wanted:?}"
            );
            require!(handle.len() == model.len(), "step {step}: len {}", handle.len());
        }
        let mut seen = HashMap::new();
        let mut twice = false;
        handle.for_each(usize::MAX, |key, value| {
            twice |= seen.insert(key.clone(), value.clone()).is_some();
        });
        require!(!twice && seen == model, "iteration does not show the map");
        let mut visited = 0;
        handle.for_each(3, |_, _| visited += 1);
        require!(visited == model.len().min(3), "a limit of 3 visited {visited}");
        Ok(())
    }
}

/// Values of no size and keys at the ends of their range.
struct ZeroSize;

impl Property<u64, ()> for ZeroSize {
    fn hold<M: ConcurrentMap<u64, ()>>(&self, map: &M, _: &Stage) -> Result<(), Failure> {
        let mut handle = map.handle();
        for key in [0, 1, u64::MAX] {
            require!(handle.insert(key, ()).is_none(), "{key} was there already");
            require!(handle.get(&key).is_some(), "{key} is not there");
        }
        require!(handle.len() == 3 && handle.remove(&0).is_some(), "a set of three loses one");
        Ok(())
    }
}

/// A large value that is counted while it lives.
#[derive(Debug)]
struct Counted {
    alive: Arc<AtomicUsize>,
    payload: [u64; 128],
}

impl Counted {
    fn new(alive: &Arc<AtomicUsize>, payload: u64) -> Self {
        alive.fetch_add(1, SeqCst);
        Self { alive: Arc::clone(alive), payload: [payload; 128] }
    }
}

impl Clone for Counted {
    fn clone(&self) -> Self {
        Self::new(&self.alive, self.payload[0])
    }
}

impl PartialEq for Counted {
    fn eq(&self, other: &Self) -> bool {
        self.payload == other.payload
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.alive.fetch_sub(1, SeqCst);
    }
}

/// Large values come back unchanged, and a map holds what it was given until it is dropped; that
/// nothing outlives it is for [`dropped_while_full`] to see.
struct HoldsLargeValues(Arc<AtomicUsize>);

impl Property<u64, Counted> for HoldsLargeValues {
    fn hold<M: ConcurrentMap<u64, Counted>>(&self, map: &M, _: &Stage) -> Result<(), Failure> {
        let mut handle = map.handle();
        for key in 0..500 {
            handle.insert(key, Counted::new(&self.0, key));
        }
        for key in 0..250 {
            let removed = handle.remove(&key);
            require!(removed == Some(Counted::new(&self.0, key)), "{key} came back changed");
        }
        let held = self.0.load(SeqCst);
        require!(held >= 250, "250 entries hold {held} values");
        Ok(())
    }
}

/// A map dropped with entries in it drops each of them.
fn dropped_while_full(stage: &Stage) -> Result<(), Failure> {
    let alive = Arc::new(AtomicUsize::new(0));
    stage.with(FixedState::default(), HoldsLargeValues(Arc::clone(&alive)))?;
    let left = alive.load(SeqCst);
    require!(left == 0, "{left} values outlived the map");
    Ok(())
}

/// The same after many threads have written and removed: what was displaced or removed is freed
/// too, at the latest with the map.
fn large_values_by_many(stage: &Stage) -> Result<(), Failure> {
    let alive = Arc::new(AtomicUsize::new(0));
    let entry = |key| (key, Counted::new(&alive, key));
    stage.with(FixedState::default(), Conservation(entry))?;
    let left = alive.load(SeqCst);
    require!(left == 0, "{left} values outlived the map");
    Ok(())
}

/// Each thread inserts and removes at random; what is there at the end is what the returned
/// values say, key by key. Whoever reads a key finds its value, whole, or nothing.
struct Conservation<F>(F);

impl<K: Key, V: Value, F: Fn(u64) -> (K, V) + Sync> Property<K, V> for Conservation<F> {
    fn hold<M: ConcurrentMap<K, V>>(&self, map: &M, stage: &Stage) -> Result<(), Failure> {
        const KEYS: u64 = 64;
        // Large values take their time, and a map may copy all of them for each write.
        let operations = if size_of::<V>() > 256 { 4_000 } else { 20_000 };
        let entry = &self.0;
        let balances = stage.clients(map, |number, handle| {
            let mut rng = Xoshiro256PlusPlus::seed_from_u64(number as u64);
            let mut balance = vec![0_i64; KEYS as usize];
            for _ in 0..operations / stage.threads {
                let index = rng.next_u64() % KEYS;
                let (key, value) = entry(index);
                let place = &mut balance[index as usize];
                let found = match rng.next_u64() % 4 {
                    0 if stage.guarantees.displaced => {
                        let old = handle.insert(key, value);
                        *place += i64::from(old.is_none());
                        old
                    }
                    0 | 1 => {
                        let old = handle.get_or_insert(key, value);
                        *place += i64::from(old.is_none());
                        old
                    }
                    2 => handle.get(&key),
                    _ => {
                        let removed = handle.remove(&key);
                        *place -= i64::from(removed.is_some());
                        removed
                    }
                };
                if found.is_some_and(|found| found != entry(index).1) {
                    return Err(format!("entry {index} was read with another value"));
                }
            }
            Ok(balance)
        })?;
        let balances: Vec<Vec<i64>> = balances.into_iter().collect::<Result<_, _>>()?;
        let mut handle = map.handle();
        let mut entries = 0;
        for index in 0..KEYS {
            let balance: i64 = balances.iter().map(|balance| balance[index as usize]).sum();
            let (key, value) = entry(index);
            let found = handle.get(&key);
            entries += usize::from(found.is_some());
            require!(balance == i64::from(found.is_some()), "entry {index}: balance {balance}");
            require!(found.is_none_or(|found| found == value), "entry {index} has another value");
        }
        require!(handle.len() == entries, "len {} of {entries} entries", handle.len());
        Ok(())
    }
}

/// One thread clears while the others write: nothing is invented, and at rest the length, a walk
/// and the reads agree.
struct ClearedMeanwhile;

impl Property<u64, u64> for ClearedMeanwhile {
    fn hold<M: ConcurrentMap<u64, u64>>(&self, map: &M, stage: &Stage) -> Result<(), Failure> {
        const KEYS: u64 = 256;
        const CLEARS: usize = 40;
        // For writers whose clearer waits for them, or has died.
        const MOST_STEPS: usize = 20_000;
        let clearing = AtomicBool::new(true);
        let invented = stage.clients(map, |number, handle| {
            let mut rng = Xoshiro256PlusPlus::seed_from_u64(number as u64);
            let mut work = |handle: &mut M::Handle<'_>| {
                let key = rng.next_u64() % KEYS;
                let found = match rng.next_u64() % 4 {
                    0 | 1 => handle.insert(key, key * 3),
                    2 => handle.remove(&key),
                    _ => handle.get(&key),
                };
                found.filter(|value| *value != key * 3).map(|_| key)
            };
            if number == 0 {
                let round = |_| {
                    handle.clear();
                    (0..20).find_map(|_| work(handle))
                };
                let invented = (0..CLEARS).find_map(round);
                clearing.store(false, SeqCst);
                return invented;
            }
            let going = |_: &usize| clearing.load(SeqCst);
            (0..MOST_STEPS).take_while(going).find_map(|_| work(handle))
        })?;
        let invented = invented.into_iter().flatten().next();
        require!(invented.is_none(), "key {invented:?} had a value that was never written");
        let mut handle = map.handle();
        let there: Vec<u64> = (0..KEYS).filter(|key| handle.get(key).is_some()).collect();
        let length = handle.len();
        require!(length == there.len(), "len {length} of {} entries", there.len());
        let mut walked = Vec::new();
        handle.for_each(usize::MAX, |&key, &value| walked.push((key, value)));
        walked.sort_unstable();
        let wanted: Vec<(u64, u64)> = there.iter().map(|&key| (key, key * 3)).collect();
        require!(walked == wanted, "a walk at rest met {} of {length} entries", walked.len());
        handle.clear();
        let left = (0..KEYS).find(|key| handle.get(key).is_some());
        require!(handle.is_empty() && left.is_none(), "key {left:?} is left after a clear at rest");
        Ok(())
    }
}

/// Concurrent increments lose nothing.
struct ExactSums;

impl Property<u64, u64> for ExactSums {
    fn hold<M: ConcurrentMap<u64, u64>>(&self, map: &M, stage: &Stage) -> Result<(), Failure> {
        if !stage.guarantees.atomic_update {
            return Ok(());
        }
        let each = 20_000 / stage.threads as u64;
        stage.clients(map, |_, handle| {
            for step in 0..each {
                handle.update(step % 7, 1, |old, by| old.map_or(*by, |old| old + by));
            }
        })?;
        let mut handle = map.handle();
        let sum: u64 = (0..7).filter_map(|key| handle.get(&key)).sum();
        let wanted = each * stage.threads as u64;
        require!(sum == wanted, "{wanted} increments made {sum}");
        Ok(())
    }
}

/// All threads try to insert each key; exactly one succeeds, and all then see its value.
struct OneWinner;

impl Property<u64, u64> for OneWinner {
    fn hold<M: ConcurrentMap<u64, u64>>(&self, map: &M, stage: &Stage) -> Result<(), Failure> {
        const KEYS: u64 = 2_000;
        let seen = stage.clients(map, |number, handle| {
            let mine = number as u64 + 1;
            let settle = |key| handle.get_or_insert(key, mine).unwrap_or(mine);
            let values: Vec<u64> = (0..KEYS).map(settle).collect();
            (mine, values)
        })?;
        for key in 0..KEYS as usize {
            let winner = seen[0].1[key];
            require!(
                seen.iter().all(|(_, values)| values[key] == winner),
                "key {key}: two winners"
            );
        }
        Ok(())
    }
}

/// Threads step one counter by compare-exchange; every success is one step.
struct ExchangeRace;

impl Property<u64, u64> for ExchangeRace {
    fn hold<M: ConcurrentMap<u64, u64>>(&self, map: &M, stage: &Stage) -> Result<(), Failure> {
        if !stage.guarantees.atomic_update {
            return Ok(());
        }
        map.handle().insert(1, 0);
        let successes = stage.clients(map, |_, handle| {
            let attempt = |_: &u32| {
                let current = handle.get(&1).unwrap_or(u64::MAX);
                handle.compare_exchange(&1, &current, current + 1)
            };
            (0..10_000 / stage.threads as u32).filter(attempt).count() as u64
        })?;
        let (total, end) = (successes.iter().sum::<u64>(), map.handle().get(&1));
        require!(end == Some(total), "{total} successful exchanges made {end:?}");
        Ok(())
    }
}

/// While others insert and remove odd keys, a walk visits every even key and, unless the row says
/// that walks may repeat, no key twice.
struct PresentThroughout;

impl Property<u64, u64> for PresentThroughout {
    fn hold<M: ConcurrentMap<u64, u64>>(&self, map: &M, stage: &Stage) -> Result<(), Failure> {
        if stage.guarantees.iteration == Iteration::None {
            return Ok(());
        }
        const KEYS: u64 = 512;
        let repeats = stage.guarantees.iteration == Iteration::Repeating;
        let mut handle = map.handle();
        for key in 0..KEYS {
            handle.insert(key * 2, key);
        }
        drop(handle);
        let walks = stage.clients(map, |number, handle| {
            let mut rng = Xoshiro256PlusPlus::seed_from_u64(number as u64);
            for _ in 0..50 {
                for _ in 0..100 {
                    let odd = rng.next_u64() % KEYS * 2 + 1;
                    match rng.next_u64() % 2 {
                        0 => handle.insert(odd, 0),
                        _ => handle.remove(&odd),
                    };
                }
                let mut visits: HashMap<u64, u32> = HashMap::new();
                handle.for_each(usize::MAX, |&key, _| *visits.entry(key).or_default() += 1);
                let missed = (0..KEYS).map(|key| key * 2).find(|key| !visits.contains_key(key));
                let again = |(_, count): &(&u64, &u32)| **count > 1 && !repeats;
                let twice = visits.iter().find(again).map(|(key, _)| *key);
                if missed.is_some() || twice.is_some() {
                    return Err(format!("a walk missed {missed:?} and met {twice:?} twice"));
                }
            }
            Ok(())
        })?;
        walks.into_iter().collect()
    }
}

/// One thread stores keys in order and removes them in order, over and over. At each instant the
/// map holds all keys up to one, or all from one on, and so does what a snapshot shows.
struct WholeSnapshots;

impl Property<u64, u64> for WholeSnapshots {
    fn hold<M: ConcurrentMap<u64, u64>>(&self, map: &M, stage: &Stage) -> Result<(), Failure> {
        if stage.guarantees.iteration != Iteration::Snapshot {
            return Ok(());
        }
        const KEYS: u64 = 100;
        const WALKS: usize = 60;
        // For a writer that walkers overtake, or whose walkers have died.
        const MOST_PASSES: usize = 500;
        let walking = AtomicUsize::new(stage.threads - 1);
        let torn = stage.clients(map, |number, handle| {
            if number == 0 {
                for _ in 0..MOST_PASSES {
                    for key in 0..KEYS {
                        handle.insert(key, key);
                    }
                    for key in 0..KEYS {
                        handle.remove(&key);
                    }
                    if walking.load(SeqCst) == 0 {
                        break;
                    }
                }
                return None;
            }
            let walk = |_| {
                let mut keys = Vec::new();
                handle.for_each(usize::MAX, |&key, _| keys.push(key));
                keys.sort_unstable();
                (!is_whole(&keys, KEYS)).then_some(keys)
            };
            let torn = (0..WALKS).find_map(walk);
            walking.fetch_sub(1, SeqCst);
            torn
        })?;
        match torn.into_iter().flatten().next() {
            Some(keys) => Err(format!("a walk met {keys:?}, which was never all there was")),
            None => Ok(()),
        }
    }
}

/// Whether these are all numbers up to one of them, or all from one of them on.
fn is_whole(keys: &[u64], all: u64) -> bool {
    let (Some(first), Some(last)) = (keys.first(), keys.last()) else { return true };
    let unbroken = keys.len() as u64 == last - first + 1;
    unbroken && (*first == 0 || *last == all - 1)
}
