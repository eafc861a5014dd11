//! What our own lock-free maps hold back while a reader is pinned, or waits for its turn: in proportion to
//! what was stored, however often they are cleared.
//!
//! A program of its own: the count takes in whatever else the process allocates meanwhile.
#![cfg(feature = "full")]

use contend::cli::allocator::Counted;
use contend::engine::passes::account::{Count, for_map};
use contend::strategy::{ConcurrentMap, MapHandle, MapSpec, Visitor, build};
use foldhash::fast::FixedState;
use std::sync::atomic::{AtomicI64, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};
use std::thread;

#[global_allocator]
static ALLOCATOR: Counted = Counted;

const ROUNDS: u64 = 20_000;

/// One count at a time.
static TURN: Mutex<()> = Mutex::new(());

/// Stores so many keys and clears the map, again and again, while a walk goes on that keeps all of
/// it from being freed. Returns the bytes that are then allocated for each round.
struct HeldBack {
    stored: u64,
}

impl Visitor for HeldBack {
    type Key = u64;
    type Value = u64;
    type Hasher = FixedState;
    type Output = i64;

    fn hasher(&self) -> FixedState {
        FixedState::default()
    }

    fn visit<M: ConcurrentMap<u64, u64>>(self, map: M) -> i64 {
        let (mut walker, mut other) = (map.handle(), map.handle());
        other.insert(0, 0);
        let mut held = 0;
        walker.for_each(1, |_, _| {
            let count = Count::begin().expect("the allocator reports");
            for_map(|| {
                for _ in 0..ROUNDS {
                    (0..self.stored).for_each(|key| _ = other.insert(key, key));
                    other.clear();
                }
            });
            held = count.read().live;
        });
        held / ROUNDS as i64
    }
}

/// A round that stores nothing leaves nothing, and one that does no more than its entries and what a
/// map of that size is made of.
#[test]
fn a_clear_leaves_no_more_than_was_stored() {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    for map in ["hash-trie", "sync-map"] {
        let spec = MapSpec::canonical(map).unwrap();
        for (stored, most) in [(0, 0), (1, 600), (10, 10 * 250)] {
            let held = build(&spec, HeldBack { stored });
            assert!(held <= most, "{map}: {held} bytes a round for {stored} keys");
            assert!(stored == 0 || held > 0, "{map}: nothing was counted for {stored} keys");
        }
    }
}

/// Threads of which most wait for a processor, half of whose operations are inserts and half clears.
/// Returns the most bytes that were allocated at a time.
struct Crowd;

const OPERATIONS: u64 = 400_000;

impl Visitor for Crowd {
    type Key = u64;
    type Value = u64;
    type Hasher = FixedState;
    type Output = i64;

    fn hasher(&self) -> FixedState {
        FixedState::default()
    }

    fn visit<M: ConcurrentMap<u64, u64>>(self, map: M) -> i64 {
        let threads = 4 * thread::available_parallelism().map_or(2, usize::from);
        let count = Count::begin().expect("the allocator reports");
        let most = AtomicI64::new(0);
        thread::scope(|scope| {
            let client = |number: u64| {
                let mut handle = map.handle();
                for_map(|| {
                    for key in 0..OPERATIONS / threads as u64 {
                        handle.insert(key.wrapping_mul(0x9e37_79b9) + number, key);
                        handle.clear();
                        most.fetch_max(count.read().live, Relaxed);
                    }
                });
            };
            (0..threads as u64).for_each(|number| _ = scope.spawn(move || client(number)));
        });
        most.into_inner()
    }
}

/// A thread that is pinned holds everything back until it has its turn; who clears meanwhile gives way.
#[test]
fn more_threads_than_processors_hold_no_more_back_by_clearing() {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    for map in ["hash-trie", "sync-map"] {
        let most = build(&MapSpec::canonical(map).unwrap(), Crowd);
        assert!((1..64 << 20).contains(&most), "{map}: {most} bytes at a time");
    }
}
