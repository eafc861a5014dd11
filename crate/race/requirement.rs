//! How much memory a plan's runs need, told before anything starts.

use super::ledger::GoroutineLedger;
use super::unguarded::buckets;
use crate::engine::memory::{self, Requirement, most_bytes};
use crate::experiment::race::{Plan, View};
use crate::workload::entries::Entries;

/// Of the model's memory.
const BUCKET_BYTES: usize = 200;
/// A run's record, twice: where it is kept and on its way to the page.
const RUN_BYTES: u64 = 3072;

/// Workers and bytes.
pub fn requirement(plan: &Plan) -> Requirement {
    let arena = (BUCKET_BYTES * buckets(plan.load)) as u64;
    // While damage is assessed, every slot in a table of slots by key.
    let final_scan = 256 * u64::from(plan.load.most_keys());
    let ledger = plan.goroutines() as u64 * (GoroutineLedger::bytes(plan.load) + 4096);
    let runs = RUN_BYTES * (plan.runs * plan.cells.len()) as u64;
    let entries = u64::from(plan.load.most_keys());
    let threads = plan.workers() as u64;
    let maps = match plan.view {
        View::Controls => {
            let bytes = |map| most_bytes(map, Entries::default(), entries, threads);
            plan.maps.iter().map(bytes).max()
        }
        _ => None,
    };
    let bytes = arena + final_scan + ledger + runs + maps.unwrap_or(0) * 5 / 4;
    memory::race(plan.pool_threads(), bytes)
}
