//! The result of runs of the Race lab, schema `contend/race/1`.

use super::controls::Controls;
use super::damage::Kind;
use super::reconstruct::Reconstruction;
use super::record::Run;
use super::series::Setup;
use super::summary::{CellSummary, Findings};
#[cfg(test)]
use crate::base::schema::Count;
use crate::engine::Environment;
use crate::experiment::race::{Along, Cell, View};
use serde::Serialize;

pub const SCHEMA: &str = "contend/race/1";

/// What became of an unguarded map, modelled on Go's, run after run at each setting of a sweep. Fields
/// may be added at the top; none changes its meaning. A figure that cannot be stated is null.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RaceResult {
    pub schema: &'static str,
    /// The canonical link of the experiment, with its '#'.
    #[cfg_attr(test, schemars(regex(pattern = r"^#v1/race\?[A-Za-z0-9\-._~:;,+*/%&=]+$")))]
    pub experiment: String,
    #[cfg_attr(test, schemars(with = "Count"))]
    pub seed: u64,
    /// Whether it ended before its last run; only complete runs are recorded.
    pub stopped: bool,
    pub environment: Environment,
    pub view: View,
    /// As the link writes it.
    #[cfg_attr(test, schemars(length(min = 1)))]
    pub load: String,
    #[serde(rename = "ladder")]
    pub along: Along,
    /// Bound of one run in milliseconds.
    pub ms: f64,
    /// Runs wanted at each setting.
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub rounds: usize,
    /// One for each setting of the sweep, in its order.
    #[cfg_attr(test, schemars(length(min = 1)))]
    pub cells: Vec<CellSummary>,
    pub findings: Findings,
    /// With the check disabled: what it protects from, at each setting.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub damage: Vec<DamageSummary>,
    /// For each kind of damage that there was, the shortest way to such damage. Not the steps of the run
    /// itself.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reconstructions: Vec<Reconstruction>,
    #[serde(rename = "twins", skip_serializing_if = "Option::is_none")]
    pub controls: Option<Controls>,
    /// In the order in which they were made.
    pub runs: Vec<Run>,
}

impl RaceResult {
    /// What every view has.
    pub(super) fn new(setup: &Setup, cells: Vec<CellSummary>, runs: &[Run]) -> Self {
        let Setup { plan, environment, .. } = setup;
        Self {
            schema: SCHEMA,
            experiment: plan.link.clone(),
            seed: plan.seed.0,
            stopped: false,
            environment: environment.clone(),
            view: plan.view,
            load: plan.load.to_string(),
            along: plan.along,
            ms: plan.limit.as_millis(),
            rounds: plan.runs,
            findings: Findings::new(plan.along, &cells),
            cells,
            damage: Vec::new(),
            reconstructions: Vec::new(),
            controls: None,
            runs: runs.to_vec(),
        }
    }
}

/// The damage of all runs at one setting.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
pub struct DamageSummary {
    #[serde(flatten)]
    pub cell: Cell,
    pub runs: usize,
    pub operations: u64,
    #[cfg_attr(test, schemars(length(equal = Kind::ALL.len())))]
    pub kinds: Vec<KindSummary>,
    pub missed_reads: u64,
    pub foreign_reads: u64,
    /// Runs in which some goroutine did not end, was ended by a segmentation fault, or whose map
    /// outgrew the memory.
    pub endless: usize,
    pub crashed: usize,
    pub ran_away: usize,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
pub struct KindSummary {
    pub kind: Kind,
    pub times: u64,
    /// Runs that had it.
    pub runs: usize,
    /// Times in a million operations.
    pub per_million: f64,
}

impl DamageSummary {
    pub(super) fn new(cell: Cell, runs: &[&Run]) -> Self {
        let operations: u64 = runs.iter().map(|run| run.operations).sum();
        let damages = || runs.iter().filter_map(|run| run.damage.as_ref());
        let kinds = Kind::ALL.into_iter().map(|kind| {
            let each = || damages().map(|damage| damage.counts[kind as usize]);
            let times: u64 = each().sum();
            KindSummary {
                kind,
                times,
                runs: each().filter(|times| *times > 0).count(),
                per_million: times as f64 * 1e6 / operations.max(1) as f64,
            }
        });
        Self {
            cell,
            runs: runs.len(),
            operations,
            kinds: kinds.collect(),
            missed_reads: damages().map(|damage| damage.missed_reads).sum(),
            foreign_reads: damages().map(|damage| damage.foreign_reads).sum(),
            endless: damages().filter(|damage| damage.endless > 0).count(),
            crashed: damages().filter(|damage| damage.crashed > 0).count(),
            ran_away: damages().filter(|damage| damage.ran_away).count(),
        }
    }
}
