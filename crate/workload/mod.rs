//! What the clients do: the mix of operations, the keys they choose, and the operation streams that hold
//! both, prepared before the clock starts.

pub mod distribution;
pub mod entries;
pub mod entry;
pub mod entry_kind;
#[cfg(feature = "wide")]
pub mod hash;
pub mod mix;
#[cfg(feature = "wide")]
pub mod payload;
pub mod replay;
pub mod stream;
#[cfg(feature = "wide")]
pub mod wide;

use distribution::Distribution;
use mix::Mix;

/// The part of an experiment that shapes the operations.
#[derive(Clone, Debug, PartialEq)]
pub struct Workload {
    pub mix: Mix,
    /// Size of the shared key space.
    pub keys: u32,
    /// Share of the key space in the map at the start, 0 to 1.
    pub prefill: f64,
    pub distribution: Distribution,
}

impl Workload {
    /// Entries the map holds at the start.
    pub fn prefilled(&self) -> u32 {
        (f64::from(self.keys) * self.prefill).round() as u32
    }

    /// Entries the map can be expected to hold at most.
    pub fn peak_entries(&self) -> u64 {
        if !self.mix.adds_entries() {
            return u64::from(self.prefilled());
        }
        let settled = f64::from(self.keys) * self.mix.equilibrium() * 1.1 + 64.0;
        u64::from(self.prefilled()).max(settled as u64).min(u64::from(self.keys))
    }
}
