//! What stays in memory, and for how long: keys and values that are counted while they live.

use super::{Map, empty, promote, shape};
use contend::strategy::{ConcurrentMap, MapHandle};
use std::cmp::Ordering;
use std::hash::{Hash, Hasher};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

/// Counted while it lives.
#[derive(Debug)]
struct Counted(u64, Arc<AtomicUsize>);

impl Counted {
    fn new(number: u64, alive: &Arc<AtomicUsize>) -> Self {
        alive.fetch_add(1, SeqCst);
        Self(number, Arc::clone(alive))
    }
}

impl Clone for Counted {
    fn clone(&self) -> Self {
        Self::new(self.0, &self.1)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.1.fetch_sub(1, SeqCst);
    }
}

impl Hash for Counted {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl PartialEq for Counted {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl Eq for Counted {}

impl PartialOrd for Counted {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Counted {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.cmp(&other.0)
    }
}

/// Counted keys and values.
#[derive(Default)]
struct Census {
    keys: Arc<AtomicUsize>,
    values: Arc<AtomicUsize>,
}

impl Census {
    fn insert(&self, map: &Map<Counted, Counted>, numbers: std::ops::Range<u64>) {
        for number in numbers {
            map.handle().insert(self.key(number), Counted::new(number, &self.values));
        }
    }

    fn key(&self, number: u64) -> Counted {
        Counted::new(number, &self.keys)
    }

    /// Lets the reclaimer come round and counts keys and values. Key 0 must be in the read table.
    fn alive(&self, map: &Map<Counted, Counted>) -> (usize, usize) {
        (0..20).for_each(|_| _ = map.handle().get(&self.key(0)));
        (self.keys.load(SeqCst), self.values.load(SeqCst))
    }
}

#[test]
fn deleted_keys_stay_until_the_next_copy_and_promotion() {
    let (map, census) = (empty(), Census::default());
    census.insert(&map, 0..200);
    promote(&map);
    assert_eq!(census.alive(&map), (200, 200));
    (0..200).for_each(|number| _ = map.handle().remove(&census.key(number)));
    assert_eq!(census.alive(&map), (200, 0), "values go at once");
    assert_eq!(shape(&map), ((200, false, 0, 0), (0, 200, 0)));
    census.insert(&map, 200..201);
    assert_eq!(shape(&map), ((200, true, 1, 0), (1, 0, 200)));
    assert_eq!(census.alive(&map), (201, 1), "the copy leaves the read table");
    promote(&map);
    assert_eq!(census.alive(&map), (1, 1));
    drop(map);
    assert_eq!((census.keys.load(SeqCst), census.values.load(SeqCst)), (0, 0));
}

#[test]
fn an_entry_brought_back_or_deleted_again_is_freed_once() {
    let (map, census) = (empty(), Census::default());
    census.insert(&map, 0..10);
    promote(&map);
    (1..10).for_each(|number| _ = map.handle().remove(&census.key(number)));
    census.insert(&map, 10..11);
    // Half of the expunged ones come back, and some of these go again.
    census.insert(&map, 1..6);
    (1..3).for_each(|number| _ = map.handle().remove(&census.key(number)));
    assert_eq!(shape(&map), ((10, true, 7, 0), (5, 2, 4)));
    promote(&map);
    assert_eq!(census.alive(&map), (7, 5));
    census.insert(&map, 11..12);
    promote(&map);
    assert_eq!(census.alive(&map), (6, 6));
    drop(map);
    assert_eq!((census.keys.load(SeqCst), census.values.load(SeqCst)), (0, 0));
}

#[test]
fn a_clear_gives_everything_back() {
    let (map, census) = (empty(), Census::default());
    census.insert(&map, 0..10);
    promote(&map);
    map.handle().remove(&census.key(5));
    map.handle().remove(&census.key(6));
    census.insert(&map, 10..20);
    map.handle().remove(&census.key(7));
    census.insert(&map, 5..6);
    assert_eq!(shape(&map), ((10, true, 19, 0), (18, 1, 1)));
    map.handle().clear();
    assert_eq!(census.alive(&map), (0, 0));
    census.insert(&map, 0..3);
    promote(&map);
    map.handle().clear();
    assert_eq!(census.alive(&map), (0, 0));
}
