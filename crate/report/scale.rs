//! The result of a scale experiment, schema `contend/scale/1`: a whole Result for each value of the
//! axis, and what the curves say.

use super::result::RunResult;
#[cfg(test)]
use crate::base::schema::{AxisValue, Count};
use crate::engine::Environment;
use crate::engine::recorded::Recorded;
use crate::engine::sweep::Sweep;
use crate::experiment::scale::Scale;
#[cfg(test)]
use crate::link::axes::MOST_VALUES;
use crate::link::axis::as_number;
use crate::stats::scaling::{self, Curve, Place, Scaling};
use serde::Serialize;

pub const SCHEMA: &str = "contend/scale/1";

/// What a scale experiment found out: a whole Result (contend/result/1) for each value of its axis, and
/// what the curves say. Fields may be added; none changes its meaning. A figure that cannot be stated is
/// null.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ScaleResult {
    pub schema: &'static str,
    /// The canonical link of the experiment, with its '#'.
    #[cfg_attr(test, schemars(regex(pattern = r"^#v1/scale\?maps=[A-Za-z0-9\-._~:,+*%&=]+$")))]
    pub experiment: String,
    #[cfg_attr(test, schemars(with = "Count"))]
    pub seed: u64,
    /// Whether the run ended before its last trial; only complete trials are recorded.
    pub stopped: bool,
    pub environment: Environment,
    pub axis: AxisValues,
    /// One for each value, in the axis' order.
    #[cfg_attr(test, schemars(length(min = 2, max = MOST_VALUES)))]
    pub cells: Vec<CellResult>,
    pub scaling: Scaling,
}

/// What varies, and its values in ascending order as the link writes them.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct AxisValues {
    #[cfg_attr(test, schemars(length(min = 1)))]
    pub name: &'static str,
    #[cfg_attr(test, schemars(with = "Vec<AxisValue>", length(min = 2, max = MOST_VALUES), extend("uniqueItems" = true)))]
    pub values: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct CellResult {
    #[cfg_attr(test, schemars(with = "AxisValue"))]
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
