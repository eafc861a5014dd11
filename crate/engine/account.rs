//! What was asked of the allocator, counted while someone wants to know.
//!
//! Whoever owns the process's allocator calls [`allocated`] and [`freed`]; outside a count that is
//! one look at a flag. Sizes are those that were asked for, without the allocator's own overhead.

use serde::Serialize;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering::Relaxed};

static COUNTING: AtomicBool = AtomicBool::new(false);
static LIVE: AtomicI64 = AtomicI64::new(0);
static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);
static BYTES: AtomicU64 = AtomicU64::new(0);

#[inline]
pub fn allocated(bytes: usize) {
    if COUNTING.load(Relaxed) {
        LIVE.fetch_add(bytes as i64, Relaxed);
        BYTES.fetch_add(bytes as u64, Relaxed);
        ALLOCATIONS.fetch_add(1, Relaxed);
    }
}

#[inline]
pub fn freed(bytes: usize) {
    if COUNTING.load(Relaxed) {
        LIVE.fetch_sub(bytes as i64, Relaxed);
    }
}

/// A count from now on; dropping it ends it. One at a time.
pub struct Count(());

/// Since the count began.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// Bytes allocated and not freed; less than zero where older blocks were freed.
    pub live: i64,
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
        drop(std::hint::black_box(Box::new(0_u64)));
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

/// What a map holds and what its operations ask for, from a trial that is not timed.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Memory {
    /// Held at the end of the trial.
    pub bytes: f64,
    pub entries: f64,
    pub bytes_per_entry: Option<f64>,
    /// Held after the load, before the first operation.
    pub bytes_loaded: f64,
    pub allocations_per_op: f64,
    pub bytes_per_op: f64,
}

impl Memory {
    /// From the account after the load and the one at the end.
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
