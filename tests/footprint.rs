//! No map needs more memory than its row says, because a browser's heap is sized from it and
//! cannot grow while a trial runs.
//!
//! Counted natively, where addresses are twice as wide as in the browser, so what holds here holds
//! there. A program of its own, because it counts every allocation.

use contend::engine::memory::most_bytes;
use contend::strategy::row::Allocation;
use contend::strategy::{ConcurrentMap, MapHandle, MapSpec, ROWS, Row, Visitor, build};
use contend::workload::entries::{Entries, ForEntryKind, KeyKind, ValueKind};
use contend::workload::entry_kind::EntryKind;
use std::alloc::{GlobalAlloc, Layout, System};
use std::hash::{BuildHasher, Hasher};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::thread;

struct Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;
static LIVE: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

/// What an allocator adds to each block.
const HEADER: usize = 8;

// SAFETY: passes everything on to the system's allocator and counts.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let live = LIVE.fetch_add(layout.size() + HEADER, Relaxed) + layout.size() + HEADER;
        PEAK.fetch_max(live, Relaxed);
        // SAFETY: the caller's promise.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        LIVE.fetch_sub(layout.size() + HEADER, Relaxed);
        // SAFETY: the caller's promise.
        unsafe { System.dealloc(block, layout) }
    }
}

/// Fills the map, thins it out and fills it with others, then replaces entries from several threads; says
/// how many bytes it took at most beyond what was there before.
#[derive(Clone, Copy)]
struct Peak<'a> {
    spec: &'a MapSpec,
    entries: u32,
    before: usize,
}

struct OfKind<'a, S>(Peak<'a>, S);

impl ForEntryKind for Peak<'_> {
    type Output = usize;

    fn of<S: EntryKind>(self, kind: S) -> usize {
        build(self.spec, OfKind(self, kind))
    }
}

const CLIENTS: u32 = 3;

/// Leaves an eighth of the entries, fills the map with others, and again, because what removals leave behind
/// may fill a table once it has been tidied up. Ends with the keys it began with, and there are never more
/// than then.
fn thin_out_and_refill<S: EntryKind>(
    handle: &mut impl MapHandle<S::Key, S::Value>,
    kind: &S,
    entries: u32,
) {
    let kept = |index: &u32| index.is_multiple_of(8);
    for time in 0..3 {
        let (old, new) = (time * entries, (time + 1) % 3 * entries);
        (old..old + entries).filter(|index| !kept(index)).for_each(|index| {
            handle.remove(&kind.key(index));
        });
        let place = |index| new + index - old;
        (old..old + entries).filter(|index| !kept(index)).for_each(|index| {
            handle.insert(kind.key(place(index)), kind.value(1));
        });
        (old..old + entries).filter(kept).for_each(|index| {
            handle.remove(&kind.key(index));
            handle.insert(kind.key(place(index)), kind.value(1));
        });
    }
}

impl<S: EntryKind> Visitor for OfKind<'_, S> {
    type Key = S::Key;
    type Value = S::Value;
    type Hasher = S::Hasher;
    type Output = usize;

    fn hasher(&self) -> S::Hasher {
        self.1.hasher()
    }

    fn visit<M: ConcurrentMap<S::Key, S::Value>>(self, map: M) -> usize {
        let Self(Peak { spec, entries, before }, kind) = &self;
        let (entries, before) = (*entries, *before);
        let key = |index: u32| kind.key(index);
        let mut handle = map.handle();
        handle.load((0..entries).map(|index| (key(index), kind.value(1))));
        // What is copied as a whole with each write takes too long to do so at any size.
        if entries <= 1_000 || spec.guarantees().allocates != Allocation::WholeMap {
            thin_out_and_refill(&mut handle, kind, entries);
        }
        drop(handle);
        map.open();
        thread::scope(|scope| {
            let clients: Vec<_> = (0..CLIENTS)
                .map(|client| {
                    let (map, key) = (&map, &key);
                    scope.spawn(move || {
                        let mut handle = map.handle();
                        // Each comes as another leaves, so there are never more than at first.
                        for index in (client..entries.min(900)).step_by(CLIENTS as usize) {
                            handle.remove(&key(index));
                            handle.insert(key(entries + index), kind.value(2));
                            handle.get(&key(index / 2));
                            let operand = kind.value(3);
                            handle.update(key(entries + index), operand, S::merge);
                        }
                    })
                })
                .collect();
            scope.spawn(|| map.serve());
            clients.into_iter().for_each(|client| client.join().unwrap());
            map.close();
        });
        PEAK.load(Relaxed) - before
    }
}

