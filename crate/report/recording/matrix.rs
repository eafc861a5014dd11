//! A matrix as it is read back: the part of schema `contend/matrix/1` that exports need, as strict as
//! [`Recording`](super::Recording) is. Its cells are of each map at each preset, in that order.

use super::plausible::{self, Checked, malformed};
use super::{Environment, Line};
use crate::ledger::Judgement;
use crate::stats::Estimate;
use serde::Deserialize;

const MOST_PRESETS: usize = 1_000;

#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Matrix {
    /// The canonical link.
    pub experiment: Line,
    pub stopped: bool,
    pub environment: Environment,
    pub maps: Vec<Mean>,
    pub presets: Vec<Preset>,
    /// Preset by preset, in the order of the maps.
    pub cells: Vec<Cell>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Mean {
    pub map: Line,
    pub mean: Option<Estimate>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Preset {
    pub preset: Line,
    pub complete: bool,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Cell {
    pub map: Line,
    pub preset: Line,
    pub rounds: usize,
    pub ops_per_sec: Option<Estimate>,
    pub ratio: Option<Estimate>,
    pub best: bool,
    pub outcome: Option<Judgement>,
}

impl Matrix {
    pub(crate) fn check(&self) -> Checked {
        plausible::experiment(&self.experiment)?;
        plausible::environment(&self.environment)?;
        plausible::within("maps", self.maps.len(), 1..=plausible::MOST_MAPS)?;
        plausible::within("presets", self.presets.len(), 1..=MOST_PRESETS)?;
        for (number, Mean { map, mean }) in self.maps.iter().enumerate() {
            plausible::map(format!("maps[{number}].map"), map)?;
            plausible::ratio(format!("maps[{number}].mean"), mean.as_ref())?;
        }
        for (number, Preset { preset, .. }) in self.presets.iter().enumerate() {
            let lower = |first: char| first.is_ascii_lowercase();
            plausible::text(format!("presets[{number}].preset"), preset, lower, "-", 80)?;
        }
        if self.cells.len() != self.presets.len() * self.maps.len() {
            return Err(malformed("cells", "there is not one for each map at each preset"));
        }
        self.cells.iter().enumerate().try_for_each(|(number, cell)| self.fits(number, cell))
    }

    fn fits(&self, number: usize, cell: &Cell) -> Checked {
        let place = format!("cells[{number}]");
        let (row, column) = (number % self.maps.len(), number / self.maps.len());
        if cell.map != self.maps[row].map || cell.preset != self.presets[column].preset {
            return Err(malformed(place, "it is of another map or preset than stands here"));
        }
        plausible::rounds(format!("{place}.rounds"), cell.rounds)?;
        plausible::rate(format!("{place}.opsPerSec"), cell.ops_per_sec.as_ref())?;
        plausible::ratio(format!("{place}.ratio"), cell.ratio.as_ref())
    }
}

/// A matrix just made, as if it had been written and read.
#[cfg(not(target_arch = "wasm32"))]
impl From<&crate::report::matrix::MatrixResult> for Matrix {
    fn from(result: &crate::report::matrix::MatrixResult) -> Self {
        let value = serde_json::to_value(result).expect("a matrix serialises");
        serde_json::from_value(value).expect("a matrix is read as it was written")
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use crate::report::recording::tests::result;
    use serde_json::{Value, json};

    /// Two maps at two presets, of which the second was broken off.
    pub fn matrix() -> Value {
        let figure = |median: f64| json!({ "median": median, "low": median * 0.9, "high": null });
        let cell = |map: &str, preset: &str, rate: f64, best: bool| {
            json!({
                "map": map, "preset": preset, "rounds": 6, "opsPerSec": figure(rate),
                "ratio": figure(rate / 1e6), "best": best, "outcome": "passed",
            })
        };
        json!({
            "schema": "contend/matrix/1", "seed": 42, "stopped": true,
            "experiment": "#v1/matrix?maps=mutex,sharded:16&presets=ycsb-a,ycsb-c",
            "environment": result(&[("mutex", &[1e6])])["environment"],
            "maps": [
                { "map": "mutex", "label": "Mutex", "mean": figure(1.0), "presets": 1 },
                { "map": "sharded:16", "label": "Sharded", "mean": null, "presets": 1 },
            ],
            "presets": [
                { "preset": "ycsb-a", "complete": true }, { "preset": "ycsb-c", "complete": false },
            ],
            "cells": [
                cell("mutex", "ycsb-a", 1e6, false), cell("sharded:16", "ycsb-a", 2e6, true),
                cell("mutex", "ycsb-c", 1e6, false), cell("sharded:16", "ycsb-c", 4e6, true),
            ],
        })
    }

    #[test]
    fn what_is_no_matrix_is_named_with_its_place() {
        let said = |place: &str, value: Value| {
            let mut changed = matrix();
            *changed.pointer_mut(place).unwrap_or_else(|| panic!("{place}")) = value;
            let matrix: Matrix = serde_json::from_value(changed).unwrap();
            matrix.check().err().map_or(String::new(), |error| error.to_string())
        };
        assert_eq!(said("/stopped", json!(false)), "");
        for (place, value, wanted) in [
            ("/experiment", json!("=1+1"), "at experiment: "),
            ("/maps", json!([]), "at maps: "),
            ("/maps/0/map", json!("a|b"), "at maps[0].map: "),
            ("/maps/0/mean/median", json!(1e300), "at maps[0].mean.median: "),
            ("/presets/0/preset", json!("<b>"), "at presets[0].preset: "),
            ("/cells/1/map", json!("mutex"), "at cells[1]: "),
            ("/cells/2/preset", json!("ycsb-a"), "at cells[2]: "),
            ("/cells/0/rounds", json!(1_000_000), "at cells[0].rounds: "),
            ("/cells/0/opsPerSec/median", json!(-1.0), "at cells[0].opsPerSec.median: "),
            ("/cells", json!([]), "at cells: "),
            ("/environment/cores", json!(0), "at environment.cores: "),
        ] {
            let said = said(place, value);
            assert!(said.starts_with(wanted), "{place}: {said}");
        }
    }
}
