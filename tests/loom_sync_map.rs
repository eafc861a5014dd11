//! The read/dirty map under loom: every interleaving of two threads' operations in which they are
//! preempted at most three times, and the faults that the models must notice. A fault that needs a
//! fourth preemption would be missed.
//!
//! Run with `cargo test --no-default-features --features=full,loom --test loom_sync_map`.
//! Each model returns what its threads saw and what the map held in the end, and the set of what
//! these interleavings returned is the assertion: nothing that may not happen, and nothing that
//! should happen missing. The last models hold keys and values that loom watches, so that one read
//! before it was published fails.
#![cfg(all(feature = "loom", feature = "full"))]

use contend::strategy::sync_map::ReadDirtyMap;
use contend::strategy::sync_map::fault::{Fault, inject};
use contend::strategy::{ConcurrentMap, Key, MapHandle, Value};
use foldhash::fast::FixedState;
use loom::sync::Arc;
use loom::thread;
use std::collections::BTreeSet;
use std::hash::{Hash, Hasher};
use std::sync::Mutex;

type Map<K = u64, V = u64> = ReadDirtyMap<K, V, FixedState>;
type Body<R, M = Map> = fn(&M) -> R;

/// Keys 1, 2 ..., each its own value, in the dirty table only.
fn dirty(keys: u64) -> Map {
    let map = Map::new(FixedState::default());
    (1..=keys).for_each(|key| _ = map.handle().insert(key, key));
    map
}

/// The same in the read table.
fn promoted(keys: u64) -> Map {
    let map = dirty(keys);
    promote(&map);
    map
}

fn promote<K: Key, V: Value>(map: &Map<K, V>) {
    map.handle().for_each(0, |_, _| {});
}

fn sum(before: Option<&u64>, by: &u64) -> u64 {
    before.map_or(*by, |before| before + by)
}

/// All that the interleavings of two threads return, with what `end` finds after them. Each body
/// has its turn in the thread that starts first: loom remembers only the last access to an atomic,
/// so a load before a compare-exchange hides from it that another thread's load came before both,
/// and it would never try that the other way round.
fn outcomes<M, A, B, C>(
    make: fn() -> M,
    first: Body<A, M>,
    second: Body<B, M>,
    end: Body<C, M>,
) -> Vec<(A, B, C)>
where
    M: Send + Sync + 'static,
    A: Ord + Clone + Send + 'static,
    B: Ord + Clone + Send + 'static,
    C: Ord + Clone + Send + 'static,
{
    let mut seen = interleavings(make, first, second, end);
    let swapped = interleavings(make, second, first, end);
    seen.extend(swapped.into_iter().map(|(second, first, end)| (first, second, end)));
    seen.into_iter().collect()
}

fn interleavings<M, A, B, C>(
    make: fn() -> M,
    first: Body<A, M>,
    second: Body<B, M>,
    end: Body<C, M>,
) -> BTreeSet<(A, B, C)>
where
    M: Send + Sync + 'static,
    A: Ord + Clone + Send + 'static,
    B: Ord + Clone + Send + 'static,
    C: Ord + Clone + Send + 'static,
{
    let seen = std::sync::Arc::new(Mutex::new(BTreeSet::new()));
    let all = std::sync::Arc::clone(&seen);
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(3);
    builder.check(move || {
        let map = Arc::new(make());
        let other = Arc::clone(&map);
        let running = thread::spawn(move || second(&other));
        let first = first(&map);
        let second = running.join().unwrap();
        all.lock().unwrap().insert((first, second, end(&map)));
    });
    let seen = seen.lock().unwrap();
    seen.clone()
}

/// What the map has of keys 1 to 3, now and after one more promotion: the two must agree.
fn contents(map: &Map) -> [Option<u64>; 3] {
    let mut handle = map.handle();
    let now = [1, 2, 3].map(|key| handle.get(&key));
    promote(map);
    assert_eq!([1, 2, 3].map(|key| handle.get(&key)), now, "a promotion changed the contents");
    let live = now.iter().flatten().count();
    assert_eq!((map.internals().live, handle.len()), (live, live));
    now
}

/// How many keys are in memory as deleted or expunged, and what the map has.
fn contents_and_remains(map: &Map) -> (usize, [Option<u64>; 3]) {
    let inside = map.internals();
    (inside.deleted + inside.expunged, contents(map))
}

fn load_against_promotion() {
    let load: Body<_> = |map| map.handle().get(&1);
    let seen = outcomes(|| dirty(1), load, load, contents);
    assert_eq!(seen, [(Some(1), Some(1), [Some(1), None, None])]);
}

#[test]
fn a_load_finds_the_key_whoever_promotes_it() {
    load_against_promotion();
}

#[test]
#[should_panic = "None, Some(1), [Some(1)"]
fn a_load_without_a_second_look_is_caught() {
    inject(Fault::NoSecondLook);
    load_against_promotion();
}

