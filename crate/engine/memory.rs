//! How much memory an experiment needs, told before anything starts.
//!
//! In a browser the heap must not grow while workers run (engines check atomic accesses against a
//! size that a busy worker learns late), so it is sized for the whole experiment beforehand.

use crate::base::units::MOST_ROUNDS;
use crate::experiment::Experiment;
use crate::strategy::MapSpec;
use crate::strategy::row::Allocation;
use crate::workload::entries::{Entries, EntrySize};
use crate::workload::stream;
use serde::Serialize;

/// Each worker's stack and thread-local memory, with room for its pool's own structures.
const PER_WORKER: u64 = 2 * 1024 * 1024 + 512 * 1024;
/// A client's histogram of latencies, and what it is merged into.
const PER_CLIENT: u64 = 512 * 1024;
/// What is kept of a trial, beside a count for each client.
const PER_TRIAL: u64 = 2 * 1024;
/// Recorded histories, the search through their orders and the small maps they are of.
#[cfg(all(feature = "full", not(target_arch = "wasm32")))]
const HISTORIES: u64 = 80 * 1024 * 1024;
/// Results, each map's histogram of latencies, tables, the registry, fragmentation.
const SLACK: u64 = 16 * 1024 * 1024;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Requirement {
    /// Threads the pool must have.
    pub workers: usize,
    pub bytes: u64,
}

pub fn requirement(experiment: &Experiment) -> Requirement {
    let workload = &experiment.workload;
    let workers = experiment.pool_threads();
    let streams = 4 * stream::length(workload, experiment.threads) * experiment.threads.0;
    let prefill = 4 * u64::from(workload.prefilled());
    let (entries, count) = (experiment.entries, experiment.peak_entries());
    let threads = experiment.threads.0 as u64;
    let largest = experiment.maps.iter().map(|map| most_bytes(map, entries, count, threads)).max();
    // A quarter more, because a freed block is not always where the next one fits.
    let maps = largest.unwrap_or(0) * 5 / 4;
    // As many rounds as there may come to be.
    let trials = (MOST_ROUNDS * experiment.maps.len()) as u64 * (PER_TRIAL + 8 * threads);
    let threads = workers as u64 * PER_WORKER + threads * PER_CLIENT;
    let bytes = streams as u64 + prefill + maps + trials + threads + SLACK;
    Requirement { workers, bytes }
}

/// What several experiments need, one after the other.
#[cfg(feature = "full")]
pub fn most<'a>(experiments: impl IntoIterator<Item = &'a Experiment>) -> Requirement {
    let none = Requirement { workers: 1, bytes: 0 };
    experiments.into_iter().map(requirement).fold(none, |most, one| Requirement {
        workers: most.workers.max(one.workers),
        bytes: most.bytes.max(one.bytes),
    })
}

/// What checking these maps for linearizability needs.
#[cfg(all(feature = "full", not(target_arch = "wasm32")))]
pub fn verification(workers: usize) -> Requirement {
    Requirement { workers, bytes: workers as u64 * PER_WORKER + HISTORIES + SLACK }
}

/// What a run of so many workers needs, whose maps, ledgers and records are so many bytes.
#[cfg(feature = "full")]
pub fn race(workers: usize, bytes: u64) -> Requirement {
    Requirement { workers, bytes: workers as u64 * PER_WORKER + bytes + SLACK }
}

/// Most bytes a map needs for that many of these entries while so many threads use it.
pub fn most_bytes(map: &MapSpec, entries: Entries, count: u64, threads: u64) -> u64 {
    let copies = match map.guarantees().allocates {
        // An old one in the hands of each reader, the present one and the next.
        Allocation::WholeMap => threads + 2,
        _ => 1,
    };
    let footprint = map.footprint(count);
    if cfg!(not(feature = "wide")) || entries.are_plain() {
        return footprint * copies;
    }
    let EntrySize { inline, key, value } = entries.size();
    // Rows speak of plain entries. What does not depend on their number is room for what waits to be
    // freed, which now comes with allocations of its own: fewer of them are made in the same time
    // the larger they are, yet more bytes. The rest grows at most as entries do.
    let fixed = map.footprint(0);
    let waiting = if key + value > 0 { fixed * (2 + value / 1024) } else { fixed };
    let tables = (footprint - fixed) * inline.div_ceil(8) / EntrySize::PLAIN.inline.div_ceil(8);
    // A map may hold its keys twice over and keep those of removed entries; values are shared.
    let own = count * ((2 + copies) * key + value);
    (waiting + tables) * copies + own
}
