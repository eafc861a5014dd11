//! One suite that every strategy must pass, wherever it runs.
//!
//! It reads the registry row: what a strategy declares is what it is held to. The bodies are
//! generic over the map, so the same code runs natively and in a browser's workers. Here are the
//! suite, its test bed and what holds for one thread; [`together`] has what many must not break, [`panics`]
//! what a panic inside an operation must not, [`refusals`] what a deadline must not.

use crate::engine::{Crew, Pool};
use crate::strategy::{ConcurrentMap, Guarantees, Key, MapHandle, MapSpec, Value};
use crate::strategy::{Visitor, build};
use foldhash::fast::FixedState;
use rand_core::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use std::collections::HashMap;
use std::fmt::Debug;
use std::hash::{BuildHasher, Hasher as StdHasher};
use std::marker::PhantomData;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
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

mod panics;
mod refusals;
mod together;

use refusals::{Refusals, Stalled};
use together::{
    ClearedMeanwhile, Conservation, ExactSums, ExchangeRace, OneWinner, PresentThroughout,
    WholeSnapshots,
};

/// Runs every property of the map on up to `threads` client threads; the pool needs one more for
/// a map with an owner. Returns what was run, or the first property that failed.
pub fn check(spec: &MapSpec, pool: &Pool, threads: usize) -> Result<String, Failure> {
    check_briefly(spec, pool, threads, 1)
}

/// The same with so many times fewer operations where their number is a matter of chance: for a map that
/// is much like one that was checked.
pub fn check_briefly(
    spec: &MapSpec,
    pool: &Pool,
    threads: usize,
    times_fewer: usize,
) -> Result<String, Failure> {
    let guarantees = spec.guarantees();
    if !guarantees.stores {
        return Ok(format!("{spec}: stores nothing, nothing to check"));
    }
    let mut passed = Vec::new();
    let mut run = |name: &'static str, outcome: Result<(), Failure>| {
        passed.push(name);
        outcome.map_err(|failure| format!("{spec}: {name}: {failure}"))
    };
    let bed = TestBed { spec, pool, threads, guarantees, times_fewer };
    run("sequential", bed.with::<u64, u64, _>(FixedState::default(), Sequential(number)))?;
    run("string keys", bed.with::<String, Vec<u8>, _>(FixedState::default(), Sequential(text)))?;
    run("zero-size values", bed.with::<u64, (), _>(FixedState::default(), ZeroSize))?;
    run("equal hashes", bed.with::<u64, u64, _>(Coarse(0), Sequential(number)))?;
    run("four-bit hashes", bed.with::<u64, u64, _>(Coarse(0xf), Sequential(number)))?;
    run("dropped while full", dropped_while_full(&bed))?;
    run("conservation", bed.with(FixedState::default(), Conservation(number)))?;
    run("string keys by many", bed.with(FixedState::default(), Conservation(text)))?;
    run("zero-size values by many", bed.with(FixedState::default(), Conservation(set)))?;
    run("large values by many", large_values_by_many(&bed))?;
    run("equal hashes by many", bed.with(Coarse(0), Conservation(number)))?;
    run("clear", bed.with::<u64, u64, _>(FixedState::default(), ClearedMeanwhile))?;
    run("exact sums", bed.with::<u64, u64, _>(FixedState::default(), ExactSums))?;
    run("one winner", bed.with::<u64, u64, _>(FixedState::default(), OneWinner))?;
    run("exchange race", bed.with::<u64, u64, _>(FixedState::default(), ExchangeRace))?;
    run("iteration", bed.with::<u64, u64, _>(FixedState::default(), PresentThroughout))?;
    run("snapshots", bed.with::<u64, u64, _>(FixedState::default(), WholeSnapshots))?;
    run("stalled", bed.with(FixedState::default(), Stalled))?;
    run("refusals", bed.with::<u64, u64, _>(FixedState::default(), Refusals))?;
    panics::check(&bed, &mut run)?;
    Ok(format!("{spec}: {}", passed.join(", ")))
}

/// A property: a body over one freshly built map.
trait Property<K: Key, V: Value> {
    fn hold<M: ConcurrentMap<K, V>>(&self, map: &M, bed: &TestBed) -> Result<(), Failure>;
}

