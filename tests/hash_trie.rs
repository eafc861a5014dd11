//! What the hash trie promises beyond the suite that all maps pass: order and life of a walk,
//! memory that comes back, locks that a panic lets go, chains and deep forks.
#![cfg(feature = "full")]

use contend::strategy::hash_trie::{HashTrie, HashTrieMap};
use contend::strategy::parts::reclaim::SLACK;
use contend::strategy::{ConcurrentMap, Key, MapHandle, MapSpec, Strategy, Value};
use contend::workload::entry::key;
use foldhash::fast::FixedState;
use std::cmp::Ordering as Order;
use std::hash::{BuildHasher, Hash, Hasher};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicIsize, AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

/// Takes the last number that a key writes for its hash.
#[derive(Clone, Default)]
struct AsWritten;

struct Written(u64);

impl BuildHasher for AsWritten {
    type Hasher = Written;

    fn build_hasher(&self) -> Written {
        Written(0)
    }
}

impl Hasher for Written {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, _: &[u8]) {
        unreachable!("keys here write a u64")
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }
}

/// A key whose hash is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Placed {
    hash: u64,
    id: u64,
}

impl Hash for Placed {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.hash);
    }
}

#[derive(Debug, PartialEq)]
struct Figures {
    entries: u64,
    nodes: u64,
    levels: u64,
}

fn figures<K: Key, V: Value>(map: &impl ConcurrentMap<K, V>) -> Figures {
    let mut figures = Vec::new();
    map.inspect(&mut figures);
    let [entries, nodes, levels] = figures[..] else { panic!("{figures:?}") };
    Figures { entries, nodes, levels }
}

fn walk<K: Key, V: Value>(handle: &mut impl MapHandle<K, V>) -> Vec<K> {
    let mut keys = Vec::new();
    handle.for_each(usize::MAX, |key, _| keys.push(key.clone()));
    keys
}

/// A key in the root's slot of that number.
fn top(slot: u64) -> u64 {
    slot << 60
}

#[test]
fn a_walk_follows_the_hashes_and_sees_what_comes_ahead_of_it() {
    let map = HashTrieMap::<u64, u64, _>::new(AsWritten);
    let (mut walker, mut writer) = (map.handle(), map.handle());
    for slot in [12, 2, 8, 4, 6] {
        writer.insert(top(slot), slot);
    }
    assert_eq!(walk(&mut walker), [2, 4, 6, 8, 12].map(top));

    let mut seen = Vec::new();
    walker.for_each(usize::MAX, |&key, _| {
        if key == top(4) {
            writer.insert(top(9), 9);
            writer.insert(top(3), 3);
            writer.insert(top(8) + 1, 8);
            writer.remove(&top(6));
            writer.remove(&top(2));
        }
        seen.push(key);
    });
    assert_eq!(seen, [top(2), top(4), top(8), top(8) + 1, top(9), top(12)]);
    let now = walk(&mut walker);
    assert_eq!(now, [top(3), top(4), top(8), top(8) + 1, top(9), top(12)]);
    assert_eq!(walk(&mut walker), now);
    assert_eq!(walker.len(), 6);
}

#[test]
fn a_walk_goes_on_in_the_tree_that_clear_took_away() {
    let map = HashTrieMap::<u64, u64, _>::new(FixedState::default());
    let (mut walker, mut writer) = (map.handle(), map.handle());
    for key in 0..1000 {
        writer.insert(key, key);
    }
    let mut seen = 0;
    walker.for_each(usize::MAX, |_, _| {
        if seen == 500 {
            writer.clear();
            writer.insert(5000, 0);
        }
        seen += 1;
    });
    assert_eq!((seen, walker.len()), (1000, 1));
}

#[test]
fn hashes_that_differ_in_the_last_digit_hang_sixteen_levels_down() {
    let map = HashTrieMap::<u64, u64, _>::new(AsWritten);
    let mut handle = map.handle();
    let hash = 0x1234_5678_9abc_def0;
    assert_eq!(handle.insert(hash, 0), None);
    assert_eq!(figures(&map), Figures { entries: 1, nodes: 1, levels: 1 });
    for last in 1..16 {
        assert_eq!(handle.insert(hash + last, last), None);
        assert_eq!(figures(&map), Figures { entries: last + 1, nodes: 16, levels: 16 });
    }
    for last in 0..16 {
        assert_eq!(handle.get(&(hash + last)), Some(last));
    }
    // A fork half-way down, which stays when the sixteen are gone.
    handle.insert(0x1234_5678_0000_0000, 77);
    for last in 0..16 {
        assert_eq!(handle.remove(&(hash + last)), Some(last));
        assert_eq!(handle.get(&(hash + last)), None);
    }
    assert_eq!(figures(&map), Figures { entries: 1, nodes: 9, levels: 9 });
    assert_eq!(handle.remove(&0x1234_5678_0000_0000), Some(77));
    assert_eq!(figures(&map), Figures { entries: 0, nodes: 1, levels: 1 });
    assert!(handle.is_empty());
}