#[test]
#[should_panic = "None, Some(1), [Some(1)"]
fn a_table_unamended_before_its_successor_is_there_is_caught() {
    inject(Fault::UnamendedFirst);
    load_against_promotion();
}

fn store_against_promotion() {
    let store: Body<_> = |map| map.handle().insert(1, 10);
    let load: Body<_> = |map| map.handle().get(&1);
    let seen = outcomes(|| dirty(1), store, load, contents);
    let stored = [Some(10), None, None];
    assert_eq!(seen, [(Some(1), Some(1), stored), (Some(1), Some(10), stored)]);
}

#[test]
fn a_store_finds_the_key_whoever_promotes_it() {
    store_against_promotion();
}

#[test]
#[should_panic]
fn a_store_without_a_second_look_is_caught() {
    inject(Fault::NoSecondLook);
    store_against_promotion();
}

#[test]
fn a_delete_takes_the_key_from_whichever_table_has_it() {
    let delete: Body<_> = |map| map.handle().remove(&1);
    let load_twice: Body<_> = |map| {
        let mut handle = map.handle();
        (handle.get(&1), handle.get(&2))
    };
    let seen = outcomes(|| dirty(2), delete, load_twice, contents_and_remains);
    let left = [None, Some(2), None];
    let expected = [
        // Removed from the dirty table before the load of key 1 or after it.
        (Some(1), (None, Some(2)), (0, left)),
        (Some(1), (Some(1), Some(2)), (0, left)),
        // Deleted in the read table, where it stays.
        (Some(1), (Some(1), Some(2)), (1, left)),
    ];
    assert_eq!(seen, expected);
}

#[test]
fn of_two_deletes_one_has_the_value() {
    let delete: Body<_> = |map| map.handle().remove(&1);
    for make in [|| dirty(1), || promoted(1)] {
        let seen = outcomes(make, delete, delete, contents);
        let gone = [None; 3];
        assert_eq!(seen, [(None, Some(1), gone), (Some(1), None, gone)]);
    }
}

/// Key 1 deleted in the read table, and no dirty table.
fn deleted() -> Map {
    let map = promoted(1);
    map.handle().remove(&1);
    map
}

fn store_against_copy() {
    let store: Body<_> = |map| map.handle().insert(1, 10);
    let new_key: Body<_> = |map| map.handle().insert(2, 20);
    let seen = outcomes(deleted, store, new_key, contents);
    assert_eq!(seen, [(None, None, [Some(10), Some(20), None])]);
}

#[test]
fn a_key_brought_back_while_the_table_is_copied_is_there() {
    store_against_copy();
}

#[test]
#[should_panic]
fn expunging_by_a_plain_store_is_caught() {
    inject(Fault::PlainExpunge);
    store_against_copy();
}

#[test]
#[should_panic = "a promotion changed the contents"]
fn an_expunged_key_kept_from_the_dirty_table_is_caught() {
    inject(Fault::ForgottenByDirty);
    store_against_copy();
}

#[test]
fn a_key_brought_back_while_its_table_is_replaced_is_there() {
    let store: Body<_> = |map| map.handle().insert(1, 10);
    let new_key_and_promotion: Body<_> = |map| {
        map.handle().insert(2, 20);
        promote(map);
    };
    let seen = outcomes(deleted, store, new_key_and_promotion, contents);
    assert_eq!(seen, [(None, (), [Some(10), Some(20), None])]);
}

#[test]
fn a_delete_during_the_copy_takes_what_was_brought_back() {
    let store_and_delete: Body<_> = |map| {
        let mut handle = map.handle();
        (handle.get_or_insert(1, 10), handle.remove(&1))
    };
    let new_key_and_store: Body<_> = |map| {
        let mut handle = map.handle();
        (handle.insert(2, 20), handle.insert(1, 11))
    };
    let seen = outcomes(deleted, store_and_delete, new_key_and_store, contents);
    let (with, without) = ([Some(11), Some(20), None], [None, Some(20), None]);
    let expected = [
        ((None, Some(10)), (None, None), with),
        ((None, Some(11)), (None, Some(10)), without),
        ((Some(11), Some(11)), (None, None), without),
    ];
    assert_eq!(seen, expected);
}

#[test]
fn updates_add_up_across_copy_and_promotion() {
    let update: Body<_> = |map| map.handle().update(1, 10, sum);
    let new_key_and_update: Body<_> = |map| {
        map.handle().insert(2, 20);
        map.handle().update(1, 100, sum)
    };
    let seen = outcomes(deleted, update, new_key_and_update, contents);
    let end = [Some(110), Some(20), None];
    assert_eq!(seen, [(None, Some(10), end), (Some(100), None, end)]);
}

#[test]
fn of_two_exchanges_one_succeeds() {
    let exchange: Body<_> = |map| map.handle().compare_exchange(&1, &1, 10);
    for make in [|| dirty(1), || promoted(1)] {
        let seen = outcomes(make, exchange, exchange, contents);
        let end = [Some(10), None, None];
        assert_eq!(seen, [(false, true, end), (true, false, end)]);
    }
}

