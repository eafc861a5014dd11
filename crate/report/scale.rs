//! The result of a scale experiment, schema `contend/scale/1`: a whole Result for each value of the
//! axis, and what the curves say.

use super::result::RunResult;
use crate::engine::Environment;
use crate::engine::recorded::Recorded;
use crate::engine::sweep::Sweep;
use crate::experiment::scale::Scale;
use crate::link::axis::as_number;
use crate::stats::scaling::{self, Curve, Place, Scaling};
use serde::Serialize;

pub const SCHEMA: &str = "contend/scale/1";

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ScaleResult {
    pub schema: &'static str,
    /// The canonical link.
    pub experiment: String,
    pub seed: u64,
    /// Ended before its last trial; only complete trials are in it.
    pub stopped: bool,
    pub environment: Environment,
    pub axis: AxisValues,
    /// In the order of the axis' values.
    pub cells: Vec<CellResult>,
    pub scaling: Scaling,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AxisValues {
    pub name: &'static str,
    pub values: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CellResult {
    pub value: String,
    pub result: RunResult,
}

impl Sweep<'_> {
    /// The result of the trials complete so far.
    pub fn result(&self, stopped: bool) -> ScaleResult {
        let cell = |(recorded, value): (Recorded, &String)| CellResult {
            value: value.clone(),
            result: recorded.result(),
        };
        let cells = self.recorded(stopped).zip(&self.scale().axis.values).map(cell).collect();
        describe(self.scale(), self.environment(), cells, stopped)
    }
}

/// Puts the cells together. A map's curve has the rounds that every map of its cell completed, so
/// that curves are held against each other in rounds they share.
fn describe(
    scale: &Scale,
    environment: &Environment,
    cells: Vec<CellResult>,
    stopped: bool,
) -> ScaleResult {
    let place = |map: &str, cell: &CellResult| {
        let id = scale.axis.map_at(map, &cell.value);
        let strategies = &cell.result.strategies;
        let complete = strategies.iter().map(|strategy| strategy.trials.len()).min().unwrap_or(0);
        let trials = strategies.iter().find(|strategy| strategy.id == id)?.trials.iter();
        let rates = trials.take(complete).map(|trial| trial.ops_per_sec).collect();
        Some(Place { at: as_number(&cell.value), rates })
    };
    let curve = |map: &String| Curve {
        map: map.clone(),
        places: cells.iter().filter_map(|cell| place(map, cell)).collect(),
    };
    let curves: Vec<Curve> = scale.maps.iter().map(curve).collect();
    let axis = match scale.axis.spec.name {
        "threads" => scaling::Axis::Threads { parallelism: environment.parallelism },
        _ => scaling::Axis::Other,
    };
    let seed = scale.cells[0].seed;
    ScaleResult {
        schema: SCHEMA,
        experiment: scale.link.clone(),
        seed: seed.0,
        stopped,
        environment: environment.clone(),
        axis: AxisValues { name: scale.axis.spec.name, values: scale.axis.values.clone() },
        scaling: scaling::describe(&curves, axis, seed),
        cells,
    }
}
