//! One suite that every strategy must pass, wherever it runs.
//!
//! It reads the registry row: what a strategy declares is what it is held to. The bodies are
//! generic over the map, so the same code runs natively, in a browser's workers and for maps of other
//! crates. Here are the suite, its test bed and what a map holds and drops; `sequential` has what holds
//! for one thread, `together` what many must not break, `panics` what a panic inside an operation must
//! not, `refusals` what a deadline must not.

use crate::engine::{Crew, Pool};
use crate::strategy::{
    self, ConcurrentMap, Guarantees, Hasher, Key, MapHandle, MapSpec, Value, Visitor,
};
use foldhash::fast::FixedState;
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
mod sequential;
mod together;

pub use panics::Fused;
pub use refusals::Gated;
use refusals::{Refusals, Stalled};
use together::{
    ClearedMeanwhile, Conservation, ExactSums, ExchangeRace, OneWinner, PresentThroughout,
    WholeSnapshots,
};

/// Where maps of such keys, values and hash functions come from.
pub trait Maps<K: Key, V: Value, S: Hasher> {
    /// Builds a fresh map and hands it to the visitor.
    fn build<Vis: Visitor<Key = K, Value = V, Hasher = S>>(
        &self,
        spec: &MapSpec,
        visitor: Vis,
    ) -> Vis::Output;
}

/// The registry's, by their specs.
pub struct Listed;

impl<K: Key, V: Value, S: Hasher> Maps<K, V, S> for Listed {
    fn build<Vis: Visitor<Key = K, Value = V, Hasher = S>>(
        &self,
        spec: &MapSpec,
        visitor: Vis,
    ) -> Vis::Output {
        strategy::build(spec, visitor)
    }
}

/// Where maps of all kinds come from that the suite takes.
pub trait AllMaps:
    Maps<u64, u64, FixedState>
    + Maps<u64, u64, Coarse>
    + Maps<u64, (), FixedState>
    + Maps<String, Vec<u8>, FixedState>
    + Maps<u64, Counted, FixedState>
    + Maps<u64, Gated, FixedState>
    + Maps<Fused, Fused, FixedState>
    + Maps<Fused, Fused, Coarse>
{
}

impl<T> AllMaps for T where
    T: Maps<u64, u64, FixedState>
        + Maps<u64, u64, Coarse>
        + Maps<u64, (), FixedState>
        + Maps<String, Vec<u8>, FixedState>
        + Maps<u64, Counted, FixedState>
        + Maps<u64, Gated, FixedState>
        + Maps<Fused, Fused, FixedState>
        + Maps<Fused, Fused, Coarse>
{
}

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
    check_maps(&Listed, spec, pool, threads, times_fewer)
}

/// The same of maps from elsewhere, which are what the spec says.
pub fn check_maps(
    maps: &impl AllMaps,
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
    let suite = Suite { bed, maps };
    let fold = FixedState::default;
    run("sequential", suite.sequential(fold(), number))?;
    run("string keys", suite.sequential(fold(), text))?;
    run("zero-size values", suite.with::<u64, (), _>(fold(), ZeroSize))?;
    run("equal hashes", suite.sequential(Coarse(0), number))?;
    run("four-bit hashes", suite.sequential(Coarse(0xf), number))?;
    run("dropped while full", suite.dropped_while_full())?;
    run("conservation", suite.with::<u64, u64, _>(fold(), Conservation(number)))?;
    run("string keys by many", suite.with::<String, Vec<u8>, _>(fold(), Conservation(text)))?;
    run("zero-size values by many", suite.with::<u64, (), _>(fold(), Conservation(set)))?;
    run("large values by many", suite.large_values_by_many())?;
    run("equal hashes by many", suite.with::<u64, u64, _>(Coarse(0), Conservation(number)))?;
    run("clear", suite.with::<u64, u64, _>(fold(), ClearedMeanwhile))?;
    run("exact sums", suite.with::<u64, u64, _>(fold(), ExactSums))?;
    run("one winner", suite.with::<u64, u64, _>(fold(), OneWinner))?;
    run("exchange race", suite.with::<u64, u64, _>(fold(), ExchangeRace))?;
    run("iteration", suite.with::<u64, u64, _>(fold(), PresentThroughout))?;
    run("snapshots", suite.with::<u64, u64, _>(fold(), WholeSnapshots))?;
    run("stalled", suite.with::<u64, Gated, _>(fold(), Stalled))?;
    run("refusals", suite.with::<u64, u64, _>(fold(), Refusals))?;
    panics::check(&suite, &mut run)?;
    Ok(format!("{spec}: {}", passed.join(", ")))
}

/// A property: a body over one freshly built map.
trait Property<K: Key, V: Value> {
    fn hold<M: ConcurrentMap<K, V>>(&self, map: &M, bed: &TestBed) -> Result<(), Failure>;
}

/// What a property is to know of the map, and the threads it has.
struct TestBed<'a> {
    spec: &'a MapSpec,
    pool: &'a Pool,
    threads: usize,
    guarantees: Guarantees,
    times_fewer: usize,
}

/// The same with where maps come from.
struct Suite<'a, B> {
    bed: TestBed<'a>,
    maps: &'a B,
}

impl<B> Suite<'_, B> {
    /// The property of a map of these kinds.
    fn with<K: Key, V: Value, S: Hasher>(
        &self,
        hasher: S,
        property: impl Property<K, V>,
    ) -> Result<(), Failure>
    where
        B: Maps<K, V, S>,
    {
        let fresh = Fresh { bed: &self.bed, hasher, property, entries: PhantomData };
        self.maps.build(self.bed.spec, fresh)
    }
}

impl TestBed<'_> {
    /// How many of what the full suite has so many of.
    fn operations(&self, full: usize) -> usize {
        full / self.times_fewer
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
    S: Hasher,
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
pub struct Counted {
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
/// nothing outlives it is for [`Suite::dropped_while_full`] to see.
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

impl<B: AllMaps> Suite<'_, B> {
    /// A map dropped with entries in it drops each of them.
    fn dropped_while_full(&self) -> Result<(), Failure> {
        let alive = Arc::new(AtomicUsize::new(0));
        self.with(FixedState::default(), HoldsLargeValues(Arc::clone(&alive)))?;
        let left = alive.load(SeqCst);
        require!(left == 0, "{left} values outlived the map");
        Ok(())
    }

    /// The same after many threads have written and removed: what was displaced or removed is freed
    /// too, at the latest with the map.
    fn large_values_by_many(&self) -> Result<(), Failure> {
        let alive = Arc::new(AtomicUsize::new(0));
        let entry = |key| (key, Counted::new(&alive, key));
        self.with::<u64, Counted, _>(FixedState::default(), Conservation(entry))?;
        let left = alive.load(SeqCst);
        require!(left == 0, "{left} values outlived the map");
        Ok(())
    }
}
