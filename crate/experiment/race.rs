//! What a link of the Race lab asks of real threads: a load, a sweep over settings, how often.

use super::load::{Load, LoadKind};
use crate::base::units::{MAX_THREADS, Nanos, Seed};
use crate::link::{self, BadExperiment, Link, Problem, ProblemKind, RACE, Values};
use crate::model::program::MAX_GOROUTINES;
use crate::strategy::MapSpec;
use serde::Serialize;

/// Steps of a sweep: these as far as its value goes, and the value itself.
const STEPS: [usize; 14] = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 40, 48, 56, 64];

/// Runs of each guarded map at each setting at most: enough for an interval.
pub const MOST_CONTROL_RUNS: usize = 10;
/// How long the link's program is played over each of them.
pub const PROGRAM_TIME: Nanos = Nanos::from_millis(500);

/// What plans are made with, for a page that tells how many runs there will be.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Measures {
    #[serde(rename = "rungs")]
    pub steps: &'static [usize],
    /// Runs of each guarded map at each setting at most.
    #[serde(rename = "twinRuns")]
    pub control_runs: usize,
    /// How long the link's program is played over each of them.
    pub program_ms: f64,
}

pub fn measures() -> Measures {
    Measures {
        steps: &STEPS,
        control_runs: MOST_CONTROL_RUNS,
        program_ms: PROGRAM_TIME.as_millis(),
    }
}

/// What is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum View {
    /// Runs up to the fatal error.
    Live,
    /// Runs with the check disabled, and what they did to the map.
    Damage,
    /// The same over guarded maps.
    #[serde(rename = "twins")]
    Controls,
}

/// Which of the two numbers the sweep goes along.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Along {
    Workers,
    Goroutines,
}

/// One setting of the sweep.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct Cell {
    /// Threads that goroutines are run on.
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub workers: usize,
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub goroutines: usize,
}

#[derive(Clone, Debug)]
pub struct Plan {
    /// Canonical fragment.
    pub link: String,
    pub view: View,
    pub load: Load,
    pub along: Along,
    pub cells: Vec<Cell>,
    pub runs: usize,
    /// Bound of one run.
    pub limit: Nanos,
    pub seed: Seed,
    pub maps: Vec<MapSpec>,
    /// The program that the controls run as well, as the link writes it.
    pub program: String,
    /// Whether each statement of the unguarded map is written down; no link says so.
    pub audited: bool,
}

impl Plan {
    /// The plan of a link, if it is one of this lab and of a view that runs threads.
    pub fn from_link(link: &Link) -> Option<Self> {
        if link.lab != RACE {
            return None;
        }
        let values = &link.values;
        let view = match &values["view"] {
            "twins" => View::Controls,
            "damage" => View::Damage,
            "live" => View::Live,
            _ => return None,
        };
        let load = Load::read(&values["load"])?;
        let along = match &values["ladder"] {
            "goroutines" => Along::Goroutines,
            _ => Along::Workers,
        };
        Some(Self {
            link: link::format(link.lab, values),
            view,
            load,
            along,
            cells: cells(load, along, number(values, "threads")?, number(values, "goroutines")),
            runs: number(values, "runs")?,
            limit: Nanos::from_millis(number(values, "ms")?),
            seed: Seed(number(values, "seed")?),
            maps: values["maps"].split(',').filter_map(MapSpec::canonical).collect(),
            program: values["prog"].to_owned(),
            audited: false,
        })
    }

    /// Reads a link, or a page's address with a link in it; `None` if it is of another lab. Refuses
    /// the first thing that is not right, and a view that runs no threads.
    pub fn strict(text: &str) -> Result<Option<Self>, BadExperiment> {
        let Ok(link) = link::parse(link::fragment_of(text)?) else { return Ok(None) };
        if link.lab != RACE {
            return Ok(None);
        }
        if let Some(problem) = link.problems.first() {
            return Err(BadExperiment(problem.clone()));
        }
        let plan = Self::from_link(&link);
        plan.map(Some).ok_or_else(|| {
            BadExperiment(Problem {
                kind: ProblemKind::Invalid,
                key: Some("view".into()),
                value: Some(link.values["view"].to_owned()),
                used: Some("live, damage or twins; the other views open on the page".into()),
            })
        })
    }

    /// Workers that are ever at work at once, a map's own threads apart.
    pub fn workers(&self) -> usize {
        self.cells.iter().map(|cell| cell.workers).max().unwrap_or(1)
    }

    /// Threads the pool must have.
    pub fn pool_threads(&self) -> usize {
        let extra = self.maps.iter().map(|map| map.extra_threads()).max().unwrap_or(0);
        match self.view {
            View::Controls => self.workers().max(MAX_GOROUTINES) + extra,
            _ => self.workers(),
        }
    }

    pub fn goroutines(&self) -> usize {
        self.cells.iter().map(|cell| cell.goroutines).max().unwrap_or(1)
    }
}

fn number<T: std::str::FromStr>(values: &Values, key: &str) -> Option<T> {
    values[key].parse().ok()
}

/// The settings, each once. Without a number of goroutines there is one for each worker, and two
/// where one alone would race with nobody; a load of readers has at least one beside its writer.
fn cells(load: Load, along: Along, workers: usize, goroutines: Option<usize>) -> Vec<Cell> {
    let least = match load.kind {
        LoadKind::Readers | LoadKind::Iterators => 2,
        _ => 1,
    };
    let cell = |workers: usize, goroutines: Option<usize>| Cell {
        workers,
        goroutines: goroutines.unwrap_or(workers.max(2)).max(least),
    };
    let steps = |top: usize| {
        let top = top.clamp(1, MAX_THREADS);
        STEPS.into_iter().filter(move |step| *step < top).chain([top])
    };
    let mut cells: Vec<Cell> = match along {
        Along::Workers => steps(workers).map(|step| cell(step, goroutines)).collect(),
        Along::Goroutines => {
            steps(goroutines.unwrap_or(workers)).map(|step| cell(workers, Some(step))).collect()
        }
    };
    cells.dedup();
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(
        load: &str,
        along: Along,
        workers: usize,
        goroutines: Option<usize>,
    ) -> Vec<(usize, usize)> {
        let cells = cells(Load::read(load).unwrap(), along, workers, goroutines);
        cells.into_iter().map(|cell| (cell.workers, cell.goroutines)).collect()
    }

    #[test]
    fn a_sweep_ends_at_its_value() {
        let of = |workers, goroutines| pairs("writers:100", Along::Workers, workers, goroutines);
        assert_eq!(of(4, None), [(1, 2), (2, 2), (3, 3), (4, 4)]);
        assert_eq!(of(5, Some(8)), [(1, 8), (2, 8), (3, 8), (4, 8), (5, 8)]);
        assert_eq!(of(1, Some(1)), [(1, 1)]);
    }

    #[test]
    fn goroutines_multiply_on_the_same_workers() {
        let of = |load, goroutines| pairs(load, Along::Goroutines, 2, goroutines);
        assert_eq!(of("writers:100", Some(4)), [(2, 1), (2, 2), (2, 3), (2, 4)]);
        assert_eq!(of("readers:100", Some(4)), [(2, 2), (2, 3), (2, 4)]);
        assert_eq!(of("writers:100", None), [(2, 1), (2, 2)]);
    }
}