#[test]
fn equal_hashes_form_a_chain() {
    let map = HashTrieMap::<Placed, u64, _>::new(AsWritten);
    let mut handle = map.handle();
    let key = |id| Placed { hash: 7, id };
    for id in 0..20 {
        assert_eq!(handle.insert(key(id), id), None);
    }
    assert_eq!(figures(&map), Figures { entries: 20, nodes: 1, levels: 1 });
    // Head, middle and tail are replaced in place, removed, and put back.
    for id in [19, 10, 0] {
        assert_eq!(handle.insert(key(id), id + 100), Some(id));
        assert!(handle.compare_exchange(&key(id), &(id + 100), id + 200));
        assert_eq!(handle.update(key(id), 1, |old, by| old.unwrap() + by), Some(id + 200));
        assert_eq!(handle.get_or_insert(key(id), 0), Some(id + 201));
        assert_eq!(walk(&mut handle).len(), 20);
        assert_eq!(handle.remove(&key(id)), Some(id + 201));
        assert_eq!((handle.remove(&key(id)), handle.len()), (None, 19));
        assert_eq!(handle.get_or_insert(key(id), id), None);
    }
    // A fork takes the whole chain down with it.
    assert_eq!(handle.insert(Placed { hash: 6, id: 0 }, 6), None);
    assert_eq!(figures(&map), Figures { entries: 21, nodes: 16, levels: 16 });
    for id in 0..20 {
        assert_eq!(handle.get(&key(id)), Some(id));
        assert_eq!(handle.remove(&key(id)), Some(id));
    }
    assert_eq!(handle.len(), 1);
}

/// Something that is counted while it lives.
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
        assert_ne!(self.1.fetch_sub(1, SeqCst), 0);
    }
}

impl PartialEq for Counted {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl Eq for Counted {}

impl PartialOrd for Counted {
    fn partial_cmp(&self, other: &Self) -> Option<Order> {
        Some(self.cmp(other))
    }
}

impl Ord for Counted {
    fn cmp(&self, other: &Self) -> Order {
        self.0.cmp(&other.0)
    }
}

impl Hash for Counted {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

type CountedMap = HashTrieMap<Counted, Counted, FixedState>;

/// Pins until nothing is left to free, which a few turns of the collector must do.
fn settles<K: Key, V: Value>(handle: &mut impl MapHandle<K, V>, alive: &AtomicUsize) -> bool {
    (0..20_000).any(|_| {
        handle.is_empty();
        alive.load(SeqCst) == 0
    })
}

#[test]
fn memory_comes_back_without_waiting_for_the_map_to_end() {
    let alive = Arc::new(AtomicUsize::new(0));
    let counted = |number| Counted::new(number, &alive);
    let map = CountedMap::new(FixedState::default());
    let mut handle = map.handle();
    for number in 0..5_000 {
        handle.insert(counted(number), counted(number));
    }
    assert_eq!(alive.load(SeqCst), 10_000);
    assert!(figures(&map).nodes > 1000);
    for number in 0..5_000 {
        let key = counted(number);
        assert_eq!(handle.remove(&key), Some(counted(number)));
    }
    assert_eq!(figures(&map), Figures { entries: 0, nodes: 1, levels: 1 });
    // What this thread has not yet handed over goes with its handle.
    drop(handle);
    let mut handle = map.handle();
    assert!(settles(&mut handle, &alive), "{} of 10000 are left", alive.load(SeqCst));

    let mut most = 0;
    for _ in 0..20_000 {
        handle.insert(counted(1), counted(1));
        handle.remove(&counted(1));
        most = most.max(alive.load(SeqCst));
    }
    assert!(most < 2_000, "one key made {most} keys and values live at once");
}

#[test]
fn a_cleared_tree_is_freed_while_its_thread_idles() {
    let alive = Arc::new(AtomicUsize::new(0));
    let map = CountedMap::new(FixedState::default());
    let (mut idle, mut other) = (map.handle(), map.handle());
    for number in 0..2_000 {
        idle.insert(Counted::new(number, &alive), Counted::new(number, &alive));
    }
    idle.clear();
    assert!(settles(&mut other, &alive), "{} of 4000 are left", alive.load(SeqCst));
}

/// Counts comparisons down and panics at the last.
#[derive(Clone, Debug)]
struct Fragile {
    number: u64,
    fuse: Arc<AtomicIsize>,
}

impl PartialEq for Fragile {
    fn eq(&self, other: &Self) -> bool {
        assert_ne!(self.fuse.fetch_sub(1, SeqCst), 1, "planted");
        self.number == other.number
    }
}

impl Eq for Fragile {}

impl PartialOrd for Fragile {
    fn partial_cmp(&self, other: &Self) -> Option<Order> {
        Some(self.cmp(other))
    }
}

impl Ord for Fragile {
    fn cmp(&self, other: &Self) -> Order {
        self.number.cmp(&other.number)
    }
}

impl Hash for Fragile {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.number);
    }
}

