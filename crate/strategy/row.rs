//! What the registry knows of a strategy: words, parameters, promises and memory need.
//!
//! Forms, tables, the command line and the checks read these rows; a missing field does not
//! compile. What a strategy cannot promise is data here and honoured by the checks.

use super::MapSpec;
use crate::words::Words;
use serde::Serialize;

#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    /// The name in links; never changes.
    pub id: &'static str,
    pub label: Words,
    /// One line: what it is.
    pub summary: Words,
    /// When it wins, when it loses, what it gives up.
    pub trade_offs: Words,
    pub source: Source,
    pub param: Option<Param>,
    pub variants: &'static [Variant],
    /// Threads the map runs besides its clients.
    pub extra_threads: usize,
    pub guarantees: Guarantees,
    /// Most bytes the map may need for that many entries, growth included.
    #[serde(skip)]
    pub footprint: fn(&MapSpec, u64) -> u64,
}

/// Where the algorithm comes from.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Source {
    pub title: &'static str,
    pub url: Option<&'static str>,
}

/// The number in `id:number`.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Param {
    pub name: Words,
    pub min: u32,
    pub max: u32,
    pub default: u32,
    pub power_of_two: bool,
    pub choices: &'static [u32],
}

/// A way the strategy differs from its plain form: the last part of `id:number:variant`.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Variant {
    pub id: &'static str,
    pub label: Words,
}

#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Guarantees {
    /// It stores entries at all; only the harness's own probe does not.
    pub stores: bool,
    /// Single-key operations appear to take effect at one instant between call and return.
    pub linearizable: bool,
    /// `update` and `compare_exchange` lose no concurrent write.
    pub atomic_update: bool,
    pub iteration: Iteration,
    /// What a read may wait for.
    pub reads: Progress,
    /// What a write may wait for.
    pub writes: Progress,
}

/// What `for_each` and `len` show while others write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Iteration {
    None,
    /// Keys present throughout are visited exactly once; concurrent changes may or may not show.
    Weak,
    /// One instant's contents.
    Snapshot,
}

/// Progress conditions by their standard names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Progress {
    Blocking,
    LockFree,
    WaitFree,
}

/// Everything a map behind locks can promise.
pub const LOCKED: Guarantees = Guarantees {
    stores: true,
    linearizable: true,
    atomic_update: true,
    iteration: Iteration::Snapshot,
    reads: Progress::Blocking,
    writes: Progress::Blocking,
};

/// The same for locked parts that are walked one after another.
pub const LOCKED_IN_PARTS: Guarantees = Guarantees { iteration: Iteration::Weak, ..LOCKED };
