//! The read/dirty map step by step: when it misses, promotes, copies, expunges and lets go.
#![cfg(all(feature = "full", not(feature = "loom")))]

mod memory;
mod rules;

use contend::strategy::sync_map::{Internals, ReadDirtyMap, SyncMap};
use contend::strategy::{ConcurrentMap, Key, MapHandle, Strategy, Value};
use foldhash::fast::FixedState;
use std::cell::Cell;
use std::hash::{Hash, Hasher};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;
use std::time::Duration;

type Map<K = u64, V = u64> = ReadDirtyMap<K, V, FixedState>;
type Handle<'map> = <Map as ConcurrentMap<u64, u64>>::Handle<'map>;

const ABSENT: u64 = 1 << 40;

fn empty<K: Key, V: Value>() -> Map<K, V> {
    ReadDirtyMap::new(FixedState::default())
}

fn promote<K: Key, V: Value>(map: &Map<K, V>) {
    map.handle().for_each(0, |_, _| {});
}

/// Keys 0 to n - 1, each its own value, all in the read table.
fn promoted(keys: u64) -> Map {
    let map = empty();
    (0..keys).for_each(|key| _ = map.handle().insert(key, key));
    promote(&map);
    map
}

/// Key 0 expunged, keys 1 and 2 in both tables, key 3 in the dirty table only.
fn amended() -> Map {
    let map = promoted(3);
    map.handle().remove(&0);
    map.handle().insert(3, 3);
    assert_eq!(shape(&map), ((3, true, 3, 0), (3, 0, 1)));
    map
}

/// Read size, amended, dirty size, misses; live, deleted and expunged entries.
type Shape = ((usize, bool, usize, usize), (usize, usize, usize));

fn shape<K: Key, V: Value>(map: &Map<K, V>) -> Shape {
    let Internals { read, amended, dirty, misses, live, deleted, expunged, .. } = map.internals();
    ((read, amended, dirty, misses), (live, deleted, expunged))
}

fn sum(before: Option<&u64>, by: &u64) -> u64 {
    before.map_or(*by, |before| before + by)
}

#[test]
fn n_new_keys_are_promoted_after_n_missing_loads() {
    for keys in [1_usize, 2, 10, 100] {
        let map = empty::<usize, usize>();
        let mut handle = map.handle();
        (0..keys).for_each(|key| _ = handle.insert(key, key));
        for missed in 0..keys {
            assert_eq!(shape(&map), ((0, true, keys, missed), (keys, 0, 0)));
            assert_eq!(handle.get(&missed), Some(missed));
        }
        assert_eq!(shape(&map), ((keys, false, 0, 0), (keys, 0, 0)));
        assert_eq!(map.internals().promotions, 1);
    }
}

#[test]
fn a_new_key_beside_a_thousand_takes_a_thousand_and_one() {
    let map = promoted(1000);
    let mut handle = map.handle();
    handle.insert(1000, 1000);
    assert_eq!(shape(&map).0, (1000, true, 1001, 0));
    (0..1000).for_each(|_| assert_eq!(handle.get(&1000), Some(1000)));
    assert_eq!(shape(&map).0, (1000, true, 1001, 1000));
    handle.get(&1000);
    assert_eq!(shape(&map).0, (1001, false, 0, 0));
}

