//! What one run on real threads came to.

use super::damage::Damage;
#[cfg(test)]
use crate::base::schema::Message;
use crate::strategy::audit::Audit;
use serde::Serialize;

/// One run, complete.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
pub struct Run {
    /// Index into the settings.
    pub cell: usize,
    /// From 1.
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub round: usize,
    pub ended: Ended,
    /// The throw that ended it.
    #[serde(rename = "meeting", skip_serializing_if = "Option::is_none")]
    pub conflict: Option<Conflict>,
    /// Since the first worker was let go.
    pub ms: f64,
    /// Of all goroutines, complete ones.
    pub operations: u64,
    pub unseen: Unseen,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub damage: Option<Damage>,
    /// Of the controls.
    #[serde(rename = "twin", skip_serializing_if = "Option::is_none")]
    pub control: Option<ControlRun>,
    /// In place of a run of the load: those of the program over one map.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub program: Option<ControlProgram>,
    /// Who was at the map together; absent where nothing is written down.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audit: Option<Audit>,
}

/// A run of a map.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
pub struct ControlRun {
    /// Index into the result's controls.
    pub map: usize,
    pub ops_per_sec: f64,
    pub anomalies: u64,
}

/// A program's runs over one map.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct ControlProgram {
    #[cfg_attr(test, schemars(length(min = 1)))]
    pub map: String,
    pub runs: usize,
    /// Different outcomes seen.
    pub outcomes: usize,
    /// Runs that ended in none that a serial order gives.
    pub others: usize,
    /// The map's iteration or length promises less than the program asks for.
    pub weak: bool,
}

/// Why a run was over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Ended {
    /// By the fatal error.
    Fatal,
    /// Its time was over.
    Time,
    /// Nothing was left to do.
    Done,
    /// Every goroutine was in an operation that does not end, or with the check on, one was.
    Endless,
    /// A nil pointer was followed, or an index beyond an array: a segmentation fault.
    Crash,
    /// The map grew until the model's memory was used up.
    Memory,
}

impl Ended {
    /// The process is gone, by the check or without its help.
    pub fn is_death(self) -> bool {
        matches!(self, Self::Fatal | Self::Crash)
    }
}

/// Two operations that met, one of which threw.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
pub struct Conflict {
    /// As Go prints it.
    #[cfg_attr(test, schemars(with = "Message"))]
    pub message: &'static str,
    /// Who threw.
    pub by: Doing,
    /// Who was in an operation that writes at that moment; null if nobody was any more.
    pub other: Option<Doing>,
    /// The map's flags right after.
    pub flags: u64,
}

/// What a goroutine was doing.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
pub struct Doing {
    /// From 0.
    pub goroutine: usize,
    pub worker: usize,
    #[cfg_attr(test, schemars(extend("enum" = ["assign", "increment", "access", "delete", "range", "clear", "len"])))]
    pub call: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<u64>,
    /// The micro-step it was at, by its kind.
    #[cfg_attr(test, schemars(length(min = 1)))]
    pub step: &'static str,
    /// It was waiting for its worker, switched away at an allocation.
    pub parked: bool,
    /// The call was already over.
    pub complete: bool,
}

/// What went on while another goroutine wrote, and no check could see.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
pub struct Unseen {
    /// Reads that were under way when a write began after their check.
    pub reads: u64,
    /// Stores of an element, after the assign had returned its slot, into a map that another
    /// goroutine was writing to.
    pub stores: u64,
}

impl Unseen {
    pub fn add(&mut self, other: Self) {
        self.reads += other.reads;
        self.stores += other.stores;
    }
}
