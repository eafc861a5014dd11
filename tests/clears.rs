//! What our own lock-free maps hold back while a reader is pinned: in proportion to what was stored,
//! however often they are cleared.
//!
//! A program of its own: the count takes in whatever else the process allocates meanwhile.
#![cfg(feature = "full")]

use contend::cli::allocator::Counted;
use contend::engine::account::Count;
use contend::strategy::{ConcurrentMap, MapHandle, MapSpec, Visitor, build};
use foldhash::fast::FixedState;

#[global_allocator]
static ALLOCATOR: Counted = Counted;

const ROUNDS: u64 = 20_000;

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
            for _ in 0..ROUNDS {
                (0..self.stored).for_each(|key| _ = other.insert(key, key));
                other.clear();
            }
            held = count.read().live;
        });
        held / ROUNDS as i64
    }
}

/// A round that stores nothing leaves nothing, and one that does no more than its entries and what a
/// map of that size is made of.
#[test]
fn a_clear_leaves_no_more_than_was_stored() {
    for map in ["hash-trie", "sync-map"] {
        let spec = MapSpec::canonical(map).unwrap();
        for (stored, most) in [(0, 0), (1, 600), (10, 10 * 250)] {
            let held = build(&spec, HeldBack { stored });
            assert!(held <= most, "{map}: {held} bytes a round for {stored} keys");
        }
    }
}