type FragileMap = HashTrieMap<Fragile, Fragile, AsWritten>;

/// Whether another thread can do everything to the key within a while.
fn usable(map: &Arc<FragileMap>, key: &Fragile) -> bool {
    let (done, finished) = mpsc::channel();
    let (map, key) = (Arc::clone(map), key.clone());
    thread::spawn(move || {
        let mut handle = map.handle();
        let with = |number| Fragile { number, ..key.clone() };
        assert_eq!(handle.get(&key), Some(with(1)));
        assert_eq!(handle.insert(key.clone(), with(2)), Some(with(1)));
        assert_eq!(handle.update(key.clone(), with(3), |_, new| new.clone()), Some(with(2)));
        assert!(handle.compare_exchange(&key, &with(3), with(4)));
        assert_eq!(handle.remove(&key), Some(with(4)));
        assert_eq!(handle.get_or_insert(key.clone(), with(1)), None);
        assert_eq!(handle.len(), 2);
        done.send(())
    });
    finished.recv_timeout(Duration::from_secs(60)).is_ok()
}

/// Runs the operation with a fuse of one comparison, of two, and so on until it gets through, and
/// returns how many times it panicked.
fn panics(operation: impl Fn(&FragileMap, Fragile, Fragile)) -> usize {
    let fuse = Arc::new(AtomicIsize::new(0));
    let with = |number| Fragile { number, fuse: Arc::clone(&fuse) };
    (1..)
        .take_while(|&comparisons| {
            fuse.store(0, SeqCst);
            let map = Arc::new(HashTrieMap::new(AsWritten));
            let key = with(0x77);
            map.handle().insert(key.clone(), with(1));
            map.handle().insert(with(0x78), with(1));
            fuse.store(comparisons, SeqCst);
            let attempt = || operation(&map, key.clone(), with(1));
            let panicked = catch_unwind(AssertUnwindSafe(attempt)).is_err();
            fuse.store(0, SeqCst);
            assert!(!panicked || usable(&map, &key), "locked after {comparisons} comparisons");
            panicked
        })
        .count()
}

/// Each operation compares once without the lock if it may end there, and once with it.
#[test]
fn a_panic_in_a_comparison_leaves_no_node_locked() {
    assert_eq!(panics(|map, key, _| drop(map.handle().get(&key))), 1);
    assert_eq!(panics(|map, key, value| drop(map.handle().insert(key, value))), 1);
    assert_eq!(panics(|map, key, _| drop(map.handle().remove(&key))), 2);
    assert_eq!(panics(|map, key, value| drop(map.handle().get_or_insert(key, value))), 1);
    let keep = |map: &FragileMap, key, value| {
        drop(map.handle().update(key, value, |_, new| new.clone()));
    };
    assert_eq!(panics(keep), 1);
    // The key and the value, both times.
    let exchange = |map: &FragileMap, key: Fragile, value: Fragile| {
        assert!(map.handle().compare_exchange(&key, &value, value.clone()));
    };
    assert_eq!(panics(exchange), 4);
}

#[test]
fn a_panic_in_a_merge_leaves_no_node_locked() {
    let fuse = Arc::new(AtomicIsize::new(0));
    let with = |number| Fragile { number, fuse: Arc::clone(&fuse) };
    let map = Arc::new(HashTrieMap::new(AsWritten));
    for number in [0x77, 0x78] {
        map.handle().insert(with(number), with(1));
    }
    let attempt = || map.handle().update(with(0x77), with(5), |_, _| panic!("planted"));
    assert!(catch_unwind(AssertUnwindSafe(attempt)).is_err());
    assert!(usable(&map, &with(0x77)));
}

#[test]
fn reads_and_writes_that_change_nothing_take_no_lock() {
    static INSIDE: AtomicBool = AtomicBool::new(false);
    static LEAVE: AtomicBool = AtomicBool::new(false);
    let map = HashTrieMap::<u64, u64, _>::new(AsWritten);
    let mut handle = map.handle();
    handle.insert(1, 10);
    thread::scope(|scope| {
        scope.spawn(|| {
            map.handle().update(1, 5, |old, by| {
                INSIDE.store(true, SeqCst);
                while !LEAVE.load(SeqCst) {
                    thread::yield_now();
                }
                old.unwrap() + by
            })
        });
        while !INSIDE.load(SeqCst) {
            thread::yield_now();
        }
        // The root is locked now; each of these would wait for ever.
        assert_eq!((handle.get(&1), handle.get(&2)), (Some(10), None));
        assert_eq!(handle.remove(&2), None);
        assert_eq!(handle.get_or_insert(1, 0), Some(10));
        assert!(!handle.compare_exchange(&1, &11, 0) && !handle.compare_exchange(&2, &0, 0));
        assert_eq!((handle.len(), walk(&mut handle).len()), (1, 1));
        assert_eq!(figures(&map).entries, 1);
        // The update goes on in the old tree, and so before this.
        handle.clear();
        assert_eq!(handle.insert(1, 20), None);
        LEAVE.store(true, SeqCst);
    });
    assert_eq!(handle.get(&1), Some(20));
}

