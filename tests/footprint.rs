//! No map needs more memory than its row says, because a browser's heap is sized from it and
//! cannot grow while a trial runs.
//!
//! Counted natively, where addresses are twice as wide as in the browser, so what holds here holds
//! there. A program of its own, because it counts every allocation.

use contend::engine::memory::most_bytes;
use contend::strategy::{ConcurrentMap, MapHandle, MapSpec, ROWS, Row, Visitor, build};
use contend::workload::entry::key;
use foldhash::fast::FixedState;
use std::alloc::{GlobalAlloc, Layout, System};
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

/// Fills the map and then replaces its entries from several threads; says how many bytes it took
/// at most beyond what was there before.
struct Peak {
    entries: u32,
    before: usize,
}

const CLIENTS: u32 = 3;

impl Visitor for Peak {
    type Key = u64;
    type Value = u64;
    type Hasher = FixedState;
    type Output = usize;

    fn hasher(&self) -> FixedState {
        FixedState::with_seed(0)
    }

    fn visit<M: ConcurrentMap<u64, u64>>(self, map: M) -> usize {
        let Self { entries, before } = self;
        let mut handle = map.handle();
        handle.load((0..entries).map(|index| (key(index), 1)));
        drop(handle);
        map.open();
        thread::scope(|scope| {
            let clients: Vec<_> = (0..CLIENTS)
                .map(|client| {
                    let map = &map;
                    scope.spawn(move || {
                        let mut handle = map.handle();
                        // Each comes as another leaves, so there are never more than at first.
                        for index in (client..entries.min(900)).step_by(CLIENTS as usize) {
                            handle.remove(&key(index));
                            handle.insert(key(entries + index), 2);
                            handle.get(&key(index / 2));
                            handle.update(key(entries + index), 3, |_, operand| *operand);
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

#[test]
fn every_map_stays_within_its_footprint() {
    let broken = |row: &Row| row.id.starts_with("planted-");
    for row in ROWS.iter().filter(|row| row.guarantees.stores && !broken(row)) {
        for entries in [0, 100, 20_000] {
            let text = match row.param {
                Some(param) => format!("{}:{}", row.id, param.default),
                None => row.id.to_owned(),
            };
            let spec = MapSpec::canonical(&text).unwrap();
            let before = LIVE.load(Relaxed);
            PEAK.store(before, Relaxed);
            let peak = build(&spec, Peak { entries, before }) as u64;
            let promised = most_bytes(&spec, u64::from(entries), u64::from(CLIENTS));
            // Threads bring tables of their own; the engine counts those by itself.
            let threads = 64 * 1024;
            assert!(
                peak <= promised + threads,
                "{text} with {entries} entries took {peak} bytes, its row says {promised}"
            );
        }
    }
}
