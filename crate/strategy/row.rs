//! What the registry knows of a strategy: words, parameters, promises and memory need.
//!
//! Forms, tables, the command line and the checks read these rows; a missing field does not
//! compile. What a strategy cannot promise is data here and honoured by the checks.

use super::MapSpec;
use crate::base::words::Words;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

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
    #[serde(skip)]
    pub effort: Effort,
    #[serde(skip)]
    pub available: Available,
    pub param: Option<Param>,
    pub variants: &'static [Variant],
    /// Threads the map runs besides its clients.
    pub extra_threads: usize,
    /// It can be told at the start how many entries will come.
    pub presizes: bool,
    pub guarantees: Guarantees,
    /// What the map shows of its inside, if anything.
    pub inside: Option<Inside>,
    /// Why a browser does not offer it; it still runs natively.
    pub withheld: Option<Words>,
    /// Most bytes the map may need for that many entries, growth included; for a map that is
    /// copied whole, one copy of it.
    #[serde(skip)]
    pub footprint: fn(&MapSpec, u64) -> u64,
}

/// Where the algorithm comes from.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Source {
    pub title: &'static str,
    pub url: Option<&'static str>,
}

/// What a program takes on with it, the least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effort {
    /// A table of the standard library behind one of its locks.
    OneLock,
    /// A finished type, or tables and locks alike with nothing to argue about between them.
    Ready,
    /// Steps whose order must be right, a thread to be ended, or locks apart from what they guard.
    Protocol,
}

/// What a program has it by in each language; `None` where there is nothing to be had.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Available {
    pub go: Option<Words>,
    pub rust: Option<Words>,
    /// The program can bound what an operation waits for: the locks are its own, to be tried.
    #[serde(skip)]
    pub bounded: bool,
}

impl Available {
    /// Of this program's own.
    pub const NOWHERE: Self = Self { go: None, rust: None, bounded: false };
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
    /// The page's first module has it, if it has the strategy.
    pub core: bool,
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
    /// `insert` returns exactly the value that it displaced.
    pub displaced: bool,
    pub iteration: Iteration,
    /// A walk visits keys in ascending order.
    pub ordered: bool,
    /// What a read may wait for.
    pub reads: Progress,
    /// What a write may wait for.
    pub writes: Progress,
    pub allocates: Allocation,
    pub after_removal: Retention,
    pub deadline: Reach,
    #[serde(flatten)]
    pub panics: Panics,
}

/// What `for_each` and `len` show while others write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Iteration {
    None,
    /// Keys present throughout are visited, but a walk may come across a key again: put back
    /// elsewhere meanwhile, or after the table was rebuilt.
    Repeating,
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

/// When operations ask the allocator for memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Allocation {
    Never,
    /// When the table grows.
    Growth,
    /// For each key that comes.
    PerKey,
    /// For each write.
    PerWrite,
    /// A copy of the whole map for each write.
    WholeMap,
}

/// What becomes of the memory of a removed entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Retention {
    /// Kept for the entries to come.
    Reused,
    /// Kept until the map rebuilds itself, which some later writes make it do.
    UntilRebuilt,
    /// Given back as soon as no reader can see the entry.
    Returned,
}

/// How much of what an operation waits for its deadline bounds. What it waits for after its first write
/// none does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Reach {
    /// All of it.
    Full,
    /// None: it is looked at before the call.
    Entry,
}

impl Reach {
    /// What a deadline does, as the command line's tables say it.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Full => "bounds every wait",
            Self::Entry => "is checked before the call",
        }
    }
}

/// What becomes of the map where code of the key's or the value's own panics inside an operation. The
/// caller always has the panic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Panics {
    pub hash: Containment,
    /// Or order, where keys are kept in one.
    pub equality: Containment,
    pub clone: Containment,
    /// The function that an update is given.
    pub merge: Containment,
}

impl Panics {
    pub const CONTAINED: Self = Self {
        hash: Containment::Contained,
        equality: Containment::Contained,
        clone: Containment::Contained,
        merge: Containment::Contained,
    };
}

/// The worst of them under `panics`, and under a name of its own each that is not contained.
impl Serialize for Panics {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let all = [
            ("panicInHash", self.hash),
            ("panicInEquality", self.equality),
            ("panicInClone", self.clone),
            ("panicInMerge", self.merge),
        ];
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("panics", &all.map(|(_, containment)| containment).iter().max())?;
        for (name, containment) in all {
            if containment != Containment::Contained {
                map.serialize_entry(name, &containment)?;
            }
        }
        map.end()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Containment {
    /// The key is as before the operation or as after it, and all else goes on.
    Contained,
    /// The map goes on, but entries may be lost or miscounted.
    Damaged,
    /// Something may stay locked, so that later operations wait for ever.
    StaysLocked,
}

/// What a map can show of its inside while it works; see `ConcurrentMap::inspect`.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Inside {
    /// Figures of the whole map.
    pub gauges: &'static [Gauge],
    /// What its parts are called; absent if it has none.
    pub part: Option<Words>,
    /// Figures of each part.
    pub part_gauges: &'static [Gauge],
}

#[derive(Clone, Copy, Debug, Serialize)]
pub struct Gauge {
    pub id: &'static str,
    pub label: Words,
    pub kind: GaugeKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum GaugeKind {
    /// Goes up and down.
    Level,
    /// Only grows.
    Total,
    /// 0 or 1.
    Flag,
}

/// Everything a map behind locks can promise, with locks that wait for ever.
pub const LOCKED: Guarantees = Guarantees {
    stores: true,
    linearizable: true,
    atomic_update: true,
    displaced: true,
    iteration: Iteration::Snapshot,
    ordered: false,
    reads: Progress::Blocking,
    writes: Progress::Blocking,
    allocates: Allocation::Growth,
    after_removal: Retention::Reused,
    deadline: Reach::Entry,
    panics: Panics::CONTAINED,
};

/// The same for locked parts that are walked one after another.
pub const LOCKED_IN_PARTS: Guarantees = Guarantees { iteration: Iteration::Weak, ..LOCKED };