/// One test, because what a test's end lets the harness allocate would be counted with the next one's map.
#[test]
fn no_map_takes_more_than_its_row_says() {
    every_map_stays_within_its_footprint();
    a_table_that_is_swept_stays_within_its_footprint();
}

fn every_map_stays_within_its_footprint() {
    let plain = Entries::default();
    let text = Entries { keys: KeyKind::Texts, ..plain };
    let kinds = [
        (plain, &[0, 100, 20_000, 28_000][..]),
        (Entries { values: ValueKind::Bytes(1), ..plain }, &[1_000]),
        (Entries { values: ValueKind::Bytes(1024), ..plain }, &[0, 1_000]),
        (text, &[1_000]),
        (Entries { values: ValueKind::Bytes(100), ..text }, &[100, 1_000]),
    ];
    let broken = |row: &Row| row.id.starts_with("planted-");
    for row in ROWS.iter().filter(|row| row.guarantees.stores && !broken(row)) {
        let name = match row.param {
            Some(param) => format!("{}:{}", row.id, param.default),
            None => row.id.to_owned(),
        };
        let spec = MapSpec::canonical(&name).unwrap();
        // Without the feature `wide`, there are numbers alone.
        for (held, counts) in kinds.into_iter().filter(|(held, _)| held.check().is_ok()) {
            for &entries in counts {
                let before = LIVE.load(Relaxed);
                PEAK.store(before, Relaxed);
                let peak = held.kind(Peak { spec: &spec, entries, before }) as u64;
                let clients = u64::from(CLIENTS);
                let promised = most_bytes(&spec, held, u64::from(entries), clients);
                // Threads bring tables of their own; the engine counts those by itself. So does
                // whoever is at work: each has a value in hand, and what it works on.
                let threads = 64 * 1024 + clients * 4 * 1024;
                assert!(
                    peak <= promised + threads,
                    "{name} with {entries} of {held:?} took {peak} bytes, its row says {promised}"
                );
            }
        }
    }
}

/// All keys of one lot are alike to it, so a removal leaves its place taken, and the next lot looks for places
/// elsewhere.
#[derive(Clone, Default)]
struct ByLot(u64);

const LOT: u64 = 1 << 32;

impl BuildHasher for ByLot {
    type Hasher = Self;

    fn build_hasher(&self) -> Self {
        Self::default()
    }
}

impl Hasher for ByLot {
    fn finish(&self) -> u64 {
        (self.0 / LOT).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = u64::from_le_bytes(bytes.try_into().expect("a number"));
    }
}

/// Fills the map with one lot after another, each removed before the next comes; says how many bytes it took
/// at most.
struct LotByLot {
    entries: u64,
    before: usize,
}

impl Visitor for LotByLot {
    type Key = u64;
    type Value = u64;
    type Hasher = ByLot;
    type Output = usize;

    fn hasher(&self) -> ByLot {
        ByLot::default()
    }

    fn visit<M: ConcurrentMap<u64, u64>>(self, map: M) -> usize {
        let mut handle = map.handle();
        for lot in (0..8).map(|lot| lot * LOT) {
            (lot..lot + self.entries).for_each(|key| _ = handle.insert(key, key));
            (lot..lot + self.entries).for_each(|key| _ = handle.remove(&key));
        }
        PEAK.load(Relaxed) - self.before
    }
}

/// What removals leave in a table fills it, and it is swept: a browser's hash tables look for free places in
/// eights and not in sixteens, and come to that under any hash.
fn a_table_that_is_swept_stays_within_its_footprint() {
    for name in ["mutex", "rwlock", "channel:64"] {
        let spec = MapSpec::canonical(name).unwrap();
        let before = LIVE.load(Relaxed);
        PEAK.store(before, Relaxed);
        let entries = 4_500;
        let peak = build(&spec, LotByLot { entries, before }) as u64;
        let promised = most_bytes(&spec, Entries::default(), entries, 1);
        assert!(peak <= promised, "{name} took {peak} bytes, its row says {promised}");
    }
}