#[test]
fn misses_are_counted_where_the_original_counts_them() {
    // Key 0 is expunged, key 1 in the read table, key 3 in the dirty table only.
    type Case = (&'static str, usize, fn(&mut Handle));
    let cases: &[Case] = &[
        ("get, read", 0, |map| _ = map.get(&1)),
        ("get, expunged", 0, |map| _ = map.get(&0)),
        ("get, dirty", 1, |map| _ = map.get(&3)),
        ("get, absent", 1, |map| _ = map.get(&ABSENT)),
        ("remove, read", 0, |map| _ = map.remove(&1)),
        ("remove, expunged", 0, |map| _ = map.remove(&0)),
        ("remove, dirty", 1, |map| _ = map.remove(&3)),
        ("remove, absent", 1, |map| _ = map.remove(&ABSENT)),
        ("insert, read", 0, |map| _ = map.insert(1, 9)),
        ("insert, expunged", 0, |map| _ = map.insert(0, 9)),
        ("insert, dirty", 0, |map| _ = map.insert(3, 9)),
        ("insert, absent", 0, |map| _ = map.insert(ABSENT, 9)),
        ("get or insert, read", 0, |map| _ = map.get_or_insert(1, 9)),
        ("get or insert, expunged", 0, |map| _ = map.get_or_insert(0, 9)),
        ("get or insert, dirty", 1, |map| _ = map.get_or_insert(3, 9)),
        ("get or insert, absent", 0, |map| _ = map.get_or_insert(ABSENT, 9)),
        ("update, read", 0, |map| _ = map.update(1, 9, sum)),
        ("update, expunged", 0, |map| _ = map.update(0, 9, sum)),
        ("update, dirty", 1, |map| _ = map.update(3, 9, sum)),
        ("update, absent", 0, |map| _ = map.update(ABSENT, 9, sum)),
        ("exchange, read", 0, |map| assert!(map.compare_exchange(&1, &1, 9))),
        ("exchange, expunged", 0, |map| assert!(!map.compare_exchange(&0, &0, 9))),
        ("exchange, dirty", 1, |map| assert!(map.compare_exchange(&3, &3, 9))),
        ("exchange, dirty, unequal", 1, |map| assert!(!map.compare_exchange(&3, &4, 9))),
        ("exchange, absent", 0, |map| assert!(!map.compare_exchange(&ABSENT, &0, 9))),
    ];
    for (name, counted, operation) in cases {
        let map = amended();
        operation(&mut map.handle());
        assert_eq!(map.internals().misses, *counted, "{name}");
    }
}

#[test]
fn nothing_counts_while_the_read_table_lacks_nothing() {
    let map = promoted(3);
    let mut handle = map.handle();
    handle.get(&ABSENT);
    handle.remove(&ABSENT);
    handle.compare_exchange(&ABSENT, &0, 1);
    assert_eq!(shape(&map), ((3, false, 0, 0), (3, 0, 0)));
}

#[test]
fn a_key_of_the_dirty_table_only_is_removed_at_once() {
    let map = amended();
    let mut handle = map.handle();
    assert_eq!(handle.remove(&3), Some(3));
    assert_eq!(shape(&map), ((3, true, 2, 1), (2, 0, 1)));
    // The size that misses are held against is the one after the removal.
    handle.insert(4, 4);
    handle.get(&ABSENT);
    assert_eq!(shape(&map), ((3, true, 3, 2), (3, 0, 1)));
    assert_eq!(handle.remove(&4), Some(4));
    assert_eq!(shape(&map), ((2, false, 0, 0), (2, 0, 0)));
    assert_eq!((handle.get(&4), handle.get(&1)), (None, Some(1)));
}

#[test]
fn the_copy_expunges_what_is_deleted() {
    let map = promoted(5);
    let mut handle = map.handle();
    handle.remove(&0);
    handle.remove(&1);
    assert_eq!(shape(&map), ((5, false, 0, 0), (3, 2, 0)));
    handle.insert(5, 5);
    assert_eq!(shape(&map), ((5, true, 4, 0), (4, 0, 2)));
    assert_eq!((handle.get(&0), handle.remove(&1)), (None, None));
    // Deleted after the copy: stays in both tables and goes along with the promotion.
    handle.remove(&2);
    assert_eq!(shape(&map), ((5, true, 4, 0), (3, 1, 2)));
    (0..4).for_each(|_| _ = handle.get(&5));
    assert_eq!(shape(&map), ((4, false, 0, 0), (3, 1, 0)));
    // The next copy leaves it out.
    handle.insert(6, 6);
    assert_eq!(shape(&map), ((4, true, 4, 0), (4, 0, 1)));
}

#[test]
fn a_write_to_an_expunged_key_puts_it_back_into_the_dirty_table() {
    let writes: [fn(&mut Handle) -> Option<u64>; 3] =
        [|map| map.insert(0, 7), |map| map.get_or_insert(0, 7), |map| map.update(0, 7, sum)];
    for write in writes {
        let map = amended();
        assert_eq!(write(&mut map.handle()), None);
        assert_eq!(shape(&map), ((3, true, 4, 0), (4, 0, 0)));
        promote(&map);
        assert_eq!(shape(&map), ((4, false, 0, 0), (4, 0, 0)));
        assert_eq!(map.handle().get(&0), Some(7));
    }
}

thread_local! {
    static STOP: Cell<Option<(mpsc::Sender<()>, mpsc::Receiver<()>)>> = const { Cell::new(None) };
}

/// Runs the body while another thread is held up inside the merge of a new key, under the lock.
fn while_locked(map: &Map, body: impl FnOnce()) {
    fn stop(_: Option<&u64>, by: &u64) -> u64 {
        let (entered, leave) = STOP.take().unwrap();
        entered.send(()).unwrap();
        leave.recv().unwrap();
        *by
    }
    let (entered, has_entered) = mpsc::channel();
    let (leave, may_leave) = mpsc::channel();
    std::thread::scope(|scope| {
        scope.spawn(move || {
            STOP.set(Some((entered, may_leave)));
            map.handle().update(ABSENT, 0, stop);
        });
        has_entered.recv_timeout(Duration::from_secs(30)).unwrap();
        body();
        leave.send(()).unwrap();
    });
}

#[test]
fn keys_of_the_read_table_are_read_written_deleted_and_brought_back_without_the_lock() {
    let map = amended();
    let mut handle = map.handle();
    while_locked(&map, || {
        assert_eq!(handle.get(&1), Some(1));
        assert_eq!(handle.insert(1, 2), Some(1));
        assert_eq!(handle.update(1, 3, sum), Some(2));
        assert!(handle.compare_exchange(&1, &5, 6));
        assert_eq!(handle.remove(&1), Some(6));
        assert_eq!((handle.get(&1), handle.remove(&1)), (None, None));
        assert_eq!(handle.get_or_insert(1, 7), None);
        assert_eq!(handle.get_or_insert(1, 8), Some(7));
        assert_eq!((handle.remove(&1), handle.insert(1, 9)), (Some(7), None));
        assert_eq!((handle.get(&0), handle.remove(&0)), (None, None), "expunged");
        assert_eq!(handle.remove(&2), Some(2));
    });
    // The deleted key stays in both tables.
    assert_eq!(shape(&map), ((3, true, 4, 0), (3, 1, 1)));
}

#[test]
fn a_new_key_an_expunged_key_and_a_miss_take_the_lock() {
    let operations: [fn(&mut Handle); 3] =
        [|map| _ = map.insert(7, 7), |map| _ = map.insert(0, 7), |map| _ = map.get(&3)];
    for operation in operations {
        let map = amended();
        let (done, is_done) = mpsc::channel();
        std::thread::scope(|scope| {
            while_locked(&map, || {
                let map = &map;
                scope.spawn(move || {
                    operation(&mut map.handle());
                    done.send(()).unwrap();
                });
                is_done.recv_timeout(Duration::from_millis(50)).unwrap_err();
            });
            is_done.recv_timeout(Duration::from_secs(30)).unwrap();
        });
    }
}

#[test]
fn a_walk_promotes_first_even_if_it_stops_at_once() {
    let map = amended();
    map.handle().for_each(0, |_, _| panic!("a walk of no entries"));
    assert_eq!(shape(&map), ((3, false, 0, 0), (3, 0, 0)));
    assert_eq!(map.internals().promotions, 2);
    map.handle().insert(9, 9);
    assert_eq!(map.handle().len(), 4);
    assert_eq!(map.internals().promotions, 3, "counting is a walk");
    promote(&map);
    assert_eq!(map.internals().promotions, 3, "nothing to promote");
}

fn walk(map: &Map, mut meanwhile: impl FnMut(usize)) -> Vec<(u64, u64)> {
    let mut seen = Vec::new();
    map.handle().for_each(usize::MAX, |&key, &value| {
        seen.push((key, value));
        meanwhile(seen.len());
    });
    seen.sort_unstable();
    seen
}

#[test]
fn keys_stored_during_a_walk_are_not_visited() {
    let map = promoted(10);
    let seen = walk(&map, |step| {
        map.handle().insert(100 + step as u64, 0);
        // Not even if they are promoted meanwhile.
        promote(&map);
    });
    assert_eq!(seen, (0..10).map(|key| (key, key)).collect::<Vec<_>>());
    assert_eq!(map.handle().len(), 20);
}

#[test]
fn a_walk_sees_values_replaced_and_keys_deleted_ahead_of_it() {
    let map = promoted(10);
    let seen = walk(&map, |step| {
        if step == 1 {
            (0..10).for_each(|key| _ = map.handle().compare_exchange(&key, &key, key + 100));
        }
    });
    assert_eq!(seen.iter().filter(|(key, value)| value == key).count(), 1);
    let seen = walk(&map, |step| {
        if step == 3 {
            (0..10).for_each(|key| _ = map.handle().remove(&key));
        }
    });
    assert_eq!(seen.len(), 3);
}

#[test]
fn a_clear_does_not_stop_a_walk() {
    let map = promoted(10);
    assert_eq!(walk(&map, |_| map.handle().clear()).len(), 10);
    assert_eq!(map.handle().len(), 0);
}

#[test]
fn a_clear_forgets_tables_and_misses() {
    let map = amended();
    let mut handle = map.handle();
    handle.get(&ABSENT);
    handle.clear();
    assert_eq!(shape(&map), ((0, false, 0, 0), (0, 0, 0)));
    assert_eq!((handle.get(&1), handle.get(&3), handle.remove(&1)), (None, None, None));
    assert_eq!(map.internals().promotions, 1, "a clear is no promotion");
    (0..3).for_each(|key| _ = handle.insert(key, key));
    (0..2).for_each(|key| _ = handle.get(&key));
    assert_eq!(shape(&map), ((0, true, 3, 2), (3, 0, 0)));
    handle.get(&0);
    assert_eq!(shape(&map), ((3, false, 0, 0), (3, 0, 0)));
}

thread_local! {
    static PANICS: Cell<bool> = const { Cell::new(false) };
}

/// A key that panics when it is compared, if told to.
#[derive(Clone, Debug, PartialOrd, Ord, Eq)]
struct Touchy(u64);

impl Hash for Touchy {
    fn hash<H: Hasher>(&self, state: &mut H) {
        0.hash(state);
    }
}

impl PartialEq for Touchy {
    fn eq(&self, other: &Self) -> bool {
        assert!(!PANICS.get(), "planted panic");
        self.0 == other.0
    }
}

#[test]
fn a_panic_in_a_comparison_leaves_the_map_as_it_was() {
    let map = empty::<Touchy, u64>();
    let mut handle = map.handle();
    (0..3).for_each(|key| _ = handle.insert(Touchy(key), key));
    let before = shape(&map);
    assert_eq!(before, ((0, true, 3, 0), (3, 0, 0)));
    // The read table is empty, so these compare under the lock.
    let panics = |body: &mut dyn FnMut()| {
        PANICS.set(true);
        let outcome = catch_unwind(AssertUnwindSafe(body));
        PANICS.set(false);
        outcome.unwrap_err();
        assert_eq!(shape(&map), before);
    };
    panics(&mut || _ = handle.get(&Touchy(1)));
    panics(&mut || _ = handle.insert(Touchy(1), 9));
    panics(&mut || _ = handle.remove(&Touchy(1)));
    panics(&mut || _ = handle.compare_exchange(&Touchy(1), &1, 9));
    assert_eq!((handle.get(&Touchy(1)), handle.len()), (Some(1), 3));
}

#[test]
fn a_panic_in_a_merge_leaves_the_key_as_it_was() {
    fn fail(_: Option<&u64>, _: &u64) -> u64 {
        panic!("planted panic")
    }
    // Expunged, in the read table, in the dirty table only, new.
    for (key, before) in [(0, None), (1, Some(1)), (3, Some(3)), (9, None)] {
        let map = amended();
        let mut handle = map.handle();
        catch_unwind(AssertUnwindSafe(|| handle.update(key, 1, fail))).unwrap_err();
        assert_eq!(map.internals().live, 3, "key {key}");
        assert_eq!(handle.update(key, 1, sum), before);
        promote(&map);
        assert_eq!(handle.get(&key), Some(before.unwrap_or(0) + 1));
    }
}

#[test]
fn the_gauges_show_the_internals() {
    let map = amended();
    map.handle().get(&ABSENT);
    let mut figures = Vec::new();
    map.inspect(&mut figures);
    assert_eq!(figures, [3, 1, 3, 1, 1, 3, 0, 1]);
    assert_eq!(SyncMap::ROW.inside.unwrap().gauges.len(), figures.len());
}
