//! The result of a matrix, schema `contend/matrix/1`: a cell for each map at each preset, the fastest of
//! each preset and what cannot be told from it, and each map's geometric mean.
//!
//! A preset's cells are told apart by the rule of every result, preset by preset: of many presets some
//! five in a hundred name a map wrongly.

use super::result::{RunResult, StrategyResult};
use super::warnings::Warning;
#[cfg(test)]
use crate::base::schema::{Count, Link, MapId};
use crate::engine::Environment;
use crate::engine::matrix::MatrixRun;
use crate::experiment::matrix::Matrix;
use crate::ledger::Judgement;
use crate::stats::conclusion::ConclusionKind;
use crate::stats::{Estimate, estimate};
use serde::Serialize;

pub const SCHEMA: &str = "contend/matrix/1";

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct MatrixResult {
    pub schema: &'static str,
    /// The canonical link.
    #[cfg_attr(test, schemars(regex(pattern = r"^#v1/matrix\?maps=[A-Za-z0-9\-._~:,+*%&=]+$")))]
    pub experiment: String,
    #[cfg_attr(test, schemars(with = "Count"))]
    pub seed: u64,
    /// Ended before its last trial; only complete trials are in it.
    pub stopped: bool,
    pub environment: Environment,
    /// In the link's order.
    #[cfg_attr(test, schemars(length(min = 1)))]
    pub maps: Vec<MapMean>,
    /// In the link's order.
    #[cfg_attr(test, schemars(length(min = 1)))]
    pub presets: Vec<PresetResult>,
    /// Preset by preset, in the order of the maps.
    pub cells: Vec<Cell>,
}

/// One map over all presets.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct MapMean {
    #[cfg_attr(test, schemars(with = "MapId"))]
    pub map: String,
    pub label: String,
    /// Geometric mean of the ratios to the baseline: taken in each round over the presets, then the
    /// median over rounds. None where it or the baseline failed a check, or no preset is complete.
    pub mean: Option<Estimate>,
    /// How many presets are in it: those whose every round is complete.
    pub presets: usize,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PresetResult {
    pub preset: &'static str,
    /// The experiment of its cells.
    #[cfg_attr(test, schemars(with = "Link"))]
    pub experiment: String,
    /// Every round of every map is in its cells.
    pub complete: bool,
    pub kind: ConclusionKind,
    /// The map with the highest median, unless a map failed.
    #[cfg_attr(test, schemars(with = "Option<MapId>"))]
    pub fastest: Option<String>,
    /// There are other maps than the fastest, and it is told of each how it stands to that.
    pub decided: bool,
    pub warnings: Vec<Warning>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Cell {
    #[cfg_attr(test, schemars(with = "MapId"))]
    pub map: String,
    pub preset: &'static str,
    /// Complete rounds.
    pub rounds: usize,
    pub ops_per_sec: Option<Estimate>,
    /// To the baseline, paired by round.
    pub ratio: Option<Estimate>,
    /// It is the fastest of its preset or cannot be told from it, where there are rounds enough to tell.
    pub best: bool,
    pub outcome: Option<Judgement>,
}

impl MatrixRun<'_> {
    /// The result of the trials complete so far.
    pub fn result(&self, stopped: bool) -> MatrixResult {
        let results: Vec<RunResult> =
            self.recorded(stopped).map(|recorded| recorded.result()).collect();
        put_together(self.matrix(), self.environment(), &results, stopped)
    }
}

