//! The result of runs of the Race lab, schema `contend/race/1`.

use super::controls::Controls;
use super::damage::Kind;
use super::reconstruct::Reconstruction;
use super::record::Run;
use super::series::Setup;
use super::summary::{CellSummary, Findings};
use crate::engine::Environment;
use crate::experiment::race::{Along, Cell, View};
use serde::Serialize;

pub const SCHEMA: &str = "contend/race/1";

/// Everything that the runs found out, schema `contend/race/1`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RaceResult {
    pub schema: &'static str,
    /// The canonical link.
    pub experiment: String,
    pub seed: u64,
    /// Ended before its last run; only complete runs are in it.
    pub stopped: bool,
    pub environment: Environment,
    pub view: View,
    pub load: String,
    #[serde(rename = "ladder")]
    pub along: Along,
    /// Bound of one run.
    pub ms: f64,
    /// Runs wanted at each setting.
    pub rounds: usize,
    pub cells: Vec<CellSummary>,
    pub findings: Findings,
    /// With the check disabled: what it protects from, at each setting.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub damage: Vec<DamageSummary>,
    /// For each kind of damage that there was, a way to it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reconstructions: Vec<Reconstruction>,
    #[serde(rename = "twins", skip_serializing_if = "Option::is_none")]
    pub controls: Option<Controls>,
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
#[serde(rename_all = "camelCase")]
pub struct DamageSummary {
    #[serde(flatten)]
    pub cell: Cell,
    pub runs: usize,
    pub operations: u64,
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
#[serde(rename_all = "camelCase")]
pub struct KindSummary {
    pub kind: Kind,
    pub times: u64,
    /// Runs that have it.
    pub runs: usize,
    /// In a million operations.
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
