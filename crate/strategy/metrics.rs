//! Counts of a map's operations by what was asked and what came of it, and how long some of them took.
//!
//! Each handle counts for itself and now and then puts its sums on cache lines of its own, where only it
//! writes; they are added up when somebody looks. So counting is no contention, and a look holds nobody
//! up. A sum lags behind by at most as many operations as lie between two samples, and by none once the
//! handle rests, is gone, or had an operation refused. What is read never goes back. Reading a clock costs more than
//! most operations, so durations are sampled: one of [`SAMPLED`], beginning at a random one.

use super::Call;
use crate::base::clock;
use crate::base::rng::mixed;
use crate::base::units::Nanos;
use std::sync::atomic::{AtomicBool, AtomicU64};
use std::sync::atomic::{Ordering::AcqRel, Ordering::Relaxed, Ordering::Release};
use std::sync::{Arc, Mutex, PoisonError};

/// Of so many operations of a handle one is timed; a browser's clock takes longer to read.
pub const SAMPLED: u32 = if cfg!(target_arch = "wasm32") { 2048 } else { 64 };

/// What came of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Outcome {
    /// The key was there: for what asks for one and may not find it.
    Hit,
    /// It was not, or held something else than a compare-exchange expected.
    Miss,
    /// For what is neither.
    Done,
    /// Refused at the deadline.
    Timeout,
    /// Code of the key's or the value's own panicked in it.
    Panic,
}

impl Outcome {
    pub const ALL: [Self; 5] = [Self::Hit, Self::Miss, Self::Done, Self::Timeout, Self::Panic];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Hit => "hit",
            Self::Miss => "miss",
            Self::Done => "done",
            Self::Timeout => "timeout",
            Self::Panic => "panic",
        }
    }
}

/// Of an operation that answers with what was there.
pub fn found<T>(answer: &Option<T>) -> Outcome {
    if answer.is_some() { Outcome::Hit } else { Outcome::Miss }
}

/// Of one that asks for nothing.
pub fn done<T>(_: &T) -> Outcome {
    Outcome::Done
}

/// Of a compare-exchange.
pub fn exchanged(exchanged: &bool) -> Outcome {
    if *exchanged { Outcome::Done } else { Outcome::Miss }
}

/// How many operations there were, by [`Call`] and [`Outcome`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Operations(pub [[u64; Outcome::ALL.len()]; Call::ALL.len()]);

impl Operations {
    pub fn of(&self, call: Call, outcome: Outcome) -> u64 {
        self.0[call as usize][outcome as usize]
    }

    /// Of each call, whatever came of it.
    pub fn calls(&self) -> [u64; Call::ALL.len()] {
        self.0.map(|outcomes| outcomes.iter().sum())
    }

    pub fn outcome(&self, outcome: Outcome) -> u64 {
        self.0.iter().map(|outcomes| outcomes[outcome as usize]).sum()
    }

    pub fn total(&self) -> u64 {
        self.0.as_flattened().iter().sum()
    }

    pub fn add(&mut self, call: Call, outcome: Outcome) {
        self.0[call as usize][outcome as usize] += 1;
    }
}

/// Upper bounds of the histograms' buckets in nanoseconds; what is above them all is counted as well.
pub const BOUNDS: [u64; 22] = [
    100,
    250,
    500,
    1_000,
    2_500,
    5_000,
    10_000,
    25_000,
    50_000,
    100_000,
    250_000,
    500_000,
    1_000_000,
    2_500_000,
    5_000_000,
    10_000_000,
    25_000_000,
    50_000_000,
    100_000_000,
    250_000_000,
    1_000_000_000,
    10_000_000_000,
];
const BUCKETS: usize = BOUNDS.len() + 1;

/// How many of the timed operations took how long.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Durations {
    /// By the first of [`BOUNDS`] that a duration does not exceed; those above all of them last.
    pub buckets: [u64; BUCKETS],
    pub sum: Nanos,
}

impl Durations {
    pub fn count(&self) -> u64 {
        self.buckets.iter().sum()
    }
}

/// What has been counted up to one look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Metrics {
    pub operations: Operations,
    /// Of gets.
    pub gets: Durations,
    /// Of all that writes.
    pub writes: Durations,
    /// Entries of the map; `None` where it could not be asked without a wait.
    pub entries: Option<u64>,
}

/// What one handle has counted, and those before it that had the same place.
#[derive(Default)]
#[repr(align(128))]
struct Place {
    taken: AtomicBool,
    operations: [[AtomicU64; Outcome::ALL.len()]; Call::ALL.len()],
    durations: [Histogram; 2],
}

#[derive(Default)]
struct Histogram {
    buckets: [AtomicU64; BUCKETS],
    sum: AtomicU64,
}

/// No other thread writes to it.
fn add(sum: &AtomicU64, more: u64) {
    sum.store(sum.load(Relaxed) + more, Relaxed);
}

impl Histogram {
    fn record(&self, duration: Nanos) {
        let bucket = BOUNDS.iter().position(|&bound| duration.0 <= bound);
        add(&self.buckets[bucket.unwrap_or(BOUNDS.len())], 1);
        add(&self.sum, duration.0);
    }

    fn add_to(&self, durations: &mut Durations) {
        for (sum, bucket) in durations.buckets.iter_mut().zip(&self.buckets) {
            *sum += bucket.load(Relaxed);
        }
        durations.sum = durations.sum + Nanos(self.sum.load(Relaxed));
    }
}

/// A map's counts.
#[derive(Default)]
pub struct Registry(Mutex<Vec<Arc<Place>>>);

