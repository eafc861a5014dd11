//! What a map asked of the allocator, counted while someone wants to know.
//!
//! Whoever owns the process's allocator calls [`allocated`] and [`freed`]; outside a count that is
//! one look at a flag. A count takes in only what a thread does [`for_map`] or [`for_operations`], so
//! neither the harness's own memory nor another thread's is in it. Sizes are those that were asked
//! for, without the allocator's own overhead.

#[cfg(test)]
use crate::base::schema::Signed;
use serde::Serialize;
use std::cell::Cell;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering::Relaxed};

static COUNTING: AtomicBool = AtomicBool::new(false);
static LIVE: AtomicI64 = AtomicI64::new(0);
static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);
static BYTES: AtomicU64 = AtomicU64::new(0);

/// Whose work a thread does. Bytes and no enum: in a browser the allocator also runs in a thread
/// whose local memory is not there yet, and what is read then may be anything.
const HARNESS: u8 = 0;
const MAP: u8 = 1;
const OPERATIONS: u8 = 2;

thread_local!(static WORK: Cell<u8> = const { Cell::new(HARNESS) });

#[inline]
pub fn allocated(bytes: usize) {
    if COUNTING.load(Relaxed) {
        let work = WORK.get();
        if work != HARNESS {
            LIVE.fetch_add(bytes as i64, Relaxed);
        }
        if work == OPERATIONS {
            BYTES.fetch_add(bytes as u64, Relaxed);
            ALLOCATIONS.fetch_add(1, Relaxed);
        }
    }
}

#[inline]
pub fn freed(bytes: usize) {
    if COUNTING.load(Relaxed) && WORK.get() != HARNESS {
        LIVE.fetch_sub(bytes as i64, Relaxed);
    }
}

/// What this allocates is the map's, and part of no operation.
pub fn for_map<R>(body: impl FnOnce() -> R) -> R {
    during(MAP, body)
}

/// What this allocates is the map's, and asked for by operations.
pub fn for_operations<R>(body: impl FnOnce() -> R) -> R {
    during(OPERATIONS, body)
}

/// What this allocates is not the map's, though it is called on its behalf.
pub fn for_harness<R>(body: impl FnOnce() -> R) -> R {
    during(HARNESS, body)
}

fn during<R>(work: u8, body: impl FnOnce() -> R) -> R {
    /// A panic does not leave the thread in the map's service either.
    struct Back(u8);
    impl Drop for Back {
        fn drop(&mut self) {
            WORK.set(self.0);
        }
    }
    let _back = Back(WORK.replace(work));
    body()
}

/// A count from now on; dropping it ends it. One at a time.
pub struct Count(());

/// Since the count began.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// Bytes allocated and not freed; less than zero where older blocks were freed.
    pub live: i64,
    /// By operations.
    pub allocations: u64,
    pub bytes: u64,
}

impl Count {
    /// `None` if nobody reports allocations in this process, or another count is on.
    pub fn begin() -> Option<Self> {
        if COUNTING.swap(true, Relaxed) {
            return None;
        }
        LIVE.store(0, Relaxed);
        ALLOCATIONS.store(0, Relaxed);
        BYTES.store(0, Relaxed);
        let count = Self(());
        for_operations(|| drop(std::hint::black_box(Box::new(0_u64))));
        (count.read().allocations > 0).then_some(count)
    }

    pub fn read(&self) -> Account {
        Account {
            live: LIVE.load(Relaxed),
            allocations: ALLOCATIONS.load(Relaxed),
            bytes: BYTES.load(Relaxed),
        }
    }
}

impl Drop for Count {
    fn drop(&mut self) {
        COUNTING.store(false, Relaxed);
    }
}

/// What a map holds and what its operations ask for, from a trial that is not timed: bytes as asked of
/// the allocator, without its own overhead.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Memory {
    /// Held at the end of the trial.
    pub bytes: f64,
    #[cfg_attr(test, schemars(with = "Signed"))]
    pub entries: f64,
    pub bytes_per_entry: Option<f64>,
    /// Held after the load, before any client came.
    pub bytes_loaded: f64,
    pub allocations_per_op: f64,
    pub bytes_per_op: f64,
}

impl Memory {
    /// From the account before the first operation and the one after the last.
    pub fn new(loaded: Account, end: Account, entries: i64, operations: u64) -> Self {
        let per_op = |more: u64| more as f64 / operations.max(1) as f64;
        Self {
            bytes: end.live.max(0) as f64,
            entries: entries as f64,
            bytes_per_entry: (entries > 0).then(|| end.live.max(0) as f64 / entries as f64),
            bytes_loaded: loaded.live.max(0) as f64,
            allocations_per_op: per_op(end.allocations - loaded.allocations),
            bytes_per_op: per_op(end.bytes - loaded.bytes),
        }
    }
}