fn put_together(
    matrix: &Matrix,
    environment: &Environment,
    results: &[RunResult],
    stopped: bool,
) -> MatrixResult {
    let first = &matrix.columns[0].experiment;
    let columns = || matrix.columns.iter().zip(results);
    let complete =
        |result: &RunResult| result.strategies.iter().all(|map| map.trials.len() >= first.rounds);
    let whole: Vec<&RunResult> = results.iter().filter(|result| complete(result)).collect();
    let maps = first.maps.iter().enumerate().map(|(place, map)| MapMean {
        map: map.to_string(),
        label: map.label(),
        mean: mean(&whole, place, first.baseline),
        presets: whole.len(),
    });
    let presets = columns().map(|(column, result)| PresetResult {
        preset: column.preset.name,
        experiment: column.experiment.link.clone(),
        complete: complete(result),
        kind: result.conclusion.kind,
        fastest: result.conclusion.best.clone(),
        decided: result.conclusion.decided,
        warnings: result.warnings.clone(),
    });
    let cells = columns().flat_map(|(column, result)| {
        result.strategies.iter().map(|map| cell(column.preset.name, map, result))
    });
    MatrixResult {
        schema: SCHEMA,
        experiment: matrix.link.clone(),
        seed: first.seed.0,
        stopped,
        environment: environment.clone(),
        maps: maps.collect(),
        presets: presets.collect(),
        cells: cells.collect(),
    }
}

fn cell(preset: &'static str, map: &StrategyResult, result: &RunResult) -> Cell {
    let conclusion = &result.conclusion;
    let told = matches!(conclusion.kind, ConclusionKind::Wins | ConclusionKind::Tied);
    let leads = conclusion.best.as_ref() == Some(&map.id) || conclusion.tied.contains(&map.id);
    let summary = map.summary.as_ref();
    Cell {
        map: map.id.clone(),
        preset,
        rounds: map.trials.len(),
        ops_per_sec: summary.map(|summary| summary.ops_per_sec),
        ratio: summary.and_then(|summary| summary.ratio),
        best: told && leads,
        outcome: summary.map(|summary| summary.outcome),
    }
}

/// Of complete presets alone, so that a preset that was broken off does not look like a change.
fn mean(results: &[&RunResult], place: usize, baseline: usize) -> Option<Estimate> {
    let failed = |result: &&RunResult| {
        [place, baseline].into_iter().any(|map| {
            let judged = result.strategies[map].summary.as_ref();
            judged.is_some_and(|summary| summary.outcome.failed())
        })
    };
    if results.is_empty() || results.iter().any(failed) {
        return None;
    }
    let rate = |result: &RunResult, map: usize, round: usize| {
        result.strategies[map].trials[round].ops_per_sec
    };
    // Amid a round that was added to the end, some maps have had their turn and some have not.
    let turns = |result: &RunResult| {
        [place, baseline].map(|map| result.strategies[map].trials.len()).into_iter().min()
    };
    let rounds = results.iter().filter_map(|&result| turns(result)).min()?;
    let means: Vec<f64> = (0..rounds)
        .map(|round| {
            let logs = results
                .iter()
                .map(|result| (rate(result, place, round) / rate(result, baseline, round)).ln());
            (logs.sum::<f64>() / results.len() as f64).exp()
        })
        .collect();
    estimate(&means)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Pool, SharedStatus};

    /// Maps take turns in an order that differs from round to round, so somewhere in the rounds that are
    /// added each map has had one more than the baseline, and one less.
    #[test]
    fn there_is_a_result_after_every_step() {
        let link = "#v1/matrix?maps=mutex,rwlock,hash-trie&presets=reads-90,exchange&rounds=6&threads=1&warmup=0";
        let matrix = Matrix::strict(link).unwrap().unwrap();
        let (pool, status) = (Pool::new(matrix.pool_threads()).unwrap(), SharedStatus::new());
        let mut run =
            MatrixRun::on_threads(matrix, Environment::default(), &pool, &status).unwrap();
        let mut uneven = 0;
        for _ in 0..3 {
            while run.upcoming().is_some() {
                run.step().unwrap();
                let result = run.result(true);
                let complete = result.presets.iter().filter(|preset| preset.complete).count();
                for map in &result.maps {
                    assert_eq!(map.mean.is_some(), complete > 0, "{map:?}");
                }
                let rounds =
                    |column: &[Cell]| column.iter().map(|cell| cell.rounds).collect::<Vec<_>>();
                uneven += result.cells.chunks(3).map(rounds).filter(|it| it[1] > it[0]).count();
            }
            assert!(run.extend(1));
        }
        assert!(uneven > 0, "no map was ever ahead of the baseline");
    }
}