impl Registry {
    /// For a handle that counts from here on.
    pub fn tally(&self) -> Tally {
        let mut places = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let free = |place: &&Arc<Place>| {
            place.taken.compare_exchange(false, true, AcqRel, Relaxed).is_ok()
        };
        let place = places.iter().find(free).cloned().unwrap_or_else(|| {
            let place = Place { taken: AtomicBool::new(true), ..Place::default() };
            places.push(Arc::new(place));
            Arc::clone(&places[places.len() - 1])
        });
        let phase = mixed(clock::now().0 ^ places.len() as u64) as u32 % SAMPLED;
        Tally { place, counted: Operations::default(), left: phase + 1 }
    }

    /// All but the entries.
    pub fn read(&self) -> Metrics {
        let places = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut metrics = Metrics::default();
        for place in places.iter() {
            let own = place.operations.as_flattened();
            for (sum, own) in metrics.operations.0.as_flattened_mut().iter_mut().zip(own) {
                *sum += own.load(Relaxed);
            }
            place.durations[0].add_to(&mut metrics.gets);
            place.durations[1].add_to(&mut metrics.writes);
        }
        metrics
    }
}

/// What one handle counts.
pub struct Tally {
    place: Arc<Place>,
    /// Since the last time it was put there.
    counted: Operations,
    /// Operations up to the next sample.
    left: u32,
}

impl Tally {
    /// Begins an operation, and says when if it is a sample.
    #[inline(always)]
    pub fn begin(&mut self) -> Option<Nanos> {
        self.left -= 1;
        if self.left == 0 { Some(self.sample()) } else { None }
    }

    #[cold]
    fn sample(&mut self) -> Nanos {
        self.left = SAMPLED;
        self.publish();
        clock::now()
    }

    #[inline(always)]
    pub fn end(&mut self, call: Call, outcome: Outcome, begun: Option<Nanos>) {
        self.counted.add(call, outcome);
        if let Some(begun) = begun {
            self.record(call, begun);
        }
    }

    #[cold]
    fn record(&mut self, call: Call, begun: Nanos) {
        let kind = match call {
            Call::Get => 0,
            Call::ForEach | Call::Len => return,
            _ => 1,
        };
        self.place.durations[kind].record(clock::now().saturating_sub(begun));
    }

    /// Puts what was counted where others see it.
    #[cold]
    pub fn publish(&mut self) {
        let own = self.place.operations.as_flattened().iter();
        for (sum, counted) in own.zip(self.counted.0.as_flattened_mut()) {
            if *counted > 0 {
                add(sum, std::mem::take(counted));
            }
        }
    }
}

impl Drop for Tally {
    fn drop(&mut self) {
        self.publish();
        // Who takes it next adds to what stands here.
        self.place.taken.store(false, Release);
    }
}

#[cfg(all(test, not(feature = "loom")))]
mod tests {
    use super::*;
    use std::thread;

    #[test]
    fn every_operation_is_counted_and_few_are_timed() {
        let registry = Registry::default();
        let each = u64::from(SAMPLED) * 10;
        thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| {
                    let mut tally = registry.tally();
                    for _ in 0..each {
                        let begun = tally.begin();
                        tally.end(Call::Get, Outcome::Miss, begun);
                    }
                });
            }
        });
        let metrics = registry.read();
        assert_eq!(metrics.operations.of(Call::Get, Outcome::Miss), 3 * each);
        assert_eq!(metrics.operations.total(), 3 * each);
        assert_eq!(metrics.gets.count(), 3 * 10);
        assert_eq!(metrics.writes, Durations::default());
    }

    #[test]
    fn a_place_is_taken_again_and_keeps_its_sums() {
        let registry = Registry::default();
        for _ in 0..5 {
            let mut tally = registry.tally();
            let begun = tally.begin();
            tally.end(Call::Clear, Outcome::Done, begun);
        }
        assert_eq!(registry.0.lock().unwrap().len(), 1);
        assert_eq!(registry.read().operations.of(Call::Clear, Outcome::Done), 5);
    }

    #[test]
    fn what_is_read_while_others_count_never_goes_back() {
        let registry = Registry::default();
        let over = AtomicBool::new(false);
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    let mut tally = registry.tally();
                    while !over.load(Relaxed) {
                        let begun = tally.begin();
                        tally.end(Call::Insert, Outcome::Done, begun);
                    }
                });
            }
            let (mut before, mut looks) = (Metrics::default(), 0);
            while looks < 100 || before.operations.total() == 0 {
                let now = registry.read();
                let sums = |metrics: &Metrics| {
                    (metrics.operations.total(), metrics.writes.count(), metrics.writes.sum)
                };
                let ((a, b, c), (d, e, f)) = (sums(&before), sums(&now));
                assert!(a <= d && b <= e && c <= f);
                (before, looks) = (now, looks + 1);
            }
            over.store(true, Relaxed);
        });
    }

    #[test]
    fn a_duration_is_in_the_first_bucket_that_holds_it() {
        let histogram = Histogram::default();
        for nanos in [0, 100, 101, 10_000_000_000, 10_000_000_001] {
            histogram.record(Nanos(nanos));
        }
        let mut durations = Durations::default();
        histogram.add_to(&mut durations);
        assert_eq!(durations.buckets[0], 2);
        assert_eq!(durations.buckets[1], 1);
        assert_eq!(durations.buckets[BUCKETS - 2..], [1, 1]);
        assert_eq!(durations.sum, Nanos(20_000_000_202));
    }
}