struct TestBed<'a> {
    spec: &'a MapSpec,
    pool: &'a Pool,
    threads: usize,
    guarantees: Guarantees,
    times_fewer: usize,
}

impl TestBed<'_> {
    /// How many of what the full suite has so many of.
    fn operations(&self, full: usize) -> usize {
        full / self.times_fewer
    }

    fn with<K: Key, V: Value, S: BuildHasher + Clone + Send + Sync + 'static>(
        &self,
        hasher: S,
        property: impl Property<K, V>,
    ) -> Result<(), Failure> {
        build(self.spec, Fresh { bed: self, hasher, property, entries: PhantomData })
    }

    /// Runs the body once per client, all starting together, and gathers what they return.
    fn clients<K: Key, V: Value, M: ConcurrentMap<K, V>, R: Send>(
        &self,
        map: &M,
        body: impl Fn(usize, &mut M::Handle<'_>) -> R + Sync,
    ) -> Result<Vec<R>, Failure> {
        let crew = Crew::new(self.pool, self.threads, self.spec);
        let results = Mutex::new(Vec::new());
        crew.work(map, |number, handle| {
            if crew.meet() {
                let result = body(number, handle);
                results.lock().expect("no panic inside").push(result);
            }
        });
        match crew.panicked() {
            Some(message) => Err(format!("a thread panicked: {message}")),
            None => Ok(results.into_inner().expect("no panic inside")),
        }
    }
}

struct Fresh<'a, P, K, V, S> {
    bed: &'a TestBed<'a>,
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
        self.property.hold(&map, self.bed)
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
    fn hold<M: ConcurrentMap<K, V>>(&self, map: &M, bed: &TestBed) -> Result<(), Failure> {
        fn keep_operand<V: Value>(_: Option<&V>, operand: &V) -> V {
            operand.clone()
        }
        let mut handle = map.handle();
        let mut model: HashMap<K, V> = HashMap::new();
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(3);
        for step in 0..bed.operations(10_000) {
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
                got == wanted || op == 1 && !bed.guarantees.displaced,
                "step {step}, operation {op} on {key:?}: {got:?}, not {wanted:?}"
            );
            require!(handle.len() == model.len(), "step {step}: len {}", handle.len());
        }
        let mut seen = HashMap::new();
        let (mut twice, mut order) = (false, Vec::new());
        handle.for_each(usize::MAX, |key, value| {
            twice |= seen.insert(key.clone(), value.clone()).is_some();
            order.push(key.clone());
        });
        require!(!twice && seen == model, "iteration does not show the map");
        require!(
            !bed.guarantees.ordered || order.is_sorted(),
            "iteration leaves the order of keys"
        );
        let mut visited = 0;
        handle.for_each(3, |_, _| visited += 1);
        require!(visited == model.len().min(3), "a limit of 3 visited {visited}");
        Ok(())
    }
}

/// Values of no size and keys at the ends of their range.
struct ZeroSize;

impl Property<u64, ()> for ZeroSize {
    fn hold<M: ConcurrentMap<u64, ()>>(&self, map: &M, _: &TestBed) -> Result<(), Failure> {
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
    fn hold<M: ConcurrentMap<u64, Counted>>(&self, map: &M, _: &TestBed) -> Result<(), Failure> {
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
fn dropped_while_full(bed: &TestBed) -> Result<(), Failure> {
    let alive = Arc::new(AtomicUsize::new(0));
    bed.with(FixedState::default(), HoldsLargeValues(Arc::clone(&alive)))?;
    let left = alive.load(SeqCst);
    require!(left == 0, "{left} values outlived the map");
    Ok(())
}

/// The same after many threads have written and removed: what was displaced or removed is freed
/// too, at the latest with the map.
fn large_values_by_many(bed: &TestBed) -> Result<(), Failure> {
    let alive = Arc::new(AtomicUsize::new(0));
    let entry = |key| (key, Counted::new(&alive, key));
    bed.with(FixedState::default(), Conservation(entry))?;
    let left = alive.load(SeqCst);
    require!(left == 0, "{left} values outlived the map");
    Ok(())
}