#[test]
fn a_store_comes_before_a_clear_or_after_it() {
    let clear: Body<_> = |map| map.handle().clear();
    let store_and_load: Body<_> = |map| (map.handle().insert(1, 10), map.handle().get(&1));
    for make in [|| dirty(1), || promoted(1)] {
        let seen = outcomes(make, clear, store_and_load, contents);
        let (stored, cleared) = ([Some(10), None, None], [None; 3]);
        let expected = [
            ((), (None, Some(10)), stored),
            ((), (Some(1), None), cleared),
            ((), (Some(1), Some(10)), cleared),
        ];
        assert_eq!(seen, expected);
    }
}

#[test]
fn a_walk_sees_what_is_there_throughout() {
    let walk: Body<_> = |map| {
        let mut keys = Vec::new();
        map.handle().for_each(9, |key, _| keys.push(*key));
        keys.sort_unstable();
        keys
    };
    let write: Body<_> = |map| {
        map.handle().insert(3, 30);
        map.handle().remove(&1)
    };
    // Key 2 exactly once. Key 1 and key 3 as they come; loom does not try all of it.
    let walks = [vec![1, 2], vec![1, 2, 3], vec![2], vec![2, 3]];
    let end = [None, Some(2), Some(30)];
    for (walk, removed, contents) in outcomes(|| dirty(2), walk, write, contents) {
        assert_eq!((removed, contents), (Some(1), end));
        assert!(walks.contains(&walk), "a walk of {walk:?}");
    }
}

/// A number that loom watches: it was written where it was made.
struct Watched(loom::cell::UnsafeCell<u64>);

// SAFETY: written before it is shared, only read afterwards; loom checks just that.
unsafe impl Sync for Watched {}

impl Watched {
    fn new(number: u64) -> Self {
        let cell = loom::cell::UnsafeCell::new(0);
        // SAFETY: nobody else has the cell.
        cell.with_mut(|place| unsafe { *place = number });
        Self(cell)
    }

    fn get(&self) -> u64 {
        // SAFETY: never written after `new`.
        self.0.with(|place| unsafe { *place })
    }
}

impl Clone for Watched {
    fn clone(&self) -> Self {
        Self::new(self.get())
    }
}

impl Hash for Watched {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.get().hash(state);
    }
}

impl PartialEq for Watched {
    fn eq(&self, other: &Self) -> bool {
        self.get() == other.get()
    }
}

impl Eq for Watched {}

impl PartialOrd for Watched {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Watched {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.get().cmp(&other.get())
    }
}

/// One thread's new key and its promotion, another's load without the lock.
fn published_table() {
    let make = || Map::new(FixedState::default());
    let load: Body<_, Map<Watched, u64>> = |map| map.handle().get(&Watched::new(1));
    let store_and_promote: Body<_, Map<Watched, u64>> = |map| {
        map.handle().insert(Watched::new(1), 1);
        promote(map);
    };
    let seen = outcomes(make, load, store_and_promote, |_| ());
    assert_eq!(seen, [(None, (), ()), (Some(1), (), ())]);
}

#[test]
fn a_key_is_whole_when_the_table_shows_it() {
    published_table();
}

#[test]
#[should_panic = "Causality violation"]
fn a_table_published_without_ordering_is_caught() {
    inject(Fault::RelaxedTable);
    published_table();
}

/// One thread replaces a value, another loads it.
fn published_value() {
    let make = || {
        let map = Map::new(FixedState::default());
        map.handle().insert(1, Watched::new(1));
        promote(&map);
        map
    };
    let get: Body<_, Map<u64, Watched>> = |map| map.handle().get(&1).map(|found| found.get());
    let replace: Body<_, Map<u64, Watched>> = |map| _ = map.handle().insert(1, Watched::new(2));
    let seen = outcomes(make, get, replace, get);
    assert_eq!(seen, [(Some(1), (), Some(2)), (Some(2), (), Some(2))]);
}

#[test]
fn a_value_is_whole_when_the_entry_shows_it() {
    published_value();
}

#[test]
#[should_panic = "Causality violation"]
fn a_value_published_without_ordering_is_caught() {
    inject(Fault::RelaxedValue);
    published_value();
}

/// Found equal, then deleted and expunged by the copy that another key's store makes: the exchange
/// is refused, because the value is already the remover's.
#[test]
fn exchange_against_delete_and_expunge() {
    let exchange: Body<bool> = |map| map.handle().compare_exchange(&1, &1, 9);
    let delete: Body<Option<u64>> = |map| {
        let removed = map.handle().remove(&1);
        map.handle().insert(2, 2);
        removed
    };
    let left = [None, Some(2), None];
    let seen = outcomes(|| promoted(1), exchange, delete, contents);
    assert_eq!(seen, [(false, Some(1), left), (true, Some(9), left)]);
}