/// Random inserts and removals by several threads of a few keys: what is there at the end is what
/// the returned values say, and a key that nobody touches is found by every read.
fn contended(keys: &[Placed], stays: Placed) {
    const THREADS: u64 = 4;
    let map = HashTrieMap::<Placed, u64, _>::new(AsWritten);
    map.handle().insert(stays, 99);
    let balances: Vec<Vec<i64>> = thread::scope(|scope| {
        let client = |number: u64| {
            let map = &map;
            move || {
                let mut handle = map.handle();
                let mut balance = vec![0; keys.len()];
                let mut random = number + 1;
                for _ in 0..8_000 {
                    random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                    let at = (random >> 33) as usize % keys.len();
                    if (random >> 60).is_multiple_of(2) {
                        balance[at] += i64::from(handle.insert(keys[at], 1).is_none());
                    } else {
                        balance[at] -= i64::from(handle.remove(&keys[at]).is_some());
                    }
                    assert_eq!(handle.get(&stays), Some(99));
                }
                balance
            }
        };
        let clients: Vec<_> = (0..THREADS).map(|number| scope.spawn(client(number))).collect();
        clients.into_iter().map(|client| client.join().unwrap()).collect()
    });
    let mut handle = map.handle();
    for (at, key) in keys.iter().enumerate() {
        let balance: i64 = balances.iter().map(|balance| balance[at]).sum();
        assert_eq!(balance, i64::from(handle.remove(key).is_some()), "{key:?}");
    }
    assert_eq!(handle.remove(&stays), Some(99));
    assert_eq!(figures(&map), Figures { entries: 0, nodes: 1, levels: 1 });
}

#[test]
fn a_contended_chain_loses_nothing() {
    let keys: Vec<_> = (0..6).map(|id| Placed { hash: 7, id }).collect();
    contended(&keys, Placed { hash: 7, id: 100 });
}

#[test]
fn forks_and_prunes_of_sixteen_levels_lose_nothing() {
    let keys = [0x10, 0x11, 0x100, 0x0010_0000_0000_0010].map(|hash| Placed { hash, id: 0 });
    contended(&keys, Placed { hash: 0x0010_0000_0000_0000, id: 0 });
    contended(&keys[..2], Placed { hash: 1 << 60, id: 0 });
}

/// Writers in trees that are being cleared: each key and value is dropped once, none too early.
#[test]
fn clears_among_writers_drop_everything_once() {
    let alive = Arc::new(AtomicUsize::new(0));
    let map = CountedMap::new(FixedState::default());
    thread::scope(|scope| {
        for number in 0..4 {
            let (map, alive) = (&map, &alive);
            scope.spawn(move || {
                let mut handle = map.handle();
                for step in 0..4_000_u64 {
                    let key = Counted::new(step * (number + 3) % 61, alive);
                    match step % 5 {
                        0 | 1 => drop(handle.insert(key.clone(), key)),
                        2 => drop(handle.remove(&key)),
                        3 => drop(handle.update(key.clone(), key, |_, new| new.clone())),
                        _ if step % 50 == 49 => handle.clear(),
                        _ => assert!(handle.get(&key).is_none_or(|value| value == key)),
                    }
                }
            });
        }
    });
    let held = map.handle().len();
    assert!(alive.load(SeqCst) >= 2 * held);
    drop(map);
    assert_eq!(alive.load(SeqCst), 0);
}

#[test]
fn the_footprint_covers_what_a_full_trie_takes() {
    let spec = MapSpec::canonical("hash-trie").unwrap();
    let map = HashTrieMap::<u64, u64, _>::new(FixedState::default());
    let mut handle = map.handle();
    let mut filled = 0;
    for entries in [1, 16, 100, 1_000, 8_000, 30_000, 120_000] {
        for index in filled..entries {
            handle.insert(key(index as u32), 0);
        }
        filled = entries;
        let Figures { nodes, .. } = figures(&map);
        let room = (HashTrie::ROW.footprint)(&spec, entries) - SLACK;
        assert!(entries * 48 + nodes * 160 <= room, "{entries} entries, {nodes} nodes");
    }
}
